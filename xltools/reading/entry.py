"""One slot of one file before and after parsing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xltools.cells import CellRef
from xltools.forms.model import Slot
from xltools.problems import Problem

BLANKS = " \t\r\n　"
"""What is stripped from both ends of everything that people type."""
DASHES = frozenset("-－―‐–−—ー")
"""What people type for 'none': hyphens, dashes, a minus sign, a long vowel mark, of either width."""


_ERROR = re.compile(r"#(?:[A-Z0-9/]+[!?]|N/A)|Err:[0-9]{3}")


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """The error that a cell shows instead of a value, such as ``#REF!``."""

    code: str

    def __str__(self) -> str:
        return self.code


def typed(raw: object) -> object:
    """What stands in a cell, as an entry takes it: a text that is the error of a cell, pasted by value, says no more than that."""
    return ErrorValue(raw) if isinstance(raw, str) and _ERROR.fullmatch(raw) else raw


class Entry(NamedTuple):
    """What stands in a slot: `raw` as the workbook holds it, None if blank, and the cell `at` of the file `source`. `beside` is the
    content of the cell in which the answer of a ○ is printed: people mark there, too."""

    slot: Slot
    at: CellRef
    raw: object
    source: str = ""
    beside: object = None

    @property
    def text(self) -> str | None:
        """The text of the cell without outer blanks; None if it is blank or no text."""
        return self.raw.strip(BLANKS) or None if isinstance(self.raw, str) else None

    @property
    def blank(self) -> bool:
        """Whether nothing stands there, or nothing but blanks."""
        return self.raw is None or (isinstance(self.raw, str) and not self.raw.strip(BLANKS))

    def problem(self, code: str, **details: object) -> Problem:
        """A problem with what stands here, its path the form's own."""
        value: object = self.raw if isinstance(self.raw, (str, int, float, bool, type(None))) else str(self.raw)
        own = {"example": _example(self.slot), "choices": "、".join(choice.text for choice in self.slot.choices)}
        return Problem(
            code, self.source, at=self.at, path=self.slot.path, label=self.slot.full_label, value=value, details={**own, **details}
        )


class Parsed(NamedTuple):
    """A field's value, the cell it came from and what is to be said about it. The value is None if the field is blank or
    cannot be read."""

    value: object
    at: CellRef
    problems: tuple[Problem, ...] = ()

    @property
    def unread(self) -> bool:
        """Whether something stands there that could not be read."""
        return self.value is None and any(problem.severity == "error" for problem in self.problems)


def unread(entry: Entry, code: str, **details: object) -> Parsed:
    """A field without a value, and why."""
    return Parsed(None, entry.at, (entry.problem(code, **details),))


def error_problems(entries: Sequence[Entry]) -> tuple[Problem, ...]:
    """One problem per cell that shows an Excel error."""
    return tuple(entry.problem("cell-error") for entry in entries if isinstance(entry.raw, ErrorValue))


def _example(slot: Slot) -> str:
    """A right answer to show: for a group of ○ with its ●."""
    if slot.mark is not None and slot.choices:
        return f"●{slot.choices[0].text}"
    return slot.example or next((choice.text for choice in slot.choices), "…")
