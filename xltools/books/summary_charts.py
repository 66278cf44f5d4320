"""The charts of the summary: native, titled, with units, an alternative text, and told apart by more than colour."""

from __future__ import annotations

from typing import Any

from xltools.books.sheets import Book, Page
from xltools.books.summary_look import COLOURS, FONT, WHOLE
from xltools.books.summary_tables import Place
from xltools.cells import CellRef
from xltools.tables.model import Chart, SummaryTable

WIDTH, HEIGHT = 960, 400
"""Size of a chart in pixels; one of stacked bars grows with its bars."""

BAR, BAR_CHART_FRAME = 30, 190
DASHES = ("solid", "dash", "round_dot", "long_dash_dot")
MARKERS = ("diamond", "square", "triangle", "circle")
PATTERNS = (None, "wide_upward_diagonal", None, "dotted_diamond", None, "narrow_horizontal", None, "small_check")
"""Fills of stacked parts, solid and patterned in turn, so that neighbours differ without colour."""


SHADES = ("#BDD7EE", "#1F3864", "#8FAADC")
"""Fills of series side by side: far apart in lightness, so that they differ in grey."""


def write_chart(book: Book, page: Page, place: Place, at: CellRef, alt: str, size: tuple[int, int] | None = None, x_offset: int = 4) -> int:
    """Draw the chart of a table, which need not stand on the same sheet, with its upper left corner in the cell `at`; returns its height
    in pixels. `alt` is read to those who cannot see it."""
    chart = place.table.chart
    if chart is None:
        return 0
    width, height = size or (WIDTH, chart_height(place.table))
    made = DRAWN[chart.kind](book, place, chart)
    made.set_title({"name": chart.title, "name_font": _font(13, bold=True), "overlay": False})
    made.set_legend({"position": "bottom", "font": _font()} if len(chart.series) > 1 else {"none": True})
    made.set_size({"width": width, "height": height})
    made.show_blanks_as("gap")
    page.chart(at, made, {"description": alt, "object_position": 2, "x_offset": x_offset, "y_offset": 4})
    return height


def chart_height(table: SummaryTable) -> int:
    """The height of a table's chart in pixels, 0 if it has none: the more bars lie in it, the higher."""
    chart = table.chart
    if chart is None or chart.kind in ("plan", "columns"):
        return HEIGHT if chart else 0
    bars = chart.rows or len(table.rows)
    return BAR_CHART_FRAME + BAR * bars * (len(chart.series) if chart.kind == "bars" else 1)


def _plan(book: Book, place: Place, chart: Chart) -> Any:
    """The first series as columns, the others as lines."""
    columns = book.chart("column")
    columns.add_series(
        {
            **_source(place, chart, chart.series[0]),
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
                **_source(place, chart, key),
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
    _axes(columns, place, chart)
    return columns


def _stack(book: Book, place: Place, chart: Chart) -> Any:
    """One bar per row, the first row on top."""
    bars = book.chart("bar", "stacked")
    for number, key in enumerate(chart.series):
        bars.add_series({**_source(place, chart, key), **_fill(number), "gap": 50})
    _lying_axes(bars, place, chart)
    return bars


def _bars(book: Book, place: Place, chart: Chart) -> Any:
    """The bars of a row side by side, the first row and the first series on top."""
    bars = book.chart("bar")
    for number, key in enumerate(chart.series):
        bars.add_series({**_source(place, chart, key), **_shade(number), "gap": 60})
    _lying_axes(bars, place, chart)
    return bars


def _columns(book: Book, place: Place, chart: Chart) -> Any:
    """The columns of a row side by side, with their values."""
    columns = book.chart("column")
    for number, key in enumerate(chart.series):
        labels = {"value": True, "num_format": WHOLE, "font": _font(9)}
        columns.add_series({**_source(place, chart, key), **_shade(number), "gap": 60, "data_labels": labels})
    _axes(columns, place, chart)
    return columns


def _fill(number: int) -> dict[str, Any]:
    """The look of a part of a stack."""
    colour, pattern = COLOURS[number % len(COLOURS)], PATTERNS[number % len(PATTERNS)]
    fill = {"pattern": {"pattern": pattern, "fg_color": "white", "bg_color": colour}} if pattern else {"fill": {"color": colour}}
    return {**fill, "border": {"color": "#404040", "width": 0.5}}


def _shade(number: int) -> dict[str, Any]:
    """The look of one of a few series side by side: the last one dark, those before it light."""
    shade = SHADES[number % len(SHADES)]
    return {"fill": {"color": shade}, "border": {"color": "#404040", "width": 0.75}}


def _from_zero(place: Place, chart: Chart) -> dict[str, int]:
    """Lets the axis of values begin at zero unless one is below it, for the length of a bar is what people compare."""
    rows = place.table.rows[: chart.rows]
    values = [row[place.table.column(key)] for row in rows for key in chart.series]
    return {} if any(value is not None and value < 0 for value in values) else {"min": 0}


def _lying_axes(bars: Any, place: Place, chart: Chart) -> None:
    bars.set_y_axis({"name": chart.category_title, "name_font": _font(), "num_font": _font(), "reverse": True, "label_position": "low"})
    bars.set_x_axis(
        {
            "name": chart.value_title,
            "name_font": _font(),
            "num_font": _font(),
            "num_format": WHOLE,
            "label_position": "high",
            **_from_zero(place, chart),
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )


def _axes(made: Any, place: Place, chart: Chart) -> None:
    form = {"num_format": chart.category_format} if chart.category_format else {}
    made.set_x_axis({"name": chart.category_title, "name_font": _font(), "num_font": _font(), "label_position": "low", **form})
    made.set_y_axis(
        {
            "name": chart.value_title,
            "name_font": _font(),
            "num_font": _font(),
            "num_format": WHOLE,
            **_from_zero(place, chart),
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )


def _source(place: Place, chart: Chart, key: str) -> dict[str, Any]:
    first, last = place.top, place.top + (chart.rows or len(place.table.rows)) - 1
    category, values = place.table.column(chart.category), place.table.column(key)
    return {
        "name": [place.sheet, first - 1, values],
        "categories": [place.sheet, first, category, last, category],
        "values": [place.sheet, first, values, last, values],
    }


def _font(size: int = 10, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": bold, "color": "#262626"}


DRAWN = {"plan": _plan, "stack": _stack, "bars": _bars, "columns": _columns}
"""What draws each kind of chart."""
