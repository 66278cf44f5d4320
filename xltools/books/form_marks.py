"""The marks of a returned workbook: the fill and the note of every cell that is to be looked at again.

A marked cell is tinted as long as it holds what was sent; once that is changed it looks like any other, and what the form itself
checks shows as always.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from xltools import messages
from xltools.books.form_colours import ENTRY, Rule
from xltools.books.form_words import LANGUAGE, excel_text, worded
from xltools.cells import CellRef, column_letters
from xltools.forms.model import Form
from xltools.problems import SEVERITIES, Problem
from xltools.reading.given_back import Content

FILLS = {"error": "#F8B4B4", "warning": "#FCD5A4"}
_LONGEST = 100
"""Characters of a text that a formula compares; the length of the whole is compared, too."""
_PLANE = "\U00010000"
"""The first character that Excel counts as two."""
_DAY_ZERO = datetime.datetime(1899, 12, 30)
_LINE = 17
"""Wide characters on a line of a note."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The severity of every marked slot, all the ○ of a group together, by its name; the note of some cells."""

    slots: Mapping[str, str]
    notes: Mapping[CellRef, str]


def marks_of(form: Form, back: Content | None) -> Marks:
    """What to mark in a workbook that is given back."""
    problems: dict[CellRef, list[Problem]] = {}
    for problem in back.problems if back else ():
        if problem.at:
            problems.setdefault(problem.at, []).append(problem)
    slots: dict[str, str] = {}
    for own in form.fields().values():
        found = [problem for slot in own for problem in problems.get(slot.at, ())]
        if found:
            slots |= dict.fromkeys((slot.name for slot in own), min((problem.severity for problem in found), key=SEVERITIES.index))
    return Marks(slots, {at: note_text(form, own) for at, own in problems.items()})


def note_text(form: Form, problems: Sequence[Problem]) -> str:
    """What a note says: what is wrong, what to do, what is right."""
    lines = [worded("return.note")]
    for problem in problems:
        lines.append(f"[{messages.text(f'severity.{problem.severity}', LANGUAGE)}] {problem.message(LANGUAGE)}")
        for word, said in (("hint", todo(form, problem)), ("expected", problem.expected(LANGUAGE))):
            if said:
                lines.append(f"{messages.text(f'word.{word}', LANGUAGE)}: {said}")
    return "\n".join(lines)


def todo(form: Form, problem: Problem) -> str:
    """What to do about a problem; about a total, whose formula stands there again, that its parts are to be looked at."""
    computed = any(slot.at == problem.at and slot.computed for slot in form.slots)
    return worded("return.restored") if computed else problem.hint(LANGUAGE)


def note_size(text: str) -> dict[str, Any]:
    """The size of a note in which its text can be read without pulling at it."""
    lines = sum(1 + len(line) // _LINE for line in text.split("\n"))
    return {"x_scale": 2.0, "y_scale": max(0.8, 0.21 * lines)}


def mark_rules(form: Form, sheet: str, marks: Marks, contents: Mapping[str, object]) -> tuple[list[Rule], list[Rule]]:
    """The conditional formats of a page's marks: those that come before the form's own, and those behind its checks."""
    before, behind = [], []
    for own in form.fields().values():
        severity = marks.slots.get(own[0].name)
        if severity and own[0].at.sheet == sheet and not own[0].computed:
            same = ",".join(part for slot in own for part in same_as(slot.at, contents[slot.name]))
            for slot in own:
                before.append(Rule(slot.area, f"=AND({same})", {"bg_color": FILLS[severity]}))
                behind.append(Rule(slot.area, f"=NOT(AND({same}))", {"bg_color": ENTRY}))
    return before, behind


def same_as(cell: CellRef, content: object) -> Iterator[str]:
    """Formulas that are all true as long as a cell holds this content."""
    at = f"${column_letters(cell.column)}${cell.row}"
    if content is None:
        yield f"LEN({at})=0"
    elif isinstance(content, bool):
        yield f"{at}={str(content).upper()}"
    elif isinstance(content, (int, float)):
        yield f"AND(ISNUMBER({at}),{at}={content!r})"
    elif isinstance(content, (datetime.date, datetime.time, datetime.timedelta)):
        yield f"ISNUMBER({at})"
        yield f"ABS({at}-{_serial(content)!r})<0.00001"
    else:
        text = str(content)
        begun = "".join(takewhile(_sayable, text[:_LONGEST]))
        if begun == text:
            yield f"EXACT({at},{excel_text(text)})"
            return
        if begun:
            yield f"EXACT(LEFT({at},{len(begun)}),{excel_text(begun)})"
        yield f"LEN({at})={len(text)}" if max(text) < _PLANE else f"LEN({at})>0"


def _sayable(character: str) -> bool:
    """Whether a formula can state a character, and Excel counts it as one."""
    return (character.isprintable() or character == "　") and character < _PLANE


def _serial(content: datetime.date | datetime.time | datetime.timedelta) -> float:
    """The number by which Excel counts a day, a time of day or a duration."""
    if isinstance(content, datetime.timedelta):
        span = content
    elif isinstance(content, datetime.time):
        span = datetime.timedelta(hours=content.hour, minutes=content.minute, seconds=content.second)
    else:
        moment = content if isinstance(content, datetime.datetime) else datetime.datetime.combine(content, datetime.time())
        span = moment - _DAY_ZERO
    return span / datetime.timedelta(days=1)
