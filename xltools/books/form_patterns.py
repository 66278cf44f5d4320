"""Patterns of codes as Excel formulas, for the two kinds of code that staff type.

One of fixed shape, digits and literals such as ``[0-9]{2}-[0-9]{2}``; and a list of numbers of one length, such as
``[0-9]{4}(?:[、,][0-9]{4})*``. Excel has no regular expressions, so any other pattern is left to the reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xltools.books.form_words import excel_text

LONGEST_LIST = 99
"""Longest list of numbers that the formula looks at, in characters."""

_DIGITS = r"\[0-9\](?:\{([1-9][0-9]?)\})?"
_PIECE = re.compile(rf"{_DIGITS}|\\?([^\\\[\](){{}}*+?|^$.]|(?<=\\)[^A-Za-z0-9])")
_LISTED = re.compile(rf"{_DIGITS}\(\?:\[([^\]\[\\^-]+)\]\[0-9\](?:\{{([1-9][0-9]?)\}})?\)\*")


@dataclass(frozen=True, slots=True)
class Fixed:
    """Pieces one behind the other: an int is so many digits, a text stands for itself."""

    pieces: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Numbers of `digits` digits, between two of them one of the `separators`."""

    digits: int
    separators: str


def shape_of(pattern: str) -> Fixed | Listed | None:
    """What a pattern asks for, None if it is of neither kind."""
    listed = _LISTED.fullmatch(pattern)
    if listed and (listed[1] or "1") == (listed[3] or "1"):
        return Listed(int(listed[1] or 1), listed[2])
    pieces: list[int | str] = []
    end = 0
    while end < len(pattern):
        found = _PIECE.match(pattern, end)
        if not found:
            return None
        pieces.append(found[2] if found[2] else int(found[1] or 1))
        end = found.end()
    return Fixed(tuple(pieces)) if any(isinstance(piece, int) for piece in pieces) else None


def shape_formula(pattern: str, text: str) -> str:
    """A formula that is true where `text`, a cell or a formula, is of a pattern's shape; empty if Excel cannot tell."""
    match shape_of(pattern):
        case Fixed(pieces):
            return _fixed(pieces, text)
        case Listed(digits, separators):
            return _listed(digits, separators, text)
    return ""


def _fixed(pieces: tuple[int | str, ...], text: str) -> str:
    """The text equals what is put together again from the numbers in it."""
    again = []
    start = 1
    for piece in pieces:
        if isinstance(piece, int):
            again.append(f'TEXT(VALUE(MID({text},{start},{piece})),"{"0" * piece}")')
            start += piece
        else:
            again.append(excel_text(piece))
            start += len(piece)
    return f"IFERROR(EXACT({text},{'&'.join(again)}),FALSE)"


def _listed(digits: int, separators: str, text: str) -> str:
    """The length fits, every character at a separator's place is one, every other is a digit."""
    step, row = digits + 1, f"ROW($1:${LONGEST_LIST})"
    wrong = "+".join(
        f"(MOD({row},{step}){at})*ISERROR(FIND(MID({text},{row},1),{excel_text(allowed)}))"
        for at, allowed in (("=0", separators), (">0", "0123456789"))
    )
    length = f"LEN({text})"
    return f"AND(MOD({length},{step})={digits},{length}<={LONGEST_LIST},SUMPRODUCT(({row}<={length})*({wrong}))=0)"
