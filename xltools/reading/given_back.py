"""A file as the content of a fresh workbook of its own form: what can be read as the form writes it, all else as it was typed.

Reading that workbook gives the record of the file again, and the same errors where they were in entry cells.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xltools.cells import CellRef
from xltools.forms.fit import MAX_TEXT
from xltools.forms.model import Form, Slot
from xltools.forms.record import laid_out
from xltools.forms.rules import recomputed
from xltools.messages import Word
from xltools.problems import Path, Problem
from xltools.reading.entry import Entry, ErrorValue, Parsed, typed
from xltools.reading.grid import Grid
from xltools.reading.leftover import Leftover, beside, in_place_order
from xltools.reading.locate import Located
from xltools.reading.marks import MARK, is_chosen
from xltools.reading.model import Reading
from xltools.reading.reader import Parts, entries_of, parsed

FIRST_DATE = datetime.date(1900, 3, 1)
"""From here on Excel counts days as everyone does."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a workbook that is given back is filled with.

    `record` are the values that could be read, as `xltools.forms.record.laid_out` gives them; `raw` what else stands in entry cells, by
    the slot's name; `problems` what is wrong, `at` the cell of the fresh workbook, None if there is none: then the
    detail `at` names the file's own cell, if it is about one. `leftover` has no place on the form.
    """

    record: Mapping[str, Any]
    raw: Mapping[str, object]
    problems: tuple[Problem, ...]
    leftover: tuple[Leftover, ...]


def given_back(reading: Reading, problems: Iterable[Problem], grid: Grid, located: Located, template: Grid) -> Content:
    """The content of a file that was read, with the problems to be told about it.

    `grid` are its cells, `located` where the form's are among them, `template` the cells of a blank workbook of the form.
    """
    form, parts = located.form, parsed(grid, located)
    entries = {path: field for path, field in parts.fields.items() if path not in parts.totals}
    raw: dict[str, object] = {}
    left = [*_unplaced(form, grid, located, parts), *_typed_totals(grid, located, parts)]
    for path, field in entries.items():
        for entry in entries_of(grid, located, form.fields()[path]):
            if field.value is None and field.problems:
                raw[entry.slot.name], lost = _kept(entry, field)
                left += lost
            elif _too_long(field.value):
                raw[entry.slot.name] = str(field.value)[: MAX_TEXT // 2]
                left.append(Leftover(entry.slot.full_label, entry.at, field.value, Word("leftover.cell-limit")))
    left += beside(form, grid, frozenset(located.cells.values()), template)
    told = tuple(_placed(problem, reading, located) for problem in problems if problem.severity != "note")
    values = {path: field.value for path, field in entries.items()}
    return Content(laid_out(form, values), raw, told, in_place_order(left, grid))


def _kept(entry: Entry, field: Parsed) -> tuple[object, list[Leftover]]:
    """What goes into the cell of an entry that could not be read, so that it is read as the same mistake; and what was there, if no
    cell of Excel holds that.

    An error of a cell becomes its text, for an error would spread to the formulas of the form. A formula that no program has
    computed becomes #N/A: its value is not available.
    """
    raw = entry.raw
    if any(problem.code == "formula-not-computed" for problem in field.problems):
        return "#N/A", []
    if isinstance(raw, ErrorValue):
        return raw.code if typed(raw.code) == raw else "#VALUE!", []
    if is_chosen(entry) and not is_chosen(entry._replace(beside=None)):  # marked in the word of the answer, which is printed anew
        return MARK, []
    if _too_long(raw):
        return str(raw)[: MAX_TEXT // 2], [_limit(entry)]
    infinite = isinstance(raw, float) and not math.isfinite(raw)
    early = isinstance(raw, datetime.date) and datetime.date(raw.year, raw.month, raw.day) < FIRST_DATE
    return ("#VALUE!", [_limit(entry)]) if infinite or early else (raw, [])


def _limit(entry: Entry) -> Leftover:
    return Leftover(entry.slot.full_label, entry.at, entry.raw, Word("leftover.cell-limit"))


def _too_long(value: object) -> bool:
    return isinstance(value, str) and len(value.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT


def _unplaced(form: Form, grid: Grid, located: Located, parts: Parts) -> Iterator[Leftover]:
    """What stands in the cells of fields of which others were not found: of a group of ○ all are needed."""
    for path, slots in form.fields().items():
        for slot in slots if path not in parts.fields else ():
            at = located.cells.get(slot.name)
            value = grid.value(at) if at else None
            if value is not None:
                yield Leftover(slot.full_label, at, value, Word("leftover.unplaced"))


def _typed_totals(grid: Grid, located: Located, parts: Parts) -> Iterator[Leftover]:
    """What someone typed over the formulas of totals and their parts do not give."""
    form = located.form
    values = recomputed(form, {path: field.value for path, field in parts.fields.items()})
    for path, field in parts.totals.items():
        entry = entries_of(grid, located, form.fields()[path])[-1]
        if entry.at not in grid.formulas and not entry.blank and (field.value is None or field.value != values[path]):
            yield Leftover(entry.slot.full_label, entry.at, entry.raw, Word("leftover.total"))


def _placed(problem: Problem, reading: Reading, located: Located) -> Problem:
    """A problem at the cell of the form that it is about."""
    fields = located.form.fields()
    slots: Mapping[CellRef, Slot] = {located.cells[slot.name]: slot for slot in located.form.slots if slot.name in located.cells}
    slot = slots.get(problem.at) if problem.at else None
    if slot is None:
        own: Path = reading.fields.get(problem.path, problem.path)
        slot = _first(fields.get(own, ())) if own else None
    if slot:
        return replace(problem, at=slot.at)
    return replace(problem, at=None, details={**problem.details, "at": str(problem.at)}) if problem.at else problem


def _first(slots: Sequence[Slot]) -> Slot | None:
    return next(iter(slots), None)
