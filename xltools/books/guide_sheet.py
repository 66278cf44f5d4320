"""The sheet of guidance: every field of the form once, with what belongs there, from the definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from xltools.books.form_look import help_properties
from xltools.books.form_words import GUIDE_SHEET, worded
from xltools.books.sheets import Book, Page
from xltools.cells import CellRef
from xltools.forms.measure import lines_needed
from xltools.forms.model import Form, Slot

_HEADINGS = ("head-label", "head-help", "head-type", "head-unit", "head-required", "head-example", "head-choices")
_WIDTHS = (32, 58, 16, 6, 10, 24, 26)
"""Widths of the columns in characters."""
_SIZE = 9.0
_POINTS_PER_CHARACTER = 5.4
_LINE = 12.0
_LAST = len(_HEADINGS)
_A4 = 9


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the sheet says about one field: the page it stands on, one text per column, the slots that it is repeated in."""

    page: str
    cells: tuple[str, ...]
    slots: tuple[Slot, ...]


@lru_cache(maxsize=16)
def guidance(form: Form) -> tuple[Guidance, ...]:
    """Every field of the form once, in its order; the repetitions of an item, in rows, years and lines, are one field."""
    fields: dict[tuple[object, ...], list[Slot]] = {}
    for slot in form.slots:
        steps = tuple(part for part in slot.path if isinstance(part, str) and not part.isdigit())
        leaf = "" if slot.computed or slot.path[-1] != steps[-1] else steps[-1]
        key = (slot.at.sheet, steps[0], leaf, slot.type, slot.help, slot.unit, slot.required, slot.computed)
        fields.setdefault(key, []).append(slot)
    return tuple(Guidance(slots[0].at.sheet, _texts(slots), tuple(slots)) for slots in fields.values())


def write_guide_sheet(book: Book, form: Form) -> None:
    """Add the sheet, ready to be printed on A4."""
    page = book.sheet(worded(GUIDE_SHEET))
    boxed = help_properties(form, _SIZE, border=1, border_color="#BFBFBF", text_wrap=True, valign="top")
    look, centred = book.format(**boxed), book.format(**{**boxed, "align": "center"})
    bold = book.format(**{**boxed, "bold": True})
    heading = book.format(**{**boxed, "bold": True, "bg_color": "#DCE6F1", "align": "center"})
    part = book.format(**help_properties(form, 11, bold=True, valign="bottom"))
    page.write(CellRef(page.name, 1, 1), worded("guide-title", title=form.title), book.format(**help_properties(form, 15, bold=True)))
    page.write(CellRef(page.name, 2, 1), worded("guide-intro"), book.format(**help_properties(form)))
    row, sheet = 3, ""
    for column, code in enumerate(_HEADINGS, 1):
        page.write(CellRef(page.name, row, column), worded(code), heading)
    for one in guidance(form):
        row += 1
        if one.page != sheet:
            sheet = one.page
            page.write(CellRef(page.name, row, 1), worded("guide-page", page=sheet), part)
            page.raw.set_row(row - 1, 22)
            row += 1
        for column, text in enumerate(one.cells, 1):
            page.write(CellRef(page.name, row, column), text or None, bold if column == 1 else centred if column in (4, 5) else look)
        page.raw.set_row(row - 1, _height(one.cells))
    _set_up(page, row)


def _texts(slots: Sequence[Slot]) -> tuple[str, ...]:
    """The texts of a field's row, in the order of the headings."""
    slot = slots[-1]
    words = [each.era or (each.mark.text if each.mark else "") for each in slots if each.era or each.mark]
    choices = list(dict.fromkeys(words)) or [choice.text for choice in slot.choices]
    kind = "computed" if slot.computed else "open" if slot.open else slot.type
    example = f"●{choices[0]}" if slot.mark else slot.example or (choices[0] if slot.choices else "")
    return (
        label_of(slots),
        worded("computed-help") if slot.computed else slot.help,
        worded(f"type.{kind}") + (worded("guide-long", limit=slot.max_length) if slot.max_length else ""),
        slot.unit,
        "" if slot.computed or not slot.required else worded("required-row" if _in_row(slot) else "required"),
        "" if slot.computed else example,
        "、".join(choices),
    )


def label_of(slots: Sequence[Slot]) -> str:
    """The form's name of all repetitions together: each word that differs as ``first～last``."""
    labels = [slot.full_label.split(" ") for slot in slots]
    if len({len(words) for words in labels}) > 1:
        return slots[0].full_label
    return " ".join(
        dict.fromkeys(first if first == last else f"{first}～{last}" for first, last in zip(labels[0], labels[-1], strict=True))
    )


def _in_row(slot: Slot) -> bool:
    return any(isinstance(part, int) for part in slot.path)


def _height(cells: Sequence[str]) -> float:
    """The height of a row in points: its texts wrapped in their columns."""
    lines = max(lines_needed(text, _SIZE, width * _POINTS_PER_CHARACTER) for text, width in zip(cells, _WIDTHS, strict=True))
    return lines * _LINE + 3


def _set_up(page: Page, last_row: int) -> None:
    raw = page.raw
    for column, width in enumerate(_WIDTHS):
        raw.set_column(column, column, width)
    raw.set_row(0, 26)
    raw.freeze_panes(3, 1)
    raw.print_area(0, 0, last_row - 1, _LAST - 1)
    raw.repeat_rows(2)
    raw.set_paper(_A4)
    raw.set_landscape()
    raw.fit_to_pages(1, 0)
    raw.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
    raw.set_footer("&C&P / &N")
    raw.hide_gridlines(2)
    raw.protect("", {"format_cells": True, "format_rows": True, "format_columns": True})
