"""The summary workbook: cover, the definition's tables, problems, what was done."""

from __future__ import annotations

from xltools import messages
from xltools.books.sheets import Book, new_book
from xltools.books.summary_charts import write_chart
from xltools.books.summary_cover import cover_title, write_cover
from xltools.books.summary_look import ROW_HEIGHT, Look, set_up_printing
from xltools.books.summary_tables import Sheets, cutter, freeze, numbers_in, set_widths, write_table
from xltools.forms.model import Form
from xltools.reading.products import PROPERTY_KIND
from xltools.tables import changes, problems, run, status
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.model import SummaryTable
from xltools.tables.summary import summary_tables

MAX_SHEET_NAME = 31
"""Longest name of a sheet, in UTF-16 units."""

ONE_PAGE = 40
"""A table of totals up to this many rows is printed on one page, its chart included."""

_FORBIDDEN = {ord(character): "＿" for character in "[]:*?/\\'"}


def summary_workbook(form: Form, collection: Collection, lang: str | None = "ja") -> bytes:
    """The summary of a collection as an .xlsx file. The same collection gives the same bytes.

    `lang` is the language of xltools' own words (``ja`` or ``en``); the form's labels stay as the form has them.

    Raises:
        ValueError: a reading that counts has no record.
    """
    words = Words(form, messages.language(lang))
    declared = [*_of_the_run(words, collection), *summary_tables(words, collection)]
    problem_table, facts, files = problems.table(words, collection), run.facts(words, collection), run.files(words, collection)
    cover_name = words.text("sheet.cover")
    names = sheet_names([cover_name, *(table.title for table in (*declared, problem_table, facts))])
    placed = list(zip(names[1:], (*declared, problem_table, facts), strict=True))
    where: Sheets = {table.name: (name, table) for name, table in placed}
    title = cover_title(words, collection)
    count = len(collection.readings)
    subject = words.text("subject", year=words.year(collection.fiscal_year), count=count)
    with new_book({"title": title, "subject": subject, "author": "xltools", "category": form.id}, {PROPERTY_KIND: "summary"}) as book:
        look = Look(book)
        write_cover(book.sheet(names[0]), look, words, collection, placed)
        for name, table in placed[:-1]:
            _table_sheet(book, look, words, name, table, where, title)
        _run_sheet(book, look, words, placed[-1][0], facts, files, where, title)
    return book.data


def _of_the_run(words: Words, collection: Collection) -> list[SummaryTable]:
    """Who has sent what, and what is different from last time, as far as the collection says so."""
    found = []
    if collection.standings is not None:
        found += [status.by_unit(words, collection.standings), status.table(words, collection.standings)]
    if collection.since is not None:
        found.append(changes.table(words, collection.since))
    return found


def _table_sheet(book: Book, look: Look, words: Words, name: str, table: SummaryTable, where: Sheets, title: str) -> None:
    page = book.sheet(name)
    page.raw.set_default_row(ROW_HEIGHT)
    empty = words.text("empty")
    last = write_table(page, look, table, where, empty, cutter(words.text("cut")))
    set_widths(page, table)
    freeze(page, table)
    set_up_printing(page, table.title, title, sum(column.width for column in table.columns), pages_high(table))
    if table.chart and numbers_in(table, table.chart.series):
        alt = words.text("chart-alt", title=table.chart.title, count=len(table.frame))
        write_chart(book, page, table, last + 2, alt)


def pages_high(table: SummaryTable) -> int:
    """1 for a short table of totals, which is read as one page; 0 (as many as it takes) for any other."""
    return 1 if (table.totals or table.chart) and len(table.frame) <= ONE_PAGE else 0


def _run_sheet(
    book: Book, look: Look, words: Words, name: str, facts: SummaryTable, files: SummaryTable, where: Sheets, title: str
) -> None:
    """The one sheet with two tables: the run's facts, and below them the files."""
    page = book.sheet(name)
    page.raw.set_default_row(ROW_HEIGHT)
    empty, cut = words.text("empty"), cutter(words.text("cut"))
    last = write_table(page, look, facts, where, empty, cut)
    write_table(page, look, files, where, empty, cut, top=last + 2)
    set_widths(page, facts, files)
    page.raw.freeze_panes(1, 0)
    set_up_printing(page, facts.title, title, sum(column.width for column in files.columns))


def sheet_names(titles: list[str]) -> list[str]:
    """The titles as sheet names: what Excel forbids becomes ＿, long ones are cut, equal ones numbered."""
    taken: set[str] = set()
    names = []
    for title in titles:
        number, name = 1, _cut(title.translate(_FORBIDDEN).strip() or "＿", MAX_SHEET_NAME)
        while name.casefold() in taken:
            number += 1
            name = f"{_cut(title.translate(_FORBIDDEN).strip(), MAX_SHEET_NAME - 4)} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, limit: int) -> str:
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore").rstrip()
