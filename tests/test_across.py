"""Two sheets of one program side by side. The cases stand in cases/across.txt, to be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from examples_for_tests import EXAMPLES, LATER_EXAMPLES, record
from hypothesis import given, settings
from hypothesis import strategies as st
from years_for_tests import pair, path_of, put, rolled, sheet

from xltools import api, messages
from xltools.checks.applied import checks_for
from xltools.checks.rules import PAIR_RULES, YEAR_RULES
from xltools.forms.definition import load_form
from xltools.forms.record import value_at
from xltools.problems import Problem
from xltools.settings import DEFAULTS, CheckSettings, Settings

HERE = Path(__file__).parent
CASES = HERE / "cases" / "across.txt"
GOLDEN = HERE / "golden" / "findings-across.txt"
OF_THE_SHEET = re.compile(r"A(?!23)[0-9]+")
"""Rules that look at one sheet are not this file's subject."""


def cases() -> Iterator[tuple[str, list[str], list[str]]]:
    """Name, changes and findings of every case."""
    for block in re.split(r"^== ", CASES.read_text(encoding="utf-8"), flags=re.M)[1:]:
        name, *lines = [line.strip() for line in block.splitlines() if line.strip()]
        yield name, [line for line in lines if not line.startswith("->")], [line[3:] for line in lines if line.startswith("->")]


def change(records: dict[str, Any], line: str) -> None:
    year, path_text, how = line.split(" ", 2)
    one, path = records[year], path_of(path_text)
    operation, _, value = how.partition(" ")
    series = value_at(one, path)
    if operation == "=":
        put(one, path, json.loads(value))
    elif operation == "-":
        value_at(one, path[:-1]).pop(path[-1])
    elif operation == "*":
        series.update({key: number and number * int(value) for key, number in series.items() if key.isdigit()})
    elif operation == ">>":
        years = sorted(key for key in series if key.isdigit())
        numbers = [records["2018"], one][int(value) < 0]
        source = value_at(numbers, path)
        moved = {key: value_at(source, (str(int(key) - int(value)),)) for key in years}
        series.update({key: number for key, number in moved.items() if number is not None})
    else:
        raise AssertionError(line)


def told(problem: Problem) -> str:
    """A finding in one line, as the cases state it."""
    cell = str(problem.at) if problem.at else "-"
    return f"{problem.rule or '-'} {problem.severity} {problem.code} {cell} < {problem.details.get('other_at') or '-'}"


def found(records: Sequence[dict[str, Any]], settings_: Settings = DEFAULTS) -> list[Problem]:
    """What the rules of this file find; what a sheet alone shows only where it names no rule of its own."""
    problems = api.check_all([sheet(one) for one in records], settings=settings_)
    quiet = {"required-blank", "prose-blank", "total-wrong", "total-rounding"}
    return [problem for problem in problems if not OF_THE_SHEET.fullmatch(problem.rule) and problem.code not in quiet]


@pytest.mark.parametrize(("changes", "findings"), [pytest.param(*case[1:], id=case[0]) for case in cases()])
def test_case(changes: list[str], findings: list[str]) -> None:
    before, after = pair()
    records = {"2018": before, "2019": after}
    for line in changes:
        change(records, line)
    assert [told(problem) for problem in found([before, after])] == findings


def test_every_rule_has_a_case_that_finds_something_and_one_that_does_not() -> None:
    checks = load_form("program-analysis").checks
    rules = {check.id for check in checks if check.kind in PAIR_RULES}
    assert {f"B{number}" for number in range(1, 15)} - {"B9"} == rules
    assert {line.split()[0] for _, _, findings in cases() for line in findings} >= rules
    assert any(not changes and not findings for _, changes, findings in cases())


def test_every_difference_names_both_cells_in_both_files() -> None:
    before, after = pair()
    put(after, path_of("/settlement/2014"), 84642)
    put(after, path_of("/settlement/2015"), 166666)
    (problem,) = found([before, after])
    assert problem.message("ja") == (
        "確定した年度の数字が昨年のシートと違います。"
        "決算額 26年度: 今年のシート 84,642（2019.xlsx No2!S4） 昨年のシート 84,542（2018.xlsx No2!X4）、"
        "決算額 27年度: 今年のシート 166,666（No2!X4） 昨年のシート 166,060（No2!AC4）"
    )
    assert problem.as_json("ja")["other"] == {"file": "2018.xlsx", "sheet": "No2", "cell": "X4", "value": 84542}


def test_of_many_differences_the_first_are_listed() -> None:
    before, after = pair()
    for line in after["cost_statement"].values():
        line["2017"] += 77
    (problem,) = (one for one in found([before, after]) if one.rule == "B5")
    assert problem.message("en").endswith(", 10 more")


