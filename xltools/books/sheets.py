"""A strict face of XlsxWriter: it raises where the library warns or returns a code, and text is always text.

Workbooks are made in memory, as bytes, and are the same bytes every time.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import IO, Any

from xltools.books.literal import as_result, as_text
from xltools.books.row_forms import Forms
from xltools.cells import Area, CellRef, quote_sheet
from xltools.errors import XltoolsError

MAX_TEXT = 32_767
"""Longest text that a cell of Excel holds, in characters."""

MAX_TITLE = 32
"""Longest title of an input message or a refusal."""

MAX_FORMULA = 255
"""Longest formula or list of a data validation."""

CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Creation time written into every workbook: pinned, so that the same input gives the same bytes."""


@dataclass(slots=True)
class Book:
    """A workbook under construction. Use `new_book`; its bytes are in `data` once the block is left, unless it goes into a file."""

    workbook: Any
    data: bytes = b""
    _formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def format(self, **properties: Any) -> Any:
        """A cell format of XlsxWriter's properties; the same properties give the same object."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def sheet(self, name: str, of_rows: bool = False) -> Page:
        """Add a sheet; one `of_rows` takes whole rows (`Page.put_row`), too.

        Raises:
            ValueError: the name is taken or not allowed.
        """
        from xlsxwriter.exceptions import XlsxWriterException

        try:
            if of_rows:
                from xltools.books.table_sheet import TableSheet

                return Page(self.workbook.add_worksheet(name, TableSheet), name)
            return Page(self.workbook.add_worksheet(name), name)
        except XlsxWriterException as error:
            raise ValueError(f"sheet name {name!r}: {error}") from error

    def chart(self, kind: str, subtype: str = "") -> Any:
        """A chart of XlsxWriter to be filled in and placed with `Page.chart`."""
        return self.workbook.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})

    def define_name(self, name: str, cell: CellRef) -> None:
        """Give a cell a name.

        Raises:
            ValueError: refused.
        """
        if self.workbook.define_name(name, f"={cell.absolute}"):
            raise ValueError(f"defined name {name!r} refused")


@dataclass(slots=True)
class Page:
    """A sheet under construction. `raw` is XlsxWriter's worksheet, for what cannot fail silently (widths, printing)."""

    raw: Any
    name: str

    def write(self, cell: CellRef, value: object, format_: Any = None) -> None:
        """Write a plain value: None makes a blank cell, text stays text whatever it begins with.

        Raises:
            XltoolsError: a text that is too long for a cell.
            ValueError: a value that Excel has no notion of.
        """
        self.put(cell.row, cell.column, value, format_)

    def put(self, row: int, column: int, value: object, format_: Any = None) -> None:
        """Like `write`, to a 1-based row and column: for many cells."""
        raw, y, x = self.raw, row - 1, column - 1
        if value is None:
            code = raw.write_blank(y, x, None, format_)
        elif isinstance(value, str):
            if 2 * len(value) > MAX_TEXT and len(value.encode("utf-16-le")) // 2 > MAX_TEXT:
                raise XltoolsError("cell-text-too-long", at=str(CellRef(self.name, row, column)), found=len(value), limit=MAX_TEXT)
            code = raw.write_string(y, x, as_text(value), format_) if value else raw.write_blank(y, x, None, format_)
        elif isinstance(value, bool):
            code = raw.write_boolean(y, x, value, format_)
        elif isinstance(value, (int, float)):
            if not math.isfinite(value):
                raise ValueError(f"{CellRef(self.name, row, column)}: {value} is not a number for Excel")
            code = raw.write_number(y, x, value, format_)
        else:
            raise ValueError(f"{CellRef(self.name, row, column)}: cannot write {type(value).__name__}")
        if code:
            self._accepted(code, CellRef(self.name, row, column))

    def put_row(
        self, row: int, forms: Sequence[Forms], values: Sequence[Any], fitted: Callable[[str], str] = str, blanks: bool = True
    ) -> None:
        """Write the values of a 1-based row into its first columns; only a sheet `of_rows` takes them. `fitted` makes a text fit into a
        cell; without `blanks` a blank is no cell at all.

        Raises:
            ValueError: a value that Excel has no notion of; a row or column that it does not have; a row above one that was written.
        """
        self.raw.put_row(row - 1, forms, values, fitted, blanks)

    def write_date(self, cell: CellRef, value: date | time | timedelta, format_: Any) -> None:
        """Write a day, a time of day or a duration as the number that Excel counts it by; the format has to show it as one.

        Raises:
            ValueError: a day before Excel's first.
        """
        self._accepted(self.raw.write_datetime(cell.row - 1, cell.column - 1, value, format_), cell)

    def write_formula(self, cell: CellRef, formula: str, format_: Any, value: object) -> None:
        """Write a formula together with the value that it gives, so that a reader that does not calculate sees it too."""
        stored = "" if value is None else as_result(value) if isinstance(value, str) else value
        code = self.raw.write_formula(cell.row - 1, cell.column - 1, formula, format_, stored)
        self._accepted(code, cell)

    def write_link(self, cell: CellRef, target: str, text: str, format_: Any = None) -> None:
        """Write a link: ``internal:'Sheet'!A1`` or ``external:file.xlsx``.

        Raises:
            ValueError: Excel refuses it (too long, too many).
        """
        self._accepted(self.raw.write_url(cell.row - 1, cell.column - 1, target, format_, as_text(text)), cell)

    def link(self, cell: CellRef, target: str) -> None:
        """Let a cell of a row that `put_row` writes lead to a file or a cell in it: ``external:dir\\file.xlsx#'No2'!L6``.

        Raises:
            ValueError: Excel refuses it (too long, too many).
        """
        self.raw.lead(cell.row - 1, cell.column - 1, target)

    def merge(self, area: Area, format_: Any) -> None:
        """Merge an area (nothing for a single cell); its cells get the format, to be written over afterwards."""
        if area.rows * area.columns > 1:
            first, last = area.first, area.last
            self._accepted(self.raw.merge_range(first.row - 1, first.column - 1, last.row - 1, last.column - 1, "", format_), first)

    def validate(self, area: Area, options: Mapping[str, Any]) -> None:
        """Add a data validation.

        Raises:
            ValueError: Excel refuses it (a list, formula, title or message that is too long).
        """
        first, last = area.first, area.last
        options = dict(options)
        if isinstance(formula := options.get("value"), str) and len(formula.removeprefix("=")) > MAX_FORMULA:
            raise ValueError(f"{self.name}!{first.a1}: a formula of {len(formula)} characters in a validation")
        self._accepted(self.raw.data_validation(first.row - 1, first.column - 1, last.row - 1, last.column - 1, options), first)

    def conditional(self, area: Area, options: Mapping[str, Any]) -> None:
        """Add a conditional format.

        Raises:
            ValueError: Excel refuses it.
        """
        first, last = area.first, area.last
        code = self.raw.conditional_format(first.row - 1, first.column - 1, last.row - 1, last.column - 1, dict(options))
        self._accepted(code, first)

    def note(self, cell: CellRef, text: str, options: Mapping[str, Any]) -> None:
        """Attach a note that opens when the pointer rests on the cell.

        Raises:
            ValueError: Excel refuses it (too long).
        """
        self._accepted(self.raw.write_comment(cell.row - 1, cell.column - 1, text, dict(options)), cell)

    def table(self, area: Area, options: Mapping[str, Any]) -> None:
        """Turn an area, headings first, into a native table.

        Raises:
            ValueError: Excel refuses it (no row of data, a name or a heading that is taken or not allowed).
        """
        first, last = area.first, area.last
        self._accepted(self.raw.add_table(first.row - 1, first.column - 1, last.row - 1, last.column - 1, dict(options)), first)

    def sparklines(self, cells: Sequence[CellRef], ranges: Sequence[Area]) -> None:
        """Draw a small line in each cell, of the values in the range beside it in `ranges`; all look alike.

        Raises:
            ValueError: Excel refuses them.
        """
        options = {
            "location": [cell.a1 for cell in cells],
            "range": [f"{quote_sheet(self.name)}!{area.first.a1}:{area.last.a1}" for area in ranges],
            "series_color": "#1F3864",
            "weight": 1.5,
            "last_point": True,
            "last_color": "#D55E00",
        }
        first = cells[0]
        self._accepted(self.raw.add_sparkline(first.row - 1, first.column - 1, options), first)

    def print_area(self, area: Area) -> None:
        """Print only this area."""
        first, last = area.first, area.last
        self._accepted(self.raw.print_area(first.row - 1, first.column - 1, last.row - 1, last.column - 1), first)

    def chart(self, cell: CellRef, chart: Any, options: Mapping[str, Any]) -> None:
        """Place a chart with its top-left corner in a cell."""
        self._accepted(self.raw.insert_chart(cell.row - 1, cell.column - 1, chart, dict(options)), cell)

    def _accepted(self, code: object, cell: CellRef) -> None:
        if code:
            raise ValueError(f"{self.name}!{cell.a1}: refused by the writer ({code})")


