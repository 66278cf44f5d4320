"""The blank form, laid over a file: which row and column of a sheet is which of the form.

It rests on the cells that reading has located, so that inserted rows are said once and not at every cell below them.
"""

from __future__ import annotations

import io
import re
import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from xltools.cells import CellRef, column_letters, column_number
from xltools.forms.model import Form
from xltools.reading.alignment import anchored, completed
from xltools.reading.anchors import Page, paper_of
from xltools.reading.grid import Grid
from xltools.reading.locate import Located
from xltools.reading.placing import names_on

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_REFERENCE = re.compile(r"(?<![A-Z0-9_.!'])\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?![0-9A-Z_(.!])")


@dataclass(frozen=True, slots=True)
class File:
    """A submission: its bytes, what reading made of it, and what openpyxl did."""

    source: str
    data: bytes
    grid: Grid
    located: Located
    book: Workbook


@dataclass(frozen=True, slots=True)
class Overlay:
    """A page of the form on a sheet of the file: `rows` and `columns` say where the form's are (1-based), as far as that is
    known."""

    form_page: Page
    page: Worksheet
    blank: Worksheet
    rows: Mapping[int, int]
    columns: Mapping[int, int]

    def place(self, cell: CellRef) -> CellRef | None:
        """Where a cell of the form should be on the file's sheet; None if that is not known."""
        row, column = self.rows.get(cell.row), self.columns.get(cell.column)
        return CellRef(self.page.title, row, column) if row and column else None

    def expected(self, formula: object) -> str:
        """A formula of the form as it reads on the file's sheet."""

        def moved(found: re.Match[str]) -> str:
            row, column = self.rows.get(int(found[2])), self.columns.get(column_number(found[1]))
            return f"{column_letters(column)}{row}" if row and column else "#REF!"

        return _REFERENCE.sub(moved, plain(formula))


def loaded(data: bytes) -> Workbook:
    """A workbook as openpyxl reads it."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data))


@lru_cache(maxsize=4)
def blank_book(form: Form) -> Workbook:
    """The form as it is handed out."""
    from xltools.books.form_book import form_workbook

    return loaded(form_workbook(form))


def laid_over(file: File, page: Page, blank: Workbook) -> Overlay | None:
    """The form's page where the file has it: on the sheet that most of its cells were located on; None if there is none."""
    sheets = Counter(cell.sheet for slot in page.slots if (cell := file.located.cells.get(slot.name)))
    title = sheets.most_common(1)[0][0] if sheets else page.sheet.name
    if title not in file.grid.sheets:
        return None
    paper = paper_of(title, file.grid.sheets[title])
    found = completed(anchored(page, paper), names_on(paper, file.grid.names), len(file.grid.sheets[title]) + 1)
    return Overlay(page, file.book[title], blank[page.sheet.name], found.rows, found.columns)


def plain(formula: object) -> str:
    """A formula, or the value in its place, as one compares it: no blanks, no signs of absoluteness, capital letters."""
    text = str(getattr(formula, "text", formula) or "")
    return re.sub(r"\s", "", text).replace("$", "").upper()
