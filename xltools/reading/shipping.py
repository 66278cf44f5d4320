"""Readings on their way from one process to another, without what the other side has already.

A form goes by its name, for every process has its own copy of it. Where the values of a reading stand goes along with the first of those
that were filled in alike, and its number with the others: packing and unpacking it is most of what a reading would cost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xltools.forms.definition import load_version
from xltools.reading.model import Reading
from xltools.reading.shared import LAYOUTS, Held, Layout, held, layout_of, sharing

Packed = tuple[Any, tuple[str, int] | None, Layout | int | None]
"""What was made of a file; of a reading without its form and layout, then which form it is, and the layout, or the number of one that was
sent before."""


class Sender:
    """Packs what is sent to one receiver."""

    def __init__(self) -> None:
        self._sent: dict[Layout, int] = {}

    def packed(self, made: Any) -> Packed:
        """A reading, or anything else that was made of a file, as the receiver takes it."""
        if not isinstance(made, Reading) or made.form is None:
            return made, None, None
        layout, form = layout_of(made), made.form
        number = self._sent.get(layout)
        if number is None:
            if len(self._sent) == LAYOUTS:
                self._sent.clear()
            self._sent[layout] = len(self._sent)
        bare = replace(made, form=None, origins={}, fields={}, formulas=frozenset())
        return bare, (form.id, form.fiscal_year), layout if number is None else number


class Receiver:
    """Unpacks what one sender packed, all of it and in its order."""

    def __init__(self) -> None:
        self._received: list[Held] = []

    def unpacked(self, packed: Packed) -> Any:
        """What was packed; a reading with this process's own form, and sharing with the others what they have in common."""
        made, form, layout = packed
        if form is None:
            return made
        if isinstance(layout, tuple):
            if len(self._received) == LAYOUTS:
                self._received.clear()
            self._received.append(held(layout))
        number = layout if isinstance(layout, int) else -1
        return sharing(replace(made, form=load_version(*form)), self._received[number])
