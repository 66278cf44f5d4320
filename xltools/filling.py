"""Filling the form with records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltools import files
from xltools.checks.sheet import check
from xltools.forms.fit import misfits
from xltools.forms.record import named
from xltools.problems import Problem, pointer
from xltools.reading.from_record import form_of, reading_of
from xltools.reading.model import Reading


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of one record in `fill`: its workbook, None if none was made, and what is wrong with the record."""

    target: Path | None
    problems: tuple[Problem, ...]


def fill(records: Sequence[Mapping[str, Any]], folder: Path, source: str = "", overwrite: bool = False) -> list[Filled]:
    """Write one filled workbook per record into a folder, named as the form's definition says.

    A record with a value that the form has no place for gets no workbook; every other one does, whatever else is wrong
    with it. `source` is where the records come from, for messages.

    Raises:
        XltoolsError: a record of an unknown form; a workbook that exists (without `overwrite`); an unwritable folder. In
            the first two cases nothing was written.
    """
    from xltools.books.many_books import Order, write_workbooks

    readings = [reading_of(form_of(record, source, number), record, f"{source}#{number}") for number, record in enumerate(records, 1)]
    plans = [(reading, *_plan(reading, record, folder)) for reading, record in zip(readings, records, strict=True)]
    files.may_write_all((target for _, target, _ in plans if target is not None), overwrite)
    write_workbooks([(reading.form, Order(target, reading.record or {})) for reading, target, _ in plans if target and reading.form])
    return [Filled(target, problems) for _, target, problems in plans]


def _plan(reading: Reading, record: Mapping[str, Any], folder: Path) -> tuple[Path | None, tuple[Problem, ...]]:
    """The workbook to make of a record, None if it would lose a value; and what is wrong with the record."""
    problems = check(reading)
    lost = misfits(reading.form, record) if reading.form else []
    if not lost and reading.form is not None:
        return folder / f"{files.safe_name(named(reading.form.file_name, record))}.xlsx", problems
    told = [problem.path for problem in problems if problem.severity == "error"]
    untold = [path for path in lost if not any(path[: len(known)] == known for known in told if known)]
    more = [Problem("value-unfit", reading.source, path=path, details={"pointer": pointer(path)}) for path in untold]
    return None, (Problem("record-not-filled", reading.source), *problems, *more)
