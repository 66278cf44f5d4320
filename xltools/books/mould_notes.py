"""The notes of a mould: those of its cells that are to have one are picked, and their frames numbered anew."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

_COMMENT = re.compile(r'<comment ref="([A-Z]+[0-9]+)".*?</comment>', re.DOTALL)
_FRAME = re.compile(r"<v:shape .*?</v:shape>", re.DOTALL)
_NUMBERS = re.compile(r'(<v:shape id="_x0000_s)([0-9]+)(".*?z-index:)[0-9]+(.*)', re.DOTALL)
_SHEET = re.compile(r"xl/worksheets/_rels/sheet([0-9]+)\.xml\.rels")
_NOTES, _FRAMES = re.compile(r'"\.\./(comments[0-9]+\.xml)"'), re.compile(r'"\.\./(drawings/vmlDrawing[0-9]+\.vml)"')


@dataclass(frozen=True, slots=True)
class NotesMould:
    """The notes of a sheet by cell, in their order, each with its frame in three pieces, between which its number and its height
    in the pile stand; what comes before and behind them in their two parts; the first number."""

    name: str
    head: str
    tail: str
    frames_name: str
    frames_head: str
    frames_tail: str
    first: int
    notes: Mapping[str, tuple[str, tuple[str, str, str]]]


def notes_moulds(parts: Mapping[str, bytes]) -> dict[int, NotesMould]:
    """Cut up the notes of every sheet that has any, by its number."""
    found = {}
    for name, part in parts.items():
        sheet, notes = _SHEET.fullmatch(name), _NOTES.search(part.decode()) if name.endswith(".rels") else None
        frames = _FRAMES.search(part.decode()) if notes else None
        if sheet and notes and frames:
            found[int(sheet[1])] = _notes_mould(f"xl/{notes[1]}", f"xl/{frames[1]}", parts)
    return found


def _notes_mould(name: str, frames_name: str, parts: Mapping[str, bytes]) -> NotesMould:
    comments, frames = parts[name].decode(), parts[frames_name].decode()
    notes, shapes = list(_COMMENT.finditer(comments)), list(_FRAME.finditer(frames))
    numbered = [found for shape in shapes if (found := _NUMBERS.fullmatch(shape[0]))]
    pieces = [(found[1], found[3], found[4]) for found in numbered]
    return NotesMould(
        name,
        comments[: notes[0].start()],
        comments[notes[-1].end() :],
        frames_name,
        frames[: shapes[0].start()],
        frames[shapes[-1].end() :],
        int(numbered[0][2]),
        {note[1]: (note[0], own) for note, own in zip(notes, pieces, strict=True)},
    )


def cast_notes(mould: NotesMould, cells: Collection[str]) -> dict[str, str]:
    """The two parts with the notes of these cells, by name."""
    picked = [note for cell, note in mould.notes.items() if cell in cells]
    frames = [f"{a}{mould.first + number}{b}{number + 1}{c}" for number, (_, (a, b, c)) in enumerate(picked)]
    return {
        mould.name: f"{mould.head}{''.join(note for note, _ in picked)}{mould.tail}",
        mould.frames_name: f"{mould.frames_head}{''.join(frames)}{mould.frames_tail}",
    }
