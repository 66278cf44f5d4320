"""Every figure of every sheet, one row each, with where it comes from: tidy data to be evaluated further."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any, overload

from xltools import messages
from xltools.arithmetic import number
from xltools.forms.model import NUMBER_TYPES, Slot
from xltools.forms.record import leaves
from xltools.problems import Path, pointer
from xltools.reading.model import Reading
from xltools.tables.collection import Collection, record_of
from xltools.tables.columns import Words, is_year
from xltools.tables.model import Column, SummaryTable, summary_table


def table(words: Words, collection: Collection) -> SummaryTable:
    """One row per program, year and item. A blank cell gives no row; one that could not be read gives a row without a value.

    A difference that the form computes between two years belongs to no year and is not among them.
    """
    columns = [
        *words.identity(),
        Column("item", words.text("item"), "text"),
        Column("row", words.text("row"), "order"),
        Column("of", words.text("row-name"), "text"),
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        Column("era", words.text("era-year"), "text"),
        Column("value", words.text("value"), "number"),
        Column("unit", words.text("unit"), "text"),
        Column("state", words.text("settled-or-not"), "text"),
        Column("source", words.text("file"), "text"),
        Column("sheet", words.text("sheet"), "text"),
        Column("cell", words.text("cell"), "code"),
        Column("pointer", words.text("pointer"), "text"),
    ]
    items = _Items(words)
    rows = _Rows(words, [_figures(items, reading) for reading in collection.readings])
    note = words.text("note.data", programs=len(collection.readings))
    return summary_table("data", words.text("sheet.data"), columns, rows, note, 2, plain=True)


@dataclass(frozen=True, slots=True)
class _Item:
    """What is said of the figures at one path; `row` is the path of the row of a table that it stands in, None if it is in none."""

    name: str
    path: Path
    row: Path | None
    year: int | None
    era: str | None
    unit: str | None
    state: str | None
    pointer: str


class _Items:
    """What is said of every figure of the form, worked out once."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.known: dict[Path, _Item | None] = {}
        self.slots: dict[Path, Slot] = {}
        for path, slots in words.fields.items():
            self.slots.setdefault(_unnumbered(path), slots[0])
        self.names: dict[Path, str] = {}
        tables = words.form.summary.get("tables", ())
        self.settled = {table["actual"]: table["settled_until"] for table in tables if table["kind"] == "series"}
        self.target_years = {
            (*table["path"], 0, *table["achievement"]["target"]): table["achievement"].get("target_year")
            for table in tables
            if "achievement" in table
        }

    def item(self, path: Path) -> _Item | None:
        """What is said of the figure at a path, if it holds one that belongs to a year; else None."""
        if path not in self.known:
            slot = self.slots.get(_unnumbered(path))
            figure = slot is not None and slot.type in NUMBER_TYPES and (not slot.computed or any(map(is_year, path)))
            self.known[path] = self._item(path, slot) if slot and figure else None
        return self.known[path]

    def _item(self, path: Path, slot: Slot) -> _Item:
        row = next((index for index, part in enumerate(path) if isinstance(part, int)), None)
        year = self.year(path)
        return _Item(
            self.name(path),
            path,
            None if row is None else path[: row + 1],
            year,
            None if year is None else self.words.era_year(year),
            slot.unit or None,
            self.state(path, year),
            pointer(path),
        )

    def name(self, path: Path) -> str:
        """What the form calls the item, without row and year."""
        plain = tuple(part for part in _unnumbered(path) if not is_year(part))
        if plain not in self.names:
            words = self.words
            labels = [*words.groups(path), words.leaf(path)]
            years = {words.year(int(part)) for part in path if isinstance(part, str) and is_year(part)}
            self.names[plain] = " ".join(label for label in labels if label not in years)
        return self.names[plain]

    def year(self, path: Path) -> int | None:
        """The fiscal year that a figure is of: the one in its path, a target's own, else the sheet's."""
        own = next((int(part) for part in path if isinstance(part, str) and is_year(part)), None)
        return own or self.target_years.get(_unnumbered(path)) or self.words.form.fiscal_year

    def state(self, path: Path, year: int | None) -> str | None:
        """Whether a figure of a series is settled or a forecast; None for any other."""
        until = self.settled.get(path[:-1])
        if until is None or year is None:
            return None
        return self.words.text("settled" if year <= until else "forecast")


def _unnumbered(path: Path) -> Path:
    return tuple(0 if isinstance(part, int) else part for part in path)


@dataclass(frozen=True, slots=True)
class _Figures:
    """What one sheet has to say: of each item its number, or None where a cell could not be read."""

    reading: Reading
    items: tuple[_Item, ...]
    numbers: tuple[int | float | None, ...]


def _figures(items: _Items, reading: Reading) -> _Figures:
    unread = {problem.path for problem in reading.problems if problem.path and problem.value is not None}
    found = []
    for path, value in leaves(record_of(reading)):
        figure = number(value)
        item = items.item(path) if figure is not None or path in unread else None
        if item is not None:
            found.append((item, figure))
    own, numbers = zip(*found, strict=True) if found else ((), ())
    return _Figures(reading, own, numbers)


class _Rows(Sequence[tuple[Any, ...]]):
    """The rows of some sheets' figures, each made when it is asked for: there are a hundred of a sheet, which is most of a summary."""

    def __init__(self, words: Words, sheets: Sequence[_Figures]) -> None:
        self._words = words
        self._sheets = sheets

    def __len__(self) -> int:
        return sum(len(sheet.items) for sheet in self._sheets)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return (row for sheet in self._sheets for row in _rows(self._words, sheet))

    @overload
    def __getitem__(self, index: int) -> tuple[Any, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> list[tuple[Any, ...]]: ...
    def __getitem__(self, index: int | slice) -> tuple[Any, ...] | list[tuple[Any, ...]]:
        """A row, or the rows of a slice; each time all rows before are made, too."""
        if isinstance(index, slice):
            return list(islice(self, *index.indices(len(self))))
        place = range(len(self))[index]
        return next(islice(self, place, None))


def _rows(words: Words, figures: _Figures) -> Iterator[tuple[Any, ...]]:
    reading = figures.reading
    record = record_of(reading)
    identity = words.identity_of(record)
    names = {row: _row_name(record, row) for row in {item.row for item in figures.items} if row is not None}
    for item, found in zip(figures.items, figures.numbers, strict=True):
        at = reading.origins.get(item.path)
        yield (
            *identity,
            item.name,
            None if item.row is None else int(item.row[-1]) + 1,
            None if item.row is None else names[item.row],
            item.year,
            item.era,
            found,
            item.unit,
            item.state,
            reading.source,
            at.sheet if at else None,
            at.a1 if at else None,
            item.pointer,
        )


def _row_name(record: Mapping[str, Any], row: Path) -> str | None:
    """The texts with which a row of a table begins: what its figures are about."""
    place: Any = record
    for part in row:
        place = place[part]
    texts = takewhile(lambda value: value is None or isinstance(value, str), place.values() if isinstance(place, Mapping) else ())
    return messages.shown(" ".join(text for text in texts if text)) or None
