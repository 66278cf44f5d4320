"""How the form looks: the definition's styles and boxes as cell formats."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from xltools.cells import Area, CellRef
from xltools.forms.model import Form, Sheet

WEIGHTS = {"thin": 1, "medium": 2}
_OPPOSITE = {"left": ("right", 0, -1), "right": ("left", 0, 1), "top": ("bottom", -1, 0), "bottom": ("top", 1, 0)}
_VALIGN = {"top": "top", "center": "vcenter", "bottom": "bottom"}
_VERTICAL = 270
_JAPANESE_CHARSET = 128


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
