"""The summary of workbooks that are named, outside a working folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from xltools import files, monthly
from xltools.checks.programs import programs_of
from xltools.checks.selection import Rules, select
from xltools.checks.together import DONE_WITH, own_problems, problems_of, with_errors
from xltools.expected import excluded_by_roster, expected_keys
from xltools.problems import in_order
from xltools.reading.model import Reading
from xltools.reading.readings import read_all
from xltools.reading.roster import read_roster
from xltools.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from xltools.tables.collection import Collection


def consolidate(
    sources: Iterable[str | Path],
    target: Path,
    year: int | None = None,
    lang: str | None = "ja",
    overwrite: bool = True,
    valid_only: bool = False,
    on_done: Callable[[], None] | None = None,
    settings: Settings = DEFAULTS,
    roster: Path | None = None,
    store: Path | None = None,
) -> Collection:
    """Read workbooks and write the summary workbook; the collection says what went into it and what did not.

    `year` is the fiscal year to sum up; without it, the one of most submissions, the latest of equals. Sheets of other years are
    compared with. With `valid_only` a submission with an error is left out. The order of the sources does not matter: of two files for
    one program the one whose name comes first counts. `roster` says which programs there should be a sheet of, and when it is due; the
    days that are left are counted from the day on which the newest file was written. With a `store`, only what changed since the last
    call with it is read; the summary is the same, byte by byte.

    Raises:
        XltoolsError: there is nothing to sum up, or the target cannot be written; the store cannot be used.
    """
    from xltools.books.summary_book import summary_file
    from xltools.tables.collection import Collection
    from xltools.tables.run import last_change, last_day
    from xltools.tables.standing import Office, standings

    found_now = monthly.read_with(store, sources, on_done) if store else read_all(sources, on_done)
    readings = sorted(found_now, key=lambda reading: reading.source)
    files.may_write(target, overwrite, [reading.source for reading in readings if not _is_ours(reading)])
    own = own_problems(readings, settings.checks)
    invalid = with_errors(own) if valid_only else ()
    selection = select(readings, year, Rules(invalid=invalid))
    form = selection.form
    entries, listed = read_roster(roster, form) if roster else ((), ())
    excluded = excluded_by_roster(form, entries, roster) if roster else {}
    if excluded:
        selection = select(readings, None, Rules(invalid=invalid, excluded=excluded), form)
    counted = (*selection.counted, *selection.others)
    expected = expected_keys(form, entries, excluded)
    found = problems_of(readings, own, counted, selection.left_out, settings.checks, expected, form.fiscal_year, DONE_WITH)
    office = Office(last_day(readings), entries or None, excluded=excluded)
    collection = Collection(
        form=form,
        fiscal_year=form.fiscal_year,
        readings=selection.counted,
        left_out=selection.left_out,
        problems=tuple(in_order([*found, *listed])),
        as_of=last_change(readings),
        valid_only=valid_only,
        others=selection.others,
        programs=programs_of(counted),
        settings=settings.checks,
        standings=standings(selection, found, office),
    )
    with summary_file(form, collection, lang, target.parent) as summary:
        files.save_whole(target, summary)
    return collection


def _is_ours(reading: Reading) -> bool:
    """Whether a file is no submission but was made by xltools itself, such as last month's summary."""
    return any(problem.code == "not-a-submission" for problem in reading.problems)
