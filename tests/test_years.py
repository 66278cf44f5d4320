"""The form of FY2018 to FY2030: which version it is, what it prints, how its years are written and read."""

from __future__ import annotations

import pytest
from examples_for_tests import form, later_form

from xltools.books.form_book import form_workbook
from xltools.cells import CellRef
from xltools.errors import XltoolsError
from xltools.forms.definition import load_form
from xltools.forms.model import Form
from xltools.forms.record import build
from xltools.reading.entry import Entry
from xltools.reading.grid import Grid, read_grid
from xltools.reading.reader import read_bytes
from xltools.reading.values import parse, show

PRINTED = {
    # the sheet's year, the seven years of its series, next year, the basic plan's last year
    2018: ("平成30年度", "24年度 25年度 26年度 27年度 28年度 29年度 30年度", "31年度", "38年度"),
    2019: ("令和元年度", "25年度 26年度 27年度 28年度 29年度 30年度 元年度", "2年度", "8年度"),
    2020: ("令和2年度", "26年度 27年度 28年度 29年度 30年度 元年度 2年度", "3年度", "8年度"),
    2021: ("令和3年度", "27年度 28年度 29年度 30年度 元年度 2年度 3年度", "4年度", "8年度"),
    2022: ("令和4年度", "28年度 29年度 30年度 元年度 2年度 3年度 4年度", "5年度", "8年度"),
    2023: ("令和5年度", "29年度 30年度 元年度 2年度 3年度 4年度 5年度", "6年度", "8年度"),
    2024: ("令和6年度", "30年度 元年度 2年度 3年度 4年度 5年度 6年度", "7年度", "8年度"),
    2025: ("令和7年度", "元年度 2年度 3年度 4年度 5年度 6年度 7年度", "8年度", "8年度"),
    2026: ("令和8年度", "2年度 3年度 4年度 5年度 6年度 7年度 8年度", "9年度", "8年度"),
    2027: ("令和9年度", "3年度 4年度 5年度 6年度 7年度 8年度 9年度", "10年度", "8年度"),
    2028: ("令和10年度", "4年度 5年度 6年度 7年度 8年度 9年度 10年度", "11年度", "8年度"),
    2029: ("令和11年度", "5年度 6年度 7年度 8年度 9年度 10年度 11年度", "12年度", "8年度"),
    2030: ("令和12年度", "6年度 7年度 8年度 9年度 10年度 11年度 12年度", "13年度", "8年度"),
}
EVERY_YEAR = pytest.mark.parametrize("year", PRINTED)
ERA_OF = dict.fromkeys(range(2012, 2019), "平成") | dict.fromkeys(range(2019, 2031), "令和")


def grid_of(form: Form) -> Grid:
    grid = read_grid(form_workbook(form), "x.xlsx")
    assert isinstance(grid, Grid)
    return grid


def printed(grid: Grid, sheet: str, row: int, first: int, right: int, count: int) -> list[object]:
    """The texts of a row of the workbook, from a column on, every so many columns."""
    return [grid.value(CellRef(sheet, row, first + right * index)) for index in range(count)]


@EVERY_YEAR
def test_the_version_of_each_year(year: int) -> None:
    made = load_form("program-analysis", year)
    assert made.id == ("program-analysis-2018" if year == 2018 else "program-analysis-2019")
    assert (made.family, made.fiscal_year) == ("program-analysis", year)


def test_the_year_before_the_first_version_has_no_form() -> None:
    with pytest.raises(XltoolsError) as raised:
        load_form("program-analysis", 2017)
    assert raised.value.code == "form-not-for-year"


@EVERY_YEAR
def test_every_label_with_a_year_in_it(year: int) -> None:
    own, series, following, target = PRINTED[year]
    years = series.split()
    bare, last = own.removeprefix("平成").removeprefix("令和"), years[-2]
    named = [f"{ERA_OF[one]}{text}" for one, text in zip(range(year - 6, year + 1), years, strict=True)]
    grid = grid_of(load_form("program-analysis", year))
    assert bare == years[-1]
    assert grid.value(CellRef("No1", 1, 9)) == f"事務事業分析シート（{own}）"
    assert grid.value(CellRef("No1", 5, 1)) == f"事務事業を構成する小事業名\n及び予算事業コード（{bare}）"
    assert printed(grid, "No1", 10, 17, 5, 2) == [bare, last]  # 新規事業
    assert printed(grid, "No1", 25, 15, 4, 4) == [*years[-4:-1], f"{bare}\n見込み"]
    assert grid.value(CellRef("No1", 24, 31)) == f"目標値\n({target})"
    assert printed(grid, "No1", 30, 1, 7, 2) == [bare, following]  # 分類
    assert printed(grid, "No2", 2, 14, 5, 7) == years
    assert grid.value(CellRef("No2", 4, 1)) == f"決算額（{bare}は見込み）"
    assert grid.value(CellRef("No2", 5, 3)) == f"事項名（{bare}は見込み）"
    assert printed(grid, "No2", 5, 14, 5, 7) == years
    assert printed(grid, "No2", 13, 1, 16, 3) == [f"{named[-3]}（決算）", f"{named[-2]}（決算）", f"{named[-1]}（予算）"]
    assert printed(grid, "No2", 24, 14, 4, 2) == printed(grid, "No2", 24, 37, 4, 2) == years[-3:-1]
    assert printed(grid, "No2", 40, 3, 15, 3) == [
        f"{named[-2]}に取り組む\n具体的な改善内容",
        f"{named[-2]}に実施した\n改善内容および評価",
        f"{named[-1]}以降に取り組む\n具体的な改善内容",
    ]


