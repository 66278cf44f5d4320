"""One table of the summary on a sheet: a native Excel table with one row of headings and no merged cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from xltools.books.links import link_to
from xltools.books.row_forms import WRITTEN, Forms, forms_for
from xltools.books.sheets import Page
from xltools.books.summary_look import LOWEST, Look, has_decimals, row_height
from xltools.cells import Area, CellRef, column_letters, quote_sheet
from xltools.tables.limits import MAX_TEXT, MOST_LINKS, too_long
from xltools.tables.model import NUMERIC, Column, Kind, Mark, SummaryTable, Total

STYLE = "Table Style Light 1"
WIDEST_FREEZE = 75
"""Frozen columns may take this many characters of the window; more would leave no room for the others."""

CRITERIA = {"below": "<", "above": ">", "equal": "=="}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands: its sheet and the 1-based row of its headings. `count` is the number of its rows of data where the rows
    themselves are let go."""

    sheet: str
    table: SummaryTable
    top: int = 1
    count: int | None = None

    def cell(self, row: int, key: str) -> CellRef:
        """The cell of a value: 0-based row of data and column key."""
        return CellRef(self.sheet, self.top + 1 + row, self.table.column(key) + 1)

    def column_range(self, key: str) -> str:
        """The data of a column as a formula names it: ``'行政コスト計算書'!$D$2:$D$145``."""
        letters = column_letters(self.table.column(key) + 1)
        return f"{quote_sheet(self.sheet)}!${letters}${self.top + 1}:${letters}${self.bottom}"

    @property
    def bottom(self) -> int:
        """The 1-based last row of the table; one without rows keeps one blank row."""
        return self.top + max(1, len(self.table.rows) if self.count is None else self.count)

    def let_go(self) -> Place:
        """The place of a table of which others only ask where it stands, and nobody what is in it."""
        return replace(self, table=replace(self.table, rows=(), totals={}, links={}, levels=()), count=len(self.table.rows))


Places = Mapping[str, Place]
"""Where each table stands, by its name."""

Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Manner:
    """How tables are written: what is said below one without rows, the mark behind a text that was cut, and the folder in which the
    workbook is to stand (None: no links to files)."""

    empty: str
    cut: str
    folder: Path | None = None

    def fitted(self, text: str) -> str:
        """A text that a cell holds: one that is too long as far as it goes, and what says so."""
        if not too_long(text):
            return text
        kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (MAX_TEXT - len(self.cut) - 1)].decode("utf-16-le", "ignore")
        return f"{kept}{self.cut}"


def write_table(page: Page, look: Look, place: Place, places: Places, manner: Manner) -> int:
    """Write a table where it is to stand; returns its last row, the sentence below an empty one included.

    A table without rows keeps one blank row, as Excel itself does.
    """
    table, top = place.table, place.top
    rows = table.rows
    (_write_plain_rows if table.plain else _write_rows)(page, look, place, rows, places, manner)
    if not rows:
        for position, column in enumerate(table.columns, 1):
            page.put(place.bottom, position, None, look.cell(column.kind, False))
        page.put(place.bottom + 2, 1, manner.empty, look.plain())
    heading = look.heading()
    columns = [{"header": column.title, "header_format": heading} for column in table.columns]
    area = Area(CellRef(page.name, top, 1), place.bottom - top + 1, len(table.columns))
    page.table(area, {"name": table.name, "columns": columns, "style": STYLE, "autofilter": True})
    page.raw.set_row(top - 1, heading_height(table))
    _draw_trends(page, place, rows)
    _mark(page, look, place)
    return place.bottom if rows else place.bottom + 2


def _write_rows(page: Page, look: Look, place: Place, rows: Rows, places: Places, manner: Manner) -> None:
    table, top = place.table, place.top
    upper = any(column.kind == "prose" for column in table.columns)
    measured = [position for position, column in enumerate(table.columns) if column.kind == "number"]
    lowest = max(table.levels, default=0)
    worded = [position for position, column in enumerate(table.columns) if column.kind not in NUMERIC]
    wrapped = [table.columns[position] for position in worded]
    links = _links(table, manner)
    totals = {at: total for at, total in table.totals.items() if total.table in places}
    positions = {column.key: position for position, column in enumerate(table.columns)}
    special: dict[int, list[str]] = {}
    for index, key in dict.fromkeys((*links, *totals)):
        special.setdefault(index, []).append(key)

    @cache
    def forms_of(decimals: bool, first: bool, strong: bool) -> list[Forms]:
        return [
            _forms(look, position, column.kind, decimals if column.kind == "number" else None, top=upper, first=first, strong=strong)
            for position, column in enumerate(table.columns, 1)
        ]

    for index, (values, first) in enumerate(zip(rows, _beginnings(table, rows), strict=True)):
        row = top + 1 + index
        level = table.levels[index] if table.levels else 0
        _set_row(page, row, row_height(wrapped, [values[position] for position in worded]), level)
        decimals = any(has_decimals(values[position]) for position in measured)
        strong = level < lowest or index in table.sums
        shown, forms = list(values), list(forms_of(decimals, first, strong))
        for key in special.get(index, ()):
            position = positions[key]
            value, at, kind = values[position], CellRef(page.name, row, position + 1), table.columns[position].kind
            part = decimals if kind == "number" else has_decimals(value)
            form = look.cell(kind, is_number(value), part, upper, first, (index, key) in links, strong)
            if (index, key) in links:
                page.link(at, links[index, key])
                shown[position] = str(value)
                forms[position] = forms_for(column_letters(position + 1), form, form, form)
            elif value is not None:
                page.write_formula(at, formula(totals[index, key], places), form, value)
                shown[position] = WRITTEN
        page.put_row(row, forms, shown, manner.fitted)
        if table.chart:
            page.raw.show_charts(row - 1, values)


