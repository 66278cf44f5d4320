"""A record of one version of a form as the content of another version, and what has no place there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xltools.cells import CellRef
from xltools.forms.fit import fits, holds
from xltools.forms.model import Form, Slot
from xltools.forms.record import laid_out, value_at
from xltools.messages import Word
from xltools.problems import Path
from xltools.reading.grid import Grid
from xltools.reading.leftover import Leftover, beside, in_place_order
from xltools.reading.locate import Located, locate
from xltools.reading.model import Reading


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What the new workbook is filled with, as `xltools.forms.record.laid_out` gives it, and what is left over."""

    record: Mapping[str, Any]
    leftover: tuple[Leftover, ...]


def upgraded(form: Form, reading: Reading, grid: Grid, template: Grid) -> Upgraded:
    """A reading's content for another version of its form.

    `grid` are the cells of the file that was read, `template` those of a workbook of its own version, to tell what was
    printed there from what people wrote beside the entry cells.
    """
    fields = form.fields()
    values: dict[Path, Any] = {}
    left: list[Leftover] = []
    for old, own, value, at in _entries(reading):
        slot = fields[own][-1] if own in fields else None
        if slot is not None and not slot.computed and (fits(slot, value) or (holds(slot, value) and not fits(old, value))):
            values[own] = value
        else:
            left.append(Leftover(old.full_label, at, value, Word("leftover.no-place")))
    left += [*_unread(reading), *_typed_totals(reading)]
    located = locate(grid)
    if isinstance(located, Located):
        left += beside(located.form, grid, frozenset(located.cells.values()), template)
    return Upgraded(laid_out(form, values), in_place_order(left, grid))


def _entries(reading: Reading) -> Iterator[tuple[Slot, Path, Any, CellRef | None]]:
    """Everything entered that could be read: the old form's slot, its path, the value, the cell. Totals are not entered."""
    if reading.form is None:
        return
    fields = reading.form.fields()
    for path, own in reading.fields.items():
        slot, value = fields[own][-1], value_at(reading.record, path)
        if value is not None and not slot.computed:
            yield slot, own, value, reading.origins.get(path)


def _unread(reading: Reading) -> Iterator[Leftover]:
    """What stood in entry cells and is in the record as a blank."""
    for problem in reading.problems:
        value = value_at(reading.record, problem.path)
        lost = problem.severity == "error" or value is None or isinstance(value, list)  # a list: the row was left out as blank
        if problem.at and problem.label and lost:
            yield Leftover(problem.label, problem.at, problem.details.get("value", problem.value), problem)


def _typed_totals(reading: Reading) -> Iterator[Leftover]:
    """Totals that someone typed over the formula and that their parts do not give."""
    if reading.form is None:
        return
    fields = reading.form.fields()
    for path, value in reading.stated.items():
        if path not in reading.formulas and value != value_at(reading.record, path):
            yield Leftover(fields[reading.fields[path]][-1].full_label, reading.origins.get(path), value, Word("leftover.total"))
