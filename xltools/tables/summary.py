"""The tables of a summary, in the order of its sheets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltools.tables import records, rows, series, statement
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.model import SummaryTable

KINDS = {"records": records.tables, "series": series.tables, "statement": statement.tables, "rows": rows.tables}
"""What makes the tables of each kind that a definition may name."""


def summary_tables(words: Words, collection: Collection) -> list[SummaryTable]:
    """Every table that the form's definition declares, totals before the tables they sum up, names unique."""
    found: list[SummaryTable] = []
    taken: set[str] = set()
    for settings in words.form.summary.get("tables", ()):
        found += KINDS[settings["kind"]](words, _name(settings, taken), settings, collection)
    return found


def _name(settings: Mapping[str, Any], taken: set[str]) -> str:
    """The ASCII name of a table: its kind and the path it shows, numbered if that is taken; added to `taken`."""
    base = name = "_".join(map(str, (settings["kind"], *settings.get("path", settings.get("planned", ())))))
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{base}_{number}"
    taken.add(name.casefold())
    return name
