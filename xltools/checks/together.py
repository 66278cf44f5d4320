"""Every problem of some readings: what each has by itself, why some do not count, and what those that count show together."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from xltools.checks.across import across
from xltools.checks.applied import judged
from xltools.checks.selection import LeftOut
from xltools.checks.sheet import check
from xltools.garbage import seldom_collected
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.settings import CheckSettings

Own = Mapping[int, Sequence[Problem]]
"""What is wrong with each reading by itself, by its `id`."""


DONE_WITH = frozenset({"superseded", "identical-copy", "excluded-by-hand", "excluded-by-roster"})
"""Why a file does not count so that nobody has to mend it any more."""


@seldom_collected()
def own_problems(readings: Iterable[Reading], settings: CheckSettings) -> Own:
    """What is wrong with each reading by itself."""
    return {id(reading): check(reading, settings) for reading in readings}


def with_errors(own: Own) -> frozenset[str]:
    """The sources of the readings that have an error by themselves."""
    return frozenset(problem.source for problems in own.values() for problem in problems if problem.severity == "error")


def problems_of(
    readings: Iterable[Reading],
    own: Own,
    counted: Iterable[Reading],
    left_out: Iterable[LeftOut],
    settings: CheckSettings,
    expected: Mapping[int, frozenset[str]] | None = None,
    year: int | None = None,
    done_with: Container[str] = (),
) -> list[Problem]:
    """Every problem, of sheets of one fiscal year if `year` is given. `expected` are by fiscal year the keys of the programs that there
    should be a sheet of, if a roster says so. Of a file that does not count for one of the reasons `done_with`, only that is told.
    """
    left_out = tuple(left_out)
    passed = {id(reading) for reading, reason in left_out if reason.code in done_with}
    wanted = [reading for reading in readings if reading.form is None or year in (None, reading.form.fiscal_year)]
    problems = [problem for reading in wanted if id(reading) not in passed for problem in own[id(reading)]]
    for reading, reason in left_out:
        if reason not in reading.problems:
            problems += judged([reason], reading.form, settings) if reading.form else [reason]
    return problems + across([(reading, own[id(reading)]) for reading in counted], settings, expected, year)
