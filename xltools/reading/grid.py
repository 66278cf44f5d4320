"""A workbook as plain cell values: the border behind which no one knows what kind of file it was."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xltools.cells import CellRef
from xltools.problems import Problem
from xltools.reading.entry import ErrorValue
from xltools.reading.opening import Opened, open_book, scanned
from xltools.reading.package import Refused, damaged
from xltools.reading.scan import Scan

_BLANK: Mapping[object, object] = {"": None}
"""What the cell reader gives for a cell that holds nothing → what a grid does."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one file.

    `sheets` maps each sheet's name to its rows, both from A1 on; a cell is None (blank), str, int, float, bool, a date or
    time, or an ErrorValue. `names`, `properties`, `formulas`, `unsaved_formulas` and `notes` are those of `xltools.reading.scan.Scan`.
    """

    source: str
    sheets: Mapping[str, Sequence[Sequence[object]]]
    names: Mapping[str, CellRef]
    properties: Mapping[str, str]
    errors: Mapping[CellRef, str]
    formulas: frozenset[CellRef]
    unsaved_formulas: frozenset[CellRef]
    notes: Mapping[CellRef, str] = field(default_factory=dict)

    def value(self, cell: CellRef) -> object:
        """What stands in a cell; None where nothing does, outside the sheet's filled area and on an unknown sheet too."""
        rows = self.sheets.get(cell.sheet, ())
        if not (0 < cell.row <= len(rows) and cell.column > 0):
            return ErrorValue(self.errors[cell]) if cell in self.errors else None
        row = rows[cell.row - 1]
        value = row[cell.column - 1] if cell.column <= len(row) else None
        return ErrorValue(self.errors[cell]) if value is None and self.errors and cell in self.errors else value

    def contents(self, cells: Iterable[CellRef]) -> list[object]:
        """What stands in each of some cells, as `value` says it."""
        if self.errors:
            return [self.value(cell) for cell in cells]
        sheets = self.sheets
        return [
            rows[row - 1][column - 1] if 0 < row <= len(rows := sheets.get(sheet, ())) and 0 < column <= len(rows[row - 1]) else None
            for sheet, row, column in cells
        ]


def read_grid(data: bytes, source: str) -> Grid | Problem:
    """Read the bytes of a workbook, or say in one problem why they cannot be read."""
    book = opened(data, source)
    return book if isinstance(book, Problem) else grid_of(book, source)


def opened(data: bytes, source: str) -> Opened | Problem:
    """The workbook that some bytes are, or in one problem why they are none."""
    try:
        return open_book(data)
    except Refused as refusal:
        return Problem(refusal.code, source, details=refusal.details)


def grid_of(book: Opened, source: str, without: Container[str] = ()) -> Grid | Problem:
    """The cells of a workbook that was opened, or in one problem why they cannot be read. The sheets of the names `without` stand there
    without any cells, unless it is in doubt which parts of the file they are."""
    try:
        return _grid(book, source, without)
    except Refused as refusal:
        return Problem(refusal.code, source, details=refusal.details)


def _grid(book: Opened, source: str, without: Container[str]) -> Grid:
    data, scan = scanned(book, without)
    sheets = _values(data, scan.passed_over)
    return Grid(source, sheets, scan.names, scan.properties, *_placed(book, scan, list(sheets)), scan.unsaved_formulas, scan.notes)


def _placed(book: Opened, scan: Scan, names: list[str]) -> tuple[Mapping[CellRef, str], frozenset[CellRef]]:
    """The error cells and the formulas; those of an .xls with the sheets' names instead of their numbers."""
    if book.kind != "xls":
        return scan.errors, scan.formulas

    def named(cell: CellRef) -> CellRef:
        return cell._replace(sheet=names[int(cell.sheet) - 1])

    if any(int(cell.sheet) > len(names) for cell in (*scan.errors, *scan.formulas)):
        raise damaged("damage.ole")
    return {named(cell): error for cell, error in scan.errors.items()}, frozenset(map(named, scan.formulas))


def _values(data: bytes, without: Container[str]) -> dict[str, list[list[object]]]:
    """The cells of every worksheet but those `without` from A1 on (leading empty rows and columns are not skipped).

    Raises:
        Refused: the cell reader gives up, or panics (which is a BaseException but no Exception).
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        with _panics_unheard(), CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            return {name: [] if name in without else _rows(book.get_sheet_by_name(name).to_python(False)) for name in names}
    except (CalamineError, OSError, ValueError) as error:
        raise damaged("damage.reader") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise damaged("damage.reader") from None
        raise


def _rows(values: Iterable[Iterable[object]]) -> list[list[object]]:
    return [list(map(_BLANK.get, row, row)) for row in values]


@contextlib.contextmanager
def _panics_unheard() -> Iterator[None]:
    """Send what is written to the process's stderr nowhere: a panic of the cell reader is told in our own words."""
    try:
        kept = os.dup(2)
    except OSError:  # there is no stderr
        yield
        return
    try:
        with open(os.devnull, "wb") as nothing:  # noqa: PTH123 - no path of a file
            os.dup2(nothing.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
