"""The fast validator and jsonschema agree about every record: which of its parts are wrong. So what is told is what jsonschema tells."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import pytest
from examples_for_tests import later_records, record, records
from forms_for_tests import small_form
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from test_check_cases import CASES, TEXT, changed
from test_record_schema import RIGHT

from xltools.checks import shape
from xltools.checks.shape import shape_problems, wrong_parts
from xltools.forms.definition import load_form
from xltools.forms.model import Form
from xltools.forms.record import leaves
from xltools.forms.record_schema import record_schema
from xltools.problems import Path, pointer
from xltools.reading.from_record import reading_of

VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 1.0, -0.0, 0.5, 10**15, 2**53 + 1, 2**63, 2**64, 10**30, -(10**30), 1e300,
    "", "0", "１２", "12", "2151", "2151、2158", "２１５１", "03-04-01", "03-04-01\n", "3-4-1", "\n03-04-01", "03-04-01\r",
    "03-04-01\u2028", "無", "無\n", "継続", "継続 ", "か\u3099", "が", "😀" * 200, "あ" * 400, "あ" * 401, "a" * 4_000, "\x00", "\ufeff12",
    [], [None], ["無"], {}, {"year": 2018}, {"2017": 1}, {"": ""}, [[[[]]]], 2018, 2018.0, "2018",
]  # fmt: skip
"""What a field may hold by mistake, and what the two validators, their arithmetic and their patterns could take differently."""
ODD: list[Any] = ["半分\ud842", datetime.date(2018, 4, 1), {2017: 1}, float("nan"), float("inf"), 10**400]
"""What is no JSON, or beyond what the fast validator counts with."""


@cache
def schema(form: Form) -> Draft202012Validator:
    return Draft202012Validator(record_schema(form))


def parts(form: Form, one: dict[str, Any]) -> frozenset[str]:
    """The keys of a record that jsonschema finds something wrong with."""
    return frozenset(str(error.absolute_path[0]) if error.absolute_path else "" for error in schema(form).iter_errors(one))


def real() -> list[tuple[Form, dict[str, Any]]]:
    shipped = [(load_form("program-analysis", one["fiscal_year"]), one) for one in (*records(), *later_records())]
    return [*shipped, (small_form(), dict(RIGHT))]


def edited(one: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A copy of a record with another value at a place."""

    def copied(inner: Any, rest: Path) -> Any:
        if not rest:
            return value
        if isinstance(inner, list):
            return [copied(item, rest[1:]) if index == rest[0] else item for index, item in enumerate(inner)]
        return {key: copied(item, rest[1:]) if key == rest[0] else item for key, item in inner.items()}

    found: dict[str, Any] = copied(one, path)
    return found


def kind_of(form: Form, place: Path) -> str:
    """What the schema asks of a place, but for its names: places of one kind are as good as each other."""
    part: Any = schema(form).schema
    for key in place:
        part = part["items"] if isinstance(key, int) else part["properties"][key]
    return str({key: value for key, value in part.items() if key not in ("title", "x-cells", "x-unit", "examples", "properties")})


def places(one: dict[str, Any]) -> list[Path]:
    """Every place of a record: its leaves and what they stand in."""
    return sorted({path[:end] for path, _ in leaves(one) for end in range(1, len(path) + 1)}, key=str)


@pytest.mark.parametrize(("form", "one"), [pytest.param(*case, id=str(number)) for number, case in enumerate(real())])
def test_they_agree_on_real_records(form: Form, one: dict[str, Any]) -> None:
    assert wrong_parts(form, one) == parts(form, one)
    assert wrong_parts(form, {**one, "unknown": 1}) == parts(form, one) | {""}
    assert wrong_parts(form, {}) == {""}


@pytest.mark.parametrize(("form", "one"), [(load_form("program-analysis", 2018), record()), (small_form(), RIGHT)], ids=["real", "small"])
def test_they_agree_on_every_field_with_every_mistake(form: Form, one: dict[str, Any]) -> None:
    found = set()
    kinds: set[str] = set()
    for number, place in enumerate(places(one)):
        kind = kind_of(form, place)
        for value in VALUES if kind not in kinds else VALUES[number % 16 :: 16]:
            wrong = edited(one, place, value)
            assert wrong_parts(form, wrong) == parts(form, wrong), (pointer(place), value)
            found.add(bool(wrong_parts(form, wrong)))
        for odd in ODD if kind not in kinds else ODD[number % 6 : number % 6 + 1]:
            assert wrong_parts(form, edited(one, place, odd)) >= parts(form, edited(one, place, odd)), (pointer(place), odd)
        kinds.add(kind)
    assert found == {True, False}


@pytest.mark.parametrize("case", [case for case in CASES if "cells" not in case], ids=lambda case: case["name"])
def test_they_agree_on_the_cases_of_the_checks(case: dict[str, Any]) -> None:
    one = changed(changed(record(TEXT["base"]["record"]), TEXT["base"]["change"]), case.get("change", {}))
    form = load_form("program-analysis", 2018)
    assert wrong_parts(form, one) == parts(form, one)


plain = st.sampled_from([value for value in VALUES if not isinstance(value, (list, dict))])
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
keys = st.text(max_size=4) | st.sampled_from(["2016", "2017", "name"])
json_values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=8) | plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_they_agree_on_records_changed_at_random(data: st.DataObject) -> None:
    form, one = data.draw(st.sampled_from(real()))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.sampled_from(places(one)))
        one = edited(one, place, data.draw(json_values))
        if data.draw(st.booleans()):
            one = {**one, **data.draw(st.dictionaries(st.text(max_size=3), json_values, max_size=2))}
    assert wrong_parts(form, one) == parts(form, one)


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_what_is_no_json_is_told_by_jsonschema(odd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = {**record(), "manager": None, "purpose": odd, "extension": odd}
    reading = reading_of(load_form("program-analysis", 2018), one, "x")
    told = list(shape_problems(reading))
    monkeypatch.setattr(shape, "wrong_parts", lambda form, one: frozenset(["", *one]))
    assert told == list(shape_problems(reading))
    assert {problem.path for problem in told} >= {("manager",)}


def test_the_problems_are_those_of_the_whole_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    form = load_form("program-analysis", 2018)
    for place in places(record())[::7]:
        reading = reading_of(form, edited(edited(record(), ("manager",), None), place, "多い"), "x")
        told = list(shape_problems(reading))
        with monkeypatch.context() as patched:
            patched.setattr(shape, "wrong_parts", lambda form, one: frozenset(["", *one]))
            assert told == list(shape_problems(reading))


def test_a_record_that_is_right_does_not_come_to_jsonschema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape, "_errors", lambda *_: pytest.fail("asked"))
    assert list(shape_problems(reading_of(load_form("program-analysis", 2018), record(), "x"))) == []
