"""Where a definition departs from `form-definition.schema.json`, each mistake with its breadcrumb."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xltools import messages

MAX_SHOWN = 80
"""Longest piece of a definition that a mistake repeats, in characters."""


def say(trail: str, code: str, **details: object) -> str:
    """One mistake: where, and the catalogue's sentence for ``definition.CODE``."""
    return f"{trail}: {messages.message('definition.' + code, details)}"


def shape_mistakes(definition: Any, schema: Mapping[str, Any]) -> list[str]:
    """Every departure from the schema. Where a key is missing, nothing else is said of that place: it would follow from it."""
    from jsonschema import Draft202012Validator

    errors = [_innermost(error) for error in Draft202012Validator(schema).iter_errors(definition)]
    lacking = {tuple(error.absolute_path) for error in errors if error.validator == "required"}
    errors = [error for error in errors if error.validator == "required" or tuple(error.absolute_path) not in lacking]
    errors.sort(key=lambda error: [(str(part), 0) if isinstance(part, str) else ("", part) for part in error.absolute_path])
    return list(dict.fromkeys(mistake for error in errors for mistake in _mistakes(definition, error)))


def _innermost(error: Any) -> Any:
    """The error worth showing: of alternatives, the one that went furthest."""
    while error.context:
        error = max(error.context, key=lambda inner: (len(inner.absolute_path), inner.validator != "const"))
    return error


def _mistakes(definition: Any, error: Any) -> Iterator[str]:
    path = list(error.absolute_path)
    if error.validator == "required":
        for key in error.validator_value:
            if key not in error.instance:
                yield say(breadcrumb(definition, path), "key-missing", key=key)
    elif error.validator == "additionalProperties":
        for key in error.instance:
            if key not in error.schema["properties"]:
                yield say(breadcrumb(definition, path), "key-unknown", key=key)
    elif error.validator == "not":
        yield say(breadcrumb(definition, path[:-1]), "key-unknown", key=path[-1])
    elif "propertyNames" in error.absolute_schema_path:
        yield say(breadcrumb(definition, path), "key-unknown", key=error.instance)
    else:
        wanted = f"{error.validator}: {error.validator_value}"[: 3 * MAX_SHOWN]
        yield say(breadcrumb(definition, path), "shape", found=repr(error.instance)[:MAX_SHOWN], wanted=wanted)


def breadcrumb(definition: Any, path: Sequence[str | int]) -> str:
    """A path of keys as an author finds it: ``sheets > No1 > items[3] /name > at``. Items are counted from 1."""
    trail: list[str] = []
    place: Any = definition
    for part in path:
        place = place[part]
        known = place if isinstance(place, dict) else {}
        if not isinstance(part, int):
            trail.append(part)
        elif "name" in known:
            trail.append(str(known["name"]))
        else:
            names = " ".join(str(known[key]) for key in ("path", "text", "box", "id", "title") if key in known)
            trail[-1] += f"[{part + 1}] {names}".rstrip()
    return " > ".join(trail) or "/"
