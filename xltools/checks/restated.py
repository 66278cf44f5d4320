"""Amounts of one year on two sheets: a settled year stays what it was (checks B1–B5, B13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from xltools.checks.comparing import percent_of
from xltools.checks.sheet_values import Number, SheetValues
from xltools.checks.side_by_side import Places, Row, both, difference, rows_of
from xltools.forms.model import Check
from xltools.problems import Problem

FACTORS = (10, 100, 1000)
"""By how much a number is off that was typed with digits too few or too many, or in another unit."""


def restated(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[Problem]:
    """A settled year has the value that it had (B1, B2, B5): one finding per row, with all its differences. If they are all within
    the `tolerance`, or a blank became a zero, it is rounding and only noted."""
    for row in rows_of(check, earlier, later):
        found = [(places, numbers) for places in row.settled(earlier, later) if (numbers := both(earlier, later, places))]
        off = [(places, (now or 0) - (before or 0)) for places, (before, now) in found if before != now]
        if off:
            places, differences = [one for one, _ in off], [amount for _, amount in off]
            rounding = all(abs(amount) <= check.limits["tolerance"] for amount in differences)
            single = {"difference": differences[0], "should": earlier.value(places[0][0])} if len(off) == 1 else {"should": None}
            yield difference(check, "restated", earlier, later, places, "note" if rounding else check.level, **single)


def revised(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[Problem]:
    """The plan of the earlier sheet's own year was changed since (B3)."""
    for _, places, before, now in _own_year(check, earlier, later):
        if before != now:
            yield difference(check, "budget-revised", earlier, later, [places], check.level, difference=now - before)


def forecast(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[Problem]:
    """What the earlier sheet foresaw for its own year against what it came to (B4): more than `percent` apart, and at least
    `minimum`."""
    for _, places, before, now in _own_year(check, earlier, later):
        apart = now - before
        if apart and abs(apart) * 100 > abs(before) * check.limits["percent"] and abs(apart) >= check.limits["minimum"]:
            rate = percent_of(apart, before)
            yield difference(check, "forecast-missed", earlier, later, [places], check.level, difference=apart, percent=rate)


def magnitude(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[Problem]:
    """A settled year's value ten, a hundred or a thousand times what it was, or a part of it (B13): one finding per row and factor.
    It counts as such within `percent` of the factor, if both values are at least `minimum`."""
    for row in rows_of(check, earlier, later):
        slips: dict[tuple[int, bool], list[Places]] = defaultdict(list)
        for places in row.settled(earlier, later):
            numbers = both(earlier, later, places)
            slip = _slip(check, *numbers) if numbers else None
            if slip:
                slips[slip].append(places)
        for (factor, larger), found in slips.items():
            code = "magnitude-larger" if larger else "magnitude-smaller"
            should = earlier.value(found[0][0]) if len(found) == 1 else None
            yield difference(check, code, earlier, later, found, check.level, factor=factor, should=should)


def _slip(check: Check, before: Number | None, now: Number | None) -> tuple[int, bool] | None:
    """The factor by which a value is off, and whether it is too large."""
    if not before or not now or before * now < 0 or min(abs(before), abs(now)) < check.limits["minimum"]:
        return None
    large, small = max(abs(before), abs(now)), min(abs(before), abs(now))
    for factor in FACTORS:
        if abs(large - small * factor) * 100 <= small * factor * check.limits["percent"]:
            return factor, abs(now) > abs(before)
    return None


def _own_year(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[tuple[Row, Places, Number, Number]]:
    """The value of the earlier sheet's own year on both sheets, where both have one."""
    year = str(earlier.form.fiscal_year)
    for row in rows_of(check, earlier, later):
        for before, now in row.series:
            places = ((*before, year), (*now, year))
            first, second = earlier.number(places[0]), later.number(places[1])
            if first is not None and second is not None:
                yield row, places, first, second
