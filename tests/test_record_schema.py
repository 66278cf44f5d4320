"""The record schema says of every field what the form says: where, under what name, and what may stand there."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from examples_for_tests import records
from forms_for_tests import ROOT, shipped_form, small_form
from jsonschema import Draft202012Validator

from xltools.api import schema_text
from xltools.forms.definition import definitions, load_form
from xltools.forms.model import NUMBER_TYPES, Form
from xltools.forms.record import build
from xltools.forms.record_schema import DIALECT, record_schema, whole
from xltools.problems import Path, pointer

SMALL = record_schema(small_form())
RIGHT = {
    "form": "small",
    "fiscal_year": 2018,
    "code": "01-02",
    "name": "事務",
    "kind": "新規",
    "since": None,
    "grade": None,
    "items": [{"what": "机", "price": 0}],
    "money": {line: {"2017": -5, "2018": None} for line in ("rent", "wages", "sum", "income", "rest")},
}


def shipped() -> list[Form]:
    return [load_form(definition["id"]) for definition in definitions()]


def mistakes(record: Mapping[str, Any], schema: Mapping[str, Any] = SMALL) -> list[str]:
    return sorted(f"{pointer(tuple(error.absolute_path))} {error.validator}" for error in Draft202012Validator(schema).iter_errors(record))


def with_(path: Path, value: object) -> dict[str, Any]:
    """The right record with another value at one place."""
    record: dict[str, Any] = copy.deepcopy(RIGHT)
    place: Any = record
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return record


def leaves_of(schema: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every value that a schema describes; an array's rows are ``*``."""
    if "properties" in schema:
        for key, inner in schema["properties"].items():
            yield from leaves_of(inner, (*path, key))
    elif "items" in schema:
        yield from leaves_of(schema["items"], (*path, "*"))
    else:
        yield path, schema


def starred(path: Path) -> Path:
    return tuple("*" if isinstance(part, int) else part for part in path)


@pytest.mark.parametrize("form", shipped(), ids=lambda form: form.id)
def test_committed_schema_is_the_generated_one(form: Form) -> None:
    path = ROOT / "schemas" / f"{form.id}.schema.json"
    assert path.read_text(encoding="utf-8") == schema_text(form), f"write it anew: xltools schema {form.id} > {path.relative_to(ROOT)}"


def test_every_committed_record_schema_has_its_form() -> None:
    others = {"comparison.schema.json", "form-definition.schema.json", "problems.schema.json", "settings.schema.json"}
    files = {path.name for path in (ROOT / "schemas").glob("*.schema.json")} - others
    assert files == {f"{form.id}.schema.json" for form in shipped()}


@pytest.mark.parametrize("path", sorted((ROOT / "schemas").glob("*.json")), ids=lambda path: path.name)
def test_committed_schema_is_valid_2020_12_and_names_itself(path: Any) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT
    assert schema["$id"].endswith(f"/{path.name}")


@pytest.mark.parametrize("form", shipped(), ids=lambda form: form.id)
@pytest.mark.parametrize("later", range(13))
def test_schema_of_any_year_is_valid_and_names_form_and_year(form: Form, later: int) -> None:
    year = form.fiscal_year + later
    schema = record_schema(shipped_form(form.id, year))
    Draft202012Validator.check_schema(schema)
    assert (schema["properties"]["form"]["const"], schema["properties"]["fiscal_year"]["const"]) == (form.family, year)
    series = next(key for key in ("budget", "planned") if key in schema["properties"])
    assert max(schema["properties"][series]["properties"]) == str(year)


@pytest.mark.parametrize("form", shipped(), ids=lambda form: form.id)
def test_titles_and_cells_and_units_are_the_forms(form: Form) -> None:
    wanted: dict[Path, tuple[str, str, list[str]]] = {}
    for slot in form.slots:
        label, unit, cells = wanted.setdefault(starred(slot.path), (slot.label, slot.unit, []))
        assert (label, unit) == (slot.label, slot.unit), slot.path
        cells.append(str(slot.at))
    found = {path: (leaf["title"], leaf.get("x-unit", ""), leaf.get("x-cells")) for path, leaf in leaves_of(record_schema(form))}
    assert (found.pop(("form",))[0], found.pop(("fiscal_year",))[0]) == ("様式", "年度")
    assert found == wanted


@pytest.mark.parametrize("form", shipped(), ids=lambda form: form.id)
def test_null_is_refused_exactly_where_an_entry_is_required(form: Form) -> None:
    required = {starred(slot.path): slot.required for slot in form.slots}
    allowed = {
        path: Draft202012Validator(leaf).is_valid(None)
        for path, leaf in leaves_of(record_schema(form))
        if len(path) > 1 or path in required
    }
    assert allowed == {path: not needed for path, needed in required.items()}


@pytest.mark.parametrize("form", shipped(), ids=lambda form: form.id)
def test_totals_are_read_only_and_nothing_else_is(form: Form) -> None:
    read_only = {path for path, leaf in leaves_of(record_schema(form)) if leaf.get("readOnly")}
    assert read_only == {rule.total for rule in form.rules}


@pytest.mark.parametrize("form", shipped(), ids=lambda form: form.id)
def test_rows_are_as_many_as_the_form_has(form: Form) -> None:
    rows: dict[Path, int] = {}
    for slot in form.slots:
        for index, part in enumerate(slot.path):
            if isinstance(part, int):
                rows[slot.path[:index]] = max(rows.get(slot.path[:index], 0), part + 1)
    schema = record_schema(form)
    for table, count in rows.items():
        place = schema
        for part in table:
            place = place["properties"][part]
        assert place["maxItems"] == count
        assert place.get("minItems", 0) == (1 if table in form.required_rows else 0)


