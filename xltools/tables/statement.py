"""`statement`: a statement's lines × its years × the change. By program, over all programs, in groups, and the largest changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from xltools.arithmetic import Number, change_rate, covered, shares
from xltools.tables.amounts import Amounts, amounts_of
from xltools.tables.collection import Collection, record_of
from xltools.tables.columns import Words
from xltools.tables.largest import change_cells, change_columns, ranked, reason_cells, reason_columns
from xltools.tables.make_up import make_up
from xltools.tables.model import Chart, Column, KeyFigure, SummaryTable, Total, summary_table
from xltools.tables.subtotals import subtotals


def tables(words: Words, name: str, settings: Mapping[str, Any], collection: Collection) -> list[SummaryTable]:
    """The table program × line; on one sheet of their own the totals per line, the lines that add up and what the programs are made up
    of; subtotals by group; the ranking of changes per line."""
    records = [record_of(reading) for reading in collection.readings]
    amounts = amounts_of(words, settings, records)
    sheet = words.text("totals-of", title=words.said(settings["name"]))
    found = [_by_program(words, settings, name, records, amounts), _totals(words, name, sheet, amounts)]
    if settings.get("chart"):
        if "by_line" in settings["chart"]:
            found.append(_by_line(words, settings, f"{name}_natures", sheet, amounts))
        found += [replace(table, sheet=sheet) for table in make_up(words, settings, name, records, amounts)]
    found += subtotals(words, name, settings, records, amounts)
    if "largest" in settings:
        found.append(_largest(words, settings, f"{name}_largest", records, amounts))
    return found


def _by_program(
    words: Words, settings: Mapping[str, Any], name: str, records: Sequence[Mapping[str, Any]], amounts: Amounts
) -> SummaryTable:
    columns = words.identity()
    frozen = len(columns) + 2
    columns += [Column("order", words.text("line-number"), "order"), Column("line", words.text("line"), "text")]
    columns += [*amounts.columns(words), Column("change_rate", words.text("change-rate-short"), "rate", words.text("percent"))]
    leaves = [amounts.leaf(words, line) for line in amounts.lines]
    rows: list[tuple[Any, ...]] = []
    for index, record in enumerate(records):
        identity = words.identity_of(record)
        for order, (line, leaf) in enumerate(zip(amounts.lines, leaves, strict=True), 1):
            found = [amounts.values[line, key][index] for key in amounts.keys]
            rows.append((*identity, order, leaf, *found, _rate(found)))
    computed = _computed(words, amounts)
    sums = frozenset(index for index in range(len(rows)) if index % len(amounts.lines) in computed)
    return summary_table(name, words.said(settings["name"]), columns, rows, words.text("note.statement"), frozen, sums=sums)


def _rate(found: Sequence[Number | None]) -> float | None:
    """Of the values of a line (years, and last the change) the change between the last two years, in percent."""
    return change_rate(found[-2], found[-3]) if len(found) > 2 else None


def _totals(words: Words, name: str, sheet: str, amounts: Amounts) -> SummaryTable:
    columns = [Column("line", words.text("line"), "text"), *amounts.counted_columns(words)]
    rows = [(amounts.leaf(words, line), *amounts.counted(line)) for line in amounts.lines]
    totals: dict[tuple[int, str], Total] = {}
    for index, key in ((index, key) for index in range(len(amounts.lines)) for key in amounts.keys):
        totals[index, key] = Total(name, key, where="order", equals=index + 1)
        totals[index, f"{key}_count"] = Total(name, key, count=True, where="order", equals=index + 1)
    note = words.text("note.statement-totals", programs=amounts.count)
    figures, sums = _key_figures(words, amounts), _computed(words, amounts)
    return summary_table(f"{name}_totals", sheet, columns, rows, note, 1, totals=totals, figures=figures, sheet=sheet, sums=sums)


def _computed(words: Words, amounts: Amounts) -> frozenset[int]:
    """Which lines (0-based) the form computes from others."""
    computed = words.computed(amounts.path)
    return frozenset(index for index, line in enumerate(amounts.lines) if line in computed)


def _key_figures(words: Words, amounts: Amounts) -> tuple[KeyFigure, ...]:
    """The lines that the form computes, in the last year."""
    year = amounts.years[-1]
    found = []
    for index in sorted(_computed(words, amounts)):
        title = words.text("cover.figure-of", title=amounts.leaf(words, amounts.lines[index]), year=words.year(year))
        found.append(KeyFigure(title, index, str(year), f"{year}_count"))
    return tuple(found)


def _by_line(words: Words, settings: Mapping[str, Any], name: str, sheet: str, amounts: Amounts) -> SummaryTable:
    """The lines that add up, over all programs, with their shares of the last year."""
    lines, last = settings["chart"]["lines"], len(amounts.years) - 1
    percent = words.text("percent")
    columns = [
        Column("line", words.text("line"), "text"),
        *amounts.columns(words),
        Column("change_rate", words.text("change-rate-short"), "rate", percent),
        Column("share", words.with_unit(words.text("share-of", title=words.year(amounts.years[-1])), percent), "rate", percent),
    ]
    sums = [amounts.sums(line) for line in lines]
    parts = shares([found[last] or 0 for found in sums])
    rows = [
        (amounts.leaf(words, line), *found, amounts.rate(line), share if found[last] is not None else None)
        for line, found, share in zip(lines, sums, parts, strict=True)
    ]
    title = words.said(settings["chart"]["by_line"])
    keys = tuple(str(year) for year in amounts.years)
    chart = Chart("bars", title, "line", keys, words.text("line"), words.with_unit(words.text("amount"), amounts.unit), overview=True)
    least = min((count for line in lines for count in amounts.counts(line)[:-1]), default=0)
    note = words.text("note.by-nature", covered=least, programs=amounts.count)
    filled = any(found[index] for found in sums for index in range(len(keys)))
    return summary_table(name, title, columns, rows, note, 1, chart=chart if filled else None, sheet=sheet)


def _largest(words: Words, settings: Mapping[str, Any], name: str, records: Sequence[Mapping[str, Any]], amounts: Amounts) -> SummaryTable:
    """For every line the largest increases and decreases between its last two years, with the reason beside."""
    years = amounts.years[-2:]
    columns = [
        Column("order", words.text("line-number"), "order"),
        Column("line", words.text("line"), "text"),
        Column("way", words.text("way"), "text"),
        Column("rank", words.text("rank"), "order"),
        *words.identity(),
    ]
    frozen = len(columns) - len(words.identity()) + 2
    columns += [*change_columns(words, (years[0], years[-1]), amounts.unit), *reason_columns(words)]
    rows = []
    for order, line in enumerate(amounts.lines, 1):
        changes = amounts.of(line, amounts.change)
        for key, rise in (("rise", True), ("fall", False)):
            for place in ranked(changes, settings["largest"], rise):
                record = records[place.index]
                before, after = (amounts.values[line, str(year)][place.index] for year in (years[0], years[-1]))
                head = (order, amounts.leaf(words, line), words.text(f"way.{key}"), place.rank, *words.identity_of(record))
                rows.append((*head, *change_cells(before, after, place.change), *reason_cells(words, record)))
    least = min((covered(amounts.of(line, amounts.change)) for line in amounts.lines), default=0)
    note = words.text("note.largest", most=settings["largest"], covered=least, programs=amounts.count)
    title = words.text("largest-of", title=words.said(settings["name"]))
    return summary_table(name, title, columns, rows, note, frozen)
