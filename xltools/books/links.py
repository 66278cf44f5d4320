"""Links from a workbook to the files that it speaks of: relative, so that they still work when the folder moves."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path, PurePath

from xltools.cells import CellRef, quote_sheet

LONGEST_LINK = 1_000
"""Longest path of a link, in characters; Excel's limit is about twice that, in a coding that lengthens some of them."""


def link_to(file: str, at: CellRef | None, folder: Path) -> str:
    """A link from a workbook in `folder` to a file, or a cell in it: ``external:dir\\file.xlsx#'No2'!L6``.

    Empty where Excel has no relative link: to another drive, to a path with % or #, which it takes for codes, or a very long one.
    """
    link = _to_file(file, folder)
    return f"{link}#{_quoted(at.sheet)}!{at.a1}" if link and at else link


@lru_cache(maxsize=10_000)
def _to_file(file: str, folder: Path) -> str:
    try:
        path = os.path.relpath(file, folder)
    except ValueError:  # another drive of Windows
        return ""
    if len(path) > LONGEST_LINK or set(path) & set("%#") or any(ord(character) < 32 for character in path):
        return ""
    return "external:" + "\\".join(PurePath(path).parts)


@lru_cache(maxsize=1_000)
def _quoted(sheet: str) -> str:
    """A sheet's name in quotes, as a link takes it whatever it is."""
    quoted = quote_sheet(sheet)
    return quoted if quoted.startswith("'") else f"'{quoted}'"
