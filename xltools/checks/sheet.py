"""All checks of one sheet."""

from __future__ import annotations

from xltools.checks.arithmetic import arithmetic_problems
from xltools.checks.shape import shape_problems
from xltools.problems import Problem, in_order
from xltools.reading.model import Reading


def check(reading: Reading) -> tuple[Problem, ...]:
    """Everything that is wrong with one reading: what reading it met, its shape, its arithmetic; worst first."""
    return tuple(in_order([*reading.problems, *shape_problems(reading), *arithmetic_problems(reading)]))
