"""One page of the form laid over one sheet of a file: which row and which column of the sheet is which of the form.

Labels come first (`anchors`); between them rows and columns are counted where their number is the form's, else the defined
names of the cells decide, else the contents: the filled rows of a table come in the form's order. What remains open is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from xltools.forms.model import Slot
from xltools.reading.anchors import Page, Paper, Place, heaviest

Names = Mapping[str, Place]
"""Where the defined names of slots lead on one sheet, by the slot's name."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where a page's rows and columns are on a sheet (both 1-based), and which of its labels stand where they then should.

    `gone` are rows of tables that were deleted: there is no room left for them.
    """

    page: Page
    paper: Paper
    rows: Mapping[int, int]
    columns: Mapping[int, int]
    standing: frozenset[Place]
    gone: frozenset[int] = frozenset()

    @property
    def share(self) -> float:
        """The share of the page's labels that stand."""
        return len(self.standing) / max(1, len(self.page.labels))

    def place(self, cell: Place) -> Place | None:
        """Where a cell of the form is; None if its row or its column is not known."""
        row, column = self.rows.get(cell[0]), self.columns.get(cell[1])
        return (row, column) if row and column else None


def anchored(page: Page, paper: Paper) -> Alignment:
    """A page on a sheet as far as its labels tell: the rows and columns in which labels stand."""
    if all(paper.texts.get(place) == text for place, text in page.labels.items()):
        rows, columns = ({place[axis]: place[axis] for place in page.labels} for axis in (0, 1))
        return Alignment(page, paper, rows, columns, frozenset(page.labels))
    rows = heaviest(_row_weights(page, paper))
    columns = heaviest(_column_weights(page, paper, rows))
    standing = _standing(page, paper, rows, columns)
    rows = {row: target for row, target in rows.items() if _holds(page, row, standing)}
    standing = frozenset(place for place in standing if place[0] in rows)
    columns = {column: target for column, target in columns.items() if any(place[1] == column for place in standing)}
    return Alignment(page, paper, rows, columns, standing)


def _row_weights(page: Page, paper: Paper) -> dict[Place, float]:
    """How many labels (rare ones count more) each row of the form shares with each row of the sheet."""
    printed: dict[str, set[int]] = {}
    for (row, _), text in page.labels.items():
        printed.setdefault(text, set()).add(row)
    found: dict[str, set[int]] = {}
    for (row, _), text in paper.texts.items():
        if text in printed:
            found.setdefault(text, set()).add(row)
    weights: dict[Place, float] = {}
    for text, targets in found.items():
        for row in printed[text]:
            for target in targets:
                weights[row, target] = weights.get((row, target), 0) + page.weights[text]
    return weights


def _column_weights(page: Page, paper: Paper, rows: Mapping[int, int]) -> dict[Place, float]:
    """In how many matched rows each column of the form shows the text of each column of the sheet."""
    found: dict[tuple[int, str], list[int]] = {}
    for (row, column), text in paper.texts.items():
        if text in page.weights:
            found.setdefault((row, text), []).append(column)
    weights: dict[Place, float] = {}
    for (row, column), text in page.labels.items():
        for target in found.get((rows.get(row, 0), text), ()):
            weights[column, target] = weights.get((column, target), 0) + 1
    return weights


def _standing(page: Page, paper: Paper, rows: Mapping[int, int], columns: Mapping[int, int]) -> frozenset[Place]:
    return frozenset(
        (row, column)
        for (row, column), text in page.labels.items()
        if row in rows and column in columns and paper.texts.get((rows[row], columns[column])) == text
    )


def _holds(page: Page, row: int, standing: frozenset[Place]) -> bool:
    """Whether at least half of what a row's labels say stands."""
    own = [(place, page.weights[text]) for place, text in page.labels.items() if place[0] == row]
    return 2 * sum(weight for place, weight in own if place in standing) >= sum(weight for _, weight in own)


def completed(found: Alignment, names: Names, until: int) -> Alignment:
    """An alignment with what lies between its anchors. `until` is the first row of the sheet that belongs to something else."""
    page, paper = found.page, found.paper
    votes = [(slot, names[slot.name]) for slot in page.slots if slot.name in names]
    columns = _counted(found.columns, page.sheet.column_count, _tallied((slot.at.column, place[1]) for slot, place in votes))
    rows = _counted(found.rows, len(page.sheet.row_heights), _tallied((slot.at.row, place[0]) for slot, place in votes if place[0] < until))
    rows, gone = _by_content(found, rows, columns, until)
    return Alignment(page, paper, rows, columns, _standing(page, paper, rows, columns), gone)


def _tallied(pairs: Iterable[Place]) -> dict[Place, float]:
    tally: dict[Place, float] = {}
    for pair in pairs:
        tally[pair] = tally.get(pair, 0) + 1
    return tally


