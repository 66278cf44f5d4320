"""What a ward's settings, the sheet's own reasons and a rule's trial make of the findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from xltools import fiscal_years
from xltools.checks.rules import TOLD
from xltools.checks.sheet_values import SheetValues
from xltools.forms.model import Check, Form, LinearRule
from xltools.problems import SEVERITIES, Path, Problem
from xltools.reading.numbers import FOLDED
from xltools.settings import OFF, ROUNDING, CheckSettings

STOCK_PHRASES = "stock_phrases"
"""The option of a check that lists phrases which explain nothing."""
NAMES_YEAR = "reason_names_year"
"""The option of a check that takes a reason for one only if it names the fiscal year that the finding is about."""
YIELDS_TO = "yields_to"
"""The option of a check that lists rules: where one of them has a finding already, this one has none (one cause, one message)."""


@lru_cache(maxsize=32)
def checks_for(form: Form, settings: CheckSettings) -> tuple[Check, ...]:
    """The checks of a form with a ward's options and limits; those that are switched off are left out."""
    found = []
    for check in form.checks:
        own = settings.rules.get(check.id, {})
        limits = {name: own.get(name, value) for name, value in check.limits.items()}
        if own.get("level") != OFF:
            found.append(replace(check, limits=limits, options={**check.options, **settings.options}))
    return tuple(found)


@lru_cache(maxsize=32)
def rules_for(form: Form, settings: CheckSettings) -> tuple[LinearRule, ...]:
    """The linear rules of a form with a ward's limits of rounding."""
    return tuple(replace(rule, rounding=settings.rules.get(rule.id, {}).get(ROUNDING, rule.rounding)) for rule in form.rules)


def judged(problems: Iterable[Problem], form: Form, settings: CheckSettings, sheet: SheetValues | None = None) -> Iterator[Problem]:
    """The problems as they are reported: those of rules that are switched off are dropped, the others get their level, the reason that
    the sheet gives, and the end of the rule's trial. Last, a finding of a rule that yields to another one at the same place is dropped."""
    found = [one for problem in problems if (one := _judged(problem, form, settings, sheet)) is not None]
    places = {(problem.rule, problem.path) for problem in found if problem.rule}
    for problem in found:
        check = _check_of(problem, form)
        if not (check and any((rule, problem.path) in places for rule in check.options.get(YIELDS_TO, ()))):
            yield problem


def _judged(problem: Problem, form: Form, settings: CheckSettings, sheet: SheetValues | None) -> Problem | None:
    check = _check_of(problem, form)
    rule = check.id if check else problem.rule
    if not rule:
        return problem
    level = settings.level(rule)
    if level == OFF:
        return None
    worst = problem.severity if check and check.kind == TOLD else check.level if check else SEVERITIES[0]
    if problem.rule != rule:
        problem = replace(problem, details={**problem.details, "rule": rule})
    problem = _levelled(problem, worst, level or (check.level if check else None))
    if check and check.trial_until and problem.severity == SEVERITIES[0]:
        problem = replace(problem, severity=SEVERITIES[1], details={**problem.details, "trial": check.trial_until})
    return _explained(problem, check, sheet) if check and sheet else problem


def _levelled(problem: Problem, worst: str, level: str | None) -> Problem:
    """The problem at the level that its rule was given. A rule's lesser findings are never made worse than they are."""
    if level in (None, OFF, problem.severity):
        return problem
    rank = SEVERITIES.index
    if problem.severity == worst or rank(level) > rank(problem.severity):
        return replace(problem, severity=level)
    return problem


def _explained(problem: Problem, check: Check, sheet: SheetValues) -> Problem:
    """A problem whose reason stands on the sheet: where the check looks for one, or, unless it is an error that takes no reason, in a
    comment of its cell."""
    if problem.severity == SEVERITIES[-1] or (not check.reasons and (check.kind == TOLD or problem.severity == SEVERITIES[0])):
        return problem
    stock = check.options.get(STOCK_PHRASES, ())
    texts = [text for path in check.reasons if _about(problem, text := sheet.text(path), check, sheet)]
    comment = sheet.reading.comments.get(problem.path, "")
    reason = next((text for text in (comment, *texts) if text.strip() and not any(phrase in text for phrase in stock)), "")
    if not reason:
        return problem
    return replace(problem, severity=SEVERITIES[-1], details={**problem.details, "explanation": reason})


def _about(problem: Problem, text: str, check: Check, sheet: SheetValues) -> bool:
    """Whether a text can be about a finding: where the check asks for it, only one that names the finding's fiscal year."""
    years = [int(part) for part in problem.path if isinstance(part, str) and re.fullmatch("[0-9]{4}", part)]
    if not check.options.get(NAMES_YEAR) or not years:
        return True
    names = (fiscal_years.label(years[-1], sheet.form.fiscal_year), str(years[-1]))
    return any(re.search(rf"(?<![0-9]){name}", text.translate(FOLDED)) for name in names)


def _check_of(problem: Problem, form: Form) -> Check | None:
    """The check that a problem is a finding of; None if it is one of no check of the definition's."""
    if problem.rule:
        known = _by_title(form)
        return known.get((problem.rule, str(problem.details.get("check", "")))) or known.get((problem.rule, ""))
    told = _told(form)
    return told.get((problem.code, problem.path)) or told.get((problem.code, ()))


@lru_cache(maxsize=32)
def _told(form: Form) -> Mapping[tuple[str, Path], Check]:
    """The check of every message that one names, by the message and the place that it is about (empty: any)."""
    found: dict[tuple[str, Path], Check] = {}
    for check in form.checks:
        places = [path for case in check.cases for path in case.get("places", ((),))]
        if check.kind == TOLD:
            found |= {(code, path): check for code in check.options["codes"] for path in places}
    return found


@lru_cache(maxsize=32)
def _by_title(form: Form) -> Mapping[tuple[str, str], Check]:
    """Every check by its id and its title, and the first of every id by the id alone."""
    return {(check.id, title): check for check in reversed(form.checks) for title in ("", check.title)}
