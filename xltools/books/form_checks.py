"""What keeps a sheet from being submitted, derived from the form: one list, two faces.

Every check is an Excel formula, true where all is well, and the same question asked of values in Python, for programs that
do not calculate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from xltools import fiscal_years
from xltools.books.form_patterns import shape_formula
from xltools.books.form_words import excel_text, worded
from xltools.cells import Area, CellRef
from xltools.forms.compile import group_key
from xltools.forms.model import Form, LinearRule, Slot
from xltools.problems import Path
from xltools.reading.entry import BLANKS
from xltools.reading.values import MARK

Values = Mapping[Path, Any]

WESTERN = 1000
"""A year from here on is one of Western counting and needs no era."""


@dataclass(frozen=True, slots=True)
class FormCheck:
    """One thing to look at: `kind` is ``blank``, ``mark``, ``long`` or ``shape``.

    `label` is the form's name of the place, `message` what to do there, `cell` where the link leads and `name` that cell's
    defined name, `areas` what changes its colour. `formula` (without its =, all addresses absolute) is true where all is
    well, and so is `holds` of the field values by path.
    """

    kind: str
    label: str
    message: str
    cell: CellRef
    name: str
    areas: tuple[Area, ...]
    formula: str
    holds: Callable[[Values], bool]


@lru_cache(maxsize=16)
def form_checks(form: Form) -> tuple[FormCheck, ...]:
    """All checks of a form, in its order."""
    place = {slot.name: number for number, slot in enumerate(form.slots)}
    found: list[FormCheck] = list(_missing_tables(form))
    for slots in form.fields().values():
        if not slots[-1].computed:
            found += _field_checks(form, slots)
    for rule in form.rules:
        if rule.complete:
            found += _part_checks(form, rule)
    return tuple(sorted(found, key=lambda check: place[check.name]))


def open_checks(form: Form, values: Values) -> tuple[FormCheck, ...]:
    """The checks that a sheet with these values does not pass, in the form's order."""
    return tuple(check for check in form_checks(form) if not check.holds(values))


def _field_checks(form: Form, slots: Sequence[Slot]) -> Iterator[FormCheck]:
    """The checks of one field: its group of ○, a blank, a length, a shape."""
    slot = slots[-1]
    marks = [each for each in slots if each.mark is not None or each.era]
    if marks:
        yield _mark_check(slots, marks)
    if slot.mark is not None:
        return
    if slot.required:
        yield _blank_check(form, slot)
    limit, path, pattern, cell = slot.max_length, slot.path, slot.pattern, slot.at.absolute
    if limit is not None:
        yield _check(slot, "long", f"LEN({cell})<={limit}", lambda values: len(_text(values, path)) <= limit, limit=limit)
    shape = shape_formula(pattern, f"TRIM({cell})") if pattern else ""
    if shape:
        fits = re.compile(pattern).fullmatch
        yield _check(
            slot, "shape", f"OR({_blank(cell)},{shape})", lambda values: not _text(values, path) or bool(fits(_text(values, path))),
            example=slot.example,
        )  # fmt: skip


def _mark_check(slots: Sequence[Slot], marks: Sequence[Slot]) -> FormCheck:
    """One ●, or at most one. An era need not be marked where the cell of the year states one."""
    slot = slots[-1]
    count = "+".join(f"({mark.at.absolute}={excel_text(MARK)})" for mark in marks)
    required, path = slot.required, slot.path
    formula = f"({count})=1" if required else f"({count})<=1"
    if slot.mark is None and required:
        cell = slot.at.absolute
        stated = f"IFERROR(VALUE({cell})>={WESTERN},{cell}<>{excel_text(fiscal_years.number_text(1))})"
        formula = f"IF(({count})=0,IF({_blank(cell)},FALSE,{stated}),{formula})"
    answers = "、".join(mark.era or (mark.mark.text if mark.mark else "") for mark in marks)
    return FormCheck(
        "mark",
        slot.full_label,
        worded("todo.mark" if required else "todo.mark-optional", answers=answers),
        marks[0].at,
        marks[0].name,
        tuple(mark.area for mark in marks),
        formula,
        lambda values: values.get(path) is not None or not required,
    )


