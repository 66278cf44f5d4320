"""The record's JSON Schema (2020-12), folded from the slots: titles are the form's labels, `x-cells` its cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xltools.forms.compile import group_key
from xltools.forms.model import NUMBER_TYPES, Form, Slot
from xltools.forms.record import FORM_KEY, YEAR_KEY
from xltools.problems import Path

DIALECT = "https://json-schema.org/draft/2020-12/schema"
BASE_ID = "https://xltools.example/schemas/"


def record_schema(form: Form) -> dict[str, Any]:
    """The schema that a record of this form and fiscal year must satisfy.

    A blank is null; a required field does not allow null. Cells are given as ``sheet!A1``, one per row of a table.
    """
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": f"{BASE_ID}{form.id}.schema.json",
        "title": form.title,
        "description": f"One program, fiscal year {form.fiscal_year}. A blank cell is null.",
        **_object(),
    }
    _add(schema, FORM_KEY, {"title": form.labels.get((FORM_KEY,), FORM_KEY), "const": form.family})
    _add(schema, YEAR_KEY, {"title": form.labels.get((YEAR_KEY,), YEAR_KEY), "const": form.fiscal_year})
    for path, slots in form.fields().items():
        _place(schema, form, path, slots)
    return schema


def _object() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _add(schema: dict[str, Any], key: str, inner: dict[str, Any]) -> dict[str, Any]:
    if key not in schema["properties"]:
        schema["properties"][key] = inner
        schema["required"].append(key)
    found: dict[str, Any] = schema["properties"][key]
    return found


def _place(schema: dict[str, Any], form: Form, path: Path, slots: Sequence[Slot]) -> None:
    """Add one field, with the objects and arrays that lead to it."""
    place = schema
    for index in range(len(path) - 1):
        part, following = path[index], path[index + 1]
        if isinstance(part, int):
            place["maxItems"] = max(place["maxItems"], part + 1)
            place = place["items"]
            continue
        title = form.labels.get(group_key(path[: index + 1]), "")
        inner: dict[str, Any] = {"title": title} if title else {}
        if isinstance(following, int):
            inner |= {"type": "array", "items": _object(), "maxItems": 0}
            if path[: index + 1] in form.required_rows:
                inner["minItems"] = 1
        else:
            inner |= _object()
        place = _add(place, str(part), inner)
    key, cells = str(path[-1]), [str(slot.at) for slot in slots]
    if key in place["properties"]:
        place["properties"][key]["x-cells"] += cells
    else:
        _add(place, key, {**_leaf(slots[0]), "x-cells": cells})


def _leaf(slot: Slot) -> dict[str, Any]:
    """The schema of one value."""
    leaf: dict[str, Any] = {"title": slot.label}
    kind = _kind(slot)
    if slot.choices and not slot.open:
        leaf["enum"] = [choice.value for choice in slot.choices] + ([] if slot.required else [None])
    else:
        leaf["type"] = kind if slot.required else [kind, "null"]
    if slot.open:
        leaf["examples"] = [choice.value for choice in slot.choices]
    elif slot.example and not slot.choices and kind == "string":
        leaf["examples"] = [slot.example]
    if slot.pattern:
        leaf["pattern"] = whole(slot.pattern)
    if slot.minimum is not None:
        leaf["minimum"] = slot.minimum
    if slot.max_length is not None:
        leaf["maxLength"] = slot.max_length
    if slot.unit:
        leaf["x-unit"] = slot.unit
    if slot.computed:
        leaf["readOnly"] = True
    return leaf


def _kind(slot: Slot) -> str:
    if slot.type == "number":
        return "number"
    return "integer" if slot.type in NUMBER_TYPES or slot.type == "year" else "string"


def whole(pattern: str) -> str:
    """A pattern for the whole text. `$` alone would let a trailing line break pass in Python."""
    return f"^(?:{pattern})$(?!\\n)"
