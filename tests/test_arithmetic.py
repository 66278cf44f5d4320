"""Rounding half up, blanks that are not zero, shares that add up, achievement."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.arithmetic import change_rate, covered, difference, number, percent, shares, total, total_difference
from xltools.checks.achievement import achieved, lower_is_better


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (1, 800, 0.1),  # 0.125
        (3, 2000, 0.2),  # 0.15: half goes up, where binary floats would go down
        (-3, 2000, -0.2),
        (1, 3, 33.3),
        (2, 3, 66.7),
        (0.35, 100, 0.4),
        (0, 5, 0.0),
        (5, 0, None),
        (None, 5, None),
        (5, None, None),
    ],
)
def test_percent(part: float | None, whole: float | None, expected: float | None) -> None:
    assert percent(part, whole) == expected


def test_a_fall_is_negative_whatever_the_sign() -> None:
    assert change_rate(-816_826, -806_868) == -1.2
    assert change_rate(50, 100) == -50.0
    assert change_rate(5, 0) is None
    assert change_rate(5, None) is None


def test_decimals_add_up_as_written() -> None:
    assert total([0.1, 0.2, None]) == 0.3
    assert difference(1.4, 1.1) == 0.3
    assert isinstance(total([1, 2]), int)


def test_nothing_is_not_zero() -> None:
    assert total([None, None]) is None
    assert total([]) is None
    assert total([0, None]) == 0
    assert covered([0, None, 1]) == 2
    assert total_difference([(5, None), (None, 3)]) == (None, None, 0)
    assert total_difference([(5, 4), (9, None)]) == (1, 25.0, 1)


def test_only_numbers_are_figures() -> None:
    assert [number(value) for value in (1, 1.5, True, "1", None)] == [1, 1.5, None, None, None]


def test_shares_of_the_ward() -> None:
    """checks.md, Rounding: the ward's table of FY2010."""
    assert shares([198, 306, 494, 12, 41]) == [18.8, 29.1, 47.0, 1.2, 3.9]
    assert shares([0, 0]) == [None, None]
    assert shares([5, -1]) == [None, None]
    assert shares([]) == []


@given(st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=30).filter(any))
def test_shares_add_up(values: list[int]) -> None:
    assert sum(Decimal(str(share)) for share in shares(values)) == 100


@pytest.mark.parametrize(
    ("actual", "target", "lower", "expected"),
    [
        (39.4, 42.5, False, (92.7, None)),
        (0, 0, False, (None, "reached")),
        (1, 0, False, (None, "missed")),
        (2, 3, True, (None, "reached")),
        (4, 3, True, (None, "missed")),
        (2.7, -5.0, True, (None, "missed")),
        (2.7, -5.0, False, (None, None)),
        (None, 5, False, (None, None)),
        (5, None, True, (None, None)),
        (0, 5, False, (0.0, None)),
    ],
)
def test_achievement(actual: float | None, target: float | None, lower: bool, expected: tuple[float | None, str | None]) -> None:
    assert achieved(actual, target, lower) == expected


def test_words_that_turn_the_target_round() -> None:
    assert lower_is_better(["印刷枚数前年度増加率(%)", "増加率を抑制する", None, 5], ["増加率を抑制"])
    assert not lower_is_better(["障害者雇用率"], ["障害件数"])
