"""Reading only what changed: a file that looks as it did, or holds what was read before, is taken from the store."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.errors import XltoolsError
from xltools.forms.record import value_at
from xltools.problems import Problem
from xltools.reading.ahead import reading_ahead
from xltools.reading.batch import read_files
from xltools.reading.fetch import bytes_of
from xltools.reading.model import Reading
from xltools.store.database import Store
from xltools.store.pack import packed_layout, packed_origins, packed_problems, packed_record, unpacked
from xltools.store.version import reader_version

DOUBT = 2_000_000_000
"""Nanoseconds: a file saved so shortly before it was looked at may have been saved again without looking any different."""
PASSING = frozenset({"file-timeout", "file-memory"})
"""Problems that may be gone the next time: such a reading is not kept."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a file looked: its size in bytes and when it was last saved, in nanoseconds since 1970."""

    size: int
    modified: int
    saved: float = 0.0
    """`modified` in seconds, as everything else has it."""


def look_at(path: Path) -> Look | None:
    """How a file looks now; None if it cannot be seen."""
    try:
        status = os.stat(path)  # noqa: PTH116 - follows links
    except (OSError, ValueError):
        return None
    return Look(status.st_size, status.st_mtime_ns, status.st_mtime)


def read_changed(
    store: Store, run: int, now: int, paths: Sequence[Path], verify: bool = False, on_done: Callable[[], None] | None = None
) -> tuple[list[Reading], int]:
    """The readings of files, in the order given, and how many of them were read now; the others are as they were kept.

    A file that has the size and the time that it had is not opened, unless `verify`, or if it was saved so shortly before
    that this says nothing: then its content decides. `run` is the run that reads, `now` its time in nanoseconds since 1970.
    """
    looks = {path: look_at(path) for path in paths}
    known = {path: _known(store, path, look, verify) for path, look in looks.items() if look}
    digests = known
    if store.connection.execute("SELECT 1 FROM submissions LIMIT 1").fetchone():
        digests = {path: digest or _digest(path) for path, digest in known.items()}
    found: dict[Path, Reading] = {}
    held = {path: digest for path, digest in digests.items() if digest and _is_kept(store, digest)}
    new = [path for path in paths if path not in held]
    with reading_ahead(new, on_done) as read_new:
        for path, digest in held.items():
            kept = _kept(store, str(path), digest)
            if kept:
                found[path] = kept
                if on_done:
                    on_done()
        fresh = dict(zip(new, read_new(), strict=True))
    spoilt = [path for path in held if path not in found]
    fresh |= dict(zip(spoilt, read_files(spoilt, on_done), strict=True))
    readings = found | fresh
    with store.change():
        for reading in fresh.values():
            _keep(store, run, reading)
        for path, reading in readings.items():
            if path in fresh or not known[path]:
                _note(store, path, looks[path], now, reading)
    dated = {path: _dated(reading, looks[path]) for path, reading in readings.items()}
    return [dated[path] for path in paths], len(fresh)


def _dated(reading: Reading, look: Look | None) -> Reading:
    return replace(reading, modified=look.saved if look else None)


def _known(store: Store, path: Path, look: Look | None, verify: bool) -> str:
    """The digest of a file that surely has not changed since it was last looked at; empty for any other."""
    query = "SELECT size, modified, looked, digest FROM files WHERE path = ?"
    row = store.connection.execute(query, (store.place(str(path)),)).fetchone()
    if verify or row is None or look is None or (row[0], row[1]) != (look.size, look.modified):
        return ""
    return str(row[3]) if row[1] < row[2] - DOUBT else ""


def _digest(path: Path) -> str:
    data = bytes_of(path)
    return "" if isinstance(data, Problem) else hashlib.sha256(data).hexdigest()


_KEPT = """
SELECT size, form, fiscal_year, crc, records.data, layouts.data, origins.data, problems.data FROM submissions
JOIN records ON records.submission = id JOIN origins ON origins.submission = id JOIN problems ON problems.submission = id
JOIN layouts ON layouts.digest = origins.layout
WHERE submissions.digest = ? AND reader = ?
"""


