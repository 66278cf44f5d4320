"""What changes its look: tints of entry cells, blanks and mistakes shown by formula, numbers with or without decimals.

No colour stands alone: what is tinted for a blank or a mistake is also listed beside the page, and what was carried over has
a note. The tints are light enough for a print that shows them; Excel is asked to print without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from xltools.books.form_checks import form_checks
from xltools.cells import Area, column_letters, quote_sheet
from xltools.forms.model import Form, Sheet, Slot

ENTRY = "#FFFDEF"
CARRIED = "#EAF3FB"
BLANK = {"bg_color": "#FFF0BF"}
WRONG = {"bg_color": "#FFC7CE", "font_color": "#9C0006", "bold": True}


@dataclass(frozen=True, slots=True)
class Rule:
    """A conditional format: where, when (a formula with its =), in which look."""

    area: Area
    criteria: str
    look: Mapping[str, Any]
    last: bool = False


@lru_cache(maxsize=64)
def check_rules(form: Form, sheet: Sheet) -> tuple[Rule, ...]:
    """The conditional formats of a page that come first: what its checks find."""
    return tuple(_check_rules(form, sheet))


@lru_cache(maxsize=64)
def number_rules(form: Form, sheet: Sheet) -> tuple[Rule, ...]:
    """The conditional formats of a page that come last: how its numbers are written."""
    return tuple(_number_rules(form, [slot for slot in form.slots if slot.at.sheet == sheet.name]))


def tint(carried: bool) -> str:
    """The fill of an entry cell."""
    return CARRIED if carried else ENTRY


def _check_rules(form: Form, sheet: Sheet) -> Iterator[Rule]:
    """Every check that is not passed colours its cells: blanks in one look, mistakes in another."""
    here = f"{quote_sheet(sheet.name)}!"
    for check in form_checks(form):
        if check.cell.sheet == sheet.name:
            for area in check.areas:
                yield Rule(area, f"=NOT({check.formula.replace(here, '')})", BLANK if check.kind == "blank" else WRONG)


def _number_rules(form: Form, slots: list[Slot]) -> Iterator[Rule]:
    """Show the numbers of a row with decimals as soon as one of them has any, else with separated thousands.

    The cell's own format shows every digit, so a program that does not know such formats hides none.
    """
    rows: dict[tuple[int, str], list[Slot]] = {}
    for slot in slots:
        if "decimals_format" in form.styles[slot.style]:
            rows.setdefault((slot.at.row, slot.style), []).append(slot)
    for (row, style), own in rows.items():
        first, last = own[0].at, own[-1].area.last
        numbers = f"${column_letters(first.column)}${row}:${column_letters(last.column)}${row}"
        area = Area(first, last.row - first.row + 1, last.column - first.column + 1)
        for criteria, name in (
            (f"=SUMPRODUCT(--({numbers}<>INT({numbers})))>0", "decimals_format"),
            (f"=AND(ISNUMBER({first.a1}),{first.a1}=INT({first.a1}))", "whole_format"),
        ):
            yield Rule(area, criteria, {"num_format": form.styles[style][name]}, last=True)
