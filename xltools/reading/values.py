"""Cell contents ↔ values, one place per type. `parse` reads a field of the form, `show` is its inverse: parse(show(v)) is v."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltools.forms.model import NUMBER_TYPES, TEXT_TYPES, Form, Slot
from xltools.reading.entry import BLANKS, DASHES, Entry, ErrorValue, Parsed, error_problems, unread
from xltools.reading.marks import BLANK_MARK, MARK, parse_marks, show_marks
from xltools.reading.numbers import parse_number
from xltools.reading.texts import parse_text
from xltools.reading.years import parse_year, show_year

__all__ = ["BLANKS", "BLANK_MARK", "DASHES", "MARK", "Entry", "ErrorValue", "Parsed", "parse", "show", "unread"]


def parse(entries: Sequence[Entry], seen_from: int) -> Parsed:
    """Read one field of the form.

    `entries` are all of its slots in the form's order: one cell, or a group of ○ (with the cell of the year behind those of
    the eras). `seen_from` is the fiscal year of the sheet. What cannot be read, and what is ambiguous, is None with a
    problem; a blank is None without one, for whether it may be blank is the record schema's business.
    """
    slot = entries[-1].slot
    errors = error_problems(entries)
    if errors:
        return Parsed(None, next(entry.at for entry in entries if isinstance(entry.raw, ErrorValue)), errors)
    if slot.type == "mark":
        return parse_marks(entries)
    if slot.type == "year":
        return parse_year(entries, seen_from)
    if slot.type in NUMBER_TYPES:
        return parse_number(entries[0])
    if slot.type in TEXT_TYPES:
        return parse_text(entries[0])
    raise TypeError(f"no such type of slot: {slot.type}")


def show(form: Form, field_slots: Sequence[Slot], value: object) -> Mapping[Slot, object]:
    """The cell content of every slot of one field for a value of the record; None is a blank, or all ○ unmarked.

    A value that the field's type does not have is put in as it is, and no ○ is marked for it.
    """
    slots = tuple(field_slots)
    if slots[-1].type == "mark":
        return show_marks(slots, value)
    if slots[-1].type == "year":
        return show_year(slots, value, form.fiscal_year)
    return dict.fromkeys(slots, value)
