"""What a table of the summary is: columns that say what they hold, and a data frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "code", "prose", "year", "order", "count", "amount", "number", "rate"]
"""What a column holds: a short text · an identifier that is text · a long text · a fiscal year (Western int) · a running
number · a number of things · money · a measured number, whole or not · a percent number with one decimal (86.3 is 86.3 %)."""

NUMERIC: frozenset[str] = frozenset({"year", "order", "count", "amount", "number", "rate"})
"""The kinds whose values are numbers."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` names it in the frame, `title` heads it in the workbook, unit included.

    `width` is in characters of half width. `unit` is the unit by itself.
    """

    key: str
    title: str
    kind: Kind
    unit: str = ""
    width: int = 12


@dataclass(frozen=True, slots=True)
class Total:
    """How a figure comes about: the sum (or, with `count`, the number) of the values in a column of another table, over
    all its rows or over those where the column `where` holds `equals`."""

    table: str
    column: str
    count: bool = False
    where: str = ""
    equals: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a table: the columns `series` over the column `category`.

    `kind` is ``plan`` (first series as columns, the others as lines) or ``stack`` (stacked bars, one bar per row).
    """

    kind: Literal["plan", "stack"]
    title: str
    category: str
    series: tuple[str, ...]
    category_title: str
    value_title: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure worth standing on the cover: the cell of its table (0-based row, column key) and the column that says how
    many programs it covers."""

    title: str
    row: int
    column: str
    count_column: str


@dataclass(frozen=True, slots=True)
class SummaryTable:
    """One table of the summary.

    `name` is its ASCII name in the workbook, `title` its heading, `note` one sentence on how to read it. Of the columns the
    first `frozen` identify a row. In `frame` a blank is None, never NaN, and an int stays an int. `totals` says for a cell
    (0-based row, column key) how its figure comes about.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    note: str = ""
    frozen: int = 0
    totals: Mapping[tuple[int, str], Total] = field(default_factory=dict)
    chart: Chart | None = None
    figures: tuple[KeyFigure, ...] = ()

    def column(self, key: str) -> int:
        """The 0-based position of a column."""
        return [column.key for column in self.columns].index(key)

    def rows(self) -> list[tuple[Any, ...]]:
        """The values, row by row, in the order of the columns."""
        return list(self.frame.itertuples(index=False, name=None))


def summary_table(
    name: str,
    title: str,
    columns: list[Column],
    rows: list[tuple[Any, ...]],
    note: str = "",
    frozen: int = 0,
    totals: Mapping[tuple[int, str], Total] | None = None,
    chart: Chart | None = None,
    figures: tuple[KeyFigure, ...] = (),
) -> SummaryTable:
    """A table of plain rows: titles made unique, widths fitted to what the columns hold."""
    import pandas as pd

    from xltools.tables.columns import fitted, told_apart

    frame = pd.DataFrame(rows, columns=[column.key for column in columns], dtype=object)
    # pandas turns None into NaN where a column is all blank in some constructions: object dtype keeps it, this makes sure.
    frame = frame.where(frame.notna(), None)
    return SummaryTable(name, title, fitted(told_apart(columns), frame), frame, note, frozen, totals or {}, chart, figures)
