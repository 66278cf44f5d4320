"""`choices` over the years: what each sheet announced for the next year, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

from xltools.tables.columns import Words
from xltools.tables.model import Column, Mark, SummaryTable, summary_table
from xltools.tables.years_columns import Links, place_cells, place_columns, place_links
from xltools.tables.years_sheets import OVER_YEARS, ProgramSheets, Told, Years, settings_in

Verdict = Literal["as-announced", "differs", "not-announced", "blank", "unread", "no-sheet-before", "to-come", "no-sheet"]
VERDICTS: tuple[Verdict, ...] = (
    "as-announced", "differs", "not-announced", "blank", "unread", "no-sheet-before", "to-come", "no-sheet",
)  # fmt: skip
"""What came of an announcement: it came so; something else came; nothing had been announced; the sheet leaves it blank; one of the two
cannot be read; there is no sheet of the year before; it is of the year after the last one; there is no sheet of the year."""


def choices_tables(years: Years, name: str, index: int, settings: Mapping[str, Any], main_sheet: str) -> list[SummaryTable]:
    """A row per program and year; and for the main sheet how often announcements came true."""
    words = years.words
    title, now_title, next_title = words.said(settings["name"]), words.text("years.came"), words.text("years.announced")
    columns = [
        *words.identity(),
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        Column("era", words.text("era-year"), "text"),
        Column("announced", words.text("years.of", title=title, part=next_title), "text"),
        Column("came", words.text("years.of", title=title, part=now_title), "text"),
        Column("verdict", words.text("years.announcement"), "text", marks=(Mark("equal", words.text("years.verdict.differs")),)),
        *([Column("comment", words.leaf(settings["comment"]), "prose")] if "comment" in settings else ()),
        *place_columns(words, "announced", next_title),
        *place_columns(words, "came", now_title),
    ]
    rows: list[tuple[Any, ...]] = []
    links: Links = {}
    counts: dict[int, Counter[Verdict]] = {}
    for program in years.programs:
        for year in range(min(program.sheets), max(program.sheets) + 2):
            announced, came = _told(program, index, year - 1, "next"), _told(program, index, year, "current")
            if announced is None and came is None:
                continue
            verdict = _verdict(years, announced, came, year)
            counts.setdefault(year, Counter())[verdict] += 1
            comment = [_shown(words, _told(program, index, year, "comment"))] if "comment" in settings else []
            for key, told in (("announced", announced), ("came", came)):
                place_links(links, len(rows), key, told)
            said = words.text(f"years.verdict.{verdict}")
            shown = (_shown(words, announced), _shown(words, came))
            rows.append(
                (*program.identity, year, words.era_year(year), *shown, said, *comment, *place_cells(announced), *place_cells(came))
            )
    frozen = len(words.identity()) + 2
    history = summary_table(
        name, words.said(settings[OVER_YEARS]), columns, rows, words.text("note.years-choices", title=title), frozen, links=links
    )
    return [history, _counts(words, f"{name}_counts", title, counts, main_sheet)]


def _counts(words: Words, name: str, title: str, counts: Mapping[int, Counter[Verdict]], sheet: str) -> SummaryTable:
    programs = words.text("programs-unit")
    columns = [
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        Column("era", words.text("era-year"), "text"),
        *(Column(verdict, words.text(f"years.verdict.{verdict}"), "count", programs) for verdict in VERDICTS),
        Column("programs", words.text("sum"), "count", programs),
    ]
    rows = [(year, words.era_year(year), *(counts[year][verdict] for verdict in VERDICTS), counts[year].total()) for year in sorted(counts)]
    heading = words.text("years.announcements", title=title)
    return summary_table(name, heading, columns, rows, words.text("note.years-verdicts"), 2, sheet=sheet)


def _told(program: ProgramSheets, index: int, year: int, key: str) -> Told | None:
    """What the sheet of a year says; None without one."""
    sheet = program.sheets.get(year)
    settings = settings_in(sheet.form, "choices", index) if sheet else None
    return sheet.said(settings[key]) if sheet and settings and key in settings else None


def _shown(words: Words, told: Told | None) -> Any:
    return words.value(told.sheet.record, told.path) if told else None


def _verdict(years: Years, announced: Told | None, came: Told | None, year: int) -> Verdict:
    if came is None:
        return "to-come" if year > years.years[-1] else "no-sheet"
    if "unread" in (came.state, announced.state if announced else ""):
        return "unread"
    if came.state == "blank":
        return "blank"
    if announced is None:
        return "no-sheet-before"
    if announced.state == "blank":
        return "not-announced"
    return "as-announced" if announced.value == came.value else "differs"
