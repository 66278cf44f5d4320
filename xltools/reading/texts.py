"""Text, prose, codes and choices: kept as typed, except for outer blanks and the kind of line break."""

from __future__ import annotations

import datetime
from decimal import Decimal

from xltools.reading.entry import BLANKS, Entry, Parsed, unread
from xltools.reading.numbers import LIMIT


def parse_text(entry: Entry) -> Parsed:
    """Read a cell of text; None if it is blank.

    A number that Excel made of a text comes back as its digits with a note; a date is a problem, for what was typed cannot
    be known, and so is a number whose last digits Excel has lost.
    """
    raw = entry.raw
    if raw is None or isinstance(raw, str):
        text = (raw or "").replace("\r\n", "\n").replace("\r", "\n").strip(BLANKS)
        return Parsed(text or None, entry.at)
    if isinstance(raw, bool):
        return Parsed(str(raw).upper(), entry.at, (entry.problem("text-was-number"),))
    if isinstance(raw, (int, float)):
        if not abs(raw) < LIMIT:
            return unread(entry, "number-too-long")
        return Parsed(digits_of(raw), entry.at, (entry.problem("text-was-number"),))
    if isinstance(raw, (datetime.date, datetime.time, datetime.timedelta)):
        return unread(entry, "text-was-date")
    raise TypeError(f"{entry.at}: {type(raw).__name__} is not a cell value")


def digits_of(number: int | float) -> str:
    """A number as a person writes it: no exponent, no decimals if there are none."""
    return str(int(number)) if number == int(number) else format(Decimal(repr(number)), "f")
