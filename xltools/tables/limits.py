"""Where Excel ends: tables that need more than one sheet, and what is said about every limit that was reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from xltools.tables.columns import Words
from xltools.tables.model import SummaryTable

MAX_ROWS = 1_048_576
"""Rows of a sheet, the headings among them."""

MAX_TEXT = 32_767
"""Longest text of a cell, in UTF-16 units."""

MOST_LINKS = 65_000
"""A sheet of Excel holds a few more links than this (65,530)."""


def split(words: Words, table: SummaryTable, rows: int | None = None) -> list[SummaryTable]:
    """The table in parts of at most so many rows of data (without `rows`, of as many as a sheet holds), each with a name, a title and a
    note that say which part it is; a table that fits as it is."""
    rows = rows or MAX_ROWS - 1
    count = len(table.rows)
    if count <= rows:
        return [table]
    parts = []
    for number, start in enumerate(range(0, count, rows), 1):
        end = min(start + rows, count)
        note = f"{table.note} {words.text('note.part', first=start + 1, last=end, rows=count)}"
        parts.append(
            replace(
                table,
                name=f"{table.name}_{number}",
                title=f"{table.title} {number}",
                rows=table.rows[start:end],
                note=note,
                levels=table.levels[start:end],
                sums=frozenset(row - start for row in table.sums if start <= row < end),
                totals={(row - start, key): total for (row, key), total in table.totals.items() if start <= row < end},
                links={(row - start, key): link for (row, key), link in table.links.items() if start <= row < end},
            )
        )
    return parts


def reached(words: Words, tables: Iterable[SummaryTable], rows: int | None = None) -> list[str]:
    """A sentence for every limit that a table reaches, before it is split."""
    return [sentence for table in tables for sentence in _reached(words, table, rows or MAX_ROWS - 1)]


def _reached(words: Words, table: SummaryTable, rows: int) -> Iterator[str]:
    count = len(table.rows)
    if count > rows:
        yield words.text("limit.rows", table=table.title, rows=count, sheets=-(-count // rows))
    if len(table.links) > MOST_LINKS:
        yield words.text("limit.links", table=table.title, links=len(table.links), most=MOST_LINKS)
    wordy = [position for position, column in enumerate(table.columns) if column.kind in ("prose", "text")]
    long = 0 if table.plain else sum(too_long(row[position]) for row in table.rows for position in wordy)
    if long:
        yield words.text("limit.texts", table=table.title, count=long, most=MAX_TEXT)


def too_long(value: object) -> bool:
    """Whether a value is a text that no cell can hold."""
    return isinstance(value, str) and 2 * len(value) > MAX_TEXT and len(value.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT


def fitting(words: Words, tables: Sequence[SummaryTable], rows: int | None = None) -> list[SummaryTable]:
    """Every table, those that are too long for a sheet in parts."""
    return [part for table in tables for part in split(words, table, rows)]
