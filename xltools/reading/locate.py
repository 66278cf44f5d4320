"""Which form a file is, and where each of the form's slots stands in it.

Gates, each ending with one problem: is it a form at all → one that we know → one form and one year throughout → are all its
sheets there. Then the rungs for every slot: its defined name; the stamp's sheet and the form's own address; the printed labels
around it, wherever they were moved to. Names and addresses count only where the labels bear them out (`placing`). A slot that
no rung finds is left out, never guessed, and named in a problem with its block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from xltools.cells import CellRef
from xltools.forms.definition import definitions, load_version, readable_in
from xltools.forms.model import Form, Slot
from xltools.forms.stamp import NAME_PREFIX, PROPERTY_FORM, PROPERTY_YEAR, STAMP_SIGN, Stamp, parse_stamp
from xltools.problems import Problem
from xltools.reading.alignment import Alignment, anchored, completed
from xltools.reading.anchors import Page, Paper, pages_of, paper_of
from xltools.reading.grid import Grid
from xltools.reading.outside import outside
from xltools.reading.placing import Placed, names_on, placed
from xltools.reading.recognise import MAJORITY, recognised, share
from xltools.reading.untouched import untouched

MOST_LABELS = 3
"""How many labels of lost cells a problem names."""


NEARLY = 0.1
"""How much of a page's labels one sheet may hold less than another and still be taken for the page, too."""


@dataclass(frozen=True, slots=True)
class Located:
    """A file's form, and the cell of every slot that was found, by the slot's name; with what is to be said about it. `answers`
    are the cells in which the words of its ○ are printed, likewise."""

    form: Form
    cells: Mapping[str, CellRef]
    problems: tuple[Problem, ...] = ()
    answers: Mapping[str, CellRef] = field(default_factory=dict)


def locate(grid: Grid) -> Located | Problem:
    """Recognise a file's form and find its slots; a Problem if it does not pass a gate."""
    stamps = list(_stamps(grid))
    form = _form(grid, [stamp for stamp, _ in stamps])
    if isinstance(form, Problem):
        return form
    found_at_once = _as_handed_out(grid, form) if stamps else None
    if found_at_once:
        return found_at_once
    papers = _papers(grid)
    named = {slot.name: cell for slot in form.slots if (cell := grid.names.get(slot.name)) and cell.sheet in grid.sheets}
    found: list[Alignment] = []
    for page in pages_of(form):
        paper = _paper(grid, page, papers, stamps, named)
        if isinstance(paper, Problem):
            return paper
        found.append(anchored(page, paper))
    return _found(grid, form, found, papers, [cell for _, cell in stamps], named)


def as_handed_out(grid: Grid) -> Located | None:
    """The form and the slots of a file in which the form is as it was handed out, which is soon seen; None for any other."""
    stamps = list(_stamps(grid))
    form = _form(grid, [stamp for stamp, _ in stamps]) if stamps else None
    return _as_handed_out(grid, form) if isinstance(form, Form) else None


def _as_handed_out(grid: Grid, form: Form) -> Located | None:
    layout = untouched(grid, form)
    return Located(form, layout.cells, tuple(_outdated(grid, form)), layout.answers) if layout else None


def _papers(grid: Grid) -> list[Paper]:
    return [paper_of(name, rows) for name, rows in grid.sheets.items()]


def _stamps(grid: Grid) -> Iterator[tuple[Stamp, CellRef]]:
    """Every stamp of a file: first those with a defined name, then any cell of any sheet that holds one."""
    seen = set()
    for _, cell in sorted(item for item in grid.names.items() if item[0].startswith(NAME_PREFIX)):
        stamp = parse_stamp(grid.value(cell))
        if stamp:
            seen.add(cell)
            yield stamp, cell
    for sheet, rows in grid.sheets.items():
        texts = "\n".join([value for value in filter(None, chain.from_iterable(rows)) if isinstance(value, str)])
        if texts.count(STAMP_SIGN) == sum(cell.sheet == sheet for cell in seen):
            continue
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values, 1):
                stamp = parse_stamp(value)
                if stamp and (cell := CellRef(sheet, row, column)) not in seen:
                    yield stamp, cell


