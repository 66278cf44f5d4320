"""Lists of what is still open, live by formula: one beside each page, one at the top of the sheet of checks.

The sheet of checks counts its open checks from the top in a column; the n-th open check stands where that count first
reaches n. A list looks it up with MATCH, so it needs no function newer than Excel 2007.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltools.books.form_checks import FormCheck
from xltools.books.form_words import excel_text, excel_words, worded
from xltools.books.sheets import Book, Page
from xltools.cells import Area, CellRef, column_letters, quote_sheet


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of the sheet of checks, one row per check; the cell above `count` holds a zero."""

    label: Area
    message: Area
    target: Area
    count: Area

    def total(self, until: int) -> str:
        """The formula for how many of the first `until` checks are open."""
        return self.count.first.moved(down=until - 1).absolute


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """A list downwards from the cell `at`: so many lines for the open checks among those at `start` until `end` (0-based, end
    excluded), and one behind them for how many more there are."""

    at: CellRef
    columns: Columns
    start: int
    end: int
    lines: int


def verdict_formula(columns: Columns) -> str:
    """Whether all checks are passed, as a formula."""
    count = columns.total(columns.count.rows)
    return f"=IF({count}=0,{excel_text(worded('ready'))},{excel_words('open', count=count)})"


def verdict(count: int) -> str:
    """What `verdict_formula` gives for so many open checks."""
    return worded("open", count=count) if count else worded("ready")


def line_text(check: FormCheck) -> str:
    """One open check on one line."""
    return worded("open-line", label=check.label, message=check.message)


def stored_points(points: OpenPoints, checks: Sequence[FormCheck], still_open: Sequence[FormCheck]) -> dict[CellRef, object]:
    """What the formulas of a list give by cell, with these of all `checks` open."""
    own = set(map(id, checks[points.start : points.end]))
    found = [check for check in still_open if id(check) in own]
    rest = len(found) - points.lines
    lines = [line_text(check) for check in found[: points.lines]] + [""] * -rest
    return {points.at.moved(down=number): text for number, text in enumerate([*lines, worded("open-more", count=rest) if rest > 0 else ""])}


def write_open_points(book: Book, page: Page, points: OpenPoints, stored: Mapping[CellRef, object], look: Mapping[str, Any]) -> None:
    """Write a list, each line with its link; `stored` are the values of its formulas by cell."""
    columns, plain = points.columns, book.format(**look)
    link = book.format(**{**look, "font_color": "#0563C1", "underline": 1})
    before, upto = columns.total(points.start), columns.total(points.end)
    count = f"({upto}-{before})"
    for number in range(points.lines):
        row = f"MATCH({before}+{number + 1},{_range(columns.count)},0)"
        label, message, target = (f"INDEX({_range(area)},{row})" for area in (columns.label, columns.message, columns.target))
        text = excel_words("open-line", label=label, message=message)
        at = points.at.moved(down=number)
        page.write_formula(at, f'=IF({count}<={number},"",HYPERLINK({target},{text}))', link, stored[at])
    at = points.at.moved(down=points.lines)
    formula = f'=IF({count}<={points.lines},"",{excel_words("open-more", count=f"({count}-{points.lines})")})'
    page.write_formula(at, formula, plain, stored[at])


def write_verdict(book: Book, page: Page, at: CellRef, columns: Columns, stored: object, look: Mapping[str, Any]) -> None:
    """Write the verdict, red as long as a check is open, with the value of its formula."""
    page.write_formula(at, verdict_formula(columns), book.format(**look), stored)
    criteria = f"={at.a1}<>{excel_text(worded('ready'))}"
    page.conditional(Area(at), {"type": "formula", "criteria": criteria, "format": book.format(font_color="#9C0006")})


def _range(area: Area) -> str:
    letters = column_letters(area.first.column)
    return f"{quote_sheet(area.first.sheet)}!${letters}${area.first.row}:${letters}${area.last.row}"
