"""Edits of whole rows, columns, blocks, sheets and names, as Excel does them: the names and formulas follow the cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from mutations import UNCLEAR, Base, Case, bases, with_values

from xltools.cells import Area, CellRef
from xltools.forms.model import Form, Sheet, Slot
from xltools.forms.stamp import parse_stamp
from xltools.problems import Path
from xltools.reading.anchors import Page, pages_of
from xltools.reading.grid import Grid
from xltools.reading.texts import digits_of

Move = Callable[[CellRef], CellRef | None]
"""Where a cell goes; None if it is deleted."""


def rearranged(grid: Grid, move: Move) -> Grid:
    """The grid with every cell, name and formula where `move` puts it; a name of a deleted cell is lost."""
    sheets: dict[str, dict[tuple[int, int], object]] = {name: {} for name in grid.sheets}
    for name, rows in grid.sheets.items():
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                target = move(CellRef(name, number, column)) if value is not None else None
                if target:
                    sheets.setdefault(target.sheet, {})[target.row, target.column] = value
    return replace(
        grid,
        sheets={name: _rows(cells) for name, cells in sheets.items()},
        names={name: target for name, cell in grid.names.items() if (target := move(cell))},
        formulas=frozenset(target for cell in grid.formulas if (target := move(cell))),
        unsaved_formulas=frozenset(target for cell in grid.unsaved_formulas if (target := move(cell))),
    )


def _rows(cells: Mapping[tuple[int, int], object]) -> list[list[object]]:
    height, width = (max((place[axis] for place in cells), default=0) for axis in (0, 1))
    rows: list[list[object]] = [[None] * width for _ in range(height)]
    for (row, column), value in cells.items():
        rows[row - 1][column - 1] = value
    return rows


def without_names(grid: Grid) -> Grid:
    return replace(grid, names={})


def without_stamps(grid: Grid) -> Grid:
    """The grid without names, stamps and properties, as values pasted into a new workbook."""
    stamps = {
        CellRef(name, number, column): None
        for name, rows in grid.sheets.items()
        for number, row in enumerate(rows, 1)
        for column, value in enumerate(row, 1)
        if parse_stamp(value)
    }
    return replace(with_values(grid, stamps), names={}, properties={}, formulas=frozenset())


WAYS: Mapping[str, Callable[[Grid], Grid]] = {
    "names kept": lambda grid: grid,
    "names lost": without_names,
    "names and stamp lost": without_stamps,
}


def _case(group: str, name: str, base: Base, way: str, make: Callable[[Grid], Grid], read: Mapping[Path, object], typed: str = "") -> Case:
    return Case(f"{group}, {way}", f"{base.name} {name} {way}", base, lambda: make(WAYS[way](base.grid)), read, typed)


def line_cases() -> Iterator[Case]:
    """A row or a column inserted or deleted at every position, with and without names and stamp."""
    for base in bases():
        for sheet in base.form.sheets:
            for axis, count in (("row", len(sheet.row_heights)), ("column", sheet.column_count)):
                for at in range(1, count + 2):
                    for way in WAYS:
                        shift = _inserting(sheet.name, axis, at)
                        yield _case(f"{axis} inserted", f"{sheet.name} {axis} {at}", base, way, _moving(shift), {})
                        if at <= count:
                            read = {
                                slot.path: None for slot in base.form.slots if (slot.at.sheet, _line(slot.at, axis)) == (sheet.name, at)
                            }
                            gone = _deleting(sheet.name, axis, at)
                            yield _case(f"{axis} deleted", f"{sheet.name} {axis} {at}", base, way, _moving(gone), read)


def _line(cell: CellRef, axis: str) -> int:
    return cell.row if axis == "row" else cell.column


def _moving(move: Move) -> Callable[[Grid], Grid]:
    return lambda grid: rearranged(grid, move)


def _inserting(sheet: str, axis: str, at: int) -> Move:
    down, right = (1, 0) if axis == "row" else (0, 1)
    return lambda cell: cell.moved(down, right) if cell.sheet == sheet and _line(cell, axis) >= at else cell


def _deleting(sheet: str, axis: str, at: int) -> Move:
    def move(cell: CellRef) -> CellRef | None:
        if cell.sheet != sheet or _line(cell, axis) < at:
            return cell
        return None if _line(cell, axis) == at else cell.moved(*((-1, 0) if axis == "row" else (0, -1)))

    return move


def block_cases() -> Iterator[Case]:
    """Blocks and rows cut and put elsewhere, cells inserted in a part of a row or column, and rows typed in between."""
    for base in bases():
        for page in pages_of(base.form):
            sheet = page.sheet
            last = len(sheet.row_heights)
            for way in WAYS:
                for first, end in page.blocks:
                    for name, down, right in (("below", last + 3 - first, 0), ("beside", 0, 60)):
                        move = _cutting(sheet.name, first, end, down, right)
                        yield _case("block moved", f"{sheet.name} {first}-{end} {name}", base, way, _moving(move), {})
                for first, end in page.blocks[1:]:
                    move = _reordering(sheet.name, first, end, page.blocks[0][1] + 1)
                    yield _case("block moved", f"{sheet.name} {first}-{end} up", base, way, _moving(move), {})
                for row in range(2, last):
                    for to in sorted({row - 3, row - 1, row + 2, row + 4} & set(range(2, last + 1))):
                        read = _reordered_rows(base, sheet, row, to)
                        if read is not None:
                            yield _case(
                                "row moved",
                                f"{sheet.name} row {row} to {to}",
                                base,
                                way,
                                _moving(_reordering(sheet.name, row, row, to)),
                                read,
                            )
                for row in range(2, last + 1):
                    yield from _typed_row(base, sheet, row, way)
            for index, slot in enumerate(page.slots):
                for axis in ("down", "right"):
                    move = _shifting(slot.area.first, slot.area.last, axis)
                    if not _allowed(page, move):
                        continue
                    read = _shifted(base, page.slots, move) if axis == "down" else {}
                    yield _case("cells inserted", f"{slot.name} {axis}", base, list(WAYS)[index % len(WAYS)], _moving(move), read)


def _cutting(sheet: str, first: int, end: int, down: int, right: int) -> Move:
    return lambda cell: cell.moved(down, right) if cell.sheet == sheet and first <= cell.row <= end else cell


def _reordering(sheet: str, first: int, end: int, to: int) -> Move:
    """Rows `first` to `end` cut and inserted before row `to`."""

    def move(cell: CellRef) -> CellRef:
        if cell.sheet != sheet:
            return cell
        size = end - first + 1
        if first <= cell.row <= end:
            return cell.moved((to if to < first else to - size) - first)
        if to <= cell.row < first:
            return cell.moved(size)
        return cell.moved(-size) if end < cell.row < to else cell

    return move


@cache
def _rows_of(form: Form, sheet: str) -> dict[int, list[Slot]]:
    return {number: [slot for slot in form.slots if (slot.at.sheet, slot.at.row) == (sheet, number)] for number in range(1, 60)}


def _reordered_rows(base: Base, sheet: Sheet, row: int, to: int) -> dict[Path, object] | None:
    """What a person reads after a row was moved: in a table whose rows have no labels, the rows in their new order; None if a
    table's row was moved out of its table."""
    from xltools.reading.alignment import signature

    own = _rows_of(base.form, sheet.name)
    labelled = {label.area.first.row for label in sheet.labels if label.text}
    span = range(min(row, to), max(row + 1, to))
    loose = {number for number, slots in own.items() if number not in labelled and signature(slots) is not None}
    if not loose.issuperset(span):
        return None if loose & {row, to, to - 1} else {}
    move = _reordering(sheet.name, row, row, to)
    places = {(slot.at.row, slot.at.column): slot for number in span for slot in own[number]}
    read: dict[Path, object] = {}
    for (number, column), slot in places.items():
        target = move(CellRef(sheet.name, number, column))
        assert target is not None
        read[places[target.row, column].path] = base.values[slot.path]
    return read


