"""The sheet of an upgraded workbook that lists what the new version of the form has no place for."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from xltools import messages
from xltools.books.sheets import Book
from xltools.cells import CellRef
from xltools.messages import Word
from xltools.reading.upgraded import Leftover

_COLUMNS = (("label", 34), ("cell", 14), ("value", 50), ("reason", 60))
_LOOK = {"font_name": "ＭＳ Ｐゴシック", "font_charset": 128, "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}


def write_leftover(book: Book, leftover: Sequence[Leftover], lang: str = "ja") -> None:
    """Add the sheet: a title, then one row per piece of content with what the form called it, its old cell, itself and why."""
    page = book.sheet(messages.text("leftover.sheet", lang))
    title = book.format(**{**_LOOK, "border": 0, "text_wrap": False, "bold": True, "font_size": 12})
    heading, text = book.format(**_LOOK, bold=True, bg_color="#D9D9D9"), book.format(**_LOOK, num_format="@")
    page.write(CellRef(page.name, 1, 1), messages.text("leftover.title", lang), title)
    for column, (name, width) in enumerate(_COLUMNS, 1):
        page.raw.set_column(column - 1, column - 1, width)
        page.write(CellRef(page.name, 3, column), messages.text(f"leftover.{name}", lang), heading)
    for row, one in enumerate(leftover, 4):
        reason = messages.text(one.reason.code, lang) if isinstance(one.reason, Word) else one.reason.message(lang)
        label = one.label or messages.text("leftover.no-label", lang)
        for column, value in enumerate((label, str(one.at or ""), _plain(one.value), reason), 1):
            page.write(CellRef(page.name, row, column), value, text)
    page.raw.freeze_panes(3, 0)
    page.raw.repeat_rows(2)
    page.raw.set_landscape()
    page.raw.set_paper(9)
    page.raw.fit_to_pages(1, 0)
    page.raw.set_footer("&L&F　&A&R&P / &N")


def _plain(value: object) -> str | int | float | bool | None:
    """A value as a cell can hold it."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
