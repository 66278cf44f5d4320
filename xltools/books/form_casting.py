"""Many workbooks of one form: what is the same in all of them is written once, and the rest filled in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from xltools.books.form_book import filled_workbook
from xltools.books.form_colours import tint
from xltools.books.form_filling import Filling, filling_of, noted
from xltools.books.form_marks import Marks
from xltools.books.mould import Casting, Mould, cast, castable, hole, mould_of
from xltools.books.mould_styles import Look
from xltools.forms.model import Form
from xltools.problems import Path


def cast_workbook(form: Form, record: Mapping[str, Any], review: Collection[Path] = frozenset()) -> bytes:
    """The same bytes as `form_workbook` gives, in a fraction of the time from the second workbook of a form on.

    Raises:
        XltoolsError: as `form_workbook`.
    """
    filling = filling_of(form, record, review)
    if not all(map(castable, [*filling.contents.values(), *filling.stored.values()])):
        return filled_workbook(form, filling)
    mould = _mould(form, frozenset(slot.at.sheet for slot in noted(form, filling)))
    return cast(mould, _casting(form, filling)) if mould else filled_workbook(form, filling)


@lru_cache(maxsize=16)
def _mould(form: Form, sheets: frozenset[str]) -> Mould | None:
    """The mould of a form in which entries of these sheets have notes: those that are carried over."""
    cells = {cell: str(cell) for cell in filling_of(form, {}).stored}
    holes = Filling(
        {slot.name: hole(slot.name) for slot in form.slots},
        {},
        {slot.path for slot in form.slots if slot.at.sheet in sheets},
        Marks({}, {}),
        {cell: hole(name) for cell, name in cells.items()},
    )
    areas = {(_numbers(form)[slot.at.sheet], cell.a1): slot.name for slot in form.slots for cell in slot.area.cells()}
    return mould_of(filled_workbook(form, holes), [*holes.contents, *cells.values()], areas)


def _casting(form: Form, filling: Filling) -> Casting:
    """What a filling is for the mould."""
    looks = {
        slot.name: Look(filling.sizes.get(slot.name), None if slot.computed else tint(slot.path in filling.carried)) for slot in form.slots
    }
    notes: dict[int, set[str]] = {}
    for slot in noted(form, filling):
        notes.setdefault(_numbers(form)[slot.at.sheet], set()).add(slot.at.a1)
    return Casting({**filling.contents, **{str(cell): value for cell, value in filling.stored.items()}}, looks, notes)


@lru_cache(maxsize=16)
def _numbers(form: Form) -> dict[str, int]:
    """The numbers of the form's pages in the workbook, by their names."""
    return {sheet.name: number for number, sheet in enumerate(form.sheets, 1)}
