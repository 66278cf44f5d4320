"""What an .xlsx says that the cell reader does not: names, properties, error cells, formulas, and how far its cells reach.

The cell reader allocates a rectangle over everything that holds a value; one stray value in the last corner of a sheet would
end the process. So the parts are looked through before it sees them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from xml.etree import ElementTree

from xltools.cells import CellRef, column_number, parse_reference
from xltools.reading.package import damaged, too_large

MAX_ROW = 20_000
MAX_COLUMN = 2_000
MAX_CELLS = 2_000_000
"""Rows times columns of all sheets together."""

_START = re.compile(rb"<(?:[\w.-]+:)?c((?:\s[^<>]*+)?+)(?<!/)>")
_ANY = re.compile(rb"<(?:[\w.-]+:)?(row|c)((?:\s[^<>]*)?)>")
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_STATED = re.compile(rb"\sr\s*=")
_ROW = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,9})["']""")
_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(v|is|f)[\s/>]")
_ERROR_TEXT = re.compile(
    rb"""(<(?:[\w.-]+:)?c\s[^<>]*\bt\s*=\s*["']e["'][^<>]*(?<!/)>(?:(?!</?(?:[\w.-]+:)?c[\s>]).)*?<(?:[\w.-]+:)?v>)[^<]*""", re.DOTALL
)
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^<>]*)?>([^<]*)<")
_NOT_XML = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_SPLIT_TAG = re.compile(rb"""=\s*(?:"[^"<>]*>|'[^'<>]*>)""")


KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""The errors that the cell reader knows. At any other (#SPILL!, #CALC!, LibreOffice's Err:508) it gives up the sheet."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands in the parts of a workbook: defined names of the whole workbook with the cell each one names, custom
    document properties, the cells that show an error, those that hold a formula, and the formulas that no program has
    ever computed."""

    names: Mapping[str, CellRef] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[CellRef, str] = field(default_factory=dict)
    formulas: frozenset[CellRef] = frozenset()
    unsaved_formulas: frozenset[CellRef] = frozenset()


def scan_workbook(parts: Mapping[str, bytes]) -> Scan:
    """Look through the parts of an .xlsx.

    Raises:
        Refused: a part is missing or broken, or a sheet reaches beyond the limits.
    """
    root = next((target for kind, target in _relations(parts, "").values() if kind == "officeDocument"), "xl/workbook.xml")
    if root not in parts:
        raise damaged("damage.part")
    workbook = _tree(parts[root])
    relations = _relations(parts, root)
    sheets = {
        relations[key][1]: element.get("name", "")
        for element in _all(workbook, "sheet")
        for name, key in element.items()
        if _local(name) == "id" and key in relations
    }
    errors: dict[CellRef, str] = {}
    formulas: set[CellRef] = set()
    unsaved: set[CellRef] = set()
    area = 0
    for part, xml in parts.items():
        if b"sheetData" not in xml:
            continue
        last_row = last_column = 0
        for row, column, attributes, body, content in _cells(xml):
            last_row, last_column = max(last_row, row), max(last_column, column)
            if content == b"v" and not _ERROR.search(attributes):
                continue
            cell = CellRef(sheets.get(part, ""), row, column)
            if content == b"f" or b"f" in _CONTENT.findall(body):
                formulas.add(cell)
                if b"v" not in _CONTENT.findall(body):
                    unsaved.add(cell)
            if _ERROR.search(attributes):
                value = _VALUE.search(body)
                errors[cell] = unescape(value[1].decode("utf-8", "replace")) if value and value[1] else "#N/A"
        area += within_limits(last_row, last_column)
        if area > MAX_CELLS:
            raise too_large("what.cells", area, MAX_CELLS)
    return Scan(_names(workbook), _properties(parts), errors, frozenset(formulas), frozenset(unsaved))


def without_errors(xml: bytes) -> bytes:
    """A part in which every error is one that the cell reader knows; what each was stands in `Scan.errors`."""
    return _ERROR_TEXT.sub(rb"\1#N/A", xml) if b"sheetData" in xml else xml


def within_limits(last_row: int, last_column: int) -> int:
    """The number of cells of a sheet whose values reach to this row and column.

    Raises:
        Refused: too far.
    """
    if last_row > MAX_ROW:
        raise too_large("what.row", last_row, MAX_ROW)
    if last_column > MAX_COLUMN:
        raise too_large("what.column", last_column, MAX_COLUMN)
    return last_row * last_column


def _cells(xml: bytes) -> Iterator[tuple[int, int, bytes, bytes, bytes]]:
    """The cells of a sheet that hold anything: row, column, attributes, body, and which of v, f, is comes first in it."""
    if b"<!" in xml or xml.count(b"<?") > 1:
        xml = _NOT_XML.sub(b"", xml)
    if _SPLIT_TAG.search(xml):
        raise damaged("damage.xml")
    starts = list(_START.finditer(xml))
    places = [_place(start[1]) for start in starts]
    implicit = _implicit(xml) if None in places else {}
    ends = [start.start() for start in starts[1:]] + [len(xml)]
    for start, place, end in zip(starts, places, ends, strict=False):
        content = _CONTENT.search(xml, start.end(), end)
        if content:
            yield *(place or implicit[start.start()]), start[1], xml[start.end() : end], content[1]


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


def _names(workbook: ElementTree.Element) -> dict[str, CellRef]:
    """The names of the whole workbook that name a cell; a copied sheet's own doubles and lost references are no names."""
    found = {}
    for element in _all(workbook, "definedName"):
        cell = parse_reference((element.text or "").strip())
        if cell and "localSheetId" not in element.attrib:
            found[element.get("name", "")] = cell
    return found


def _properties(parts: Mapping[str, bytes]) -> dict[str, str]:
    part = next((target for kind, target in _relations(parts, "").values() if kind == "custom-properties"), "docProps/custom.xml")
    if part not in parts:
        return {}
    return {element.get("name", ""): "".join(element.itertext()).strip() for element in _all(_tree(parts[part]), "property")}


def _relations(parts: Mapping[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    """The relations of a part (of the package itself if empty): id → last word of its type, name of the target part."""
    folder, name = posixpath.split(part)
    own = posixpath.join(folder, "_rels", f"{name}.rels")
    if own not in parts:
        return {}
    return {
        element.get("Id", ""): (
            posixpath.basename(element.get("Type", "")),
            posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/"),
        )
        for element in _all(_tree(parts[own]), "Relationship")
    }


def _tree(xml: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(xml)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged("damage.xml") from error


def _all(tree: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Every element of this name, in whichever namespace (files come in a transitional and a strict one)."""
    return (element for element in tree.iter() if isinstance(element.tag, str) and _local(element.tag) == name)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
