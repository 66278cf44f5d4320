"""What stands on a page of the form and belongs to none of its cells: a row typed in between, a remark beside the value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from xltools.cells import CellRef
from xltools.problems import Problem
from xltools.reading.alignment import Alignment
from xltools.reading.anchors import Place
from xltools.reading.grid import Grid

MOST_SHOWN = 60
"""Longest piece of what was found that a problem repeats, in characters."""


def outside(grid: Grid, found: Sequence[Alignment], cells: Collection[CellRef], unclear: Collection[CellRef]) -> Iterator[Problem]:
    """One warning per row of the file in which something stands on a page that is neither printed there nor a slot's.

    `cells` are the cells of all slots, `unclear` those of other use: stamps, and where lost slots may be.
    """
    known = {*cells, *unclear}
    for name in dict.fromkeys(alignment.paper.name for alignment in found):
        own = [alignment for alignment in found if alignment.paper.name == name]
        labels = {
            place
            for alignment in own
            for label in alignment.page.sheet.labels
            if label.text and (place := _place(alignment, label.area.first))
        }
        texts = {text for alignment in own for text in alignment.page.words}
        rows: dict[int, list[Place]] = {}
        for place in sorted(own[0].paper.filled - labels):
            on_page = any(_covers(alignment, place) for alignment in own)
            if on_page and CellRef(name, *place) not in known and own[0].paper.texts.get(place) not in texts:
                rows.setdefault(place[0], []).append(place)
        for places in rows.values():
            first = CellRef(name, *places[0])
            said = "、".join(str(grid.value(CellRef(name, *place))).strip() for place in places)
            said = said if len(said) <= MOST_SHOWN else said[:MOST_SHOWN] + "…"
            yield Problem("content-outside", grid.source, at=first, value=said, details={"count": len(places)})


def _place(found: Alignment, cell: CellRef) -> Place | None:
    return found.place((cell.row, cell.column))


def _covers(found: Alignment, place: Place) -> bool:
    """Whether a cell lies between the first and the last known row and column of a page."""
    rows, columns = found.rows.values(), found.columns.values()
    return bool(rows and columns) and min(rows) <= place[0] <= max(rows) and min(columns) <= place[1] <= max(columns)
