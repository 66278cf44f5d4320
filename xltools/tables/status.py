"""The table of who has sent what (提出状況), and the same counted per unit."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from xltools import fiscal_years, messages
from xltools.forms.model import Form
from xltools.tables.columns import Words
from xltools.tables.model import Column, Mark, Source, SummaryTable, summary_table
from xltools.tables.standing import EXCLUDED, MISSING, OPEN, RECEIVED, SETTLED, SUPERSEDED, TO_CONFIRM, TO_MEND, Standing

COUNTED_STATES = (MISSING, TO_MEND, TO_CONFIRM, RECEIVED, SETTLED)
"""The states that the count per unit has a column for, those that want something done first."""


def title(words: Words, as_of: datetime.date) -> str:
    """What stands above it all: the form, the year and the day."""
    year, western = words.form.fiscal_year, str(words.form.fiscal_year)
    both = fiscal_years.label(year, year, "both")
    return messages.text("status.head", words.lang, title=words.form.title, both=both, western=western, date=as_of.isoformat())


def table(words: Words, standings: Sequence[Standing]) -> SummaryTable:
    """One row per program, and one for each file that does not count."""
    marks = tuple(Mark("equal", state_word(state, words.lang)) for state in COUNTED_STATES if state in OPEN)
    columns = [
        Column("unit", unit_title(words.form), "text"),
        Column("key", words.leaf(words.form.key), "code"),
        Column("name", words.leaf(words.form.name), "text"),
        Column("state", words.text("state"), "text", marks=marks),
        Column("deadline", words.text("deadline"), "text"),
        Column("days", words.text("days-left"), "number", words.text("days")),
        Column("received", words.text("first-seen"), "text"),
        Column("errors", messages.text("severity.error", words.lang), "count"),
        Column("warnings", messages.text("severity.warning", words.lang), "count"),
        Column("source", words.text("file"), "text"),
        Column("reason", words.text("reason"), "prose"),
    ]
    rows = [
        (
            one.unit,
            one.key,
            one.name,
            state_word(one.state, words.lang),
            one.deadline.isoformat() if one.deadline else None,
            one.days_left,
            one.received.isoformat() if one.received else None,
            _number(one, one.errors),
            _number(one, one.warnings),
            one.source,
            one.reason.message(words.lang) if one.reason else None,
        )
        for one in standings
    ]
    links = {(index, "source"): Source(one.source) for index, one in enumerate(standings) if one.source}
    note = words.text("note.status") + ("" if knows_missing(standings) else words.text("note.no-roster"))
    return summary_table("status", words.text("sheet.status"), columns, rows, note, 3, links=links)


def _number(one: Standing, problems: int) -> int | None:
    """So many problems; nothing where there is no file, or one that nobody has looked at because it does not count."""
    return problems if one.source and (problems or one.state not in (SUPERSEDED, EXCLUDED)) else None


def by_unit(words: Words, standings: Sequence[Standing]) -> SummaryTable:
    """How many programs stand how, per unit in the order of their first program, the sum last. Without a roster nobody knows how many
    are missing, so that is blank."""
    programs = asked_for(standings)
    columns = [
        Column("unit", unit_title(words.form), "text"),
        Column("expected", words.text("expected-programs"), "count"),
        *(Column(state, state_word(state, words.lang), "count") for state in COUNTED_STATES),
        Column("overdue", words.text("overdue"), "count"),
    ]
    units = dict.fromkeys(one.unit for one in programs)
    rows = [_counts(unit or words.text("no-unit"), [one for one in programs if one.unit == unit]) for unit in units]
    rows.append(_counts(words.text("sum"), programs))
    note = words.text("note.status-units")
    if not knows_missing(standings):
        rows = [(*row[:2], None, *row[3:]) for row in rows]
        note += words.text("note.no-roster")
    sums = frozenset({len(rows) - 1})
    return summary_table("status_units", words.text("sheet.status-units"), columns, rows, note, 1, sums=sums)


def asked_for(standings: Iterable[Standing]) -> list[Standing]:
    """Those that are counted: every program once, not one more file of it, and nothing that is not asked for."""
    return [one for one in standings if not one.beside and one.state != EXCLUDED]


def knows_missing(standings: Iterable[Standing]) -> bool:
    """Whether a roster says which programs are to send a sheet; else nobody knows who is missing."""
    return any(one.expected is not None for one in standings)


def _counts(unit: str, programs: Sequence[Standing]) -> tuple[object, ...]:
    states = [one.state for one in programs]
    return (unit, sum(one.key is not None for one in programs), *map(states.count, COUNTED_STATES), sum(one.overdue for one in programs))


def state_word(state: str, lang: str | None = None) -> str:
    """The word for a state: 未提出, 要修正 …"""
    return messages.text(f"status.{state}", lang)


def unit_title(form: Form) -> str:
    """What the form calls the unit that hands a sheet in."""
    from string import Formatter

    named = {name for _, name, _, _ in Formatter().parse(form.folder_name) if name}
    return "・".join(dict.fromkeys(slot.label for slot in form.slots if len(slot.path) == 1 and slot.path[0] in named))


def as_data(standings: Iterable[Standing], lang: str | None = None) -> list[dict[str, object]]:
    """The same as plain data."""
    return [
        {
            "key": one.key,
            "name": one.name,
            "unit": one.unit,
            "state": one.state,
            "word": state_word(one.state, lang),
            "expected": one.expected,
            "overdue": one.overdue,
            "deadline": one.deadline.isoformat() if one.deadline else None,
            "days_left": one.days_left,
            "received": one.received.isoformat() if one.received else None,
            "errors": one.errors,
            "warnings": one.warnings,
            "file": one.source,
            "reason": one.reason.message(lang) if one.reason else None,
        }
        for one in standings
    ]
