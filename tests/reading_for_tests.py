"""Filled workbooks to break, and grids whose cells can be changed without writing a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from xltools.books.form_book import form_workbook
from xltools.cells import CellRef, parse_cell
from xltools.forms.definition import load_form
from xltools.forms.model import Form, Slot
from xltools.forms.record import build
from xltools.reading.grid import Grid, read_grid
from xltools.reading.model import Reading
from xltools.reading.reader import interpret, read_bytes

SOURCE = "提出.xlsx"


def form() -> Form:
    return load_form("program-analysis-2018", 2018)


def sample(slot: Slot) -> object:
    """A value for a slot's field."""
    if slot.type == "year":
        return 1983
    if slot.type in ("amount", "count", "number"):
        return 100 + slot.at.row * 7 + slot.at.column
    if slot.mark is not None:
        return slot.mark.value
    if slot.choices:
        return slot.choices[0].value
    return slot.example or f"{slot.label}の記入"


@cache
def workbook() -> bytes:
    """A workbook whose every field is filled."""
    values = {path: sample(slots[0]) for path, slots in form().fields().items()}
    return form_workbook(form(), build(form(), values).record)


@cache
def reading() -> Reading:
    """The filled workbook, read."""
    return read_bytes(workbook(), SOURCE)


@cache
def grid() -> Grid:
    found = read_grid(workbook(), SOURCE)
    assert isinstance(found, Grid)
    return found


def with_cells(changes: Mapping[str, object], base: Grid | None = None) -> Grid:
    """The grid with other values in some cells, keys such as ``No1!H2``."""
    base = base or grid()
    sheets = {name: [list(row) for row in rows] for name, rows in base.sheets.items()}
    for address, value in changes.items():
        sheet, _, cell_text = address.partition("!")
        cell = parse_cell(cell_text, sheet)
        sheets[sheet][cell.row - 1][cell.column - 1] = value
    return replace(base, sheets=sheets)


def read_with(changes: Mapping[str, object]) -> Reading:
    """The reading of the filled workbook with other values in some cells."""
    return interpret(with_cells(changes))


def nameless(base: Grid | None = None) -> Grid:
    """The grid without any defined name."""
    return replace(base or grid(), names={})


def renamed(base: Grid, old: str, new: str) -> Grid:
    """The grid with a sheet renamed, as Excel does it: the names follow."""

    def moved(cell: CellRef) -> CellRef:
        return cell._replace(sheet=new) if cell.sheet == old else cell

    return replace(
        base,
        sheets={new if name == old else name: rows for name, rows in base.sheets.items()},
        names={name: moved(cell) for name, cell in base.names.items()},
        formulas=frozenset(map(moved, base.formulas)),
    )


def with_row(base: Grid, sheet: str, row: int) -> Grid:
    """The grid with a blank row inserted before `row` (1-based), as Excel does it: the names follow."""

    def moved(cell: CellRef) -> CellRef:
        return cell.moved(down=1) if cell.sheet == sheet and cell.row >= row else cell

    rows = list(base.sheets[sheet])
    return replace(
        base,
        sheets={**base.sheets, sheet: [*rows[: row - 1], [], *rows[row - 1 :]]},
        names={name: moved(cell) for name, cell in base.names.items()},
        formulas=frozenset(map(moved, base.formulas)),
    )


def codes(found: Reading) -> list[tuple[str, str]]:
    """Code and cell of every problem."""
    return [(problem.code, str(problem.at) if problem.at else "") for problem in found.problems]


def edited(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package with one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return made.getvalue()
