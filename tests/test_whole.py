"""All sheets of a year together, and what became of programs since the year before: every message at its cell."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from examples_for_tests import EXAMPLES, record, records
from years_for_tests import path_of, put, rolled

from xltools import api
from xltools.cli import main
from xltools.forms.definition import load_form
from xltools.problems import Problem
from xltools.reading.from_record import reading_of

Expected = dict[int, frozenset[str]] | None
KEYS = frozenset(one["program_code"] for one in records())


def changed(one: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A record with other values; ``__`` in a name goes a step down."""
    made = copy.deepcopy(one)
    for name, value in values.items():
        put(made, path_of("/" + name.replace("__", "/")), value)
    return made


def item(code: str, name: str = "管理費") -> dict[str, str]:
    return {"code": code, "name": name}


def two_years(*more: dict[str, Any], without: int = 0) -> list[dict[str, Any]]:
    """The six programs of FY2018 and all but the first so many of them a year later, with more sheets."""
    return [*records(), *(rolled(one) for one in records()[without:]), *more]


def new(**values: Any) -> dict[str, Any]:
    own = {"program_code": "03-04-09", "program_name": "新しい事業", "budget_items": [item("01-09-01")]}
    return changed(rolled(record()), **{**own, **values})


def merged() -> list[dict[str, Any]]:
    first, second, *rest = records()
    both = changed(rolled(first), budget_items=[*first["budget_items"], *second["budget_items"]])
    return [first, second, *rest, both, *map(rolled, rest)]


def split() -> list[dict[str, Any]]:
    first, *rest = records()
    wide = changed(first, budget_items=[*first["budget_items"], item("01-09-09")])
    part = changed(rolled(first), program_code="03-04-09", program_name="分かれた事業", budget_items=[item("01-09-09")])
    return [wide, *rest, rolled(first), part, *map(rolled, rest)]


def late() -> list[dict[str, Any]]:
    """A program's sheet of FY2018, and the same form with the numbers of a year later in it."""
    one = record()
    other = copy.deepcopy(one)
    for key in ("budget", "settlement"):
        years = sorted(one[key])
        other[key] = {year: one[key].get(str(int(year) + 1), 99999) for year in years}
    for line in other["cost_statement"].values():
        line["2016"] = line["2017"]
    for table in ("indicators", "results"):
        for row in other[table]:
            values = row["values"]
            row["values"] = {year: values.get(str(int(year) + 1), values[year]) for year in sorted(values)}
    return [one, other]


CASES: dict[str, tuple[list[dict[str, Any]], Expected, str]] = {
    "program-new": (two_years(new(program_type="新規事業")), None, "No1!I10"),
    "program-new-unmarked": (two_years(new()), None, "No1!I10"),
    "program-ended": (
        [changed(one, classification__next="休止・完了") for one in records()[:1]] + two_years(without=1)[1:], None, "No1!H31",
    ),
    "program-ended-unannounced": (two_years(without=1), None, "No1!H31"),
    "program-merged": (merged(), None, "No1!H2"),
    "program-split": (split(), None, "No1!H2"),
    "item-shared": ([record(), changed(record("03-04-01"), budget_items=record()["budget_items"])], None, "No1!L5"),
    "code-shared": ([record(), changed(record("03-04-01"), program_code="03-04-02")], None, "No1!H2"),
    "submitted-twice": ([record(), changed(record(), remarks="別")], None, ""),
    "old-form": (late(), None, ""),
    "in-no-group": ([record(), changed(record("03-04-01"), department=None)], None, ""),
    "programs-missing": (records()[1:], {2018: KEYS}, ""),
    "program-not-expected": (records(), {2018: KEYS - {"03-04-01"}}, "No1!H2"),
}  # fmt: skip
"""By the code of a message: the records, the programs of the roster, and the cell that is to be named."""


def found(code: str) -> list[Problem]:
    given, expected, _ = CASES[code]
    readings = [reading_of(load_form(one["form"], one["fiscal_year"]), one, f"{number}.xlsx") for number, one in enumerate(given)]
    return [problem for problem in api.check_all(readings, expected=expected) if problem.code == code]


@pytest.mark.parametrize("code", CASES)
def test_it_is_said_once_at_its_cell(code: str) -> None:
    assert [str(problem.at or "") for problem in found(code)] == [CASES[code][2]]


def test_all_programs_of_the_roster_are_there() -> None:
    readings = [reading_of(load_form(one["form"], 2018), one, f"{one['program_code']}.xlsx") for one in records()]
    problems = api.check_all(readings, expected={2018: KEYS})
    assert not {problem.code for problem in problems} & set(CASES)


def test_a_roster_says_who_is_missing_and_who_is_not_expected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = load_form("program-analysis", 2018)
    (tmp_path / "listed.json").write_text(json.dumps([*records()[:5], changed(record(), program_code="03-04-99")]), encoding="utf-8")
    api.roster(form, tmp_path / "台帳.xlsx", [tmp_path / "listed.json"])
    assert main(["--lang", "ja", "validate", str(EXAMPLES), "--roster", str(tmp_path / "台帳.xlsx")]) == 1
    said = capsys.readouterr().out
    assert "03-04-99" in said
    assert re.search("C2.*No1!H2.*03-04-06", said)
