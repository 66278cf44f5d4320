"""What an .xlsb says that the cell reader does not: error cells, formulas, how far its cells reach, and cells of a kind that the
reader passes over.

Source: [MS-XLSB], Microsoft's description of the format: parts of records, each with its type and length before it.
"""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator, Mapping

from xltools.cells import CellRef
from xltools.reading.package import damaged, too_large
from xltools.reading.scan import Scan, area_within_limits
from xltools.reading.scan_xls import ERRORS
from xltools.reading.scan_xlsx import properties, relations

_ROW, _BLANK, _ERROR, _TEXT, _FORMULA_TEXT, _FORMULA_ERROR = 0, 1, 3, 6, 8, 11
_SHORT = range(12, 19)
"""Cells that stand right of the one before and do not state their column: SheetJS writes them."""
_SHORT_BY = 11
"""A short cell's type less that of the same cell with a column."""
_RICH_TEXT = 62
_SHEET = 156


def scan_xlsb(parts: Mapping[str, bytes]) -> Scan:
    """Look through the parts of an .xlsb; its defined names are not read.

    Raises:
        Refused: a part is missing or broken, or a sheet reaches beyond the limits.
    """
    errors: dict[CellRef, str] = {}
    formulas: set[CellRef] = set()
    area = 0
    for part, sheet in _sheets(parts).items():
        row = last_row = last_column = 0
        for kind, content in _records(parts[part]):
            if kind == _ROW:
                row = _number(content) + 1
                if row > 1_048_576:
                    raise too_large("what.row", row, 1_048_576)
            elif _BLANK < kind <= _FORMULA_ERROR or kind == _RICH_TEXT:
                column = _number(content) + 1
                last_row, last_column = max(last_row, row), max(last_column, column)
                cell = CellRef(sheet, row, min(column, 16_384))
                if kind in (_ERROR, _FORMULA_ERROR):
                    errors[cell] = ERRORS.get(content[8] if len(content) > 8 else -1, "#N/A")
                if _FORMULA_TEXT <= kind <= _FORMULA_ERROR:
                    formulas.add(cell)
        area = area_within_limits(last_row, last_column, area)
    return Scan({}, properties(parts), errors, frozenset(formulas), frozenset())


def plain_xlsb(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts with every cell of a kind that the reader knows: one with its column, one with its text alone.

    Raises:
        Refused: a part is broken.
    """
    return {**parts, **{part: _plain(parts[part]) for part in _sheets(parts)}}


def _plain(content: bytes) -> bytes:
    made: list[bytes] = []
    column = -1
    for kind, body in _records(content):
        if kind == _ROW:
            column = -1
        if kind in _SHORT:
            column += 1
            kind, body = kind - _SHORT_BY, struct.pack("<I", column) + body
        elif _BLANK <= kind <= _FORMULA_ERROR or kind == _RICH_TEXT:
            column = _number(body)
        if kind == _RICH_TEXT:
            kind, body = _TEXT, body[:8] + body[9 : 13 + 2 * _number(body[9:])]
        made += [_variable(kind), _variable(len(body)), body]
    return b"".join(made)


def _sheets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The name of the sheet that each part holds, in the workbook's order."""
    root = next((target for kind, target in relations(parts, "").values() if kind == "officeDocument"), "xl/workbook.bin")
    if root not in parts:
        raise damaged("damage.part")
    targets = relations(parts, root)
    found = {}
    for kind, content in _records(parts[root]):
        if kind == _SHEET:
            relation, length = _text(content, 8)
            if relation in targets and posixpath.basename(targets[relation][0]) == "worksheet":
                if targets[relation][1] not in parts:
                    raise damaged("damage.part")
                found[targets[relation][1]] = _text(content, 8 + length)[0]
    return found


def _text(content: bytes, place: int) -> tuple[str, int]:
    """A text and how many bytes it takes."""
    size = 4 + 2 * _number(content[place:])
    if place + size > len(content):
        raise damaged("damage.part")
    return content[place + 4 : place + size].decode("utf-16-le", "replace"), size


def _number(content: bytes) -> int:
    if len(content) < 4:
        raise damaged("damage.part")
    return int.from_bytes(content[:4], "little")


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(content):
        kind, place = _length(content, place, 2)
        size, place = _length(content, place, 4)
        body = content[place : place + size]
        if len(body) < size:
            raise damaged("damage.part")
        yield kind, body
        place += size


def _length(content: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of at most so many bytes, seven bits in each, and the place behind it."""
    number = 0
    for index in range(most):
        if place >= len(content):
            raise damaged("damage.part")
        number |= (content[place] & 0x7F) << 7 * index
        place += 1
        if not content[place - 1] & 0x80:
            break
    return number, place


def _variable(number: int) -> bytes:
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*made, number])
