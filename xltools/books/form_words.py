"""The words of the form workbook: every text that staff read in it beside the form itself, out of the catalogue."""

from __future__ import annotations

from xltools import messages

LANGUAGE = "ja"
"""The form is Japanese, and so is everything in its workbook."""

CHECK_SHEET = "sheet-check"
GUIDE_SHEET = "sheet-guide"
"""Codes of the names of the sheets that stand behind those of the form."""

_GAP = "\0"


def worded(code: str, **details: object) -> str:
    """The catalogue's text for ``form.CODE``."""
    return messages.text("form." + code, LANGUAGE, **details)


def excel_text(text: str) -> str:
    """A text as a formula states it: quoted."""
    return '"' + text.replace('"', '""') + '"'


def excel_words(code: str, **formulas: str) -> str:
    """A text of the catalogue as a formula, its blanks filled with what the given formulas give."""
    parts = [excel_text(worded(code, **dict.fromkeys(formulas, _GAP)))]
    for formula in formulas.values():
        *before, last = parts
        start, _, end = last.partition(_GAP)
        parts = [*before, f'{start}"', formula, f'"{end}']
    return "&".join(part for part in parts if part != '""')
