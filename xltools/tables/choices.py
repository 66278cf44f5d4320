"""`choices`: what the programs chose for now and for next, how many moved from which choice to which, and by group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from xltools.arithmetic import covered, number, shares, total
from xltools.forms.record import value_at
from xltools.problems import Path
from xltools.tables.collection import Collection, record_of
from xltools.tables.columns import Words, is_year
from xltools.tables.groups import depth_name, groups_of, level_columns
from xltools.tables.model import Chart, Column, SummaryTable, summary_table

Chosen = Sequence[Any]
"""One answer per program, None where it is blank."""


def tables(words: Words, name: str, settings: Mapping[str, Any], collection: Collection) -> list[SummaryTable]:
    """On one sheet the counts and shares and the transition from now to next; then the programs that change, and a table by group for
    every grouping of the definition."""
    records = [record_of(reading) for reading in collection.readings]
    now, following = ([words.value(record, settings[key]) for record in records] for key in ("current", "next"))
    answers = _answers(words, settings["current"], [*now, *following])
    sheet = words.said(settings["name"])
    found = [
        _counts(words, name, settings, sheet, records, now, following, answers),
        _transition(words, f"{name}_transition", settings, sheet, now, following, answers),
        _changed(words, f"{name}_changed", settings, sheet, records, now, following),
    ]
    for index, grouping in enumerate(words.form.summary.get("groups", ()), 1):
        title = words.text("by-group", title=sheet, group=words.said(grouping["name"]))
        found.append(_by_group(words, f"{name}_group{index}", title, settings, grouping["levels"], records, now, following, answers))
    return found


def _answers(words: Words, path: Path, chosen: Chosen) -> list[Any]:
    """The form's answers in its order, then those that programs gave beside them."""
    slots = words.fields.get(path, ())
    known = [choice.text for slot in slots for choice in slot.choices] or [slot.mark.text for slot in slots if slot.mark]
    others = sorted({answer for answer in chosen if answer is not None and answer not in known}, key=str)
    return [*known, *others]


def _counts(
    words: Words,
    name: str,
    settings: Mapping[str, Any],
    sheet: str,
    records: Sequence[Mapping[str, Any]],
    now: Chosen,
    following: Chosen,
    answers: Sequence[Any],
) -> SummaryTable:
    """A row for every answer, one for what was left blank, and the sum."""
    percent, programs = words.text("percent"), words.text("programs-unit")
    titles = [words.leaf(settings[key]) for key in ("current", "next")]
    columns = [Column("answer", sheet, "text")]
    for key, title in zip(("now", "next"), titles, strict=True):
        columns.append(Column(key, words.with_unit(title, programs), "count", programs))
        columns.append(Column(f"{key}_share", words.with_unit(f"{title} {words.text('share')}", percent), "rate", percent))
    columns.append(Column("change", words.with_unit(words.text("change-of-count"), programs), "count", programs))
    counts = [[Counter(chosen)[answer] for answer in answers] for chosen in (now, following)]
    parts = [shares(found) for found in counts]
    rows: list[tuple[Any, ...]] = [
        (answer, counts[0][index], parts[0][index], counts[1][index], parts[1][index], counts[1][index] - counts[0][index])
        for index, answer in enumerate(answers)
    ]
    blank = [sum(answer is None for answer in chosen) for chosen in (now, following)]
    rows.append((words.text("left-blank"), blank[0], None, blank[1], None, blank[1] - blank[0]))
    whole = [100.0 if any(found) else None for found in counts]
    rows.append((words.text("sum"), len(now), whole[0], len(following), whole[1], 0))
    if "amount" in settings:
        column, sums = _amounts(words, settings["amount"], titles[0], records, now, answers)
        columns += column
        rows = [(*row, *found) for row, found in zip(rows, sums, strict=True)]
    chart = None
    if "chart" in settings and any(map(any, counts)):
        value_title = words.with_unit(words.text("count-of-programs"), programs)
        chart = Chart("columns", words.said(settings["chart"]), "answer", ("now", "next"), sheet, value_title, len(answers), overview=True)
    note = words.text("note.choices", programs=len(records))
    return summary_table(name, sheet, columns, rows, note, 1, chart=chart, sheet=sheet, sums=frozenset({len(rows) - 1}))


