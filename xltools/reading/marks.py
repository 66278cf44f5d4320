"""Groups of ○, one of which is turned into ●."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltools.forms.model import Slot
from xltools.problems import Problem
from xltools.reading.entry import Entry, ErrorValue, Parsed

MARK = "●"
BLANK_MARK = "○"
_NOT_CHOSEN = frozenset({BLANK_MARK, "◯"})


def parse_marks(entries: Sequence[Entry]) -> Parsed:
    """Read a group of ○: the value of its only ●, None if there is none or if it is not clear which."""
    chosen, problems = chosen_of(entries)
    at = (chosen or entries)[0].at
    if problems or not chosen:
        return Parsed(None, at, problems)
    mark = chosen[0].slot.mark
    return Parsed(mark.value if mark else None, at)


def chosen_of(entries: Sequence[Entry]) -> tuple[list[Entry], tuple[Problem, ...]]:
    """The ● of a group, of answers or of eras, and what is wrong with the group: a cell that holds neither ○ nor ●, or more
    than one ●."""
    chosen = [entry for entry in entries if entry.text == MARK]
    problems = [
        entry.problem("not-a-mark")
        for entry in entries
        if not (entry.blank or entry.text == MARK or entry.text in _NOT_CHOSEN or isinstance(entry.raw, ErrorValue))
    ]
    if len(chosen) > 1:
        words = [entry.slot.era or (entry.slot.mark.text if entry.slot.mark else "") for entry in chosen]
        stated = "、".join(f"{MARK}{word}" for word in words)
        problems.append(chosen[0].problem("two-marks", count=len(chosen), value=stated, example=f"{MARK}{words[0]}"))
    return chosen, tuple(problems)


def show_marks(slots: Sequence[Slot], value: object) -> Mapping[Slot, str]:
    """A ● at the answer, ○ at the others."""
    return {slot: MARK if slot.mark is not None and _same(slot.mark.value, value) else BLANK_MARK for slot in slots}


def _same(answer: object, value: object) -> bool:
    """Equal, and of one type: a bool is no number."""
    return answer == value and isinstance(answer, bool) == isinstance(value, bool)
