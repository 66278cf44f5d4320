"""What was done: every file and what became of it, and the run's facts. No clock: the same input gives the same tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from xltools import messages
from xltools.checks.listing import changed_settings
from xltools.forms.record import value_at
from xltools.problems import SEVERITIES, Problem
from xltools.reading.model import Reading
from xltools.resources import tool_version
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.model import Column, SummaryTable, summary_table


def facts(words: Words, collection: Collection) -> SummaryTable:
    """The run in a few lines: what made it, of which form, how many files and problems, and the settings that matter."""
    wrong = collection.wrong_sources()
    counts = Counter(problem.severity for problem in collection.all_problems())
    rows: list[tuple[str, object]] = [
        (words.text("fact.tool"), f"xltools {tool_version()}".strip()),
        (words.text("fact.form"), collection.form.id),
        (words.text("fact.family"), collection.form.family),
        (words.text("fact.title"), collection.form.title),
        (words.text("fiscal-year"), words.year(collection.fiscal_year)),
        (words.text("fact.as-of"), collection.as_of),
        (words.text("fact.counted"), len(collection.readings)),
        (words.text("fact.to-mend"), sum(reading.source in wrong for reading in collection.readings)),
        (words.text("fact.compared"), len(collection.others)),
        (words.text("fact.left-out"), len(collection.left_out)),
        *((words.text("fact.problems", severity=messages.text(f"severity.{name}", words.lang)), counts[name]) for name in SEVERITIES),
        (words.text("fact.rounding"), words.text("fact.rounding-rule")),
        *_settings(words, collection),
    ]
    for settings in collection.form.summary.get("tables", ()):
        found = settings.get("achievement", {}).get("lower_is_better")
        if found:
            rows.append((words.text("fact.lower", title=settings["name"]), "、".join(found)))
    columns = [Column("item", words.text("item"), "text"), Column("value", words.text("value"), "text")]
    return summary_table("run", words.text("sheet.run"), columns, list(rows), words.text("note.run"))


def _settings(words: Words, collection: Collection) -> list[tuple[str, object]]:
    """One row for each setting that the ward has made, or one that says that it has made none."""
    made = [f"{name} = {value}" for name, value in changed_settings(collection.settings)]
    return [(words.text("fact.checks"), one) for one in made or [words.text("fact.checks-default")]]


def files(words: Words, collection: Collection) -> SummaryTable:
    """One row per file: what became of it, and why, its content's fingerprint, and what it said it was."""
    form = words.form
    columns = [
        Column("source", words.text("file"), "text"),
        Column("digest", words.text("digest"), "text"),
        Column("state", words.text("state"), "text"),
        Column("key", words.leaf(form.key), "code"),
        Column("name", words.leaf(form.name), "text"),
        Column("form", words.text("fact.form"), "code"),
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        *(Column(name, messages.text(f"severity.{name}", words.lang), "count") for name in SEVERITIES),
        Column("size", words.text("size"), "amount", words.text("bytes")),
        Column("modified", words.text("modified"), "text"),
        Column("reason", words.text("reason"), "prose"),
    ]
    problems = collection.all_problems()
    wrong = collection.wrong_sources()
    rows = [_row(words, reading, "to-mend" if reading.source in wrong else "received", None, problems) for reading in collection.readings]
    rows += [_row(words, reading, "compared", None, problems) for reading in collection.others]
    rows += [_row(words, reading, "left-out", reason, problems) for reading, reason in collection.left_out]
    rows.sort(key=lambda row: str(row[0]))
    return summary_table("files", words.text("files"), columns, rows)


def _row(words: Words, reading: Reading, state: str, reason: Problem | None, problems: list[Problem]) -> tuple[object, ...]:
    own = Counter(problem.severity for problem in problems if problem.source == reading.source)
    form = reading.form
    return (
        reading.source,
        reading.digest or None,
        words.text(f"state.{state}"),
        messages.shown(value_at(reading.record, form.key)) or None if form else None,
        messages.shown(value_at(reading.record, form.name)) or None if form else None,
        form.id if form else None,
        form.fiscal_year if form else None,
        *(own[name] for name in SEVERITIES),
        reading.size or None,
        _time(reading.modified),
        reason.message(words.lang) if reason else None,
    )


def _time(seconds: float | None) -> str | None:
    """A time as people write it, in the time zone of the machine; None stays None."""
    return None if seconds is None else datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")


def last_change(readings: Iterable[Reading]) -> str | None:
    """When the newest of the files was last written: the state of things that a summary shows."""
    return _time(max((reading.modified for reading in readings if reading.modified is not None), default=None))
