"""How a rate is distributed over the programs: classes between the edges that the definition gives."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from xltools.arithmetic import Number, shares
from xltools.tables.columns import Words
from xltools.tables.model import Chart, Column, SummaryTable, summary_table


def class_of(rate: Number, edges: Sequence[Number]) -> int:
    """The 0-based class of a rate: below the first edge, from one edge to below the next, and beyond the last, which itself belongs
    to the class below it, for 100 % is no excess."""
    found = bisect_right(edges, rate)
    return found - 1 if found == len(edges) and rate == edges[-1] else found


def distribution(
    words: Words, name: str, title: str, rate: str, year: int, rates: Sequence[Number | None], edges: Sequence[Number], sheet: str
) -> SummaryTable:
    """How many programs lie in each class of the rate of a year, and how many have no rate. The rates are those that the table by
    program shows, rounded to one decimal."""
    counts = Counter(class_of(found, edges) for found in rates if found is not None)
    numbers = [counts[index] for index in range(len(edges) + 1)]
    unit = words.text("programs-unit")
    heading = words.with_unit(f"{rate} {words.year(year)}", words.text("percent"))
    columns = [
        Column("class", heading, "text"),
        Column("count", words.with_unit(words.text("count-of-programs"), unit), "count", unit),
        Column("share", words.with_unit(words.text("share"), words.text("percent")), "rate", words.text("percent")),
    ]
    rows = list(zip(_labels(words, edges), numbers, shares(numbers), strict=True))
    none = sum(found is None for found in rates)
    rows.append((words.text("class.none"), none, None))
    known = len(rates) - none
    title = words.text("chart-of-year", title=title, year=words.year(year))
    value_title = words.with_unit(words.text("count-of-programs"), unit)
    chart = Chart(
        "columns", title, "class", ("count",), words.with_unit(rate, words.text("percent")), value_title, len(rows) - 1, overview=True
    )
    note = words.text("note.distribution", covered=known, programs=len(rates))
    return summary_table(name, title, columns, rows, note, 1, chart=chart if known else None, sheet=sheet)


def _labels(words: Words, edges: Sequence[Number]) -> list[str]:
    between = [words.text("class.between", low=low, high=high) for low, high in pairwise(edges[:-1])]
    last = words.text("class.up-to", low=edges[-2], high=edges[-1])
    return [words.text("class.below", edge=edges[0]), *between, last, words.text("class.above", edge=edges[-1])]