@contextmanager
def new_book(
    properties: Mapping[str, Any] | None = None, custom: Mapping[str, str | int] | None = None, file: IO[bytes] | None = None
) -> Iterator[Book]:
    """A workbook to fill in; after the block it is in its `data`, or in `file`, if that is given.

    `properties` are document properties (title, subject, author, comments); `custom` are custom properties. One that goes into a `file`
    is put together in temporary files, which takes less memory and a little more time.

    Raises:
        OSError: the file or a temporary one cannot be written.
        ValueError: the writer warned of something; what it would have dropped is named.
    """
    from xlsxwriter.exceptions import FileCreateError

    whole = io.BytesIO()
    with _small(whole) if file is None else _large(file) as workbook, warnings.catch_warnings():
        workbook.set_properties({"created": CREATED, **(properties or {})})
        for name, value in (custom or {}).items():
            workbook.set_custom_property(name, value, "text" if isinstance(value, str) else "number")
        book = Book(workbook)
        warnings.simplefilter("error")
        try:
            yield book
            workbook.close()
        except UserWarning as warning:
            raise ValueError(str(warning)) from warning
        except FileCreateError as error:
            raise error.args[0] from error
    book.data = whole.getvalue()


_OPTIONS = {"strings_to_urls": False, "strings_to_formulas": False}


def _small(target: io.BytesIO) -> AbstractContextManager[Any]:
    import xlsxwriter

    return nullcontext(xlsxwriter.Workbook(target, {**_OPTIONS, "in_memory": True}))


def _large(file: IO[bytes]) -> AbstractContextManager[Any]:
    from xltools.books.large_book import large_book

    return large_book(file, _OPTIONS)
