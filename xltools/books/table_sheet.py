"""A worksheet of XlsxWriter that takes whole rows: each is turned into its XML at once, so that no cell of it is kept.

XlsxWriter keeps an object for every cell until the workbook is closed, and keeps the cells of every native table a second time; a summary
has millions of them. Its own mode for many rows (`constant_memory`) refuses native tables. What is written is what it would write, but
for the rows' ``spans``, which are optional (ECMA-376-1, 18.3.1.73); tests/test_table_sheet.py holds the two against each other.
"""

from __future__ import annotations

import io
import math
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from xlsxwriter.url import Url, UrlTypes
from xlsxwriter.worksheet import Worksheet

from xltools.books.literal import as_text
from xltools.books.packing import PORTION, WINDOW, Packing, Portion
from xltools.books.row_forms import TAG, WRITTEN, Forms
from xltools.cells import Area, CellRef, column_number

EXACT = 10**15
"""A whole number below this has no more digits than Excel keeps, and is written as it is."""

MOST_LINKS = 65_530
"""So many links a sheet of Excel has at most."""

LONGEST_PLACE = 2_080
"""Longest cell of a file that a link leads to, in characters, its sheet included."""


class TableSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose rows may come whole, from the top to the bottom. In a large workbook they are packed by its `packing`."""

    fh: Any
    packing: Packing | None = None

    def __init__(self) -> None:
        super().__init__()
        self._runs: list[_Run] = []
        self._tags: dict[tuple[int, int, bool] | None, str] = {}
        self._sizes: dict[tuple[int, bool], list[Any]] = {}
        self._shapes: dict[tuple[float | None, int], tuple[Any, list[Any]]] = {}
        self._drawn: dict[int, Sequence[Any]] = {}

    def put_row(self, row: int, forms: Sequence[Forms], values: Sequence[Any], fitted: Callable[[str], str], blanks: bool) -> None:
        """Write the values of a row (0-based) into the columns of `forms`, which go from left to right; the height and the level of the
        row are set before it by `shape` or `set_row`. `fitted` makes a text fit into a cell; without `blanks` a blank is no cell at all.

        Raises:
            ValueError: a value that Excel has no notion of; a row or column that it does not have; a row above one that was written.
        """
        if (not self._runs and self._check_dimensions(row, 0)) or self._check_dimensions(row, len(forms) - 1):
            raise ValueError(f"no row {row + 1} with {len(forms)} columns")
        if self._runs and row < self._runs[-1].end:
            raise ValueError(f"row {row + 1} comes too late")
        number, shared = str(row + 1), self.str_table.string_table
        parts = [f'<row r="{number}"{self._tag(row)}>']
        known = 0
        for (opening, worded, whole, parted), value in zip(forms, values, strict=True):
            kind = type(value)
            if value is None or value == "":
                if blanks:
                    parts.append(f"{opening}{number}{worded}/>")
            elif kind is str:
                index = shared.get(value)
                if index is None:
                    index = self.str_table._get_shared_string_index(as_text(fitted(value)))
                else:
                    known += 1
                parts.append(f'{opening}{number}{worded} t="s"><v>{index}</v></c>')
            elif kind is int and -EXACT < value < EXACT:
                parts.append(f"{opening}{number}{whole}><v>{value}</v></c>")
            elif kind is int or (kind is float and value.is_integer()):
                parts.append(f"{opening}{number}{whole}><v>{value:.16G}</v></c>")
            elif kind is float and math.isfinite(value):
                parts.append(f"{opening}{number}{parted}><v>{value:.16G}</v></c>")
            elif kind is bool:
                parts.append(f'{opening}{number}{worded} t="b"><v>{value:d}</v></c>')
            elif value is WRITTEN:
                parts.append(self._taken(row, opening.removeprefix(TAG)))
            else:
                raise ValueError(f"{opening.removeprefix(TAG)}{number}: {value!r} is nothing for a cell of Excel")
        self.str_table.count += known
        parts.append("</row>")
        text = "".join(parts)
        if not self._runs or row > self._runs[-1].end:
            self._runs.append(_Run(row, row))
        self._runs[-1].add(text, self.packing)

    def _tag(self, row: int) -> str:
        """What the tag of a row says behind its number. What `set_row` noted of it is let go."""
        info = self.row_info.pop(row, None)
        key = (info.height, info.level, info.hidden) if info else None
        if key not in self._tags:
            written = self._captured(lambda: self._write_row(row, None, info))
            self._tags[key] = written.removeprefix(f'<row r="{row + 1}"').removesuffix(">")
        if info:
            self.row_sizes[row] = self._sizes.setdefault((info.height, info.hidden), self.row_sizes[row])
        return self._tags[key]

    def shape(self, row: int, height: float | None, level: int) -> None:
        """Set the height (in points; None: as usual) and the level of a row (0-based) that is not written yet: what `set_row` works out
        for one such row holds for all."""
        if (height, level) not in self._shapes:
            self.set_row(row, height, None, {"level": level} if level else {})
            self._shapes[height, level] = self.row_info[row], self.row_sizes[row]
        self.row_info[row], self.row_sizes[row] = self._shapes[height, level]

    def set_row_pixels(
        self, row: int, height: float | None = None, cell_format: Any = None, options: Mapping[str, Any] | None = None
    ) -> int:
        """What every way to set a row comes to.

        Raises:
            ValueError: the row was written before.
        """
        if any(run.first <= row < run.end for run in reversed(self._runs)):
            raise ValueError(f"row {row + 1} is written")
        return int(super().set_row_pixels(row, height, cell_format, dict(options or {})))

    def lead(self, row: int, column: int, link: str) -> None:
        """Let a cell (0-based) lead to a file or a cell in it: ``external:dir\\file.xlsx#'No2'!L6``. XlsxWriter would work out and keep a
        dozen texts for each link.

        Raises:
            ValueError: the link is too long, or the sheet has too many.
        """
        file, _, place = link.partition("#")
        self.hlink_count += 1
        if self.hlink_count > MOST_LINKS or len(place) > LONGEST_PLACE:
            raise ValueError(f"no link to {link!r}")
        self.hyperlinks[row][column] = _Lead(_relation(file), place)

    def _taken(self, row: int, letters: str) -> str:
        """The XML of a cell that was written in another way, taken from where XlsxWriter keeps it."""
        column = column_number(letters) - 1
        cell = self.table[row].pop(column)
        return self._captured(lambda: self._write_cell(row, column, cell))

    def _captured(self, write: Callable[[], None]) -> str:
        """The XML that XlsxWriter writes."""
        text = io.StringIO()
        held: Any = self.fh
        self.fh = text
        try:
            write()
        finally:
            self.fh = held
        return text.getvalue()

    def add_table(self, first_row: int, first_col: int, last_row: int, last_col: int, options: Mapping[str, Any]) -> int:
        """Add a native table. XlsxWriter would note every cell of it, to find two tables that overlap; it is shown the first two rows,
        and the table is made longer afterwards."""
        if code := int(super().add_table(first_row, first_col, first_row + 1, last_col, dict(options))):
            return code
        if self._check_dimensions(last_row, last_col):
            return -1
        table = self.tables[-1]
        whole = Area(CellRef("", first_row + 1, first_col + 1), last_row - first_row + 1, last_col - first_col + 1).a1
        table.update({key: whole for key in ("range", "a_range", "autofilter") if table.get(key)})
        return 0

    def show_charts(self, row: int, values: Sequence[Any]) -> None:
        """Let charts know the values of a row (0-based): a copy of what they draw is stored in them."""
        self._drawn[row] = values

    def _get_range_data(self, row_start: int, col_start: int, row_end: int, col_end: int) -> list[Any]:
        """XlsxWriter asks for the values that a chart draws."""
        found: list[Any] = []
        for row in range(row_start, row_end + 1):
            if row in self._drawn:
                found += map(_as_drawn, self._drawn[row][col_start : col_end + 1])
            else:
                found += super()._get_range_data(row, col_start, row, col_end)
        return found

    def _write_rows(self) -> None:
        """XlsxWriter asks for the XML of all rows: those that came whole, and between them those that were written by cells.

        Raises:
            ValueError: a cell was written into a row that had come whole.
        """
        runs = deque(self._runs)
        for row in sorted({*self.row_info, *(row for row, cells in self.table.items() if cells)}):
            while runs and runs[0].end <= row:
                runs.popleft().write(self.fh)
            cells: Mapping[int, Any] = self.table[row]
            if runs and runs[0].first <= row:
                raise ValueError(f"row {row + 1} is written; cells too late: {sorted(cells)}")
            if not cells:
                self._write_empty_row(row, None, self.row_info.get(row))
                continue
            self._write_row(row, None, self.row_info.get(row))
            for column in sorted(cells):
                self._write_cell(row, column, cells[column])
            self._xml_end_tag("row")
        for run in runs:
            run.write(self.fh)

    def _set_xml_writer(self, filename: Any) -> None:
        """XlsxWriter names the file that the sheet is to be written into."""
        if self.packing:
            self.internal_fh, self.fh = True, self.packing.part(filename)
        else:
            super()._set_xml_writer(filename)


@dataclass(slots=True)
class _Run:
    """Rows that came whole, one below the other: the first, the one behind the last (0-based), and their XML, as far as it is packed and
    as far as it is not."""

    first: int
    end: int
    packed: list[Portion] = field(default_factory=list)
    before: bytes = b""
    held: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str, packing: Packing | None) -> None:
        """Add a row, and have packed what is held if it is much."""
        self.end += 1
        self.held.append(text)
        self.size += len(text)
        if packing and self.size > PORTION:
            data = "".join(self.held).encode()
            self.packed.append(packing.pack(data, self.before))
            self.held, self.size, self.before = [], 0, data[-WINDOW:]

    def write(self, file: Any) -> None:
        """Write the rows into the sheet's part."""
        if self.packed:
            file.add(self.packed)
        file.write("".join(self.held))


class _Lead:
    """A link to a file, with as much of `Url` as XlsxWriter asks of one when it writes it."""

    __slots__ = ("_anchor", "_file")
    _link_type = UrlTypes.EXTERNAL
    _tip = ""
    _is_object_link = False

    def __init__(self, file: str, place: str) -> None:
        self._file = file
        self._anchor = place

    def _target(self) -> str:
        return self._file


@lru_cache(maxsize=10_000)
def _relation(file: str) -> str:
    """How a part of the workbook names the file of a link."""
    return str(Url(file)._target())


def _as_drawn(value: object) -> str:
    """A value as XlsxWriter stores it in a chart."""
    return f"{value:.16g}" if isinstance(value, (int, float)) else "" if value is None else str(value)
