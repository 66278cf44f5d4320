"""What was done: every file and what became of it, and the run's facts. No clock: the same input gives the same tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from xltools import messages
from xltools.checks.listing import changed_settings
from xltools.forms.record import value_at
from xltools.problems import SEVERITIES, Path, Problem
from xltools.reading.model import Reading
from xltools.resources import tool_version
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.model import Column, Mark, Source, SummaryTable, summary_table


def facts(words: Words, collection: Collection, limits: Sequence[str] = ()) -> SummaryTable:
    """The run in a few lines: what made it, of which form, how many files and problems, the settings that matter, and where a limit of
    Excel was reached and what was done about it (`limits`, one sentence each)."""
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
        (words.text("fact.invalid"), words.text("fact.invalid-left-out" if collection.valid_only else "fact.invalid-counted")),
        (words.text("fact.rounding"), words.text("fact.rounding-rule")),
        *_settings(words, collection),
        *((words.text("fact.limit"), limit) for limit in limits or [words.text("fact.no-limit")]),
    ]
    for settings in collection.form.summary.get("tables", ()):
        found = settings.get("achievement", {}).get("lower_is_better")
        if found:
            rows.append((words.text("fact.lower", title=words.said(settings["name"])), words.text("list-separator").join(found)))
    columns = [Column("item", words.text("item"), "text"), Column("value", words.text("value"), "text")]
    sheet = words.text("sheet.run")
    return summary_table("run", words.text("facts"), columns, rows, words.text("note.run"), sheet=sheet)


def rules(words: Words, collection: Collection) -> SummaryTable:
    """Every rule and check that the form's definition states, and how often the sheets of the run broke it."""
    form = words.form
    columns = [
        Column("rule", words.text("rule"), "code"),
        Column("title", words.text("rule-of"), "text"),
        Column("rounding", words.text("rounding"), "number"),
        *(Column(name, messages.text(f"severity.{name}", words.lang), "count") for name in SEVERITIES),
    ]
    totals: dict[tuple[str, str], set[Path]] = {}
    for rule in form.rules:
        totals.setdefault((rule.id, rule.title), set()).add(rule.total)
    broken = [problem for problem in collection.all_problems() if "rule" in problem.details]
    rows: list[tuple[object, ...]] = []
    for (rule_id, title), paths in totals.items():
        rounding = next(rule.rounding for rule in form.rules if (rule.id, rule.title) == (rule_id, title))
        own = Counter(problem.severity for problem in broken if problem.details["rule"] == rule_id and problem.path in paths)
        rows.append((rule_id, title, rounding, *(own[name] for name in SEVERITIES)))
    for check in form.checks:
        own = Counter(problem.severity for problem in broken if problem.details["rule"] == check.id)
        rows.append((check.id, check.title, None, *(own[name] for name in SEVERITIES)))
    return summary_table("rules", words.text("rules"), columns, rows, words.text("note.rules"), sheet=words.text("sheet.run"))


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
        Column("state", words.text("state"), "text", marks=(Mark("equal", words.text("state.to-mend")),)),
        Column("key", words.leaf(form.key), "code"),
        Column("name", words.leaf(form.name), "text"),
        Column("form", words.text("fact.form"), "code"),
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        *(Column(name, messages.text(f"severity.{name}", words.lang), "count") for name in SEVERITIES),
        Column("size", words.text("size"), "amount", words.text("bytes")),
        Column("modified", words.text("modified"), "text"),
        Column("reason", words.text("reason"), "prose"),
    ]
    counts: dict[str, Counter[str]] = {}
    for problem in collection.all_problems():
        counts.setdefault(problem.source, Counter())[problem.severity] += 1
    wrong = collection.wrong_sources()
    rows = [_row(words, reading, "to-mend" if reading.source in wrong else "received", None, counts) for reading in collection.readings]
    rows += [_row(words, reading, "compared", None, counts) for reading in collection.others]
    rows += [_row(words, reading, "left-out", reason, counts) for reading, reason in collection.left_out]
    rows.sort(key=lambda row: str(row[0]))
    links = {(index, "source"): Source(str(row[0])) for index, row in enumerate(rows)}
    return summary_table("files", words.text("files"), columns, rows, words.text("note.files"), 1, links=links)


def _row(words: Words, reading: Reading, state: str, reason: Problem | None, counts: Mapping[str, Counter[str]]) -> tuple[object, ...]:
    own = counts.get(reading.source, Counter())
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
    return _time(_newest(readings))


def last_day(readings: Iterable[Reading]) -> date | None:
    """The day of that; None if there is no file."""
    seconds = _newest(readings)
    return None if seconds is None else datetime.fromtimestamp(seconds).date()


def _newest(readings: Iterable[Reading]) -> float | None:
    return max((reading.modified for reading in readings if reading.modified is not None), default=None)
