"""Records that come as data instead of as a workbook, as if they had been read from one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from xltools.errors import XltoolsError
from xltools.forms.definition import load_form
from xltools.forms.model import Form
from xltools.forms.record import FORM_KEY, YEAR_KEY, flatten, value_at
from xltools.forms.rules import recomputed
from xltools.messages import Word
from xltools.problems import Path
from xltools.reading.model import Reading

MAX_DEPTH = 50
"""Deeper nesting than any form has."""


def parse_records(text: str, source: str) -> list[Mapping[str, Any]]:
    """Records out of JSON (one record, or an array of them) or JSON Lines (one a line).

    Raises:
        XltoolsError: not such a text; it names the line.
    """
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if len(lines) > 1 and _is_json(lines[0][1]):
        records = [_loaded(line, source, number) for number, line in lines]
    else:
        whole = _loaded(text, source, 1) if lines else []
        records = whole if isinstance(whole, list) else [whole]
    if not records:
        raise XltoolsError("no-records", source=source)
    for number, record in enumerate(records, 1):
        if not isinstance(record, Mapping):
            raise XltoolsError("record-is-none", source=source, number=number)
    return records


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _loaded(text: str, source: str, first_line: int) -> Any:
    """JSON as the standard has it, and no deeper than records are: no NaN, no key twice, no half of a character pair.

    Raises:
        XltoolsError: anything else; it names the line, the text beginning in `first_line`.
    """
    line, reason = first_line, "reason.not-json"
    try:
        loaded = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_key_twice)
        json.dumps(loaded, ensure_ascii=False, allow_nan=False).encode("utf-8")
        if _depth(loaded) <= MAX_DEPTH:
            return loaded
        reason = "reason.deep"
    except json.JSONDecodeError as error:
        line += error.lineno - 1
    except RecursionError:
        reason = "reason.deep"
    except UnicodeEncodeError:
        reason = "reason.character"
    except _KeyTwice:
        reason = "reason.key-twice"
    except ValueError:
        reason = "reason.number"
    raise XltoolsError("records-unreadable", source=source, line=str(line), reason=Word(reason))


class _KeyTwice(Exception):
    pass


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _KeyTwice
    return found


def _depth(value: Any) -> int:
    """How deep data is nested; 0 for a plain value."""
    depth, level = 0, [value]
    while containers := [found for found in level if isinstance(found, (dict, list))]:
        level = [inner for outer in containers for inner in (outer.values() if isinstance(outer, dict) else outer)]
        depth += 1
    return depth


def form_of(record: Mapping[str, Any], source: str, number: int) -> Form:
    """The form that a record says it is of.

    Raises:
        XltoolsError: it names no form and year that there is.
    """
    family, year = record.get(FORM_KEY), record.get(YEAR_KEY)
    try:
        if isinstance(family, str) and isinstance(year, int) and not isinstance(year, bool):
            return load_form(family, year)
    except XltoolsError:
        pass
    raise XltoolsError("record-form-unknown", source=source, number=number, form=family, year=str(year))


def reading_of(form: Form, record: Mapping[str, Any], source: str) -> Reading:
    """A record as a reading: its totals recomputed, what it stated kept beside, its places those of the blank form."""
    values = flatten(form, record)
    slots = {path: slots[0] if slots[0].mark else slots[-1] for path, slots in form.fields().items()}
    totals = {path: values[path] for path, slot in slots.items() if slot.computed}
    fresh = recomputed(form, values)
    return Reading(
        source=source,
        form=form,
        record=_with_totals(record, {path: fresh[path] for path in totals}),
        origins={path: slot.at for path, slot in slots.items()},
        fields={path: path for path in slots},
        stated={path: value for path, value in totals.items() if isinstance(value, (int, float)) and not isinstance(value, bool)},
    )


def _with_totals(record: Mapping[str, Any], totals: Mapping[Path, Any]) -> dict[str, Any]:
    """A copy of the record with its totals replaced; a total that the record has no place for is not added."""
    copy: dict[str, Any] = deepcopy(dict(record))
    for path, value in totals.items():
        place: Any = value_at(copy, path[:-1])
        if isinstance(place, dict) and path[-1] in place:
            place[path[-1]] = value
    return copy
