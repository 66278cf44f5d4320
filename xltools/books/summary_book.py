"""The summary workbook: cover, main figures, the definition's tables, problems, every figure with its source, what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from xltools import messages
from xltools.books.sheets import new_book
from xltools.books.summary_cover import cover_title, write_cover
from xltools.books.summary_look import Look
from xltools.books.summary_overview import Figures, charts_in, figures_of, first_row_after, key_figures, write_overview
from xltools.books.summary_sheets import Sheet, sheets_of, write_sheet
from xltools.books.summary_tables import Manner, Place
from xltools.forms.model import Form
from xltools.garbage import seldom_collected
from xltools.reading.products import PROPERTY_KIND
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.limits import fitting
from xltools.tables.model import SummaryTable
from xltools.tables.summary import all_tables, leading_tables

FIRST_FIGURES = 4
"""Row of the title above the main figures."""


def summary_workbook(form: Form, collection: Collection, lang: str | None = "ja", folder: Path | None = None) -> bytes:
    """The summary of a collection as the bytes of an .xlsx file, as `write_summary` writes it."""
    with summary_file(form, collection, lang, folder) as file:
        return file.read()


@contextmanager
def summary_file(form: Form, collection: Collection, lang: str | None = "ja", folder: Path | None = None) -> Iterator[IO[bytes]]:
    """The summary of a collection as an open temporary file, at its beginning, as `write_summary` writes it."""
    with TemporaryFile() as file:
        write_summary(file, form, collection, lang, folder)
        file.seek(0)
        yield file


@seldom_collected()
def write_summary(file: IO[bytes], form: Form, collection: Collection, lang: str | None = "ja", folder: Path | None = None) -> None:
    """Write the summary of a collection into an open file, as an .xlsx. The same collection gives the same bytes.

    `lang` is the language of xltools' own words (``ja`` or ``en``); the form's labels stay as the form has them. `folder` is where the
    workbook is to stand: its links to the files are relative to it; without it there are none.

    Raises:
        OSError: the file or a temporary one cannot be written.
        ValueError: a reading that counts has no record.
    """
    words = Words(form, messages.language(lang))
    sheets, places = _laid_out(words, fitting(words, leading_tables(words, collection)), fitting(words, all_tables(words, collection)))
    manner = Manner(words.text("empty"), words.text("cut"), folder)
    figures: Figures = figures_of(places)
    title = cover_title(words, collection)
    subject = words.text("subject", year=words.year(collection.fiscal_year), count=len(collection.readings))
    properties = {"title": title, "subject": subject, "author": "xltools", "category": form.id}
    with new_book(properties, {PROPERTY_KIND: "summary"}, file) as book:
        look = Look(book)
        cover = words.text("sheet.cover")
        write_cover(book.sheet(cover), look, words, collection, sheets, figures)
        while sheets:
            sheet = sheets.pop(0)
            if sheet.places[0].table.name == "key_figures":
                write_overview(book, look, words, collection, sheet, figures, places, manner, title)
                figures, places = (), {name: place.let_go() for name, place in places.items()}
            else:
                write_sheet(book, look, words, sheet, places, manner, title)
            del sheet  # and with it the rows of its tables, which nobody asks for any more


def _laid_out(words: Words, leading: Sequence[SummaryTable], tables: Sequence[SummaryTable]) -> tuple[list[Sheet], dict[str, Place]]:
    """The sheets behind the cover and where every table stands: the leading tables, the main figures, the others. The tables among the
    main figures stand below the charts there, which are those of the other tables."""
    overview = words.text("sheet.overview")
    others = [*leading, *(table for table in tables if table.sheet != overview)]
    sheets = sheets_of(others, [words.text("sheet.cover"), overview])
    places = {place.table.name: place for sheet in sheets for place in sheet.places}
    figures = Place(overview, key_figures(words, figures_of(places)), FIRST_FIGURES + 2)
    row = first_row_after(figures, charts_in(places))
    stacked = sheets_of((table for table in tables if table.sheet == overview), first_row=row)
    main = Sheet(overview, overview, (figures, *(place for sheet in stacked for place in sheet.places)), stacks=True)
    before = len({table.sheet or table.name for table in leading})
    return [*sheets[:before], main, *sheets[before:]], {**places, **{place.table.name: place for place in main.places}}
