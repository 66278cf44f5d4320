"""What an .ods says that the cell reader does not: properties, error cells, formulas, notes, and how far its cells reach."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from xltools.cells import MAX_COLUMN as SHEET_COLUMNS
from xltools.cells import MAX_ROW as SHEET_ROWS
from xltools.cells import CellRef
from xltools.reading.notes import of_people
from xltools.reading.package import Refused, damaged, too_large
from xltools.reading.scan import Scan, area_within_limits

_TABLE, _OFFICE, _META, _CALC, _TEXT = "table:", "office:", "meta:", "calcext:", "text:"
"""The prefixes as every program writes them. The cell reader looks for these alone, whatever namespace they stand for, so this
scan must, too: else a file could show each of them another table."""
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})

_BETWEEN = re.compile(rb"(</?table:[^<>]*>)\s+(?=<)")
_BREAK = re.compile(rb"<text:(line-break|tab)\s*(?:/>|>\s*</text:\1\s*>)")
_BESIDE = re.compile(rb"<(text:ruby-text|text:note|draw:[\w-]+)\b[^<>]*(?<!/)>.*?</\1\s*>", re.DOTALL)


def scan_ods(parts: Mapping[str, bytes]) -> Scan:
    """Look through the parts of an .ods. Its names are not read: LibreOffice drops or changes them.

    Raises:
        Refused: the file is encrypted or broken, or a sheet reaches beyond the limits, repetitions counted.
    """
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused("file-protected")
    content, meta = _Content(), _Properties()
    _run(content, parts["content.xml"])
    _run(meta, parts.get("meta.xml", b"<nothing/>"))
    return Scan({}, meta.found, content.errors, frozenset(content.formulas), frozenset(content.unsaved), content.people())


def plain_ods(content: bytes) -> bytes:
    """A content.xml that the cell reader understands: nothing between cells (SheetJS indents them), line breaks and tabs as
    characters, no furigana, footnotes or text boxes within a cell's text."""
    content = _BETWEEN.sub(rb"\1", content)
    content = _BREAK.sub(lambda found: b"&#10;" if found[1] == b"line-break" else b"&#9;", content)
    return _BESIDE.sub(b"", content) if b"<text:ruby" in content or b"<text:note" in content or b"<draw:" in content else content


def _run(listener: _Content | _Properties, xml: bytes) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = listener.start
    parser.EndElementHandler = listener.end
    parser.CharacterDataHandler = listener.text
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # also an encoding that the parser does not know
        raise damaged("damage.xml") from error


class _Properties:
    """Collects the custom properties of meta.xml."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.name = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.name = attributes.get(f"{_META}name", "") if tag == f"{_META}user-defined" else ""

    def end(self, tag: str) -> None:
        self.name = ""

    def text(self, text: str) -> None:
        if self.name:
            self.found[self.name] = self.found.get(self.name, "") + text


class _Content:
    """Follows the cells of content.xml and keeps what they say besides their values."""

    def __init__(self) -> None:
        self.errors: dict[CellRef, str] = {}
        self.formulas: set[CellRef] = set()
        self.unsaved: set[CellRef] = set()
        self.sheet = ""
        self.row = self.column = self.rows = self.columns = 0
        self.last_row = self.last_column = self.area = 0
        self.filled = False
        self.shown: list[str] | None = None
        self.notes: dict[CellRef, list[str]] = {}
        self.note: list[str] | None = None
        self.paragraph = False

    def people(self) -> dict[CellRef, str]:
        """The notes that people wrote, by the cells that bear them."""
        return {cell: said for cell, texts in self.notes.items() if (said := of_people("".join(texts).strip()))}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == f"{_TABLE}table":
            self.sheet, self.row, self.rows, self.last_row, self.last_column = attributes.get(f"{_TABLE}name", ""), 0, 0, 0, 0
        elif tag == f"{_TABLE}table-row":
            self.row, self.column, self.columns, self.filled = self.row + self.rows, 0, 0, False
            self.rows = _repeated(attributes, "rows", SHEET_ROWS)
        elif tag in _CELLS:
            self.column += self.columns
            self.columns = _repeated(attributes, "columns", SHEET_COLUMNS)
            self._cell(attributes)
        elif tag == f"{_OFFICE}annotation":
            self.note = self.notes.setdefault(self._here(), [])
        elif tag == f"{_TEXT}p" and self.note is not None:
            self.note.append("\n")
            self.paragraph = True

    def _here(self) -> CellRef:
        return CellRef(self.sheet, self.row + 1, self.column + 1)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        cell = self._here()
        kind, formula = attributes.get(f"{_OFFICE}value-type"), f"{_TABLE}formula" in attributes
        if formula:
            self.formulas.add(cell)
        if attributes.get(f"{_CALC}value-type") == "error":
            self.errors[cell] = ""
            self.shown = []
        if kind or formula:
            self._reaches()

    def _reaches(self) -> None:
        self.last_column, self.filled = max(self.last_column, self.column + self.columns), True

    def end(self, tag: str) -> None:
        if tag in _CELLS and self.shown is not None:
            self.errors[self._here()] = "".join(self.shown)
            self.shown = None
        elif tag == f"{_TABLE}table-row" and self.filled:
            self.last_row = self.row + self.rows
        elif tag == f"{_TEXT}p":
            self.paragraph = False
        elif tag == f"{_OFFICE}annotation":
            self.note = None
        elif tag == f"{_TABLE}table":
            self.area = area_within_limits(self.last_row, self.last_column, self.area)

    def text(self, text: str) -> None:
        if self.note is not None:
            if self.paragraph:
                self.note.append(text)
            return
        if self.shown is not None:
            self.shown.append(text)
        if text.strip():
            self._reaches()


def _repeated(attributes: Mapping[str, str], what: str, limit: int) -> int:
    text = attributes.get(f"{_TABLE}number-{what}-repeated", "1")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise damaged("damage.xml")
    if int(text) > limit:
        raise too_large("what.row" if what == "rows" else "what.column", int(text), limit)
    return int(text)
