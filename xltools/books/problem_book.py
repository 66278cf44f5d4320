"""The list of problems as a workbook: one row each with a link that opens the file at the cell, and a count by cause."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xltools import messages
from xltools.books.sheets import Book, new_book
from xltools.books.summary_look import ROW_HEIGHT, Look, set_up_printing
from xltools.books.summary_tables import Manner, Place, freeze, set_widths, write_table
from xltools.problems import Problem, folded, worst_first
from xltools.reading.model import Reading
from xltools.reading.products import PROPERTY_KIND
from xltools.tables import problems as tables
from xltools.tables.model import SummaryTable


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
        manner = Manner(messages.text("summary.empty", spoken), messages.text("summary.cut", spoken), folder)
        _sheet(book, look, listed, title, manner)
        _sheet(book, look, causes, title, manner)
    return book.data


def _sheet(book: Book, look: Look, table: SummaryTable, title: str, manner: Manner) -> None:
    page = book.sheet(table.title, of_rows=True)
    page.raw.set_default_row(ROW_HEIGHT)
    write_table(page, look, Place(page.name, table), {}, manner)
    widths = set_widths(page, table)
    freeze(page, table)
    set_up_printing(page, table.title, title if table.title != title else "", sum(widths))
