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
    """The open checks among those at `start` until `end` (0-based, end excluded), and how many of them a list shows."""

    columns: Columns
    start: int
    end: int
    lines: int
    found: tuple[FormCheck, ...]


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


def write_open_points(book: Book, page: Page, at: CellRef, points: OpenPoints, look: Mapping[str, Any]) -> None:
    """Write the list downwards from a cell: one line per open check with its link, then how many more there are."""
    columns, plain = points.columns, book.format(**look)
    link = book.format(**{**look, "font_color": "#0563C1", "underline": 1})
    before, upto = columns.total(points.start), columns.total(points.end)
    count = f"({upto}-{before})"
    for number in range(points.lines):
        row = f"MATCH({before}+{number + 1},{_range(columns.count)},0)"
        label, message, target = (f"INDEX({_range(area)},{row})" for area in (columns.label, columns.message, columns.target))
        text = excel_words("open-line", label=label, message=message)
        shown = line_text(points.found[number]) if number < len(points.found) else ""
        page.write_formula(at.moved(down=number), f'=IF({count}<={number},"",HYPERLINK({target},{text}))', link, shown)
    rest = len(points.found) - points.lines
    formula = f'=IF({count}<={points.lines},"",{excel_words("open-more", count=f"({count}-{points.lines})")})'
    page.write_formula(at.moved(down=points.lines), formula, plain, worded("open-more", count=rest) if rest > 0 else "")


def write_verdict(book: Book, page: Page, at: CellRef, columns: Columns, count: int, look: Mapping[str, Any]) -> None:
    """Write the verdict, red as long as a check is open."""
    page.write_formula(at, verdict_formula(columns), book.format(**look), verdict(count))
    criteria = f"={at.a1}<>{excel_text(worded('ready'))}"
    page.conditional(Area(at), {"type": "formula", "criteria": criteria, "format": book.format(font_color="#9C0006")})


def _range(area: Area) -> str:
    letters = column_letters(area.first.column)
    return f"{quote_sheet(area.first.sheet)}!${letters}${area.first.row}:${letters}${area.last.row}"


def found_between(checks: Sequence[FormCheck], still_open: Sequence[FormCheck], start: int, end: int) -> tuple[FormCheck, ...]:
    """The open ones of the checks from `start` until `end`."""
    own = set(map(id, checks[start:end]))
    return tuple(check for check in still_open if id(check) in own)
