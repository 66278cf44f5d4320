"""The tables of a summary, in the order of its sheets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltools.tables import changes, choices, data, problems, records, rows, run, series, statement, status, years
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.limits import reached
from xltools.tables.model import SummaryTable

KINDS = {
    "records": records.tables,
    "series": series.tables,
    "statement": statement.tables,
    "rows": rows.tables,
    "choices": choices.tables,
    "years": years.tables,
}
"""What makes the tables of each kind that a definition may name."""


def summary_tables(words: Words, collection: Collection) -> list[SummaryTable]:
    """Every table that the form's definition declares, in the order of their sheets, names unique."""
    found: list[SummaryTable] = []
    taken: set[str] = set()
    for settings in words.form.summary.get("tables", ()):
        found += KINDS[settings["kind"]](words, _name(settings, taken), settings, collection)
    return found


def leading_tables(words: Words, collection: Collection) -> list[SummaryTable]:
    """What comes before everything else: who has sent what, and what is different from last time, as far as the collection says so."""
    found = []
    if collection.standings is not None:
        found += [status.by_unit(words, collection.standings), status.table(words, collection.standings)]
    if collection.since is not None:
        found.append(changes.table(words, collection.since))
    return found


def all_tables(words: Words, collection: Collection) -> list[SummaryTable]:
    """Every table of the summary: the definition's, the problems, every figure with its source, what was done."""
    found = [*summary_tables(words, collection), *problems.tables(words, collection), data.table(words, collection)]
    facts = run.facts(words, collection, reached(words, found))
    return [*found, facts, run.files(words, collection), run.rules(words, collection)]


def _name(settings: Mapping[str, Any], taken: set[str]) -> str:
    """The ASCII name of a table: its kind and the path it shows, numbered if that is taken; added to `taken`."""
    subject = next((settings[key] for key in ("path", "planned", "current") if key in settings), ())
    base = name = "_".join(map(str, (settings["kind"], *subject)))
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{base}_{number}"
    taken.add(name.casefold())
    return name
