"""examples/2019: the programs a year later, with the situations that examples/README.md names, and no other."""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import Any

import pytest
from examples_for_tests import LATER_EXAMPLES, later_form, later_record, later_records, record, records
from jsonschema import Draft202012Validator

import xltools
from xltools.books.form_book import form_workbook
from xltools.forms.carry import carried
from xltools.forms.record import leaves, value_at
from xltools.forms.record_schema import record_schema
from xltools.problems import Path

BOTH = ["03-04-01", "03-04-02", "03-04-03", "03-04-04", "03-04-05"]
README = (LATER_EXAMPLES.parent / "README.md").read_text(encoding="utf-8")

DIFFERS = {
    "03-04-01": {("program_type",), ("settlement", "2014")},
    "03-04-02": {("classification", "current"), ("indicators", 1, "target")},
    "03-04-03": set[Path](),
    "03-04-04": {("budget", "2018")},
    "03-04-05": {("program_name",), ("extension",), ("improvements", 1, "planned")},
}
"""Where a sheet says otherwise than what was carried over from last year's, apart from the people and the prose."""
RENEWED = {("manager",), ("staff",), ("description",), ("history",), ("issues",), ("delivery", "detail")}


def test_the_committed_workbooks_are_what_the_records_give() -> None:
    made = {f"{one['program_code']}_{one['program_name']}.xlsx": form_workbook(later_form(), one) for one in later_records()}
    found = {path.name: path.read_bytes() for path in LATER_EXAMPLES.glob("*.xlsx")}
    assert found.keys() == made.keys()
    assert found == made, "xltools fill examples/2019/records.json -o examples/2019 --force"


def test_the_workbooks_read_as_their_records() -> None:
    readings = xltools.read([LATER_EXAMPLES])
    assert [reading.record for reading in readings] == later_records()
    assert [problem.code for reading in readings for problem in reading.problems] == []


def test_the_only_error_is_the_comment_that_is_missing_on_purpose() -> None:
    problems = [problem for reading in xltools.read([LATER_EXAMPLES]) for problem in xltools.check(reading)]
    errors = [problem for problem in problems if problem.severity == "error"]
    assert [(problem.code, str(problem.at), FilePath(problem.source).name) for problem in errors] == [
        ("prose-blank", "No1!O31", "03-04-02_情報系システム運用管理.xlsx")
    ]


def test_records_have_the_shape_of_the_schema() -> None:
    validator = Draft202012Validator(record_schema(later_form()))
    wrong = [(one["program_code"], *error.absolute_path) for one in later_records() for error in validator.iter_errors(one)]
    assert wrong == [("03-04-02", "classification", "comment")]
    assert all(one.keys() == records()[0].keys() for one in later_records())


@pytest.mark.parametrize("one", later_records(), ids=lambda one: one["program_code"])
def test_the_new_figures_add_up(one: dict[str, Any]) -> None:
    lines, settlement = one["cost_statement"], one["settlement"]
    for line in lines.values():
        assert line["change"] == (None if line["2017"] is None else line["2018"] - line["2017"])
    if one["program_code"] == "03-04-07":
        assert {cell for line in lines.values() for cell in line.values()} == {None}
    else:
        spent = sum(lines[line]["2018"] for line in ("supplies", "maintenance", "social_assistance", "subsidies"))
        assert settlement["2018"] == spent
        assert 0.8 <= settlement["2018"] / one["budget"]["2018"] <= 1
    assert settlement["2019"] == one["budget"]["2019"]
    for year, limit in (("2018", settlement["2018"]), ("2019", one["budget"]["2019"])):
        listed = sum(row["amount"] for row in one["breakdown"][year])
        assert limit is None or limit - 1000 < listed <= limit
    assert sum(one["other_wards"][key] for key in ("implemented", "not_implemented", "unknown")) == 22


@pytest.mark.parametrize("code", BOTH)
def test_what_is_carried_stands_there_but_for_the_situations(code: str) -> None:
    start, later = carried(later_form(), record(code)).values, later_record(code)
    differs = {path for path, value in start.items() if value_at(later, path) != value} - RENEWED
    null_before = {("program_type",)} if code == "03-04-01" else set()
    assert differs | null_before == DIFFERS[code]


