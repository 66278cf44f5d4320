"""What xltools does, as functions: every command is one of them.

import xltools

readings = xltools.read(["examples/2018"])
for reading in readings:
    for problem in xltools.check(reading):
        print(problem.at, problem.message())
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools import files
from xltools.checks.across import across
from xltools.checks.applied import judged
from xltools.checks.listing import Rule, rules_of
from xltools.checks.programs import programs_of
from xltools.checks.selection import one_each, select
from xltools.checks.sheet import check
from xltools.comparing import Comparison, compare, comparison_data, comparison_workbook, save_comparison
from xltools.expected import expected_programs
from xltools.forms.definition import definitions, load_form
from xltools.forms.fit import misfits
from xltools.forms.model import Form
from xltools.forms.record import named
from xltools.forms.record_schema import record_schema
from xltools.giving_back import GivenBack, give_back
from xltools.handing_out import HandedOut, hand_out
from xltools.problems import Problem, in_order, pointer
from xltools.reading.from_record import form_of, parse_records, reading_of
from xltools.reading.model import Reading
from xltools.reading.readings import read_all
from xltools.reading.roster import RosterEntry, entries_of, read_roster
from xltools.settings import DEFAULTS, Settings, load_settings
from xltools.tidying import TidyFiles, tidy
from xltools.upgrading import UpgradedFiles, upgrade

if TYPE_CHECKING:
    from xltools.tables.collection import Collection

__all__ = [
    "Comparison", "Filled", "Form", "GivenBack", "HandedOut", "Problem", "Reading", "RosterEntry", "Rule", "Settings", "TidyFiles",
    "UpgradedFiles", "check", "check_all", "checks", "compare", "comparison_data", "comparison_workbook", "consolidate", "definitions",
    "expected_programs", "fill", "form_workbook", "give_back", "hand_out", "inspect_files", "load_form", "load_settings", "parse_records",
    "problem_workbook", "read", "read_roster", "record_schema", "report", "roster", "save_comparison", "schema_text", "template",
    "tidy", "upgrade",
]  # fmt: skip


REPORT_VERSION = 1
"""Of the plain data that `report` gives. It changes when something is taken away or changes its meaning, not when something is added."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of one record in `fill`: its workbook, None if none was made, and what is wrong with the record."""

    target: Path | None
    problems: tuple[Problem, ...]


def schema_text(form: Form) -> str:
    """The record schema of a form as the text of a JSON file."""
    return json.dumps(record_schema(form), ensure_ascii=False, indent=2) + "\n"


def form_workbook(form: Form, record: Mapping[str, Any] | None = None) -> bytes:
    """The form as an .xlsx file, blank or filled with a record.

    Raises:
        XltoolsError: a text of the record that is too long for a cell of Excel.
    """
    from xltools.books import form_book

    return form_book.form_workbook(form, record)


def template(form: Form, target: Path, overwrite: bool = False) -> None:
    """Write the blank form.

    Raises:
        XltoolsError: the file exists and `overwrite` is not given, or it cannot be written.
    """
    files.may_write(target, overwrite)
    files.save_whole(target, form_workbook(form))


def fill(records: Sequence[Mapping[str, Any]], folder: Path, source: str = "", overwrite: bool = False) -> list[Filled]:
    """Write one filled workbook per record into a folder, named as the form's definition says.

    A record with a value that the form has no place for gets no workbook; every other one does, whatever else is wrong
    with it. `source` is where the records come from, for messages.

    Raises:
        XltoolsError: a record of an unknown form; a workbook that exists (without `overwrite`); an unwritable folder. In
            the first two cases nothing was written.
    """
    readings = [reading_of(form_of(record, source, number), record, f"{source}#{number}") for number, record in enumerate(records, 1)]
    plans = [(reading, *_plan(reading, record, folder)) for reading, record in zip(readings, records, strict=True)]
    files.may_write_all((target for _, target, _ in plans if target is not None), overwrite)
    for reading, target, _ in plans:
        if target is not None and reading.form is not None:
            files.save_whole(target, form_workbook(reading.form, reading.record))
    return [Filled(target, problems) for _, target, problems in plans]