def _form(grid: Grid, stamps: list[Stamp]) -> Form | Problem:
    """The form that all stamps and the document properties name together; without them the one that is printed there."""
    stated = {(stamp.form_id, str(stamp.fiscal_year)) for stamp in stamps}
    if grid.properties.get(PROPERTY_FORM):
        stated.add((grid.properties[PROPERTY_FORM], grid.properties.get(PROPERTY_YEAR, "").removesuffix(".0")))
    if not stated:
        return _printed(grid, _papers(grid))
    known = {definition["id"]: definition for definition in definitions()}
    for form_id, year in sorted(stated):
        if not (form_id in known and year.isascii() and year.isdigit() and readable_in(known[form_id], int(year))):
            return Problem("form-not-known", grid.source, details={"stamp": f"{form_id}:{year}", "known": "、".join(sorted(known))})
    if len(stated) > 1:
        return Problem("stamps-differ", grid.source, details={"found": "、".join(f"{form_id}:{year}" for form_id, year in sorted(stated))})
    ((form_id, year),) = stated
    return load_version(form_id, int(year))


def _printed(grid: Grid, papers: Sequence[Paper]) -> Form | Problem:
    """The form that a file without any stamp is by its title and labels."""
    forms = recognised(papers)
    if not forms:
        return Problem("no-stamp", grid.source)
    if len(forms) > 1:
        return Problem("stamps-differ", grid.source, details={"found": "、".join(f"{form.id}:{form.fiscal_year}" for form in forms)})
    return forms[0]


def _paper(
    grid: Grid, page: Page, papers: Sequence[Paper], stamps: list[tuple[Stamp, CellRef]], named: Mapping[str, CellRef]
) -> Paper | Problem:
    """The sheet that a page is on: where most names of its slots lead, else where its stamp stands, else the one that holds most
    of its labels. Of several the one with the page's own name counts."""
    own = page.sheet.name
    by_name = {paper.name: paper for paper in papers}
    led = Counter(named[slot.name].sheet for slot in page.slots if slot.name in named)
    if led:
        return by_name[led.most_common(1)[0][0]]
    stamped = {cell.sheet for stamp, cell in stamps if stamp.sheet == own}
    scores = {paper.name: share(page, paper) for paper in papers}
    printed = {name for name, score in scores.items() if score >= max(MAJORITY, max(scores.values(), default=0) - NEARLY)}
    candidates = stamped or printed
    if own in candidates:
        return by_name[own]
    if len(candidates) > 1:
        return Problem("sheet-twice", grid.source, details={"sheet": own, "found": "、".join(sorted(candidates))})
    if not candidates:
        here = own in by_name and by_name[own].score(page) > 0
        return by_name[own] if here else Problem("sheet-missing", grid.source, details={"sheet": own})
    return by_name[candidates.pop()]


def _found(
    grid: Grid, form: Form, found: list[Alignment], papers: Sequence[Paper], stamps: list[CellRef], named: Mapping[str, CellRef]
) -> Located:
    """All slots that can be found, and what is to be said about how."""
    cells: dict[str, CellRef] = {}
    problems: list[Problem] = []
    pages: list[tuple[Alignment, Placed]] = []
    used = {alignment.paper.name for alignment in found}
    for alignment in found:
        whole = completed(alignment, names_on(alignment.paper, named), _end(alignment, found))
        page = placed(whole, named, [paper for paper in papers if paper.name in used])
        pages.append((whole, page))
        cells |= page.cells
    for whole, page in pages:
        problems += _lost(grid, whole, page)
    problems += _notes(grid, pages, bool(stamps) or PROPERTY_FORM in grid.properties)
    problems += _copies(grid, pages, papers)
    unclear = [*stamps, *(cell for whole, page in pages for cell in _doubtful(whole, page))]
    problems += outside(grid, [whole for whole, _ in pages], cells.values(), unclear)
    answers = {
        name: CellRef(whole.paper.name, *place)
        for whole, _ in pages
        for name, label in whole.page.answers.items()
        if label in whole.standing and (place := whole.place(label))
    }
    return Located(form, cells, (*_outdated(grid, form), *problems), answers)


