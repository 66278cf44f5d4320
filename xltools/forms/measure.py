"""How much text a place of the form has room for, measured without any font: good enough to say what does not fit."""

from __future__ import annotations

import unicodedata
from math import ceil

from xltools.cells import Area
from xltools.forms.model import Form, Slot

SMALLEST = 5.0
"""Smallest letters, in points, that a text is shrunk to."""
_LINE = 1.25
"""Height of a printed line in units of the letter size: Japanese fonts lie between 1.0 and 1.25."""
_PADDING = 6.0
"""Points that a cell keeps free at its sides."""


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


def fits_at(text: str, size: float, form: Form, slot: Slot) -> bool:
    """Whether a text fits into the area of a slot in letters of `size` points, in lines if its style breaks them, else in one."""
    width, height = size_in_points(form, slot.area)
    if form.styles[slot.style].get("wrap"):
        return lines_needed(text, size, width) * size * _LINE <= height
    return text_width(text) * size + _PADDING <= width


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