def _plan(reading: Reading, record: Mapping[str, Any], folder: Path) -> tuple[Path | None, tuple[Problem, ...]]:
    """The workbook to make of a record, None if it would lose a value; and what is wrong with the record."""
    problems = check(reading)
    lost = misfits(reading.form, record) if reading.form else []
    if not lost and reading.form is not None:
        return folder / f"{files.safe_name(named(reading.form, reading.form.file_name, record))}.xlsx", problems
    told = [problem.path for problem in problems if problem.severity == "error"]
    untold = [path for path in lost if not any(path[: len(known)] == known for known in told if known)]
    more = [Problem("value-unfit", reading.source, path=path, details={"pointer": pointer(path)}) for path in untold]
    return None, (Problem("record-not-filled", reading.source), *problems, *more)


def roster(
    form: Form,
    target: Path,
    sources: Iterable[str | Path] = (),
    overwrite: bool = False,
    lang: str = "ja",
    on_done: Callable[..., None] | None = None,
) -> tuple[tuple[RosterEntry, ...], tuple[Problem, ...]]:
    """Write a roster to fill in, empty or with the programs of workbooks, folders and files of records.

    Returns its entries, and why sources are not among them: they cannot be read, or are of another form. Of a program with
    sheets of several years the latest counts.

    Raises:
        XltoolsError: the form has no roster; the target exists (without `overwrite`) or cannot be written.
    """
    from xltools.books.roster_book import roster_workbook

    readings = read_all(sources, on_done)
    files.may_write(target, overwrite, [reading.source for reading in readings])
    entries, problems = entries_of(form, readings)
    files.save_whole(target, roster_workbook(form, entries, lang))
    return entries, problems


def read(sources: Iterable[str | Path], on_done: Callable[[], None] | None = None) -> list[Reading]:
    """Read workbooks: files, folders (searched through) and patterns such as ``2018/*.xlsx``; and files of records, those that end
    in ``.json`` or ``.jsonl``.

    A source that does not exist or cannot be read is a reading without a record that says why. `on_done` is called after each
    workbook.

    Raises:
        XltoolsError: a file of records that holds something else, or records of no known form.
    """
    return read_all(sources, on_done)


def _is_ours(reading: Reading) -> bool:
    """Whether a file is no submission but was made by xltools itself, such as last month's summary."""
    return any(problem.code == "not-a-submission" for problem in reading.problems)


def check_all(
    readings: Sequence[Reading],
    deep: bool = False,
    settings: Settings = DEFAULTS,
    expected: Mapping[int, frozenset[str]] | None = None,
) -> list[Problem]:
    """Every problem of some readings, by file, worst first: of each sheet, of the sheets of one program over the years, and of all
    together; with `deep` also what `inspect_files` says about those with errors.

    `expected` are by fiscal year the keys of the programs that there should be a sheet of, if a roster says so.
    """
    counted, left_out = one_each(readings)
    own = {id(reading): check(reading, settings.checks) for reading in readings}
    problems = _problems(readings, own, counted, left_out, settings, expected)
    if deep:
        wrong = {problem.source for problem in problems if problem.severity == "error"}
        inspected = inspect_files([reading.source for reading in readings if reading.digest and reading.form and reading.source in wrong])
        problems += [problem for reading in inspected for problem in reading.problems]
    return in_order(problems)


def checks(form: Form, settings: Settings = DEFAULTS) -> tuple[Rule, ...]:
    """The rules of a form, with the levels and limits that a ward has set."""
    return rules_of(form, settings.checks)


