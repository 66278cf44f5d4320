"""Figures of several years in one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median_low
from typing import Any

from xltools.checks.sheet_values import SheetValues
from xltools.forms.model import Check
from xltools.problems import Path, Problem

POWERS = (10, 100, 1000)
"""What a slip of the decimal point or of the unit multiplies by."""


def magnitude(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """No value of a row is out of its row's order of magnitude (checks.md A13).

    A value is compared with the median of the other positive ones of its row, of which there must be the limit ``others``: a slip
    if it is 10, 100 or 1000 times the median or a fraction of that kind, but for ``slip_percent``; far off if it is ``far`` times
    larger or smaller. Rows are the groups `series` and, in each row of the `tables`, called by its `name`, the group `values`;
    `series` are left out on a sheet whose `unless` holds one of the options ``unless``.
    """
    for case in check.cases:
        for row, name in _rows(check, sheet, case):
            yield from _out_of_row(check, sheet, row, name)


def _rows(check: Check, sheet: SheetValues, case: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Every row to look at, with what the sheet calls it."""
    if not sheet.excused(check, case):
        yield from ((series, "") for series in case["series"])
    for table in case["tables"]:
        for row in sheet.rows(table):
            yield (*row, *case["values"]), sheet.text((*row, *case["name"]))


def _out_of_row(check: Check, sheet: SheetValues, row: Path, name: str) -> Iterator[Problem]:
    values = {year: value for year, value in sheet.series(row).items() if value > 0}
    if not values or _alike(check, max(values.values()) / min(values.values())):
        return
    for year, value in values.items():
        others = [other for of, other in values.items() if of != year]
        if len(others) < check.limits["others"]:
            continue
        middle = median_low(others)
        ratio = max(value / middle, middle / value)
        slipped = _slipped(check, ratio)
        if slipped or ratio >= check.limits["far"]:
            code = "magnitude-slip" if slipped else "magnitude-far"
            told = {"middle": middle, "times": round(ratio), **sheet.called((*row, str(year)), name)}
            yield sheet.problem(check, code, (*row, str(year)), value, **told)


def _alike(check: Check, widest: float) -> bool:
    """Whether numbers of which the largest is so many times the smallest are all of one order of magnitude."""
    return widest < min(check.limits["far"], *POWERS) and not _slipped(check, widest)


def _slipped(check: Check, ratio: float) -> bool:
    """Whether one number is so many times another one because of a slip."""
    return any(abs(ratio / power - 1) * 100 <= check.limits["slip_percent"] for power in POWERS)
