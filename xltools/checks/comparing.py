"""When two texts that people typed say the same, and how far two numbers are apart."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Decimal

ALIKE = 0.5
"""Share of the letters of two names that has to be the same for one to be the other, mended."""


def comparable(text: object) -> str:
    """A text as it is compared, and never shown: widths, blanks and the case of letters make no difference. Empty for what is no text."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold() if isinstance(text, str) else ""


def alike(one: object, other: object) -> bool:
    """Whether two names may be one that somebody mended, so that most of their letters are the same, or one of them is missing."""
    from difflib import SequenceMatcher

    first, second = comparable(one), comparable(other)
    return not first or not second or SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE


def percent_of(part: int | float, whole: int | float) -> float | None:
    """A share in percent with one decimal, rounded half up as people do it; None of nothing."""
    if not whole:
        return None
    share = Decimal(str(part)) * 100 / Decimal(str(whole))
    return float(share.quantize(Decimal("0.1"), ROUND_HALF_UP))