def _problems(
    readings: Iterable[Reading],
    own: Mapping[int, Sequence[Problem]],
    counted: Iterable[Reading],
    left_out: Iterable[tuple[Reading, Problem]],
    settings: Settings,
    expected: Mapping[int, frozenset[str]] | None = None,
    year: int | None = None,
) -> list[Problem]:
    """What is wrong with each reading, why some do not count, and what those that count show together; of one fiscal year, if one is
    given. `own` is what is wrong with each reading by itself, by its `id`."""
    wanted = [reading for reading in readings if reading.form is None or year in (None, reading.form.fiscal_year)]
    problems = [problem for reading in wanted for problem in own[id(reading)]]
    for reading, reason in left_out:
        if reason not in reading.problems:
            problems += judged([reason], reading.form, settings.checks) if reading.form else [reason]
    return problems + across([(reading, own[id(reading)]) for reading in counted], settings.checks, expected, year)


def report(readings: Sequence[Reading], problems: Sequence[Problem], lang: str | None = None) -> dict[str, object]:
    """Readings and their problems as plain data, as ``schemas/problems.schema.json`` describes it: texts in the language asked for."""
    from xltools.tables.problems import identity

    listed = []
    for reading in readings:
        key, name, year = identity(reading)
        form = reading.form.id if reading.form else None
        told = {"file": reading.source, "read": reading.record is not None, "form": form, "fiscal_year": year, "key": key, "name": name}
        listed.append(told)
    return {"version": REPORT_VERSION, "files": listed, "problems": [problem.as_json(lang) for problem in problems]}


def problem_workbook(readings: Sequence[Reading], problems: Sequence[Problem], folder: Path, lang: str | None = "ja") -> bytes:
    """The list of problems as an .xlsx file that is to stand in `folder`, for its links lead from there to the files."""
    from xltools.books import problem_book

    return problem_book.problem_workbook(readings, problems, folder, lang)


def inspect_files(sources: Iterable[str | Path], on_done: Callable[[], None] | None = None) -> list[Reading]:
    """Compare workbooks with the blank form, cell by cell: what of the form itself was changed in them.

    Each reading has as its problems only that, or why the file could not be inspected. This is slow, seconds per file.
    """
    from xltools.inspect import submissions

    return submissions.inspect_files(sources, on_done)


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
) -> Collection:
    """Read workbooks and write the summary workbook; the collection says what went into it and what did not.

    `year` is the fiscal year to sum up; without it, the one of most submissions, the latest of equals. Sheets of other years are
    compared with. With `valid_only` a submission with an error is left out. The order of the sources does not matter: of two files for
    one program the one whose name comes first counts. `roster` says which programs there should be a sheet of.

    Raises:
        XltoolsError: there is nothing to sum up, or the target cannot be written.
    """
    from xltools.books.summary_book import summary_workbook
    from xltools.tables.collection import Collection
    from xltools.tables.run import last_change

    readings = sorted(read(sources, on_done), key=lambda reading: reading.source)
    files.may_write(target, overwrite, [reading.source for reading in readings if not _is_ours(reading)])
    own = {id(reading): check(reading, settings.checks) for reading in readings}
    wrong = {problem.source for problems in own.values() for problem in problems if problem.severity == "error"}
    selection = select(readings, year, wrong if valid_only else ())
    counted = (*selection.counted, *selection.others)
    expected, listed = expected_programs(roster, selection.counted)
    problems = [*_problems(readings, own, counted, selection.left_out, settings, expected, selection.form.fiscal_year), *listed]
    collection = Collection(
        form=selection.form,
        fiscal_year=selection.form.fiscal_year,
        readings=selection.counted,
        left_out=selection.left_out,
        problems=tuple(in_order(problems)),
        as_of=last_change(readings),
        valid_only=valid_only,
        others=selection.others,
        programs=programs_of(counted),
        settings=settings.checks,
    )
    files.save_whole(target, summary_workbook(collection.form, collection, lang, target.parent))
    return collection
