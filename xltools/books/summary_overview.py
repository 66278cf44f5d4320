"""The sheet of the main figures: figures, charts, the largest changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xltools.books.row_forms import WRITTEN
from xltools.books.sheets import Book, Page
from xltools.books.summary_charts import write_chart
from xltools.books.summary_look import A3_ROOM, ONE_DECIMAL, ROW_HEIGHT, WHOLE, Look, fit_of, page_breaks, pixels, set_up_printing
from xltools.books.summary_sheets import Sheet, chart_text, drawn, height_of, rows_for
from xltools.books.summary_tables import Manner, Place, Places, set_widths, write_table
from xltools.cells import Area, CellRef
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.model import Column, KeyFigure, SummaryTable, summary_table

LEAST_WIDTH = 1_300
"""The sheet is at least so wide, in pixels."""

FIRST_COLUMN = 44
"""The names of figures and programs have at least so many characters."""

ABREAST = 3
"""Charts side by side below the main figures."""

CHART_HEIGHT, GAP, MARGIN = 350, 12, 4
"""In pixels: the height of a chart, what is between charts, and what is between the last one and the edge of the printed area."""

DEFAULT_WIDTH = 9
"""Characters of a column without a width of its own."""

Figures = Sequence[tuple[KeyFigure, Place]]
"""The figures worth standing in front, each with the table that it is taken from."""


def figures_of(places: Places) -> Figures:
    """The main figures of all tables."""
    return [(figure, place) for place in places.values() for figure in place.table.figures]


def key_figures(words: Words, figures: Figures) -> SummaryTable:
    """The main figures as a table: what, how much, of which unit, and how many programs it covers."""
    columns = [
        Column("figure", words.text("cover.figure"), "text"),
        Column("value", words.text("cover.value"), "number"),
        Column("unit", words.text("cover.unit"), "text"),
        Column("covers", words.text("cover.covers"), "count"),
    ]
    rows = []
    for figure, place in figures:
        table = place.table
        row = dict(zip((column.key for column in table.columns), table.rows[figure.row], strict=True))
        rows.append((figure.title, row[figure.column], table.columns[table.column(figure.column)].unit, row[figure.count_column]))
    note = words.text("note.figures")
    table = summary_table("key_figures", words.text("cover.figures"), columns, rows, note, 1, sheet=words.text("sheet.overview"))
    first, *others = table.columns
    return replace(table, columns=(replace(first, width=max(first.width, FIRST_COLUMN)), *others))


def write_figures(page: Page, look: Look, place: Place, figures: Figures) -> Place:
    """Write every figure of the table of main figures as a formula that leads to where it comes from. Returns the table as it is to be
    written around them."""
    rows = []
    for index, ((figure, source), row) in enumerate(zip(figures, place.table.rows, strict=True)):
        name, value, *others = row
        if value is not None:
            rate = source.table.columns[source.table.column(figure.column)].kind == "rate"
            form = look.figure(ONE_DECIMAL if rate else WHOLE)
            page.write_formula(place.cell(index, "value"), f"={source.cell(figure.row, figure.column).absolute}", form, value)
        rows.append((name, None if value is None else WRITTEN, *others))
    return replace(place, table=replace(place.table, rows=rows))


def charts_in(places: Places) -> list[Place]:
    """The tables whose charts stand among the main figures."""
    return [place for place in places.values() if place.table.chart and place.table.chart.overview and drawn(place.table)]


def first_row_after(figures: Place, charts: Sequence[Place]) -> int:
    """The row in which the first table below the charts has its title: the first chart stands beside the main figures, the others below."""
    beside = figures.top - 2 + rows_for(CHART_HEIGHT) if charts else 0
    rows = -(-len(charts[1:]) // ABREAST) * rows_for(CHART_HEIGHT + GAP)
    return _chart_row(figures, beside) + rows + 2


def _chart_row(figures: Place, beside: int) -> int:
    """The row of the title above the charts that stand below the main figures."""
    return max(figures.bottom, beside) + 2


def write_overview(
    book: Book, look: Look, words: Words, collection: Collection, sheet: Sheet, figures: Figures, places: Places, manner: Manner, title: str
) -> None:
    """Add the sheet. Its first table is that of the main figures; below it the charts, then the others."""
    page = book.sheet(sheet.name, of_rows=True)
    page.raw.set_default_row(ROW_HEIGHT)
    page.raw.hide_gridlines(2)
    page.write(CellRef(page.name, 1, 1), f"{title}　{sheet.title}", look.title(16))
    page.raw.set_row(0, 30)
    wrong = collection.wrong_sources()
    to_mend = sum(reading.source in wrong for reading in collection.readings)
    mended = words.text("overview.valid-only" if collection.valid_only else "overview.mended")
    counts = {"count": len(collection.readings), "wrong": to_mend, "left_out": len(collection.left_out)}
    said = words.text("overview.covers", **counts, mended=mended)
    page.write(CellRef(page.name, 2, 1), said, look.plain())
    first, *others = sheet.places
    for place in (write_figures(page, look, first, figures), *others):
        page.write(CellRef(page.name, place.top - 2, 1), place.table.title, look.title())
        page.write(CellRef(page.name, place.top - 1, 1), place.table.note, look.plain())
        write_table(page, look, place, places, manner)
    widths = set_widths(page, *(place.table for place in sheet.places))
    width = max(LEAST_WIDTH, sum(map(pixels, widths)))
    _write_charts(book, page, look, words, sheet.places[0], charts_in(places), widths, width)
    while sum(map(pixels, widths)) < width:
        widths.append(DEFAULT_WIDTH)
    last = max(max(place.bottom + 2 for place in sheet.places), first_row_after(sheet.places[0], charts_in(places)) - 1)
    page.print_area(Area(CellRef(page.name, 1, 1), last, len(widths)))
    set_up_printing(page, sheet.title, title, sum(widths), large=True)
    blocks = [(place.top - 2, height_of(place)) for place in others]
    if blocks:
        across, _ = fit_of(widths, 0, True)
        page.raw.set_h_pagebreaks(page_breaks([(1, (blocks[0][0] - 1) * ROW_HEIGHT), *blocks], A3_ROOM[1] / across))


def _write_charts(
    book: Book, page: Page, look: Look, words: Words, figures: Place, charts: Sequence[Place], widths: Sequence[int], width: int
) -> None:
    """The first chart beside the main figures, up to the sheet's `width` in pixels, the others below them."""
    if not charts:
        page.write(CellRef(page.name, figures.bottom + 2, 1), words.text("overview.no-charts"), look.plain())
        return
    taken = sum(map(pixels, widths[: len(figures.table.columns)]))
    first = charts[0]
    at = CellRef(page.name, figures.top - 2, len(figures.table.columns) + 1)
    write_chart(book, page, first, at, chart_text(words, first.table), (width - taken - GAP - MARGIN, CHART_HEIGHT), GAP)
    row = _chart_row(figures, figures.top - 2 + rows_for(CHART_HEIGHT))
    each = (width - (ABREAST - 1) * GAP - MARGIN) // ABREAST
    for index, place in enumerate(charts[1:]):
        at = CellRef(page.name, row + index // ABREAST * rows_for(CHART_HEIGHT + GAP), 1)
        write_chart(book, page, place, at, chart_text(words, place.table), (each, CHART_HEIGHT), index % ABREAST * (each + GAP))
