"""Sheets of one program in consecutive years, made of one history: what stands in both is the same."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from examples_for_tests import record

from xltools.forms.definition import load_form
from xltools.forms.record import value_at
from xltools.problems import Path
from xltools.reading.from_record import reading_of
from xltools.reading.model import Reading

FIRST = 2018
Values = Mapping[int, int | float | None]


def rolled(before: Mapping[str, Any], later: int = 1) -> dict[str, Any]:
    """The sheet `later` years after another one, every new value made up, so that nothing is to be said about the two."""
    year = before["fiscal_year"] + later
    after = copy.deepcopy(dict(before))
    after["fiscal_year"] = year
    for series in (after["budget"], after["settlement"], *(row["values"] for table in ("indicators", "results") for row in after[table])):
        _move(series, later)
    after["breakdown"] = {str(int(key) + later): rows for key, rows in after["breakdown"].items()}
    for line in after["cost_statement"].values():
        change = line.pop("change")
        _move(line, later)
        line["change"] = change
    after["classification"] = {**after["classification"], "current": after["classification"]["next"], "comment": f"{year}年度の説明"}
    after["improvements"] = [{**row, "planned": row["next"], "done": f"{year}年度の成果"} for row in after["improvements"]]
    after["history"] = f"{after['history']}\n{year}年 機器を更改"
    after["remarks"] = f"{year}年度の備考"
    with_totals = reading_of(load_form(after["form"], year), after, "").record
    return copy.deepcopy(dict(with_totals or {}))


def _move(series: dict[str, Any], years: int) -> None:
    """Let a series begin and end `years` later; a new last value goes on from the one before."""
    for _ in range(years):
        keys = sorted(series)
        series[str(int(keys[-1]) + 1)] = series[keys[-1]]
        del series[keys[0]]


def pair() -> tuple[dict[str, Any], dict[str, Any]]:
    """A program's sheets of two years."""
    before = record()
    return before, rolled(before)


def sheet(one: Mapping[str, Any], source: str = "") -> Reading:
    """A record as a sheet of the form of its year."""
    return reading_of(load_form(one["form"], one["fiscal_year"]), one, source or f"{one['fiscal_year']}.xlsx")


def put(one: Any, path: Path, value: object) -> None:
    """Change one value of a record."""
    value_at(one, path[:-1])[path[-1]] = value


def path_of(text: str) -> Path:
    """``/results/0/name`` as a path: a number of one or two digits is a row."""
    return tuple(int(part) if part.isdigit() and len(part) < 4 else part for part in text.strip("/").split("/"))
