"""Who has sent what, as a workbook by itself."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from xltools import fiscal_years, messages
from xltools.books.sheets import new_book
from xltools.books.summary_look import ROW_HEIGHT, Look, set_up_printing
from xltools.books.summary_tables import cutter, freeze, set_widths, write_table
from xltools.forms.model import Form
from xltools.reading.products import PROPERTY_KIND
from xltools.tables import status
from xltools.tables.columns import Words
from xltools.tables.standing import Standing


def status_workbook(form: Form, standings: Sequence[Standing], as_of: datetime.date, lang: str | None = "ja") -> bytes:
    """Two sheets: the programs counted per unit, and one row per program. The same standings give the same bytes."""
    words = Words(form, messages.language(lang))
    year = fiscal_years.label(form.fiscal_year, form.fiscal_year, "both")
    title = messages.text("status.head", words.lang, title=form.title, both=year, western=str(form.fiscal_year), date=as_of.isoformat())
    with new_book({"title": title, "author": "xltools", "category": form.id}, {PROPERTY_KIND: "status"}) as book:
        look = Look(book)
        for table in (status.by_unit(words, standings), status.table(words, standings)):
            page = book.sheet(table.title)
            page.raw.set_default_row(ROW_HEIGHT)
            write_table(page, look, table, {table.name: (table.title, table)}, words.text("empty"), cutter(words.text("cut")))
            set_widths(page, table)
            freeze(page, table)
            set_up_printing(page, table.title, title, sum(column.width for column in table.columns))
    return book.data