def _is_kept(store: Store, digest: str) -> bool:
    """Whether there is a reading of a content, as it was kept or spoilt."""
    query = "SELECT 1 FROM submissions WHERE digest = ? AND reader = ?"
    return store.connection.execute(query, (digest, reader_version())).fetchone() is not None


def _kept(store: Store, source: str, digest: str) -> Reading | None:
    """The reading that was kept of a content; None if there is none, or if it is not as it was kept."""
    row = store.readable(_KEPT, digest, reader_version())
    if row is None or crc_of(*row[4:]) != row[3]:
        return None
    size, form, year, _, record, layout, origins, problems = row
    try:
        return unpacked(source, (form, year) if form else None, record, layout, origins, problems, size, digest)
    except (ValueError, KeyError, TypeError, XltoolsError):
        return None


def _keep(store: Store, run: int, reading: Reading) -> None:
    """Keep a reading, if it is one of a content and not of a passing difficulty."""
    if not reading.digest or any(problem.code in PASSING or _died(problem) for problem in reading.problems):
        return
    form, reader = reading.form, reader_version()
    record, layout, origins, problems = (
        packed_record(reading),
        packed_layout(reading),
        packed_origins(reading),
        packed_problems(reading.problems),
    )
    place = hashlib.sha256(layout.encode()).hexdigest()
    first = store.connection.execute("SELECT min(first_run) FROM submissions WHERE digest = ?", (reading.digest,)).fetchone()[0]
    values = (
        reading.digest,
        reader,
        reading.size,
        form.id if form else None,
        form.fiscal_year if form else None,
        *key_and_name(reading),
        first or run,
        crc_of(record, layout, origins, problems),
    )
    columns = "digest, reader, size, form, fiscal_year, key, name, first_run, crc"
    marks = ", ".join("?" * len(values))
    query = f"INSERT OR REPLACE INTO submissions ({columns}) VALUES ({marks}) RETURNING id"
    old = store.connection.execute("SELECT id FROM submissions WHERE digest = ? AND reader = ?", (reading.digest, reader)).fetchone()
    (number,) = store.connection.execute(query, values).fetchone()
    for table in ("records", "origins", "problems", "findings") if old else ():
        store.connection.execute(f"DELETE FROM {table} WHERE submission = ?", old)
    store.connection.execute("INSERT OR IGNORE INTO layouts VALUES (?, ?)", (place, layout))
    store.connection.execute("INSERT INTO records VALUES (?, ?)", (number, record))
    store.connection.execute("INSERT INTO origins (submission, data, layout) VALUES (?, ?, ?)", (number, origins, place))
    store.connection.execute("INSERT INTO problems VALUES (?, ?)", (number, problems))


def _died(problem: Problem) -> bool:
    return str(getattr(problem.details.get("reason"), "code", "")) == "damage.died"


def _note(store: Store, path: Path, look: Look | None, now: int, reading: Reading) -> None:
    """Note how a file looks that was just read or recognised."""
    if look and reading.digest and reading.size == look.size:
        values = (store.place(str(path)), look.size, look.modified, now, reading.digest)
        store.connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", values)


def key_and_name(reading: Reading) -> tuple[str | None, str | None]:
    """The program's code and name as a reading states them."""
    if reading.form is None:
        return None, None
    key, name = (value_at(reading.record, path) for path in (reading.form.key, reading.form.name))
    return None if key is None else str(key), None if name is None else str(name)


def crc_of(*texts: str) -> int:
    """What tells whether texts are as they were kept: the checksum of all of them, with a zero between two."""
    first, *others = texts
    found = zlib.crc32(first.encode())
    for text in others:
        found = zlib.crc32(text.encode(), zlib.crc32(b"\0", found))
    return found


def arrivals(store: Store, readings: Sequence[Reading]) -> Mapping[str, int]:
    """For each file (by its source) the number of the run that first saw its content."""
    query = "SELECT min(first_run) FROM submissions WHERE digest = ?"
    found = {reading.source: store.connection.execute(query, (reading.digest,)).fetchone()[0] for reading in readings if reading.digest}
    return {source: run for source, run in found.items() if run is not None}
