"""The record's shape: every error of its JSON Schema as a problem at its cell, in the form's words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from xltools.checks.wanted import example, in_words, part_of
from xltools.forms.compile import full_label
from xltools.forms.fit import MAX_NUMBER
from xltools.forms.model import NUMBER_TYPES, Form, Slot
from xltools.forms.record import value_at
from xltools.forms.record_schema import record_schema
from xltools.problems import Path, Problem, pointer
from xltools.reading.model import Reading


def shape_problems(reading: Reading) -> Iterator[Problem]:
    """What the record's JSON Schema says about a reading, one problem per value.

    A value that reading itself already reported an error about, or whose cell it did not find, is passed over: one cause,
    one message.
    """
    if reading.form is None or reading.record is None:
        return
    record = dict(reading.record)
    wrong = wrong_parts(reading.form, record)
    if not wrong:
        return
    told = {problem.path for problem in reading.problems if problem.severity == "error" and problem.path}
    told |= {path for path in reading.fields if path not in reading.origins}
    for error in _errors(reading.form, record, wrong):
        for path in _paths(error):
            if not any(path[: len(known)] == known for known in told):
                told.add(path)
                yield _problem(reading, reading.form, error, path)


def wrong_parts(form: Form, record: dict[str, Any]) -> frozenset[str]:
    """The keys of a record whose values do not satisfy its schema, ``""`` for the record itself, by a validator that takes a hundredth
    of the time of the one that has the words. It knows JSON only: with half of a character pair, or a date, in it a record may be wrong
    anywhere."""
    try:
        return frozenset(str(error.instance_path[0]) if error.instance_path else "" for error in _fast_validator(form).iter_errors(record))
    except ValueError:
        return frozenset(["", *_schema(form)["properties"]])


def _errors(form: Form, record: dict[str, Any], wrong: frozenset[str]) -> Iterable[Any]:
    """Every error of a record, in the order of its schema; only the parts known to be wrong are looked at."""
    from jsonschema import Draft202012Validator

    schema = _schema(form)
    if "" in wrong:
        parts = {key: part if key in wrong else {} for key, part in schema["properties"].items()}
        return Draft202012Validator({**schema, "properties": parts}).iter_errors(record)
    parts = {key: part for key, part in schema["properties"].items() if key in wrong}
    return Draft202012Validator({"properties": parts}).iter_errors(record)


@lru_cache(maxsize=32)
def _schema(form: Form) -> dict[str, Any]:
    return record_schema(form)


@lru_cache(maxsize=32)
def _fast_validator(form: Form) -> Any:
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(_schema(form))


def _paths(error: Any) -> list[Path]:
    """The places in the record that an error is about."""
    path = tuple(error.absolute_path)
    if error.validator == "required":
        return [(*path, key) for key in error.validator_value if key not in error.instance]
    if error.validator == "additionalProperties":
        return [(*path, key) for key in error.instance if key not in error.schema["properties"]]
    return [path]


def _problem(reading: Reading, form: Form, error: Any, path: Path) -> Problem:
    slot = _slot(form, reading.fields.get(path, path))
    value = value_at(reading.record, path)
    code, details = _code(error, slot, value)
    if code in ("key-missing", "wrong-type"):
        part = part_of(_schema(form), path)
        details = {"expected_type": in_words(part), "example": example(part, path[-1] if code == "key-missing" else None)}
        details |= {"value": "null"} if value is None else {}
    return Problem(
        code,
        reading.source,
        at=reading.origins.get(path),
        path=path,
        label=slot.full_label if slot else full_label((*path, ""), "", form.labels) or pointer(path),
        value=_found(slot, value),
        details={"pointer": pointer(path), **details},
    )


def _found(slot: Slot | None, value: object) -> object:
    """A wrong value as a message shows it: a number of a code or a year is no amount and has no separators."""
    if isinstance(value, (list, Mapping)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and (slot is None or slot.type not in NUMBER_TYPES):
        return f"{value:.15g}" if abs(value) < MAX_NUMBER else value
    return value


def _slot(form: Form, field: Path) -> Slot | None:
    return next(iter(form.fields().get(field, ())), None)


def _code(error: Any, slot: Slot | None, value: Any) -> tuple[str, dict[str, object]]:
    """The message for an error, and what fills its blanks."""
    limit = error.validator_value
    choices = "、".join(choice.text for choice in slot.choices) if slot else ""
    answer = slot.example if slot else ""
    match error.validator:
        case "required":
            return "key-missing", {}
        case "additionalProperties":
            return "key-unknown", {}
        case "maxItems":
            return "too-many-rows", {"found": len(error.instance), "limit": limit}
        case "minItems":
            return "rows-missing", {}
        case "minimum":
            return "too-small", {"limit": limit}
        case "maxLength":
            return "too-long", {"found": len(error.instance), "limit": limit}
        case "pattern":
            return "bad-format", {"example": answer}
    if value is None and slot:
        if slot.mark is not None:
            return "no-mark", {"choices": choices, "example": f"●{slot.choices[0].text}"}
        if slot.type == "prose":
            return "prose-blank", {}
        return "required-blank", {"example": answer or (slot.choices[0].text if slot.choices else "")}
    if error.validator == "enum":
        return "not-a-choice", {"choices": choices}
    return "wrong-type", {}
