"""Which programs there should be a sheet of, as a roster says."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

from xltools.forms.model import Form
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.reading.roster import RosterEntry, read_roster


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
    return expected_keys(form, entries, excluded_by_roster(form, entries, roster)), problems


def expected_keys(form: Form, entries: Sequence[RosterEntry], excluded: Container[str]) -> dict[int, frozenset[str]]:
    """The keys of the programs on a roster that are not excluded, by the form's fiscal year; nothing if the roster names none."""
    keys = frozenset(key for entry in entries if (key := entry.values.get(form.key)))
    return {form.fiscal_year: frozenset(key for key in keys if key not in excluded)} if keys else {}


def excluded_by_roster(form: Form, entries: Iterable[RosterEntry], roster: Path) -> Mapping[str, Problem]:
    """The programs that a roster says do not count, each with the problem that says why."""
    found = {}
    for entry in entries:
        key = entry.values.get(form.key)
        if entry.excluded and key:
            found[key] = Problem("excluded-by-roster", str(roster), details={"key": key, "reason": entry.reason or ""})
    return found
