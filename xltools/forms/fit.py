"""Which values a form can hold."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from xltools.forms.model import NUMBER_TYPES, Form, Slot
from xltools.forms.record import FORM_KEY, YEAR_KEY, leaves
from xltools.problems import Path

MAX_NUMBER = 10**15
"""Excel keeps fifteen digits of a number."""
MAX_TEXT = 32_767
"""Longest text that a cell of Excel holds, in UTF-16 units."""


def fits(slot: Slot, value: object) -> bool:
    """Whether a field can hold a value and give it back: of its type, an answer that it offers, not too long for a cell."""
    if slot.choices and (slot.mark is not None or not slot.open):
        return any(type(choice.value) is type(value) and choice.value == value for choice in slot.choices)
    return holds(slot, value)


def holds(slot: Slot, value: object) -> bool:
    """Whether a field's cell can hold a value and give it back, also where it is none of the answers that it offers."""
    if slot.mark is not None:
        return fits(slot, value)
    if slot.type in NUMBER_TYPES or slot.type == "year":
        return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < MAX_NUMBER and isfinite(value)
    return isinstance(value, str) and len(value.encode("utf-16-le", "surrogatepass")) // 2 <= MAX_TEXT


def misfits(form: Form, record: Mapping[str, Any]) -> list[Path]:
    """The leaves of a record that its workbook would lose: those without a place on the form and those that their cells
    cannot hold. Blanks are none, and neither is a year or form that the record names."""
    fields = form.fields()
    found = []
    for path, value in leaves(record):
        if value is None or path in ((FORM_KEY,), (YEAR_KEY,)) or (value in ({}, []) and path not in fields):
            continue
        if path not in fields or not holds(fields[path][-1], value):
            found.append(path)
    return found
