"""How the cells of whole rows look, column by column, as their XML says it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

WRITTEN: Final = object()
"""The value of a cell of a whole row that was written before it, in another way: a link, a formula."""

TAG: Final = '<c r="'
"""How a cell begins, before the letters of its column."""


class Forms(NamedTuple):
    """A column of whole rows: how each of its cells begins, up to the number of the row, and what follows that, up to the value, for a
    text, a whole number and one with decimals. Use `forms_for`."""

    opening: str
    worded: str
    whole: str
    parted: str


def forms_for(letters: str, worded: Any = None, whole: Any = None, parted: Any = None) -> Forms:
    """The column of these letters, and the formats of its workbook for a text or a blank, for a whole number, and for one with decimals;
    None for none."""
    return Forms(f"{TAG}{letters}", _styled(worded), _styled(whole), _styled(parted))


def _styled(format_: Any) -> str:
    return f'" s="{format_._get_xf_index()}"' if format_ else '"'
