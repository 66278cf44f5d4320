"""Records made at random: what adds up has no finding of the form's arithmetic, what was broken has one where it was broken."""

from __future__ import annotations

from typing import Any

import pytest
from examples_for_tests import form
from hypothesis import given
from hypothesis import strategies as st

from xltools.checks.arithmetic import arithmetic_problems
from xltools.forms.record import build
from xltools.forms.rules import recomputed
from xltools.messages import shown
from xltools.problems import Path, Problem
from xltools.reading.from_record import reading_of

RULES = form().rules
TOTALS = {rule.total for rule in RULES}
ENTERED = sorted({term for rule in RULES for _, term in rule.terms} - TOTALS)
ROUNDING = max(rule.rounding for rule in RULES)

amounts = st.integers(-10_000_000, 10_000_000)
values = st.lists(amounts, min_size=len(ENTERED), max_size=len(ENTERED)).map(lambda found: dict(zip(ENTERED, found, strict=True)))
gaps = st.integers(ROUNDING + 1, 10_000_000) | st.integers(-10_000_000, -ROUNDING - 1)


def problems(found: dict[Path, Any]) -> list[Problem]:
    return list(arithmetic_problems(reading_of(form(), build(form(), found).record, "x")))


@given(values)
def test_what_adds_up_has_no_finding(entered: dict[Path, Any]) -> None:
    assert problems(recomputed(form(), entered)) == []


@given(values, st.sampled_from(ENTERED + sorted(TOTALS)), gaps)
def test_one_broken_number_is_found_at_its_cell_or_at_its_total(entered: dict[Path, Any], broken: Path, gap: int) -> None:
    whole = recomputed(form(), entered)
    whole[broken] += gap
    near = {broken} | {rule.total for rule in RULES if broken in [term for _, term in rule.terms]}
    found = problems(whole)
    assert {problem.path for problem in found} == near & TOTALS
    assert {problem.severity for problem in found} == {"error"}
    assert all(abs(problem.difference or 0) == abs(gap) for problem in found)
    for problem in found:
        assert str(problem.at).startswith("No2!")
        assert shown(problem.value) in problem.message("ja")


@given(values, st.sampled_from(ENTERED))
def test_a_blank_is_said_once_and_keeps_its_totals_quiet(entered: dict[Path, Any], blank: Path) -> None:
    whole = recomputed(form(), {**entered, blank: None})
    found = problems(whole)
    assert [problem.path for problem in found if problem.code == "part-blank"] in ([blank], [])
    assert {problem.code for problem in found} <= {"part-blank"}
    needed = any(rule.complete and blank in [term for _, term in rule.terms] for rule in RULES)
    assert bool(found) is needed


def test_every_amount_of_the_statement_is_drawn() -> None:
    assert len(ENTERED) + len(TOTALS) == sum(path[0] == ENTERED[0][0] for path in form().fields())
    with pytest.raises(KeyError):
        recomputed(form(), {})[("nowhere",)]
