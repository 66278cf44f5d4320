"""Sheets of several years: the examples read from their workbooks, and sheets made from records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from examples_for_tests import EXAMPLES, LATER_EXAMPLES, record

import xltools
from xltools.checks.selection import select
from xltools.forms.definition import load_form
from xltools.reading.from_record import reading_of
from xltools.reading.model import Reading
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.model import SummaryTable
from xltools.tables.years import tables

Row = dict[str, Any]


@cache
def example_readings() -> tuple[Reading, ...]:
    """The twelve workbooks of both years, read."""
    return tuple(xltools.read([EXAMPLES, LATER_EXAMPLES]))


def collected(readings: Sequence[Reading], year: int | None = None) -> Collection:
    """What a summary of the latest of these years is made from."""
    newest = max(reading.form.fiscal_year for reading in readings if reading.form)
    selection = select(readings, year or newest)
    return Collection(selection.form, selection.form.fiscal_year, selection.counted, selection.left_out, others=selection.others)


def tables_of(readings: Sequence[Reading], lang: str = "ja") -> dict[str, SummaryTable]:
    """The tables of several years by name."""
    collection = collected(readings)
    settings = next(table for table in collection.form.summary["tables"] if table["kind"] == "years")
    return {table.name: table for table in tables(Words(collection.form, lang), "years", settings, collection)}


def rows_of(table: SummaryTable) -> list[Row]:
    """The rows of a table as column key → value."""
    return [dict(zip((column.key for column in table.columns), row, strict=True)) for row in table.rows]


Change = Callable[[dict[str, Any]], None]


def sheet(year: int, change: Mapping[str, Any] | None = None, edit: Change | None = None, base: Mapping[str, Any] | None = None) -> Reading:
    """A sheet of a year: a record whose series are of that year, all of them filled in, with some keys replaced and edited."""
    made = dict(record() if base is None else base)
    made["fiscal_year"] = year
    for key in ("budget", "settlement"):
        made[key] = {str(one): 1000 + one for one in range(year - 6, year + 1)}
    made["results"] = [{"name": "件数", "values": {str(one): one for one in range(year - 6, year + 1)}}]
    made["indicators"] = [{"name": "率", "values": {str(one): one for one in range(year - 3, year + 1)}, "target": 100, "note": None}]
    made["breakdown"] = {str(one): [] for one in range(year - 2, year + 1)}
    lines = made["cost_statement"]
    made["cost_statement"] = {line: {str(year - 2): 2 * (year - 2), str(year - 1): 2 * (year - 1), "change": 2} for line in lines}
    made |= change or {}
    if edit:
        edit(made)
    code = made["program_code"] or "none"
    return reading_of(load_form("program-analysis", year), made, str(Path(str(year)) / f"{code}.xlsx"))
