"""What differs between two workbooks of a form: all that a record, and nothing but a record, decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from xltools.books.form_beside import stored_beside
from xltools.books.form_check_sheet import stored_on_check_sheet
from xltools.books.form_checks import open_checks
from xltools.books.form_marks import Marks, marks_of
from xltools.cells import CellRef
from xltools.forms.measure import fitting_size, size_in_points
from xltools.forms.model import Form, Slot
from xltools.forms.record import flatten
from xltools.forms.rules import recomputed
from xltools.problems import Path
from xltools.reading.given_back import Content
from xltools.reading.values import show


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills the workbook of a form.

    `contents` is what stands in the cell of every slot, by its name, of a total the value that is stored beside its formula;
    `sizes` is the letter size, in points, of the wrapped texts; `carried` are the fields to be looked through, because their values
    come from last year; `marks` is what is marked; `stored` is the value stored beside every other formula, by its cell.
    """

    contents: Mapping[str, object]
    sizes: Mapping[str, float]
    carried: Collection[Path]
    marks: Marks
    stored: Mapping[CellRef, object]


def filling_of(form: Form, record: Mapping[str, Any], review: Collection[Path] = frozenset(), back: Content | None = None) -> Filling:
    """What a record fills the form with, the totals computed from their parts; `review` and `back` are as `form_workbook` has them."""
    values = recomputed(form, flatten(form, record))
    contents = {slot.name: content for path, slots in form.fields().items() for slot, content in show(form, slots, values[path]).items()}
    if back:
        contents |= {slot.name: back.raw[slot.name] for slot in form.slots if slot.name in back.raw}
        values |= {slot.path: contents[slot.name] for slot in form.slots if slot.name in back.raw and slot.mark is None and not slot.era}
    still_open = open_checks(form, values)
    return Filling(
        contents,
        _sizes(form, contents),
        frozenset(path for path in review if values.get(path) is not None),
        marks_of(form, back),
        {**stored_beside(form, still_open), **stored_on_check_sheet(form, values, still_open)},
    )


def noted(form: Form, filling: Filling) -> list[Slot]:
    """The slots whose cells have a note that asks to look them through: the first one of every field carried over on each page."""
    found = {(slot.at.sheet, slot.path): slot for slot in reversed(form.slots) if slot.path in filling.carried}
    return list(found.values())


def _sizes(form: Form, contents: Mapping[str, object]) -> dict[str, float]:
    """The size at which each text fits that is broken into lines."""
    sizes = {}
    for slot in form.slots:
        content, style = contents[slot.name], form.styles[slot.style]
        if isinstance(content, str) and style.get("wrap"):
            sizes[slot.name] = fitting_size(content, style["size"], *size_in_points(form, slot.area))
    return sizes
