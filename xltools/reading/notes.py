"""The notes that people attach to cells of an .xlsx; those of the form itself are none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from xltools import messages
from xltools.cells import CellRef, parse_cell
from xltools.reading.anchors import squeezed
from xltools.reading.scan_xlsx import all_of, relations, sheet_parts, tree


@cache
def _own() -> frozenset[str]:
    codes = ("form.carried-over", "form.return.note")
    return frozenset(squeezed(messages.text(code, lang)) for code in codes for lang in messages.LANGUAGES)


def is_own(text: str) -> bool:
    """Whether a note was attached by the form: to a value carried over, to what is to be mended."""
    return any(known in squeezed(text) for known in _own())


def notes_of(parts: Mapping[str, bytes]) -> dict[CellRef, str]:
    """The texts of the notes of a workbook, by the cells that bear them.

    Raises:
        Refused: a part is broken.
    """
    found = {}
    for part, sheet in sheet_parts(parts).items():
        targets = [target for kind, target in relations(parts, part).values() if kind == "comments"]
        for element in (element for target in targets if target in parts for element in all_of(tree(parts[target]), "comment")):
            text = "".join(piece.text or "" for piece in all_of(element, "t")).strip()
            try:
                at = parse_cell(element.get("ref", ""), sheet)
            except ValueError:
                continue
            if text and not is_own(text):
                found[at] = text
    return found
