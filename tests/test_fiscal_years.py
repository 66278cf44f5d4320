"""A fiscal year is named after the eras that the labelled sheet knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.fiscal_years import ERAS, era_of, label, year_of

SERIES = {
    2018: "24年度 25年度 26年度 27年度 28年度 29年度 30年度",
    2019: "25年度 26年度 27年度 28年度 29年度 30年度 元年度",
    2020: "26年度 27年度 28年度 29年度 30年度 元年度 2年度",
    2021: "27年度 28年度 29年度 30年度 元年度 2年度 3年度",
    2022: "28年度 29年度 30年度 元年度 2年度 3年度 4年度",
    2023: "29年度 30年度 元年度 2年度 3年度 4年度 5年度",
    2024: "30年度 元年度 2年度 3年度 4年度 5年度 6年度",
    2025: "元年度 2年度 3年度 4年度 5年度 6年度 7年度",
    2026: "2年度 3年度 4年度 5年度 6年度 7年度 8年度",
    2027: "3年度 4年度 5年度 6年度 7年度 8年度 9年度",
    2028: "4年度 5年度 6年度 7年度 8年度 9年度 10年度",
    2029: "5年度 6年度 7年度 8年度 9年度 10年度 11年度",
    2030: "6年度 7年度 8年度 9年度 10年度 11年度 12年度",
}


@pytest.mark.parametrize("year", SERIES)
def test_seven_years_as_the_sheet_of_each_year_prints_them(year: int) -> None:
    assert " ".join(label(shown, year) for shown in range(year - 6, year + 1)) == SERIES[year]


@pytest.mark.parametrize(
    ("year", "seen_from", "printed"),
    [
        (2026, 2018, "38年度"),  # the basic plan's last year, on the last sheet that knows no 令和
        (2026, 2019, "8年度"),
        (2019, 2018, "31年度"),
        (2019, 2019, "元年度"),
        (2018, 2019, "30年度"),
        (1989, 2018, "元年度"),
        (1988, 2018, "63年度"),
        (1983, 2018, "58年度"),
    ],
)
def test_year_is_named_by_the_era_in_force_on_its_sheet(year: int, seen_from: int, printed: str) -> None:
    assert label(year, seen_from) == printed


@pytest.mark.parametrize(("form", "printed"), [("", "元年度"), ("era", "令和元年度"), ("bare", "元"), ("both", "2019（令和元）年度")])
def test_every_form_of_a_years_name(form: str, printed: str) -> None:
    assert label(2019, 2019, form) == printed


def test_unknown_form_of_a_years_name_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown year form 'short'"):
        label(2019, 2019, "short")


def test_year_before_every_era_is_refused() -> None:
    with pytest.raises(ValueError, match="no era for fiscal year 1867"):
        era_of(1867, 2018)


@pytest.mark.parametrize(
    ("era", "number", "year"),
    [
        ("昭和", 58, 1983),
        ("昭和", 94, 2019),
        ("S", 58, 1983),
        ("平成", 30, 2018),
        ("平成", 31, 2019),
        ("平成", 38, 2026),
        ("令和", 1, 2019),
        ("R", 8, 2026),
    ],
)
def test_numbered_year_of_an_era(era: str, number: int, year: int) -> None:
    assert year_of(era, number) == year


@pytest.mark.parametrize(("era", "number"), [("元禄", 1), ("", 1), ("平", 30), ("昭和", 0), ("昭和", -1), ("昭和", 95), ("平成", 62)])
def test_year_that_does_not_exist(era: str, number: int) -> None:
    assert year_of(era, number) is None


@given(st.integers(1868, 2100), st.integers(1868, 2100))
def test_every_name_is_read_back(year: int, seen_from: int) -> None:
    era, number = era_of(year, seen_from)
    if year <= seen_from + 30:
        assert year_of(era.name, number) == year
        assert year_of(era.letter, number) == year


@given(st.sampled_from(ERAS), st.integers(1, 60))
def test_every_year_read_is_named_again(era: object, number: int) -> None:
    year = year_of(era.name, number)  # type: ignore[attr-defined]
    if year is not None:
        assert era_of(year, era.first_year) == (era, number)  # type: ignore[attr-defined]
