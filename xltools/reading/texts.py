"""Text, prose, codes and choices: kept as typed, except for outer blanks and the kind of line break."""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from decimal import Decimal

from xltools.reading.entry import BLANKS, DASHES, Entry, Parsed, unread
from xltools.reading.numbers import FOLDED, LIMIT

LINE_BREAKS = re.compile("_x000D_\n?|\r\n?|\x0b")
"""What other programs put for a line break: a carriage return, also as a file spells it, a vertical tab."""

SIMILAR = 0.5
"""How much of a wrong answer must be a right one for that to be offered (of 1)."""

_DASHES = str.maketrans(dict.fromkeys(DASHES, "-"))


def parse_text(entry: Entry) -> Parsed:
    """Read a cell of text; None if it is blank.

    A number that Excel made of a text comes back as its digits with a note; a date is a problem, for what was typed cannot
    be known, and so is a number whose last digits Excel has lost. A code or an answer that is only written in another way is read
    as it should be, with a note.
    """
    raw = entry.raw
    if raw is None or isinstance(raw, str):
        text = LINE_BREAKS.sub("\n", raw or "").strip(BLANKS)
        return _understood(entry, text, ()) if text else Parsed(None, entry.at)
    if isinstance(raw, bool):
        return Parsed(str(raw).upper(), entry.at, (entry.problem("text-was-number"),))
    if isinstance(raw, (int, float)):
        if not abs(raw) < LIMIT:
            return unread(entry, "number-too-long")
        return _understood(entry, digits_of(raw), ("text-was-number",))
    if isinstance(raw, (datetime.date, datetime.time, datetime.timedelta)):
        return _date(entry, raw)
    raise TypeError(f"{entry.at}: {type(raw).__name__} is not a cell value")


def digits_of(number: int | float) -> str:
    """A number as a person writes it: no exponent, no decimals if there are none."""
    return str(int(number)) if number == int(number) else format(Decimal(repr(number)), "f")


def _understood(entry: Entry, text: str, notes: tuple[str, ...]) -> Parsed:
    """A text as the cell's type means it. `notes` are the codes of what is to be said if it stays as it is."""
    slot = entry.slot
    if slot.type == "choice":
        return _choice(entry, text, notes)
    if slot.type == "code" and slot.pattern and not re.fullmatch(slot.pattern, text):
        if DASHES.issuperset(text):
            return unread(entry, "dash-is-blank")
        code = _code(text, slot.pattern, slot.example)
        if code:
            return Parsed(code, entry.at, (entry.problem("code-read-as", meant=code),))
    return Parsed(text, entry.at, tuple(entry.problem(note) for note in notes))


def _code(text: str, pattern: str, example: str) -> str | None:
    """The code that is meant by one with full-width digits, other dashes, blanks in it or without its leading zeros; None if none
    that fits. Zeros are put before the parts of a code only if it has as many parts as the example, with dashes between."""
    plain = "".join(text.translate(FOLDED).translate(_DASHES).split())
    if re.fullmatch(pattern, plain):
        return plain
    parts, wanted = plain.split("-"), example.split("-")
    if len(parts) != len(wanted) or not all(re.fullmatch("[0-9]+", part) for part in (*parts, *wanted)):
        return None
    padded = "-".join(part.zfill(len(model)) for part, model in zip(parts, wanted, strict=True))
    return padded if re.fullmatch(pattern, padded) else None


def _choice(entry: Entry, text: str, notes: tuple[str, ...]) -> Parsed:
    """An answer of a list: as it stands there, in another spelling with a note, or the question whether a similar one is meant."""
    slot = entry.slot
    answers = {_key(choice.text): choice.text for choice in slot.choices}
    answers = {**{_key(old): new for old, new in slot.accepts}, **answers}
    if any(choice.text == text for choice in slot.choices):
        return Parsed(text, entry.at)
    if DASHES.issuperset(text):
        return unread(entry, "dash-is-blank")
    if _key(text) in answers:
        answer = answers[_key(text)]
        return Parsed(answer, entry.at, (entry.problem("choice-read-as", answer=answer),))
    similar = difflib.get_close_matches(_key(text), list(answers), 1, SIMILAR)
    if similar and not slot.open:
        return unread(entry, "did-you-mean", answer=answers[similar[0]])
    return Parsed(text, entry.at, tuple(entry.problem(note) for note in notes))


def _key(text: str) -> str:
    """What two spellings of one answer have in common: neither widths nor blanks nor kinds of dots and dashes count."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_DASHES).replace("･", "・").split())


def _date(entry: Entry, raw: datetime.date | datetime.time | datetime.timedelta) -> Parsed:
    """A date in a cell of text: what was typed cannot be known, but a code that it may have been is offered."""
    slot = entry.slot
    if isinstance(raw, datetime.date) and slot.type == "code" and slot.pattern:
        code = f"{raw:%y-%m-%d}"
        if re.fullmatch(slot.pattern, code):
            return unread(entry, "code-was-date", meant=code)
    return unread(entry, "text-was-date")
