"""The look of the summary workbook: fonts, colours, number formats, printing."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from xltools.books.sheets import Book, Page
from xltools.tables.columns import shown_width
from xltools.tables.model import NUMERIC, Column

FONT = "游ゴシック"
SIZE = 10

INK = "#1F3864"
HEADING_FILL = "#DCE6F1"
LINE = "#BFBFBF"

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#7F7F7F")
"""Okabe and Ito's colours, which colour-blind people tell apart; their lightness differs enough for a grey print."""

WHOLE = '#,##0;[Red]"▲"#,##0;0'
ONE_DECIMAL = '#,##0.0;[Red]"▲"#,##0.0;0.0'
DECIMALS = '#,##0.0##;[Red]"▲"#,##0.0##;0.0'
NUMBER_FORMATS = {
    "amount": WHOLE,
    "count": WHOLE,
    "number": WHOLE,
    "rate": ONE_DECIMAL,
    "year": "0",
    "order": "0",
    "text": "@",
    "code": "@",
}
"""By kind of column. A rate is a percent number: its heading carries the ％."""

BOXED = {"border": 1, "border_color": LINE}
"""A cell of a table: lines around it."""

LINK = {"font_color": "#0563C1", "underline": 1}

BEGINNING = {"top": 1, "top_color": INK}
"""The first row of a program, in tables that have several: a darker line above."""

A4, A3 = 9, 8
A4_WIDTH = 190
"""Columns up to this width (in characters) can be read on A4 landscape when they are fitted to one page."""

ROW_HEIGHT = 18.0
LINE_HEIGHT = 15.0
MOST_LINES = 27
"""A row of Excel is 409 points high at most."""


class Look:
    """The formats of one workbook."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def plain(self, **properties: Any) -> Any:
        """A format in the summary's font."""
        return self.book.format(**{"font_name": FONT, "font_size": SIZE, "valign": "vcenter", **properties})

    def heading(self) -> Any:
        """The head of a column."""
        return self.plain(bold=True, font_color=INK, bg_color=HEADING_FILL, border=1, border_color=LINE, text_wrap=True, align="center")

    def cell(
        self, column: Column, value: object, decimals: bool = False, top: bool = False, first: bool = False, link: bool = False
    ) -> Any:
        """A cell of a column; `decimals` says that its row shows measured numbers with decimals, `top` that the texts of its
        table are long, so that all begin at the upper edge, `first` that another
        program begins here, `link` that it leads somewhere. Text is left aligned and wrapped, numbers are right aligned."""
        form = NUMBER_FORMATS.get(column.kind, "General")
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if column.kind == "number" and decimals:
            form = DECIMALS
        if is_number and form == "@":
            form = WHOLE
        side: dict[str, Any] = (
            {"align": "right"} if is_number or column.kind in NUMERIC else {"align": "left", "indent": 1, "text_wrap": True}
        )
        if link:
            side |= LINK
        return self.plain(num_format=form, valign="top" if top else "vcenter", **side, **BOXED, **(BEGINNING if first else {}))


def has_decimals(value: object) -> bool:
    """Whether a number is not whole."""
    return isinstance(value, float) and not value.is_integer()


def lines_of(text: object, width: int) -> int:
    """How many lines a text takes in a column of `width` characters."""
    room = max(1, width - 1)
    return sum(max(1, ceil(shown_width(line) / room)) for line in str(text).split("\n"))


def row_height(columns: Sequence[Column], values: Sequence[object]) -> float | None:
    """The height in points that shows every wrapped text of a row, as far as Excel allows; None for the normal height."""
    lines = max((lines_of(value, column.width) for column, value in zip(columns, values, strict=True) if isinstance(value, str)), default=1)
    return None if lines == 1 else min(lines, MOST_LINES) * LINE_HEIGHT + 3


def set_up_printing(page: Page, title: str, right: str, width: int, pages_high: int = 0) -> None:
    """Landscape, one page wide and `pages_high` high (0: as many as it takes), its name at the head, file name, sheet and page number
    at the foot."""
    raw = page.raw
    raw.set_landscape()
    raw.set_paper(A4 if width <= A4_WIDTH else A3)
    raw.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    raw.fit_to_pages(1, pages_high)
    raw.set_header(f"&L{_literal(title)}&R{_literal(right)}")
    raw.set_footer("&L&F　&A&R&P / &N")


def _literal(text: str) -> str:
    """A text within a header: & is doubled, and it must not fill Excel's 255 characters."""
    return text[:80].replace("&", "&&")
