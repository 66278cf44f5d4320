"""What nearly every field holds, read without further ado: nothing, a number, a text as it should be, one ● among ○.

What this says of a content is what `xltools.reading.values.parse` says of it, and that without a word; of any other content it says
nothing, and `parse` has to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from xltools.cells import CellRef
from xltools.forms.model import NUMBER_TYPES, TEXT_TYPES, Slot
from xltools.reading.entry import BLANKS, Parsed
from xltools.reading.marks import BLANK_MARK, MARK, SIGNS
from xltools.reading.numbers import LIMIT

UNSURE = object()
"""Stands for a content that is for `parse` to read."""


def plain_value(slot: Slot, raw: object) -> object:
    """The value of a field of one cell, by what stands there; `UNSURE` if that is for `parse` to read."""
    if raw is None:
        return UNSURE if slot.mark else None
    if isinstance(raw, str):
        return _text(slot, raw) if slot.type in TEXT_TYPES else UNSURE
    if isinstance(raw, float) and slot.type in NUMBER_TYPES and -LIMIT < raw < LIMIT:
        return int(raw) if raw.is_integer() else raw if slot.type == "number" else UNSURE
    return UNSURE


def plain_mark(slots: Sequence[Slot], cells: Sequence[CellRef], raws: Sequence[object], beside: Sequence[object]) -> Parsed | None:
    """A group of ○ of which one at most is a ●, nothing being marked in the words beside them; None for any other.

    Of all of its slots in the form's order: the cells, what stands there, and what stands where the answer is printed.
    """
    marks = raws.count(MARK)
    if marks > 1 or marks + raws.count(BLANK_MARK) < len(raws):
        return None
    if any(isinstance(word, str) and SIGNS.search(word) for word in beside):
        return None
    if not marks:
        return Parsed(None, cells[0])
    place = raws.index(MARK)
    mark = slots[place].mark
    return Parsed(mark.value if mark else None, cells[place])


def _text(slot: Slot, raw: str) -> object:
    if raw.startswith(("#", "Err:")) or "\r" in raw or "\x0b" in raw or "_x000D_" in raw:  # an error, a line break of another kind
        return UNSURE
    text = raw.strip(BLANKS)
    if not text:
        return None
    if slot.type == "choice":
        return text if any(choice.text == text for choice in slot.choices) else UNSURE
    if slot.type == "code" and slot.pattern:
        return text if re.fullmatch(slot.pattern, text) else UNSURE
    return text
