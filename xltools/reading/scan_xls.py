"""What an old .xls says that the cell reader does not: that it is encrypted, its error cells and formulas, how far its cells
reach.

Source: [MS-XLS], Microsoft's description of the format: a stream of records, each with its type and length before it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from xltools.cells import CellRef
from xltools.reading.ole import Container
from xltools.reading.package import Refused, damaged
from xltools.reading.scan import Scan, area_within_limits

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
"""The errors by their numbers in .xls and .xlsb."""

_BEGIN, _END, _ENCRYPTED, _SHEET = 0x0809, 0x000A, 0x002F, 0x0085
_FORMULAS = (0x0006, 0x0206, 0x0406)
_ERROR_OR_TRUTH, _MANY_NUMBERS = 0x0205, 0x00BD
_CELLS = frozenset({0x00FD, 0x0204, 0x00D6, 0x0203, 0x027E, _MANY_NUMBERS, _ERROR_OR_TRUTH, *_FORMULAS})


def scan_xls(container: Container) -> Scan:
    """Look through an .xls. Its sheets are called by their numbers, ``1`` for the first worksheet; names and properties are not
    read.

    Raises:
        Refused: it is encrypted or broken, or a sheet reaches beyond the limits.
    """
    stream = container.read("Workbook" if "Workbook" in container.streams else "Book")
    try:
        places = _sheets(stream)
        errors: dict[CellRef, str] = {}
        formulas: set[CellRef] = set()
        area = 0
        for number, place in enumerate(places, 1):
            last_row = last_column = 0
            for kind, content in _substream(stream, place):
                row, column = struct.unpack_from("<HH", content)
                end = struct.unpack_from("<H", content, len(content) - 2)[0] if kind == _MANY_NUMBERS else column
                last_row, last_column = max(last_row, row + 1), max(last_column, column + 1, end + 1)
                cell = CellRef(str(number), row + 1, column + 1)
                error = _error(kind, content)
                if error is not None:
                    errors[cell] = ERRORS.get(error, "#N/A")
                if kind in _FORMULAS:
                    formulas.add(cell)
            area = area_within_limits(last_row, last_column, area)
    except (struct.error, IndexError) as error_:
        raise damaged("damage.ole") from error_
    return Scan({}, {}, errors, frozenset(formulas), frozenset())


def _error(kind: int, content: bytes) -> int | None:
    """The number of the error that a cell shows, None if it shows none."""
    if kind == _ERROR_OR_TRUTH:
        return content[6] if content[7] else None
    if kind in _FORMULAS and content[12:14] == b"\xff\xff" and content[6] == 2:
        return content[8]
    return None


def _sheets(stream: bytes) -> list[int]:
    """Where each worksheet begins in the stream."""
    places = []
    for kind, content in _records(stream, 0):
        if kind == _ENCRYPTED:
            raise Refused("file-protected")
        if kind == _SHEET and content[5] == 0:
            places.append(int.from_bytes(content[:4], "little"))
        if kind == _END:
            break
    return places


def _substream(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The cells of the sheet that begins at a place; charts inside it are passed over."""
    depth = 0
    for kind, content in _records(stream, place):
        if not depth and kind != _BEGIN:
            raise damaged("damage.ole")
        depth += (kind == _BEGIN) - (kind == _END)
        if not depth:
            return
        if depth == 1 and kind in _CELLS:
            yield kind, content
    raise damaged("damage.ole")


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        content = stream[place + 4 : place + 4 + length]
        if len(content) < length:
            raise damaged("damage.ole")
        yield kind, content
        place += 4 + length
