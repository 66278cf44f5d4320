"""When two texts that people typed say the same, and how far two numbers are apart."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Decimal


def comparable(text: object) -> str:
    """A text as it is compared, and never shown: widths, blanks and the case of letters make no difference. Empty for what is no text."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold() if isinstance(text, str) else ""


def percent_of(part: int | float, whole: int | float) -> float | None:
    """A share in percent with one decimal, rounded half up as people do it; None of nothing."""
    if not whole:
        return None
    share = Decimal(str(part)) * 100 / Decimal(str(whole))
    return float(share.quantize(Decimal("0.1"), ROUND_HALF_UP))
