"""The list of problems that people can work with (peers.md): worst first, one row each, what to do beside what is wrong."""

from __future__ import annotations

from xltools import messages
from xltools.forms.record import value_at
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.model import Column, SummaryTable, summary_table


def table(words: Words, collection: Collection) -> SummaryTable:
    """Every problem of the run."""
    form = words.form
    columns = [
        Column("key", words.leaf(form.key), "code"),
        Column("name", words.leaf(form.name), "text"),
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        Column("message", words.text("problem"), "prose"),
        Column("hint", words.text("to-do"), "prose"),
        Column("source", words.text("file"), "text"),
        Column("sheet", words.text("sheet"), "text"),
        Column("label", words.text("field"), "text"),
        Column("cell", words.text("cell"), "code"),
        Column("value", words.text("found"), "text"),
        Column("expected", words.text("expected"), "text"),
        Column("severity", words.text("severity"), "text"),
        Column("code", words.text("code"), "code"),
    ]
    readings = {reading.source: reading for reading in (*collection.readings, *(reading for reading, _ in collection.left_out))}
    rows = [_row(words, problem, readings.get(problem.source)) for problem in collection.all_problems()]
    return summary_table("problems", words.text("sheet.problems"), columns, rows, words.text("note.problems"), 2)


def _row(words: Words, problem: Problem, reading: Reading | None) -> tuple[object, ...]:
    lang = words.lang
    form = reading.form if reading else None
    record = reading.record if reading else None
    return (
        messages.shown(value_at(record, form.key)) or None if form else None,
        messages.shown(value_at(record, form.name)) or None if form else None,
        form.fiscal_year if form else None,
        problem.message(lang),
        problem.hint(lang) or None,
        problem.source,
        problem.at.sheet if problem.at else None,
        problem.label or None,
        problem.at.a1 if problem.at else None,
        messages.shown(problem.value) or None,
        problem.expected(lang) or None,
        messages.text(f"severity.{problem.severity}", lang),
        problem.code,
    )
