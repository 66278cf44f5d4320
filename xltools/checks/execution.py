"""What was spent of what was planned."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.arithmetic import percent
from xltools.checks.sheet_values import SheetValues
from xltools.forms.model import Check
from xltools.problems import Problem

BASIS = "budget_basis"
"""The option that says which budget the form states."""
INITIAL = "initial"
"""Its value where supplements during the year are not counted in: more may be spent than was planned at first."""


def execution(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """`actual` lies between the limits ``low`` and ``high`` percent of `planned` (checks.md A10). Without a plan, or with one of 0,
    there is no rate."""
    for case in check.cases:
        actual, planned = sheet.number(case["actual"]), sheet.number(case["planned"])
        if actual is None or not planned or planned < 0:
            continue
        told = {"planned": planned, "rate": percent(actual, planned), "other": sheet.label(case["planned"])}
        if actual * 100 > planned * check.limits["high"]:
            severity = "note" if check.options.get(BASIS) == INITIAL else ""
            yield sheet.problem(check, "execution-over", case["actual"], actual, severity, difference=actual - planned, **told)
        elif actual * 100 < planned * check.limits["low"]:
            yield sheet.problem(check, "execution-low", case["actual"], actual, difference=actual - planned, **told)


def unused(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """Of `planned` less than the limit ``amount`` and less than ``percent`` of it is left (checks.md A11)."""
    for case in check.cases:
        actual, planned = sheet.number(case["actual"]), sheet.number(case["planned"])
        if actual is None or planned is None or planned <= actual:
            continue
        left = planned - actual
        if left >= check.limits["amount"] or left * 100 >= planned * check.limits["percent"]:
            other, by = sheet.label(case["planned"]), sheet.amount_and_rate(left, planned)
            yield sheet.problem(check, "budget-unused", case["actual"], actual, other=other, planned=planned, by=by, difference=-left)
