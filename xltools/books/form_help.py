"""What Excel says about an entry cell: the message beside it, and what it lets in.

Everything is said from the definition: what belongs there, the unit, an example. The limits of Excel on such messages hold
for every definition that passes its schema, for the schema bounds what they are made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from xltools import fiscal_years
from xltools.books.form_patterns import shape_formula
from xltools.books.form_words import excel_text, worded
from xltools.books.sheets import MAX_FORMULA, MAX_TITLE
from xltools.forms.measure import room_for
from xltools.forms.model import NUMBER_TYPES, Form, Slot
from xltools.reading.numbers import LIMIT
from xltools.reading.values import BLANK_MARK, MARK

LONGEST_EXAMPLE = 40
"""Longest example that a message shows, as the schema of definitions has it for theirs."""


@lru_cache(maxsize=16)
def validations(form: Form) -> Mapping[str, Mapping[str, Any]]:
    """The data validation of every entry cell in XlsxWriter's words, by the slot's name."""
    return {slot.name: validation(form, slot) for slot in form.slots if not slot.computed}


def validation(form: Form, slot: Slot) -> dict[str, Any]:
    """The data validation of one entry cell: what it takes, what it says when selected, what it says when it refuses."""
    code, rule = _rule(form, slot)
    details = {"example": _example(slot), "minimum": slot.minimum, "limit": _limit(form, slot), "unit": slot.unit}
    return {
        **rule,
        "input_title": title(slot),
        "input_message": prompt(slot),
        "error_title": worded("refusal-title"),
        "error_message": worded(f"refusal.{code}", **details),
    }


def title(slot: Slot) -> str:
    """The name of a cell in at most `MAX_TITLE` characters: as many of the groups it belongs to as fit before its own."""
    own = slot.era or (slot.mark.text if slot.mark else "")
    words = [*slot.full_label.split(" "), *([own] if own else [])]
    while len(words) > 1 and len(" ".join(words)) > MAX_TITLE:
        words = words[1:]
    text = " ".join(words)
    return text if len(text) <= MAX_TITLE else text[: MAX_TITLE - 1] + "…"


def prompt(slot: Slot) -> str:
    """What belongs into a cell: the definition's help, then unit, longest text and example as far as it has any."""
    lines = [slot.help] if slot.help else [worded("prompt.plain")]
    if slot.unit:
        lines.append(worded("prompt.unit", unit=slot.unit))
    if slot.max_length is not None:
        lines.append(worded("prompt.long", limit=slot.max_length))
    if slot.example and slot.mark is None and not slot.era:
        lines.append(worded("prompt.example", example=_example(slot)))
    return "\n".join(lines)


def _rule(form: Form, slot: Slot) -> tuple[str, dict[str, Any]]:
    """Which refusal is said, and what Excel lets in."""
    if slot.mark is not None or slot.era:
        return "mark", {"validate": "list", "source": [BLANK_MARK, MARK]}
    if slot.choices:
        return "choice", {"validate": "list", "source": [choice.text for choice in slot.choices], "show_error": not slot.open}
    if slot.type == "year":
        return "year", {"validate": "custom", "value": year_formula(slot.at.a1)}
    if slot.type in NUMBER_TYPES:
        code = "number" if slot.type == "number" else "whole" if slot.minimum is None else "whole-from"
        least = 1 - LIMIT if slot.minimum is None else slot.minimum
        kind = "decimal" if slot.type == "number" else "integer"
        return code, {"validate": kind, "criteria": "between", "minimum": least, "maximum": LIMIT - 1}
    formula = shape_formula(slot.pattern, slot.at.a1) if slot.pattern else ""
    if formula and len(formula) < MAX_FORMULA:
        return "shape", {"validate": "custom", "value": f"={formula}"}
    length = {"validate": "length", "criteria": "<=", "value": _limit(form, slot)}
    return ("long", length) if slot.max_length is not None else ("small", {**length, "error_type": "warning"})


def _limit(form: Form, slot: Slot) -> int:
    """The longest text: as the definition has it, else as many characters as can still be read in print."""
    return room_for(form, slot) if slot.max_length is None else slot.max_length


def year_formula(cell: str) -> str:
    """What a cell of a year takes: a whole number of up to four digits, or the word for the first year, the era before it or not."""
    number = f'SUBSTITUTE({cell},{excel_text(fiscal_years.number_text(1))},"1")'
    for era in fiscal_years.ERAS:
        number = f'SUBSTITUTE({number},{excel_text(era.name)},"")'
    return f"=IFERROR(SUMPRODUCT(--(ROW($1:$9999)=VALUE({number})))=1,FALSE)"


def _example(slot: Slot) -> str:
    """A right answer: the definition's, whose length its schema bounds, else the first that is offered."""
    return slot.example or next((choice.text[:LONGEST_EXAMPLE] for choice in slot.choices), "")
