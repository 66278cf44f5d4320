"""Every rule passes what it should and finds what it should, at the cell: `cases/checks.toml`."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from examples_for_tests import form, record
from reading_for_tests import with_cells

from xltools.books.form_book import form_workbook
from xltools.checks.applied import checks_for
from xltools.checks.rules import SHEET_RULES, TOLD
from xltools.checks.sheet import check
from xltools.problems import SEVERITIES, Problem
from xltools.reading.from_record import reading_of
from xltools.reading.grid import Grid, read_grid
from xltools.reading.model import Reading
from xltools.reading.reader import interpret
from xltools.settings import CheckSettings, settings_of_checks

TEXT = tomllib.loads((Path(__file__).parent / "cases" / "checks.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = TEXT["case"]


def changed(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A record with other values at some places; an empty text is a blank."""
    one = copy.deepcopy(base)
    for place, value in changes.items():
        *parts, last = place.strip("/").split("/")
        inside: Any = one
        for part in parts:
            inside = inside[int(part) if isinstance(inside, list) else part]
        inside[last] = blanked(value)
    return one


def blanked(value: Any) -> Any:
    return {key: blanked(inner) for key, inner in value.items()} if isinstance(value, dict) else None if value == "" else value


def base() -> dict[str, Any]:
    return changed(record(TEXT["base"]["record"]), TEXT["base"]["change"])


@cache
def grid() -> Grid:
    found = read_grid(form_workbook(form(), base()), "a.xlsx")
    assert isinstance(found, Grid)
    return found


def reading(case: dict[str, Any]) -> Reading:
    if "cells" in case:
        assert "change" not in case
        return interpret(with_cells({cell: blanked(value) for cell, value in case["cells"].items()}, grid()))
    found = reading_of(form(), changed(base(), case.get("change", {})), "a.xlsx")
    return replace(found, comments={place(path): text for path, text in case.get("comments", {}).items()})


def place(path: str) -> tuple[str | int, ...]:
    return tuple(path.strip("/").split("/"))


def settings(case: dict[str, Any]) -> CheckSettings:
    return settings_of_checks(case.get("settings", {}))


def findings(problems: Iterable[Problem]) -> list[str]:
    return sorted(f"{one.rule} {one.severity} {one.code} {one.at} {one.explanation}".rstrip() for one in problems)


def test_the_base_has_no_finding() -> None:
    assert findings(check(reading({}))) == []
    assert findings(check(interpret(grid()))) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}: {case['name']}")
def test_a_case_finds_what_it_says_and_nothing_else(case: dict[str, Any]) -> None:
    assert findings(check(reading(case), settings(case))) == sorted(case["finds"])


def rules_with(found: bool) -> set[str]:
    """The rules that a case shows to find something by themselves, or to find nothing."""
    return {case["rule"] for case in CASES if any(one.startswith(f"{case['rule']} ") for one in case["finds"]) is found}


def test_every_rule_has_a_case_that_passes_and_one_that_fails() -> None:
    rules = {rule.id for rule in form().rules} | {one.id for one in form().checks if one.kind == TOLD or one.kind in SHEET_RULES}
    assert rules_with(found=False) >= rules
    assert rules_with(found=True) >= rules


def declared(problem: Problem) -> tuple[str, str]:
    return problem.rule, str(problem.details.get("check", ""))


def test_every_declaration_is_shown_to_find_something_and_its_level_is_that_of_its_worst_finding() -> None:
    worst: dict[tuple[str, str], int] = {}
    for case in CASES:
        for one in check(reading(case)) if "settings" not in case else ():
            rank = SEVERITIES.index(one.severity)
            worst[declared(one)] = min(rank, worst.get(declared(one), rank))
    checks = [one for one in checks_for(form(), CheckSettings()) if one.kind in SHEET_RULES]
    silent = [one.title for one in checks if (one.id, one.title) not in worst and one.id != "A11"]
    assert silent == []
    assert [one.title for one in checks if worst.get((one.id, one.title), 2) != SEVERITIES.index(one.level)] == []


def test_every_kind_of_rule_is_declared() -> None:
    assert set(SHEET_RULES) <= {one.kind for one in form().checks}
