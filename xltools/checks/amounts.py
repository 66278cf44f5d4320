"""Amounts of money that have to agree with one another."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.checks.sheet_values import SheetValues
from xltools.forms.model import Check
from xltools.problems import Problem


def parts_of(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """A `total` and the sum of its `parts` agree (checks.md A5), but for the `tolerance`; not on a sheet whose `unless` holds one
    of the options ``unless``."""
    for case in check.cases:
        total, parts = sheet.number(case["total"]), [sheet.number(path) for path in case["parts"]]
        excused = "unless" in case and sheet.value(case["unless"]) in check.options.get("unless", ())
        if excused or total is None or any(part is None for part in parts):
            continue
        should = sum(part for part in parts if part is not None)
        if abs(total - should) > check.limits["tolerance"]:
            names = "、".join(sheet.label(path) for path in case["parts"])
            yield sheet.problem(check, "parts-differ", case["total"], total, parts=names, should=should, difference=total - should)


def at_least(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """`more` is not below `less` (checks.md A6)."""
    for case in check.cases:
        more, less = sheet.number(case["more"]), sheet.number(case["less"])
        if more is not None and less is not None and more < less:
            other, difference = sheet.label(case["less"]), more - less
            yield sheet.problem(check, "below-other", case["more"], more, other=other, least=less, difference=difference)
