"""What a table of the summary is: columns that say what they hold, and a data frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from xltools.cells import CellRef

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "code", "prose", "year", "order", "count", "amount", "number", "rate", "trend"]
"""What a column holds: a short text · an identifier that is text · a long text · a fiscal year (Western int) · a running
number · a number of things · money · a measured number, whole or not · a percent number with one decimal (86.3 is 86.3 %) · nothing
but a small line that draws other columns of the row."""

NUMERIC: frozenset[str] = frozenset({"year", "order", "count", "amount", "number", "rate"})
"""The kinds whose values are numbers."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that is to meet the eye: shown bold, and with `symbol` before it if it is a number. Colour only adds to that.

    `test` says how the value compares with `limit`.
    """

    test: Literal["below", "above", "equal"]
    limit: float | str
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` names it in the frame, `title` heads it in the workbook, unit included.

    `width` is in characters of half width. `unit` is the unit by itself. `marks` say which values are to meet the eye. A column of
    kind ``trend`` draws the columns from the first to the second key of `drawn`.
    """

    key: str
    title: str
    kind: Kind
    unit: str = ""
    width: int = 12
    marks: tuple[Mark, ...] = ()
    drawn: tuple[str, str] = ("", "")


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
    """A chart of a table: the columns `series` over the column `category`, of the first `rows` rows (None: of all).

    `kind` is ``plan`` (first series as columns, the others as lines), ``stack`` (stacked bars, one bar per row), ``bars`` (bars side by
    side) or ``columns`` (columns side by side). With `overview` it stands on the sheet of the main figures, too. `category_format` is
    the number format of a category that is a number.
    """

    kind: Literal["plan", "stack", "bars", "columns"]
    title: str
    category: str
    series: tuple[str, ...]
    category_title: str
    value_title: str
    rows: int | None = None
    overview: bool = False
    category_format: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure worth standing on the cover: the cell of its table (0-based row, column key) and the column that says how
    many programs it covers."""

    title: str
    row: int
    column: str
    count_column: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a cell leads to: a file as it was named, and a cell in it (None: the file itself)."""

    file: str
    at: CellRef | None = None


@dataclass(frozen=True, slots=True)
class SummaryTable:
    """One table of the summary.

    `name` is its ASCII name in the workbook, `title` its heading, `note` one sentence on how to read it. Of the columns the
    first `frozen` identify a row. `rows` hold the values in the order of the columns; a blank is None. `totals` says for a cell
    (0-based row, column key) how its figure comes about, `links` where it leads. Tables with the same `sheet` stand on one sheet of that
    name, one below the other; without it a table has its own sheet, which is named after it. `levels` are the depth of each row in a
    hierarchy, 0 for the whole; empty if there is none. `sums` are the rows (0-based) that sum up or balance others. A `plain` table is
    data to be evaluated further: nothing is wrapped or boxed.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Any, ...]]
    note: str = ""
    frozen: int = 0
    totals: Mapping[tuple[int, str], Total] = field(default_factory=dict)
    links: Mapping[tuple[int, str], Source] = field(default_factory=dict)
    chart: Chart | None = None
    figures: tuple[KeyFigure, ...] = ()
    sheet: str = ""
    levels: Sequence[int] = ()
    sums: frozenset[int] = frozenset()
    plain: bool = False

    def column(self, key: str) -> int:
        """The 0-based position of a column."""
        return [column.key for column in self.columns].index(key)

    @property
    def frame(self) -> pd.DataFrame:
        """The table as a data frame, its columns named by their keys. A blank is None, never NaN, and an int stays an int."""
        import pandas as pd

        frame = pd.DataFrame(list(self.rows), columns=[column.key for column in self.columns], dtype=object)
        # pandas turns None into NaN where a column is all blank in some constructions: object dtype keeps it, this makes sure.
        return frame.where(frame.notna(), None)

    def values(self, key: str) -> list[Any]:
        """The values of a column."""
        position = self.column(key)
        return [row[position] for row in self.rows]


def summary_table(
    name: str, title: str, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]], note: str = "", frozen: int = 0, **more: Any
) -> SummaryTable:
    """A table of plain rows: titles made unique, widths fitted to what the columns hold. `more` are further fields of the table."""
    from xltools.tables.columns import fitted, told_apart

    return SummaryTable(name, title, fitted(told_apart(columns), rows), rows, note, frozen, **more)
