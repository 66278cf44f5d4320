"""The first sheet: what this is, the key figures, where everything stands, how to read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from xltools import messages
from xltools.books.sheets import Page
from xltools.books.summary_look import BOXED, HEADING_FILL, INK, ONE_DECIMAL, WHOLE, Look, set_up_printing
from xltools.books.summary_overview import Figures
from xltools.books.summary_sheets import Sheet
from xltools.cells import CellRef, quote_sheet
from xltools.problems import SEVERITIES
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.standing import MISSING
from xltools.tables.status import asked_for, knows_missing

WIDTHS = (46, 16, 12, 16, 80)


def write_cover(page: Page, look: Look, words: Words, collection: Collection, sheets: Sequence[Sheet], figures: Figures) -> None:
    """Fill in the cover. `sheets` are the others in their order, `figures` what is worth standing here."""
    for position, width in enumerate(WIDTHS):
        page.raw.set_column(position, position, width)
    page.raw.hide_gridlines(2)
    title = cover_title(words, collection)
    page.write(CellRef(page.name, 1, 1), title, look.title(18))
    page.raw.set_row(0, 32)
    row = 2
    if collection.as_of:
        page.write(CellRef(page.name, row, 1), words.text("cover.as-of", date=collection.as_of), look.plain())
        row += 1
    row = _figures(page, look, words, collection, figures, row + 1)
    row = _contents(page, look, words, sheets, row + 2)
    _how_to_read(page, look, words, row + 2, collection.valid_only)
    set_up_printing(page, title, "", sum(WIDTHS), pages_high=1, large=True)


def cover_title(words: Words, collection: Collection) -> str:
    """The title of the summary."""
    return words.text("cover.title", title=collection.form.title, year=words.year(collection.fiscal_year))


def _heading(page: Page, look: Look, row: int, text: str) -> None:
    page.write(CellRef(page.name, row, 1), text, look.title())
    page.raw.set_row(row - 1, 22)


def _line(page: Page, row: int, cells: Iterable[tuple[object, Any]]) -> None:
    for column, (value, form) in enumerate(cells, 1):
        page.write(CellRef(page.name, row, column), value, form)


def _figures(page: Page, look: Look, words: Words, collection: Collection, figures: Figures, row: int) -> int:
    """The key figures; returns the last row."""
    _heading(page, look, row, words.text("cover.figures"))
    row += 1
    head = look.heading()
    _line(page, row, ((words.text(f"cover.{name}"), head) for name in ("figure", "value", "unit", "covers")))
    boxed = look.plain(align="left", indent=1, **BOXED)
    number, decimal = look.figure(WHOLE), look.figure(ONE_DECIMAL)
    for title, value, unit in _counts(words, collection):
        row += 1
        _line(page, row, ((title, boxed), (value, number), (unit, boxed), (None, boxed)))
    for figure, place in figures:
        row += 1
        table = place.table
        column = table.columns[table.column(figure.column)]
        value, count = (table.rows[figure.row][table.column(key)] for key in (figure.column, figure.count_column))
        _line(page, row, ((figure.title, boxed), (None, boxed), (column.unit, boxed), (count, number)))
        if value is not None:
            form = decimal if column.kind == "rate" else number
            page.write_formula(CellRef(page.name, row, 2), f"={place.cell(figure.row, figure.column).absolute}", form, value)
    return row


def _counts(words: Words, collection: Collection) -> list[tuple[str, int, str]]:
    programs, wrong = words.text("programs-unit"), collection.wrong_sources()
    severities = Counter(problem.severity for problem in collection.all_problems())
    return [
        (words.text("fact.counted"), len(collection.readings), programs),
        (words.text("fact.to-mend"), sum(reading.source in wrong for reading in collection.readings), programs),
        (words.text("fact.left-out"), len(collection.left_out), words.text("cover.files-unit")),
        *_missing(words, collection),
        *(
            (
                words.text("fact.problems", severity=messages.text(f"severity.{name}", words.lang)),
                severities[name],
                words.text("cover.problems-unit"),
            )
            for name in SEVERITIES
        ),
    ]


def _missing(words: Words, collection: Collection) -> list[tuple[str, int, str]]:
    """How many programs have sent nothing, and how many are late; nothing where no roster says."""
    if collection.standings is None or not knows_missing(collection.standings):
        return []
    programs, asked = words.text("programs-unit"), asked_for(collection.standings)
    return [
        (words.text("cover.missing"), sum(one.state == MISSING for one in asked), programs),
        (words.text("cover.overdue"), sum(one.overdue for one in asked), programs),
    ]


def _contents(page: Page, look: Look, words: Words, sheets: Sequence[Sheet], row: int) -> int:
    """Links to every sheet; returns the last row."""
    _heading(page, look, row, words.text("cover.contents"))
    row += 1
    _line(page, row, ((words.text(f"cover.{name}"), look.heading()) for name in ("sheet", "rows")))
    left = look.plain(bold=True, font_color=INK, bg_color=HEADING_FILL, align="left", indent=1)
    for column in range(3, len(WIDTHS) + 1):
        page.write(CellRef(page.name, row, column), words.text("cover.note") if column == 3 else None, left)
    link = look.plain(font_color="#0563C1", underline=1, align="left", indent=1, **BOXED)
    number = look.figure(WHOLE)
    for sheet in sheets:
        row += 1
        page.write_link(CellRef(page.name, row, 1), f"internal:{quote_sheet(sheet.name)}!A1", sheet.name, link)
        page.write(CellRef(page.name, row, 2), sum(len(place.table.rows) for place in sheet.places), number)
        note = (
            words.text("list-separator").join(place.table.title for place in sheet.places) if sheet.stacks else sheet.places[0].table.note
        )
        page.write(CellRef(page.name, row, 3), note, look.plain(align="left", indent=1))
    return row


def _how_to_read(page: Page, look: Look, words: Words, row: int, valid_only: bool) -> None:
    _heading(page, look, row, words.text("cover.reading"))
    for name in ("blank", "negative", "units", "marked", "valid-only" if valid_only else "to-mend", "filter"):
        row += 1
        text = words.text(f"cover.{name}", sheet=words.text("sheet.problems"))
        page.write(CellRef(page.name, row, 1), f"・{text}", look.plain())
