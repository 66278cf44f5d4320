"""The catalogue of messages: one entry per code, Japanese and English side by side (`messages.json`)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any

LANGUAGES = ("ja", "en")
LONGEST_TEXT = 1_000
"""A text that was found is repeated up to this many characters."""
LARGEST_NUMBER = 10**18
"""A number is shown with its thousands separated below this."""


@dataclass(frozen=True, slots=True)
class Word:
    """A text of the catalogue inside a message: `code` names it, `details` fill its blanks; it is said in the language of the
    message."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)


@cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Every entry by its code: `severity`, and per language `message`, `hint` and, for problems, `expected`.

    A code without a dot is a message about a file or a run, and can be explained: per language it says `when` it comes up, and
    its `sample` fills the blanks; `kind` is the kind of the checks that say it, if any do (`xltools.checks.rules`). A code with a dot
    is a plain text: a heading, a word, a part of another message.
    """
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


@dataclass(frozen=True, slots=True)
class Explanation:
    """A message of the catalogue with an example in its blanks: what it says, what to do, what should stand there (empty if
    there is nothing to say), and when it comes up."""

    code: str
    severity: str
    message: str
    hint: str
    expected: str
    when: str


def explainable() -> tuple[str, ...]:
    """The codes that can be explained, in the order of the catalogue."""
    return tuple(code for code in catalogue() if "." not in code)


def explanation(code: str, lang: str | None = None) -> Explanation:
    """What a code means.

    Raises:
        KeyError: there is no such code.
    """
    entry = catalogue()[code]
    sample = {name: _sampled(value) for name, value in entry.get("sample", {}).items()}
    message, hint, expected, when = (_filled(code, part, sample, lang) for part in ("message", "hint", "expected", "when"))
    return Explanation(code, entry["severity"], message, hint, expected, when)


def _sampled(value: object) -> object:
    """A value of a sample: an object with a key ``word`` stands for a text of the catalogue, its other keys for what fills that; a
    list for several texts."""
    if isinstance(value, dict):
        return Word(value["word"], {name: _sampled(inner) for name, inner in value.items() if name != "word"})
    return tuple(map(_sampled, value)) if isinstance(value, list) else value


def of_kind(kind: str) -> tuple[str, ...]:
    """The codes of what checks of a kind say, in the order of the catalogue."""
    return tuple(code for code in explainable() if catalogue()[code].get("kind") == kind)


def nearest(code: str, others: Iterable[str] = ()) -> str:
    """The explainable code, or the one among `others`, that is spelt most like this one; empty if none is at all alike. Capitals do not
    matter."""
    import difflib

    known = {name.lower(): name for name in (*explainable(), *others)}
    return next((known[name] for name in difflib.get_close_matches(code.lower(), known, 1)), "")


def when(code: str, lang: str | None = None) -> str:
    """When a problem comes up, as a clause without any details."""
    return _filled(code, "when", {}, lang)


def _filled(code: str, part: str, details: Mapping[str, object], lang: str | None) -> str:
    spoken = language(lang)
    if not details:
        return _without_blanks(code, part, spoken)
    pattern: str = catalogue()[code][spoken].get(part, "")
    return pattern.format_map(_Blanks(details, spoken)) if "{" in pattern else pattern


class _Blanks(dict[str, str]):
    """What fills the blanks of a sentence, made ready when a blank asks for it."""

    def __init__(self, details: Mapping[str, object], spoken: str) -> None:
        self.details = details
        self.spoken = spoken

    def __missing__(self, name: str) -> str:
        return shown(self.details[name], self.spoken)


@lru_cache(maxsize=10_000)
def _without_blanks(code: str, part: str, spoken: str) -> str:
    pattern: str = catalogue()[code][spoken].get(part, "")
    return pattern.format_map({})


def shown(value: object, lang: str | None = None) -> str:
    """A value as the form shows it: thousands separated, ▲ before a negative; a blank is nothing, never a zero. Several are listed."""
    if value is None:
        return ""
    if isinstance(value, Word):
        return text(value.code, lang, **value.details)
    if isinstance(value, tuple):
        return text("word.comma", lang).join(shown(one, lang) for one in value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (int, float)) and abs(value) < LARGEST_NUMBER:
        return f"▲ {abs(value):,}" if value < 0 else f"{value:,}"
    said = str(value)
    return said if len(said) <= LONGEST_TEXT else f"{said[:LONGEST_TEXT]}…"