def test_right_record_is_valid() -> None:
    assert mistakes(RIGHT) == []


def test_blank_form_is_valid_but_for_what_is_required() -> None:
    assert mistakes(build(small_form(), {}).record) == ["/code type", "/kind enum", "/name type"]


@pytest.mark.parametrize(
    ("path", "value", "mistake"),
    [
        (("code",), "０１-０２", "/code pattern"),
        (("code",), "01-02\n", "/code pattern"),
        (("code",), "\n01-02", "/code pattern"),
        (("code",), "x01-02", "/code pattern"),
        (("code",), "01-02x", "/code pattern"),
        (("code",), "٠١-٠٢", "/code pattern"),
        (("code",), 102, "/code type"),
        (("code",), None, "/code type"),
        (("name",), "事" * 11, "/name maxLength"),
        (("kind",), "新設", "/kind enum"),
        (("kind",), True, "/kind enum"),
        (("kind",), 2018, "/kind enum"),
        (("kind",), None, "/kind enum"),
        (("since",), "昭和58", "/since type"),
        (("since",), 1983.5, "/since type"),
        (("grade",), "優", "/grade enum"),
        (("items", 0, "price"), -1, "/items/0/price minimum"),
        (("items", 0, "price"), "5", "/items/0/price type"),
        (("items", 0, "price"), True, "/items/0/price type"),
        (("items", 0, "what"), None, "/items/0/what type"),
        (("items", 0), {"what": "机"}, "/items/0 required"),
        (("items",), [{"what": "机", "price": None}] * 4, "/items maxItems"),
        (("items",), None, "/items type"),
        (("money", "rent", "2017"), 1.5, "/money/rent/2017 type"),
        (("money", "rent"), {"2017": 1, "2018": 2, "2019": 3}, "/money/rent additionalProperties"),
        (("money", "rent"), {"2017": 1}, "/money/rent required"),
        (("nope",), None, " additionalProperties"),
        (("form",), "budget-request", "/form const"),
        (("fiscal_year",), 2019, "/fiscal_year const"),
        (("fiscal_year",), "2018", "/fiscal_year const"),
    ],
)
def test_wrong_value_is_refused(path: Path, value: object, mistake: str) -> None:
    assert mistakes(with_(path, value)) == [mistake]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("kind",), False),
        (("kind",), 2017),
        (("since",), 1983),
        (("grade",), "良"),
        (("name",), "事" * 10),
        (("items",), []),
        (("items", 0, "price"), None),
        (("money", "rent", "2017"), -7386),
    ],
)
def test_right_value_is_accepted(path: Path, value: object) -> None:
    assert mistakes(with_(path, value)) == []


def test_pattern_with_alternatives_is_anchored_as_a_whole() -> None:
    schema = {"pattern": whole("a|b")}
    assert [text for text in ("a", "b", "ab", "xa", "bx", "a\n") if Draft202012Validator(schema).is_valid(text)] == ["a", "b"]


@pytest.mark.parametrize("form", shipped(), ids=lambda form: form.id)
def test_no_pattern_takes_what_only_python_takes_for_a_digit(form: Form) -> None:
    patterns = [leaf["pattern"] for _, leaf in leaves_of(record_schema(form)) if "pattern" in leaf]
    assert patterns
    assert [pattern for pattern in patterns if "\\d" in pattern or "\\w" in pattern or not pattern.endswith("$(?!\\n)")] == []


def test_open_list_is_a_hint_and_a_closed_one_a_rule() -> None:
    form = load_form("program-analysis-2018")
    schema = record_schema(form)["properties"]
    method, current = schema["delivery"]["properties"]["method"], schema["classification"]["properties"]["current"]
    assert (method["examples"], "enum" in method) == (["1直営", "2一部委託", "3委託"], False)
    assert current["enum"] == ["重点的に推進", "推進", "継続", "改善・見直し", "休止・完了"]


@pytest.mark.parametrize("form", shipped(), ids=lambda form: form.id)
def test_amounts_and_counts_are_whole_numbers_and_only_they_have_units(form: Form) -> None:
    kinds = {starred(slot.path): slot.type for slot in form.slots}
    for path, leaf in leaves_of(record_schema(form)):
        kind = kinds.get(path)
        if kind in NUMBER_TYPES:
            assert ("integer" if kind != "number" else "number") in leaf["type"], path
        if "x-unit" in leaf:
            assert (kind, leaf["x-unit"]) in {("amount", "千円"), ("amount", "円"), ("count", "区"), ("count", "人")}, path


REAL_DEFECTS = {"03-04-01": ["/program_type enum"], "03-04-05": ["/extension pattern"]}
"""What is wrong with the six real sheets, as far as the schema sees it: a choice that nobody made, two extensions that Excel
made one number of."""


@pytest.mark.parametrize("record", records(), ids=lambda record: record["program_code"])
def test_real_record_has_its_known_defects_and_no_other(record: dict[str, Any]) -> None:
    schema = record_schema(load_form("program-analysis-2018", 2018))
    assert mistakes(record, schema) == REAL_DEFECTS.get(record["program_code"], [])
