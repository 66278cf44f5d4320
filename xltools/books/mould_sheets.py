"""The sheets of a mould and the table of their texts, cut up at the holes and at every number that counts styles or texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, unescape

from xltools.books.mould_styles import Numbering

HOLE = "\ufdd0"
"""Begins the text of a hole: a character that Unicode keeps for use inside of programs."""

_CELL = re.compile(
    r'(<c r="([A-Z]+[0-9]+)(?:" s=")?)([0-9]*)(?:"/>|" t="s"><v>([0-9]+)</v></c>|"[^>]*>(.*?)</c>)',
    re.DOTALL,
)
"""A cell: before its style, its address, its style, the number of its text, what is in one without such a number."""
_FORMULA = re.compile(rf"(<f>.*</f>)<v>{HOLE}(.*)</v>", re.DOTALL)
_ITEM = re.compile(r"<si>.*?</si>", re.DOTALL)
_HOLE_ITEM = re.compile(rf"<si><t>{HOLE}(.*)</t></si>", re.DOTALL)
_COUNTS = re.compile(r'count="([0-9]+)" uniqueCount="[0-9]+"')


@dataclass(frozen=True, slots=True)
class Strings:
    """The table of texts: what stands before it, its items in the order in which their cells were written (the name of a hole in
    place of an item), and how many cells hold a text that never changes."""

    head: str
    items: tuple[tuple[str, str], ...]
    fixed: int

    def table(self, items: Mapping[str, str]) -> dict[str, str]:
        """The number of every item, with these in the holes, by name; a hole without one is left out."""
        table: dict[str, str] = {}
        for fixed, name in self.items:
            item = items.get(name, "") if name else fixed
            if item and item not in table:
                table[item] = str(len(table))
        return table

    def part(self, items: Mapping[str, str], table: Mapping[str, str]) -> str:
        """The part of the workbook: the items of the table in their order."""
        held = self.fixed + sum(name in items for _, name in self.items)
        counts = f'count="{held}" uniqueCount="{len(table)}"'
        return "".join([_COUNTS.sub(counts, self.head), *table, "</sst>"])


def strings_of(part: str) -> Strings:
    """Cut up the part with the texts of all cells."""
    items = [(item, unescape(found[1]) if (found := _HOLE_ITEM.fullmatch(item)) else "") for item in _ITEM.findall(part)]
    head = part[: part.index("<si>")]
    return Strings(head, tuple(items), int(_COUNTS.findall(head)[0]) - sum(bool(name) for _, name in items))


def text_item(text: str) -> str:
    """A text as an item of the table."""
    kept = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<si><t{kept}>{escape(text)}</t></si>"


@dataclass(frozen=True, slots=True)
class SheetMould:
    """A sheet: its pieces, and what comes between them by position.

    `styles` are positions with the style there and the area whose look it follows (empty for none); `texts` with the item of the
    table; `holes` with the name and the formula there (empty for an entry).
    """

    name: str
    pieces: tuple[str, ...]
    styles: tuple[tuple[int, int, str], ...]
    texts: tuple[tuple[int, str], ...]
    holes: tuple[tuple[int, str, str], ...]


def sheet_mould(name: str, part: str, strings: Strings, areas: Mapping[str, str]) -> SheetMould:
    """Cut up a sheet; `areas` names the area of every cell whose look may change, by address."""
    pieces: list[str] = []
    styles, texts, holes, end = [], [], [], 0
    for cell in _CELL.finditer(part):
        before, at, style, text, inner = cell.groups()
        pieces += [part[end : cell.start()] + before, ""]
        if style:
            styles.append((len(pieces) - 1, int(style), areas.get(at, "")))
        end = cell.end()
        if text is not None:
            item, hole = strings.items[int(text)]
            pieces += [""] if hole else ['" t="s"><v>', "", "</v></c>"]
            if hole:
                holes.append((len(pieces) - 1, hole, ""))
            else:
                texts.append((len(pieces) - 2, item))
        elif inner is not None and (found := _FORMULA.fullmatch(inner)):
            pieces.append("")
            holes.append((len(pieces) - 1, unescape(found[2]), found[1]))
        else:
            pieces.append(part[cell.end(3) : end])
    return SheetMould(name, (*pieces, part[end:]), tuple(styles), tuple(texts), tuple(holes))


def cast_sheet(
    sheet: SheetMould, contents: Mapping[str, object], items: Mapping[str, str], table: Mapping[str, str], numbering: Numbering
) -> str:
    """The sheet with these contents, its styles and texts numbered."""
    pieces = list(sheet.pieces)
    for position, style, area in sheet.styles:
        pieces[position] = numbering.number(style, area)
    for position, item in sheet.texts:
        pieces[position] = table[item]
    for position, name, formula in sheet.holes:
        content = contents[name]
        if formula:
            pieces[position] = _formula(formula, content)
        elif name in items:
            pieces[position] = f'" t="s"><v>{table[items[name]]}</v></c>'
        else:
            pieces[position] = '"/>' if content is None or content == "" else f'"><v>{content:.16G}</v></c>'
    return "".join(pieces)


def _formula(formula: str, value: object) -> str:
    """The rest of a cell with a formula and the value that it gives, behind its style."""
    if isinstance(value, str) and value:
        return f'" t="str">{formula}<v>{escape(value)}</v></c>'
    return f'">{formula}<v>{"" if value is None else value}</v></c>'
