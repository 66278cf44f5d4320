"""Which programs there should be a sheet of, as a roster says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.reading.roster import read_roster


def expected_programs(roster: Path | None, readings: Iterable[Reading]) -> tuple[dict[int, frozenset[str]], tuple[Problem, ...]]:
    """The keys of the programs that a roster says there should be a sheet of, by the fiscal year of the latest of the readings, as
    `check_all` takes them, and what is wrong with the roster; nothing without a roster or without a reading of a form.

    Raises:
        XltoolsError: the form has no roster.
    """
    forms = [reading.form for reading in readings if reading.form is not None]
    if roster is None or not forms:
        return {}, ()
    form = max(forms, key=lambda form: form.fiscal_year)
    entries, problems = read_roster(roster, form)
    keys = (entry.values.get(form.key) for entry in entries if not entry.excluded)
    return ({form.fiscal_year: frozenset(key for key in keys if key)} if entries else {}), problems