@EVERY_YEAR
def test_the_form_of_each_year_is_read_as_itself(year: int) -> None:
    made = load_form("program-analysis", year)
    reading = read_bytes(form_workbook(made, build(made, {made.key: "03-04-01"}).record), "x.xlsx")
    assert reading.form is made
    assert (reading.record or {})["fiscal_year"] == year
    assert reading.problems == ()


@EVERY_YEAR
def test_the_eras_of_each_version(year: int) -> None:
    eras = [slot.era for slot in load_form("program-analysis", year).slots if slot.era]
    assert eras == (["昭和", "平成"] if year == 2018 else ["昭和", "平成", "令和"])


def test_the_three_eras_stand_where_the_form_prints_them() -> None:
    grid = grid_of(later_form())
    assert [grid.value(CellRef("No1", 11, column)) for column in (9, 10, 12, 13, 15, 16, 18, 21)] == [
        "○", "昭和", "○", "平成", "○", "令和", None, "年度",
    ]  # fmt: skip
    assert grid.value(CellRef("No1", 11, 24)) == "根拠\n法令等"


def shown(made: Form, key: str, year: int) -> dict[str, object]:
    """What the workbook shows for a year: the era with the ●, and the cell beside it."""
    slots = made.fields()[(key,)]
    contents = show(made, slots, year)
    grid = grid_of_record(made, {(key,): year})
    assert {slot: grid.value(slot.at) for slot in slots} == dict(contents)
    return {"era": "".join(slot.era for slot in slots if contents[slot] == "●"), "text": contents[slots[-1]]}


def grid_of_record(made: Form, values: dict[tuple[str], object]) -> Grid:
    grid = read_grid(form_workbook(made, build(made, values).record), "x.xlsx")
    assert isinstance(grid, Grid)
    return grid


@pytest.mark.parametrize(
    ("start_year", "era", "text"),
    [(2019, "令和", "元"), (2018, "平成", "30"), (1989, "平成", "元"), (1988, "昭和", "63"), (1983, "昭和", "58"), (1926, "昭和", "元")],
)
def test_start_years_on_the_form_with_three_eras(start_year: int, era: str, text: str) -> None:
    assert shown(later_form(), "start_year", start_year) == {"era": era, "text": text}
    reading = read_bytes(form_workbook(later_form(), build(later_form(), {("start_year",): start_year}).record), "x.xlsx")
    assert (reading.record or {})["start_year"] == start_year
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("start_year", "era", "text"), [(2019, "平成", "31"), (2018, "平成", "30"), (1989, "平成", "元"), (1988, "昭和", "63")]
)
def test_start_years_on_the_form_with_two_eras(start_year: int, era: str, text: str) -> None:
    assert shown(form(), "start_year", start_year) == {"era": era, "text": text}
    reading = read_bytes(form_workbook(form(), build(form(), {("start_year",): start_year}).record), "x.xlsx")
    assert (reading.record or {})["start_year"] == start_year


@pytest.mark.parametrize(
    ("year", "end_year", "text"), [(2018, 2026, "38"), (2018, 2019, "31"), (2019, 2026, "8"), (2019, 2019, "元"), (2030, 2030, "12")]
)
def test_end_years_are_counted_in_the_sheets_own_era(year: int, end_year: int, text: str) -> None:
    made = load_form("program-analysis", year)
    assert shown(made, "end_year", end_year) == {"era": "", "text": text}
    reading = read_bytes(form_workbook(made, build(made, {("end_year",): end_year}).record), "x.xlsx")
    assert (reading.record or {})["end_year"] == end_year


@pytest.mark.parametrize(
    ("marked", "typed", "year"),
    [
        ("令和", "元", 2019), ("令和", "1", 2019), ("令和", 1, 2019), ("令和", "１", 2019), ("令和", "令和元", 2019),
        ("令和", "R1", 2019), ("令和", "2019", 2019), ("平成", "元", 1989), ("平成", "30", 2018), ("平成", "31", 2019),
        ("昭和", 63, 1988), ("昭和", "58年度", 1983),
    ],
)  # fmt: skip
def test_ways_to_type_a_year_beside_three_eras(marked: str, typed: object, year: int) -> None:
    slots = later_form().fields()[("start_year",)]
    raws = [typed if not slot.era else "●" if slot.era == marked else "○" for slot in slots]
    parsed = parse([Entry(slot, slot.at, raw) for slot, raw in zip(slots, raws, strict=True)], 2019)
    assert parsed.value == year
    assert {problem.severity for problem in parsed.problems} <= {"note"}


@EVERY_YEAR
def test_the_answers_of_each_year_are_its_own(year: int) -> None:
    made = load_form("program-analysis", year)
    offered = [choice.value for choice in made.fields()[("new_since",)][-1].choices]
    assert offered == [year, year - 1]
