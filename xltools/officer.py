"""What an officer does about one program: leave it out, declare it final, look at what came in so far."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltools import decisions
from xltools.decisions import EXCLUDE, INCLUDE, REOPEN, SETTLE, Decision
from xltools.errors import XltoolsError
from xltools.forms.record import value_at
from xltools.messages import Word
from xltools.monthly import Findings
from xltools.reading.roster import read_roster
from xltools.store import database, runs
from xltools.store.runs import Run, Sighting
from xltools.working_folder import WorkingFolder


@dataclass(frozen=True, slots=True)
class Past:
    """One content of a program's file: the runs that saw it (the first and the last), what became of it in the last, and what was
    read (None if that is not kept any more)."""

    first: Run
    last: Run
    sighting: Sighting
    record: Mapping[str, Any] | None


def exclude(folder: WorkingFolder, key: str, by: str, on: datetime.date, reason: str = "", undo: bool = False) -> None:
    """Leave a program out of every summary from now on, or take that back.

    Raises:
        XltoolsError: there is no such program; it is not excluded (with `undo`); the decisions cannot be read or written.
    """
    if undo:
        _must_hold(folder, EXCLUDE, key, "status.excluded")
    elif key not in _known(folder):
        raise XltoolsError("no-such-program", key=key)
    decision = Decision(INCLUDE if undo else EXCLUDE, key, by, on, reason)
    decisions.add_decision(folder.decisions, decision, folder.lang or "ja")


def settle(found: Findings, key: str, by: str, reason: str = "", undo: bool = False) -> None:
    """Declare the sheet of a program final as it is, or take that back. It is not final any more when its content changes.

    Raises:
        XltoolsError: no file of that program counts; it is not final (with `undo`); the decisions cannot be read or written.
    """
    folder, digest = found.folder, ""
    if undo:
        _must_hold(folder, SETTLE, key, "status.settled")
    else:
        form = found.selection.form
        digest = next((one.digest for one in found.selection.counted if value_at(one.record, form.key) == key), "")
        if not digest:
            raise XltoolsError("nothing-to-settle", key=key)
    decision = Decision(REOPEN if undo else SETTLE, key, by, found.as_of, reason, digest)
    decisions.add_decision(folder.decisions, decision, folder.lang or "ja")


def _must_hold(folder: WorkingFolder, kind: str, key: str, state: str) -> None:
    if key not in decisions.standing(decisions.read_decisions(folder.decisions), kind):
        raise XltoolsError("not-decided", key=key, state=Word(state))


def _known(folder: WorkingFolder) -> set[str]:
    """The codes of all programs that the roster or the store knows."""
    entries, _ = read_roster(folder.roster, folder.form) if folder.roster.exists() else ((), ())
    with database.opened(folder.store, folder.root) as store:
        return {entry.values.get(folder.form.key, "") for entry in entries} | runs.keys(store)


def history(folder: WorkingFolder, key: str) -> tuple[Past, ...]:
    """Every content of a program's files that a summary saw, the oldest first.

    Raises:
        XltoolsError: no summary saw any; the store cannot be used.
    """
    found: dict[tuple[str, str], Past] = {}
    with database.opened(folder.store, folder.root) as store:
        for run, sighting in runs.history_of(store, key):
            place = (sighting.path, sighting.digest)
            first = found[place].first if place in found else run
            found[place] = Past(first, run, sighting, runs.record_of(store, sighting.digest))
    if not found:
        raise XltoolsError("no-such-program", key=key)
    return tuple(found.values())
