"""The list of problems that people can work with (peers.md): worst first, one row each, what to do beside what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from xltools import messages
from xltools.forms.compile import full_label, group_key
from xltools.forms.model import Form
from xltools.forms.record import value_at
from xltools.problems import SEVERITIES, Path, Problem
from xltools.reading.model import Reading
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.model import Column, Mark, Source, SummaryTable, summary_table


def tables(words: Words, collection: Collection) -> list[SummaryTable]:
    """Every problem of the run, and how many files have which one in which field."""
    readings = (*collection.readings, *collection.others, *(reading for reading, _ in collection.left_out))
    found = collection.all_problems()
    listing = replace(listed(readings, found, words.lang), title=words.text("sheet.problems"), note=words.text("note.problems"))
    grouped = replace(causes(readings, found, words.lang), title=words.text("sheet.causes"), note=words.text("note.causes"))
    return [listing, grouped]


def listed(readings: Sequence[Reading], problems: Sequence[Problem], lang: str) -> SummaryTable:
    """Problems of any files, of one form or of several, in the order given."""
    columns = [
        Column("key", messages.text("list.key", lang), "code"),
        Column("name", messages.text("list.name", lang), "text"),
        Column("year", messages.text("summary.western", lang, title=messages.text("summary.fiscal-year", lang)), "year"),
        Column("message", messages.text("summary.problem", lang), "prose"),
        Column("hint", messages.text("summary.to-do", lang), "prose"),
        Column("sheet", messages.text("summary.sheet", lang), "text"),
        Column("label", messages.text("summary.field", lang), "text"),
        Column("cell", messages.text("summary.cell", lang), "code"),
        Column("value", messages.text("summary.found", lang), "text"),
        Column("expected", messages.text("summary.expected", lang), "text"),
        Column("difference", messages.text("list.difference", lang), "number"),
        Column("severity", messages.text("summary.severity", lang), "text", marks=(Mark("equal", messages.text("severity.error", lang)),)),
        Column("rule", messages.text("list.rule", lang), "code"),
        Column("remark", messages.text("list.remark", lang), "prose"),
        Column("code", messages.text("summary.code", lang), "code"),
        Column("source", messages.text("summary.file", lang), "text"),
    ]
    identities = {reading.source: identity(reading) for reading in readings}
    nobody = identity(None)
    rows = []
    for problem in problems:
        message, hint, expected = problem.texts(lang)
        rows.append(
            (
                *identities.get(problem.source, nobody),
                message,
                None if problem.explanation else hint or None,
                problem.at.sheet if problem.at else None,
                problem.label or None,
                problem.at.a1 if problem.at else None,
                messages.shown(problem.value, lang) or None,
                expected or None,
                problem.difference,
                messages.text(f"severity.{problem.severity}", lang),
                problem.rule or None,
                _remark(problem, lang),
                problem.code,
                problem.source,
            )
        )
    links = {(index, "cell" if problem.at else "source"): Source(problem.source, problem.at) for index, problem in enumerate(problems)}
    return summary_table("problems", messages.text("list.title", lang), columns, rows, frozen=2, links=links)


def _remark(problem: Problem, lang: str) -> str | None:
    """The reason that the sheet gives, and until when the rule is on trial, each with its heading."""
    said = (("explanation", problem.explanation), ("trial", problem.trial))
    return "\n".join(f"{messages.text(f'word.{word}', lang)}: {text}" for word, text in said if text) or None


def identity(reading: Reading | None) -> tuple[str | None, str | None, int | None]:
    """The program's code and name and the fiscal year of a reading, as far as it says so."""
    if reading is None or reading.form is None:
        return None, None, None
    form = reading.form
    key, name = (messages.shown(value_at(reading.record, path)) or None for path in (form.key, form.name))
    return key, name, form.fiscal_year


def causes(readings: Sequence[Reading], problems: Sequence[Problem], lang: str) -> SummaryTable:
    """How many files have which problem in which field, all rows of a table together: worst first, then the most frequent."""
    columns = [
        Column("when", messages.text("summary.problem", lang), "prose"),
        Column("label", messages.text("summary.field", lang), "text"),
        Column("files", messages.text("list.files", lang), "count"),
        Column("count", messages.text("list.count", lang), "count"),
        Column("severity", messages.text("summary.severity", lang), "text"),
        Column("code", messages.text("summary.code", lang), "code"),
    ]
    forms = {reading.source: reading.form for reading in readings}
    groups: dict[tuple[str, str, str], list[str]] = {}
    for problem in problems:
        group = (problem.severity, problem.code, _field(problem, forms.get(problem.source)))
        groups.setdefault(group, []).append(problem.source)
    ordered = sorted(groups, key=lambda group: (SEVERITIES.index(group[0]), -len(set(groups[group])), -len(groups[group]), *group))
    rows = [
        (
            messages.when(code, lang),
            label or None,
            len(set(groups[severity, code, label])),
            len(groups[severity, code, label]),
            messages.text(f"severity.{severity}", lang),
            code,
        )
        for severity, code, label in ordered
    ]
    return summary_table("causes", messages.text("list.causes", lang), columns, rows)


def _field(problem: Problem, form: Form | None) -> str:
    """The form's name of a problem's field without the row of its table."""
    if form is None or not problem.path:
        return problem.label
    return _fields(form).get(group_key(problem.path), problem.label)


@lru_cache(maxsize=16)
def _fields(form: Form) -> dict[Path, str]:
    return {group_key(slot.path): full_label(group_key(slot.path), slot.label, form.labels) for slot in form.slots}