def _shifting(first: CellRef, last: CellRef, axis: str) -> Move:
    """Cells inserted over one slot: what stands below it or right of it moves on by its own size, the rest stays."""

    def move(cell: CellRef) -> CellRef:
        if cell.sheet != first.sheet:
            return cell
        if axis == "down":
            return cell.moved(down=1) if first.column <= cell.column <= last.column and cell.row >= first.row else cell
        return cell.moved(right=1) if first.row <= cell.row <= last.row and cell.column >= first.column else cell

    return move


def _allowed(page: Page, move: Move) -> bool:
    """Whether Excel would do it: it never moves a part of merged cells."""
    areas = [label.area for label in page.sheet.labels] + [slot.area for slot in page.slots]
    return all(len({move(cell) == cell for cell in _edges(area)}) == 1 for area in areas)


def _edges(area: Area) -> list[CellRef]:
    """The first row and the first column of an area: whatever cuts it cuts them."""
    return [area.first.moved(right=step) for step in range(area.columns)] + [area.first.moved(down=step) for step in range(area.rows)]


def _shifted(base: Base, slots: Sequence[Slot], move: Move) -> dict[Path, object]:
    """What a person reads after cells were pushed down beside their labels: what now stands at each place."""
    came = {target: slot for slot in slots if (target := move(slot.at))}
    groups = {slot.path for slot in slots if slot.mark or slot.era}
    read: dict[Path, object] = {}
    for slot in slots:
        if slot.computed:
            continue
        if move(slot.at) == slot.at and (slot.at not in came or came[slot.at] is slot):
            continue
        own = base.form.fields()[slot.path]
        read[slot.path] = _group_as_read(base, own, came) if slot.path in groups else _as_read(base, came.get(slot.at), slot)
    return read


