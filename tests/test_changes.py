"""What is different from an earlier run, field by field."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from examples_for_tests import form, record, records
from hypothesis import given
from hypothesis import strategies as st

from xltools.forms.record import value_at
from xltools.reading.from_record import reading_of
from xltools.tables.changes import Seen, Since, changes, differences, table
from xltools.tables.columns import Words

WORDS = Words(form(), "ja")


def seen(one: dict[str, Any] | None, digest: str = "1", errors: int = 0) -> Seen:
    reading = reading_of(form(), one, "a.xlsx") if one is not None else None
    return Seen("事業", "a.xlsx", digest, one, errors, reading)


def found(old: Seen | None, new: Seen | None, **more: Any) -> list[tuple[object, ...]]:
    """Kind, label, cell, old, new of every change of one program."""
    before, after = ({"K": one} if one else {} for one in (old, new))
    return [(one.kind, one.label, str(one.at or ""), one.old, one.new) for one in changes(WORDS, before, after, **more)]


def changed(**more: Any) -> dict[str, Any]:
    one = copy.deepcopy(record())
    for key, value in more.items():
        *parts, last = key.split("__")
        place: Any = one
        for part in parts:
            place = place[int(part)] if isinstance(place, list) else place[part]
        place[last] = value
    return one


def test_program_that_is_new_withdrawn_or_excluded() -> None:
    assert found(None, seen(record())) == [("new", "", "", None, None)]
    assert found(seen(record()), None) == [("withdrawn", "", "", None, None)]
    assert found(seen(record()), None, excluded={"K"}) == [("left-out", "", "", None, None)]


def test_same_file_has_not_changed_whatever_the_record_was_read_as() -> None:
    assert found(seen(record()), seen(changed(purpose="別"))) == []


def test_same_content_in_another_file_is_said_once() -> None:
    assert found(seen(record()), seen(record(), "2")) == [("resaved", "", "", None, None)]


def test_amounts_have_separators_and_years_have_none() -> None:
    one = changed(start_year=1983, new_since=2018, budget__2017=1_234_567)
    since = Since("2018-08-01", changes(WORDS, {"K": seen(record())}, {"K": seen(one, "2")}))
    assert {row[3]: row[5] for row in table(WORDS, since).rows} == {
        "予算額 29年度（千円）": "1,234,567", "開始年度": "1983", "新規事業の年度": "2018",
    }  # fmt: skip


def test_amount_that_changed_is_one_line_with_its_cell() -> None:
    one = changed(budget__2017=999)
    assert found(seen(record()), seen(one, "2")) == [("changed", "予算額 29年度", "No2!AM3", record()["budget"]["2017"], 999)]


def test_blank_and_zero_are_different() -> None:
    assert found(seen(changed(budget__2017=None)), seen(changed(budget__2017=0), "2")) == [("changed", "予算額 29年度", "No2!AM3", None, 0)]


def test_totals_follow_from_what_was_entered_and_are_not_listed() -> None:
    one = changed(cost_statement__supplies__2017=1, cost_statement__cost_total__2017=5)
    assert [kind_label[1] for kind_label in found(seen(record()), seen(one, "2"))] == ["行政コスト計算書 物件費 29年度"]


def test_row_put_in_front_is_the_only_difference() -> None:
    one = copy.deepcopy(record())
    one["results"].insert(0, {"name": "新しい実績", "values": dict.fromkeys(one["results"][0]["values"])})
    assert [(kind, old, new) for kind, _, _, old, new in found(seen(record()), seen(one, "2"))] == [("changed", None, "新しい実績")]


def test_row_taken_out_is_listed_with_what_stood_there() -> None:
    one = copy.deepcopy(record())
    gone = one["improvements"].pop(0)
    values = [old for _, _, _, old, new in found(seen(record()), seen(one, "2")) if new is None]
    assert set(values) == {value for value in gone.values() if value is not None}


def test_answer_is_shown_in_its_word() -> None:
    one = changed(has_end=not record()["has_end"])
    ((_, _, _, old, new),) = found(seen(record()), seen(one, "2"))
    assert {old, new} == {"有", "無"}


def test_errors_that_come_and_go() -> None:
    assert found(seen(record(), errors=0), seen(record(), errors=2)) == [("newly-wrong", "", "", 0, 2)]
    assert found(seen(record(), errors=2), seen(record(), "2", errors=0))[-1] == ("corrected", "", "", 2, 0)
    assert found(seen(record(), errors=2), seen(record(), errors=1)) == []


def test_record_that_is_not_kept_any_more_makes_no_error() -> None:
    assert found(seen(None), seen(record(), "2"))[0][0] == "changed"


def test_programs_stand_by_code() -> None:
    before, after = {"2": seen(record()), "3": seen(record())}, {"1": seen(record()), "3": seen(record(), errors=1)}
    assert [(one.key, one.kind) for one in changes(WORDS, before, after)] == [("1", "new"), ("2", "withdrawn"), ("3", "newly-wrong")]


LEAVES = st.none() | st.integers() | st.text(max_size=3) | st.booleans()
DATA = st.recursive(LEAVES, lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=8)


@given(DATA, DATA)
def test_two_values_differ_if_and_only_if_something_is_listed(old: Any, new: Any) -> None:
    old, new = {"x": old}, {"x": new}
    listed = list(differences(old, new))
    assert (repr(old) == repr(new)) <= (listed == [])
    for path, before, after in listed:
        assert (repr(value_at(old, path)) == repr(before)) or isinstance(before, type(None))
        assert repr(before) != repr(after)


@pytest.mark.parametrize("number", range(6))
def test_record_does_not_differ_from_itself(number: int) -> None:
    assert list(differences(records()[number], records()[number])) == []


def test_table_says_everything_in_one_row_each() -> None:
    since = Since("2018-08-31", changes(WORDS, {"K": seen(record())}, {"K": seen(changed(budget__2017=-5, purpose="別"), "2", 1)}))
    made = table(WORDS, since)
    assert [(row[0], row[3], row[5]) for row in made.rows] == [
        ("変更", "目的", "別"),
        ("変更", "予算額 29年度（千円）", "▲ 5"),
        ("誤りが生じた", "誤りの件数", "1"),
    ]
    assert "2018-08-31" in made.note
