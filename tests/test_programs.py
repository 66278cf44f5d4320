"""Which sheets of several years are of one program."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from examples_for_tests import later_records, record, records

from xltools.checks.programs import history_of, programs_of
from xltools.forms.definition import load_form
from xltools.reading.from_record import reading_of
from xltools.reading.model import Reading


def sheet(year: int, code: str, name: str = "事業", *items: str, place: str = "管理部情報システム課") -> Reading:
    """A sheet of which nothing matters but what it is known by."""
    rows = [{"code": item, "name": "費"} for item in items]
    one: dict[str, Any] = {"fiscal_year": year, "program_code": code, "program_name": name, "department": place, "budget_items": rows}
    return reading_of(load_form("program-analysis", year), {**record(), **one}, f"{year}/{code}.xlsx")


def trails(readings: Sequence[Reading]) -> list[list[str]]:
    return [[reading.source.removesuffix(".xlsx") for reading in program.sheets.values()] for program in programs_of(readings)]


def changes(readings: Sequence[Reading]) -> list[tuple[str, list[str], list[str]]]:
    """What became of programs: the kind, the codes before, the codes after."""
    return [
        (change.kind, [one.source[5:13] for one in change.earlier], [one.source[5:13] for one in change.later])
        for change in history_of(readings).changes
    ]


def test_a_program_is_found_again_by_its_code() -> None:
    found = [sheet(2018, "01-01-01", "甲", "11-11-11"), sheet(2019, "01-01-01", "甲", "11-11-11")]
    assert trails(found) == [["2018/01-01-01", "2019/01-01-01"]]
    assert changes(found) == []


def test_the_years_stand_oldest_first_whatever_the_order() -> None:
    (program,) = programs_of([sheet(2019, "01-01-01"), sheet(2018, "01-01-01")])
    assert list(program.sheets) == [2018, 2019]


def test_a_year_in_between_may_be_missing() -> None:
    found = [sheet(2018, "01-01-01"), sheet(2020, "01-01-01"), sheet(2019, "02-02-02", "乙")]
    assert trails(found)[0] == ["2018/01-01-01", "2020/01-01-01"]
    assert changes(found) == [("new", [], ["02-02-02"]), ("ended", ["02-02-02"], [])]


CASES: dict[str, tuple[list[Reading], list[tuple[str, list[str], list[str]]]]] = {
    "renamed": (
        [sheet(2018, "01-01-01", "甲", "11-11-11"), sheet(2019, "01-01-01", "乙", "11-11-11")],
        [("renamed", ["01-01-01"], ["01-01-01"])],
    ),
    "spelt in another width": (
        [sheet(2018, "01-01-01", "ＯＡ機器 管理", "11-11-11"), sheet(2019, "01-01-01", "OA機器管理", "11-11-11")],
        [],
    ),
    "moved to another department": (
        [sheet(2018, "01-01-01"), sheet(2019, "01-01-01", place="総務企画部情報課")],
        [("moved", ["01-01-01"], ["01-01-01"])],
    ),
    "given another code": (
        [sheet(2018, "01-01-01", "甲", "11-11-11"), sheet(2019, "02-02-02", "甲", "11-11-11")],
        [("recoded", ["01-01-01"], ["02-02-02"])],
    ),
    "its code given to another program": (
        [sheet(2018, "01-01-01", "甲", "11-11-11"), sheet(2019, "01-01-01", "乙", "22-22-22"), sheet(2019, "01-01-02", "甲", "11-11-11")],
        [("new", [], ["01-01-01"]), ("recoded", ["01-01-01"], ["01-01-02"])],
    ),
    "two programs change places": (
        [sheet(2018, "01-01-01", "甲", "11-11-11"), sheet(2018, "01-01-02", "乙", "22-22-22"),
         sheet(2019, "01-01-02", "甲", "11-11-11"), sheet(2019, "01-01-01", "乙", "22-22-22")],
        [("recoded", ["01-01-02"], ["01-01-01"]), ("recoded", ["01-01-01"], ["01-01-02"])],
    ),
    "the same name is not enough": (
        [sheet(2018, "01-01-01", "一般管理費", "11-11-11"), sheet(2019, "02-02-02", "一般管理費", "22-22-22")],
        [("ended", ["01-01-01"], []), ("new", [], ["02-02-02"])],
    ),
    "the same department is not enough": (
        [sheet(2018, "01-01-01", "甲"), sheet(2019, "02-02-02", "乙")],
        [("ended", ["01-01-01"], []), ("new", [], ["02-02-02"])],
    ),
    "followed under another code and name": (
        [sheet(2018, "01-01-01", "甲", "11-11-11"), sheet(2019, "02-02-02", "乙", "11-11-11")],
        [("followed", ["01-01-01"], ["02-02-02"])],
    ),
    "merged into one that goes on": (
        [sheet(2018, "01-01-01", "甲", "11-11-11"), sheet(2018, "01-01-02", "乙", "22-22-22"),
         sheet(2019, "01-01-01", "甲", "11-11-11", "22-22-22")],
        [("merged", ["01-01-01", "01-01-02"], ["01-01-01"])],
    ),
    "merged into a new one": (
        [sheet(2018, "01-01-01", "甲", "11-11-11"), sheet(2018, "01-01-02", "乙", "22-22-22"),
         sheet(2019, "03-03-03", "丙", "11-11-11", "22-22-22")],
        [("merged", ["01-01-01", "01-01-02"], ["03-03-03"])],
    ),
    "split off from one that goes on": (
        [sheet(2018, "01-01-01", "甲", "11-11-11", "22-22-22"),
         sheet(2019, "01-01-01", "甲", "11-11-11"), sheet(2019, "03-03-03", "丙", "22-22-22")],
        [("split", ["01-01-01"], ["01-01-01", "03-03-03"])],
    ),
    "split into new ones": (
        [sheet(2018, "01-01-01", "甲", "11-11-11", "22-22-22"),
         sheet(2019, "02-02-02", "乙", "11-11-11"), sheet(2019, "03-03-03", "丙", "22-22-22")],
        [("split", ["01-01-01"], ["02-02-02", "03-03-03"])],
    ),
    "an item on two sheets says nothing": (
        [sheet(2018, "01-01-01", "甲", "11-11-11"), sheet(2019, "01-01-01", "甲", "11-11-11"), sheet(2019, "03-03-03", "丙", "11-11-11")],
        [("new", [], ["03-03-03"])],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_becomes_of_a_program(case: str) -> None:
    readings, expected = CASES[case]
    assert changes(readings) == expected


@pytest.mark.parametrize("case", CASES)
def test_the_order_of_the_files_makes_no_difference(case: str) -> None:
    readings, _ = CASES[case]
    for seed in range(5):
        other = random.Random(seed).sample(readings, len(readings))
        assert history_of(other) == history_of(readings)


def test_of_one_year_every_program_has_one_sheet_and_none_is_new() -> None:
    history = history_of([sheet(2018, "01-01-01"), sheet(2018, "01-01-02"), Reading("x.xlsx")])
    assert [len(program.sheets) for program in history.programs] == [1, 1]
    assert history.changes == ()


def test_a_sheet_without_a_code_is_of_no_program() -> None:
    blank = {**record(), "program_code": None}
    assert programs_of([reading_of(load_form("program-analysis", 2018), blank, "x.xlsx")]) == ()


def test_the_examples() -> None:
    readings = [
        reading_of(load_form("program-analysis", one["fiscal_year"]), one, f"{one['fiscal_year']}/{one['program_code']}.xlsx")
        for one in (*records(), *later_records())
    ]
    assert [(program.key, list(program.sheets)) for program in programs_of(readings)] == [
        ("03-04-01", [2018, 2019]), ("03-04-02", [2018, 2019]), ("03-04-03", [2018, 2019]), ("03-04-04", [2018, 2019]),
        ("03-04-05", [2018, 2019]), ("03-04-06", [2018]), ("03-04-07", [2019]),
    ]  # fmt: skip
    assert changes(readings) == [
        ("ended", ["03-04-06"], []),
        ("renamed", ["03-04-05"], ["03-04-05"]),
        ("new", [], ["03-04-07"]),
    ]
