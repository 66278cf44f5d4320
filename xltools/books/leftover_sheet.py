"""The sheet of an upgraded or returned workbook that lists what the form has no place for."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from xltools import messages
from xltools.books.sheets import MAX_TEXT, Book
from xltools.cells import CellRef
from xltools.forms.stamp import LEFTOVER_SHEET, sheet_stamp
from xltools.messages import Word
from xltools.reading.leftover import FIRST_ROW, SHEET_STAMP, Leftover

_COLUMNS = (("label", 34), ("cell", 14), ("value", 50), ("reason", 60))
_PIECE = MAX_TEXT // 2
"""Characters of one row: some count as two in Excel."""
_LOOK = {"font_name": "ＭＳ Ｐゴシック", "font_charset": 128, "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}


def write_leftover(book: Book, leftover: Sequence[Leftover], lang: str = "ja") -> None:
    """Add the sheet: a title, then one row per piece of content with what the form called it, its old cell, itself and why. A text
    that is too long for a cell goes on in the next rows."""
    page = book.sheet(messages.text("leftover.sheet", lang))
    title = book.format(**{**_LOOK, "border": 0, "text_wrap": False, "bold": True, "font_size": 12})
    heading, text = book.format(**_LOOK, bold=True, bg_color="#D9D9D9"), book.format(**_LOOK, num_format="@")
    page.write(CellRef(page.name, 1, 1), messages.text("leftover.title", lang), title)
    for column, (name, width) in enumerate(_COLUMNS, 1):
        page.raw.set_column(column - 1, column - 1, width)
        page.write(CellRef(page.name, 3, column), messages.text(f"leftover.{name}", lang), heading)
    page.write(CellRef(page.name, *SHEET_STAMP), sheet_stamp(LEFTOVER_SHEET), book.format(font_color="#FFFFFF", font_size=6))
    rows = [(one, piece) for one in leftover for piece in _pieces(_plain(one.value))]
    for row, (one, piece) in enumerate(rows, FIRST_ROW):
        label = one.label or messages.text("leftover.no-label", lang)
        for column, value in enumerate((label, str(one.at or ""), piece, _reason(one, lang)), 1):
            page.write(CellRef(page.name, row, column), value, text)
    page.raw.freeze_panes(3, 0)
    page.raw.repeat_rows(2)
    page.raw.set_landscape()
    page.raw.set_paper(9)
    page.raw.fit_to_pages(1, 0)
    page.raw.set_footer("&L&F　&A&R&P / &N")


def row_of(leftover: Sequence[Leftover], cell: str) -> int | None:
    """The row of the sheet on which the content of a cell of the file stands; None if it is not there."""
    row = FIRST_ROW
    for one in leftover:
        if str(one.at) == cell:
            return row
        row += len(_pieces(_plain(one.value)))
    return None


def _reason(one: Leftover, lang: str) -> str:
    if isinstance(one.reason, str):
        return one.reason
    return messages.text(one.reason.code, lang) if isinstance(one.reason, Word) else one.reason.message(lang)


_Plain = str | int | float | bool | None


def _pieces(value: _Plain) -> list[_Plain]:
    """A value in as many pieces as it takes cells."""
    if not isinstance(value, str) or len(value) <= _PIECE:
        return [value]
    return [value[first : first + _PIECE] for first in range(0, len(value), _PIECE)]


def _plain(value: object) -> _Plain:
    """A value as a cell can hold it."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
