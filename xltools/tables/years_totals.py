"""Totals over all programs per year, each with how many programs it covers; and the same over the programs that have both years."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from xltools.arithmetic import Number, covered, total, total_difference
from xltools.tables.columns import Words
from xltools.tables.model import Column, SummaryTable, summary_table
from xltools.tables.years_figures import Figure, Joined
from xltools.tables.years_sheets import ProgramSheets, Years, compared_tables

Found = Sequence[tuple[ProgramSheets, Sequence[Figure]]]
Series = Sequence[Mapping[int, Joined]]
"""One figure of every program over the years."""


def totals_table(years: Years, name: str, sheet: str, found: Found) -> SummaryTable:
    """A row per figure and year; settled values and forecasts are never added up. The year before is always a settled one."""
    words = years.words
    programs, percent = words.text("programs-unit"), words.text("percent")
    columns = [
        Column("item", words.text("item"), "text"),
        Column("state", words.text("settled-or-not"), "text"),
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        Column("era", words.text("era-year"), "text"),
        Column("unit", words.text("unit"), "text"),
        Column("total", words.text("sum"), "amount"),
        Column("count", words.text("cover.covers"), "count", programs),
        Column("both", words.text("years.both-now"), "amount"),
        Column("both_before", words.text("years.both-before"), "amount"),
        Column("both_count", words.text("years.both-count"), "count", programs),
        Column("change", words.text("change-short"), "amount"),
        Column("change_rate", words.text("change-rate-short"), "rate", percent),
    ]
    rows = [row for title, unit, state, values, before in _items(words, found) for row in _rows(words, title, unit, state, values, before)]
    heading = words.text("years.totals")
    return summary_table(name, heading, columns, rows, words.text("note.years-totals", programs=len(found)), 4, sheet=sheet)


Value = Callable[[Joined], Number | None]
PerYear = Mapping[int, Sequence[Number | None]]
"""For each fiscal year one value per program, None where there is none."""


def _items(words: Words, found: Found) -> Iterator[tuple[str, str, str | None, PerYear, PerYear]]:
    """What is summed up: its title, its unit, whether it is settled, the values, and those that the year before is taken from."""
    for index, settings in enumerate(compared_tables(words.form, "series")):
        planned, actual = (_series(found, "series", index, key) for key in ("planned", "actual"))
        unit, fact = words.unit(settings["planned"]), words.leaf(settings["actual"])
        plans, settled = _values(planned, lambda joined: joined.value), _values(actual, lambda joined: joined.settled)
        yield words.leaf(settings["planned"]), unit, None, plans, plans
        yield fact, unit, words.text("settled"), settled, settled
        yield fact, unit, words.text("forecast"), _values(actual, _forecast), settled
    for index, settings in enumerate(compared_tables(words.form, "statement")):
        for line in settings["main"] or settings["lines"]:
            values = _values(_series(found, "statement", index, line), lambda joined: joined.value)
            yield words.leaf((*settings["path"], line)), words.unit(settings["path"]), words.text("settled"), values, values


def _series(found: Found, kind: str, index: int, key: str) -> Series:
    wanted = (kind, index, (key,))
    return [next((figure.years for figure in figures if (figure.kind, figure.table, figure.key) == wanted), {}) for _, figures in found]


def _values(series: Series, value: Value) -> PerYear:
    every = sorted({year for years in series for year in years})
    return {year: [value(years[year]) if year in years else None for years in series] for year in every}


def _forecast(joined: Joined) -> Number | None:
    """A forecast that no settled value has replaced."""
    return joined.value if joined.settled is None else None


def _rows(words: Words, title: str, unit: str, state: str | None, values: PerYear, before: PerYear) -> Iterator[tuple[Any, ...]]:
    for year, own in values.items():
        if state is not None and not covered(own):
            continue
        pairs = [pair for pair in zip(own, before.get(year - 1, [None] * len(own)), strict=True) if None not in pair]
        change, rate, count = total_difference(pairs)
        both = (total(now for now, _ in pairs), total(earlier for _, earlier in pairs), count, change, rate)
        has_before = year - 1 in before
        yield title, state, year, words.era_year(year), unit or None, total(own), covered(own), *(both if has_before else (None,) * 5)
