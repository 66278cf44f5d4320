"""What the programs are made up of: the lines of a statement that add up, the largest programs by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xltools.arithmetic import Number, shares, total
from xltools.tables.amounts import Amounts
from xltools.tables.columns import Words
from xltools.tables.model import Chart, Column, SummaryTable, summary_table

MOST_BARS = 10
"""Programs shown in the chart by name; the others are summed up."""

MOST_PARTS = 8
"""Lines shown in the chart by name; more cannot be told apart by their look."""


def make_up(
    words: Words, settings: Mapping[str, Any], name: str, records: Sequence[Mapping[str, Any]], amounts: Amounts
) -> list[SummaryTable]:
    """One row per program, the largest first, one column per line of the chart; empty if there is nothing to show."""
    year, values, unit = amounts.years[-1], amounts.values, amounts.unit
    lines = [line for line in settings["chart"]["lines"] if any(values[line, str(year)])]
    lines.sort(key=lambda line: -abs(total(values[line, str(year)]) or 0))
    parts = [[line] for line in lines]
    if len(parts) > MOST_PARTS:
        parts = [*parts[: MOST_PARTS - 1], lines[MOST_PARTS - 1 :]]
    whole_of = [_whole([values[line, str(year)][index] for line in settings["chart"]["lines"]]) for index in range(len(records))]
    bars = sorted((index for index in range(len(records)) if whole_of[index] is not None), key=lambda index: -(whole_of[index] or 0))
    if not parts or not bars:
        return []
    leaves = [amounts.leaf(words, part[0]) if len(part) == 1 else words.text("other-lines", count=len(part)) for part in parts]
    title = words.said(settings["chart"]["title"])
    columns = [
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
        rows.append((program, *figures, whole, share))
    chart = Chart(
        "stack",
        words.text("chart-of-year", title=title, year=words.year(year)),
        "program",
        tuple(f"part{number}" for number in range(1, len(parts) + 1)),
        words.leaf(words.form.name),
        words.with_unit(words.text("amount"), unit),
    )
    note = words.text("note.make-up", year=words.year(year), count=MOST_BARS, covered=len(bars), programs=len(records))
    return [summary_table(f"{name}_make_up", title, columns, rows, note, 1, chart=chart)]


def _whole(parts: Sequence[Number | None]) -> Number | None:
    """The sum of all parts; None as soon as one is blank, for a part of a sum is no total."""
    return None if None in parts else total(parts)
