"""Field values ↔ record: blank rows are left out, every key is there, nothing is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
from examples_for_tests import form as example_form
from examples_for_tests import records
from forms_for_tests import small_form
from hypothesis import given
from hypothesis import strategies as st

from xltools.forms.fit import misfits
from xltools.forms.record import build, flatten, leaves, value_at
from xltools.problems import Path

FORM = small_form()
FIELDS = list(FORM.fields())
BLANK = {
    "form": "small",
    "fiscal_year": 2018,
    "code": None,
    "name": None,
    "kind": None,
    "since": None,
    "grade": None,
    "items": [],
    "money": {line: {"2017": None, "2018": None} for line in ("rent", "wages", "sum", "income", "rest")},
}

values_of_fields = st.fixed_dictionaries({path: st.none() | st.integers() | st.just("") | st.text(max_size=5) for path in FIELDS})


def item(what: Any, price: Any) -> dict[str, Any]:
    return {"what": what, "price": price}


def items(record: dict[str, Any]) -> Any:
    return record["items"]


def test_blank_form_has_every_key_and_no_rows() -> None:
    assert build(FORM, {}).record == BLANK


def test_keys_stand_in_the_order_of_the_form() -> None:
    assert list(build(FORM, {}).record) == list(BLANK)


def test_zero_false_and_empty_text_are_not_blank() -> None:
    built = build(FORM, {("kind",): False, ("items", 0, "price"): 0, ("name",): ""})
    assert (built.record["kind"], built.record["name"], items(built.record)) == (False, "", [item(None, 0)])


def test_blank_rows_at_the_end_are_left_out() -> None:
    assert items(build(FORM, {("items", 0, "what"): "机"}).record) == [item("机", None)]


def test_blank_row_in_the_middle_is_left_out_and_the_rest_remember_their_row() -> None:
    built = build(FORM, {("items", 0, "what"): "机", ("items", 2, "what"): "椅子", ("items", 2, "price"): 5})
    assert items(built.record) == [item("机", None), item("椅子", 5)]
    assert built.fields[("items", 1, "price")] == ("items", 2, "price")
    assert built.fields[("items", 0, "what")] == ("items", 0, "what")
    assert ("items", 2, "what") not in built.fields


def test_rows_stay_in_the_order_of_the_form_whatever_the_values_order() -> None:
    built = build(FORM, {("items", 2, "what"): "三", ("items", 1, "what"): "二"})
    assert [row["what"] for row in items(built.record)] == ["二", "三"]


def test_every_leaf_of_the_record_knows_its_field() -> None:
    built = build(FORM, {("items", 1, "what"): "机"})
    own = {path for path, _ in leaves(built.record)} - {("form",), ("fiscal_year",)}
    assert set(built.fields) == own


def test_value_that_the_form_has_no_field_for_is_not_taken_in() -> None:
    assert build(FORM, {("nope",): 1, ("items", 3, "what"): "四"}).record == BLANK


@given(values_of_fields)
def test_record_is_what_it_was_after_going_through_the_form(values: dict[Path, Any]) -> None:
    record = build(FORM, values).record
    assert build(FORM, flatten(FORM, record)).record == record


@given(values_of_fields)
def test_no_value_is_lost_and_none_is_made_up(values: dict[Path, Any]) -> None:
    built = build(FORM, values)
    kept = {field: value_at(built.record, path) for path, field in built.fields.items()}
    assert {path: value for path, value in kept.items() if value is not None} == {
        path: value for path, value in values.items() if value is not None
    }


@pytest.mark.parametrize("record", records(), ids=lambda record: record["program_code"])
def test_real_record_is_what_it_was_after_going_through_the_form(record: dict[str, Any]) -> None:
    form = example_form()
    assert build(form, flatten(form, record)).record == record
    assert misfits(form, record) == []


@pytest.mark.parametrize(
    ("extra", "path"),
    [
        ({"nmae": "x"}, ("nmae",)),
        ({"money": {"rent": {"2017": 1, "2099": 5}}}, ("money", "rent", "2099")),
        ({"items": [item("x", 1)] * 4}, ("items", 3, "what")),
        ({"items": [{"what": "x", "prise": 1}]}, ("items", 0, "prise")),
        ({"name": {"first": "x"}}, ("name", "first")),
        ({"items": ["x"]}, ("items", 0)),
        ({"code": [1]}, ("code", 0)),
    ],
    ids=["unknown-key", "unknown-year", "row-too-many", "unknown-key-in-a-row", "object-for-text", "text-for-row", "list-for-text"],
)
def test_value_without_a_place_on_the_form_is_named(extra: dict[str, Any], path: Path) -> None:
    assert path in misfits(FORM, {**BLANK, **extra})


def test_blank_without_a_place_on_the_form_does_not_count() -> None:
    assert misfits(FORM, {**BLANK, "nope": None, "nothing": [], "nowhere": {}, "items": [item("x", 1)] * 3 + [item(None, None)]}) == []


def test_value_at_a_place_that_is_not_there_is_none() -> None:
    record = {"items": [item("x", 1)], "name": "n"}
    assert [value_at(record, path) for path in (("items", 0, "price"), ("items", 1, "price"), ("name", "x"), ("items", "what"), ())] == [
        1,
        None,
        None,
        None,
        record,
    ]


def test_leaves_of_nested_data() -> None:
    assert leaves({"a": {"b": 1, "c": []}, "d": [2, {"e": None}]}) == [
        (("a", "b"), 1),
        (("a", "c"), []),
        (("d", 0), 2),
        (("d", 1, "e"), None),
    ]
