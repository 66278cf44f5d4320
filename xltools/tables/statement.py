"""`statement`: a statement's lines × its years × the change. By program, over all programs, and what it is made up of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xltools.arithmetic import Number, covered, number, shares, total, total_difference
from xltools.forms.record import value_at
from xltools.tables.collection import Collection, record_of
from xltools.tables.columns import Words
from xltools.tables.model import Chart, Column, KeyFigure, SummaryTable, Total, summary_table

MOST_BARS = 10
"""Programs shown in the chart by name; the others are summed up."""

MOST_PARTS = 8
"""Lines shown in the chart by name; more cannot be told apart by their look."""


def tables(words: Words, name: str, settings: Mapping[str, Any], collection: Collection) -> list[SummaryTable]:
    """The totals over all programs per line, the make-up by program with its chart, and the table program × line."""
    records = [record_of(reading) for reading in collection.readings]
    path, keys = settings["path"], [*map(str, settings["years"]), settings["change"]]
    values = {
        (line, key): [number(value_at(record, (*path, line, key))) for record in records] for line in settings["lines"] for key in keys
    }
    found = [_totals(words, settings, name, values)]
    if settings.get("chart"):
        found += _make_up(words, settings, name, records, values)
    return [*found, _by_program(words, settings, name, records, values)]


def _by_program(
    words: Words,
    settings: Mapping[str, Any],
    name: str,
    records: list[Mapping[str, Any]],
    values: Mapping[tuple[str, str], list[Number | None]],
) -> SummaryTable:
    unit = _unit(words, settings)
    columns = words.identity()
    frozen = len(columns) + 2
    columns += [Column("order", words.text("line-number"), "order"), Column("line", words.text("line"), "text")]
    columns += _money_columns(words, settings, unit)
    keys = [*map(str, settings["years"]), settings["change"]]
    rows = [
        (*words.identity_of(record), order, words.leaf((*settings["path"], line)), *(values[line, key][index] for key in keys))
        for index, record in enumerate(records)
        for order, line in enumerate(settings["lines"], 1)
    ]
    return summary_table(name, settings["name"], columns, rows, words.text("note.statement"), frozen)


def _totals(words: Words, settings: Mapping[str, Any], name: str, values: Mapping[tuple[str, str], list[Number | None]]) -> SummaryTable:
    unit, percent_unit = _unit(words, settings), words.text("percent")
    keys = [*map(str, settings["years"]), settings["change"]]
    columns = [Column("order", words.text("line-number"), "order"), Column("line", words.text("line"), "text")]
    for column in _money_columns(words, settings, unit):
        said = words.text("change-short") if column.key == settings["change"] else words.year(int(column.key))
        columns += [column, Column(f"{column.key}_count", words.text("covers", title=said), "count", words.text("programs-unit"))]
    columns.append(Column("change_rate", words.text("change-rate-short"), "rate", percent_unit))
    last_two = [str(year) for year in settings["years"][-2:]]
    rows = []
    totals: dict[tuple[int, str], Total] = {}
    for index, line in enumerate(settings["lines"]):
        found: list[Number | None] = []
        for key in keys:
            found += [total(values[line, key]), covered(values[line, key])]
            totals[index, key] = Total(name, key, where="order", equals=index + 1)
            totals[index, f"{key}_count"] = Total(name, key, count=True, where="order", equals=index + 1)
        earlier, later = (values[line, key] for key in (last_two[0], last_two[-1]))
        rate = total_difference(zip(later, earlier, strict=True))[1] if len(last_two) == 2 else None
        rows.append((index + 1, words.leaf((*settings["path"], line)), *found, rate))
    title = words.text("totals-of", title=settings["name"])
    figures = _key_figures(words, settings)
    return summary_table(f"{name}_totals", title, columns, rows, words.text("note.statement-totals"), 2, totals, figures=figures)


def _key_figures(words: Words, settings: Mapping[str, Any]) -> tuple[KeyFigure, ...]:
    """The lines that the form computes, in the last year."""
    year = settings["years"][-1]
    computed = {slot.path for slot in words.form.slots if slot.computed}
    return tuple(
        KeyFigure(
            words.text("cover.figure-of", title=words.leaf((*settings["path"], line)), year=words.year(year)),
            index,
            str(year),
            f"{year}_count",
        )
        for index, line in enumerate(settings["lines"])
        if (*settings["path"], line, str(year)) in computed
    )


def _make_up(
    words: Words,
    settings: Mapping[str, Any],
    name: str,
    records: list[Mapping[str, Any]],
    values: Mapping[tuple[str, str], list[Number | None]],
) -> list[SummaryTable]:
    """One row per program, the largest first, one column per line of the chart; empty if there is nothing to show."""
    year = settings["years"][-1]
    lines = [line for line in settings["chart"]["lines"] if any(values[line, str(year)])]
    lines.sort(key=lambda line: -abs(total(values[line, str(year)]) or 0))
    parts = [[line] for line in lines]
    if len(parts) > MOST_PARTS:
        parts = [*parts[: MOST_PARTS - 1], lines[MOST_PARTS - 1 :]]
    whole_of = [_whole([values[line, str(year)][index] for line in settings["chart"]["lines"]]) for index in range(len(records))]
    bars = sorted((index for index in range(len(records)) if whole_of[index] is not None), key=lambda index: -(whole_of[index] or 0))
    if not parts or not bars:
        return []
    unit = _unit(words, settings)
    leaves = [words.leaf((*settings["path"], part[0])) if len(part) == 1 else words.text("other-lines", count=len(part)) for part in parts]
    columns = [
        Column("rank", words.text("rank"), "order"),
        Column("program", words.leaf(words.form.name), "text"),
        *(Column(f"part{number}", words.with_unit(leaf, unit), "amount", unit) for number, leaf in enumerate(leaves, 1)),
        Column("total", words.with_unit(words.text("sum"), unit), "amount", unit),
        Column("share", words.with_unit(words.text("share"), words.text("percent")), "rate", words.text("percent")),
    ]
    shown = [[index] for index in bars[:MOST_BARS]] + ([bars[MOST_BARS:]] if len(bars) > MOST_BARS else [])
    rows = []
    wholes = [total(whole_of[index] for index in group) or 0 for group in shown]
    for rank, (group, whole, share) in enumerate(zip(shown, wholes, shares(wholes), strict=True), 1):
        program = words.value(records[group[0]], words.form.name) if rank <= MOST_BARS else words.text("other-programs", count=len(group))
        figures = [total(values[line, str(year)][index] for line in part for index in group) for part in parts]
        rows.append((rank, program, *figures, whole, share))
    chart = Chart(
        "stack",
        words.text("chart-of-year", title=settings["chart"]["title"], year=words.year(year)),
        "program",
        tuple(f"part{number}" for number in range(1, len(parts) + 1)),
        words.leaf(words.form.name),
        words.with_unit(words.text("amount"), unit),
    )
    note = words.text("note.make-up", year=words.year(year), count=MOST_BARS, covered=len(bars), programs=len(records))
    return [summary_table(f"{name}_make_up", settings["chart"]["title"], columns, rows, note, 2, chart=chart)]


def _whole(parts: Sequence[Number | None]) -> Number | None:
    """The sum of all parts; None as soon as one is blank, for a part of a sum is no total."""
    return None if None in parts else total(parts)


def _money_columns(words: Words, settings: Mapping[str, Any], unit: str) -> list[Column]:
    columns = [Column(str(year), words.with_unit(words.year(year), unit), "amount", unit) for year in settings["years"]]
    return [*columns, Column(settings["change"], words.with_unit(words.text("change-short"), unit), "amount", unit)]


def _unit(words: Words, settings: Mapping[str, Any]) -> str:
    path = settings["path"]
    return next((slot.unit for slot in words.form.slots if slot.path[: len(path)] == path and slot.unit), "")
