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
from xltools.checks.selection import select
from xltools.checks.sheet import check
from xltools.errors import XltoolsError
from xltools.forms.definition import definitions, load_form
from xltools.forms.model import Form
from xltools.forms.record import value_at
from xltools.forms.record_schema import record_schema
from xltools.problems import Problem, in_order
from xltools.reading.batch import read_files
from xltools.reading.from_record import form_of, parse_records, reading_of
from xltools.reading.model import Reading
from xltools.reading.sources import find_files

if TYPE_CHECKING:
    from xltools.tables.collection import Collection

__all__ = [
    "Filled", "Form", "Problem", "Reading", "check", "consolidate", "definitions", "fill", "form_workbook", "load_form", "parse_records",
    "read", "record_schema", "schema_text", "template",
]  # fmt: skip

UNFILLABLE = frozenset({"key-unknown", "too-many-rows", "wrong-type"})
"""Problems of a record that leave some of its values without a place on the form."""


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
    may_write(target, overwrite)
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
    plans = [(reading, *_plan(reading, folder)) for reading in readings]
    taken: set[str] = set()
    for _, target, _ in plans:
        if target is not None:
            if target.name.lower() in taken:
                raise XltoolsError("same-name-twice", target=str(target))
            taken.add(target.name.lower())
            may_write(target, overwrite)
    for reading, target, _ in plans:
        if target is not None and reading.form is not None:
            files.save_whole(target, form_workbook(reading.form, reading.record))
    return [Filled(target, problems) for _, target, problems in plans]


def _plan(reading: Reading, folder: Path) -> tuple[Path | None, tuple[Problem, ...]]:
    problems = check(reading)
    if any(problem.code in UNFILLABLE for problem in problems):
        return None, (*problems, Problem("record-not-filled", reading.source))
    return folder / f"{file_stem(reading)}.xlsx", problems


def file_stem(reading: Reading) -> str:
    """The file name (without suffix) that the definition gives a reading's workbook."""
    form = reading.form
    if form is None:
        return ""
    values = {slot.path[0]: value_at(reading.record, slot.path) or "" for slot in form.slots if len(slot.path) == 1}
    return files.safe_name(form.file_name.format_map({str(key): value for key, value in values.items()}))


def read(sources: Iterable[str | Path], on_done: Callable[[], None] | None = None) -> list[Reading]:
    """Read workbooks: files, folders (searched through) and patterns such as ``2018/*.xlsx``.

    A source that does not exist or cannot be read is a reading without a record that says why. `on_done` is called after each
    file.
    """
    paths, missing = find_files([str(source) for source in sources])
    return [*read_files(paths, on_done), *(Reading(problem.source, problems=(problem,)) for problem in missing)]


def consolidate(
    sources: Iterable[str | Path],
    target: Path,
    year: int | None = None,
    lang: str | None = "ja",
    overwrite: bool = True,
    on_done: Callable[[], None] | None = None,
) -> Collection:
    """Read workbooks and write the summary workbook; the collection says what went into it and what did not.

    `year` is the fiscal year to sum up; without it, the one of most submissions.

    Raises:
        XltoolsError: there is nothing to sum up, or the target cannot be written.
    """
    from xltools.books.summary_book import summary_workbook
    from xltools.tables.collection import Collection

    readings = read(sources, on_done)
    may_write(target, overwrite, readings)
    selection = select(readings, year)
    problems = [problem for reading in readings for problem in check(reading)]
    problems += [reason for _, reason in selection.left_out if reason not in problems]
    collection = Collection(
        selection.form, selection.form.fiscal_year, selection.counted, selection.left_out, tuple(in_order(problems)), None
    )
    files.save_whole(target, summary_workbook(collection.form, collection, lang))
    return collection


def may_write(target: Path, overwrite: bool, readings: Sequence[Reading] = ()) -> None:
    """Make sure that a file may be written: it is no submission that was read, and not there unless `overwrite`.

    Raises:
        XltoolsError: it may not.
    """
    if any(_same_file(target, reading.source) for reading in readings):
        raise XltoolsError("output-is-input", target=str(target))
    if target.exists() and not overwrite:
        raise XltoolsError("output-exists", target=str(target))


def _same_file(target: Path, source: str) -> bool:
    try:
        return target.samefile(source)
    except OSError:
        return False
