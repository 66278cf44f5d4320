"""The sheets of several years by program, and what each of them says in a place: a value, nothing, or something unreadable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import Any, Literal

from xltools.arithmetic import number
from xltools.checks.programs import History, history_of
from xltools.forms.model import Form
from xltools.forms.record import value_at
from xltools.problems import Path
from xltools.reading.model import Reading
from xltools.tables.collection import record_of
from xltools.tables.columns import Words
from xltools.tables.model import Source

State = Literal["filled", "blank", "unread"]
"""What stands in a place of a sheet: something that was read, nothing, something that could not be read."""

OVER_YEARS = "over_years"
"""The key in the settings of a table that says: compare it over the years, on a sheet of this name."""


@dataclass(frozen=True, slots=True, eq=False)
class YearSheet:
    """The sheet of one program and fiscal year. `unread` are the places whose content could not be read, with that content."""

    reading: Reading
    form: Form
    record: Mapping[str, Any]
    unread: Mapping[Path, object]

    @property
    def year(self) -> int:
        """The fiscal year that it is of."""
        return self.form.fiscal_year

    def said(self, path: Path, settled: bool = True) -> Told:
        """What it says in a place that holds a text or an answer."""
        value = value_at(self.record, path)
        return Told(self, path, value, "filled" if value is not None else self._lack(path), settled)

    def figure(self, path: Path, settled: bool = True) -> Told:
        """What it says in a place that holds a number. Anything else that stands there is unreadable."""
        value = value_at(self.record, path)
        found = number(value)
        if found is not None:
            return Told(self, path, found, "filled", settled)
        return Told(self, path, None, "unread" if value is not None else self._lack(path), settled)

    def _lack(self, path: Path) -> State:
        return "unread" if path in self.unread else "blank"


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What one sheet says in one place of its record. `value` is None unless it is filled; `settled` is false for a forecast."""

    sheet: YearSheet
    path: Path
    value: Any
    state: State
    settled: bool = True

    def same(self, other: Told) -> bool:
        """Whether another sheet says the same: a blank is not zero, and what cannot be read is like nothing else."""
        if self.state == other.state == "unread":
            return self.sheet.unread.get(self.path) == other.sheet.unread.get(other.path)
        return (self.state, self.value) == (other.state, other.value)

    def source(self) -> Source:
        """The file and the cell."""
        return Source(self.sheet.reading.source, self.sheet.reading.origins.get(self.path))

    def place(self) -> str:
        """The file's name and the cell, in one line."""
        source = self.source()
        return f"{PurePath(source.file).name} {source.at}" if source.at else PurePath(source.file).name


@dataclass(frozen=True, slots=True, eq=False)
class ProgramSheets:
    """One program: what identifies it (as its latest sheet says), and its sheets by fiscal year, oldest first."""

    identity: tuple[Any, ...]
    sheets: Mapping[int, YearSheet]

    @property
    def latest(self) -> YearSheet:
        """Its newest sheet."""
        return self.sheets[max(self.sheets)]


@dataclass(frozen=True, slots=True, eq=False)
class Years:
    """All programs of some years, and what became of them. `years` are the fiscal years that there are sheets of, oldest first."""

    words: Words
    programs: Sequence[ProgramSheets]
    years: tuple[int, ...]
    history: History


def years_of(words: Words, readings: Iterable[Reading]) -> Years:
    """Match the sheets of several years by program (see `xltools.checks.programs`)."""
    history = history_of(readings)
    programs = []
    for program in history.programs:
        sheets = {year: sheet_of(reading) for year, reading in program.sheets.items()}
        programs.append(ProgramSheets(words.identity_of(sheets[max(sheets)].record), sheets))
    found = {year for program in programs for year in program.sheets}
    return Years(words, programs, tuple(sorted(found)), history)


def sheet_of(reading: Reading) -> YearSheet:
    """A reading that has a record as the sheet of a year.

    Raises:
        ValueError: it has none.
    """
    if reading.form is None:
        raise ValueError(f"{reading.source} has no form")
    unread = {problem.path: problem.value for problem in reading.problems if problem.path and problem.value is not None}
    return YearSheet(reading, reading.form, record_of(reading), unread)


@lru_cache(maxsize=64)
def compared_tables(form: Form, kind: str) -> tuple[Mapping[str, Any], ...]:
    """The settings of the tables of a kind that are compared over the years, their years those of this form."""
    return tuple(table for table in form.summary.get("tables", ()) if table["kind"] == kind and OVER_YEARS in table)


def settings_in(form: Form, kind: str, index: int) -> Mapping[str, Any] | None:
    """The settings of the same table in the form of another year; None if that has no such table."""
    found = compared_tables(form, kind)
    return found[index] if index < len(found) else None


def rows_at(sheet: YearSheet, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The rows of a table of the form, each with its place."""
    found = value_at(sheet.record, path)
    for index, row in enumerate(found if isinstance(found, list) else ()):
        if isinstance(row, Mapping):
            yield (*path, index), row
