"""The stamp: what a workbook of a form says about itself, in a cell of every sheet and in its document properties."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xltools.forms.model import Form

PROPERTY_FORM = "xltools.form"
"""Custom document property that holds the form's id."""
PROPERTY_YEAR = "xltools.year"
"""Custom document property that holds the fiscal year."""
NAME_PREFIX = "stamp."
"""Every stamp cell's defined name begins with this."""

REQUEST_SHEET, LEFTOVER_SHEET = "request", "leftover"
"""Kinds of sheets that xltools adds to a workbook of a form and that no one fills in."""

STAMP_SIGN = "xltools:"
"""What every stamp begins with."""

_SHEET_STAMP = f"{STAMP_SIGN}sheet:"
_STAMP = re.compile(rf"{STAMP_SIGN}([^:\s]+):([0-9]{{4}}):(.+)")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What one stamp cell says: the form's id, the fiscal year, the form's own name of the sheet."""

    form_id: str
    fiscal_year: int
    sheet: str


def stamp_text(form: Form, sheet: str) -> str:
    """The text of the stamp cell of one of the form's sheets."""
    return f"{STAMP_SIGN}{form.id}:{form.fiscal_year}:{sheet}"


def parse_stamp(text: object) -> Stamp | None:
    """Read a stamp cell; None if it holds anything else."""
    match = _STAMP.fullmatch(text.strip()) if isinstance(text, str) and STAMP_SIGN in text else None
    return Stamp(match[1], int(match[2]), match[3]) if match else None


def stamp_name(index: int) -> str:
    """The workbook's defined name of the stamp cell of its `index`-th form sheet (1-based)."""
    return f"{NAME_PREFIX}{index}"


def sheet_stamp(kind: str) -> str:
    """The text by which an added sheet of this kind is recognised, whatever it is called."""
    return _SHEET_STAMP + kind


def parse_sheet_stamp(text: object) -> str | None:
    """The kind of the added sheet that a cell stamps; None if it holds anything else."""
    kind = text.strip().removeprefix(_SHEET_STAMP) if isinstance(text, str) and text.strip().startswith(_SHEET_STAMP) else None
    return kind if kind in (REQUEST_SHEET, LEFTOVER_SHEET) else None
