"""A form of another kind, made of data alone, goes the whole way: handed out, filled in, read, checked, summed up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from forms_for_tests import ROOT

import xltools
from xltools.errors import XltoolsError
from xltools.forms.definition import load_form
from xltools.problems import Problem
from xltools.reading.model import Reading

FORM = "example-activity-report"


def record(code: str = "A-012", **changes: Any) -> dict[str, Any]:
    money = {"fees_paid": (60000, 61000), "printing": (12000, 13000), "other": (0, 1000), "spent": (72000, 75000)}
    money |= {"charges": (9800, 10800), "balance": (-62200, -64200)}
    return {
        "form": FORM,
        "fiscal_year": 2020,
        "activity_code": code,
        "activity_name": "親子で学ぶ防災講座",
        "section": "生涯学習係",
        "author": "日暮里",
        "kind": "講座",
        "since": 2012,
        "goes_on": True,
        "purpose": "親子で避難を体験し、家で備えをしてもらう。",
        "planned": {"2018": 100, "2019": 120, "2020": 120},
        "attended": {"2018": 90, "2019": 98, "2020": 110},
        "sessions": [{"day": "6月", "content": "避難所の体験", "people": 48}],
        "money": {line: {"2019": before, "2020": now} for line, (before, now) in money.items()},
        "grade": "続ける",
        "comment": None,
        **changes,
    }


def sent(folder: Path, *records: dict[str, Any]) -> list[Reading]:
    """Records, filled into workbooks and read from them."""
    xltools.fill(records, folder)
    return xltools.read([folder])


def found(reading: Reading) -> list[tuple[str, str]]:
    problems: tuple[Problem, ...] = xltools.check(reading)
    return [(problem.code, str(problem.at)) for problem in problems]


def test_what_is_filled_in_is_read(tmp_path: Path) -> None:
    (reading,) = sent(tmp_path, record())
    assert reading.record == record()
    assert found(reading) == []


@pytest.mark.parametrize(
    ("changes", "code", "cell"),
    [
        ({"kind": None}, "no-mark", "報告書!F4"),
        ({"activity_code": "12"}, "bad-format", "報告書!E2"),
        ({"grade": None}, "required-blank", "報告書!E27"),
        ({"attended": {"2018": 90, "2019": 130, "2020": 110}}, "below-other", "報告書!M10"),
    ],
)
def test_mistakes_are_found_at_their_cell(changes: dict[str, Any], code: str, cell: str, tmp_path: Path) -> None:
    (reading,) = sent(tmp_path, record(**changes))
    assert found(reading) == [(code, cell)]


def test_totals_are_computed_from_their_parts(tmp_path: Path) -> None:
    one = record()
    one["money"]["other"]["2020"] = 5000
    (reading,) = sent(tmp_path, one)
    assert reading.record is not None
    assert reading.record["money"]["spent"]["2020"] == 79000
    assert reading.record["money"]["balance"]["2020"] == -68200


def test_next_year_starts_with_what_the_form_carries_over(tmp_path: Path) -> None:
    (tmp_path / "last.json").write_text(json.dumps([record()], ensure_ascii=False), encoding="utf-8")
    form = load_form(FORM, 2021)
    xltools.roster(form, tmp_path / "台帳.xlsx", [tmp_path / "last.json"])
    handed = xltools.hand_out(form, tmp_path / "out", tmp_path / "台帳.xlsx", [tmp_path / "last.json"])
    (reading,) = xltools.read(handed.targets)
    assert reading.record is not None
    assert (reading.record["planned"], reading.record["kind"]) == ({"2019": 120, "2020": 120, "2021": None}, "講座")


def test_it_is_summed_up_by_itself(tmp_path: Path) -> None:
    xltools.fill([record(), record("A-013")], tmp_path / "in")
    collection = xltools.consolidate([tmp_path / "in", ROOT / "examples" / "2018"], tmp_path / "summary.xlsx", 2020)
    assert [reading.record["activity_code"] for reading in collection.readings if reading.record] == ["A-012", "A-013"]
    assert {reason.code for _, reason in collection.left_out} == {"year-differs"}


def test_an_example_is_never_taken_unless_it_is_named() -> None:
    assert load_form(year=2018).family == "program-analysis"
    with pytest.raises(XltoolsError) as caught:
        load_form("no-such-form")
    assert FORM in str(caught.value)