def test_a_blank_is_said_to_be_blank() -> None:
    before, after = pair()
    put(after, path_of("/settlement/2014"), None)
    (problem,) = found([before, after])
    assert "今年のシート （空欄）（2019.xlsx No2!S4）" in problem.message("ja")


def test_a_missing_year_in_between_leaves_what_still_can_be_compared() -> None:
    before = record()
    after = rolled(before, 2)
    put(after, path_of("/settlement/2015"), 1)
    put(after, path_of("/classification/current"), "推進")
    (problem,) = found([before, after])
    assert told(problem) == "B1 error restated No2!S4 < No2!AC4"
    assert "前のシート 166,060" in problem.message("ja")


def test_three_years_are_compared_one_after_the_other() -> None:
    first, second = pair()
    third = rolled(second)
    put(second, path_of("/settlement/2014"), 1)
    assert [(problem.source, told(problem)) for problem in found([first, second, third])] == [
        ("2019.xlsx", "B1 error restated No2!S4 < No2!X4"),
        ("2020.xlsx", "B1 error restated No2!N4 < No2!S4"),
    ]


def test_a_rule_is_switched_off_lowered_or_given_another_limit() -> None:
    before, after = pair()
    put(after, path_of("/settlement/2014"), 84642)

    def under(**rule: object) -> list[str]:
        return [problem.severity for problem in found([before, after], Settings(checks=CheckSettings({}, {"B1": rule})))]

    assert under() == ["error"]
    assert under(level="off") == []
    assert under(level="warning") == ["warning"]
    assert under(tolerance=100) == ["note"]


def test_the_sheets_of_two_languages_say_the_same() -> None:
    before, after = pair()
    put(after, path_of("/settlement/2014"), 84642)
    (problem,) = found([before, after])
    assert "this sheet 84,642 (2019.xlsx No2!S4), last year's sheet 84,542 (2018.xlsx No2!X4)" in problem.message("en")


NUMBERS = st.integers(0, 10**7)


@st.composite
def histories(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two sheets of one history: every year has one budget, one settled amount and one statement."""
    before, after = pair()
    for key in ("budget", "settlement"):
        whole = {str(year): draw(NUMBERS) for year in range(2012, 2020)}
        for one in (before, after):
            one[key] = {year: whole[year] for year in one[key]}
    for line in before["cost_statement"]:
        whole = {str(year): draw(NUMBERS) for year in range(2016, 2019)}
        for one in (before, after):
            one["cost_statement"][line] = {**{year: whole[year] for year in sorted(whole)[one["fiscal_year"] - 2018 :][:2]}, "change": 0}
    after["settlement"]["2018"] = before["settlement"]["2018"]
    return before, after


@settings(max_examples=30, deadline=None)
@given(histories())
def test_one_history_has_no_contradictions(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    assert [told(problem) for problem in found(both) if problem.rule in ("B1", "B2", "B3", "B4", "B5", "B13", "B14")] == []


@settings(max_examples=30, deadline=None)
@given(histories(), st.sampled_from(["budget", "settlement"]), st.integers(2013, 2017), st.integers(2, 1000))
def test_a_changed_closed_value_is_one_finding_that_names_both_cells(
    both: tuple[dict[str, Any], dict[str, Any]], key: str, year: int, more: int
) -> None:
    before, after = both
    old = before[key][str(year)]
    after[key][str(year)] = old + more
    problems = [one for one in found(both) if one.rule in ("B1", "B2", "B3", "B4", "B5", "B13", "B14")]
    assert len(problems) == 1
    places = {one["fiscal_year"]: sheet(one).origins[key, str(year)] for one in both}
    assert (problems[0].at, problems[0].details["other_at"]) == (places[2019], str(places[2018]))
    assert f"{messages.shown(old)}（2018.xlsx {places[2018]}）" in problems[0].message("ja")


def findings() -> str:
    """All findings across the two years of examples, as the command prints them."""
    readings = api.read([EXAMPLES, LATER_EXAMPLES])
    ids = {check.id for check in checks_for(load_form("program-analysis"), DEFAULTS.checks) if check.kind in {*PAIR_RULES, *YEAR_RULES}}
    lines = []
    for problem in api.check_all(readings):
        if problem.check and problem.rule in ids:
            lines += [f"{told(problem)}", f"    {problem.message('ja')}", *(f"    {word}: {text}" for word, text in problem.remarks("ja"))]
    return "\n".join(lines).replace(f"{EXAMPLES.parent}/", "") + "\n"


def test_findings_of_the_examples_are_those_that_were_reviewed() -> None:
    """They are the situations that examples/README.md lists for 2019, and nothing else. Write the file anew after a change and read
    what git says about it: ``python tests/test_across.py``."""
    assert findings() == GOLDEN.read_text(encoding="utf-8")


if __name__ == "__main__":
    GOLDEN.write_text(findings(), encoding="utf-8")
