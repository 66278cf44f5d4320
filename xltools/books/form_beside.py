"""The checks beside a page, outside of what is printed: the verdict on the whole form, then the page's own open points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from xltools.books.form_check_sheet import check_columns
from xltools.books.form_checks import FormCheck, form_checks
from xltools.books.form_look import help_properties
from xltools.books.form_open_points import OpenPoints, stored_points, verdict, write_open_points, write_verdict
from xltools.books.sheets import Book, Page
from xltools.cells import CellRef
from xltools.forms.model import Form, Sheet

_LINES = 15
"""How many open points stand beside a page."""
_WIDTH = 480
"""Width of their column in pixels."""


def write_beside(book: Book, page: Page, form: Form, sheet: Sheet, stored: Mapping[CellRef, object]) -> None:
    """Write what stands beside a page, nothing for one without checks; `stored` are the values of the formulas by cell."""
    points = _points(form, sheet)
    if points:
        at = sheet.stamp.moved(right=2)
        write_verdict(book, page, at, points.columns, stored[at], help_properties(form, 12, bold=True))
        write_open_points(book, page, points, stored, help_properties(form, 9))
        page.raw.set_column_pixels(at.column - 1, at.column - 1, _WIDTH)


def stored_beside(form: Form, still_open: Sequence[FormCheck]) -> dict[CellRef, object]:
    """What the formulas beside the pages give with these checks open, by cell."""
    stored: dict[CellRef, object] = {}
    for sheet in form.sheets:
        points = _points(form, sheet)
        if points:
            stored[sheet.stamp.moved(right=2)] = verdict(len(still_open))
            stored |= stored_points(points, form_checks(form), still_open)
    return stored


@lru_cache(maxsize=64)
def _points(form: Form, sheet: Sheet) -> OpenPoints | None:
    """The list of a page's own checks, None if it has none."""
    own = [number for number, check in enumerate(form_checks(form)) if check.cell.sheet == sheet.name]
    at = sheet.stamp.moved(down=1, right=2)
    return OpenPoints(at, check_columns(form), own[0], own[-1] + 1, _LINES) if own else None