def _amounts(
    words: Words, path: Path, title: str, records: Sequence[Mapping[str, Any]], now: Chosen, answers: Sequence[Any]
) -> tuple[list[Column], list[tuple[Any, ...]]]:
    """The sum of a figure per answer, and how many programs it covers: the columns, and a row for every answer, for blank, for all."""
    (column,) = words.columns([path])
    unit, figure = words.text("programs-unit"), words.leaf(path[:-1] if is_year(path[-1]) else path)
    columns = [
        Column("amount", f"{title} {column.title}", "amount", column.unit),
        Column("amount_count", words.text("covers", title=figure), "count", unit),
    ]
    figures = [number(value_at(record, path)) for record in records]
    parts = [[figure for figure, chosen in zip(figures, now, strict=True) if chosen == answer] for answer in (*answers, None)]
    return columns, [(total(part), covered(part)) for part in (*parts, figures)]


def _transition(
    words: Words, name: str, settings: Mapping[str, Any], sheet: str, now: Chosen, following: Chosen, answers: Sequence[Any]
) -> SummaryTable:
    """From every answer of now (rows) to every answer of next (columns)."""
    titles = [words.leaf(settings[key]) for key in ("current", "next")]
    programs, blank, whole = words.text("programs-unit"), words.text("left-blank"), words.text("sum")
    columns = [Column("from", words.text("from-to", now=titles[0], next=titles[1]), "text")]
    columns += [Column(f"to{index}", str(answer), "count", programs) for index, answer in enumerate((*answers, blank), 1)]
    columns.append(Column("whole", whole, "count", programs))
    pairs = Counter(zip(now, following, strict=True))
    every = (*answers, None)
    counts = [[pairs[answer, later] for later in every] for answer in every]
    rows: list[tuple[Any, ...]] = [
        (blank if answer is None else answer, *found, sum(found)) for answer, found in zip(every, counts, strict=True)
    ]
    rows.append((whole, *map(sum, zip(*counts, strict=True)), len(now)))
    title = words.text("transition", title=sheet, now=titles[0], next=titles[1])
    note, last = words.text("note.transition", programs=len(now)), len(rows) - 1
    return summary_table(name, title, columns, rows, note, 1, sheet=sheet, sums=frozenset({last}))


def _changed(
    words: Words,
    name: str,
    settings: Mapping[str, Any],
    sheet: str,
    records: Sequence[Mapping[str, Any]],
    now: Chosen,
    following: Chosen,
) -> SummaryTable:
    """The programs whose two answers differ, with what they say about it."""
    paths = [settings["current"], settings["next"], *([settings["comment"]] if "comment" in settings else [])]
    columns = [*words.identity(), *words.columns(paths)]
    rows = [
        (*words.identity_of(record), *(words.value(record, path) for path in paths))
        for record, before, after in zip(records, now, following, strict=True)
        if before != after
    ]
    title = words.text("changed", title=sheet)
    return summary_table(name, title, columns, rows, words.text("note.changed"), len(words.identity()))


def _by_group(
    words: Words,
    name: str,
    title: str,
    settings: Mapping[str, Any],
    levels: Sequence[Any],
    records: Sequence[Mapping[str, Any]],
    now: Chosen,
    following: Chosen,
    answers: Sequence[Any],
) -> SummaryTable:
    """How many programs of every group chose what, for now and for next."""
    programs = words.text("programs-unit")
    columns = [Column("depth", words.text("sums-up"), "text"), *level_columns(words, levels)]
    frozen = len(columns)
    columns.append(Column("programs", words.with_unit(words.text("count-of-programs"), programs), "count", programs))
    every = (*answers, None)
    for key in ("current", "next"):
        for index, answer in enumerate(every, 1):
            said = words.text("left-blank") if answer is None else answer
            columns.append(Column(f"{key}{index}", f"{words.leaf(settings[key])} {said}", "count", programs))
    groups = groups_of(words, levels, records)
    rows = []
    for group in groups:
        counts = [Counter(chosen[member] for member in group.members) for chosen in (now, following)]
        found = [count[answer] for count in counts for answer in every]
        rows.append((depth_name(words, levels, group.depth), *group.cells, len(group.members), *found))
    return summary_table(name, title, columns, rows, words.text("note.choices-by-group"), frozen, levels=[group.depth for group in groups])
