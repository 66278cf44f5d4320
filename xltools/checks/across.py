"""The checks that need several sheets: of one program over the years, and of all programs of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xltools.checks.applied import checks_for, judged
from xltools.checks.programs import History, history_of
from xltools.checks.rules import PAIR_RULES, YEAR_RULES
from xltools.checks.sheet import sheet_values
from xltools.checks.sheet_values import SheetValues
from xltools.checks.side_by_side import COVERS
from xltools.checks.whole import YearSheets
from xltools.forms.model import Check
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.settings import DEFAULTS, CheckSettings

NOT_COMPARED = frozenset({"merged", "split"})
"""The amounts of programs of which this became are others than before, so their sheets are not compared."""

Checked = tuple[Reading, Sequence[Problem]]
"""A reading with what was found in it alone."""


def across(
    counted: Sequence[Checked],
    settings: CheckSettings = DEFAULTS.checks,
    expected: Mapping[int, frozenset[str]] | None = None,
    only: int | None = None,
) -> list[Problem]:
    """What the sheets of several years and programs show together, given those that count: one of each program and year.

    What a rule of the sheet found in a value does not keep it from being compared; what could not be read does.

    `expected` are by fiscal year the keys of the programs that there should be a sheet of. With `only` it is what sheets of that
    fiscal year show, those before it being there to be compared with.
    """
    sheets = {
        id(reading): sheet_values(reading, [problem for problem in problems if not problem.check])
        for reading, problems in counted
        if reading.form and reading.record
    }
    history = history_of(sheet.reading for sheet in sheets.values())
    apart = {id(reading) for change in history.changes if change.kind in NOT_COMPARED for reading in change.later}
    found: list[Problem] = []
    for program in history.programs:
        for before, after in program.pairs():
            earlier, later = sheets[id(before)], sheets[id(after)]
            if id(after) not in apart and only in (None, later.form.fiscal_year):
                found += judged(compared(earlier, later, checks_for(later.form, settings)), later.form, settings, later)
    for year in _years(history, sheets, expected or {}):
        if only not in (None, year.form.fiscal_year):
            continue
        rules = [(check, YEAR_RULES[check.kind]) for check in checks_for(year.form, settings) if check.kind in YEAR_RULES]
        found += judged((problem for check, rule in rules for problem in rule(check, year)), year.form, settings)
    return found


def compared(earlier: SheetValues, later: SheetValues, checks: Sequence[Check]) -> Iterator[Problem]:
    """What two sheets of one program show side by side. The checks are made in their order; what one speaks of the next ones do not
    look at, for one cause gives one message."""
    for check in checks:
        rule = PAIR_RULES.get(check.kind)
        if rule is None:
            continue
        problems = list(rule(check, earlier, later))
        yield from problems
        covered = frozenset(path for problem in problems for path in _covered(problem))
        if covered:
            later = replace(later, told=later.told | covered)


def _covered(problem: Problem) -> tuple[tuple[str | int, ...], ...]:
    covers = problem.details.get(COVERS)
    return covers if isinstance(covers, tuple) else (problem.path,)


def _years(history: History, sheets: Mapping[int, SheetValues], expected: Mapping[int, frozenset[str]]) -> Iterator[YearSheets]:
    """The sheets of each form and year, oldest first."""
    by_year: dict[tuple[str, int], list[SheetValues]] = defaultdict(list)
    for program in history.programs:
        for reading in program.sheets.values():
            sheet = sheets[id(reading)]
            by_year[sheet.form.family, sheet.form.fiscal_year].append(sheet)
    before: tuple[str, int] | None = None
    for family, year in sorted(by_year):
        found = by_year[family, year]
        last = len(by_year[before]) if before and before[0] == family else 0
        changes = [change for change in history.changes if change.year == year and _family(change.later or change.earlier) == family]
        yield YearSheets(found[0].form, found, last, changes, expected.get(year), sheets)
        before = (family, year)


def _family(readings: Sequence[Reading]) -> str:
    form = readings[0].form
    return form.family if form else ""
