"""A workbook of some tables alone, as the summary has them: a comparison, or who has sent what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xltools import messages
from xltools.books.sheets import new_book
from xltools.books.summary_look import Look
from xltools.books.summary_sheets import sheets_of, write_sheet
from xltools.books.summary_tables import Manner
from xltools.forms.model import Form
from xltools.reading.products import PROPERTY_KIND
from xltools.tables.columns import Words
from xltools.tables.limits import fitting
from xltools.tables.model import SummaryTable


def tables_workbook(form: Form, kind: str, title: str, tables: Sequence[SummaryTable], folder: Path | None, lang: str | None) -> bytes:
    """Tables as an .xlsx file that is to stand in `folder` (None: no links to files). The same tables give the same bytes.

    `kind` is what the workbook says of itself that it is, one of `xltools.reading.products.KINDS`.
    """
    words = Words(form, messages.language(lang))
    sheets = sheets_of(fitting(words, tables))
    places = {place.table.name: place for sheet in sheets for place in sheet.places}
    manner = Manner(words.text("empty"), words.text("cut"), folder)
    with new_book({"title": title, "author": "xltools", "category": form.id}, {PROPERTY_KIND: kind}) as book:
        look = Look(book)
        for sheet in sheets:
            write_sheet(book, look, words, sheet, places, manner, title)
    return book.data
