"""The catalogue of messages: one entry per code, Japanese and English side by side (`messages.json`)."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the catalogue inside a message: `code` names it; it is said in the language of the message."""

    code: str


@cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Every entry by its code: `severity`, and per language `message`, `hint` and, for problems, `expected`."""
    text = (resources.files("xltools") / "messages.json").read_text(encoding="utf-8")
    entries: Mapping[str, Mapping[str, Any]] = json.loads(text)
    return entries


def language(chosen: str | None = None) -> str:
    """The language to speak: the one `chosen`, else ``XLTOOLS_LANG``, else the locale's; Japanese for a Japanese
    locale, English for any other."""
    if chosen in LANGUAGES:
        return str(chosen)
    asked = os.environ.get("XLTOOLS_LANG", "")[:2].lower()
    if asked in LANGUAGES:
        return asked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "ja" if os.environ[name].lower().startswith("ja") else "en"
    return "ja" if _system_locale().startswith(("ja", "japanese")) else "en"


def _system_locale() -> str:
    """The locale that the system itself is set to (Windows sets no LANG), in lower case."""
    import locale

    return (locale.getlocale()[0] or "").lower()


def message(code: str, details: Mapping[str, object], lang: str | None = None) -> str:
    """The sentence of a code, its blanks filled from `details`."""
    return _filled(code, "message", details, lang)


def hint(code: str, details: Mapping[str, object], lang: str | None = None) -> str:
    """What to do about it, with an example of a right answer; empty if the sentence says it all."""
    return _filled(code, "hint", details, lang)


def expected(code: str, details: Mapping[str, object], lang: str | None = None) -> str:
    """What should stand there; empty for codes that expect nothing in particular."""
    return _filled(code, "expected", details, lang)


def text(code: str, lang: str | None = None, **details: object) -> str:
    """A plain text of the catalogue: a heading, a word of the command line."""
    return _filled(code, "message", details, lang)


def _filled(code: str, part: str, details: Mapping[str, object], lang: str | None) -> str:
    spoken = language(lang)
    pattern: str = catalogue()[code][spoken].get(part, "")
    return pattern.format_map({name: shown(value, spoken) for name, value in details.items()})


def shown(value: object, lang: str | None = None) -> str:
    """A value as the form shows it: thousands separated, ▲ before a negative; a blank is nothing, never a zero."""
    if value is None:
        return ""
    if isinstance(value, Word):
        return text(value.code, lang)
    if isinstance(value, bool):
        return "●" if value else "○"
    if isinstance(value, (int, float)):
        digits = f"{abs(value):,}"
        return f"▲ {digits}" if value < 0 else digits
    return str(value)
