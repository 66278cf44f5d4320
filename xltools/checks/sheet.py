"""All checks of one sheet."""

from __future__ import annotations

from xltools.checks.applied import checks_for, judged
from xltools.checks.arithmetic import arithmetic_problems
from xltools.checks.rules import SHEET_RULES
from xltools.checks.shape import shape_problems
from xltools.checks.sheet_values import SheetValues
from xltools.problems import Problem, in_order
from xltools.reading.model import Reading
from xltools.settings import DEFAULTS, CheckSettings


def check(reading: Reading, settings: CheckSettings = DEFAULTS.checks) -> tuple[Problem, ...]:
    """Everything that is wrong with one reading: what reading it met, its shape, its arithmetic, and what the form's own checks find
    in a value that nothing else is wrong with; worst first."""
    found = [*reading.problems, *shape_problems(reading), *arithmetic_problems(reading, settings)]
    if reading.form is None or reading.record is None:
        return tuple(in_order(found))
    sheet = sheet_values(reading, found)
    checks = [one for one in checks_for(reading.form, settings) if one.kind in SHEET_RULES]
    found += [problem for one in checks for problem in SHEET_RULES[one.kind](one, sheet)]
    return tuple(in_order(judged(found, reading.form, settings, sheet)))


def sheet_values(reading: Reading, problems: list[Problem]) -> SheetValues:
    """A reading for rules to look at, given what is already said about it.

    Raises:
        ValueError: the reading has no record.
    """
    if reading.form is None:
        raise ValueError(f"{reading.source} has no record to check")
    return SheetValues(
        reading, reading.form, frozenset(problem.path for problem in problems if problem.severity == "error" and problem.path)
    )
