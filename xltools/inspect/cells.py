"""What was done to single cells: printed texts changed, formulas gone, locks and validations gone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from xltools.cells import CellRef
from xltools.inspect.overlay import File, Overlay, plain
from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading.anchors import squeezed

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_OUTSIDE = re.compile(rb"<xm:sqref>([^<]*)</xm:sqref>")


def cell_changes(file: File, overlay: Overlay) -> Iterator[Problem]:
    """Printed texts that were changed, formulas that are gone, cells that were locked or unlocked, validations that are gone."""
    rules, own_rules = _validations(overlay.page, file.data), _validations(overlay.blank)
    for label in overlay.form_page.sheet.labels:
        at = overlay.place(label.area.first)
        if at and label.text:
            found = overlay.page.cell(at.row, at.column).value
            if squeezed(found) != squeezed(label.text):
                details = {"should": " ".join(label.text.split())}
                yield Problem("tampered-label", file.source, at=at, label=details["should"], value=as_shown(found), details=details)
            else:
                yield from _lock(file, at, overlay, label.area.first, label.text)
    for slot in overlay.form_page.slots:
        at = overlay.place(slot.at)
        if at is None:
            continue
        cell, blank = overlay.page.cell(at.row, at.column), overlay.blank.cell(slot.at.row, slot.at.column)
        if slot.computed and plain(cell.value) != (should := overlay.expected(blank.value)):
            yield Problem(
                "tampered-formula", file.source, at=at, label=slot.full_label, value=as_shown(cell.value), details={"should": should}
            )
        rule = own_rules.get((slot.at.row, slot.at.column))
        if rule and rules.get((at.row, at.column)) not in (rule, _UNKNOWN):
            yield Problem("tampered-validation", file.source, at=at, label=slot.full_label)
        yield from _lock(file, at, overlay, slot.at, slot.full_label)


def _lock(file: File, at: CellRef, overlay: Overlay, own: CellRef, label: str) -> Iterator[Problem]:
    locked, should = overlay.page.cell(at.row, at.column).protection.locked, overlay.blank.cell(own.row, own.column).protection.locked
    if bool(locked) != bool(should):
        code = "tampered-locked" if locked else "tampered-unlocked"
        yield Problem(code, file.source, at=at, label=" ".join(label.split()))


_Rule = tuple[str, str, str]
_UNKNOWN: _Rule = ("", "", "")
"""A validation in an extension that openpyxl does not read."""


def _validations(page: Worksheet, data: bytes = b"") -> dict[tuple[int, int], _Rule]:
    """The validation of every cell that has one: its kind, comparison and list. What a formula of addresses says is not looked at,
    for every program moves and splits those in its own way."""
    from openpyxl.worksheet.cell_range import MultiCellRange

    found = {cell: _UNKNOWN for area in _extended(data) for ranges in MultiCellRange(area).ranges for cell in ranges.cells}
    for rule in page.data_validations.dataValidation:
        listed = plain(rule.formula1) if rule.type == "list" else ""
        kind: _Rule = (rule.type or "none", (rule.operator or "between") if rule.type not in ("list", "custom", None) else "", listed)
        found |= {cell: kind for ranges in rule.sqref.ranges for cell in ranges.cells}
    return found


def _extended(data: bytes) -> list[str]:
    """The areas that have a validation in an extension."""
    if not data:
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    return [area.decode() for xml in sheets if b"x14:dataValidation " in xml for area in _OUTSIDE.findall(xml)]


def as_shown(value: object) -> object:
    """What stands in a cell, for a message."""
    if value is None:
        return Word("found.blank")
    return value if isinstance(value, (str, int, float, bool)) else str(getattr(value, "text", value))