def test_one_program_is_new_and_one_has_ended() -> None:
    before, after = ({one["program_code"] for one in found} for found in (records(), later_records()))
    assert (before - after, after - before) == ({"03-04-06"}, {"03-04-07"})
    assert record("03-04-06")["classification"]["next"] != "休止・完了"
    new = later_record("03-04-07")
    assert (new["program_type"], new["new_since"], new["start_year"]) == ("新規事業", 2019, 2019)
    assert (new["has_end"], new["end_year"]) == (True, 2023)
    series = leaves({key: new[key] for key in ("budget", "settlement", "results")})
    assert {path[-1] for path, value in series if value is not None} == {"2019", "name"}


def test_a_closed_years_settlement_differs() -> None:
    assert (record("03-04-01")["settlement"]["2014"], later_record("03-04-01")["settlement"]["2014"]) == (441780, 447180)


def test_the_classification_changed_without_a_comment() -> None:
    changed = [code for code in BOTH if record(code)["classification"]["next"] != later_record(code)["classification"]["current"]]
    assert changed == ["03-04-02"]
    assert later_record("03-04-02")["classification"] == {"current": "推進", "next": "推進", "comment": None}


def test_a_target_was_lowered() -> None:
    before, after = record("03-04-02")["indicators"][1], later_record("03-04-02")["indicators"][1]
    assert (before["name"], before["target"], after["target"]) == (after["name"], 42.5, 40)


def test_the_prose_is_last_years() -> None:
    fields = ("purpose", "target", "description", "history", "necessity", "issues", "remarks")
    same = [code for code in BOTH if all(record(code)[field] == later_record(code)[field] for field in fields)]
    assert same == ["03-04-03"]
    assert record("03-04-03")["classification"]["comment"] == later_record("03-04-03")["classification"]["comment"]
    assert record("03-04-03")["delivery"] == later_record("03-04-03")["delivery"]
    for code in set(BOTH) - {"03-04-03"}:
        for field in ("description", "history", "issues", "remarks"):
            assert record(code)[field] != later_record(code)[field]
        assert later_record(code)["history"].startswith(record(code)["history"] + "\n")


def test_a_forecast_was_far_from_the_settled_value() -> None:
    share = {code: later_record(code)["settlement"]["2018"] / record(code)["settlement"]["2018"] for code in BOTH}
    assert [code for code in BOTH if not 0.8 <= share[code] <= 1.2] == ["03-04-04"]
    assert (record("03-04-04")["budget"]["2018"], later_record("03-04-04")["budget"]["2018"]) == (52568, 40000)


def test_a_program_was_renamed() -> None:
    renamed = [code for code in BOTH if record(code)["program_name"] != later_record(code)["program_name"]]
    assert renamed == ["03-04-05"]
    assert record("03-04-05")["budget_items"] == later_record("03-04-05")["budget_items"]


def test_a_planned_improvement_is_not_the_one_announced() -> None:
    other = [
        (code, row)
        for code in BOTH
        for row, (before, after) in enumerate(zip(record(code)["improvements"], later_record(code)["improvements"], strict=True))
        if before["next"] != after["planned"]
    ]
    assert other == [("03-04-05", 1)]


def test_the_readme_names_every_situation_with_its_program_and_its_field() -> None:
    rows = re.findall(r"^\| (03-04-0[1-7]) \| (.*?) \|", README, re.MULTILINE)
    assert {code for code, _ in rows} == {*BOTH, "03-04-06", "03-04-07"}
    stated = {(code, field) for code, fields in rows for field in re.findall(r"`/([^`]+)`", fields)}
    assert {
        ("03-04-01", "settlement/2014"), ("03-04-02", "classification/current"), ("03-04-02", "classification/comment"),
        ("03-04-02", "indicators/1/target"), ("03-04-04", "settlement/2018"), ("03-04-04", "budget/2018"),
        ("03-04-05", "program_name"), ("03-04-05", "improvements/1/planned"), ("03-04-07", "new_since"),
    } <= stated  # fmt: skip
    assert "invented" in README


def test_invented_texts_say_so() -> None:
    for code in BOTH:
        texts = {path: value for path, value in leaves(later_record(code)) if isinstance(value, str)}
        old = {value for _, value in leaves(record(code)) if isinstance(value, str)}
        fresh = {path: text for path, text in texts.items() if text not in old}
        marked = ("remarks", "improvements", "classification", "delivery", "history")
        for path, text in fresh.items():
            if path[0] in marked and text not in ("推進",):
                assert "（架空）" in text, path
    assert all("（架空）" in later_record("03-04-07")[key] for key in ("program_name", "purpose", "description", "history", "remarks"))
