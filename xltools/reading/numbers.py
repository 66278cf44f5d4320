"""Amounts, counts and numbers."""

from __future__ import annotations

import math
import re

from xltools.reading.entry import DASHES, Entry, Parsed, unread

LIMIT = 10**15
"""Excel keeps 15 digits: a number from here on may have lost its last ones, so it is not trusted."""

FOLDED = str.maketrans("０１２３４５６７８９，．（）％", "0123456789,.()%")
_COUNTERS = re.compile(
    "円|%|件|人|名|区|回|台|校|園|[かカヶケ箇]所|世帯|個|枚|本|冊|団体|組|棟|戸|室|床|点|位|倍|食|票|社|店|歳|時間|kg|km|㎡|m2"
)
"""Words behind a number that leave it as it is. Those that multiply (千円, 万人) or date it (年, 月) are not among them."""

_PLAIN = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?"
_BLANKS = r"[ \t　]*"
_NUMBER = re.compile(rf"(?:([▲△−－‐–-]?){_BLANKS}{_PLAIN}|(\(){_BLANKS}{_PLAIN}{_BLANKS}\)){_BLANKS}(\D{{0,4}})")


def parse_number(entry: Entry) -> Parsed:
    """Read a number: an int if it has no decimals, else the very float of the cell; None if the cell is blank.

    A text that is a number without doubt (``１２，３４５``, ``▲ 7,386``, ``(1,234)``, ``22区`` where 区 are counted) is read with a
    note, a lone dash is a blank with a warning, everything else is a problem: so is a unit that is not the cell's own, for the
    number may have been meant in it. Only the type ``number`` takes decimals.
    """
    raw = entry.raw
    if isinstance(raw, str):
        text = entry.text
        if text is None:
            return Parsed(None, entry.at)
        if DASHES.issuperset(text):
            return unread(entry, "dash-is-blank")
        stated = number_in(text)
        if stated is None:
            return unread(entry, "not-a-number")
        number, unit = stated
        if not _fits(unit, entry.slot.unit):
            return unread(entry, "unit-differs", unit=unit, wanted=entry.slot.unit)
        read = _checked(entry, number)
        return Parsed(read.value, read.at, read.problems or (entry.problem("number-text"),))
    if raw is None:
        return Parsed(None, entry.at)
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not math.isfinite(raw):
        return unread(entry, "not-a-number")
    return _checked(entry, raw)


def number_in(text: str) -> tuple[int | float, str] | None:
    """The number that a text states and the unit behind it (empty if none); None if it states none.

    Digits of either width, commas between thousands, a leading ▲, △ or minus of any kind, or brackets around a negative one,
    decimals after a point, at most four characters of unit.
    """
    match = _NUMBER.fullmatch(text.translate(FOLDED))
    if not match:
        return None
    whole, decimals = (match[5], match[6]) if match[4] else (match[2], match[3])
    digits = whole.replace(",", "")
    number = float(digits + decimals) if decimals else int(digits)
    unit = match[7].strip()
    if unit and not all(character.isalnum() or character in "%㎡" for character in unit):
        return None
    return -number if match[1] or match[4] else number, unit


def _fits(unit: str, own: str) -> bool:
    """Whether a unit that was typed is the cell's own, or says nothing in a cell without one."""
    return unit in ("", own) or (not own and _COUNTERS.fullmatch(unit) is not None)


def _checked(entry: Entry, number: int | float) -> Parsed:
    if abs(number) >= LIMIT:
        return unread(entry, "number-too-long")
    if number == int(number):
        return Parsed(int(number), entry.at)
    if entry.slot.type != "number":
        return unread(entry, "not-whole")
    return Parsed(number, entry.at)
