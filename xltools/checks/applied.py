"""What a ward's settings, the sheet's own reasons and a rule's trial make of the findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from xltools.checks.rules import TOLD
from xltools.checks.sheet_values import SheetValues
from xltools.forms.model import Check, Form
from xltools.problems import SEVERITIES, Problem
from xltools.settings import OFF, CheckSettings

STOCK_PHRASES = "stock_phrases"
"""The option of a check that lists phrases which explain nothing."""


def checks_for(form: Form, settings: CheckSettings) -> tuple[Check, ...]:
    """The checks of a form with a ward's options and limits; those that are switched off are left out."""
    found = []
    for check in form.checks:
        own = settings.rules.get(check.id, {})
        limits = {name: own.get(name, value) for name, value in check.limits.items()}
        if own.get("level") != OFF:
            found.append(replace(check, limits=limits, options={**check.options, **settings.options}))
    return tuple(found)


def judged(problems: Iterable[Problem], form: Form, settings: CheckSettings, sheet: SheetValues | None = None) -> Iterator[Problem]:
    """The problems as they are reported: those of rules that are switched off are dropped, the others get their level, the reason that
    the sheet gives, and the end of the rule's trial."""
    told, by_id = _told(form), _by_id(form)
    for problem in problems:
        rule = str(problem.details.get("rule") or told.get(problem.code, ""))
        if not rule:
            yield problem
            continue
        if settings.level(rule) == OFF:
            continue
        problem = replace(problem, details={**problem.details, "rule": rule})
        check = by_id.get(rule)
        problem = _levelled(problem, check.level if check else problem.severity, settings.level(rule))
        if check and check.trial_until and problem.severity == SEVERITIES[0]:
            problem = replace(problem, severity=SEVERITIES[1], details={**problem.details, "trial": check.trial_until})
        yield _explained(problem, check, sheet) if check and sheet else problem


def _levelled(problem: Problem, worst: str, level: str | None) -> Problem:
    """The problem at the level that its rule was given. A rule's lesser findings are never made worse than they are."""
    if level is None or level == OFF:
        return problem
    rank = SEVERITIES.index
    if problem.severity == worst or rank(level) > rank(problem.severity):
        return replace(problem, severity=level)
    return problem


def _explained(problem: Problem, check: Check, sheet: SheetValues) -> Problem:
    """A problem whose reason stands on the sheet: in a comment of its cell, or where the check looks for one."""
    if not check.reasons or problem.severity == SEVERITIES[-1]:
        return problem
    texts = [sheet.reading.comments.get(problem.path, ""), *(sheet.text(path) for path in check.reasons)]
    stock = check.options.get(STOCK_PHRASES, ())
    reason = next((text for text in texts if text.strip() and not any(phrase in text for phrase in stock)), "")
    if not reason:
        return problem
    return replace(problem, severity=SEVERITIES[-1], details={**problem.details, "explanation": reason})


@lru_cache(maxsize=32)
def _told(form: Form) -> Mapping[str, str]:
    """The rule of every message that a check names."""
    return {code: check.id for check in form.checks if check.kind == TOLD for code in check.options["codes"]}


@lru_cache(maxsize=32)
def _by_id(form: Form) -> Mapping[str, Check]:
    """The first check of every id: those that share an id share their level too."""
    return {check.id: check for check in reversed(form.checks)}
