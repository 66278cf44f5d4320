"""The monthly run over a working folder: read what changed, check, choose, compare with last time, write, remember."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltools import decisions, files
from xltools.between_runs import sightings, since_last
from xltools.checks.programs import programs_of
from xltools.checks.selection import Rules, Selection, select
from xltools.checks.strategies import Strategy
from xltools.checks.together import DONE_WITH, problems_of, with_errors
from xltools.errors import NothingToReadError
from xltools.expected import excluded_by_roster, expected_keys
from xltools.garbage import seldom_collected
from xltools.problems import Problem, in_order
from xltools.reading.model import Reading
from xltools.reading.readings import RECORDS, read_all
from xltools.reading.roster import RosterEntry, read_roster
from xltools.store import database, kept, runs
from xltools.store.findings import own_problems_kept
from xltools.working_folder import WorkingFolder, named_for

if TYPE_CHECKING:
    from xltools.store.database import Store
    from xltools.tables.changes import Since
    from xltools.tables.collection import Collection
    from xltools.tables.standing import Standing


@dataclass(frozen=True, slots=True)
class Findings:
    """What a working folder holds on a day.

    `readings` are all files that came in, `earlier` those of earlier years; `read` is the number of those that were read now and not
    taken from the store. `untold` is what is wrong with files that nobody has to mend any more. `since` is None when there is no
    earlier run to compare with. `notes` are about the run itself: the roster, the store.
    """

    folder: WorkingFolder
    as_of: datetime.date
    readings: tuple[Reading, ...]
    earlier: tuple[Reading, ...]
    read: int
    selection: Selection
    problems: tuple[Problem, ...]
    untold: tuple[Problem, ...]
    standings: tuple[Standing, ...]
    since: Since | None
    notes: tuple[Problem, ...]

    def checked(self) -> list[tuple[Reading, list[Problem]]]:
        """The files that a section may still have to mend, each with all that was found in it: those that count, if they are not final,
        and those that would count without their errors."""
        from xltools.tables.standing import RECEIVED, TO_CONFIRM, TO_MEND

        found: dict[str, list[Problem]] = {
            one.source: [] for one in self.standings if one.source and one.state in (TO_MEND, TO_CONFIRM, RECEIVED)
        }
        for problem in self.problems:
            if problem.source in found:
                found[problem.source].append(problem)
        return [(reading, found[reading.source]) for reading in self.readings if reading.source in found]


@dataclass(frozen=True, slots=True)
class Round:
    """A whole run: what was found, and the files that were written. `moved` are outputs that got another name because the file of
    their own name was in use: the name wanted → the file written."""

    found: Findings
    collection: Collection
    summary: Path
    problems: Path
    log: Path
    moved: Mapping[Path, Path]


Ask = Callable[[], None]


def look(
    folder: WorkingFolder,
    as_of: datetime.date,
    since: datetime.date | None = None,
    verify: bool = False,
    on_done: Ask | None = None,
    on_wait: Ask | None = None,
) -> Findings:
    """What a working folder holds on the day `as_of`, compared with the last run that showed an earlier day, or the last one up to
    the day `since`. Nothing is written but what was read, into the store.

    Raises:
        XltoolsError: another run is at work; the store cannot be used; the roster or the decisions cannot be read at all.
    """
    with _run(folder, as_of, on_wait) as (store, number):
        return _found(store, number, folder, as_of, since, verify, on_done)


def run(
    folder: WorkingFolder,
    as_of: datetime.date,
    lang: str = "ja",
    verify: bool = False,
    on_done: Ask | None = None,
    on_wait: Ask | None = None,
    valid_only: bool = False,
) -> Round:
    """The whole round: the summary and the list of problems in the folder of summaries, and the run remembered. With `valid_only` a
    submission with an error does not count.

    Every file appears whole or not at all; the run is remembered last, so that one that was broken off is as if it had not been.

    Raises:
        NothingToReadError: not one submission counts.
        XltoolsError: as `look`, and if an output cannot be written.
    """
    from xltools.books.problem_book_apart import problems_listed
    from xltools.books.summary_book import summary_file

    with _run(folder, as_of, on_wait) as (store, number):
        found = _found(store, number, folder, as_of, None, verify, on_done, valid_only)
        if not found.selection.counted:
            raise NothingToReadError("nothing-submitted", [reason for _, reason in found.selection.left_out], folder=str(folder.submitted))
        collection = collection_of(found, valid_only)
        wanted = [folder.summary / named_for(name, as_of) for name in (folder.output, folder.problems)]
        files.clear_leftovers(folder.summary)
        for target in wanted:
            files.may_write(target, True, [reading.source for reading in (*found.readings, *found.earlier)])
        problems = in_order(collection.all_problems())
        form = collection.form
        with (
            problems_listed(found.readings, problems, folder.summary, lang) as listed,
            summary_file(form, collection, lang, folder.summary) as summary,
        ):
            listing = listed()
            written = [files.save_or_number(wanted[0], summary), files.save_or_number(wanted[1], listing)]
        runs.finish(
            store,
            number,
            _now(),
            form.family,
            form.fiscal_year,
            written[0].name,
            sightings(store, found.readings, found.selection, (*found.problems, *found.untold)),
        )
    moved = {target: other for target, other in zip(wanted, written, strict=True) if target != other}
    return Round(found, collection, written[0], written[1], written[0].with_suffix(".log"), moved)


def read_with(store: Path, sources: Iterable[str | Path], on_done: Ask | None = None) -> list[Reading]:
    """The readings of workbooks, folders and patterns, as `xltools.reading.readings.read_workbooks` gives them, but those that a
    store holds are taken from there.

    Raises:
        XltoolsError: another run is at work; the store cannot be used.
    """
    now = _now()
    with database.opened(store, Path()) as kept_before:
        number = runs.begin(kept_before, now, now.date())
        return _read(kept_before, number, sources, False, on_done)[0]


def _read(store: Store, number: int, sources: Iterable[str | Path], verify: bool, on_done: Ask | None) -> tuple[list[Reading], int]:
    """The readings of sources, and how many workbooks were read now and not taken from the store."""
    counts = []

    def read_changed(paths: Sequence[Path], on_done: Ask | None) -> Sequence[Reading]:
        readings, read = kept.read_changed(store, number, time.time_ns(), paths, verify, on_done)
        counts.append(read)
        return readings

    return read_all(sources, on_done, read_changed), sum(counts)


def _files(readings: Iterable[Reading]) -> list[Reading]:
    """The readings without those that only say that a folder is empty: in a working folder it may be."""
    return [reading for reading in readings if [problem.code for problem in reading.problems] != ["folder-empty"]]


@contextmanager
def _run(folder: WorkingFolder, as_of: datetime.date, on_wait: Ask | None) -> Iterator[tuple[Store, int]]:
    with seldom_collected(), database.opened(folder.store, folder.root, on_wait=on_wait) as store:
        yield store, runs.begin(store, _now(), as_of)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _found(
    store: Store,
    number: int,
    folder: WorkingFolder,
    as_of: datetime.date,
    since: datetime.date | None,
    verify: bool,
    on_done: Ask | None,
    valid_only: bool = False,
) -> Findings:
    from xltools.tables.standing import SETTLED_CHANGED, Office, standings

    roster, notes = _roster(folder)
    came, read = _read(store, number, [folder.submitted], verify, on_done)
    before, read_too = _read(store, number, _earlier(folder), verify, on_done)
    readings, earlier = _files(came), _files(before)
    checks = folder.settings.checks
    own = own_problems_kept(store, [*readings, *earlier], checks)
    arrivals = kept.arrivals(store, readings)
    decided = decisions.read_decisions(folder.decisions)
    excluded = _excluded(folder, roster, decided)
    wrong = with_errors(own)
    rules = Rules(Strategy(folder.strategy, wrong, arrivals), wrong if valid_only else (), excluded)
    selection = select(readings, None, rules, folder.form, earlier)
    counted = (*selection.counted, *selection.others)
    left_out = (*selection.left_out, *selection.unused)
    year = folder.form.fiscal_year
    expected = expected_keys(folder.form, roster or (), excluded)
    problems = problems_of([*readings, *earlier], own, counted, left_out, checks, expected, year, DONE_WITH)
    settled = {key: decision.digest for key, decision in decisions.standing(decided, decisions.SETTLE).items()}
    days = runs.days(store)
    received = {source: days[run] for source, run in arrivals.items() if run in days}
    office = Office(as_of, roster or None, folder.deadline, excluded, settled, received)
    stand = standings(selection, problems, office)
    problems += [one.reason for one in stand if one.reason and one.reason.code == SETTLED_CHANGED]
    return Findings(
        folder,
        as_of,
        tuple(readings),
        tuple(earlier),
        read + read_too,
        selection,
        tuple(in_order(problems)),
        tuple(problem for reading, why in selection.left_out if why.code in DONE_WITH for problem in own[id(reading)]),
        stand,
        since_last(store, folder, as_of, since, selection, problems, excluded),
        (*store.notes, *notes),
    )


def _earlier(folder: WorkingFolder) -> list[Path]:
    """The sheets of earlier years and the files of records of them; nothing without a folder of them."""
    if not folder.earlier.is_dir():
        return []
    records = sorted(path for path in folder.earlier.rglob("*") if path.suffix.lower() in RECORDS and path.is_file())
    return [*records, folder.earlier]


def _roster(folder: WorkingFolder) -> tuple[tuple[RosterEntry, ...] | None, tuple[Problem, ...]]:
    """The roster's entries and what is wrong with it; None without one."""
    return read_roster(folder.roster, folder.form) if folder.roster.exists() else (None, ())


def _excluded(folder: WorkingFolder, roster: Sequence[RosterEntry] | None, decided: Sequence[decisions.Decision]) -> Mapping[str, Problem]:
    """The programs that do not count, each with the problem that says why."""
    found = dict(excluded_by_roster(folder.form, roster or (), folder.roster))
    for key, one in decisions.standing(decided, decisions.EXCLUDE).items():
        details = {"key": key, "by": one.by, "on": one.on.isoformat(), "reason": one.reason}
        found[key] = Problem("excluded-by-hand", str(folder.decisions), details=details)
    return found


def collection_of(found: Findings, valid_only: bool = False) -> Collection:
    """What the summary of a working folder is made of."""
    from xltools.tables.collection import Collection

    selection = found.selection
    return Collection(
        form=selection.form,
        fiscal_year=selection.form.fiscal_year,
        readings=selection.counted,
        left_out=(*selection.left_out, *selection.unused),
        problems=found.problems,
        as_of=found.as_of.isoformat(),
        valid_only=valid_only,
        others=selection.others,
        programs=programs_of((*selection.counted, *selection.others)),
        settings=found.folder.settings.checks,
        standings=found.standings,
        since=found.since,
    )
