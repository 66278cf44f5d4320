"""A mould: a workbook that was written once with a named hole in every cell that differs, to be filled many times.

Writing a form with XlsxWriter takes most of its time for what is the same every time. A mould keeps the parts of one such
workbook as text, cut up at everything that changes; a casting is the same file, byte for byte, that XlsxWriter writes with the
contents in place of the holes. What a mould cannot be trusted with (see `castable`) is to be written by XlsxWriter.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xltools.books.mould_notes import NotesMould, cast_notes, notes_moulds
from xltools.books.mould_sheets import HOLE, SheetMould, Strings, cast_sheet, sheet_mould, strings_of, text_item
from xltools.books.mould_styles import Look, StyleMould, cast_styles, style_mould
from xltools.books.sheets import MAX_TEXT

_SHEET = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml")
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_MADE = (1980, 1, 1, 0, 0, 0)
"""The time of every part, as XlsxWriter has it."""
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9a-fA-F]{4}_|^<r>|^#|" + HOLE)
"""Texts for which XlsxWriter has ways of its own."""


@dataclass(frozen=True, slots=True)
class Mould:
    """The parts of a workbook by name, in their order in the file, and those of them that change cut up: the sheets, the comments
    by the number of their sheet (1-based), the texts of all cells and the styles."""

    parts: Mapping[str, bytes]
    sheets: Mapping[int, SheetMould]
    notes: Mapping[int, NotesMould]
    strings: Strings
    styles: StyleMould


@dataclass(frozen=True, slots=True)
class Casting:
    """What to fill a mould with.

    `contents` is what comes into every hole by its name (None leaves a cell blank); `looks` is how the cells of an area look where
    that is not the mould's look, by the area's name; `notes` are the cells that have one of the mould's notes, by the number of
    their sheet: at least one of every sheet that has notes in the mould.
    """

    contents: Mapping[str, object]
    looks: Mapping[str, Look]
    notes: Mapping[int, Collection[str]]


def hole(name: str) -> str:
    """The text to be written into a cell, or stored beside its formula, in place of the contents that this name will have."""
    return HOLE + name


def mould_of(data: bytes, names: Collection[str], areas: Mapping[tuple[int, str], str]) -> Mould | None:
    """The mould that a workbook of XlsxWriter with holes of these names makes; None if it was not understood, so that holes are
    missing or it does not give itself again. `areas` names the area of every cell whose look may change, by the number of its sheet
    and its address."""
    with ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    strings = strings_of(parts[_STRINGS].decode())
    sheets = {}
    for name, part in parts.items():
        if found := _SHEET.fullmatch(name):
            number = int(found[1])
            own = {at: area for (sheet, at), area in areas.items() if sheet == number}
            sheets[number] = sheet_mould(name, part.decode(), strings, own)
    mould = Mould(parts, dict(sorted(sheets.items())), notes_moulds(parts), strings, style_mould(parts[_STYLES].decode()))
    there = [name for sheet in mould.sheets.values() for _, name, _ in sheet.holes]
    itself = Casting({name: hole(name) for name in names}, {}, {number: notes.notes.keys() for number, notes in mould.notes.items()})
    return mould if sorted(there) == sorted(names) and cast(mould, itself) == data else None


def castable(content: object) -> bool:
    """Whether a mould takes a content: nothing, a number, a text without anything odd in it."""
    if isinstance(content, str):
        return 2 * len(content) <= MAX_TEXT and not _ODD.search(content)
    return content is None or (isinstance(content, (int, float)) and not isinstance(content, bool) and math.isfinite(content))


def cast(mould: Mould, casting: Casting) -> bytes:
    """The workbook with these contents, as the bytes of an .xlsx file. All of them have to be `castable`."""
    items = {name: text_item(content) for name, content in casting.contents.items() if isinstance(content, str) and content}
    table, styles = mould.strings.table(items), mould.styles.numbering(casting.looks)
    changed = {}
    for sheet in mould.sheets.values():
        changed[sheet.name] = cast_sheet(sheet, casting.contents, items, table, styles)
    changed[_STRINGS] = mould.strings.part(items, table)
    changed[_STYLES] = cast_styles(mould.styles, styles)
    for number, notes in mould.notes.items():
        changed |= cast_notes(notes, casting.notes[number])
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as file:
        for name, part in mould.parts.items():
            info = ZipInfo(name, _MADE)
            info.compress_type = ZIP_DEFLATED
            file.writestr(info, changed[name].encode() if name in changed else part)
    return stream.getvalue()
