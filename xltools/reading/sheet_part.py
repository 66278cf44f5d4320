"""The cells of one sheet's part of an .xlsx, as far as they hold anything: a quick look without building a tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from xltools.cells import column_number
from xltools.reading.package import damaged

KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""The errors that the cell reader knows. At any other (#SPILL!, #CALC!, LibreOffice's Err:508) it gives up the sheet."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a cell holds besides its value: an error's text, a formula, a formula that no program has computed."""

    error: str = ""
    formula: bool = False
    unsaved: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is a value and nothing else."""
        return not (self.error or self.formula)


_START = re.compile(rb"<(?:[\w.-]+:)?c((?:\s[^<>]*+)?+)(?<!/)>")
_ANY = re.compile(rb"<(?:[\w.-]+:)?(row|c)((?:\s[^<>]*+)?+)>")
_STATED = re.compile(rb"\sr\s*=")
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_ROW = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,9})["']""")
_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(v|is|f)[\s/>]")
_TEXT = re.compile(rb"""\bt\s*=\s*["']str["']""")
"""A formula whose result is a text, which may be an empty one."""
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^<>]*)?>([^<]*)<")
_ADDRESS_OF_EXCEL = rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="[0-9]+")?'
_AS_EXCEL_WRITES = re.compile(_ADDRESS_OF_EXCEL + rb'(?: t="[A-Za-z]+")?><(?:v|is|f)[ />]')
"""The start of a cell with content: column and row."""
_SPECIAL = re.compile(_ADDRESS_OF_EXCEL + rb'(?:( t="e")><(?:v|is|f)|((?: t="[A-Za-z]+")?)><f)[ />]')
"""The start of one that is an error or a formula: column, row, and the type of either."""
_FORMULA = re.compile(rb"><f[ />]")
_CELL, _ERROR_TYPE = b'<c r="', b' t="e"'
_UNLIKE_EXCEL = re.compile(rb"<(?:!|/c[^>a-zA-Z])")
"""What Excel does not write: comments, blanks in an end tag."""
_NOT_TAGS = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_SPLIT_TAG = re.compile(rb"""=\s*(?:"[^"<>]*>|'[^'<>]*>)""")


_PLAIN, _COMPUTED = Found(), Found(formula=True)