def _group_as_read(base: Base, own: Sequence[Slot], came: Mapping[CellRef, Slot]) -> object:
    """What a person reads in a group of ○ over which other cells were pushed: the one that is ●, if only one is."""
    contents = {slot: base.grid.value(came[slot.at].at) if slot.at in came else None for slot in own}
    chosen = [slot for slot, content in contents.items() if content == "●"]
    if any(content not in ("●", "○", None) for slot, content in contents.items() if slot.mark or slot.era):
        return UNCLEAR
    if own[-1].mark and not chosen and base.values[own[-1].path] is None:
        return None if list(contents.values()).count("○") != 1 else UNCLEAR
    if own[-1].mark:
        return chosen[0].mark.value if len(chosen) == 1 and chosen[0].mark else UNCLEAR
    kept = contents[own[-1]] == base.grid.value(own[-1].at) and all(base.grid.value(slot.at) == "●" for slot in chosen)
    return base.values[own[-1].path] if kept and len(chosen) == 1 else UNCLEAR


def _as_read(base: Base, source: Slot | None, target: Slot) -> object:
    """What a person reads in a field in which the content of another one now stands."""
    value = base.values[source.path] if source else None
    if source is None or value is None:
        return None
    if source.mark or source.era or target.mark or target.era or target.computed:
        return UNCLEAR
    alike = (source.type, source.unit, source.pattern, source.choices) == (target.type, target.unit, target.pattern, target.choices)
    plain = target.type in ("text", "prose") and source.type in ("text", "prose", "code", "choice")
    if target.type in ("text", "prose") and isinstance(value, (int, float)):
        content = base.grid.value(source.at)
        return digits_of(content) if isinstance(content, (int, float)) else content
    return value if alike or plain else UNCLEAR


def _typed_row(base: Base, sheet: Sheet, row: int, way: str) -> Iterator[Case]:
    """A row inserted and filled: its content must be read or reported."""
    own = [slot for slot in base.form.slots if (slot.at.sheet, slot.at.row) == (sheet.name, row)]
    if not own:
        return
    typed = CellRef(sheet.name, row, own[0].at.column)

    def make(grid: Grid) -> Grid:
        return with_values(rearranged(grid, _inserting(sheet.name, "row", row)), {typed: "書き足した行"})

    yield _case("row typed in between", f"{sheet.name} {row}", base, way, make, {}, "書き足した行")


def sheet_cases() -> Iterator[Case]:
    """Sheets renamed, reordered, added, copied, and both pages pasted into one."""
    for base in bases():
        first, second = (sheet.name for sheet in base.form.sheets)
        guides = [name for name in base.grid.sheets if name not in (first, second)]
        height, width = (max(len(sheet.row_heights) for sheet in base.form.sheets), max(sheet.column_count for sheet in base.form.sheets))
        for way in WAYS:
            for name, names in {"renamed": ("様式", second), "both renamed": ("Sheet1", "Sheet2"), "swapped": (second, first)}.items():
                yield _case("sheet renamed", name, base, way, _moving(_renaming({first: names[0], second: names[1]})), {})
            yield _case("sheets reordered", "", base, way, lambda grid: replace(grid, sheets=dict(reversed(grid.sheets.items()))), {})
            yield _case("sheet added", "", base, way, lambda grid: replace(grid, sheets={"メモ": [["メモ", None, 3.0]], **grid.sheets}), {})
            yield _case("sheet added", "guides removed", base, way, _removing(guides), {})
            for sheet in (first, second):
                yield _case("sheet copied", sheet, base, way, _copying(sheet, f"{sheet} (2)"), {})
                changed = _changing_copy(base, sheet)
                yield _case("sheet copied", f"{sheet} and changed", base, way, changed, {})
                yield _case("sheet removed", sheet, base, way, _removing([sheet]), {})
            for name, down, right in (
                ("below", height, 0),
                ("far below", height + 20, 0),
                ("beside", 0, width + 4),
                ("far beside", 0, 120),
            ):
                yield _case("both pages on one sheet", name, base, way, _moving(_joining(first, second, down, right)), {})
                yield _case(
                    "both pages on one sheet", f"{name}, second first", base, way, _moving(_joining(second, first, down, right)), {}
                )


