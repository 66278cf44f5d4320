"""The roster as a workbook: one native table to fill in, and a sheet that says how."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from xltools import messages
from xltools.books.sheets import Book, Page, new_book
from xltools.books.summary_look import LINE, Look, set_up_printing
from xltools.cells import Area, CellRef
from xltools.forms.model import Form, Slot
from xltools.problems import Path
from xltools.reading.products import PROPERTY_KIND
from xltools.reading.roster import CIRCLE, DEADLINE, EXCLUDED, OWN_COLUMNS, RosterEntry, columns
from xltools.tables.columns import shown_width

NAME = "roster"
"""Name of the native table."""
READY_ROWS = 3_000
"""So many rows below the headings are prepared for typing: lists, dates, prompts."""
NARROWEST, WIDEST = 16, 40
_HEADING_HEIGHT = 45
_DAY = "yyyy-mm-dd"
_EPOCH = datetime.date(1899, 12, 30)
"""Day 0 of Excel's calendar."""
_FIRST_DAY = datetime.date(2000, 1, 1)
_PROMPT, _PROMPT_TITLE = 255, 32
"""Excel's limits for a prompt and its title, in characters."""


def roster_workbook(form: Form, entries: Sequence[RosterEntry] = (), lang: str = "ja") -> bytes:
    """A roster as the bytes of an .xlsx file, empty or with one row per entry.

    Raises:
        XltoolsError: the form has no roster.
    """
    slots = columns(form, lang)
    title = messages.text("roster.title", lang, title=form.title)
    with new_book({"title": title}, {PROPERTY_KIND: NAME}) as book:
        look = Look(book)
        page = book.sheet(messages.text("roster.sheet", lang))
        rows = [_row(slots, entry) for entry in entries]
        _write(page, look, slots, rows)
        widths = [_width(slot.full_label, [row[index] for row in rows]) for index, slot in enumerate(slots.values())]
        for index, (path, width) in enumerate(zip(slots, widths, strict=True)):
            page.raw.set_column(index, index, width, look.plain(num_format=_DAY if path == DEADLINE else "@"))
        _prepare(page, form, slots, lang)
        _mark_doubles(book, page, list(slots).index(form.key))
        page.raw.freeze_panes(1, 2)
        page.raw.repeat_rows(0)
        set_up_printing(page, title, "", sum(widths))
        _write_notes(book, look, slots, lang)
    return book.data


def _row(slots: Mapping[Path, Slot], entry: RosterEntry) -> list[object]:
    own: dict[Path, object] = dict(
        zip(OWN_COLUMNS, (entry.deadline, CIRCLE if entry.excluded else None, entry.reason, entry.direction), strict=True)
    )
    return [own[path] if path in own else entry.values.get(path) for path in slots]


def _write(page: Page, look: Look, slots: Mapping[Path, Slot], rows: Sequence[Sequence[object]]) -> None:
    """The table: headings in row 1; without entries one blank row, as Excel wants it."""
    text, day = (look.plain(num_format=form, border=1, border_color=LINE) for form in ("@", _DAY))
    for number, row in enumerate(rows or [[None] * len(slots)], 2):
        for column, (path, value) in enumerate(zip(slots, row, strict=True), 1):
            plain = (value - _EPOCH).days if isinstance(value, datetime.date) else value
            page.write(CellRef(page.name, number, column), plain, day if path == DEADLINE else text)
    headed = [{"header": slot.full_label, "header_format": look.heading()} for slot in slots.values()]
    area = Area(CellRef(page.name, 1, 1), 1 + max(1, len(rows)), len(slots))
    page.table(area, {"name": NAME, "columns": headed, "style": "Table Style Light 1"})
    page.raw.set_row(0, _HEADING_HEIGHT)


def _width(heading: str, values: Sequence[object]) -> int:
    """A column as wide as its widest value, and as a third of its heading, which may take three lines."""
    widest = max((shown_width(str(value)) for value in values if value is not None), default=0)
    return min(WIDEST, max(NARROWEST, widest + 2, shown_width(heading) // 3 + 3))


def _prepare(page: Page, form: Form, slots: Mapping[Path, Slot], lang: str) -> None:
    """Prompts for every column, the list of ○ and the test for a date."""
    for column, (path, slot) in enumerate(slots.items(), 1):
        rules: dict[str, Any] = {"validate": "any"}
        if path == EXCLUDED:
            rules = {"validate": "list", "source": [CIRCLE], **_refusal("excluded", lang)}
        elif path == DEADLINE:
            rules = {"validate": "date", "criteria": ">=", "value": _FIRST_DAY, **_refusal("deadline", lang)}
        prompt = {"input_title": slot.full_label[:_PROMPT_TITLE], "input_message": _help(slot, lang)[:_PROMPT]}
        page.validate(Area(CellRef(page.name, 2, column), READY_ROWS), rules | prompt)


def _refusal(name: str, lang: str) -> dict[str, str]:
    return {"error_title": messages.text(f"roster.{name}", lang), "error_message": messages.text(f"roster.refusal.{name}", lang)}


def _help(slot: Slot, lang: str) -> str:
    """What belongs into a column, with an example."""
    if slot.path in OWN_COLUMNS:
        return messages.text(f"roster.help.{slot.path[0]}", lang)
    example = messages.text("roster.example", lang, example=slot.example) if slot.example else ""
    return f"{slot.help}{example}"


def _mark_doubles(book: Book, page: Page, column: int) -> None:
    """A code that stands twice turns red and bold."""
    look = book.format(bold=True, font_color="#C00000", bg_color="#FFE3DC")
    page.raw.conditional_format(1, column, READY_ROWS, column, {"type": "duplicate", "format": look})


def _write_notes(book: Book, look: Look, slots: Mapping[Path, Slot], lang: str) -> None:
    """The sheet that says how to fill in the roster: the rules, then every column."""
    page = book.sheet(messages.text("roster.notes", lang))
    text = look.plain(text_wrap=True, valign="top", border=1, border_color=LINE)
    rules = messages.text("roster.rules", lang).split("\n")
    for row, rule in enumerate(rules, 1):
        page.write(CellRef(page.name, row, 1), rule, look.plain())
    top = len(rules) + 2
    for column, name in enumerate(("column", "content"), 1):
        page.write(CellRef(page.name, top, column), messages.text(f"roster.notes.{name}", lang), look.heading())
    for row, slot in enumerate(slots.values(), top + 1):
        page.write(CellRef(page.name, row, 1), slot.full_label, text)
        page.write(CellRef(page.name, row, 2), _help(slot, lang), text)
    page.raw.set_column(0, 0, 34)
    page.raw.set_column(1, 1, 90)
    set_up_printing(page, messages.text("roster.notes", lang), "", 124)
