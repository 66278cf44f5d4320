"""Subtotals of a statement: by the groups of the definition down to the program, and by group and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xltools.tables.amounts import Amounts
from xltools.tables.columns import Words
from xltools.tables.groups import Group, Level, depth_name, groups_of, level_columns, level_name
from xltools.tables.model import Column, SummaryTable, summary_table

Records = Sequence[Mapping[str, Any]]


def subtotals(words: Words, name: str, settings: Mapping[str, Any], records: Records, amounts: Amounts) -> list[SummaryTable]:
    """For every grouping of the definition a table of the main lines down to the program, and one of all lines."""
    found = []
    for number, grouping in enumerate(words.form.summary.get("groups", ()), 1):
        levels = grouping["levels"]
        groups = groups_of(words, levels, records)
        title = words.text("by-group", title=words.said(settings["name"]), group=words.said(grouping["name"]))
        if settings["main"]:
            found.append(_by_group(words, f"{name}_group{number}", title, settings["main"], levels, groups, records, amounts))
        title = words.text("by-line", title=title)
        found.append(_by_line(words, f"{name}_group{number}_lines", title, levels, groups, amounts))
    return found


def _by_group(
    words: Words,
    name: str,
    title: str,
    lines: Sequence[str],
    levels: Sequence[Level],
    groups: Sequence[Group],
    records: Records,
    amounts: Amounts,
) -> SummaryTable:
    """A row for all programs, for every group and for every program; the parts follow what they add up to."""
    programs = words.text("programs-unit")
    grouping = [path for level in levels for path in level]
    own = [path for path in words.identity_paths() if path not in grouping]
    columns = [Column("depth", words.text("sums-up"), "text"), *words.columns([*grouping, *own])]
    frozen = len(columns)
    columns += [
        Column("programs", words.with_unit(words.text("count-of-programs"), programs), "count", programs),
        Column("complete", words.with_unit(words.text("complete-programs"), programs), "count", programs),
    ]
    for line in lines:
        leaf = amounts.leaf(words, line)
        for key in amounts.keys:
            title_of = words.with_unit(f"{leaf} {amounts.said(words, key)}", amounts.unit)
            columns.append(Column(f"{line}/{key}", title_of, "amount", amounts.unit))
        columns.append(Column(f"{line}/change_rate", f"{leaf} {words.text('change-rate-short')}", "rate", words.text("percent")))
    rows: list[tuple[Any, ...]] = []
    depths: list[int] = []
    for group in groups:
        rows.append((depth_name(words, levels, group.depth), *group.cells, *(None for _ in own), *_sums(lines, group.members, amounts)))
        depths.append(group.depth)
        for member in group.members if group.depth == len(levels) else ():
            identity = (words.value(records[member], path) for path in own)
            rows.append((words.text("program"), *group.cells, *identity, *_sums(lines, (member,), amounts)))
            depths.append(group.depth + 1)
    return summary_table(name, title, columns, rows, words.text("note.by-group"), frozen, levels=depths)


def _sums(lines: Sequence[str], members: Sequence[int], amounts: Amounts) -> list[Any]:
    """How many programs, how many of them with every figure that is shown, and the sums."""
    complete = sum(
        all(amounts.values[line, str(year)][member] is not None for line in lines for year in amounts.years) for member in members
    )
    found: list[Any] = [len(members), complete]
    for line in lines:
        found += [*amounts.sums(line, members), amounts.rate(line, members)]
    return found


def _by_line(words: Words, name: str, title: str, levels: Sequence[Level], groups: Sequence[Group], amounts: Amounts) -> SummaryTable:
    """A row for every group and line, each sum with the number of programs that it covers."""
    columns = [
        Column("depth", words.text("sums-up"), "text"),
        *level_columns(words, levels),
        Column("order", words.text("line-number"), "order"),
        Column("line", words.text("line"), "text"),
    ]
    frozen = len(columns)
    rows = [
        (depth_name(words, levels, group.depth), *group.cells, order, amounts.leaf(words, line), *amounts.counted(line, group.members))
        for group in groups
        for order, line in enumerate(amounts.lines, 1)
    ]
    depths = [group.depth for group in groups for _ in amounts.lines]
    names = "・".join(level_name(words, level) for level in levels)
    note = words.text("note.by-line", levels=names)
    return summary_table(name, title, [*columns, *amounts.counted_columns(words)], rows, note, frozen, levels=depths)
