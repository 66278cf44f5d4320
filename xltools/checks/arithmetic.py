"""The form's own arithmetic (checks A1–A4): every total as it stands in the file against what its parts give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from xltools.checks.applied import rules_for
from xltools.forms.model import Form, LinearRule
from xltools.forms.record import value_at
from xltools.forms.rules import computed
from xltools.problems import Path, Problem
from xltools.reading.model import Reading
from xltools.settings import DEFAULTS, CheckSettings


def arithmetic_problems(reading: Reading, settings: CheckSettings = DEFAULTS.checks) -> Iterator[Problem]:
    """Every total that differs from its parts, every blank part that keeps a total from being computed.

    A total is compared with its parts *as they stand in the file*, so that a wrong subtotal is reported once and not
    again at each total that it flows into.
    """
    if reading.form is None or reading.record is None:
        return
    sheet = _SheetValues(reading, reading.form)
    rules = rules_for(reading.form, settings)
    blank = {rule.total: problem for rule in rules if (problem := _blank_part(sheet, rule))}
    yield from blank.values()
    for rule in rules:
        problem = None if rule.total in blank else _difference(sheet, rule)
        if problem:
            yield problem


class _SheetValues:
    """The values of a reading by the form's own paths, totals as stated in the file where they are."""

    def __init__(self, reading: Reading, form: Form) -> None:
        self.reading = reading
        self.places: Mapping[Path, Path] = {field: path for path, field in reading.fields.items()}
        self.slots = form.fields()
        self.values: dict[Path, Any] = {}
        for field in _fields_of_rules(form):
            place = self.places.get(field)
            if place is not None:
                stated = reading.stated.get(place)
                self.values[field] = stated if stated is not None else value_at(reading.record, place)
        self.told = {problem.path for problem in reading.problems if problem.path}

    def problem(self, code: str, rule: LinearRule, field: Path, label: str = "", value: object = None, **details: object) -> Problem:
        path = self.places.get(field, field)
        label = label or self.slots[field][-1].full_label
        return Problem(code, self.reading.source, "", self.reading.origins.get(path), path, label, value, {"rule": rule.id, **details})


@lru_cache(maxsize=32)
def _fields_of_rules(form: Form) -> frozenset[Path]:
    """Every total of a form, and every part of one."""
    return frozenset(path for rule in form.rules for path in (rule.total, *(term for _, term in rule.terms)))


def _blank_part(sheet: _SheetValues, rule: LinearRule) -> Problem | None:
    """Parts that are blank although another one is filled; those that reading complained about are passed over."""
    parts = [path for _, path in rule.terms]
    values = [sheet.values.get(path) for path in parts]
    if not rule.complete or None not in values or values.count(None) == len(values):
        return None
    entered = [path for path in parts if not sheet.slots[path][-1].computed and sheet.places.get(path, path) not in sheet.told]
    blank = [path for path in entered if sheet.values.get(path) is None]
    if not blank:
        return None
    sheet.told.update(sheet.places.get(path, path) for path in blank)
    names = "」「".join(sheet.slots[path][-1].full_label for path in blank)
    return sheet.problem("part-blank", rule, blank[0], label=names, total=sheet.slots[rule.total][-1].full_label)


def _difference(sheet: _SheetValues, rule: LinearRule) -> Problem | None:
    """A total that is stated and differs from its parts, or has none."""
    path = sheet.places.get(rule.total, rule.total)
    stated = sheet.reading.stated.get(path)
    should = None if stated is None else computed(rule, sheet.values)
    if stated is None or stated == should:
        return None
    if should is None:
        known = sheet.told.intersection(sheet.places.get(term, term) for _, term in rule.terms)
        return None if known or path in sheet.reading.formulas else sheet.problem("total-without-parts", rule, rule.total, value=stated)
    difference = stated - should
    code = "total-rounding" if abs(difference) <= rule.rounding else "total-wrong"
    if path in sheet.reading.formulas:
        code = "total-stale"
    return sheet.problem(code, rule, rule.total, value=stated, should=should, difference=difference)