def _write_plain_rows(page: Page, look: Look, place: Place, rows: Rows, places: Places, manner: Manner) -> None:
    """Very many rows: a blank is no cell at all, and nothing depends on anything but the column, whether there is a number, and whether
    that has decimals."""
    forms = [_forms(look, position, column.kind, None, plain=True) for position, column in enumerate(place.table.columns, 1)]
    for row, values in enumerate(rows, place.top + 1):
        page.put_row(row, forms, values, manner.fitted, blanks=False)


def _forms(look: Look, position: int, kind: Kind, decimals: bool | None, **more: bool) -> Forms:
    """`decimals` is whether the whole row shows decimals (None: each number for itself), `more` what else `Look.cell` asks."""
    sorts = ((False, bool(decimals)), (True, bool(decimals)), (True, True if decimals is None else decimals))
    return forms_for(column_letters(position), *(look.cell(kind, number, part, **more) for number, part in sorts))


def is_number(value: object) -> bool:
    """Whether a value is a number: True and False are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _beginnings(table: SummaryTable, rows: Rows) -> Iterator[bool]:
    """For each row whether another program begins with it, in a table that has several rows of one."""
    several = table.frozen > 0 and not table.levels and len({values[0] for values in rows}) < len(rows)
    for index, values in enumerate(rows):
        yield several and (index == 0 or values[0] != rows[index - 1][0])


def _set_row(page: Page, row: int, height: float | None, level: int) -> None:
    if height or level:
        page.raw.shape(row - 1, height, min(level, LOWEST))


def _links(table: SummaryTable, manner: Manner) -> dict[tuple[int, str], str]:
    """Where cells lead, as far as a sheet can hold links."""
    if manner.folder is None:
        return {}
    found = {at: link_to(source.file, source.at, manner.folder) for at, source in list(table.links.items())[:MOST_LINKS]}
    return {at: link for at, link in found.items() if link}


def _draw_trends(page: Page, place: Place, rows: Rows) -> None:
    """The small lines of the columns that are nothing but a line: one group each, none for a row without values."""
    table = place.table
    for position, column in enumerate(table.columns):
        if column.kind != "trend":
            continue
        first, last = map(table.column, column.drawn)
        drawn = [index for index, values in enumerate(rows) if any(value is not None for value in values[first : last + 1])]
        if drawn:
            cells = [CellRef(page.name, place.top + 1 + index, position + 1) for index in drawn]
            ranges = [Area(cell.moved(right=first - position), 1, last - first + 1) for cell in cells]
            page.sparklines(cells, ranges)


def _mark(page: Page, look: Look, place: Place) -> None:
    """Let the values that are to meet the eye do so: bold, and numbers with their sign before them. A blank is never marked."""
    for position, column in enumerate(place.table.columns, 1):
        if column.marks and len(place.table.rows):
            area = Area(CellRef(page.name, place.top + 1, position), place.bottom - place.top, 1)
            page.conditional(area, {"type": "blanks", "stop_if_true": True, "format": None})
            for mark in column.marks:
                value = f'"{mark.limit}"' if isinstance(mark.limit, str) else mark.limit
                options = {"type": "cell", "criteria": CRITERIA[mark.test], "value": value, "format": _marked(look, column, mark)}
                page.conditional(area, options)


def _marked(look: Look, column: Column, mark: Mark) -> Any:
    return look.marked(column.kind, mark.symbol if column.kind in NUMERIC else "")


def heading_height(table: SummaryTable) -> float:
    """The height of the headings, wrapped."""
    return max(30.0, row_height(table.columns, [column.title + "　" for column in table.columns]) or 0)


def set_widths(page: Page, *tables: SummaryTable) -> list[int]:
    """Set the widths of the columns, the widest of the tables that stand on the sheet, and return them."""
    widths = []
    for position in range(max(len(table.columns) for table in tables)):
        widths.append(max(table.columns[position].width for table in tables if position < len(table.columns)))
        page.raw.set_column(position, position, widths[-1])
    return widths


def freeze(page: Page, table: SummaryTable) -> int:
    """Keep the headings and the identifying columns in view and on every printed page; returns how many columns that are."""
    width, columns = 0, 0
    for column in table.columns[: table.frozen]:
        width += column.width
        if width > WIDEST_FREEZE:
            break
        columns += 1
    page.raw.freeze_panes(1, columns)
    page.raw.repeat_rows(0)
    return columns


def formula(total: Total, places: Places) -> str:
    """The formula of a figure that sums up or counts a column of another table."""
    place = places[total.table]
    values = place.column_range(total.column)
    if not total.where:
        return f"={'COUNT' if total.count else 'SUM'}({values})"
    keys = place.column_range(total.where)
    return f'=COUNTIFS({keys},{total.equals},{values},"<>")' if total.count else f"=SUMIFS({values},{keys},{total.equals})"


def numbers_in(table: SummaryTable, keys: tuple[str, ...]) -> bool:
    """Whether any of the columns holds a number."""
    positions = [table.column(key) for key in keys if table.columns[table.column(key)].kind in NUMERIC]
    return any(values[position] is not None for values in table.rows for position in positions)
