"""How every expected program stands on a day: missing, received, to be mended, and so on, and why."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xltools.checks.selection import Selection
from xltools.forms.model import Form
from xltools.forms.record import named, value_at
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.reading.roster import RosterEntry

MISSING, TO_MEND, TO_CONFIRM, RECEIVED, SETTLED, SUPERSEDED, EXCLUDED = STATES = (
    "missing", "to-mend", "to-confirm", "received", "settled", "superseded", "excluded",
)  # fmt: skip
"""Nothing came · it has errors, or cannot be read · only warnings, which want a reason · clean · declared final by the officer ·
another file of the program counts · not asked for, or not of this form and year."""
OPEN = frozenset({MISSING, TO_MEND})
"""What the section still has to do something about."""
SETTLED_CHANGED = "settled-changed"
"""The problem that comes up here alone; that a program is not on the roster is found by a check, too."""
_INVALID = "invalid-left-out"
"""Why a program's only sheet does not count although it is there."""
_SUPERSEDED = frozenset({"superseded", "identical-copy", "submitted-twice"})
_OTHERS = frozenset({"year-differs", "not-a-submission", "template-unfilled", "excluded-by-hand", "excluded-by-roster"})


@dataclass(frozen=True, slots=True)
class Standing:
    """One program, or one file of it that does not count.

    `unit` is who hands it in, `source` the file (None if nothing came), `received` the day on which its content was first seen,
    `days_left` the days from the day asked about to `deadline` (negative: so many days late; None without a deadline, or when the
    section has nothing more to do). `reason` says why a file does not count, or why a program stands as it does. `expected` is whether
    the roster asks for it (None without a roster: nobody knows). `beside` is whether the program stands in a row of its own, and this is
    one more file of it.
    """

    state: str
    key: str | None = None
    name: str | None = None
    unit: str | None = None
    source: str | None = None
    received: datetime.date | None = None
    deadline: datetime.date | None = None
    days_left: int | None = None
    errors: int = 0
    warnings: int = 0
    reason: Problem | None = None
    expected: bool | None = None
    beside: bool = False

    @property
    def overdue(self) -> bool:
        """Whether the deadline has passed and the section still has something to do."""
        return self.state in OPEN and self.days_left is not None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class Office:
    """What finance knows beside the files: the day that is asked about (None: no day, so nothing is late), the roster (None if there is
    none), the deadline of programs without one of their own, the programs that are excluded with the problem that says why, those
    declared final with the digest of the content that was, and on which day the content of each file (by source) was first seen."""

    as_of: datetime.date | None
    roster: tuple[RosterEntry, ...] | None = None
    deadline: datetime.date | None = None
    excluded: Mapping[str, Problem] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)
    received: Mapping[str, datetime.date] = field(default_factory=dict)


def unit_of(form: Form, record: Mapping[str, Any] | None) -> str | None:
    """Who hands a sheet in: what the definition names a folder of workbooks after."""
    return named(form.folder_name, record or {}).strip() or None


def _stated(entry: RosterEntry | None) -> dict[str, str]:
    """What the roster says of a program, by the first step of its place."""
    return {str(path[0]): text for path, text in entry.values.items() if len(path) == 1} if entry else {}


def _unit_of_entry(form: Form, entry: RosterEntry | None) -> str | None:
    return unit_of(form, _stated(entry))


def standings(selection: Selection, problems: Iterable[Problem], office: Office) -> tuple[Standing, ...]:
    """Every program by its code, each with the files of it that do not count behind it; last the files that say of no program.

    `problems` are all problems of the run.
    """
    form, counts = selection.form, _counts(problems)
    sheets = {str(value_at(reading.record, form.key)): reading for reading in selection.counted}
    for reading, why in selection.left_out:
        if why.code == _INVALID:
            sheets.setdefault(str(value_at(reading.record, form.key)), reading)
    own = {reading.source for reading in sheets.values()}
    entries = {entry.values.get(form.key, ""): entry for entry in office.roster or ()}
    programs = {*sheets, *entries, *office.excluded}
    found = [_of_program(form, key, sheets.get(key), entries.get(key), counts, office) for key in programs]
    others = [(reading, why) for reading, why in selection.left_out if reading.source not in own]
    found += _of_files(form, others, programs, entries, counts, office)
    told = {one.key for one in found if one.source and one.key in office.excluded}
    found = [one for one in found if one.source or one.key not in told]  # an excluded program that sent a file stands once
    return tuple(sorted(found, key=lambda one: (one.key is None, one.key or "", one.beside, one.source or "")))


def _counts(problems: Iterable[Problem]) -> Mapping[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for problem in problems:
        found.setdefault(problem.source, Counter())[problem.severity] += 1
    return found


def _of_program(
    form: Form, key: str, reading: Reading | None, entry: RosterEntry | None, counts: Mapping[str, Counter[str]], office: Office
) -> Standing:
    severities = counts.get(reading.source, Counter()) if reading else Counter[str]()
    deadline = (entry.deadline if entry else None) or office.deadline
    stated = _stated(entry)
    record = reading.record if reading else None
    state = _state(key, reading, severities, office)
    name = value_at(record, form.name) or stated.get(str(form.name[0]))
    reason = office.excluded.get(key)
    if entry is None and office.roster is not None and reading:
        reason = Problem("not-on-roster", reading.source, details={"key": key})
    elif reading and key in office.settled and state != SETTLED:
        reason = Problem(SETTLED_CHANGED, reading.source, details={"key": key})
    return Standing(
        state,
        key,
        None if name is None else str(name),
        _unit_of_entry(form, entry) or unit_of(form, record),
        reading.source if reading else None,
        office.received.get(reading.source) if reading else None,
        None if state == EXCLUDED else deadline,
        (deadline - office.as_of).days if deadline and office.as_of and state in OPEN else None,
        severities["error"],
        severities["warning"],
        reason,
        None if office.roster is None else entry is not None,
    )


def _state(key: str, reading: Reading | None, severities: Counter[str], office: Office) -> str:
    if reading is None:
        return EXCLUDED if key in office.excluded else MISSING
    if office.settled.get(key) == reading.digest and reading.digest:
        return SETTLED
    return TO_MEND if severities["error"] else TO_CONFIRM if severities["warning"] else RECEIVED


def _of_files(
    form: Form,
    left_out: Sequence[tuple[Reading, Problem]],
    programs: Container[str],
    entries: Mapping[str, RosterEntry],
    counts: Mapping[str, Counter[str]],
    office: Office,
) -> Iterator[Standing]:
    """The files that do not count, each with the problem that says why."""
    for reading, reason in left_out:
        own = reading.form
        key, name = (value_at(reading.record, path) for path in (own.key, own.name)) if own else (None, None)
        state = SUPERSEDED if reason.code in _SUPERSEDED else EXCLUDED if reason.code in _OTHERS else TO_MEND
        severities = counts.get(reading.source, Counter())
        yield Standing(
            state,
            None if key is None else str(key),
            None if name is None else str(name),
            _unit_of_entry(form, entries.get(str(key))) or (unit_of(own, reading.record) if own else None),
            reading.source,
            office.received.get(reading.source),
            errors=severities["error"],
            warnings=severities["warning"],
            reason=reason,
            expected=None if office.roster is None else str(key) in entries,
            beside=key is not None and str(key) in programs,
        )
