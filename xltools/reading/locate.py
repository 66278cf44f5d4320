"""Which form a file is, and where each of the form's slots stands in it.

Gates, each ending with one problem: is it a form at all → one that we know → one form and one year throughout → are all its
sheets there. Then the rungs, tried in order for every slot: its defined name; the stamp's sheet and the form's own address,
where the printed labels around it stand as they should. A slot that no rung finds is left out, never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from xltools.cells import CellRef
from xltools.forms.definition import definitions, load_form, valid_in
from xltools.forms.model import Form, Sheet, Slot
from xltools.forms.stamp import NAME_PREFIX, PROPERTY_FORM, PROPERTY_YEAR, Stamp, parse_stamp
from xltools.problems import Problem
from xltools.reading.grid import Grid

MOST_LABELS = 3
"""How many labels of lost cells a problem names."""


@dataclass(frozen=True, slots=True)
class Located:
    """A file's form, and the cell of every slot that was found, by the slot's name; with what is to be said about it."""

    form: Form
    cells: Mapping[str, CellRef]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A form sheet in a file: the name it has there, and its stamp's cell if there is one."""

    sheet: str
    stamp: CellRef | None


def locate(grid: Grid) -> Located | Problem:
    """Recognise a file's form and find its slots; a Problem if it does not pass a gate."""
    stamps = list(_stamps(grid))
    form = _form(grid, [stamp for stamp, _ in stamps])
    if isinstance(form, Problem):
        return form
    named = {slot.name: cell for slot in form.slots if (cell := grid.names.get(slot.name)) and cell.sheet in grid.sheets}
    places: dict[str, Place] = {}
    for sheet in form.sheets:
        place = _place(grid, form, sheet, stamps, named)
        if isinstance(place, Problem):
            return place
        places[sheet.name] = place
    return _found(grid, form, named, places)


def _stamps(grid: Grid) -> Iterator[tuple[Stamp, CellRef]]:
    """Every stamp of a file: first those with a defined name, then any cell of any sheet that holds one."""
    seen = set()
    for name, cell in sorted(grid.names.items()):
        stamp = parse_stamp(grid.value(cell)) if name.startswith(NAME_PREFIX) else None
        if stamp:
            seen.add(cell)
            yield stamp, cell
    for sheet, rows in grid.sheets.items():
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values, 1):
                stamp = parse_stamp(value)
                if stamp and (cell := CellRef(sheet, row, column)) not in seen:
                    yield stamp, cell


def _form(grid: Grid, stamps: list[Stamp]) -> Form | Problem:
    """The form that all stamps and the document properties name together."""
    stated = {(stamp.form_id, str(stamp.fiscal_year)) for stamp in stamps}
    if grid.properties.get(PROPERTY_FORM):
        stated.add((grid.properties[PROPERTY_FORM], grid.properties.get(PROPERTY_YEAR, "").removesuffix(".0")))
    if not stated:
        return Problem("no-stamp", grid.source)
    known = {definition["id"]: definition for definition in definitions()}
    for form_id, year in sorted(stated):
        if not (form_id in known and year.isascii() and year.isdigit() and valid_in(known[form_id], int(year))):
            return Problem("form-not-known", grid.source, details={"stamp": f"{form_id}:{year}", "known": "、".join(sorted(known))})
    if len(stated) > 1:
        return Problem("stamps-differ", grid.source, details={"found": "、".join(f"{form_id}:{year}" for form_id, year in sorted(stated))})
    ((form_id, year),) = stated
    return load_form(form_id, int(year))


def _place(grid: Grid, form: Form, sheet: Sheet, stamps: list[tuple[Stamp, CellRef]], named: Mapping[str, CellRef]) -> Place | Problem:
    """Where one of the form's sheets is: where the names of its slots lead, else where its stamp stands, else under its own
    name. Of several stamps the one on the sheet of the right name counts."""
    own = [cell for stamp, cell in stamps if stamp.sheet == sheet.name]
    stamped = {cell.sheet for cell in own}
    led = Counter(named[slot.name].sheet for slot in form.slots if slot.at.sheet == sheet.name and slot.name in named)
    if led:
        name = led.most_common(1)[0][0]
    elif sheet.name in stamped or (not stamped and sheet.name in grid.sheets):
        name = sheet.name
    elif not stamped:
        return Problem("sheet-missing", grid.source, details={"sheet": sheet.name})
    elif len(stamped) > 1:
        return Problem("sheet-twice", grid.source, details={"sheet": sheet.name, "found": "、".join(sorted(stamped))})
    else:
        (name,) = stamped
    return Place(name, next((cell for cell in own if cell.sheet == name), None))


