"""The cell of every slot of one page: what its defined name says, held against what the labels around it say.

A name that leads where the labels lead is right. Without a name the labels count, if those next to the cell stand right. Where
the two disagree the labels count, unless the cell they lead to is blank and the name leads to one that nothing else claims.
Blocks and rows that were moved away are found by their labels, which moved along. What is not clear is lost, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from xltools.cells import CellRef
from xltools.forms.model import Slot
from xltools.reading.alignment import Alignment, Names, column_by_content
from xltools.reading.anchors import Page, Paper, Place


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the slots of one page are, by their names.

    `by_label` are those found without a name, `misplaced` those whose name leads elsewhere, with the cell it leads to;
    `disputed` are lost because name and labels lead to two filled cells, `lost` for any other reason; `gone` stood in a deleted
    row of a table.
    """

    cells: Mapping[str, CellRef]
    by_label: tuple[Slot, ...] = ()
    misplaced: tuple[tuple[Slot, CellRef], ...] = ()
    disputed: tuple[tuple[Slot, CellRef, CellRef], ...] = ()
    lost: tuple[Slot, ...] = ()
    gone: tuple[Slot, ...] = ()
    moved: tuple[Slot, ...] = ()


@dataclass(slots=True)
class _Tally:
    """What `placed` has found so far."""

    cells: dict[str, CellRef] = field(default_factory=dict)
    by_label: list[Slot] = field(default_factory=list)
    misplaced: list[tuple[Slot, CellRef]] = field(default_factory=list)
    disputed: list[tuple[Slot, CellRef, CellRef]] = field(default_factory=list)
    lost: list[Slot] = field(default_factory=list)
    gone: list[Slot] = field(default_factory=list)
    moved: list[Slot] = field(default_factory=list)

    def done(self) -> Placed:
        return Placed(
            self.cells,
            tuple(self.by_label),
            tuple(self.misplaced),
            tuple(self.disputed),
            tuple(self.lost),
            tuple(self.gone),
            tuple(self.moved),
        )


def placed(found: Alignment, named: Mapping[str, CellRef], papers: Sequence[Paper]) -> Placed:
    """Place the slots of a page that lies on a sheet as `found` says. `named` holds the cell each slot's name leads to, on any
    sheet; `papers` are the sheets of the file that pages of the form are on."""
    paper = found.paper
    claimed = {place for slot in found.page.slots if (place := _by_labels(found, slot))}
    claimed |= {place for label in found.page.labels if (place := found.place(label))}
    tally = _Tally()
    open_slots = []
    for slot in found.page.slots:
        place, name = _by_labels(found, slot), named.get(slot.name)
        cell = CellRef(paper.name, *place) if place else None
        if cell and cell == name and not _contradicted(found, slot):
            tally.cells[slot.name] = cell
        elif not cell or not _framed(found, slot):
            open_slots.append(slot)
        elif name is None:
            tally.cells[slot.name] = cell
            tally.by_label.append(slot)
        else:
            _settle(tally, slot, cell, name, found, claimed)
    _moved(tally, found, open_slots, named, papers)
    return _without_doubles(tally, found.page).done()


def _by_labels(found: Alignment, slot: Slot) -> Place | None:
    place = found.place((slot.at.row, slot.at.column))
    return place or column_by_content(
        found, slot, lambda cell: cell in found.paper.filled and found.paper.texts.get(cell) not in found.page.words
    )


def _is_label(found: Alignment, cell: Place) -> bool:
    return found.paper.texts.get(cell) in found.page.weights


def _framed(found: Alignment, slot: Slot) -> bool:
    """Whether every label next to a slot stands where it should."""
    return all(place in found.standing for place in found.page.frames[slot.name])


def _contradicted(found: Alignment, slot: Slot) -> bool:
    """Whether another label of the form stands in the place of one next to a slot."""
    for label in found.page.frames[slot.name]:
        place = found.place(label)
        if place and label not in found.standing and _is_label(found, place):
            return True
    return False


def _settle(tally: _Tally, slot: Slot, cell: CellRef, name: CellRef, found: Alignment, claimed: set[Place]) -> None:
    """Decide between the cell that the labels lead to and another one that the name leads to."""
    paper = found.paper
    own, other = (cell.row, cell.column), (name.row, name.column)
    free = name.sheet == paper.name and other not in claimed and other in paper.filled and _within(found, other)
    if free and own in paper.filled:
        tally.disputed.append((slot, cell, name))
        return
    tally.cells[slot.name] = name if free else cell
    tally.misplaced.append((slot, name))