def _end(alignment: Alignment, found: list[Alignment]) -> int:
    """The first row behind a page: where another page on the same sheet begins, or where all rows are blank."""
    last = max(alignment.rows.values(), default=0)
    others = [min(other.rows.values()) for other in found if other is not alignment and other.paper is alignment.paper and other.rows]
    below = [row for row in others if row > last]
    filled = max((row for row, _ in alignment.paper.filled), default=0)
    return min(below, default=max(filled, last) + len(alignment.page.sheet.row_heights))


def _doubtful(whole: Alignment, page: Placed) -> Iterator[CellRef]:
    """The filled cells of the rows in which lost slots may stand: one problem names them all."""
    known = sorted((row, target) for row, target in whole.rows.items())
    for row in {slot.at.row for slot in (*page.lost, *(slot for slot, _, _ in page.disputed))}:
        low = max((target for other, target in known if other < row), default=0)
        high = min(
            (target for other, target in known if other > row), default=max((place[0] for place in whole.paper.filled), default=0) + 1
        )
        yield from (CellRef(whole.paper.name, *place) for place in whole.paper.filled if low <= place[0] <= high)


def _notes(grid: Grid, pages: list[tuple[Alignment, Placed]], stamped: bool) -> Iterator[Problem]:
    """How many slots were found without their names, and which names lie."""
    own = [(slot, page.cells[slot.name]) for _, page in pages for slot in page.by_label if slot.name in page.cells]
    by_address = sum((slot.at.row, slot.at.column) == (cell.row, cell.column) for slot, cell in own) if stamped else 0
    if by_address:
        yield Problem("found-by-stamp", grid.source, details={"count": by_address})
    if len(own) > by_address:
        yield Problem("found-by-labels", grid.source, details={"count": len(own) - by_address})
    for whole, page in pages:
        if page.misplaced:
            slot, name = page.misplaced[0]
            labels = _shown([slot for slot, _ in page.misplaced])
            details = {"count": len(page.misplaced), "labels": labels, "cell": str(name)}
            yield Problem("name-misplaced", grid.source, at=page.cells.get(slot.name), details=details)
        if page.gone:
            rows = len({slot.at.row for slot in page.gone})
            yield Problem("rows-deleted", grid.source, details={"sheet": whole.paper.name, "count": rows, "labels": _shown(page.gone)})


def _copies(grid: Grid, pages: list[tuple[Alignment, Placed]], papers: Sequence[Paper]) -> Iterator[Problem]:
    """A warning for every sheet that looks like a page that was read from another one, and says something else."""
    used = {whole.paper.name for whole, _ in pages}
    for paper in papers:
        for whole, _ in pages:
            other = paper.name not in used and share(whole.page, paper) >= MAJORITY
            if other and list(map(list, grid.sheets[paper.name])) != list(map(list, grid.sheets[whole.paper.name])):
                yield Problem("sheet-copied", grid.source, details={"sheet": whole.paper.name, "copy": paper.name})


def _lost(grid: Grid, whole: Alignment, page: Placed) -> Iterator[Problem]:
    """One problem per block in which slots are lost, one per slot that is disputed."""
    for slot, cell, name in page.disputed:
        cells = {"cell": str(cell), "other": str(name)}
        yield Problem("place-unclear", grid.source, at=cell, path=slot.path, label=slot.full_label, details=cells)
    for first, last in whole.page.blocks:
        lost = [slot for slot in page.lost if first <= slot.at.row <= last]
        if lost:
            details = {"sheet": whole.paper.name, "count": len(lost), "labels": _shown(lost)}
            yield Problem("cells-not-found", grid.source, details=details)


def _shown(slots: Sequence[Slot]) -> str:
    labels = list(dict.fromkeys(slot.full_label for slot in slots))
    return "、".join(labels[:MOST_LABELS]) + ("…" if len(labels) > MOST_LABELS else "")


def _outdated(grid: Grid, form: Form) -> list[Problem]:
    """A note if the file is filled in on an older version than the one handed out in its year."""
    own = next(definition for definition in definitions() if definition["id"] == form.id)
    if form.fiscal_year <= (own["valid"].get("to") or form.fiscal_year):
        return []
    return [Problem("older-version", grid.source, details={"form": form.id})]