def _blank_check(form: Form, slot: Slot) -> FormCheck:
    """A required field is filled; inside a table, in a row that is begun."""
    cell, path = slot.at.absolute, slot.path
    if (row := _row(path)) is None:
        return _check(slot, _blank_kind(slot), f"NOT({_blank(cell)})", lambda values: _filled(values, path), example=_example(slot))
    paths = [other for other in form.fields() if other[: row + 1] == path[: row + 1]]
    cells = {other.path: other.at.absolute for other in form.slots}
    begun = "&".join(cells[other] for other in paths)
    return _check(
        slot,
        "blank.row",
        f"OR(NOT({_blank(cell)}),{_blank(begun)})",
        lambda values: _filled(values, path) or not any(_filled(values, other) for other in paths),
        row=int(path[row]) + 1,
        column=slot.label,
    )


def _missing_tables(form: Form) -> Iterator[FormCheck]:
    """A table that needs a row has one."""
    for table in form.required_rows:
        own = [slot for slot in form.slots if slot.path[: len(table)] == table]
        first, paths = [slot for slot in own if slot.path[len(table)] == own[0].path[len(table)]], {slot.path for slot in own}
        yield FormCheck(
            "blank",
            form.labels.get(group_key(table), own[0].full_label),
            worded("todo.blank.table"),
            own[0].at,
            own[0].name,
            tuple(slot.area for slot in first if slot.required),
            f"NOT({_blank('&'.join(slot.at.absolute for slot in own))})",
            lambda values, paths=paths: any(_filled(values, path) for path in paths),  # type: ignore[misc]
        )


def _part_checks(form: Form, rule: LinearRule) -> Iterator[FormCheck]:
    """The parts of a total are all filled as soon as one of them is."""
    slots = {slot.path: slot for slot in form.slots}
    terms = [path for _, path in rule.terms]
    numbers = f"COUNT({','.join(slots[path].at.absolute for path in terms)})"
    for path in terms:
        if not slots[path].computed:
            yield _check(
                slots[path],
                "blank.part",
                f"OR(ISNUMBER({slots[path].at.absolute}),{numbers}=0)",
                lambda values, path=path: _is_number(values, path) or not any(_is_number(values, term) for term in terms),  # type: ignore[misc]
                total=slots[rule.total].full_label,
            )


def _check(slot: Slot, kind: str, formula: str, holds: Callable[[Values], bool], **details: object) -> FormCheck:
    """A check of one cell; what to do is said by the catalogue's text for its kind, whose first word is the check's."""
    return FormCheck(
        kind.partition(".")[0], slot.full_label, worded("todo." + kind, **details), slot.at, slot.name, (slot.area,), formula, holds
    )


def _blank_kind(slot: Slot) -> str:
    return "blank.choice" if slot.choices else "blank.example" if slot.example else "blank"


def _example(slot: Slot) -> str:
    return slot.example or next((choice.text for choice in slot.choices), "")


def _row(path: Path) -> int | None:
    return next((index for index, part in enumerate(path) if isinstance(part, int)), None)


def _blank(content: str) -> str:
    """A formula: nothing stands there but what the reader strips (a tab cannot be typed into a cell)."""
    return f'TRIM(SUBSTITUTE(SUBSTITUTE({content},"　",""),CHAR(10),""))=""'


def _text(values: Values, path: Path) -> str:
    value = values.get(path)
    return "" if value is None else str(value)


def _filled(values: Values, path: Path) -> bool:
    return bool(_text(values, path).strip(BLANKS))


def _is_number(values: Values, path: Path) -> bool:
    value = values.get(path)
    return isinstance(value, (int, float)) and not isinstance(value, bool)
