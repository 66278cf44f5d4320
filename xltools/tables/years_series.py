"""`series` over the years: what was planned and what came of it, joined from all sheets; and the course plan → fact → next plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xltools.arithmetic import change_rate, difference, percent
from xltools.tables.columns import Words
from xltools.tables.model import Column, SummaryTable, summary_table
from xltools.tables.years_columns import (
    Links,
    gaps,
    place_cells,
    place_columns,
    place_links,
    remark_cells,
    remark_columns,
    trend_columns,
    year_columns,
)
from xltools.tables.years_figures import Figure, Joined, years_in
from xltools.tables.years_sheets import OVER_YEARS, ProgramSheets, Told, Years

Found = Sequence[tuple[ProgramSheets, Sequence[Figure]]]
"""Every program with its figures."""


def series_tables(years: Years, name: str, index: int, settings: Mapping[str, Any], found: Found) -> list[SummaryTable]:
    """A row per program and figure with all its years; a row per program and year with what became of the plan."""
    own = [(program, [figure for figure in figures if (figure.kind, figure.table) == ("series", index)]) for program, figures in found]
    return [_joined(years.words, name, settings, own), _course(years.words, f"{name}_course", settings, own)]


def _joined(words: Words, name: str, settings: Mapping[str, Any], found: Found) -> SummaryTable:
    every = years_in([figure for _, figures in found for figure in figures])
    unit = words.unit(settings["planned"])
    columns = [*words.identity(), Column("item", words.text("item"), "text"), *trend_columns(words, every)]
    columns += [*year_columns(words, every, unit, amount=True), *remark_columns(words)]
    blank = (None,) * len(trend_columns(words, every))
    rows = [
        (
            *program.identity,
            figure.label,
            *blank,
            *map(figure.value, every),
            *remark_cells(words, figure, every),
        )
        for program, figures in found
        for figure in figures
    ]
    return summary_table(
        name,
        words.said(settings[OVER_YEARS]),
        columns,
        rows,
        words.text("note.years-series", restated=words.text("years.restated")),
        len(words.identity()) + 1,
    )


def _course(words: Words, name: str, settings: Mapping[str, Any], found: Found) -> SummaryTable:
    plan, fact = (words.leaf(settings[key]) for key in ("planned", "actual"))
    unit, percent_unit = words.unit(settings["planned"]), words.text("percent")
    first, forecast, following = (
        words.text(f"years.{key}", title=title) for key, title in (("first-plan", plan), ("forecast", fact), ("next-plan", plan))
    )
    after, apart = (words.text(f"years.{key}", plan=plan, fact=fact) for key in ("next-change", "forecast-apart"))

    def amount(key: str, title: str) -> Column:
        return Column(key, words.with_unit(title, unit), "amount", unit)

    def rate(key: str, title: str) -> Column:
        return Column(key, words.with_unit(title, percent_unit), "rate", percent_unit)

    columns = [
        *words.identity(),
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        Column("era", words.text("era-year"), "text"),
        amount("first", first),
        amount("planned", plan),
        amount("actual", fact),
        Column("state", words.text("settled-or-not"), "text"),
        rate("rate", words.said(settings["rate"])),
        amount("next", following),
        amount("next_change", after),
        rate("next_rate", words.text("years.rate-of", title=after)),
        amount("forecast", forecast),
        amount("apart", apart),
        rate("apart_rate", words.text("years.rate-of", title=apart)),
        Column("gaps", words.text("years.gaps"), "text"),
        *place_columns(words, "planned", plan),
        *place_columns(words, "actual", fact),
    ]
    rows: list[tuple[Any, ...]] = []
    links: Links = {}
    for program, figures in found:
        planned, actual = ({figure.key[0]: figure.years for figure in figures}.get(key, {}) for key in ("planned", "actual"))
        for year in sorted({*planned, *actual}):
            then, now, after_it = planned.get(year), actual.get(year), planned.get(year + 1)
            own = _own(then, year)
            first_plan = own.value if own else None
            settled = now.settled if now else None
            foreseen = now.forecast if now else None
            expected = foreseen.value if foreseen else None
            next_plan, value = after_it.value if after_it else None, then.value if then else None
            lacking = [(plan, _counts(then)), (fact, _settled(now)), *([(forecast, foreseen)] if foreseen else [])]
            for key, told in (("planned", _counts(then)), ("actual", _counts(now))):
                place_links(links, len(rows), key, told)
            rows.append(
                (
                    *program.identity, year, words.era_year(year), first_plan, value, settled, _state(words, now),
                    percent(settled, value), next_plan, difference(next_plan, settled), change_rate(next_plan, settled),
                    expected, difference(settled, expected), change_rate(settled, expected),
                    gaps(words, lacking), *place_cells(_counts(then)), *place_cells(_counts(now)),
                )
            )  # fmt: skip
    title = words.text("years.course", title=words.said(settings[OVER_YEARS]))
    note = words.text("note.years-course", plan=plan, fact=fact, forecast=forecast, rate=words.said(settings["rate"]))
    return summary_table(name, title, columns, rows, note, len(words.identity()) + 2, links=links)


def _own(joined: Joined | None, year: int) -> Told | None:
    """What the sheet of the year itself says."""
    return next((told for told in joined.said if told.sheet.year == year), None) if joined else None


def _counts(joined: Joined | None) -> Told | None:
    return joined.counts if joined else None


def _settled(joined: Joined | None) -> Told | None:
    """The settled value that counts, or what stands in its place; None if no sheet tells of the year as settled."""
    told = [found for found in joined.said if found.settled] if joined else []
    return next((found for found in reversed(told) if found.state == "filled"), told[-1] if told else None)


def _state(words: Words, joined: Joined | None) -> str:
    """Whether the year is settled, forecast, or why neither."""
    told = _counts(joined)
    if told and told.state == "filled":
        return words.text("settled" if told.settled else "forecast")
    return words.text(f"years.state.{told.state if told else 'absent'}")
