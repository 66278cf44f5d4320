"""Cell addresses: columns, cells and ranges in A1 notation. Rows and columns are 1-based everywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


class CellRef(NamedTuple):
    """One cell of one sheet. `row` and `column` are 1-based."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """The address without the sheet, such as ``L6``."""
        return _a1(self.row, self.column)

    @property
    def absolute(self) -> str:
        """The address as a formula states it: ``No2!$L$6``, with the sheet quoted where Excel needs it."""
        return f"{quote_sheet(self.sheet)}!${column_letters(self.column)}${self.row}"

    def moved(self, down: int = 0, right: int = 0) -> CellRef:
        """The cell `down` rows below and `right` columns to the right."""
        return CellRef(self.sheet, self.row + down, self.column + right)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.a1}"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells: its top-left cell and its size in rows and columns (both at least 1)."""

    first: CellRef
    rows: int = 1
    columns: int = 1

    @property
    def last(self) -> CellRef:
        """The bottom-right cell."""
        return self.first.moved(self.rows - 1, self.columns - 1)

    @property
    def a1(self) -> str:
        """``A1`` for a single cell, ``A1:C3`` for more."""
        return self.first.a1 if self.rows == self.columns == 1 else f"{self.first.a1}:{self.last.a1}"

    def moved(self, down: int = 0, right: int = 0) -> Area:
        """The same rectangle `down` rows below and `right` columns to the right."""
        return replace(self, first=self.first.moved(down, right))

    def cells(self) -> list[CellRef]:
        """Every cell, row by row."""
        return [self.first.moved(r, c) for r in range(self.rows) for c in range(self.columns)]


@lru_cache(maxsize=10_000)
def _a1(row: int, column: int) -> str:
    """The address of a cell without its sheet: a thousand forms name the same few hundred again and again."""
    return column_letters(column) + str(row)


@lru_cache(maxsize=1_000)
def column_letters(column: int) -> str:
    """The letters of a 1-based column number: 1 → ``A``, 27 → ``AA``."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=1_000)
def column_number(letters: str) -> int:
    """The 1-based number of a column: ``A`` → 1, ``AA`` → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def parse_cell(text: str, sheet: str = "") -> CellRef:
    """Read ``L6`` or ``$L$6``.

    Raises:
        ValueError: not an address, or beyond Excel's last row or column.
    """
    match = _CELL.fullmatch(text.strip())
    if match:
        cell = CellRef(sheet, int(match[2]), column_number(match[1]))
        if cell.row <= MAX_ROW and cell.column <= MAX_COLUMN:
            return cell
    raise ValueError(f"not a cell address: {text!r}")


def parse_area(text: str, sheet: str = "") -> Area:
    """Read ``A1`` or ``A1:C3``.

    Raises:
        ValueError: not an address, or the second corner lies above or left of the first.
    """
    first_text, _, last_text = text.partition(":")
    first = parse_cell(first_text, sheet)
    last = parse_cell(last_text, sheet) if last_text else first
    if last.row < first.row or last.column < first.column:
        raise ValueError(f"not a range from top left to bottom right: {text!r}")
    return Area(first, last.row - first.row + 1, last.column - first.column + 1)


@lru_cache(maxsize=10_000)
def parse_reference(text: str) -> CellRef | None:
    """The top-left cell of a reference such as ``No2!$L$6`` or ``'様式 1'!$A$1:$C$3``; None for anything else."""
    sheet_text, bang, address = text.lstrip("=").rpartition("!")
    if not bang:
        return None
    if sheet_text.startswith("'") and sheet_text.endswith("'") and len(sheet_text) > 2:
        sheet_text = sheet_text[1:-1].replace("''", "'")
    try:
        return parse_area(address, sheet_text).first
    except ValueError:
        return None


def quote_sheet(name: str) -> str:
    """A sheet name as a formula states it: quoted unless it is plain ASCII letters, digits and underscores
    that cannot be taken for a cell address (``No1`` can, so it is quoted)."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and not re.fullmatch(r"[A-Za-z]{1,3}[0-9]*|[Rr][0-9]*[Cc][0-9]*", name):
        return name
    return "'" + name.replace("'", "''") + "'"
