"""The charts of the summary: native, titled, with units, an alternative text, and told apart by more than colour."""

from __future__ import annotations

from typing import Any

from xltools.books.sheets import Book, Page
from xltools.books.summary_look import COLOURS, FONT
from xltools.cells import CellRef
from xltools.tables.model import Chart, SummaryTable

WIDTH, HEIGHT = 960, 400
"""Size of a chart in pixels; one of stacked bars grows with its bars."""

BAR, BAR_CHART_FRAME = 30, 190
DASHES = ("solid", "dash", "round_dot", "long_dash_dot")
MARKERS = ("diamond", "square", "triangle", "circle")
PATTERNS = (None, "wide_upward_diagonal", None, "dotted_diamond", None, "narrow_horizontal", None, "small_check")
"""Fills of stacked parts, solid and patterned in turn, so that neighbours differ without colour."""


def write_chart(book: Book, page: Page, table: SummaryTable, top: int, alt: str) -> None:
    """Draw a table's chart with its upper edge in row `top` (1-based). The table's headings stand in row 1."""
    chart = table.chart
    if chart is None:
        return
    height = HEIGHT if chart.kind == "plan" else BAR_CHART_FRAME + BAR * len(table.frame)
    made = _plan(book, page, table, chart) if chart.kind == "plan" else _stack(book, page, table, chart)
    made.set_title({"name": chart.title, "name_font": _font(13, bold=True), "overlay": False})
    made.set_legend({"position": "bottom", "font": _font()})
    made.set_size({"width": WIDTH, "height": height})
    made.show_blanks_as("gap")
    page.chart(CellRef(page.name, top, 1), made, {"description": alt, "object_position": 2, "x_offset": 4, "y_offset": 4})


def _plan(book: Book, page: Page, table: SummaryTable, chart: Chart) -> Any:
    """The first series as columns, the others as lines."""
    columns = book.chart("column")
    columns.add_series(
        {
            **_source(page, table, chart, chart.series[0]),
            "fill": {"color": COLOURS[4]},
            "border": {"color": COLOURS[0], "width": 1},
            "gap": 60,
        }
    )
    lines = book.chart("line")
    for number, key in enumerate(chart.series[1:]):
        colour = COLOURS[5 - number]
        lines.add_series(
            {
                **_source(page, table, chart, key),
                "line": {"color": colour, "width": 2.25, "dash_type": DASHES[number % len(DASHES)]},
                "marker": {
                    "type": MARKERS[number % len(MARKERS)],
                    "size": 8,
                    "fill": {"color": colour},
                    "border": {"color": "white"},
                },
            }
        )
    columns.combine(lines)
    _axes(columns, chart.category_title, chart.value_title)
    return columns


def _stack(book: Book, page: Page, table: SummaryTable, chart: Chart) -> Any:
    """One bar per row, the first row on top."""
    bars = book.chart("bar", "stacked")
    for number, key in enumerate(chart.series):
        colour, pattern = COLOURS[number % len(COLOURS)], PATTERNS[number % len(PATTERNS)]
        fill = {"pattern": {"pattern": pattern, "fg_color": "white", "bg_color": colour}} if pattern else {"fill": {"color": colour}}
        bars.add_series({**_source(page, table, chart, key), **fill, "border": {"color": "#404040", "width": 0.5}, "gap": 50})
    _axes(bars, chart.category_title, chart.value_title)
    bars.set_y_axis({"name": chart.category_title, "name_font": _font(), "num_font": _font(), "reverse": True, "crossing": "max"})
    bars.set_x_axis(
        {
            "name": chart.value_title,
            "name_font": _font(),
            "num_font": _font(),
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )
    return bars


def _axes(made: Any, category_title: str, value_title: str) -> None:
    made.set_x_axis({"name": category_title, "name_font": _font(), "num_font": _font(), "label_position": "low"})
    made.set_y_axis(
        {
            "name": value_title,
            "name_font": _font(),
            "num_font": _font(),
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )


def _source(page: Page, table: SummaryTable, chart: Chart, key: str) -> dict[str, Any]:
    last = len(table.frame)
    category, values = table.column(chart.category), table.column(key)
    return {
        "name": [page.name, 0, values],
        "categories": [page.name, 1, category, last, category],
        "values": [page.name, 1, values, last, values],
    }


def _font(size: int = 10, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": bold, "color": "#262626"}
