"""When two texts that people typed say the same."""

from __future__ import annotations

import unicodedata


def comparable(text: object) -> str:
    """A text as it is compared, and never shown: widths, blanks and the case of letters make no difference. Empty for what is no text."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold() if isinstance(text, str) else ""
