"""The cells of one sheet's part of an .xlsx, as far as they hold anything: a quick look without building a tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from xml.parsers import expat

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


PREFIX = rb"(?:[^<>/:\s]+:)?"
"""What may stand before the name of an element: any characters, for the cell reader goes by the name alone."""
START = re.compile(rb"<" + PREFIX + rb"c((?:\s[^<>]*+)?+)(?<!/)>")
_ANY = re.compile(rb"<" + PREFIX + rb"(row|c)((?:\s[^<>]*+)?+)>")
_STATED = re.compile(rb"\sr\s*=")
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_ROW = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,9})["']""")
_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_CONTENT = re.compile(rb"<" + PREFIX + rb"(v|is|f)[\s/>]")
_TEXT = re.compile(rb"""\bt\s*=\s*["']str["']""")
"""A formula whose result is a text, which may be an empty one."""
_VALUE = re.compile(rb"<" + PREFIX + rb"v(?:\s[^<>]*)?>([^<]*)<")
_NOT_TAGS = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_SPLIT_TAG = re.compile(rb"""=\s*(?:"[^"<>]*>|'[^'<>]*>)""")
_HIDDEN = re.compile(rb"""=\s*(?:"[^"]*\b[rt]\s*=|'[^']*\b[rt]\s*=)""")
"""What looks like an address or a type, inside the value of another attribute."""


PLAIN = Found()


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


def well_formed(xml: bytes) -> None:
    """See that a part is well-formed: the cell reader passes over what is broken, and a value would be lost silently.

    Raises:
        Refused: it is not.
    """
    if not is_well_formed(xml):
        raise damaged("damage.xml")


def is_well_formed(xml: bytes) -> bool:
    """Whether an XML parser has no objection."""
    try:
        expat.ParserCreate().Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError):  # also an encoding that the parser does not know
        return False
    return True


def extent_of(cells: Iterable[tuple[int, int, Found]]) -> Extent:
    """How far cells with content reach, and those of them that hold more than a value."""
    last_row = last_column = 0
    special = []
    for row, column, found in cells:
        last_row, last_column = max(last_row, row), max(last_column, column)
        if not found.plain:
            special.append((row, column, found))
    return Extent(last_row, last_column, tuple(special))


def sheet_cells(xml: bytes) -> Iterator[tuple[int, int, Found]]:
    """Row, column (1-based) and what was found, for every cell that holds anything, however it is written.

    Raises:
        Refused: an address or a tag that cannot be trusted.
    """
    if b"<!" in xml or xml.count(b"<?") > 1:
        xml = _NOT_TAGS.sub(b"", xml)
    if _SPLIT_TAG.search(xml):
        raise damaged("damage.xml")
    starts = list(START.finditer(xml))
    if any(_HIDDEN.search(start[1]) for start in starts):
        raise damaged("damage.xml")
    places = [stated_place(start[1]) for start in starts]
    implicit = _implicit(xml) if None in places else {}
    for start, end, place in zip(starts, _ends(starts, xml), places, strict=True):
        content = _CONTENT.search(xml, start.end(), end)
        if content:
            plain = content[1] != b"f" and not _ERROR.search(start[1])
            yield *(place or implicit[start.start()]), PLAIN if plain else found_in(start[1], xml[start.end() : end])


def without_errors(xml: bytes) -> bytes:
    """A sheet's part in which every error is one that the cell reader knows."""
    kept: list[bytes] = []
    done = 0
    starts = list(START.finditer(xml))
    for start, end in zip(starts, _ends(starts, xml), strict=True):
        value = _VALUE.search(xml, start.end(), end) if _ERROR.search(start[1]) else None
        if value:
            kept += [xml[done : value.start(1)], b"#N/A"]
            done = value.end(1)
    return b"".join([*kept, xml[done:]])


def _ends(starts: list[re.Match[bytes]], xml: bytes) -> list[int]:
    """Where each cell's text ends: at the next cell that is no empty tag."""
    return [start.start() for start in starts[1:]] + [len(xml)] * bool(starts)


def found_in(attributes: bytes, body: bytes) -> Found:
    """What a cell holds besides its value, by the attributes of its tag and what stands behind that."""
    contents = set(_CONTENT.findall(body))
    value = _VALUE.search(body)
    error = ""
    if _ERROR.search(attributes):
        error = unescape(value[1].decode("utf-8", "replace")) if value and value[1] else "#N/A"
    computed = b"v" in contents and (bool(value and value[1]) or bool(_TEXT.search(attributes)))
    return Found(error, b"f" in contents, b"f" in contents and not computed)


def stated_place(attributes: bytes) -> tuple[int, int] | None:
    """Row and column that the attributes of a cell state, None if they state none.

    Raises:
        Refused: what they state is no address.
    """
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
        if _HIDDEN.search(tag[2]):
            raise damaged("damage.xml")
        if tag[1] == b"row":
            stated = _ROW.search(tag[2])
            if stated is None and _STATED.search(tag[2]):
                raise damaged("damage.xml")
            row, column = int(stated[1]) if stated else row + 1, 0
        else:
            row, column = stated_place(tag[2]) or (row, column + 1)
            places[tag.start()] = (row, column)
    return places
