"""What a file holds beside its entries: written next to the form's cells, on copies of its pages, on sheets of their own.

A workbook made anew from a file (`upgrade`, `return`) has no place for it and lists it, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from xltools.cells import CellRef, parse_cell
from xltools.forms.model import Form
from xltools.forms.stamp import LEFTOVER_SHEET, REQUEST_SHEET, parse_sheet_stamp, parse_stamp
from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading.anchors import pages_of, paper_of, squeezed
from xltools.reading.grid import Grid
from xltools.reading.recognise import MAJORITY

FIRST_ROW = 4
"""Of the sheet of leftovers: the row of its first piece; its columns are label, cell, content and reason."""
REQUEST_COLUMNS = 8
"""Of the sheet of requests; what stands right of them was written by someone else, and so was a row without a number in front."""
SHEET_STAMP = (2, 1)
"""Row and column of the stamp on both."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """Content of a file that the workbook made of it has no place for: what the form calls it (empty if nothing), its cell in the
    file, what stood there, and why it was not taken over (a problem, a word of the catalogue, or what an earlier list said)."""

    label: str
    at: CellRef | None
    value: object
    reason: Problem | Word | str


def in_place_order(leftover: Iterable[Leftover], grid: Grid) -> tuple[Leftover, ...]:
    """Pieces sorted as they stood in the file: those without a cell first, those of an earlier file's sheets last, as they are listed."""
    sheets = {name: number for number, name in enumerate(grid.sheets)}

    def place(one: Leftover) -> tuple[int, int, int]:
        if one.at is None or one.at.sheet not in sheets:
            return (len(sheets) if one.at else -1, 0, 0)
        return (sheets[one.at.sheet], one.at.row, one.at.column)

    return tuple(sorted(leftover, key=place))


def beside(form: Form, grid: Grid, entries: Collection[CellRef], template: Grid) -> Iterator[Leftover]:
    """What people wrote in other cells than those of `entries`, their notes, and what an earlier list of leftovers holds.

    `template` are the cells of a blank workbook of the form, to tell what is printed there: on the pages, also copied ones, its texts
    are passed over wherever they stand; on the sheets of explanation behind them all cells that it fills. Formulas count by their
    value, but for those of the form itself.
    """
    pages, words = {sheet.name for sheet in form.sheets}, _words(form, template)
    used = {cell.sheet for cell in entries}
    for sheet, rows in grid.sheets.items():
        kind = _kind(rows)
        if kind == LEFTOVER_SHEET:
            yield from _earlier(rows)
            continue
        copied = sheet not in used and _copied(form, grid, sheet)
        if copied and any(rows == grid.sheets[other] for other in used):
            continue
        first = next((row for row, values in enumerate(rows, 1) if _numbered(values)), len(rows) + 1)
        live = _live_columns(grid, template, sheet) if sheet in used or copied else frozenset()
        for at, value in _filled(grid, sheet):
            if at in entries or parse_stamp(value) or parse_sheet_stamp(value):
                continue
            if sheet in used or copied:
                ours = squeezed(value) in words or (at in grid.formulas and at.column in live)
            elif kind == REQUEST_SHEET:
                ours = at.column <= REQUEST_COLUMNS and (at.row < first or _numbered(rows[at.row - 1]))
            else:
                ours = sheet in template.sheets and sheet not in pages and template.value(at) is not None
            if not ours:
                yield Leftover("", at, value, Word("leftover.beside"))
    for at, text in grid.notes.items():
        yield Leftover("", at, text, Word("leftover.note"))


def _filled(grid: Grid, sheet: str) -> Iterator[tuple[CellRef, object]]:
    """Every cell of a sheet that holds something: those that show an error, too."""
    errors = {(cell.row, cell.column) for cell in grid.errors if cell.sheet == sheet}
    for row, values in enumerate(grid.sheets[sheet], 1):
        for column, value in enumerate(values, 1):
            at = CellRef(sheet, row, column) if value is not None or (row, column) in errors else None
            found = grid.value(at) if at else None
            if at and found is not None and not (isinstance(found, str) and not found.strip()):
                yield at, found


def _words(form: Form, template: Grid) -> frozenset[str]:
    """Every text that stands on the pages of a blank form."""
    rows = (row for sheet in form.sheets for row in template.sheets[sheet.name])
    return frozenset(squeezed(value) for row in rows for value in row if isinstance(value, str))


def _copied(form: Form, grid: Grid, sheet: str) -> bool:
    """Whether a sheet from which nothing was read looks like a page of the form."""
    paper = paper_of(sheet, grid.sheets[sheet])
    return any(paper.score(page) >= MAJORITY for page in pages_of(form))


def _live_columns(grid: Grid, template: Grid, sheet: str) -> frozenset[int]:
    """The columns beside a page in which the form has formulas of its own: as far from the stamp as on the blank form."""
    away = {cell.column - at.column for at in _stamps(template, None) for cell in template.formulas if cell.sheet == at.sheet}
    return frozenset(at.column + step for at in _stamps(grid, sheet) for step in away)


def _stamps(grid: Grid, sheet: str | None) -> Iterator[CellRef]:
    for name, rows in grid.sheets.items():
        if sheet in (None, name):
            for row, values in enumerate(rows, 1):
                yield from (CellRef(name, row, column) for column, value in enumerate(values, 1) if parse_stamp(value))


def _kind(rows: Iterable[Iterable[object]]) -> str | None:
    """Which of our own sheets this is, by its stamp."""
    for row, values in enumerate(rows, 1):
        if row == SHEET_STAMP[0]:
            return next((kind for value in values if (kind := parse_sheet_stamp(value))), None)
    return None


def _numbered(values: Iterable[object]) -> bool:
    return isinstance(next(iter(values), None), (int, float))


def _earlier(rows: Iterable[Iterable[object]]) -> Iterator[Leftover]:
    """What an earlier list of leftovers says, row by row; what someone wrote beside it stands with its row."""
    for row, values in enumerate(rows, 1):
        found = [*values, *[None] * 4]
        label, cell, value, reason, more = found[0], found[1], found[2], found[3], found[4:]
        if row < FIRST_ROW or all(one is None for one in found):
            continue
        said = " ".join(str(one) for one in (reason, *more) if one is not None)
        yield Leftover(str(label or ""), _cell(cell), value, said)


def _cell(text: object) -> CellRef | None:
    sheet, _, address = str(text or "").rpartition("!")
    try:
        return parse_cell(address, sheet) if sheet else None
    except ValueError:
        return None
