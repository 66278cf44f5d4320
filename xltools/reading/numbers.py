"""Amounts, counts and numbers."""

from __future__ import annotations

import math
import re

from xltools.reading.entry import DASHES, Entry, Parsed, unread

LIMIT = 10**15
"""Excel keeps 15 digits: a number from here on may have lost its last ones, so it is not trusted."""

FOLDED = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_NUMBER = re.compile(r"([▲△−－‐–-]?)[ \t　]*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")


def parse_number(entry: Entry) -> Parsed:
    """Read a number: an int if it has no decimals, else the very float of the cell; None if the cell is blank.

    A text that is a number without doubt (``１２，３４５``, ``▲ 7,386``) is read with a note, a lone dash is a blank with a
    warning, everything else is a problem. Only the type ``number`` takes decimals.
    """
    raw = entry.raw
    if isinstance(raw, str):
        text = entry.text
        if text is None:
            return Parsed(None, entry.at)
        if DASHES.issuperset(text):
            return unread(entry, "dash-is-blank")
        number = number_in(text)
        if number is None:
            return unread(entry, "not-a-number")
        read = _checked(entry, number)
        return Parsed(read.value, read.at, read.problems or (entry.problem("number-text"),))
    if raw is None:
        return Parsed(None, entry.at)
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not math.isfinite(raw):
        return unread(entry, "not-a-number")
    return _checked(entry, raw)


def number_in(text: str) -> int | float | None:
    """The number that a text states, None if it states none: digits of either width, commas between thousands, a leading
    ▲, △ or minus of any kind, decimals after a point."""
    match = _NUMBER.fullmatch(text.translate(FOLDED))
    if not match:
        return None
    digits = match[2].replace(",", "")
    number = float(digits + match[3]) if match[3] else int(digits)
    return -number if match[1] else number


def _checked(entry: Entry, number: int | float) -> Parsed:
    if abs(number) >= LIMIT:
        return unread(entry, "number-too-long")
    if number == int(number):
        return Parsed(int(number), entry.at)
    if entry.slot.type != "number":
        return unread(entry, "not-whole")
    return Parsed(number, entry.at)
