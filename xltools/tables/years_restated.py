"""Where a later sheet says of a settled year other than an earlier one: then and now, with the cells of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xltools.arithmetic import Number, difference
from xltools.tables.columns import Words
from xltools.tables.model import Column, SummaryTable, summary_table
from xltools.tables.years_columns import Links, place_cells, place_columns, place_links
from xltools.tables.years_figures import Figure
from xltools.tables.years_sheets import ProgramSheets, Told, Years, compared_tables

Found = Sequence[tuple[ProgramSheets, Sequence[Figure]]]


def restated_table(years: Years, name: str, found: Found) -> SummaryTable:
    """A row per disagreement of two sheets that follow each other, in the order of the programs and the form."""
    words = years.words
    then, now = words.text("years.then"), words.text("years.now")
    columns = [
        *words.identity(),
        Column("table", words.text("years.table"), "text"),
        Column("item", words.text("item"), "text"),
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        Column("era", words.text("era-year"), "text"),
        Column("kind", words.text("years.restatement"), "text"),
        Column("unit", words.text("unit"), "text"),
        *(
            column
            for key, title in (("then", then), ("now", now))
            for column in (
                Column(f"{key}_year", words.text("years.sheet-year", title=title), "year"),
                Column(key, words.text("years.value-of", title=title), "number"),
                Column(f"{key}_state", words.text("years.state-of", title=title), "text"),
            )
        ),
        Column("difference", words.text("change-short"), "number"),
        *place_columns(words, "then", then),
        *place_columns(words, "now", now),
    ]
    rows: list[tuple[Any, ...]] = []
    links: Links = {}
    for program, figure, year, earlier, later in _disagreements(found):
        for key, told in (("then", earlier), ("now", later)):
            place_links(links, len(rows), key, told)
        rows.append(
            (
                *program.identity, _table(words, figure), figure.label, year, words.era_year(year),
                words.text(f"years.restatement.{_kind(figure, year, earlier)}"), figure.unit or None,
                *_cells(words, earlier), *_cells(words, later), difference(later.value, earlier.value),
                *place_cells(earlier), *place_cells(later),
            )
        )  # fmt: skip
    title = words.text("years.restated")
    note = words.text("note.years-restated", programs=len(found))
    return summary_table(name, title, columns, rows, note, len(words.identity()) + 3, links=links)


def _disagreements(found: Found) -> Iterator[tuple[ProgramSheets, Figure, int, Told, Told]]:
    for program, figures in found:
        for figure in figures:
            for year, then, now in figure.restated():
                yield program, figure, year, then, now


def _table(words: Words, figure: Figure) -> str:
    """What the definition calls the table that a figure is of."""
    return words.said(compared_tables(words.form, figure.kind)[figure.table]["name"])


def _kind(figure: Figure, year: int, then: Told) -> str:
    """A plan of the earlier sheet's own year may be revised while it runs; anything else was settled."""
    return "revised" if figure.key == ("planned",) and year >= then.sheet.year else "restated"


def _cells(words: Words, told: Told) -> tuple[int, Number | None, str]:
    """The year of the sheet, the value, and whether there is one; what could not be read is repeated."""
    value: Number | None = told.value
    if told.state == "unread":
        content = told.sheet.unread.get(told.path)
        return (
            told.sheet.year,
            value,
            words.text("years.unread-content", value=content) if content is not None else words.text("years.state.unread"),
        )
    return told.sheet.year, value, words.text(f"years.state.{told.state}")