def _found(grid: Grid, form: Form, named: Mapping[str, CellRef], places: Mapping[str, Place]) -> Located:
    """All slots that can be found, by name or else at the form's own address."""
    cells = dict(named)
    by_address = 0
    problems = []
    for sheet in form.sheets:
        place = places[sheet.name]
        nameless = [slot for slot in form.slots if slot.at.sheet == sheet.name and slot.name not in named]
        address = _addresses(grid, sheet, place) if nameless else None
        lost = []
        for slot in nameless:
            cell = address(slot) if address else None
            if cell:
                cells[slot.name] = cell
                by_address += 1
            else:
                lost.append(slot)
        if lost:
            problems.append(_lost(grid, place, lost))
    if by_address:
        problems.append(Problem("found-by-stamp", grid.source, details={"count": by_address}))
    return Located(form, cells, tuple(problems))


def _lost(grid: Grid, place: Place, lost: list[Slot]) -> Problem:
    labels = list(dict.fromkeys(slot.full_label for slot in lost))
    shown = "、".join(labels[:MOST_LABELS]) + ("…" if len(labels) > MOST_LABELS else "")
    return Problem("cells-not-found", grid.source, details={"sheet": place.sheet, "count": len(lost), "labels": shown})


def _addresses(grid: Grid, sheet: Sheet, place: Place) -> Callable[[Slot], CellRef | None]:
    """A function from a slot to its cell by the form's own address, None where the address cannot be trusted.

    A printed text that does not stand at its place shows that rows or columns before it were moved. So a slot is trusted only
    if the nearest rows that tell, its own or those above and below it, and the nearest columns that tell, stand right. If
    the stamp itself has moved, the whole page may have moved with it: the shift under which more rows stand right is taken.
    """
    shifts = [(0, 0)]
    if place.stamp:
        shifts.append((place.stamp.row - sheet.stamp.row, place.stamp.column - sheet.stamp.column))
    found = [(shift, *_in_place(grid, sheet, place.sheet, *shift)) for shift in shifts]
    shift, rows, columns = max(found, key=lambda tried: sum(tried[1].values()))

    def address(slot: Slot) -> CellRef | None:
        trusted = _framed(slot.at.row, rows) and _framed(slot.at.column, columns)
        return replace(slot.at, sheet=place.sheet).moved(*shift) if trusted else None

    return address


def _in_place(grid: Grid, sheet: Sheet, name: str, down: int, right: int) -> tuple[dict[int, bool], dict[int, bool]]:
    """The rows and the columns of the form that tell whether they stand right in the file, the whole page shifted.

    A row does if every label in it does: it tells of moved rows, and of moved columns as far as its labels reach. A column
    does if any label in it does, for moved rows leave those above them where they were. The row behind the page's last one
    does if nothing stands there: the last rows may have no label below them that would show a move.
    """
    rows: dict[int, bool] = {}
    columns: dict[int, bool] = {}
    for label in sheet.labels:
        if label.text:
            at = label.area.first
            stands = _squeezed(grid.value(replace(at, sheet=name).moved(down, right))) == _squeezed(label.text)
            rows[at.row] = rows.get(at.row, True) and stands
            columns[at.column] = columns.get(at.column, False) or stands
    end = sheet.print_area.last.row
    behind = [value for row in grid.sheets[name][end + down :] for value in row[: sheet.column_count + right] if value is not None]
    rows[end + 1] = not behind
    return rows, columns


def _framed(number: int, telling: Mapping[int, bool]) -> bool:
    """Whether the nearest rows (or columns) that tell, at this number or on both sides of it, stand right."""
    before = max((other for other in telling if other <= number), default=None)
    after = min((other for other in telling if other >= number), default=None)
    return all(telling[other] for other in (before, after) if other is not None)


def _squeezed(value: object) -> str:
    """A text without any blanks and line breaks: programs differ in how they keep those."""
    return "".join(str(value).split()) if value is not None else ""
