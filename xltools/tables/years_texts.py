"""Texts that are still those of the sheet before, per program and per field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from xltools.arithmetic import percent
from xltools.checks.comparing import comparable
from xltools.problems import Path
from xltools.tables.columns import year_number
from xltools.tables.model import Column, SummaryTable, summary_table
from xltools.tables.years_columns import Links, place_cells, place_columns, place_links
from xltools.tables.years_sheets import Years


def text_tables(years: Years, name: str, paths: Sequence[Path], main_sheet: str) -> list[SummaryTable]:
    """A row per text that did not change from a sheet to the next one; and for the main sheet how many there are in each field."""
    words = years.words
    titles = [column.title for column in words.columns(paths)]
    columns = [
        *words.identity(),
        Column("field", words.text("field"), "text"),
        Column("before_year", words.text("years.earlier", title=words.text("western", title=words.text("fiscal-year"))), "year"),
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        Column("same", words.text("years.same"), "text"),
        Column("length", words.text("years.length"), "count"),
        Column("text", words.text("years.text"), "prose"),
        *place_columns(words, "before", words.text("years.earlier-sheet")),
        *place_columns(words, "now", words.text("years.later-sheet")),
    ]
    rows: list[tuple[Any, ...]] = []
    links: Links = {}
    compared, exact, alike = ([0] * len(paths) for _ in range(3))
    for program in years.programs:
        for earlier, later in pairwise(program.sheets.values()):
            for index, path in enumerate(paths):
                before, now = earlier.said(path), later.said(path)
                texts = (before.value, now.value)
                if not all(isinstance(text, str) for text in texts):
                    continue
                compared[index] += 1
                if comparable(texts[0]) != comparable(texts[1]):
                    continue
                is_exact = texts[0] == texts[1]
                (exact if is_exact else alike)[index] += 1
                for key, told in (("before", before), ("now", now)):
                    place_links(links, len(rows), key, told)
                same = words.text("years.same.exact" if is_exact else "years.same.alike")
                years_told = (earlier.year, later.year)
                places = (*place_cells(before), *place_cells(now))
                rows.append((*program.identity, titles[index], *years_told, same, len(texts[1]), texts[1], *places))
    frozen = len(words.identity()) + 1
    listing = summary_table(name, words.text("years.texts"), columns, rows, words.text("note.years-texts"), frozen, links=links)
    counted = [
        (title, compared[index], exact[index], alike[index], percent(exact[index] + alike[index], compared[index]))
        for index, title in enumerate(titles)
    ]
    unit = words.text("years.texts-unit")
    heads = [
        Column("field", words.text("field"), "text"),
        Column("compared", words.with_unit(words.text("years.compared"), unit), "count", unit),
        Column("exact", words.with_unit(words.text("years.same.exact"), unit), "count", unit),
        Column("alike", words.with_unit(words.text("years.same.alike"), unit), "count", unit),
        Column("share", words.with_unit(words.text("years.unchanged"), words.text("percent")), "rate", words.text("percent")),
    ]
    spans = words.text("list-comma").join(f"{year_number(first)}→{year_number(second)}" for first, second in pairwise(years.years))
    note = words.text("note.years-text-counts", years=spans)
    return [listing, summary_table(f"{name}_counts", words.text("years.texts-by-field"), heads, counted, note, 1, sheet=main_sheet)]
