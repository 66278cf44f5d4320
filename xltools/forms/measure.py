"""How much text a place of the form has room for, measured without any font: good enough to say what does not fit."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil, inf

from xltools.cells import Area
from xltools.forms.model import TEXT_TYPES, Form, Slot
from xltools.problems import Path

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


@dataclass(frozen=True, slots=True)
class Box:
    """Where a text is printed: width and height in points, the size of its letters (infinite if its style names none), and whether
    its lines are broken."""

    width: float
    height: float
    size: float
    wraps: bool

    def holds(self, text: str, size: float) -> bool:
        """Whether a text fits in letters of `size` points, in lines if they are broken, else in one."""
        if "\n" not in text and len(text) * size + _PADDING <= self.width and size * _LINE <= self.height:
            return True  # even if every character were a wide one
        if self.wraps:
            room = max((self.width - _PADDING) / size, 1.0)
            most = sum(max(1, ceil(len(line) / room)) for line in text.split("\n"))  # again, if all were wide
            return most * size * _LINE <= self.height or lines_needed(text, size, self.width) * size * _LINE <= self.height
        return text_width(text) * size + _PADDING <= self.width


@lru_cache(maxsize=32)
def printed_in(form: Form) -> Mapping[Path, Box]:
    """The box of every field that is a text."""
    found = {}
    for path, slots in form.fields().items():
        if slots[-1].type in TEXT_TYPES and slots[-1].mark is None:
            style = form.styles[slots[-1].style]
            found[path] = Box(*size_in_points(form, slots[-1].area), style.get("size", inf), bool(style.get("wrap")))
    return found


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
    return sum(map(_character_width, text))


@cache
def _character_width(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.55
