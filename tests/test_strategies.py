"""Which of several files of a program counts, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from examples_for_tests import form, record

from xltools.checks.selection import Rules, select
from xltools.checks.strategies import Strategy
from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading.model import Reading

CODE = "03-04-02"


def file(name: str, saved: float = 0, code: str = CODE, **more: Any) -> Reading:
    return Reading(name, 1, saved, name, form(), {**record(), "program_code": code, **more})


def chosen(*files: Reading, wrong: set[str] = frozenset(), name: str = "latest-valid", arrivals: Mapping[str, int] | None = None) -> Any:  # type: ignore[assignment]
    """The file that counts, and for each other one the code of the reason and why."""
    selection = select(files, rules=Rules(Strategy(name, wrong, arrivals or {})))
    (counted,) = selection.counted
    reasons = {reading.source: (reason.code, getattr(reason.details.get("why"), "code", "")) for reading, reason in selection.left_out}
    return counted.source, reasons


OLD, NEW = file("a.xlsx", 100, remarks="旧"), file("b.xlsx", 200, remarks="新")


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_newest_counts_whatever_the_order(order: tuple[Reading, ...]) -> None:
    for name in ("newest", "latest-valid"):
        assert chosen(*order, name=name) == ("b.xlsx", {"a.xlsx": ("superseded", "why.saved-later")})


def test_newest_with_errors_counts_only_if_it_is_to() -> None:
    assert chosen(OLD, NEW, wrong={"b.xlsx"}) == ("a.xlsx", {"b.xlsx": ("newer-has-errors", "")})
    assert chosen(OLD, NEW, wrong={"b.xlsx"}, name="newest") == ("b.xlsx", {"a.xlsx": ("superseded", "why.saved-later")})


def test_if_all_have_errors_the_newest_counts() -> None:
    assert chosen(OLD, NEW, wrong={"a.xlsx", "b.xlsx"})[0] == "b.xlsx"


def test_what_came_in_later_is_newer_whatever_its_clock_said() -> None:
    """An older time with newer content: saved on a computer whose clock is wrong, or copied with its old time."""
    arrivals = {"a.xlsx": 7, "b.xlsx": 3}
    assert chosen(OLD, NEW, arrivals=arrivals) == ("a.xlsx", {"b.xlsx": ("superseded", "why.arrived-later")})


def test_files_of_one_time_go_by_name() -> None:
    one, two = file("x.xlsx", 5, remarks="1"), file("y.xlsx", 5, remarks="2")
    assert chosen(two, one) == ("x.xlsx", {"y.xlsx": ("superseded", "why.name")})


def test_identical_copy_is_only_noted() -> None:
    copy = file("写し.xlsx", 50, remarks="新")
    assert chosen(NEW, copy, OLD)[1] == {"写し.xlsx": ("identical-copy", ""), "a.xlsx": ("superseded", "why.saved-later")}


def test_strategy_error_counts_the_first_and_calls_the_other_an_error() -> None:
    assert chosen(OLD, NEW, name="error") == ("a.xlsx", {"b.xlsx": ("submitted-twice", "")})


def test_program_that_is_excluded_does_not_count_in_any_of_its_files() -> None:
    other = file("c.xlsx", code="03-04-03")
    reason = Problem("excluded-by-hand", "決定.toml", details={"key": CODE, "by": "佐藤", "on": "2018-09-01", "reason": "終了"})
    selection = select([OLD, NEW, other], rules=Rules(Strategy("newest"), excluded={CODE: reason}))
    assert [reading.source for reading in selection.counted] == ["c.xlsx"]
    assert [(reading.source, found.code, found.source) for reading, found in selection.left_out] == [
        ("a.xlsx", "excluded-by-hand", "a.xlsx"),
        ("b.xlsx", "excluded-by-hand", "b.xlsx"),
    ]


def test_files_left_out_stand_in_the_order_in_which_they_were_read() -> None:
    files = [file(f"{number}.xlsx", number, remarks=str(number)) for number in (3, 1, 2)]
    selection = select(files, rules=Rules(Strategy("newest")))
    assert [reading.source for reading, _ in selection.left_out] == ["1.xlsx", "2.xlsx"]


def test_nothing_at_all_counts_nothing_if_the_form_is_known() -> None:
    selection = select([], None, form=form())
    assert (selection.form, selection.counted, selection.left_out) == (form(), (), ())


def test_reason_is_a_sentence_in_both_languages() -> None:
    ((_, reason),) = select([OLD, NEW], rules=Rules(Strategy("newest"))).left_out
    assert reason.message("ja") == "事務事業コード 03-04-02 は b.xlsx を使いました。a.xlsx より後に保存されたためです。"
    assert reason.message("en") == "事務事業コード 03-04-02 is taken from b.xlsx, which was saved later than a.xlsx."
    assert reason.details["why"] == Word("why.saved-later")
