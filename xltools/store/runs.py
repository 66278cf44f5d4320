"""What every run saw, and what became of it: the memory of a working folder."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltools.cells import CellRef
from xltools.problems import Problem
from xltools.resources import tool_version
from xltools.store.database import Store
from xltools.store.pack import plain, restored
from xltools.store.version import reader_version

COUNTED = "counted"
"""The state of a file that counts; that of any other is the code of the problem that says why it does not."""


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run: its number, when it ended (UTC), the day whose state it shows, what it summed up and where it wrote."""

    number: int
    finished: str
    as_of: datetime.date
    family: str | None
    fiscal_year: int | None
    target: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """One file in one run: its path from the working folder on, its size and time (nanoseconds since 1970), its content's digest,
    its program, whether it counted (`state`) or why not (`reason`), and how many errors and warnings it had."""

    path: str
    size: int
    modified: int | None
    digest: str
    key: str | None
    name: str | None
    state: str
    reason: Problem | None = None
    errors: int = 0
    warnings: int = 0


def begin(store: Store, now: datetime.datetime, as_of: datetime.date) -> int:
    """Note that a run has begun; its number. `now` is in UTC."""
    query = "INSERT INTO runs (began, as_of, tool, reader) VALUES (?, ?, ?, ?) RETURNING id"
    values = (now.isoformat(timespec="seconds"), as_of.isoformat(), tool_version(), reader_version())
    with store.change() as connection:
        (number,) = connection.execute(query, values).fetchone()
    return int(number)


def finish(
    store: Store, number: int, now: datetime.datetime, family: str, fiscal_year: int, target: str, sightings: Iterable[Sighting]
) -> None:
    """Note what a run saw, and that it is done: from now on it is the last one."""
    rows = [
        (number, one.path, one.size, one.modified, one.digest, one.key, one.name, one.state, _reason(one.reason), one.errors, one.warnings)
        for one in sightings
    ]
    with store.change() as connection:
        connection.executemany(f"INSERT INTO sightings VALUES ({', '.join('?' * 11)})", rows)
        query = "UPDATE runs SET finished = ?, family = ?, fiscal_year = ?, target = ? WHERE id = ?"
        connection.execute(query, (now.isoformat(timespec="seconds"), family, fiscal_year, target, number))


def _reason(problem: Problem | None) -> str:
    if problem is None:
        return "null"
    at = [problem.at.sheet, problem.at.row, problem.at.column] if problem.at else None
    parts = [problem.code, problem.source, problem.severity, at, list(problem.path), problem.label, problem.value, dict(problem.details)]
    return json.dumps([plain(part) for part in parts])


def _restored_reason(text: str) -> Problem | None:
    packed: list[Any] | None = json.loads(text)
    if packed is None:
        return None
    code, source, severity, at, path, label, value, details = packed
    return Problem(code, source, severity, CellRef(*at) if at else None, tuple(path), label, restored(value), restored(details))


_RUNS = "SELECT id, finished, as_of, family, fiscal_year, target FROM runs WHERE finished IS NOT NULL"


def finished_runs(store: Store) -> list[Run]:
    """Every run that was not broken off, the oldest first."""
    return [_run(row) for row in store.connection.execute(f"{_RUNS} ORDER BY id")]


def last_before(store: Store, as_of: datetime.date, family: str, fiscal_year: int) -> Run | None:
    """The last finished run of a form and year that shows the state of an earlier day; None if there is none.

    Runs of the same day do not count, so that a run that is made again, or again after a correction, shows the same changes.
    """
    query = f"{_RUNS} AND as_of < ? AND family = ? AND fiscal_year = ? ORDER BY as_of DESC, id DESC LIMIT 1"
    row = store.connection.execute(query, (as_of.isoformat(), family, fiscal_year)).fetchone()
    return _run(row) if row else None


def days(store: Store) -> dict[int, datetime.date]:
    """The day that each run shows, also of runs that were broken off, by number."""
    return {number: datetime.date.fromisoformat(day) for number, day in store.connection.execute("SELECT id, as_of FROM runs")}


def _run(row: Sequence[Any]) -> Run:
    number, finished, as_of, family, year, target = row
    return Run(number, finished, datetime.date.fromisoformat(as_of), family, year, target)


_SIGHTINGS = "SELECT path, size, modified, digest, key, name, state, reason, errors, warnings FROM sightings"


def sightings_of(store: Store, number: int) -> list[Sighting]:
    """What a run saw, by path."""
    return [_sighting(row) for row in store.connection.execute(f"{_SIGHTINGS} WHERE run = ? ORDER BY path", (number,))]


def _sighting(row: Sequence[Any]) -> Sighting:
    path, size, modified, digest, key, name, state, reason, errors, warnings = row
    return Sighting(path, size, modified, digest, key, name, state, _restored_reason(reason), errors, warnings)


def history_of(store: Store, key: str) -> list[tuple[Run, Sighting]]:
    """Every sighting of a program's files, run by run, the oldest first."""
    numbers = {run.number: run for run in finished_runs(store)}
    columns = _SIGHTINGS.removeprefix("SELECT ")
    rows = store.connection.execute(f"SELECT run, {columns} WHERE key = ? ORDER BY run, path", (key,)).fetchall()
    return [(numbers[number], _sighting(row)) for number, *row in rows if number in numbers]


def record_of(store: Store, digest: str) -> Mapping[str, Any] | None:
    """The record that was read of a content, by the newest version of the reading code that read it; None if there is none."""
    query = "SELECT data FROM submissions JOIN records ON submission = id WHERE digest = ? ORDER BY id DESC LIMIT 1"
    row = store.connection.execute(query, (digest,)).fetchone()
    record: Mapping[str, Any] | None = json.loads(row[0]) if row else None
    return record


def keys(store: Store) -> set[str]:
    """The codes of all programs that were ever read."""
    return {key for (key,) in store.connection.execute("SELECT DISTINCT key FROM submissions WHERE key IS NOT NULL")}
