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
from xltools.problems import Path
from xltools.reading.model import Reading


def parse_records(text: str, source: str) -> list[Mapping[str, Any]]:
    """Records out of JSON (one record, or an array of them) or JSON Lines (one a line).

    Raises:
        XltoolsError: not such a text; it names the line.
    """
    try:
        whole = _loaded(text)
    except ValueError:
        whole = [_line(line, number, source) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    records = whole if isinstance(whole, list) else [whole]
    for number, record in enumerate(records, 1):
        if not isinstance(record, Mapping):
            raise XltoolsError("records-unreadable", source=source, line=number, reason=type(record).__name__)
    return records


def _line(line: str, number: int, source: str) -> Any:
    try:
        return _loaded(line)
    except ValueError as error:
        raise XltoolsError("records-unreadable", source=source, line=number, reason=str(error)) from error


def _loaded(text: str) -> Any:
    """JSON as the standard has it: no NaN, no half of a character pair, no nesting without end.

    Raises:
        ValueError: anything else.
    """
    try:
        loaded = json.loads(text, parse_constant=_no_constant)
        json.dumps(loaded, ensure_ascii=False).encode("utf-8")
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return loaded


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


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
    fresh = recomputed(form.rules, values)
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
