"""One table of the summary on a sheet: a native Excel table with one row of headings and no merged cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xltools.books.sheets import MAX_TEXT, Page
from xltools.books.summary_look import Look, has_decimals, row_height
from xltools.cells import Area, CellRef, column_letters, quote_sheet
from xltools.tables.model import NUMERIC, SummaryTable, Total

STYLE = "Table Style Light 1"
WIDEST_FREEZE = 75
"""Frozen columns may take this many characters of the window; more would leave no room for the others."""

Sheets = dict[str, tuple[str, SummaryTable]]
"""Where each table stands: its name → its sheet and itself. Headings are in row 1."""


def write_table(page: Page, look: Look, table: SummaryTable, sheets: Sheets, empty: str, cut: Callable[[str], str], top: int = 1) -> int:
    """Write a table with its headings in row `top` (1-based); returns the last row of it.

    A table without rows keeps one blank row, as Excel itself does, and `empty` says so below it. `cut` shortens a text that
    no cell can hold.
    """
    raw = page.raw
    rows = table.rows()
    several = len({values[0] for values in rows}) < len(rows) and table.frozen > 0
    upper = any(column.kind == "prose" for column in table.columns)
    for index, values in enumerate(rows):
        row = top + 1 + index
        decimals = any(has_decimals(value) for column, value in zip(table.columns, values, strict=True) if column.kind == "number")
        first = several and (index == 0 or values[0] != rows[index - 1][0])
        height = row_height(table.columns, values)
        if height:
            raw.set_row(row - 1, height)
        for position, (column, value) in enumerate(zip(table.columns, values, strict=True)):
            cell = CellRef(page.name, row, position + 1)
            form = look.cell(column, value, decimals, upper, first)
            total = table.totals.get((index, column.key))
            if total and value is not None:
                page.write_formula(cell, formula(total, sheets), form, value)
            else:
                page.write(cell, cut(value) if isinstance(value, str) and _too_long(value) else value, form)
    last = top + max(1, len(rows))
    if not rows:
        for position, column in enumerate(table.columns):
            page.write(CellRef(page.name, last, position + 1), None, look.cell(column, None))
        page.write(CellRef(page.name, last + 2, 1), empty, look.plain())
    area = Area(CellRef(page.name, top, 1), last - top + 1, len(table.columns))
    heading = look.heading()
    columns = [{"header": column.title, "header_format": heading} for column in table.columns]
    page.table(area, {"name": table.name, "columns": columns, "style": STYLE, "autofilter": True})
    raw.set_row(top - 1, heading_height(table))
    return last


def heading_height(table: SummaryTable) -> float:
    """The height of the headings, wrapped."""
    return max(30.0, row_height(table.columns, [column.title + "　" for column in table.columns]) or 0)


def set_widths(page: Page, *tables: SummaryTable) -> None:
    """Set the widths of the columns, the widest of the tables that stand on the sheet."""
    for position in range(max(len(table.columns) for table in tables)):
        width = max(table.columns[position].width for table in tables if position < len(table.columns))
        page.raw.set_column(position, position, width)


def freeze(page: Page, table: SummaryTable) -> None:
    """Keep the headings and the identifying columns in view and on every printed page."""
    width, columns = 0, 0
    for column in table.columns[: table.frozen]:
        width += column.width
        if width > WIDEST_FREEZE:
            break
        columns += 1
    page.raw.freeze_panes(1, columns)
    page.raw.repeat_rows(0)


def formula(total: Total, sheets: Sheets) -> str:
    """The formula of a figure that sums up or counts a column of another table."""
    values = column_range(total.table, total.column, sheets)
    if not total.where:
        return f"={'COUNT' if total.count else 'SUM'}({values})"
    keys = column_range(total.table, total.where, sheets)
    return f'=COUNTIFS({keys},{total.equals},{values},"<>")' if total.count else f"=SUMIFS({values},{keys},{total.equals})"


def column_range(table_name: str, key: str, sheets: Sheets) -> str:
    """The data of a column as a formula names it: ``'行政コスト計算書'!$D$2:$D$145``."""
    sheet, table = sheets[table_name]
    letters = column_letters(table.column(key) + 1)
    return f"{quote_sheet(sheet)}!${letters}$2:${letters}${1 + max(1, len(table.frame))}"


def _too_long(text: str) -> bool:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT


def numbers_in(table: SummaryTable, keys: tuple[str, ...]) -> bool:
    """Whether any of the columns holds a number."""
    positions = [table.column(key) for key in keys if table.columns[table.column(key)].kind in NUMERIC]
    return any(values[position] is not None for values in table.rows() for position in positions)


def cell_of(table: SummaryTable, sheet: str, row: int, key: str) -> CellRef:
    """Where a value of a table stands: 0-based row and column key."""
    return CellRef(sheet, 2 + row, table.column(key) + 1)


def cutter(mark: str) -> Callable[[str], str]:
    """Shortens a text to what a cell holds and says so with `mark`."""

    def cut(text: str) -> str:
        kept: Any = text.encode("utf-16-le", "surrogatepass")[: 2 * (MAX_TEXT - len(mark) - 1)].decode("utf-16-le", "ignore")
        return f"{kept}{mark}"

    return cut