def _within(found: Alignment, place: Place) -> bool:
    """Whether a cell lies on the page."""
    rows, columns = found.rows.values(), found.columns.values()
    return bool(rows and columns) and min(rows) <= place[0] <= max(rows) and min(columns) <= place[1] <= max(columns)


def _moved(tally: _Tally, found: Alignment, slots: list[Slot], named: Mapping[str, CellRef], papers: Sequence[Paper]) -> None:
    """Find slots whose block, or else whose row, was moved as a whole."""
    rest = slots
    page = found.page
    units = [*page.blocks, *((row, row) for row in sorted({slot.at.row for slot in slots}))]
    for first, last in units:
        own = [slot for slot in rest if first <= slot.at.row <= last]
        if not own:
            continue
        move = _move(found, first, last, own, named, papers)
        if not move:
            continue
        for slot in own:
            tally.cells[slot.name] = cell = move[slot.at.row, slot.at.column]
            tally.moved.append(slot)
            if named.get(slot.name) != cell:
                tally.by_label.append(slot)
        rest = [slot for slot in rest if slot not in own]
    for slot in rest:
        (tally.gone if slot.at.row in found.gone else tally.lost).append(slot)


def _move(
    found: Alignment, first: int, last: int, slots: list[Slot], named: Mapping[str, CellRef], papers: Sequence[Paper]
) -> dict[Place, CellRef] | None:
    """Where the rows from `first` to `last` were moved to, as the cells of some slots there; None if that is not clear.

    All of their labels must stand there together, on rows that are no others of the page, and at least two things must say so:
    labels, or names.
    """
    labels = {place: text for place, text in found.page.labels.items() if first <= place[0] <= last}
    if not labels:
        return None
    taken = {target for row, target in found.rows.items() if not first <= row <= last}
    key = max(labels, key=lambda place: found.page.weights[labels[place]])
    there: dict[tuple[CellRef, ...], dict[Place, CellRef]] = {}
    for paper in papers:
        for (row, column), text in paper.texts.items():
            if text != labels[key]:
                continue
            for columns in _shifts(found, paper, key, (row, column)):
                down = row - key[0]
                if paper is found.paper and found.rows.get(first) == first + down and columns is found.columns:
                    continue
                if not all(paper.texts.get((place[0] + down, columns.get(place[1], 0))) == text for place, text in labels.items()):
                    continue
                cells = {
                    (slot.at.row, slot.at.column): CellRef(paper.name, slot.at.row + down, columns[slot.at.column])
                    for slot in slots
                    if slot.at.column in columns
                }
                says = len(labels) + any(named.get(slot.name) == cells.get((slot.at.row, slot.at.column)) for slot in slots)
                if (
                    says >= 2
                    and len(cells) == len(slots)
                    and not (columns is found.columns and taken & set(range(first + down, last + down + 1)))
                ):
                    there[tuple(cells.values())] = cells
    return next(iter(there.values())) if len(there) == 1 else None


def _shifts(found: Alignment, paper: Paper, key: Place, at: Place) -> Iterable[Mapping[int, int]]:
    """How the columns may have moved: as on the whole page, or all by the same number."""
    if paper is found.paper and found.columns.get(key[1]) == at[1]:
        yield found.columns
    shift = at[1] - key[1]
    if not (paper is found.paper and found.columns.get(key[1]) == at[1]):
        yield {column: column + shift for column in range(max(1, 1 - shift), found.page.sheet.column_count + 1)}


def _without_doubles(tally: _Tally, page: Page) -> _Tally:
    """Slots that share a cell are lost, all of them."""
    owners: dict[CellRef, list[str]] = {}
    for name, cell in tally.cells.items():
        owners.setdefault(cell, []).append(name)
    doubled = {name for names in owners.values() if len(names) > 1 for name in names}
    if doubled:
        tally.lost += [slot for slot in page.slots if slot.name in doubled]
        tally.cells = {name: cell for name, cell in tally.cells.items() if name not in doubled}
    return tally


def names_on(paper: Paper, named: Mapping[str, CellRef]) -> Names:
    """The names that lead to one sheet."""
    return {name: (cell.row, cell.column) for name, cell in named.items() if cell.sheet == paper.name}