def _counted(anchors: Mapping[int, int], count: int, votes: Mapping[Place, float]) -> dict[int, int]:
    """Anchors of one axis with everything between them that names tell, or that is as long as on the form."""
    known = _between(dict(anchors), count)
    for source, target in heaviest(_open_votes(known, votes)).items():
        known[source] = target
    return _between(known, count)


def _open_votes(known: Mapping[int, int], votes: Mapping[Place, float]) -> dict[Place, float]:
    """The votes for places that are not known yet and that would fit between those that are."""
    fits = {}
    for (source, target), weight in votes.items():
        low = max((known[other] for other in known if other < source), default=0)
        high = min((known[other] for other in known if other > source), default=None)
        if source not in known and low < target and (high is None or target < high):
            fits[source, target] = weight
    return fits


def _between(known: Mapping[int, int], count: int) -> dict[int, int]:
    """What is known, and every stretch of it that is as long as on the form. Before the first, the page's edge counts; behind the
    last, nothing is known."""
    filled = dict(known)
    edges = sorted([(0, 0), *known.items()])
    for (first, target), (second, following) in pairwise(edges):
        if second - first == following - target:
            filled.update({first + step: target + step for step in range(1, second - first)})
    return {source: target for source, target in filled.items() if source <= count}


def _by_content(found: Alignment, rows: dict[int, int], columns: Mapping[int, int], until: int) -> tuple[dict[int, int], frozenset[int]]:
    """The rows, with those that only their content tells: rows without labels in a stretch of another length than on the form.

    The filled rows of such a stretch are the table's, in order, if there are not more of them than the form has; for a single
    row that is no table's there may be only one. Where a table has lost its room, its last rows are gone.
    """
    page = found.page
    rows, gone = dict(rows), set()
    for stretch in _open(rows, len(page.sheet.row_heights)):
        own = [[slot for slot in page.slots if slot.at.row == row] for row in stretch]
        if any(place[0] in stretch for place in page.labels) or not any(own):
            continue
        low = rows.get(stretch[0] - 1, 0)
        high = rows.get(stretch[-1] + 1) or until
        room = [row for row in range(low + 1, high) if not _labelled(found, columns, row)]
        filled = [row for row in room if any(found_at in found.paper.filled for found_at in _cells(own, columns, row))]
        table = all(signature(slots) == signature(own[0]) for slots in own) and bool(signature(own[0]))
        if len(filled) > len(stretch) or not (table or len(stretch) == 1):
            continue
        free = [row for row in room if row not in filled]
        places = filled + free[: len(stretch) - len(filled)]
        if stretch[-1] + 1 not in rows and len(places) < len(stretch):
            continue
        rows.update(zip(stretch, places, strict=False))
        if table:
            gone.update(stretch[len(places) :])
    return rows, frozenset(gone)


def _labelled(found: Alignment, columns: Mapping[int, int], row: int) -> bool:
    """Whether a row of the sheet bears a label of the page in its column: then it is that label's row, moved here."""
    return any(found.paper.texts.get((row, columns.get(column, 0))) == text for (_, column), text in found.page.labels.items())


def signature(slots: Iterable[Slot]) -> frozenset[tuple[int, tuple[object, ...]]] | None:
    """What a row of a table consists of, equal for all its rows; None for a row with anything that is no table's."""
    found = list(slots)
    if not found or any(all(isinstance(part, str) for part in slot.path) for slot in found):
        return None
    return frozenset((slot.at.column, tuple(part for part in slot.path if isinstance(part, str))) for slot in found)


def _cells(own: list[list[Slot]], columns: Mapping[int, int], row: int) -> Iterable[Place]:
    return ((row, columns[slot.at.column]) for slot in (slot for slots in own for slot in slots) if slot.at.column in columns)


def _open(rows: Mapping[int, int], count: int) -> list[list[int]]:
    """The stretches of rows of the form that are not known."""
    stretches: list[list[int]] = []
    for row in range(1, count + 1):
        if row in rows:
            continue
        if stretches and stretches[-1][-1] == row - 1:
            stretches[-1].append(row)
        else:
            stretches.append([row])
    return stretches


def column_by_content(found: Alignment, slot: Slot, filled: Callable[[Place], bool]) -> Place | None:
    """The cell of a slot whose row is known and whose column lies in a stretch of another width than on the form: as many cells
    must be filled there as the form has slots in it, or none if no column was deleted."""
    row, column = found.rows.get(slot.at.row), slot.at.column
    low = max((other for other in found.columns if other < column), default=0)
    high = min((other for other in found.columns if other > column), default=0)
    if not row or not high:
        return None
    own = sorted(other.at.column for other in found.page.slots if other.at.row == slot.at.row and low < other.at.column < high)
    room = [(row, target) for target in range(found.columns.get(low, 0) + 1, found.columns[high])]
    cells = [place for place in room if filled(place)]
    if len(cells) == len(own):
        return cells[own.index(column)]
    return room[own.index(column)] if not cells and len(room) >= high - low - 1 else None
