"""What a place of a record should hold, as its JSON Schema says: in words, and as an example to copy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from xltools.messages import Word
from xltools.problems import Path

FEW = 2
"""So many members of a group are shown in an example."""
TYPES = frozenset({"string", "integer", "number", "object", "array"})
"""JSON types that a message has a word for."""


def part_of(schema: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """The schema of a place, given that of the whole record.

    Raises:
        KeyError: the record has no such place.
    """
    for step in path:
        schema = schema["items"] if isinstance(step, int) else schema["properties"][step]
    return schema


def in_words(schema: Mapping[str, Any]) -> Word:
    """What a schema asks for."""
    if "enum" in schema:
        return Word("type.one-of", {"choices": tuple(map(_json, schema["enum"]))})
    types = schema.get("type", ())
    named = [types] if isinstance(types, str) else list(types)
    words = [Word(f"type.{name}") for name in named if name in TYPES]
    if not words:
        return Word("type.constant")
    return Word("type.or-null", {"kind": words[0]}) if "null" in named else words[0]


def example(schema: Mapping[str, Any], key: object = None) -> str:
    """A value that a schema accepts, as JSON: null where it may be blank, of a group only the first members. With a `key`, as the member of
    that name."""
    shown = _shown(schema)
    return shown if key is None else f"{_json(key)}: {shown}"


def _shown(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return _json(None if None in schema["enum"] else schema["enum"][0])
    types = schema.get("type", ())
    if "const" in schema or "null" in types:
        return _json(schema.get("const"))
    if types == "object":
        members = [example(part, key) for key, part in list(schema["properties"].items())[:FEW]]
        return f"{{{', '.join([*members, *(['…'] if len(schema['properties']) > FEW else [])])}}}"
    if types == "array":
        return f"[{_shown(schema['items'])}]" if schema.get("minItems") else "[]"
    return _json(schema["examples"][0] if schema.get("examples") else "…" if types == "string" else schema.get("minimum", 0))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
