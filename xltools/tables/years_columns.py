"""Columns and cells that the tables of several years share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xltools.arithmetic import Number, change_rate, difference
from xltools.tables.columns import Words, year_number
from xltools.tables.model import Column, Mark, Source
from xltools.tables.years_figures import Figure
from xltools.tables.years_sheets import Told

Links = dict[tuple[int, str], Source]
"""Where cells of a table lead: by 0-based row and column key."""


def year_columns(words: Words, years: Iterable[int], unit: str, amount: bool) -> list[Column]:
    """A column for the value of each fiscal year."""
    return [Column(str(year), words.with_unit(words.year(year), unit), "amount" if amount else "number", unit) for year in years]


def trend_columns(words: Words, years: Sequence[int]) -> list[Column]:
    """The column that draws the years, if there are several."""
    return [Column("trend", words.text("trend"), "trend", drawn=(str(years[0]), str(years[-1])))] if len(years) > 1 else []


def change_columns(words: Words, years: Sequence[int], unit: str) -> list[Column]:
    """The change of every year on the year before, where there is that year, and the last one in percent."""
    pairs = neighbours(years)
    found = [
        Column(f"change/{year}", words.with_unit(words.text("change", title=words.year(year)), unit), "amount", unit) for _, year in pairs
    ]
    percent = words.text("percent")
    last = [Column("change_rate", words.with_unit(words.text("change-rate", title=words.year(year)), percent), "rate", percent)
            for _, year in pairs[-1:]]  # fmt: skip
    return [*found, *last]


def change_cells(figure: Figure, years: Sequence[int]) -> list[Number | None]:
    """What stands in them."""
    pairs = neighbours(years)
    found = [difference(figure.value(year), figure.value(before)) for before, year in pairs]
    return [*found, *(change_rate(figure.value(year), figure.value(before)) for before, year in pairs[-1:])]


def neighbours(years: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs of fiscal years of which the second follows the first."""
    return [(year - 1, year) for year in years if year - 1 in years]


def remark_columns(words: Words, forecasts: bool = True) -> list[Column]:
    """How many disagreements there are, which values are forecasts (where `forecasts` says that there may be any), and why values are
    missing."""
    return [
        Column("restated", words.text("years.restated-count"), "count", marks=(Mark("above", 0, "！"),)),
        *([Column("forecasts", words.text("years.forecasts"), "text")] if forecasts else []),
        Column("gaps", words.text("years.gaps"), "text"),
    ]


def remark_cells(words: Words, figure: Figure, years: Iterable[int], forecasts: bool = True) -> list[int | str | None]:
    """What stands in them for a figure in these fiscal years."""
    expected = [year_number(year) for year, joined in figure.years.items() if joined.value is not None and not joined.counts.settled]
    missing = [(year_number(year), figure.years[year].counts if year in figure.years else None) for year in years]
    said = [words.text("list-comma").join(expected) or None] if forecasts else []
    return [sum(1 for _ in figure.restated()), *said, gaps(words, missing)]


def gaps(words: Words, told: Iterable[tuple[str, Told | None]]) -> str | None:
    """Why there is no value, where there is none: nothing was filled in, it could not be read, no sheet tells of it. `told` is what was
    found, each with what it is called; None if everything has a value."""
    lacking: dict[str, list[str]] = {}
    for name, found in told:
        state = state_of(found)
        if state != "filled":
            lacking.setdefault(state, []).append(name)
    comma = words.text("list-comma")
    parts = [
        words.text("years.gap", why=words.text(f"years.state.{state}"), what=comma.join(_spans(lacking[state])))
        for state in ("unread", "blank", "absent")
        if state in lacking
    ]
    return words.text("years.gap-break").join(parts) or None


def _spans(names: Sequence[str]) -> list[str]:
    """The names, three or more fiscal years in a row as the first and the last."""
    runs: list[list[str]] = []
    for name in names:
        if runs and name.isdigit() and runs[-1][-1].isdigit() and int(name) == int(runs[-1][-1]) + 1:
            runs[-1].append(name)
        else:
            runs.append([name])
    return [said for run in runs for said in ([f"{run[0]}～{run[-1]}"] if len(run) > 2 else run)]


def state_of(told: Told | None) -> str:
    """``filled``, ``blank``, ``unread``, or ``absent`` where no sheet has the place."""
    return told.state if told else "absent"


def place_columns(words: Words, key: str, title: str) -> list[Column]:
    """The file, the sheet and the cell of a value; `title` says of which one."""
    return [
        Column(f"{key}_source", f"{title} {words.text('file')}", "text"),
        Column(f"{key}_sheet", f"{title} {words.text('sheet')}", "text"),
        Column(f"{key}_cell", f"{title} {words.text('cell')}", "code"),
    ]


def place_cells(told: Told | None) -> tuple[str | None, str | None, str | None]:
    """What stands in them."""
    source = told.source() if told else None
    if source is None:
        return None, None, None
    return source.file, source.at.sheet if source.at else None, source.at.a1 if source.at else None


def place_links(links: Links, row: int, key: str, told: Told | None) -> None:
    """Let the cell's address in a row lead there."""
    if told:
        source = told.source()
        links[row, f"{key}_cell" if source.at else f"{key}_source"] = source
