"""Numbers that stand in the column of another year (check B14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltools.checks.sheet_values import Number, SheetValues
from xltools.checks.side_by_side import COVERS, Places, Row, difference, rows_of
from xltools.forms.model import Check
from xltools.messages import Word
from xltools.problems import Problem

SHIFTED = "years_shifted"
"""The kind of the check that finds them."""
LEAST_DISTINCT = 2
"""A row that has the same number every year looks the same in whatever columns it stands."""

Series = list[tuple[Mapping[int, Number], Mapping[int, Number]]]
"""The numbers of a row by their years, on the earlier sheet and on the later one."""


def years_shifted(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[Problem]:
    """Rows of the later sheet that hold the earlier one's numbers one column too late (they were copied without moving them on) or
    too early (this year's numbers on last year's form): one finding for each direction, whatever number of rows it is."""
    rows = [(row, _series(row, earlier, later)) for row in rows_of(check, earlier, later)]
    for offset, code in ((1, "years-late"), (-1, "years-early")):
        off = [row for row, series in rows if _is_shifted(check, series, offset)]
        if off:
            yield _finding(check, code, earlier, later, off, offset)


def newer_of(check: Check, one: SheetValues, other: SheetValues) -> SheetValues | None:
    """Of two sheets of one program and one year the one that holds the numbers of a year later in the other's columns, as if last
    year's form had been filled in anew; None if neither does."""
    for first, second in ((one, other), (other, one)):
        if any(_is_shifted(check, _series(row, first, second), -1) for row in rows_of(check, first, second)):
            return second
    return None


def _series(row: Row, earlier: SheetValues, later: SheetValues) -> Series:
    return [(earlier.series(before), later.series(now)) for before, now in row.series]


def _is_shifted(check: Check, series: Series, offset: int) -> bool:
    """Whether most of a row's numbers are those of the earlier sheet's column `offset` years before, and few its own. Without a year
    that stands on both sheets nothing is known."""
    own, moved = ([pair for before, now in series for pair in _pairs(before, now, years)] for years in (0, offset))
    own_same = sum(before == now for before, now in own)
    same = [before for before, now in moved if before == now]
    return (
        len(own) > 0
        and own_same * 2 <= len(own)
        and len(same) >= check.limits["matches"]
        and len(same) * 100 >= check.limits["share"] * len(moved)
        and len(set(same)) >= LEAST_DISTINCT
        and len(same) > own_same
    )


def _pairs(before: Mapping[int, Number], now: Mapping[int, Number], offset: int) -> Iterator[tuple[Number, Number]]:
    """The numbers of a year and of the year `offset` later. Two zeros tell nothing."""
    for year, number in before.items():
        other = now.get(year + offset)
        if other is not None and (number or other):
            yield number, other


def _finding(check: Check, code: str, earlier: SheetValues, later: SheetValues, rows: list[Row], offset: int) -> Problem:
    places = [places for row in rows for places in _moved(row, earlier, later, offset)]
    covers = tuple((*now, str(year)) for row in rows for _, now in row.series for year in later.series(now))
    names = tuple(Word("between.row", {"name": name}) for name in dict.fromkeys(row.name for row in rows))
    other = earlier.label(places[0][0])
    return difference(check, code, earlier, later, places, check.level, rows=names, other=other, **{COVERS: covers})


def _moved(row: Row, earlier: SheetValues, later: SheetValues, offset: int) -> Iterator[Places]:
    """Every number that is found again, in the order of the columns."""
    for before, now in row.series:
        numbers = later.series(now)
        for year, number in earlier.series(before).items():
            if number and numbers.get(year + offset) == number:
                yield (*before, str(year)), (*now, str(year + offset))
