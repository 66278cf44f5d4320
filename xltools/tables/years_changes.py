"""What became of the programs: which are new, which ended, were renamed, moved, given another code, merged or split."""

from __future__ import annotations

from collections import Counter
from typing import Any

from xltools.checks.programs import ProgramChange
from xltools.reading.model import Reading
from xltools.tables.collection import record_of
from xltools.tables.columns import Words
from xltools.tables.model import Column, Source, SummaryTable, summary_table
from xltools.tables.years_columns import Links
from xltools.tables.years_sheets import Years, compared_tables

KINDS = ("new", "ended", "renamed", "moved", "recoded", "merged", "split", "followed")
"""Kinds of changes (see `xltools.checks.programs.ProgramChange`), as they are listed."""


def sheets_table(years: Years, name: str, sheet: str, note: str) -> SummaryTable:
    """A row per fiscal year that there are sheets of: how many programs, and what became of them since the year before it."""
    words = years.words
    programs = words.text("programs-unit")
    columns = [
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        Column("era", words.text("era-year"), "text"),
        Column("programs", words.with_unit(words.text("count-of-programs"), programs), "count", programs),
        Column("kept", words.with_unit(words.text("years.kept"), programs), "count", programs),
        *(Column(kind, words.text(f"years.change.{kind}"), "count", words.text("years.cases")) for kind in KINDS),
    ]
    counts = {year: Counter(change.kind for change in years.history.changes if change.year == year) for year in years.years}
    rows: list[tuple[Any, ...]] = []
    before: int | None = None
    for year in years.years:
        own = [program for program in years.programs if year in program.sheets]
        kept = None if before is None else sum(before in program.sheets for program in own)
        changes = [None if before is None else counts[year][kind] for kind in KINDS]
        rows.append((year, words.era_year(year), len(own), kept, *changes))
        before = year
    return summary_table(name, sheet, columns, rows, note, 2, sheet=sheet)


def changes_table(years: Years, name: str) -> SummaryTable:
    """A row per change and pair of a program before and one after it."""
    words = years.words
    identity = words.identity()
    choices = next(iter(compared_tables(words.form, "choices")), None)
    columns = [
        Column("number", words.text("years.number"), "order"),
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        Column("era", words.text("era-year"), "text"),
        Column("kind", words.text("years.what"), "text"),
    ]
    for key in ("before", "after"):
        side = words.text(f"years.{key}")
        columns += [Column(f"{key}{column.key}", words.text("years.of", title=column.title, part=side), column.kind) for column in identity]
    if choices:
        columns.append(
            Column("announced", words.text("years.of", title=words.said(choices["name"]), part=words.text("years.announced")), "text")
        )
    columns += [
        Column("before_source", words.text("years.of", title=words.text("file"), part=words.text("years.before")), "text"),
        Column("after_source", words.text("years.of", title=words.text("file"), part=words.text("years.after")), "text"),
    ]
    rows: list[tuple[Any, ...]] = []
    links: Links = {}
    ordered = sorted(years.history.changes, key=lambda change: (change.year, KINDS.index(change.kind)))
    for number, change in enumerate(ordered, 1):
        for before, after in _pairs(change):
            cells: list[Any] = [number, change.year, words.era_year(change.year), words.text(f"years.change.{change.kind}")]
            for reading in (before, after):
                cells += words.identity_of(record_of(reading)) if reading else (None for _ in identity)
            if choices:
                cells.append(_announced(words, before))
            for key, reading in (("before", before), ("after", after)):
                if reading:
                    links[len(rows), f"{key}_source"] = Source(reading.source)
            rows.append((*cells, before.source if before else None, after.source if after else None))
    title = words.text("years.changes")
    return summary_table(name, title, columns, rows, words.text("note.years-changes"), 4, links=links)


def _pairs(change: ProgramChange) -> list[tuple[Reading | None, Reading | None]]:
    """The programs of a change side by side."""
    return [(before, after) for before in change.earlier or (None,) for after in change.later or (None,)]


def _announced(words: Words, before: Reading | None) -> Any:
    """What the sheet before a change had chosen for the year after."""
    tables = compared_tables(before.form, "choices") if before and before.form else ()
    return words.value(before.record, tables[0]["next"]) if before and tables else None
