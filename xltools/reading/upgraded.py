"""A record of one version of a form as the content of another version, and what has no place there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xltools.cells import CellRef
from xltools.forms.fit import fits, holds
from xltools.forms.model import Form, Slot
from xltools.forms.record import laid_out, value_at
from xltools.forms.stamp import parse_stamp
from xltools.messages import Word
from xltools.problems import Path, Problem
from xltools.reading.grid import Grid
from xltools.reading.marks import MARK
from xltools.reading.model import Reading


@dataclass(frozen=True, slots=True)
class Leftover:
    """Content of a workbook that the upgraded one has no place for: what the old form calls it, its cell there, what stood
    there, and why it was not taken over (a problem, or a word of the catalogue)."""

    label: str
    at: CellRef | None
    value: object
    reason: Problem | Word


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What the new workbook is filled with, as `xltools.forms.record.laid_out` gives it, and what is left over."""

    record: Mapping[str, Any]
    leftover: tuple[Leftover, ...]


def upgraded(form: Form, reading: Reading, grid: Grid, template: Grid) -> Upgraded:
    """A reading's content for another version of its form.

    `grid` are the cells of the file that was read, `template` those of a workbook of its own version, to tell what was
    printed there from what people wrote beside the entry cells.
    """
    fields = form.fields()
    values: dict[Path, Any] = {}
    left: list[Leftover] = []
    for old, own, value, at in _entries(reading):
        slot = fields[own][-1] if own in fields else None
        if slot is not None and not slot.computed and (fits(slot, value) or (holds(slot, value) and not fits(old, value))):
            values[own] = value
        else:
            left.append(Leftover(old.full_label, at, value, Word("leftover.no-place")))
    left += [*_unread(reading), *_typed_totals(reading), *_beside(reading, grid, template)]
    order = list(grid.sheets)
    return Upgraded(laid_out(form, values), tuple(sorted(left, key=lambda one: _place(one.at, order))))


def _place(at: CellRef | None, sheets: list[str]) -> tuple[int, int, int]:
    return (sheets.index(at.sheet) if at and at.sheet in sheets else -1, at.row if at else 0, at.column if at else 0)


def _entries(reading: Reading) -> Iterator[tuple[Slot, Path, Any, CellRef | None]]:
    """Everything entered that could be read: the old form's slot, its path, the value, the cell. Totals are not entered."""
    if reading.form is None:
        return
    fields = reading.form.fields()
    for path, own in reading.fields.items():
        slot, value = fields[own][-1], value_at(reading.record, path)
        if value is not None and not slot.computed:
            yield slot, own, value, reading.origins.get(path)


def _unread(reading: Reading) -> Iterator[Leftover]:
    """What stood in entry cells and is in the record as a blank."""
    for problem in reading.problems:
        value = value_at(reading.record, problem.path)
        lost = problem.severity == "error" or value is None or isinstance(value, list)  # a list: the row was left out as blank
        if problem.at and problem.label and lost:
            yield Leftover(problem.label, problem.at, problem.details.get("value", problem.value), problem)


def _typed_totals(reading: Reading) -> Iterator[Leftover]:
    """Totals that someone typed over the formula and that their parts do not give."""
    if reading.form is None:
        return
    fields = reading.form.fields()
    for path, value in reading.stated.items():
        if path not in reading.formulas and value != value_at(reading.record, path):
            yield Leftover(fields[reading.fields[path]][-1].full_label, reading.origins.get(path), value, Word("leftover.total"))


def _beside(reading: Reading, grid: Grid, template: Grid) -> Iterator[Leftover]:
    """What people wrote outside the entry cells: beside them, or on sheets of their own."""
    if reading.form is None:
        return
    pages = {sheet.name for sheet in reading.form.sheets}
    entry_cells = _entry_cells(reading, grid)
    on_form = {cell.sheet for cell in entry_cells}
    printed = {_squeezed(value) for rows in template.sheets.values() for values in rows for value in values if isinstance(value, str)} | {
        MARK
    }
    for sheet, rows in grid.sheets.items():
        if sheet in template.sheets and sheet not in pages | on_form:
            continue  # a sheet of explanations that comes with the form
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values, 1):
                at = CellRef(sheet, row, column)
                of_form = at in entry_cells or at in grid.formulas or parse_stamp(value) or template.value(at) == value
                if value is not None and not of_form and _squeezed(value) not in printed:
                    yield Leftover("", at, value, Word("leftover.beside"))


def _entry_cells(reading: Reading, grid: Grid) -> set[CellRef]:
    """The cells that entries were read from: by their names, or where the reading found them."""
    if reading.form is None:
        return set()
    origins = set(reading.origins.values())
    named = {grid.names[slot.name] for slot in reading.form.slots if slot.name in grid.names}
    return origins | named


def _squeezed(value: object) -> str:
    return "".join(str(value).split()) if value is not None else ""
