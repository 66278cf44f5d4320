"""`statement` over the years: every line of a statement with all its years, joined from all sheets, and the changes between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xltools.tables.model import Column, SummaryTable, summary_table
from xltools.tables.years_columns import change_cells, change_columns, remark_cells, remark_columns, trend_columns, year_columns
from xltools.tables.years_figures import Figure, years_in
from xltools.tables.years_sheets import OVER_YEARS, ProgramSheets, Years


def statement_table(
    years: Years, name: str, index: int, settings: Mapping[str, Any], found: Sequence[tuple[ProgramSheets, Sequence[Figure]]]
) -> SummaryTable:
    """A row per program and line; a statement is of settled years only."""
    words = years.words
    own = [(program, [figure for figure in figures if (figure.kind, figure.table) == ("statement", index)]) for program, figures in found]
    every = years_in([figure for _, figures in own for figure in figures])
    unit = words.unit(settings["path"])
    trend = trend_columns(words, every)
    columns = [*words.identity(), Column("order", words.text("line-number"), "order"), Column("line", words.text("line"), "text")]
    frozen = len(columns)
    columns += [*trend, *year_columns(words, every, unit, amount=True), *change_columns(words, every, unit), *remark_columns(words, False)]
    computed, every_line = words.computed(settings["path"]), (figure for _, figures in own for figure in figures)
    sums = frozenset(index for index, figure in enumerate(every_line) if figure.key[0] in computed)
    rows = [
        (
            *program.identity,
            order,
            figure.label,
            *(None for _ in trend),
            *map(figure.value, every),
            *change_cells(figure, every),
            *remark_cells(words, figure, every, False),
        )
        for program, figures in own
        for order, figure in enumerate(figures, 1)
    ]
    return summary_table(name, words.said(settings[OVER_YEARS]), columns, rows, words.text("note.years-statement"), frozen, sums=sums)
