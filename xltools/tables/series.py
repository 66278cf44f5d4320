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
from xltools.tables.model import Chart, Column, KeyFigure, SummaryTable, Total, summary_table

Figures = dict[int, list[Number | None]]
"""Per fiscal year, one value for each program."""


def tables(words: Words, name: str, settings: Mapping[str, Any], collection: Collection) -> list[SummaryTable]:
    """The totals per year, with the chart, and the table by program (checks.md A10, A12)."""
    records = [record_of(reading) for reading in collection.readings]
    years = sorted({int(path[-1]) for path in words.fields if path[:-1] in (settings["planned"], settings["actual"]) and is_year(path[-1])})

    def figures(path: Path) -> Figures:
        return {year: [number(value_at(record, (*path, str(year)))) for record in records] for year in years}

    planned, actual = figures(settings["planned"]), figures(settings["actual"])
    identities = [words.identity_of(record) for record in records]
    return [
        _totals(words, settings, name, planned, actual),
        _by_program(words, settings, name, identities, planned, actual),
    ]


def settled_years(settings: Mapping[str, Any], years: Figures) -> list[int]:
    """The years whose actual value is settled: no forecast."""
    return [year for year in years if year <= settings["settled_until"]]


def _by_program(
    words: Words, settings: Mapping[str, Any], name: str, identities: list[tuple[Any, ...]], planned: Figures, actual: Figures
) -> SummaryTable:
    settled = settled_years(settings, actual)
    unit = _unit(words, settings)
    columns = words.identity()
    frozen = len(columns)
    columns += [Column(f"planned/{year}", _heading(words, settings, "planned", year), "amount", unit) for year in planned]
    columns += [Column(f"actual/{year}", _heading(words, settings, "actual", year), "amount", unit) for year in actual]
    percent_unit = words.text("percent")
    columns += [Column(f"rate/{year}", _titled(words, settings["rate"], year, percent_unit), "rate", percent_unit) for year in settled]
    change = settings["change"]
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
                *plan.values(),
                *fact.values(),
                *(percent(fact[year], plan[year]) for year in settled),
                *(difference(fact[year], fact[before]) for before, year in later),
                *(change_rate(fact[year], fact[before]) for before, year in later),
            )
        )
    note = words.text("note.series", rate=settings["rate"], until=words.year(settings["settled_until"]))
    return summary_table(name, settings["name"], columns, rows, note, frozen)


def _totals(words: Words, settings: Mapping[str, Any], name: str, planned: Figures, actual: Figures) -> SummaryTable:
    unit, percent_unit = _unit(words, settings), words.text("percent")
    plan, fact = (words.leaf(settings[key]) for key in ("planned", "actual"))
    count = words.text("programs-unit")
    columns = [
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        Column("era", words.text("era-year"), "text"),
        Column("state", words.text("settled-or-not"), "text"),
        Column("planned", words.with_unit(plan, unit), "amount", unit),
        Column("planned_count", words.text("covers", title=plan), "count", count),
        Column("actual", words.with_unit(fact, unit), "amount", unit),
        Column("actual_count", words.text("covers", title=fact), "count", count),
        Column("rate", words.with_unit(settings["rate"], percent_unit), "rate", percent_unit),
        Column("rate_count", words.text("covers", title=settings["rate"]), "count", count),
        Column("change", words.with_unit(words.text("change", title=settings["change"]), unit), "amount", unit),
        Column("change_rate", words.with_unit(words.text("change-rate", title=settings["change"]), percent_unit), "rate", percent_unit),
        Column("change_count", words.text("covers", title=settings["change"]), "count", count),
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
                year, words.era_year(year), words.text("settled" if settled else "forecast"),
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
        forecasts = [words.era_year(year) for year in actual if year > settings["settled_until"]]
        axis = words.text("axis-year-forecast", title=fact, years="・".join(forecasts)) if forecasts else words.text("axis-year")
        chart = Chart("plan", settings["chart"], "era", ("planned", "actual"), axis, words.with_unit(words.text("amount"), unit))
    title = words.text("totals-of", title=settings["name"])
    figures = _key_figures(words, settings, list(planned))
    return summary_table(f"{name}_totals", title, columns, rows, words.text("note.series-totals"), 2, totals, chart, figures)


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
            figure(settings["rate"], year, "rate", "rate_count"),
            figure(words.text("change", title=settings["change"]), year, "change", "change_count"),
        ]
    return tuple(found)


def _unit(words: Words, settings: Mapping[str, Any]) -> str:
    return next((slot.unit for slot in words.form.slots if slot.path[:-1] == settings["planned"]), "")


def _heading(words: Words, settings: Mapping[str, Any], key: str, year: int) -> str:
    path = settings[key]
    title = words.leaf(path)
    if key == "actual" and year > settings["settled_until"]:
        title = words.text("forecast-of", title=title)
    return _titled(words, title, year, _unit(words, settings))


def _titled(words: Words, title: str, year: int, unit: str) -> str:
    return words.with_unit(f"{title} {words.year(year)}", unit)
