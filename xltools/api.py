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
from pathlib import Path
from typing import Any

from xltools import files, messages, monthly
from xltools.checks.listing import Rule, rules_by_forms, rules_of
from xltools.checks.selection import one_each
from xltools.checks.sheet import check
from xltools.checks.together import own_problems, problems_of
from xltools.choosing import chosen
from xltools.comparing import Comparison, compare, comparison_data, comparison_workbook, save_comparison
from xltools.consolidating import consolidate
from xltools.expected import expected_programs
from xltools.filling import Filled, fill
from xltools.forms.definition import definitions, load_form
from xltools.forms.model import Form
from xltools.forms.record_schema import record_schema
from xltools.giving_back import GivenBack, give_back
from xltools.handing_out import HandedOut, hand_out
from xltools.monthly import Findings, Round
from xltools.officer import Past, exclude, history, settle
from xltools.problems import Problem, in_order
from xltools.reading.elsewhere import reading_on
from xltools.reading.from_record import parse_records
from xltools.reading.model import Reading
from xltools.reading.readings import read_all
from xltools.reading.roster import RosterEntry, entries_of, latest, read_roster
from xltools.reminding import remind
from xltools.settings import DEFAULTS, Settings, load_settings, run_settings
from xltools.starting import start_folder
from xltools.tidying import TidyFiles, tidy
from xltools.upgrading import UpgradedFiles, upgrade
from xltools.working_folder import WorkingFolder, working_folder

__all__ = [
    "Comparison", "Filled", "Findings", "Form", "GivenBack", "HandedOut", "Past", "Problem", "Reading", "RosterEntry", "Round", "Rule",
    "Settings", "TidyFiles", "UpgradedFiles", "WorkingFolder", "all_checks", "check", "check_all", "checks", "compare", "comparison_data",
    "comparison_workbook", "consolidate", "definitions", "exclude", "expected_programs", "fill", "form_workbook", "give_back",
    "hand_out", "history", "init", "inspect_files", "load_form", "load_settings", "look", "monthly_round", "parse_records",
    "problem_workbook", "read", "read_roster", "reading_on", "record_schema", "remind", "report", "roster", "run_settings",
    "save_comparison", "schema_text", "settle", "status_data", "status_workbook", "template", "tidy", "upgrade", "working_folder",
]  # fmt: skip


REPORT_VERSION = 1
"""Of the plain data that `report` gives. It changes when something is taken away or changes its meaning, not when something is added."""


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


def roster(
    form: Form,
    target: Path,
    sources: Iterable[str | Path] = (),
    overwrite: bool = False,
    lang: str = "ja",
    on_done: Callable[..., None] | None = None,
) -> tuple[tuple[RosterEntry, ...], tuple[Problem, ...]]:
    """Write a roster to fill in, empty or with the programs of workbooks, folders and files of records.

    Returns its entries, and why sources are not among them: they cannot be read, are of another form, or another file of the program
    is taken: the one that the summary counted. Of a program with sheets of several years the latest is taken.

    Raises:
        XltoolsError: the form has no roster; the target exists (without `overwrite`) or cannot be written.
    """
    from xltools.books.roster_book import roster_workbook

    readings = read_all(sources, on_done)
    files.may_write(target, overwrite, [reading.source for reading in readings])
    entries, problems = _listed(form, readings)
    files.save_whole(target, roster_workbook(form, entries, lang))
    return entries, problems


def _listed(form: Form, readings: Sequence[Reading]) -> tuple[tuple[RosterEntry, ...], tuple[Problem, ...]]:
    """The entries of a roster of some programs, and why readings are not among them."""
    counted, left_out = chosen(latest(readings))
    entries, problems = entries_of(form, counted)
    return entries, tuple(in_order([*problems, *left_out]))


def read(sources: Iterable[str | Path], on_done: Callable[[], None] | None = None) -> list[Reading]:
    """Read workbooks: files, folders (searched through) and patterns such as ``2018/*.xlsx``; and files of records, those that end
    in ``.json`` or ``.jsonl``.

    A source that does not exist or cannot be read is a reading without a record that says why. `on_done` is called after each
    workbook.

    Raises:
        XltoolsError: a file of records that holds something else, or records of no known form.
    """
    return read_all(sources, on_done)


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
    own = own_problems(readings, settings.checks)
    problems = problems_of(readings, own, counted, left_out, settings.checks, expected)
    if deep:
        wrong = {problem.source for problem in problems if problem.severity == "error"}
        inspected = inspect_files([reading.source for reading in readings if reading.digest and reading.form and reading.source in wrong])
        problems += [problem for reading in inspected for problem in reading.problems]
    return in_order(problems)


def checks(form: Form, settings: Settings = DEFAULTS) -> tuple[Rule, ...]:
    """The rules of a form, with the levels and limits that a ward has set."""
    return rules_of(form, settings.checks)


def all_checks(settings: Settings = DEFAULTS) -> list[tuple[tuple[str, ...], tuple[Rule, ...]]]:
    """The rules of every form with the levels and limits that a ward has set; forms with the same rules stand together, by their ids.
    Forms that are mere examples come last."""
    forms = [load_form(definition["id"]) for definition in sorted(definitions(), key=lambda one: one.get("example", False))]
    return rules_by_forms(forms, settings.checks)


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


def init(
    form: Form, folder: Path, sources: Iterable[str | Path] = (), lang: str = "ja", on_done: Callable[..., None] | None = None
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Make a working folder for a form and its fiscal year, the programs of `sources` on its roster.

    Returns the files written, and why sources are not on the roster, as `roster` does.

    Raises:
        XltoolsError: the form has no roster; one of the files is there already, or the folder cannot be written.
    """
    entries, problems = _listed(form, read_all(sources, on_done))
    return start_folder(form, folder, entries, lang), problems


look, monthly_round = monthly.look, monthly.run


def status_data(found: Findings, lang: str | None = None) -> dict[str, object]:
    """Who has sent what, as plain data."""
    from xltools.tables.status import as_data

    form = found.selection.form
    told = {"form": form.id, "fiscal_year": form.fiscal_year, "as_of": found.as_of.isoformat()}
    return {"version": REPORT_VERSION, **told, "programs": as_data(found.standings, lang)}


def status_workbook(found: Findings, folder: Path | None = None, lang: str | None = "ja") -> bytes:
    """Who has sent what, as an .xlsx file that is to stand in `folder`: a count per unit, and one row per program."""
    from xltools.books.tables_book import tables_workbook
    from xltools.tables import status
    from xltools.tables.columns import Words

    form = found.selection.form
    words = Words(form, messages.language(lang))
    tables = [status.by_unit(words, found.standings), status.table(words, found.standings)]
    return tables_workbook(form, "status", status.title(words, found.as_of), tables, folder, lang)
