"""The notes and comments that people attach to cells of an .xlsx; those of the form itself are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from xml.etree.ElementTree import Element

from xltools import messages
from xltools.cells import CellRef, parse_cell
from xltools.reading.anchors import squeezed
from xltools.reading.package import too_large
from xltools.reading.scan_xlsx import all_of, relations, sheet_parts, tree

MAX_NOTES = 20_000
"""Notes of one sheet."""

CARRIED, RETURNED = "form.carried-over", "form.return.note"
"""What the notes begin with, in the catalogue, that the form attaches to cells: to a value carried over, to what is to be mended."""


@cache
def _texts(code: str) -> tuple[str, ...]:
    return tuple(messages.text(code, lang) for lang in messages.LANGUAGES)


def of_people(text: str) -> str:
    """A note without what the form itself says in it; empty if that is all. A note about what is to be mended is the form's as a
    whole."""
    if any(squeezed(known) in squeezed(text) for known in _texts(RETURNED)):
        return ""
    for known in _texts(CARRIED):
        text = text.replace(known, "")
    return "" if any(squeezed(known) in squeezed(text) for known in _texts(CARRIED)) else text.strip()


def notes_of(parts: Mapping[str, bytes]) -> dict[CellRef, str]:
    """The texts of the notes of a workbook, by the cells that bear them, without the name of the author that Excel puts before them; of
    a thread of comments all its texts, one a line.

    Raises:
        Refused: a part is broken, or there are more notes than a person writes.
    """
    if not any("comment" in name.lower() for name in parts):
        return {}
    found: dict[CellRef, str] = {}
    for part, sheet in sheet_parts(parts).items():
        targets = [(kind, target) for kind, target in dict.fromkeys(relations(parts, part).values()) if target in parts]
        for kind, read in (("comments", _notes), ("threadedComment", _thread)):  # a thread has a note, too, that only says so
            for xml in (parts[target] for own, target in targets if own == kind):
                if xml.count(b"ref=") > MAX_NOTES:
                    raise too_large("what.notes", xml.count(b"ref="), MAX_NOTES)
                found.update((CellRef(sheet, row, column), text) for (row, column), text in read(tree(xml)).items())
    return {cell: said for cell, text in found.items() if (said := of_people(text))}


def _notes(part: Element) -> dict[tuple[int, int], str]:
    authors = ["".join(author.itertext()) for author in all_of(part, "author")]
    found = {}
    for place, note in _placed(part, "comment"):
        text = "".join(piece.text or "" for piece in all_of(note, "t")).strip()
        number = note.get("authorId", "")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        found[place] = (text.removeprefix(f"{author}:") if author else text).strip()
    return found


def _thread(part: Element) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], list[str]] = {}
    for place, comment in _placed(part, "threadedComment"):
        found.setdefault(place, []).append("".join(piece.text or "" for piece in all_of(comment, "text")).strip())
    return {place: "\n".join(filter(None, texts)) for place, texts in found.items()}


def _placed(part: Element, name: str) -> Iterator[tuple[tuple[int, int], Element]]:
    """The elements of a name whose cell is one, with its row and column (1-based)."""
    for element in all_of(part, name):
        try:
            cell = parse_cell(element.get("ref", ""))
        except ValueError:
            continue
        yield (cell.row, cell.column), element
