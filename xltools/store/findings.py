"""What the checks of a sheet found, kept: a content that was checked by the same rules before is not checked again."""

from __future__ import annotations

from collections.abc import Sequence

from xltools.checks.together import Own, own_problems
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.settings import CheckSettings
from xltools.store.database import Store
from xltools.store.kept import crc_of
from xltools.store.pack import packed_problems, unpacked_problems
from xltools.store.version import reader_version, rules_version


def own_problems_kept(store: Store, readings: Sequence[Reading], settings: CheckSettings) -> Own:
    """What is wrong with each reading by itself, as `xltools.checks.together.own_problems` tells it, by the reading's `id`."""
    rules = rules_version(settings)
    known = {id(reading): found for reading in readings if (found := _kept(store, reading, rules)) is not None}
    made = own_problems((reading for reading in readings if id(reading) not in known), settings)
    with store.change():
        for reading in readings:
            if id(reading) in made:
                _keep(store, reading, rules, made[id(reading)])
    return {**known, **made}


def _kept(store: Store, reading: Reading, rules: str) -> tuple[Problem, ...] | None:
    """What was found in a content by these rules; None if it was not kept, or is not as it was kept."""
    query = "SELECT findings.crc, data FROM findings JOIN submissions ON id = submission WHERE digest = ? AND reader = ? AND rules = ?"
    row = store.readable(query, reading.digest, reader_version(), rules) if reading.digest else None
    if row is None or crc_of(row[1]) != row[0]:
        return None
    try:
        return unpacked_problems(row[1], reading.source)
    except (ValueError, KeyError, TypeError):
        return None


def _keep(store: Store, reading: Reading, rules: str, problems: Sequence[Problem]) -> None:
    """Keep what was found in a reading, if that is kept itself."""
    text = packed_problems(problems)
    query = "INSERT OR REPLACE INTO findings SELECT id, ?, ?, ? FROM submissions WHERE digest = ? AND reader = ?"
    store.connection.execute(query, (rules, crc_of(text), text, reading.digest, reader_version()))
