"""A version of a form states only what differs from the version that it extends."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from forms_for_tests import SHIPPED, item, small

from xltools.errors import DefinitionError
from xltools.forms.definition import load_form, verified
from xltools.forms.inherit import UnknownItem, inherited

OWN = {"extends": "program-analysis-2018", "id": "program-analysis-2031", "valid": {"from": 2031, "to": None}}


def mistakes(**changes: Any) -> tuple[str, ...]:
    with pytest.raises(DefinitionError) as raised:
        verified(json.dumps({**OWN, **changes}), "new.json")
    return raised.value.mistakes


def based() -> dict[str, Any]:
    """The small definition with a name for one of its boxes."""
    definition = small()
    item(definition, "A2:L14")["id"] = "frame"
    return definition


def test_without_own_keys_it_is_the_base() -> None:
    assert inherited({"extends": "small-2018"}, small()) == small()


def test_own_keys_replace_and_objects_are_merged() -> None:
    own = {"extends": "small-2018", "id": "small-2020", "valid": {"to": 2020}, "labels": {"/items": "明細", "/new": "新"}}
    made = inherited(own, small())
    assert made["id"] == "small-2020"
    assert made["valid"] == {"from": 2018, "to": 2020}
    assert made["labels"] == {"/items": "明細", "/money": "収支", "/new": "新"}
    assert made["sheets"] == small()["sheets"]


def test_lists_are_replaced_not_merged() -> None:
    made = inherited({"extends": "small-2018", "rules": [], "years": {"pair": ["Y", "Y+1"]}}, small())
    assert made["rules"] == []
    assert made["years"] == {"pair": ["Y", "Y+1"]}


def test_null_removes_a_key() -> None:
    made = inherited({"extends": "small-2018", "summary": None, "labels": {"/money": None}}, small())
    assert "summary" not in made
    assert made["labels"] == {"/items": "内訳"}


def test_items_are_changed_by_path_or_by_id_in_their_place() -> None:
    made = inherited({"items": {"/name": {"max_length": 20, "required": None}, "frame": {"border": "thin"}}}, based())
    before = based()["sheets"][0]["items"]
    after = made["sheets"][0]["items"]
    assert [one.get("path", one.get("id")) for one in after] == [one.get("path", one.get("id")) for one in before]
    assert item(made, "/name") == {"path": "/name", "type": "text", "label": "名称", "label_at": "D2", "at": "E2:L2", "max_length": 20}
    assert item(made, "A2:L14") == {"box": "A2:L14", "id": "frame", "border": "thin"}
    assert [one for one in after if one.get("path") != "/name" and one.get("id") != "frame"] == [
        one for one in before if one.get("path") != "/name" and one.get("id") != "frame"
    ]


def test_null_removes_an_item() -> None:
    made = inherited({"items": {"/grade": None, "frame": None}}, based())
    assert len(made["sheets"][0]["items"]) == len(based()["sheets"][0]["items"]) - 2
    assert not [one for one in made["sheets"][0]["items"] if one.get("path") == "/grade" or one.get("id") == "frame"]


def test_the_base_is_left_as_it_is() -> None:
    base = based()
    inherited({"labels": {"/items": None}, "items": {"/name": {"max_length": 20}, "frame": None}}, base)
    assert base == based()


@pytest.mark.parametrize("name", ["/nope", "A2:L14", "小さな様式"])
def test_an_item_that_the_base_does_not_have(name: str) -> None:
    with pytest.raises(UnknownItem) as raised:
        inherited({"items": {name: {"at": "A1"}}}, small())
    assert raised.value.args == (name,)


def test_mistakes_of_an_extension_name_the_place() -> None:
    assert mistakes(extends="nope") == ("new.json > extends: 'nope' is not defined or not understood",)
    assert mistakes(items={"/nope": None}) == ("new.json > items: '/nope' is not defined or not understood",)
    assert mistakes(items={"/start_year": {"at": "H2"}}) == (
        "new.json > sheets > No1 > items[20] /start_year > at: H2 overlaps items[3] /program_code at H2",
    )
    assert mistakes(items={"/strategy": {"nope": 1}}) == ("new.json > sheets > No1 > items[4] /strategy: the key 'nope' has no place here",)


@pytest.mark.parametrize("items", [5, None, [], ["/start_year"], "/start_year"])
def test_items_that_are_no_object_are_refused(items: object) -> None:
    (mistake,) = mistakes(items=items)
    assert mistake.startswith("new.json > items: ")


@pytest.mark.parametrize("sheets", [5, None, "No1", [5], [{"name": "No1"}], [{"name": "No1", "items": 5}], [{"name": "No1", "items": [5]}]])
def test_sheets_of_a_wrong_shape_are_left_to_the_schema(sheets: object) -> None:
    assert all("sheets" in mistake for mistake in mistakes(sheets=sheets))


def test_a_removed_field_is_missed_wherever_it_is_named() -> None:
    found = mistakes(items={"/budget/{year}": None})
    assert "new.json > summary > tables > 予算決算推移 > planned: there is no such (number) field: /budget" in found


def test_fy2019_changes_seven_items_of_fy2018_and_nothing_else() -> None:
    base = json.loads(SHIPPED.read_text(encoding="utf-8"))
    own = json.loads(SHIPPED.with_name("program-analysis-2019.json").read_text(encoding="utf-8"))
    made = inherited(own, base)
    rest = copy.deepcopy(made)
    for before, after in zip(base["sheets"], rest["sheets"], strict=True):
        changed = [index for index, pair in enumerate(zip(before["items"], after["items"], strict=True)) if pair[0] != pair[1]]
        assert len(changed) == (len(own["items"]) if before["name"] == "No1" else 0)
        for index in changed:
            after["items"][index] = before["items"][index]
    assert {**rest, "id": base["id"], "valid": base["valid"], "$schema": base["$schema"]} == base
    assert made["valid"] == {"from": 2019}


def test_both_versions_have_the_same_fields() -> None:
    earlier, later = (load_form(name) for name in ("program-analysis-2018", "program-analysis-2019"))
    rolled = {tuple(str(int(part) + 1) if isinstance(part, str) and part.isdigit() else part for part in path) for path in earlier.fields()}
    assert set(later.fields()) == rolled
