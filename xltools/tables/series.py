"""`series`: what was planned and what came of it, over the years. One row per program, and the totals of all per year."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from xltools.arithmetic import Number, change_rate, covered, difference, number, percent, total, total_difference
from xltools.forms.record import value_at
from xltools.problems import Path
from xltools.tables.collection import Collection, record_of
from xltools.tables.columns import Words, is_year
from xltools.tables.distribution import distribution
from xltools.tables.largest import change_cells, change_columns, name_first, ranked, reason_cells, reason_columns
from xltools.tables.model import Chart, Column, KeyFigure, Mark, SummaryTable, Total, summary_table

Figures = dict[int, list[Number | None]]
"""Per fiscal year, one value for each program."""


def tables(words: Words, name: str, settings: Mapping[str, Any], collection: Collection) -> list[SummaryTable]:
    """The table by program (checks.md A10, A12); on one sheet of their own the totals per year and the distribution of the rate; for the
    sheet of the main figures the largest changes."""
    records = [record_of(reading) for reading in collection.readings]
    years = sorted({int(path[-1]) for path in words.fields if path[:-1] in (settings["planned"], settings["actual"]) and is_year(path[-1])})

    def figures(path: Path) -> Figures:
        return {year: [number(value_at(record, (*path, str(year)))) for record in records] for year in years}

    planned, actual = figures(settings["planned"]), figures(settings["actual"])
    identities = [words.identity_of(record) for record in records]
    sheet = words.text("totals-of", title=words.said(settings["name"]))
    found = [_by_program(words, settings, name, identities, planned, actual), _totals(words, settings, name, planned, actual, sheet)]
    settled = settled_years(settings, actual)
    if "distribution" in settings and settled:
        year, wanted = settled[-1], settings["distribution"]
        rates = [percent(fact, plan) for fact, plan in zip(actual[year], planned[year], strict=True)]
        title, rate = words.said(wanted["title"]), words.said(settings["rate"])
        found.append(distribution(words, f"{name}_distribution", title, rate, year, rates, wanted["edges"], sheet))
    if "largest" in settings and len(settled) > 1:
        earlier, later = settled[-2:]
        found += _largest(words, settings, name, records, (earlier, later), actual)
    return found


def _largest(
    words: Words, settings: Mapping[str, Any], name: str, records: list[Mapping[str, Any]], years: tuple[int, int], actual: Figures
) -> list[SummaryTable]:
    """The largest increases and decreases of the last settled year on the year before, for the sheet of the main figures."""
    earlier, later = (actual[year] for year in years)
    changes = [difference(after, before) for after, before in zip(later, earlier, strict=True)]
    identity = name_first(words)
    columns = [*words.columns(identity), *change_columns(words, years, words.unit(settings["planned"])), *reason_columns(words)]
    found = []
    for key, rise in (("increases", True), ("decreases", False)):
        rows = [
            (
                *(words.value(records[place.index], path) for path in identity),
                *change_cells(earlier[place.index], later[place.index], place.change),
                *reason_cells(words, records[place.index]),
            )
            for place in ranked(changes, settings["largest"], rise)
        ]
        title = words.text(f"largest.{key}", title=words.leaf(settings["actual"]), year=words.year(years[1]))
        note = words.text("note.largest", most=settings["largest"], covered=covered(changes), programs=len(records))
        found.append(summary_table(f"{name}_{key}", title, columns, rows, note, 1, sheet=words.text("sheet.overview")))
    return found


def settled_years(settings: Mapping[str, Any], years: Figures) -> list[int]:
    """The years whose actual value is settled: no forecast."""
    return [year for year in years if year <= settings["settled_until"]]


def _by_program(
    words: Words, settings: Mapping[str, Any], name: str, identities: list[tuple[Any, ...]], planned: Figures, actual: Figures
) -> SummaryTable:
    settled = settled_years(settings, actual)
    unit = words.unit(settings["planned"])
    columns = words.identity()
    frozen = len(columns)
    percent_unit, rate, change = words.text("percent"), words.said(settings["rate"]), words.said(settings["change"])
    if len(settled) > 1:
        drawn = (f"actual/{settled[0]}", f"actual/{settled[-1]}")
        columns.append(Column("trend", words.text("trend-of", title=words.leaf(settings["actual"])), "trend", drawn=drawn))
    columns += [Column(f"planned/{year}", _heading(words, settings, "planned", year), "amount", unit) for year in planned]
    columns += [Column(f"actual/{year}", _heading(words, settings, "actual", year), "amount", unit) for year in actual]
    marks = _marks(settings)
    columns += [Column(f"rate/{year}", _titled(words, rate, year, percent_unit), "rate", percent_unit, marks=marks) for year in settled]
    later = list(pairwise(actual))
    columns += [
        Column(f"change/{year}", _titled(words, words.text("change", title=change), year, unit), "amount", unit) for _, year in later
    ]
    columns += [
        Column(f"change_rate/{year}", _titled(words, words.text("change-rate", title=change), year, percent_unit), "rate", percent_unit)
        for _, year in later
    ]
    rows = []
    for index, identity in enumerate(identities):
        plan = {year: values[index] for year, values in planned.items()}
        fact = {year: values[index] for year, values in actual.items()}
        rows.append(
            (
                *identity,
                *(None,) * (len(settled) > 1),
                *plan.values(),
                *fact.values(),
                *(percent(fact[year], plan[year]) for year in settled),
                *(difference(fact[year], fact[before]) for before, year in later),
                *(change_rate(fact[year], fact[before]) for before, year in later),
            )
        )
    note = words.text("note.series", rate=rate, until=words.year(settings["settled_until"]))
    if marks:
        low, high = settings["usual_rate"]
        note += words.text("note.usual-rate", rate=rate, low=low, high=high)
    return summary_table(name, words.said(settings["name"]), columns, rows, note, frozen)


def _marks(settings: Mapping[str, Any]) -> tuple[Mark, ...]:
    """What meets the eye: a rate outside of what is usual."""
    if "usual_rate" not in settings:
        return ()
    low, high = settings["usual_rate"]
    return Mark("above", high, "↑"), Mark("below", low, "↓")


def _totals(words: Words, settings: Mapping[str, Any], name: str, planned: Figures, actual: Figures, sheet: str) -> SummaryTable:
    unit, percent_unit = words.unit(settings["planned"]), words.text("percent")
    rate_title, change_title = words.said(settings["rate"]), words.said(settings["change"])
    plan, fact = (words.leaf(settings[key]) for key in ("planned", "actual"))
    count = words.text("programs-unit")
    columns = [
        Column("era", words.text("era-year"), "text"),
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        Column("state", words.text("settled-or-not"), "text"),
        Column("planned", words.with_unit(plan, unit), "amount", unit),
        Column("planned_count", words.text("covers", title=plan), "count", count),
        Column("actual", words.with_unit(fact, unit), "amount", unit),
        Column("actual_count", words.text("covers", title=fact), "count", count),
        Column("rate", words.with_unit(rate_title, percent_unit), "rate", percent_unit, marks=_marks(settings)),
        Column("rate_count", words.text("covers", title=rate_title), "count", count),
        Column("change", words.with_unit(words.text("change", title=change_title), unit), "amount", unit),
        Column("change_rate", words.with_unit(words.text("change-rate", title=change_title), percent_unit), "rate", percent_unit),
        Column("change_count", words.text("covers", title=change_title), "count", count),
    ]
    rows = []
    totals: dict[tuple[int, str], Total] = {}
    before: list[Number | None] = []
    for index, year in enumerate(planned):
        settled = year <= settings["settled_until"]
        pairs = list(zip(actual[year], planned[year], strict=True))
        both = [(a, p) for a, p in pairs if settled and a is not None and p is not None]
        rate = percent(total(a for a, _ in both), total(p for _, p in both))
        change, change_rate, change_count = total_difference(zip(actual[year], before, strict=True) if index else ())
        rows.append(
            (
                words.era_year(year), year, words.text("settled" if settled else "forecast"),
                total(planned[year]), covered(planned[year]), total(actual[year]), covered(actual[year]),
                rate, len(both) if settled else None, change, change_rate, change_count if index else None,
            )
        )  # fmt: skip
        for key in ("planned", "actual"):
            totals[index, key] = Total(name, f"{key}/{year}")
            totals[index, f"{key}_count"] = Total(name, f"{key}/{year}", count=True)
        before = actual[year]
    chart = None
    if settings.get("chart"):
        category, of_axis, form = words.axis_of_years
        forecasts = [of_axis(year) for year in actual if year > settings["settled_until"]]
        axis = words.text("axis-year-forecast", title=fact, years="・".join(forecasts)) if forecasts else words.text("axis-year")
        value_title = words.with_unit(words.text("amount"), unit)
        series = ("planned", "actual")
        chart = Chart("plan", words.said(settings["chart"]), category, series, axis, value_title, overview=True, category_format=form)
    figures = _key_figures(words, settings, list(planned))
    note = words.text("note.series-totals", programs=len(next(iter(planned.values()), ())))
    return summary_table(f"{name}_totals", sheet, columns, rows, note, 2, totals=totals, chart=chart, figures=figures, sheet=sheet)


def _key_figures(words: Words, settings: Mapping[str, Any], years: list[int]) -> tuple[KeyFigure, ...]:
    """The plan of the last year; plan, actual, rate and change of the last settled one."""
    plan, fact = (words.leaf(settings[key]) for key in ("planned", "actual"))

    def figure(title: str, year: int, key: str, count_key: str) -> KeyFigure:
        return KeyFigure(words.text("cover.figure-of", title=title, year=words.year(year)), years.index(year), key, count_key)

    found = [figure(plan, years[-1], "planned", "planned_count")] if years else []
    settled = [year for year in years if year <= settings["settled_until"]][-1:]
    for year in settled:
        found += [figure(plan, year, "planned", "planned_count")] if year != years[-1] else []
        found += [
            figure(fact, year, "actual", "actual_count"),
            figure(words.said(settings["rate"]), year, "rate", "rate_count"),
            figure(f"{fact} {words.text('change', title=words.said(settings['change']))}", year, "change", "change_count"),
        ]
    return tuple(found)


def _heading(words: Words, settings: Mapping[str, Any], key: str, year: int) -> str:
    path = settings[key]
    title = words.leaf(path)
    if key == "actual" and year > settings["settled_until"]:
        title = words.text("forecast-of", title=title)
    return _titled(words, title, year, words.unit(settings["planned"]))


def _titled(words: Words, title: str, year: int, unit: str) -> str:
    return words.with_unit(f"{title} {words.year(year)}", unit)
