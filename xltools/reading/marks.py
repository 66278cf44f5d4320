"""Groups of ○, one of which is turned into ●."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xltools.forms.model import Slot
from xltools.problems import Problem
from xltools.reading.entry import Entry, ErrorValue, Parsed

MARK = "●"
BLANK_MARK = "○"
CHOSEN = MARK + "◎⦿レ✓✔☑■"
"""What people put at the answer that applies."""
SIGNS = re.compile(f"[{CHOSEN}]")
NOT_CHOSEN = BLANK_MARK + "◯〇□☐"
"""What the form, another program or a person puts at the others."""


def parse_marks(entries: Sequence[Entry]) -> Parsed:
    """Read a group of ○: the value of its only ●, None if there is none or if it is not clear which. A mark of another kind, and
    one that stands with the word of its answer, is read with a note."""
    chosen, problems = chosen_of(entries)
    at = (chosen or entries)[0].at
    if any(problem.severity == "error" for problem in problems) or not chosen:
        return Parsed(None, at, problems)
    mark = chosen[0].slot.mark
    return Parsed(mark.value if mark else None, at, problems)


def chosen_of(entries: Sequence[Entry]) -> tuple[list[Entry], tuple[Problem, ...]]:
    """The ● of a group, of answers or of eras, and what is to be said about the group: a cell that holds no mark, more than one
    ●, a single ○ among blanks (it may be meant as ●), or a ● of another kind or in another place."""
    kinds = [(entry, _kind(entry)) for entry in entries]
    chosen = [entry for entry, kind in kinds if kind in ("chosen", "noted")]
    problems = [entry.problem("not-a-mark") for entry, kind in kinds if kind == "other"]
    problems += [entry.problem("mark-read-as", value=_written(entry)) for entry, kind in kinds if kind == "noted"]
    if len(chosen) > 1:
        words = [_word(entry) for entry in chosen]
        stated = "、".join(f"{MARK}{word}" for word in words)
        problems.append(chosen[0].problem("two-marks", count=len(chosen), value=stated, example=f"{MARK}{words[0]}"))
    left = [entry for entry, kind in kinds if kind == "open"]
    if not chosen and not problems and len(left) == 1 < len(kinds) and all(kind in ("open", "blank") for _, kind in kinds):
        problems.append(left[0].problem("mark-unclear", value=f"{BLANK_MARK}{_word(left[0])}"))
    return chosen, tuple(problems)


def _kind(entry: Entry) -> str:
    """Whether a cell holds ``chosen``, ``noted`` (another sign for that), ``open``, ``blank`` or ``other``."""
    if entry.text == MARK:
        return "chosen"
    if _marked(entry.text, entry) or _marked(entry.beside, entry):
        return "noted"
    if entry.blank:
        return "blank"
    word = _word(entry)
    opened = {*NOT_CHOSEN, *(f"{sign}{word}" for sign in NOT_CHOSEN)}
    return "open" if entry.text in opened or isinstance(entry.raw, ErrorValue) else "other"


def is_chosen(entry: Entry) -> bool:
    """Whether the ○ of an entry was turned into a ●, or into another sign for that, in its own cell or in the word beside it."""
    return (entry.slot.mark is not None or bool(entry.slot.era)) and _kind(entry) in ("chosen", "noted")


def _marked(text: object, entry: Entry) -> bool:
    """Whether a text is a sign for 'chosen', alone (in the mark's own cell) or with the word of the answer."""
    if not isinstance(text, str) or not SIGNS.search(text):
        return False
    stated, word = "".join(text.split()), "".join(_word(entry).split())
    return any(stated in (sign, sign + word, word + sign) for sign in CHOSEN)


def _written(entry: Entry) -> str:
    return str(entry.text if _marked(entry.text, entry) else entry.beside)


def _word(entry: Entry) -> str:
    return entry.slot.era or (entry.slot.mark.text if entry.slot.mark else "")


def show_marks(slots: Sequence[Slot], value: object) -> Mapping[Slot, str]:
    """A ● at the answer, ○ at the others."""
    return {slot: MARK if slot.mark is not None and _same(slot.mark.value, value) else BLANK_MARK for slot in slots}


def _same(answer: object, value: object) -> bool:
    """Equal, and of one type: a bool is no number."""
    return answer == value and isinstance(answer, bool) == isinstance(value, bool)
