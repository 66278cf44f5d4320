"""The sheets of the summary: which tables stand on which, where, and how a sheet of one table or of several is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from xltools.books.sheets import Book
from xltools.books.summary_charts import chart_height, write_chart
from xltools.books.summary_look import (
    A3_ROOM,
    A4_ROOM,
    POINTS_PER_PIXEL,
    ROW_HEIGHT,
    Look,
    fit_of,
    page_breaks,
    pages_wide,
    row_height,
    set_up_printing,
)
from xltools.books.summary_tables import Manner, Place, Places, freeze, heading_height, numbers_in, set_widths, write_table
from xltools.cells import CellRef
from xltools.tables.columns import Words
from xltools.tables.model import SummaryTable

MAX_SHEET_NAME = 31
"""Longest name of a sheet, in UTF-16 units."""

ONE_PAGE = 30
"""A sheet of several tables up to this many rows is printed on A4, any other on A3."""

MOST_SHRINKING = 0.5
"""A sheet of several tables is printed on one page unless it has to become smaller than this beside what its width asks for."""

_FORBIDDEN = {ord(character): "＿" for character in "[]:*?/\\'"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its tables. One that `stacks` has them one below the other, each with a title above it; any other has one table, with
    its headings in the first row."""

    name: str
    title: str
    places: tuple[Place, ...]
    stacks: bool


def sheets_of(tables: Iterable[SummaryTable], taken: Sequence[str] = (), first_row: int = 1) -> list[Sheet]:
    """The sheets of some tables, in the order of their first tables. `taken` are names of sheets that no other may bear; the titles of
    stacked tables begin in row `first_row` (1-based)."""
    titles: dict[str, list[SummaryTable]] = {}
    for table in tables:
        titles.setdefault(table.sheet or f"\n{table.name}", []).append(table)
    wanted = [own[0].sheet or own[0].title for own in titles.values()]
    names = sheet_names([*taken, *wanted])[len(taken) :]
    return [
        Sheet(name, title, _placed(name, own, first_row), bool(own[0].sheet))
        for name, title, own in zip(names, wanted, titles.values(), strict=True)
    ]


def _placed(name: str, tables: Sequence[SummaryTable], row: int) -> tuple[Place, ...]:
    if not tables[0].sheet:
        return (Place(name, tables[0]),)
    places = []
    for table in tables:
        place = Place(name, table, row + 2)
        places.append(place)
        row = below(place) + 2
    return tuple(places)


def below(place: Place) -> int:
    """The last row that a stacked table takes, with the sentence below an empty one and its chart."""
    last = place.bottom + (0 if len(place.table.rows) else 2)
    return last + 1 + rows_for(chart_height(place.table)) if drawn(place.table) else last


def height_of(place: Place) -> float:
    """How high a stacked table is, in points, with its title, its note, its chart and the blank row behind."""
    table = place.table
    rows = sum(row_height(table.columns, values) or ROW_HEIGHT for values in table.rows) or 3 * ROW_HEIGHT
    chart = chart_height(table) * POINTS_PER_PIXEL + ROW_HEIGHT if drawn(table) else 0
    return 3 * ROW_HEIGHT + heading_height(table) + rows + chart


def rows_for(pixels: int) -> int:
    """How many rows of the normal height a picture takes."""
    return ceil((pixels + 8) * POINTS_PER_PIXEL / ROW_HEIGHT)


def drawn(table: SummaryTable) -> bool:
    """Whether a table has a chart that shows anything."""
    return table.chart is not None and numbers_in(table, table.chart.series)


def write_sheet(book: Book, look: Look, words: Words, sheet: Sheet, places: Places, manner: Manner, title: str) -> None:
    """Add a sheet to the workbook; `title` is that of the workbook."""
    page = book.sheet(sheet.name, of_rows=True)
    page.raw.set_default_row(ROW_HEIGHT)
    page.raw.outline_settings(True, False, False, False)
    tables = [place.table for place in sheet.places]
    for place in sheet.places:
        if sheet.stacks:
            page.write(CellRef(page.name, place.top - 2, 1), place.table.title, look.title())
            page.write(CellRef(page.name, place.top - 1, 1), place.table.note, look.plain())
        last = write_table(page, look, place, places, manner)
        if drawn(place.table):
            write_chart(book, page, place, CellRef(page.name, last + 2, 1), chart_text(words, place.table))
    widths = set_widths(page, *tables)
    if sheet.stacks:
        rows = max(map(below, sheet.places))
        large = rows > ONE_PAGE
        across, down = fit_of(widths, sum(map(height_of, sheet.places)), large)
        one_page = down >= MOST_SHRINKING * across
        set_up_printing(page, sheet.title, title, sum(widths), 1 if one_page else 0, large=large)
        if not one_page:
            blocks = [(place.top - 2, height_of(place)) for place in sheet.places]
            page.raw.set_h_pagebreaks(page_breaks(blocks, (A3_ROOM if large else A4_ROOM)[1] / across))
    else:
        frozen = freeze(page, tables[0])
        wide = pages_wide(widths, frozen)
        if wide > 1 and frozen:
            page.raw.repeat_columns(0, frozen - 1)
        set_up_printing(page, sheet.title, title, sum(widths), pages_wide=wide)


def chart_text(words: Words, table: SummaryTable) -> str:
    """What is read of a chart to those who cannot see it."""
    chart = table.chart
    return words.text("chart-alt", title=chart.title, count=chart.rows or len(table.rows)) if chart else ""


def sheet_names(titles: Sequence[str]) -> list[str]:
    """The titles as sheet names: what Excel forbids becomes ＿, long ones are cut, equal ones numbered."""
    taken: set[str] = set()
    names = []
    for title in titles:
        number, name = 1, _cut(title.translate(_FORBIDDEN).strip() or "＿", MAX_SHEET_NAME)
        while name.casefold() in taken:
            number += 1
            name = f"{_cut(title.translate(_FORBIDDEN).strip(), MAX_SHEET_NAME - 4)} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, limit: int) -> str:
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore").rstrip()
