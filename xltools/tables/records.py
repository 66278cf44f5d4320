"""`records`: one row per program, the columns that the definition names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltools.tables.collection import Collection, record_of
from xltools.tables.columns import Words
from xltools.tables.model import Column, Mark, Source, SummaryTable, summary_table


def tables(words: Words, name: str, settings: Mapping[str, Any], collection: Collection) -> list[SummaryTable]:
    """The list of programs; behind the definition's columns stand the state of the submission and its file."""
    identity = words.identity()
    columns = [
        *identity,
        *words.columns(settings["columns"]),
        Column("state", words.text("state"), "text", marks=(Mark("equal", words.text("state.to-mend")),)),
        Column("source", words.text("file"), "text"),
    ]
    wrong = collection.wrong_sources()
    rows = [
        (
            *words.identity_of(record_of(reading)),
            *(words.value(record_of(reading), path) for path in settings["columns"]),
            words.text("state.to-mend" if reading.source in wrong else "state.received"),
            reading.source,
        )
        for reading in collection.readings
    ]
    links = {(index, "source"): Source(reading.source) for index, reading in enumerate(collection.readings)}
    return [summary_table(name, words.said(settings["name"]), columns, rows, words.text("note.records"), len(identity), links=links)]
