"""A workbook as plain cell values: the border behind which no one knows what kind of file it was."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xltools.cells import CellRef
from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading.entry import ErrorValue
from xltools.reading.package import MAX_FILE, Refused, damaged, kind_of, pack_parts, read_parts, spreadsheet_kind, too_large
from xltools.reading.scan import Scan
from xltools.reading.scan_ods import scan_ods
from xltools.reading.scan_xlsx import scan_xlsx
from xltools.reading.sheet_part import KNOWN_ERRORS, is_sheet, without_errors


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one file.

    `sheets` maps each sheet's name to its rows, both from A1 on; a cell is None (blank), str, int, float, bool, a date or
    time, or an ErrorValue. `names`, `properties`, `formulas` and `unsaved_formulas` are those of `xltools.reading.scan.Scan`.
    """

    source: str
    sheets: Mapping[str, Sequence[Sequence[object]]]
    names: Mapping[str, CellRef]
    properties: Mapping[str, str]
    errors: Mapping[CellRef, str]
    formulas: frozenset[CellRef]
    unsaved_formulas: frozenset[CellRef]

    def value(self, cell: CellRef) -> object:
        """What stands in a cell; None where nothing does, outside the sheet's filled area and on an unknown sheet too."""
        rows = self.sheets.get(cell.sheet, ())
        if not (0 < cell.row <= len(rows) and cell.column > 0):
            return ErrorValue(self.errors[cell]) if cell in self.errors else None
        row = rows[cell.row - 1]
        value = row[cell.column - 1] if cell.column <= len(row) else None
        return ErrorValue(self.errors[cell]) if value is None and cell in self.errors else value


def read_grid(data: bytes, source: str) -> Grid | Problem:
    """Read the bytes of a workbook, or say in one problem why they cannot be read."""
    try:
        return _read(data, source)
    except Refused as refusal:
        return Problem(refusal.code, source, details=refusal.details)


def _read(data: bytes, source: str) -> Grid:
    if len(data) > MAX_FILE:
        raise too_large("what.file", len(data), MAX_FILE)
    kind = kind_of(data)
    if kind == "empty":
        raise Refused("file-empty")
    if kind == "ole":
        raise Refused("file-protected")
    if kind != "zip":
        raise Refused("not-a-workbook", found=Word(f"found.{kind}"))
    parts = read_parts(data)
    kind = spreadsheet_kind(parts)
    if kind == "zip":
        raise Refused("not-a-workbook", found=Word("found.zip"))
    scan = scan_ods(parts) if kind == "ods" else scan_xlsx(parts)
    if kind == "xlsx" and not KNOWN_ERRORS.issuperset(scan.errors.values()):
        data = pack_parts({name: without_errors(part) if is_sheet(part) else part for name, part in parts.items()})
    return _grid(source, _values(data), scan)


def _grid(source: str, sheets: Mapping[str, Sequence[Sequence[object]]], scan: Scan) -> Grid:
    return Grid(source, sheets, scan.names, scan.properties, scan.errors, scan.formulas, scan.unsaved_formulas)


def _values(data: bytes) -> dict[str, list[list[object]]]:
    """The cells of every worksheet from A1 on (leading empty rows and columns are not skipped).

    Raises:
        Refused: the cell reader gives up, or panics (which is a BaseException but no Exception).
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            return {
                name: [[None if value == "" else value for value in row] for row in book.get_sheet_by_name(name).to_python(False)]
                for name in names
            }
    except (CalamineError, OSError, ValueError) as error:
        raise damaged("damage.reader") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise damaged("damage.reader") from None
        raise
