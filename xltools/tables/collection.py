"""What a summary is made from: the readings that count, those that do not, and every problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltools.checks.programs import Program
from xltools.forms.model import Form
from xltools.problems import Problem, worst_first
from xltools.reading.model import Reading
from xltools.settings import DEFAULTS, CheckSettings
from xltools.tables.changes import Since
from xltools.tables.standing import Standing


@dataclass(frozen=True, slots=True)
class Collection:
    """The submissions of one form and one fiscal year.

    `readings` are those that count, sorted by the program's key; each has a record. `left_out` are the others, each with the
    problem that says why. `problems` are all problems of the run. `as_of` is a date or any other text to be printed as the
    state of things; nothing else in a summary depends on the time at which it is made. `valid_only` says that submissions with an error
    were left out on purpose. `others` are the sheets of other years that the summary only compares with, `programs` those of all years
    by program. `settings` are those that the problems were found with. `standings` are the programs
    against the roster, None where nobody asked; `since` is what is different from an earlier run, None if there was none.
    """

    form: Form
    fiscal_year: int
    readings: tuple[Reading, ...]
    left_out: tuple[tuple[Reading, Problem], ...] = ()
    problems: tuple[Problem, ...] = ()
    as_of: str | None = None
    valid_only: bool = False
    others: tuple[Reading, ...] = ()
    programs: tuple[Program, ...] = ()
    settings: CheckSettings = DEFAULTS.checks
    standings: tuple[Standing, ...] | None = None
    since: Since | None = None

    def all_problems(self) -> list[Problem]:
        """Every problem once: worst first, then by file and cell. The reasons why files were left out are among them; one that the run's
        settings have judged is another object than the reason, but the same problem."""
        said = {(problem.code, problem.source) for problem in self.problems}
        missing = [reason for _, reason in self.left_out if (reason.code, reason.source) not in said]
        return worst_first((*self.problems, *missing))

    def wrong_sources(self) -> frozenset[str]:
        """The files that have an error and must be mended."""
        return frozenset(problem.source for problem in self.all_problems() if problem.severity == "error")


def record_of(reading: Reading) -> Mapping[str, Any]:
    """The record of a reading that counts.

    Raises:
        ValueError: it has none.
    """
    if reading.record is None:
        raise ValueError(f"{reading.source} has no record and cannot be counted")
    return reading.record
