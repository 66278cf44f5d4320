"""All findings on the example sheets, as a person reviewed them. After a change of the rules: python tests/test_findings.py"""

from __future__ import annotations

from pathlib import Path

import pytest
from examples_for_tests import EXAMPLES, LATER_EXAMPLES

from xltools import api, messages
from xltools.problems import Problem

GOLDEN = Path(__file__).parent / "golden"
FOLDERS = {"2018": EXAMPLES, "2019": LATER_EXAMPLES}


def text(year: str) -> str:
    """Every finding on one line: program, rule, level, cell, message; below it the reason that the sheet gives."""
    readings = api.read(sorted(FOLDERS[year].glob("*.xlsx")))
    return "".join(_line(problem) for problem in api.check_all(readings))


def _line(problem: Problem) -> str:
    level = messages.text(f"severity.{problem.severity}", "ja")
    line = f"{Path(problem.source).name[:8]} {problem.rule or '－'} {level} {problem.at} {problem.message('ja')}\n"
    return f"{line}    {messages.text('word.explanation', 'ja')}: {problem.explanation}\n" if problem.explanation else line


@pytest.mark.parametrize("year", FOLDERS)
def test_the_findings_on_the_examples_are_those_that_a_person_reviewed(year: str) -> None:
    assert text(year) == (GOLDEN / f"findings-{year}.txt").read_text(encoding="utf-8")


def test_the_errors_on_the_real_sheets_are_the_two_mistakes_that_they_have() -> None:
    errors = [problem for problem in api.check_all(api.read([EXAMPLES])) if problem.severity == "error"]
    assert [(Path(one.source).name[:8], one.rule, str(one.at)) for one in errors] == [
        ("03-04-01", "A19", "No1!I10"), ("03-04-05", "A23", "No1!AQ4")
    ]  # fmt: skip


if __name__ == "__main__":
    for one in FOLDERS:
        (GOLDEN / f"findings-{one}.txt").write_text(text(one), encoding="utf-8", newline="\n")
