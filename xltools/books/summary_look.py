"""The look of the summary workbook: fonts, colours, number formats, printing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil
from typing import Any

from xltools.books.sheets import Book, Page
from xltools.tables.columns import shown_width
from xltools.tables.model import NUMERIC, Column, Kind

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

STRONG = {"bold": True, "bg_color": "#F2F2F2"}
"""A row that sums up others."""

BEGINNING = {"top": 1, "top_color": INK}
"""The first row of a program, in tables that have several: a darker line above."""

A4, A3 = 9, 8
A4_WIDTH = 190
"""Columns up to this width (in characters) can be read on A4 landscape when they are fitted to one page."""

A3_WIDTH = 340
"""The same for A3; wider tables are printed on several pages side by side."""

A4_ROOM, A3_ROOM = (784.0, 501.0), (1132.0, 748.0)
"""What the margins leave of a page in landscape, in points: width and height."""

PIXELS, PADDING = 7, 5
"""Pixels of a character of a column's width, and beside them."""

ROW_HEIGHT = 18.0
POINTS_PER_PIXEL = 0.75
LINE_HEIGHT = 15.0
MOST_LINES = 27
"""A row of Excel is 409 points high at most."""


LOWEST = 7
"""Deepest outline level of a row in Excel."""


class Look:
    """The formats of one workbook."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._cells: dict[tuple[object, ...], Any] = {}

    def plain(self, **properties: Any) -> Any:
        """A format in the summary's font."""
        return self.book.format(**{"font_name": FONT, "font_size": SIZE, "valign": "vcenter", **properties})

    def heading(self) -> Any:
        """The head of a column."""
        return self.plain(bold=True, font_color=INK, bg_color=HEADING_FILL, border=1, border_color=LINE, text_wrap=True, align="center")

    def figure(self, num_format: str) -> Any:
        """A figure of its own format in a table."""
        return self.plain(num_format=num_format, align="right", **BOXED)

    def title(self, size: int = 12) -> Any:
        """A title above a table or a sheet."""
        return self.plain(bold=True, font_size=size, font_color=INK)

    def cell(
        self,
        kind: Kind,
        number: bool,
        decimals: bool = False,
        top: bool = False,
        first: bool = False,
        link: bool = False,
        strong: bool = False,
        plain: bool = False,
    ) -> Any:
        """A cell of a kind of column; `number` says that its value is one, `decimals` that its row shows measured numbers with decimals,
        `top` that the texts of its table are long, so that all begin at the upper edge, `first` that another program begins here, `link`
        that it leads somewhere, `strong` that it sums up other rows, `plain` that it is one of very many, without lines and wrapping.
        Text is left aligned and wrapped, numbers are right aligned."""
        key = (kind, number, decimals, top, first, link, strong, plain)
        if key not in self._cells:
            self._cells[key] = self._cell(kind, number, decimals, top, first, link, strong, plain)
        return self._cells[key]

    def _cell(self, kind: Kind, number: bool, decimals: bool, top: bool, first: bool, link: bool, strong: bool, plain: bool) -> Any:
        form = NUMBER_FORMATS.get(kind, "General")
        if number and form in ("@", "General"):
            form = WHOLE
        if decimals and form == WHOLE:
            form = DECIMALS
        look: dict[str, Any] = {"num_format": form, "valign": "top" if top else "vcenter"}
        look |= {"align": "right"} if number or kind in NUMERIC else {"align": "left", "indent": 1, "text_wrap": True}
        if plain:
            return self.plain(**{key: value for key, value in look.items() if key != "text_wrap"})
        look |= BOXED | (BEGINNING if first else {}) | (LINK if link else {}) | (STRONG if strong else {})
        return self.plain(**look)

    def marked(self, kind: Kind, symbol: str) -> Any:
        """What a conditional format changes about a cell that is to meet the eye."""
        form = {"num_format": f'"{symbol} "{NUMBER_FORMATS[kind].split(";")[0]}'} if symbol else {}
        return self.book.format(bold=True, bg_color="#FFF2CC", **form)


def has_decimals(value: object) -> bool:
    """Whether a number is not whole."""
    return isinstance(value, float) and not value.is_integer()


@lru_cache(maxsize=100_000)
def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column of `width` characters."""
    room = max(1, width - 1)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, ceil(shown_width(line) / room)) for line in text.split("\n"))


def row_height(columns: Sequence[Column], values: Sequence[object]) -> float | None:
    """The height in points that shows every wrapped text of a row, as far as Excel allows; None for the normal height."""
    lines = 1
    for column, value in zip(columns, values, strict=True):
        if isinstance(value, str) and (2 * len(value) >= column.width or "\n" in value) and (own := lines_of(value, column.width)) > lines:
            lines = own
    return None if lines == 1 else min(lines, MOST_LINES) * LINE_HEIGHT + 3


def set_up_printing(page: Page, title: str, right: str, width: int, pages_high: int = 0, pages_wide: int = 1, large: bool = False) -> None:
    """Landscape, on A3 if the columns need it or `large` says so, as many pages wide and high as said (0 high: as many as it takes), its
    name at the head, file name, sheet and page number at the foot."""
    raw = page.raw
    raw.set_landscape()
    raw.set_paper(A4 if width <= A4_WIDTH and not large else A3)
    raw.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    raw.fit_to_pages(pages_wide, pages_high)
    raw.set_header(f"&L{_literal(title)}&R{_literal(right)}")
    raw.set_footer("&L&F　&A&R&P / &N")


def fit_of(widths: Sequence[int], height: float, large: bool) -> tuple[float, float]:
    """By what a sheet is to be multiplied so that its columns, and so that its height (in points), fit on a page as `set_up_printing`
    chooses it: 1 at most."""
    paper = A3_ROOM if large or sum(widths) > A4_WIDTH else A4_ROOM
    width = sum(map(pixels, widths)) * POINTS_PER_PIXEL
    return min(1.0, paper[0] / max(width, 1)), min(1.0, paper[1] / max(height, 1))


def page_breaks(blocks: Sequence[tuple[int, float]], room: float) -> list[int]:
    """Behind which rows (1-based) a new page begins, so that no block that fits on a page is parted and none stands below a heading on
    the page before. `blocks` are the first row and the height (in points) of each, `room` is the height of a page at that scale.
    Heights are estimates: where one that takes several pages ends nobody knows, so the next one begins a page."""
    breaks, used = [], 0.0
    for row, height in blocks:
        if used and used + height > room:
            breaks.append(row - 1)
            used = 0.0
        used = min(used + height, room)
    return breaks


def pixels(width: int) -> int:
    """The width of a column in pixels."""
    return width * PIXELS + PADDING


def pages_wide(widths: Sequence[int], repeated: int) -> int:
    """How many pages of A3 a table needs side by side to be readable, its first `repeated` columns on each."""
    head = sum(widths[:repeated])
    return max(1, ceil((sum(widths) - head) / max(1, A3_WIDTH - head)))


def _literal(text: str) -> str:
    """A text within a header: & is doubled, and it must not fill Excel's 255 characters."""
    return text[:80].replace("&", "&&")
