"""What is different from an earlier run: programs that are new or gone, every field that holds something else, errors that came or
went."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from xltools import messages
from xltools.cells import CellRef
from xltools.forms.model import Form, Slot
from xltools.forms.record import FORM_KEY, YEAR_KEY
from xltools.problems import Path
from xltools.reading.model import Reading
from xltools.tables.columns import Words, as_said
from xltools.tables.model import Column, Source, SummaryTable, summary_table

NEW, WITHDRAWN, LEFT_OUT, CHANGED, RESAVED, CORRECTED, NEWLY_WRONG = KINDS = (
    "new", "withdrawn", "left-out", "changed", "resaved", "corrected", "newly-wrong",
)  # fmt: skip
"""A program that was not there · one that is there no more · one that is excluded now · a field that holds something else · another
file with the same content · errors before, none now · none before, errors now."""
_GONE = frozenset({WITHDRAWN, LEFT_OUT})
"""Changes of which the file, if it is still there, is that of the earlier run."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A program in one run: its name, the file that counted and the digest of its content, its record (None if it is not kept
    any more) and how many errors it had. `reading` is the reading itself, if it is one of this run."""

    name: str | None
    source: str
    digest: str
    record: Mapping[str, Any] | None
    errors: int
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: its kind, the program, and for a field its label, its cell in the new file, both values (None: blank; a year is a
    text) and its unit.
    Of errors that came or went, `old` and `new` are their numbers."""

    kind: str
    key: str
    name: str | None
    source: str
    label: str = ""
    at: CellRef | None = None
    old: object = None
    new: object = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """All differences, and the earlier run that they are differences from: the day that it showed."""

    day: str
    changes: tuple[Change, ...] = field(default=())


def changes(
    words: Words, before: Mapping[str, Seen], after: Mapping[str, Seen], excluded: Container[str] = frozenset()
) -> tuple[Change, ...]:
    """The differences between the programs of two runs, by code; of one program in the order of the form. `excluded` are the programs
    that do not count now, whatever came in of them."""
    found: list[Change] = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is None and new:
            found.append(Change(NEW, key, new.name, new.source))
        elif new is None and old:
            found.append(Change(LEFT_OUT if key in excluded else WITHDRAWN, key, old.name, old.source))
        elif old and new:
            found += _of_one(words, key, old, new)
    return tuple(found)


def _of_one(words: Words, key: str, old: Seen, new: Seen) -> Iterator[Change]:
    if old.digest != new.digest:
        fields = list(_fields(words, key, old, new))
        yield from fields or [Change(RESAVED, key, new.name, new.source)]
    if bool(old.errors) != bool(new.errors):
        yield Change(NEWLY_WRONG if new.errors else CORRECTED, key, new.name, new.source, old=old.errors, new=new.errors)


def _fields(words: Words, key: str, old: Seen, new: Seen) -> Iterator[Change]:
    """Every entry that differs; totals, which only follow from entries, are passed over."""
    reading = new.reading
    slots: Mapping[Path, Slot] = {slot.path: slot for slot in reversed(words.form.slots)}
    for path, before, after in differences(old.record, new.record):
        place = reading.fields.get(path, path) if reading else path
        slot = slots.get(place)
        if slot is None or slot.computed:
            continue
        at = reading.origins.get(path) if reading else None
        was, now = (as_said(slot, _shown(words.form, path, value)) for value in (before, after))
        yield Change(CHANGED, key, new.name, new.source, slot.full_label, at, was, now, slot.unit)


def _shown(form: Form, path: Path, value: object) -> object:
    """A value as the form says it: an answer in its word."""
    if not isinstance(value, bool):
        return value
    marks = [slot.mark for slot in form.slots if slot.path == path and slot.mark]
    return next((mark.text for mark in marks if mark.value is value), messages.shown(value))


def differences(old: Any, new: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """The leaves in which two records differ: where in the new one (of what is gone: where in the old one), old and new value.

    Rows of a table are compared with the rows that they were: a row put in between does not make all that follow it different.
    """
    if _both(dict, old, new):
        older, newer = old or {}, new or {}
        for key in dict.fromkeys([*newer, *older]):
            if path or key not in (FORM_KEY, YEAR_KEY):
                yield from differences(older.get(key), newer.get(key), (*path, str(key)))
    elif _both(list, old, new):
        older, newer = old or [], new or []
        for before, after in _paired(older, newer):
            row = after if after is not None else before
            yield from differences(
                older[before] if before is not None else None, newer[after] if after is not None else None, (*path, row or 0)
            )
    elif old != new or isinstance(old, bool) != isinstance(new, bool):
        yield path, old, new


def _both(kind: type, old: Any, new: Any) -> bool:
    """Whether two values are of a kind, or one is and the other is not there."""
    return isinstance(old if new is None else new, kind) and isinstance(old, (kind, type(None)))


def _paired(old: list[Any], new: list[Any]) -> Iterator[tuple[int | None, int | None]]:
    """Which row (0-based) was which: equal ones first, those between them in their order; None for one that was put in or taken
    out."""
    before, after = ([repr(row) for row in rows] for rows in (old, new))
    for _, start, end, begin, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield from zip_longest(range(start, end), range(begin, stop))


def table(words: Words, since: Since) -> SummaryTable:
    """The differences as a table, one row each."""
    columns = [
        Column("kind", words.text("change-kind"), "text"),
        Column("key", words.leaf(words.form.key), "code"),
        Column("name", words.leaf(words.form.name), "text"),
        Column("label", words.text("field"), "text"),
        Column("old", words.text("old"), "prose"),
        Column("new", words.text("new"), "prose"),
        Column("cell", words.text("cell"), "code"),
        Column("source", words.text("file"), "text"),
    ]
    rows = [_row(words, change) for change in since.changes]
    links = {
        (index, "cell" if change.at else "source"): Source(change.source, change.at)
        for index, change in enumerate(since.changes)
        if change.kind not in _GONE
    }
    return summary_table("changes", words.text("sheet.changes"), columns, rows, words.text("note.changes", date=since.day), 3, links=links)


def _row(words: Words, change: Change) -> tuple[object, ...]:
    counted = change.kind in (CORRECTED, NEWLY_WRONG)
    label = words.text("errors-of") if counted else words.with_unit(change.label, change.unit) or None
    old, new = (None if value is None else messages.shown(value, words.lang) for value in (change.old, change.new))
    at = str(change.at) if change.at else None
    return (words.text(f"change.{change.kind}"), change.key, change.name, label, old or None, new or None, at, change.source)
