"""The list of problems as a workbook: one row each with a link that opens the file at the cell, and a count by cause."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePath

from xltools import messages
from xltools.books.sheets import Book, Page, new_book
from xltools.books.summary_look import ROW_HEIGHT, Look, set_up_printing
from xltools.books.summary_tables import cutter, freeze, set_widths, write_table
from xltools.cells import CellRef, quote_sheet
from xltools.problems import Problem, folded, worst_first
from xltools.reading.model import Reading
from xltools.reading.products import PROPERTY_KIND
from xltools.tables import problems as tables
from xltools.tables.model import SummaryTable

MOST_LINKS = 65_000
"""A sheet of Excel holds a few more links than this; further cells are plain text."""
LONGEST_LINK = 1_000
"""Longest path of a link, in characters; Excel's limit is about twice that, in a coding that lengthens some of them."""


def problem_workbook(readings: Sequence[Reading], problems: Sequence[Problem], folder: Path, lang: str | None = None) -> bytes:
    """The problems of some readings as an .xlsx file that is to stand in `folder`: links are relative to it.

    Worst first, of one repeated kind three and a count; the second sheet counts all of them by cause. The same problems give
    the same bytes.
    """
    spoken = messages.language(lang)
    shown = folded(worst_first(problems))
    listed, causes = tables.listed(readings, shown, spoken), tables.causes(readings, problems, spoken)
    title = messages.text("list.title", spoken)
    subject = messages.text("list.subject", spoken, files=len(readings), count=len(problems))
    with new_book({"title": title, "subject": subject, "author": "xltools"}, {PROPERTY_KIND: "problems"}) as book:
        look = Look(book)
        page = _sheet(book, look, listed, title, spoken)
        _link(page, look, listed, shown, folder)
        _sheet(book, look, causes, title, spoken)
    return book.data


def _sheet(book: Book, look: Look, table: SummaryTable, title: str, lang: str) -> Page:
    page = book.sheet(table.title)
    page.raw.set_default_row(ROW_HEIGHT)
    write_table(page, look, table, {}, messages.text("summary.empty", lang), cutter(messages.text("summary.cut", lang)))
    set_widths(page, table)
    freeze(page, table)
    set_up_printing(page, table.title, title if table.title != title else "", sum(column.width for column in table.columns))
    return page


def _link(page: Page, look: Look, table: SummaryTable, problems: Sequence[Problem], folder: Path) -> None:
    """Turn every address into a link to the cell; where there is none, the file's name into one to the file."""
    keys = [values[0] for values in table.rows()]
    several = len(set(keys)) < len(keys)
    for index, problem in enumerate(problems[:MOST_LINKS]):
        target = link_to(problem, folder)
        key, text = ("cell", problem.at.a1) if problem.at else ("source", problem.source)
        position = table.column(key)
        if target:
            first = several and (index == 0 or keys[index] != keys[index - 1])
            form = look.cell(table.columns[position], text, top=True, first=first, link=True)
            page.write_link(CellRef(page.name, index + 2, position + 1), target, text, form)


def link_to(problem: Problem, folder: Path) -> str:
    """A link from a workbook in `folder` to the cell of a problem, or to its file: ``external:dir\\file.xlsx#'No2'!L6``.

    Empty where Excel has no relative link: to another drive, to a path with % or #, which it takes for codes, or a very long one.
    """
    try:
        path = os.path.relpath(problem.source, folder)
    except ValueError:  # another drive of Windows
        return ""
    if len(path) > LONGEST_LINK or set(path) & set("%#") or any(ord(character) < 32 for character in path):
        return ""
    place = f"#{_quoted(problem.at.sheet)}!{problem.at.a1}" if problem.at else ""
    return "external:" + "\\".join(PurePath(path).parts) + place


def _quoted(sheet: str) -> str:
    """A sheet's name in quotes, as a link takes it whatever it is."""
    quoted = quote_sheet(sheet)
    return quoted if quoted.startswith("'") else f"'{quoted}'"
