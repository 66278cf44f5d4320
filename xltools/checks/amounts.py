"""Amounts of money that have to agree with one another."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.arithmetic import difference
from xltools.checks.sheet_values import Number, SheetValues
from xltools.forms.model import Check
from xltools.messages import Word
from xltools.problems import Path, Problem


def parts_of(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """A `total` and the sum of its `parts` agree (checks.md A5), but for the `tolerance`; not on a sheet whose `unless` holds one
    of the options ``unless``."""
    for case in check.cases:
        total, parts = sheet.number(case["total"]), _numbers(sheet, case["parts"])
        if sheet.excused(check, case) or total is None or not parts:
            continue
        should = sum(parts)
        if abs(total - should) > check.limits["tolerance"]:
            names = "、".join(sheet.label(path) for path in case["parts"])
            yield sheet.problem(check, "parts-differ", case["total"], total, parts=names, should=should, difference=total - should)


def at_least(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """`more` is not below `less` (checks.md A6)."""
    for case in check.cases:
        more, less = sheet.number(case["more"]), sheet.number(case["less"])
        if more is not None and less is not None and more < less:
            other, below = sheet.label(case["less"]), more - less
            yield sheet.problem(check, "below-other", case["more"], more, other=other, least=less, difference=below)


def same_amount(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """`amount` is `other` (checks.md A9)."""
    for case in check.cases:
        amount, other = sheet.number(case["amount"]), sheet.number(case["other"])
        if amount is not None and other is not None and amount != other:
            gap = difference(amount, other)
            yield sheet.problem(
                check, "amounts-differ", case["amount"], amount, other=sheet.label(case["other"]), should=other, difference=gap
            )


def listed_parts(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """The amounts of the rows of a table do not exceed a `total` (checks.md A7, A8).

    A line may be off by the half of a unit that rounding leaves, so one unit for each line is rounding. Because a table lists the
    main items only, less is said only from `short_percent` of the total and `short_amount` on. A table without any row has no sum.
    A blank amount is a mistake of its own, so it keeps the sum from being looked at.
    """
    for case in check.cases:
        total = sheet.number(case["total"])
        rows = list(sheet.rows(case["rows"]))
        amounts = _numbers(sheet, tuple((*row, *case["amount"]) for row in rows))
        if total is None or (rows and not amounts):
            continue
        found = sum(amounts)
        over, other = found - total, sheet.label(case["total"])
        if not rows:
            if total > check.limits["short_amount"]:
                yield sheet.problem(check, "items-blank", case["rows"], other=other, total=total)
        elif over > 0:
            code = "items-rounding" if over <= len(rows) else "items-over"
            yield sheet.problem(check, code, case["rows"], found, other=other, total=total, difference=over)
        elif -over > check.limits["short_amount"] and -over * 100 > total * check.limits["short_percent"]:
            yield sheet.problem(check, "items-short", case["rows"], found, other=other, total=total, difference=over)


def sum_is(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """The `parts` add up to the limit ``sum`` (checks.md A14). One more, or nothing but zeros, is doubtful rather than wrong: the
    ward itself was counted, or nobody was asked."""
    should = check.limits["sum"]
    for case in check.cases:
        parts = _numbers(sheet, case["parts"])
        found = sum(parts)
        if parts and found != should:
            names = "、".join(sheet.label(path) for path in case["parts"])
            code = "sum-doubtful" if found in (0, should + 1) else "sum-differs"
            yield sheet.problem(check, code, case["parts"][0], found, parts=names, should=should, difference=difference(found, should))


def changed(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """An amount that differs from the `before` by the limits ``percent`` and ``amount`` or more wants a reason (checks.md A12)."""
    for case in check.cases:
        after, before = sheet.number(case["amount"]), sheet.number(case["before"])
        if after is None or before is None:
            continue
        gap = abs(after - before)
        if gap > 0 and gap >= check.limits["amount"] and gap * 100 >= abs(before) * check.limits["percent"]:
            direction = Word("word.increase" if after > before else "word.decrease")
            by = sheet.amount_and_rate(gap, before)
            yield sheet.problem(
                check, "amount-changed", case["amount"], after, other=sheet.label(case["before"]), before=before, by=by,
                direction=direction, difference=after - before,
            )  # fmt: skip


def _numbers(sheet: SheetValues, paths: tuple[Path, ...]) -> list[Number]:
    """The numbers at some places; none at all as soon as one of them is not known."""
    found = [sheet.number(path) for path in paths]
    return [] if None in found else [number for number in found if number is not None]
