"""What one monthly run leaves for the next, and what is different from the one before."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from xltools.checks.selection import Selection
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.store import kept, runs
from xltools.working_folder import WorkingFolder

if TYPE_CHECKING:
    from xltools.store.database import Store
    from xltools.tables.changes import Since


def since_last(
    store: Store,
    folder: WorkingFolder,
    as_of: datetime.date,
    since: datetime.date | None,
    selection: Selection,
    problems: Sequence[Problem],
    excluded: Container[str],
) -> Since | None:
    """What is different from an earlier run; None if there was none."""
    from xltools.tables.changes import Seen, Since, changes
    from xltools.tables.columns import Words

    day = min(as_of, since + datetime.timedelta(days=1)) if since else as_of
    before = runs.last_before(store, day, folder.form.family, folder.form.fiscal_year)
    if before is None:
        return None
    errors = Counter(problem.source for problem in problems if problem.severity == "error")
    new = {}
    for reading in selection.counted:
        key, name = kept.key_and_name(reading)
        new[str(key)] = Seen(name, reading.source, reading.digest, reading.record, errors[reading.source], reading)
    old = {}
    for one in runs.sightings_of(store, before.number):
        if one.state == runs.COUNTED and one.key is not None:
            now = new.get(one.key)
            record = now.record if now and now.digest == one.digest else runs.record_of(store, one.digest)
            old[one.key] = Seen(one.name, one.path, one.digest, record, one.errors)
    return Since(before.as_of.isoformat(), changes(Words(folder.form, folder.lang or "ja"), old, new, excluded))


def sightings(store: Store, readings: Iterable[Reading], selection: Selection, problems: Iterable[Problem]) -> Iterator[runs.Sighting]:
    """What a run saw, for the next one."""
    counts = Counter((problem.source, problem.severity) for problem in problems)
    reasons = {reading.source: reason for reading, reason in selection.left_out}
    for reading in readings:
        reason, modified = reasons.get(reading.source), reading.modified
        yield runs.Sighting(
            store.place(reading.source),
            reading.size,
            None if modified is None else round(modified * 1e9),
            reading.digest,
            *kept.key_and_name(reading),
            reason.code if reason else runs.COUNTED,
            replace(reason, source=store.place(reading.source)) if reason else None,
            counts[reading.source, "error"],
            counts[reading.source, "warning"],
        )
