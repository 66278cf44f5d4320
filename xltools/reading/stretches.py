"""How far a sheet's cells reach, which hold more than a value, and what the cell reader needs of it, found by what stands between values.

A part is cut at every ``<v>``. What stands between the end of one value and the next one, here called a stretch, is nearly the same in
all files of a form: blank cells, row ends, styles, behind the last value the merged areas and the validations. So each is looked at
thoroughly once in a process, an XML parser judging whether it is well-formed in its place, and is told by a look-up from then on; so
is what is left of it without blank cells, nine tenths of a form's.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import NamedTuple

from xltools.reading.package import Refused, too_large
from xltools.reading.scan import MAX_MERGES
from xltools.reading.sheet_part import (
    PLAIN,
    PREFIX,
    START,
    Extent,
    Found,
    extent_of,
    found_in,
    is_well_formed,
    sheet_cells,
    stated_place,
    well_formed,
)

_VALUE = re.compile(rb"<v>([^<]*)")
_BEFORE = b'<worksheet><sheetData><row><c r="A1"><v>'
"""What a stretch stands behind that is not the first: it begins where the value before it ends."""
_AFTER = b"<v>1</v></c></row></sheetData></worksheet>"
"""What may follow one that is not the last: it ends where a value begins."""
_UTF_8 = re.compile(
    rb"""<\?xml version=["']1\.0["'](?: encoding=["'](?:UTF|utf)-8["'])?(?: standalone=["'](?:yes|no)["'])?\s*\?>|<[A-Za-z]"""
)
_END = b"</v></c>"
_BLANK = re.compile(rb"<" + PREFIX + rb"c[\s/][^<>]*+(?<=/)>")
_CELLS_END = b"</sheetData>"
_MERGE = b"mergeCell "
MOST = 16_000_000
"""How many bytes of stretches are kept."""
NEW = 3_000
"""How many stretches of one part may be new; a sheet with more is no form's."""


class Stretch(NamedTuple):
    """How far the cells with content reach that begin in a stretch, and those that hold more than a value and end in it.

    `last` is the one that it ends in, if that one holds more: row and column, what it holds besides a value and besides an empty one,
    its attributes, what stands in it before the value. `kept` is what is left of the stretch without blank cells and what stands behind
    all cells; it ends where a value begins.
    """

    last_row: int
    last_column: int
    special: tuple[tuple[int, int, Found], ...]
    last: tuple[int, int, Found, Found, bytes, bytes] | None
    kept: bytes


class Looked(NamedTuple):
    """What a sheet's part says: how far its cells reach, and the part without what says nothing to the cell reader."""

    extent: Extent
    kept: bytes


class _Known(dict[bytes, Stretch | None]):
    """The stretches that were met before; None for one that is broken, or a cell of which states no address."""

    def __init__(self, before: bytes, after: bytes) -> None:
        super().__init__()
        self.before, self.after, self.size = before, after, 0

    def __missing__(self, text: bytes) -> Stretch | None:
        found = _looked_at(self.before, text, self.after)
        size = len(text) + (len(found.kept) if found else 0)
        if self.size + size > MOST:
            self.clear()
            self.size = 0
        self.size += size
        self[text] = found
        return found


_FIRST, _BETWEEN, _LAST = _Known(b"", _AFTER), _Known(_BEFORE, _AFTER), _Known(_BEFORE, b"")


def looked_through(xml: bytes) -> Looked:
    """How far a sheet's cells reach, which of them hold more than a value, and what the cell reader needs of the part.

    Raises:
        Refused: the part is broken, an address or a tag in it cannot be trusted, or it has more merged cells than a person makes.
    """
    merges = xml.count(_MERGE) if len(xml) > MAX_MERGES * len(_MERGE) else 0
    if merges > MAX_MERGES:
        raise too_large("what.merges", merges, MAX_MERGES)
    found = by_stretches(xml)
    if found is None:
        well_formed(xml)
        found = Looked(extent_of(sheet_cells(xml)), xml)
    return found


def by_stretches(xml: bytes) -> Looked | None:
    """The same of a part that is well-formed, in UTF-8, and whose cells all state their addresses; None for any other, and for one
    that has no values or is quite unlike those met before."""
    first, *pieces = _VALUE.split(xml)
    if not pieces or not _UTF_8.match(first):
        return None
    values, texts = pieces[::2], pieces[1::2]
    if len(texts) > NEW and sum(text not in _BETWEEN for text in texts) > NEW:
        return None
    found = [_FIRST[first], *map(_BETWEEN.__getitem__, texts[:-1]), _LAST[texts[-1]]]
    stretches = [stretch for stretch in found if stretch]
    if len(stretches) < len(found) or not is_well_formed(b"<x>" + b"\n".join(values) + b"</x>"):
        return None
    rows, columns, special, ends, kept = zip(*stretches, strict=True)
    values.append(b"")
    held: list[tuple[int, int, Found]] = []
    for cells, end, value in zip(special, ends, values, strict=True):
        held += cells
        if end:
            row, column, filled, empty, attributes, body = end
            kind = filled if value else empty
            held.append((row, column, found_in(attributes, body + b"<v>" + value + b"</v>") if kind.error else kind))
    return Looked(Extent(max(rows), max(columns), tuple(held)), b"".join(chain.from_iterable(zip(kept, values, strict=True))))


def _looked_at(before: bytes, text: bytes, after: bytes) -> Stretch | None:
    """A stretch in its place; None unless it is well-formed there, without comments and the like, its cells state their addresses, and
    nothing stands behind the value in the cell before it."""
    part = before + text + after
    if b"<!" in part or text.count(b"<?") > (not before) or (before and not text.startswith(_END)) or not is_well_formed(part):
        return None
    starts = list(START.finditer(part))
    try:
        if not all(stated_place(start[1]) for start in starts):
            return None
        cells = list(sheet_cells(part))
    except Refused:
        return None
    last = None
    if after:
        if not starts or starts[-1].start() < len(before):
            return None
        row, column, found = cells.pop()
        attributes, body = starts[-1][1], part[starts[-1].end() : len(part) - len(after)]
        last = None if found.plain else (row, column, found, found_in(attributes, body + b"<v></v>"), attributes, body)
        cells.append((row, column, PLAIN))
    reach = extent_of(cells)
    return Stretch(reach.last_row, reach.last_column, reach.special, last, _kept(text, is_last=not after))


def _kept(text: bytes, is_last: bool) -> bytes:
    """What is left of a stretch without blank cells. Behind all cells of a part only its end is."""
    if not is_last:
        return _BLANK.sub(b"", text) + b"<v>"
    cells, end, behind = text.partition(_CELLS_END)
    return _BLANK.sub(b"", cells) + end + behind[behind.rfind(b"</") :]