def is_sheet(xml: bytes) -> bool:
    """Whether a part is a sheet with cells, whatever it is called."""
    return b"sheetData" in xml


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a sheet's cells reach (last row and column that hold anything, 1-based; 0 without any), and those that hold more than a
    value."""

    last_row: int
    last_column: int
    special: tuple[tuple[int, int, Found], ...]


def extent(xml: bytes) -> Extent:
    """Look through a sheet's part.

    Raises:
        Refused: an address or a tag that cannot be trusted.
    """
    return _as_excel_writes(xml) or _extent(sheet_cells(xml))


def _extent(cells: Iterable[tuple[int, int, Found]]) -> Extent:
    last_row = last_column = 0
    special = []
    for row, column, found in cells:
        last_row, last_column = max(last_row, row), max(last_column, column)
        if not found.plain:
            special.append((row, column, found))
    return Extent(last_row, last_column, tuple(special))


def _as_excel_writes(xml: bytes) -> Extent | None:
    """The extent of a part in which every cell with content is written as Excel writes it, found without looking at the blank ones;
    None for any other part. No ``<`` stands in a text or an attribute of a well-formed part."""
    if b"<sheetData" not in xml or xml.count(b"<?") > 1 or b":c>" in xml or _UNLIKE_EXCEL.search(xml):
        return None
    cells = _AS_EXCEL_WRITES.findall(xml)
    if len(cells) != xml.count(b"</c>"):
        return None
    columns, rows = {letters for letters, _ in cells}, {int(row) for _, row in cells}
    special = []
    for start in _special(xml):
        found = _SPECIAL.match(xml, start)
        if found:
            end = xml.index(b"</c>", found.end() - 1)
            computed = not found[3] and xml.endswith(b"</v>", 0, end) and not xml.endswith(b"<v></v>", 0, end)
            kind = _COMPUTED if computed else _found(found[3] or found[4], xml[xml.index(b">", start) + 1 : end])
            special.append((int(found[2]), column_number(found[1].decode()), kind))
    return Extent(max(rows, default=0), max((column_number(letters.decode()) for letters in columns), default=0), tuple(special))


def _special(xml: bytes) -> list[int]:
    """Where each cell begins that may be an error or a formula."""
    inside = {found.start() for found in _FORMULA.finditer(xml)}
    if _ERROR_TYPE in xml:
        inside |= {found.start() for found in re.finditer(_ERROR_TYPE, xml)}
    return sorted({start for place in inside if (start := xml.rfind(_CELL, 0, place)) >= 0})


def sheet_cells(xml: bytes) -> Iterator[tuple[int, int, Found]]:
    """Row, column (1-based) and what was found, for every cell that holds anything, however it is written.

    Raises:
        Refused: an address or a tag that cannot be trusted.
    """
    if b"<!" in xml or xml.count(b"<?") > 1:
        xml = _NOT_TAGS.sub(b"", xml)
    if _SPLIT_TAG.search(xml):
        raise damaged("damage.xml")
    starts = list(_START.finditer(xml))
    places = [_place(start[1]) for start in starts]
    implicit = _implicit(xml) if None in places else {}
    for start, end, place in zip(starts, _ends(starts, xml), places, strict=True):
        content = _CONTENT.search(xml, start.end(), end)
        if content:
            plain = content[1] != b"f" and not _ERROR.search(start[1])
            yield *(place or implicit[start.start()]), _PLAIN if plain else _found(start[1], xml[start.end() : end])


def without_errors(xml: bytes) -> bytes:
    """A sheet's part in which every error is one that the cell reader knows."""
    kept: list[bytes] = []
    done = 0
    starts = list(_START.finditer(xml))
    for start, end in zip(starts, _ends(starts, xml), strict=True):
        value = _VALUE.search(xml, start.end(), end) if _ERROR.search(start[1]) else None
        if value:
            kept += [xml[done : value.start(1)], b"#N/A"]
            done = value.end(1)
    return b"".join([*kept, xml[done:]])


def _ends(starts: list[re.Match[bytes]], xml: bytes) -> list[int]:
    """Where each cell's text ends: at the next cell that is no empty tag."""
    return [start.start() for start in starts[1:]] + [len(xml)] * bool(starts)


def _found(attributes: bytes, body: bytes) -> Found:
    contents = set(_CONTENT.findall(body))
    value = _VALUE.search(body)
    error = ""
    if _ERROR.search(attributes):
        error = unescape(value[1].decode("utf-8", "replace")) if value and value[1] else "#N/A"
    computed = b"v" in contents and (bool(value and value[1]) or bool(_TEXT.search(attributes)))
    return Found(error, b"f" in contents, b"f" in contents and not computed)


def _place(attributes: bytes) -> tuple[int, int] | None:
    """Row and column that a cell states, None if it states none."""
    found = _ADDRESS.search(attributes)
    if found:
        return int(found[2]), column_number(found[1].decode())
    if _STATED.search(attributes):
        raise damaged("damage.xml")
    return None


def _implicit(xml: bytes) -> dict[int, tuple[int, int]]:
    """Row and column of every cell by its position in the part, for sheets whose cells do not all state theirs."""
    places: dict[int, tuple[int, int]] = {}
    row = column = 0
    for tag in _ANY.finditer(xml):
        if tag[1] == b"row":
            stated = _ROW.search(tag[2])
            if stated is None and _STATED.search(tag[2]):
                raise damaged("damage.xml")
            row, column = int(stated[1]) if stated else row + 1, 0
        else:
            row, column = _place(tag[2]) or (row, column + 1)
            places[tag.start()] = (row, column)
    return places
