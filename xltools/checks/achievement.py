"""How far an indicator has come (checks.md A16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from xltools.arithmetic import Number, percent

Verdict = Literal["reached", "missed"]


def lower_is_better(texts: Iterable[object], words: Sequence[str], but_not: Sequence[str] = ()) -> bool:
    """Whether one of the definition's words stands in one of an indicator's texts, and none of those that take it back
    (checks.md, Achievement where lower is better)."""
    return any(any(word in text for word in words) and not any(word in text for word in but_not) for text in texts if isinstance(text, str))


def achieved(actual: Number | None, target: Number | None, lower: bool) -> tuple[float | None, Verdict | None]:
    """The achievement in percent (one decimal, half up) and the verdict; of the two, one at most is not None.

    A ratio has a meaning only where more is better and the target is above 0. Where less is better the verdict compares the
    two; with target 0 zero is reached and more is missed. A target below 0 that no word explains gets neither.
    """
    if actual is None or target is None:
        return None, None
    if lower or target == 0:
        return None, "reached" if actual <= target else "missed"
    return (percent(actual, target), None) if target > 0 else (None, None)
