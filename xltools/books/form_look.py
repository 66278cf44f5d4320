"""How the form looks: the definition's styles and boxes as cell formats, text sizes that fit."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from math import ceil
from typing import Any

from xltools.cells import Area, CellRef
from xltools.forms.model import Form, Sheet, Slot

WEIGHTS = {"thin": 1, "medium": 2}
_OPPOSITE = {"left": ("right", 0, -1), "right": ("left", 0, 1), "top": ("bottom", -1, 0), "bottom": ("top", 1, 0)}
_VALIGN = {"top": "top", "center": "vcenter", "bottom": "bottom"}
_VERTICAL = 270
_JAPANESE_CHARSET = 128

SMALLEST = 5.0
"""Smallest letters, in points, that a text is shrunk to."""
_LINE = 1.25
"""Height of a printed line in units of the letter size: Japanese fonts lie between 1.0 and 1.25."""
_PADDING = 6.0
"""Points that a cell keeps free at its sides."""


@lru_cache(maxsize=64)
def page_borders(form: Form, sheet: Sheet) -> Mapping[CellRef, Mapping[str, int]]:
    """The borders of a page of the form, as its labels, entries and boxes draw them."""
    printed = [(label.area, form.styles[label.style]) for label in sheet.labels]
    entries = [(slot.area, form.styles[slot.style]) for slot in form.slots if slot.at.sheet == sheet.name]
    return borders_of(sheet, [area for area, style in printed + entries if style.get("border")])


def borders_of(sheet: Sheet, framed: list[Area]) -> dict[CellRef, dict[str, int]]:
    """The border of every cell that has one: thin around every framed area, the sheet's boxes over them.

    The two sides of an edge always carry the heavier of the two lines, so that it does not matter which a program draws.
    """
    edges: dict[CellRef, dict[str, int]] = {}

    def draw(cell: CellRef, side: str, weight: int) -> None:
        opposite, down, right = _OPPOSITE[side]
        for at, name in ((cell, side), (cell.moved(down, right), opposite)):
            if 1 <= at.row <= len(sheet.row_heights) and 1 <= at.column <= sheet.column_count:
                own = edges.setdefault(at, {})
                own[name] = max(own.get(name, 0), weight)

    for area, weight in [*((area, "thin") for area in framed), *sheet.boxes]:
        for cell in area.cells():
            for side, outer in (
                ("left", cell.column == area.first.column),
                ("right", cell.column == area.last.column),
                ("top", cell.row == area.first.row),
                ("bottom", cell.row == area.last.row),
            ):
                if outer:
                    draw(cell, side, WEIGHTS[weight])
    return edges


def format_properties(style: Mapping[str, Any]) -> dict[str, Any]:
    """A style of the definition in XlsxWriter's words, its border left out."""
    properties: dict[str, Any] = {
        "font_name": style.get("font", "Calibri"),
        "font_charset": _JAPANESE_CHARSET,
        "font_size": style.get("size", 11),
        "valign": _VALIGN[style.get("valign", "center")],
    }
    for ours, theirs in (
        ("bold", "bold"),
        ("color", "font_color"),
        ("align", "align"),
        ("wrap", "text_wrap"),
        ("shrink", "shrink"),
        ("indent", "indent"),
        ("number_format", "num_format"),
        ("fill", "bg_color"),
    ):
        if style.get(ours):
            properties[theirs] = style[ours]
    if style.get("vertical"):
        properties["rotation"] = _VERTICAL
    return properties


def help_properties(form: Form, size: float = 10, **more: Any) -> dict[str, Any]:
    """The look of what stands beside the form and on the sheets behind it, in XlsxWriter's words: the form's own letters."""
    return {**format_properties({"font": form.styles["stamp"].get("font", "Calibri"), "size": size}), **more}


def size_in_points(form: Form, area: Area) -> tuple[float, float]:
    """Width and height of an area of the form in points (a pixel of a column is 0.75 pt)."""
    sheet = next(sheet for sheet in form.sheets if sheet.name == area.first.sheet)
    heights = sheet.row_heights[area.first.row - 1 : area.last.row]
    return area.columns * sheet.column_width * 0.75, sum(heights)


def fitting_size(text: str, size: float, width: float, height: float) -> float:
    """The letter size, at most `size`, at which a wrapped text fits into a box of `width` × `height` points; `SMALLEST`
    if it fits at none."""
    while size > SMALLEST and lines_needed(text, size, width) * size * _LINE > height:
        size -= 0.5
    return max(size, SMALLEST)


def room_for(form: Form, slot: Slot) -> int:
    """How many wide characters of the smallest letters the area of a slot has room for."""
    width, height = size_in_points(form, slot.area)
    lines = int(height / (SMALLEST * _LINE)) if form.styles[slot.style].get("wrap") else 1
    return max(int((width - _PADDING) / SMALLEST), 1) * max(lines, 1)


def lines_needed(text: str, size: float, width: float) -> int:
    """How many printed lines a text takes in a box `width` points wide."""
    room = max((width - _PADDING) / size, 1.0)
    return sum(max(1, ceil(text_width(line) / room)) for line in text.split("\n"))


def text_width(text: str) -> float:
    """The width of a text in units of the letter size: wide characters 1, others 0.55."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.55 for character in text)