def _renaming(names: Mapping[str, str]) -> Move:
    return lambda cell: cell._replace(sheet=names.get(cell.sheet, cell.sheet))


def _removing(sheets: list[str]) -> Callable[[Grid], Grid]:
    return lambda grid: replace(
        grid,
        sheets={name: rows for name, rows in grid.sheets.items() if name not in sheets},
        names={name: cell for name, cell in grid.names.items() if cell.sheet not in sheets},
    )


def _copying(sheet: str, copy: str) -> Callable[[Grid], Grid]:
    return lambda grid: replace(grid, sheets={copy: grid.sheets[sheet], **grid.sheets})


def _changing_copy(base: Base, sheet: str) -> Callable[[Grid], Grid]:
    slot = next(slot for slot in base.form.slots if slot.at.sheet == sheet and slot.type not in ("mark", "code"))

    def make(grid: Grid) -> Grid:
        changed = with_values(grid, {slot.at: "書き換えた写し"})
        return replace(grid, sheets={f"{sheet} (2)": changed.sheets[sheet], **grid.sheets})

    return make


def _joining(first: str, second: str, down: int, right: int) -> Move:
    return lambda cell: cell.moved(down, right)._replace(sheet=first) if cell.sheet == second else cell


def name_cases() -> Iterator[Case]:
    """Names that are lost or lie, values that were dragged elsewhere, labels that were overwritten."""
    for base in bases():
        slots = base.form.slots
        for page in pages_of(base.form):
            own = [slot for slot in slots if slot.at.sheet == page.sheet.name]
            for first, end in page.blocks:
                lost = {slot.name for slot in own if first <= slot.at.row <= end}
                yield _case("names of a block #REF!", f"{page.sheet.name} {first}-{end}", base, "names kept", _losing(lost), {})
            for index, slot in enumerate(own):
                other = own[(index + 1) % len(own)]
                blank = CellRef(page.sheet.name, slot.at.row, slot.at.column + 1)
                lies = {
                    "next": other.at, "label": CellRef(page.sheet.name, *min(page.labels)), "other sheet": CellRef("メモ", 1, 1),
                    "blank": blank, "far": CellRef(page.sheet.name, 80, 60),
                }  # fmt: skip
                for name, target in [list(lies.items())[index % len(lies)]]:
                    yield _case("name lies", f"{slot.name} {name}", base, "names kept", _pointing({slot.name: target}), {})
                swapped = {slot.name: other.at, other.name: slot.at}
                if index % 3 == 0:
                    yield _case("two names swapped", f"{slot.name} {other.name}", base, "names kept", _pointing(swapped), {})
                if index % 2 == 0 and not slot.computed and not slot.mark and not slot.era:
                    yield from _dragged(base, slot, blank)
            for index, (place, text) in enumerate(page.labels.items()):
                cell = CellRef(page.sheet.name, *place)
                for turn, written in enumerate((None, "（書き換え）")):
                    for way in ("names kept", list(WAYS)[1 + (index + turn) % 2]):
                        yield _case("label overwritten", f"{cell} {text}", base, way, _writing({cell: written}), {})


def _losing(names: set[str]) -> Callable[[Grid], Grid]:
    return lambda grid: replace(grid, names={name: cell for name, cell in grid.names.items() if name not in names})


def _pointing(names: Mapping[str, CellRef]) -> Callable[[Grid], Grid]:
    return lambda grid: replace(grid, sheets={**grid.sheets, "メモ": [["メモ"]]}, names={**grid.names, **names})


def _writing(contents: Mapping[CellRef, object]) -> Callable[[Grid], Grid]:
    return lambda grid: with_values(grid, contents)


def _dragged(base: Base, slot: Slot, blank: CellRef) -> Iterator[Case]:
    """A value cut and pasted into the next cell or over another slot, its name with it."""
    row = [
        other
        for other in base.form.slots
        if (other.at.sheet, other.at.row) == (slot.at.sheet, slot.at.row) and other.at.column > slot.at.column
    ]
    hit = [other for other in row[:1] if not (other.mark or other.era or other.computed)]
    for target, read in [(blank, {}), *((other.at, {slot.path: None, other.path: _as_read(base, slot, other)}) for other in hit)]:
        yield _case("value dragged", f"{slot.name} to {target}", base, "names kept", _moving(_pasting(slot.at, target)), read)


def _pasting(cell: CellRef, target: CellRef) -> Move:
    return lambda found: target if found == cell else None if found == target else found


def all_sheet_cases() -> Iterator[Case]:
    """Everything in this module."""
    yield from line_cases()
    yield from block_cases()
    yield from sheet_cases()
    yield from name_cases()
