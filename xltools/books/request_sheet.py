"""The first sheet of a returned workbook: what the section is asked to mend, each line leading to its cell."""

from __future__ import annotations

from collections.abc import Sequence

from xltools import messages
from xltools.books.form_look import help_properties
from xltools.books.form_marks import FILLS, todo
from xltools.books.form_words import LANGUAGE, worded
from xltools.books.leftover_sheet import row_of
from xltools.books.sheets import Book, Page
from xltools.cells import CellRef, quote_sheet
from xltools.fiscal_years import label
from xltools.forms.measure import lines_needed
from xltools.forms.model import Form, Slot
from xltools.forms.record import value_at
from xltools.forms.stamp import REQUEST_SHEET, sheet_stamp
from xltools.messages import shown
from xltools.problems import SEVERITIES, Problem, folded, worst_first
from xltools.reading.given_back import Content
from xltools.reading.leftover import SHEET_STAMP

_HEADINGS = ("number", "label", "cell", "found", "problem", "to-do", "expected", "severity")
_WIDTHS = (5, 26, 13, 20, 40, 44, 24, 8)
"""Widths of the columns in characters."""
_SIZE = 10.0
_POINTS_PER_CHARACTER = 5.6
_LINE = 13.5
_HIGHEST = 409.0
"""The highest row of Excel, in points."""
_A4 = 9
LONGEST = 400
"""A text that was found is shown up to this many characters; it stands in its cell in full."""


def write_request_sheet(book: Book, form: Form, back: Content) -> None:
    """Add the sheet: which program, how many points, how to go about it, then one row per point, worst first; of one repeated kind
    three and a count. It is protected without a password."""
    page = book.sheet(worded("return.sheet"))
    plain = help_properties(form, _SIZE)
    page.write(CellRef(page.name, 1, 1), worded("return.sheet"), book.format(**help_properties(form, 16, bold=True)))
    page.write(CellRef(page.name, *SHEET_STAMP), sheet_stamp(REQUEST_SHEET), book.format(font_color="#FFFFFF", font_size=6))
    page.write(CellRef(page.name, 2, 2), _program(form, back), book.format(**help_properties(form, 12, bold=True)))
    row = 3
    for text in _introduction(back):
        page.write(CellRef(page.name, row, 2), text, book.format(**plain))
        row += 1
    if back.leftover:
        link = book.format(**{**plain, "font_color": "#0563C1", "underline": 1})
        target = f"internal:{quote_sheet(messages.text('leftover.sheet', LANGUAGE))}!A1"
        page.write_link(CellRef(page.name, row, 2), target, worded("return.leftover", count=len(back.leftover)), link)
        row += 1
    heading = row + 1
    _write_points(book, page, form, back, heading)
    _set_up(page, heading)


def _program(form: Form, back: Content) -> str:
    """Which sheet this is: title, year, and what the form is known by."""
    known = [shown(value_at(back.record, path), LANGUAGE) for path in (form.key, form.name)]
    title = worded("return.title", title=form.title, year=label(form.fiscal_year, form.fiscal_year, "era"))
    return "　".join(filter(None, [title, *known]))


def _introduction(back: Content) -> tuple[str, ...]:
    counts = [sum(problem.severity == severity for problem in back.problems) for severity in SEVERITIES[:2]]
    if not any(counts):
        return (worded("return.nothing"),)
    return worded("return.count", count=sum(counts), errors=counts[0], warnings=counts[1]), worded("return.how"), worded("return.send")


def _write_points(book: Book, page: Page, form: Form, back: Content, heading: int) -> None:
    boxed = help_properties(form, _SIZE, border=1, border_color="#BFBFBF", text_wrap=True, valign="top", num_format="@")
    look, link = book.format(**boxed), book.format(**{**boxed, "font_color": "#0563C1", "underline": 1})
    head = book.format(**{**boxed, "bold": True, "bg_color": "#DCE6F1", "align": "center", "valign": "vcenter"})
    number_look = book.format(**{**boxed, "num_format": "0", "align": "center"})
    for column, code in enumerate(_HEADINGS, 1):
        page.write(CellRef(page.name, heading, column), worded(f"return.{code}"), head)
    slots = {slot.at: slot for slot in reversed(form.slots)}
    for number, problem in enumerate(folded(worst_first(back.problems)), 1):
        row, texts = heading + number, _texts(form, problem)
        page.write(CellRef(page.name, row, 1), number, number_look)
        for column, text in enumerate(texts, 2):
            page.write(CellRef(page.name, row, column), text or None, look)
        tinted = book.format(**{**boxed, "bg_color": FILLS.get(problem.severity, "#FFFFFF")})
        page.write(CellRef(page.name, row, len(_HEADINGS)), texts[-1], tinted)
        target, text = _target(problem, slots, back)
        if target:
            page.write_link(CellRef(page.name, row, 3), target, text, link)
        page.raw.set_row(row - 1, _height(texts))


def _texts(form: Form, problem: Problem) -> tuple[str, ...]:
    """The texts of a row behind its number, in the order of the headings."""
    said = messages.text(f"severity.{problem.severity}", LANGUAGE)
    where = f"{problem.at.sheet} {problem.at.a1}" if problem.at else str(problem.details.get("at", ""))
    name = problem.label or worded("return.whole" if not where else "return.outside") if problem.code != "more-of-this" else ""
    found = shown(problem.details.get("value", problem.value), LANGUAGE)
    texts = (name, where, found, problem.message(LANGUAGE), todo(form, problem), problem.expected(LANGUAGE), said)
    return tuple(_cut(text) for text in texts)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _target(problem: Problem, slots: dict[CellRef, Slot], back: Content) -> tuple[str, str]:
    """Where a row leads and what its link says: to the cell on the form by its name, else to the piece of the list of leftovers."""
    if problem.at:
        slot = slots.get(problem.at)
        return (f"internal:{slot.name}" if slot else f"internal:{problem.at.absolute}"), f"{problem.at.sheet} {problem.at.a1}"
    cell = str(problem.details.get("at", ""))
    row = row_of(back.leftover, cell) if cell else None
    sheet = quote_sheet(messages.text("leftover.sheet", LANGUAGE))
    return (f"internal:{sheet}!A{row}", cell) if row else ("", "")


def _height(texts: Sequence[str]) -> float:
    """The height of a row in points: its texts wrapped in their columns."""
    lines = max(lines_needed(text, _SIZE, width * _POINTS_PER_CHARACTER) for text, width in zip(texts, _WIDTHS[1:], strict=True))
    return min(lines * _LINE + 4, _HIGHEST)


def _set_up(page: Page, heading: int) -> None:
    raw = page.raw
    for column, width in enumerate(_WIDTHS):
        raw.set_column(column, column, width)
    raw.set_row(0, 26)
    raw.set_row(1, 20)
    raw.freeze_panes(heading, 0)
    raw.repeat_rows(heading - 1)
    raw.set_paper(_A4)
    raw.set_landscape()
    raw.fit_to_pages(1, 0)
    raw.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    raw.set_footer("&C&P / &N")
    raw.hide_gridlines(2)
    raw.set_tab_color("#C00000")
    raw.protect("", {"format_cells": True, "format_rows": True, "format_columns": True})
