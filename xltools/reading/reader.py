"""A file → a reading: what it says, where each value came from, and what is wrong with it."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from xltools.cells import CellRef
from xltools.forms.model import Form, Slot
from xltools.forms.record import Built, build
from xltools.forms.rules import recomputed
from xltools.problems import Path, Problem, in_order
from xltools.reading.apart import read_apart
from xltools.reading.entry import typed
from xltools.reading.fetch import bytes_of as bytes_of
from xltools.reading.grid import Grid, grid_of, opened
from xltools.reading.locate import Located, as_handed_out, locate
from xltools.reading.model import Reading
from xltools.reading.opening import Opened
from xltools.reading.plain import UNSURE, plain_mark, plain_value
from xltools.reading.products import judged, own_product
from xltools.reading.untouched import behind_the_form
from xltools.reading.values import Entry, Parsed, parse, unread
from xltools.reading.worker import NoWorkerError

_UNREAD = object()
"""Stands for a value that could not be read until the record is built, so that its row is not taken for a blank one."""


def read_file(path: FilePath) -> Reading:
    """Read one file. It never raises about the file: what is wrong with it stands in the reading's problems.

    The file is read once, as a whole; only regular files are.
    """
    source = str(path)
    data = bytes_of(path)
    return _refused(source, data) if isinstance(data, Problem) else read_bytes(data, source)


def _refused(source: str, problem: Problem) -> Reading:
    return Reading(source, problems=(problem,))


def read_bytes(data: bytes, source: str) -> Reading:
    """Read the bytes of a file; `source` is what its problems call it. A workbook that could end this process, or take all of
    its time, is read in another one."""
    book = opened(data, source)
    if isinstance(book, Opened) and not book.trusted:
        with contextlib.suppress(NoWorkerError):
            return read_apart(data, source)
    return _read(book, data, source)


def read_here(file: bytes | FilePath, source: str) -> Reading:
    """Read a file, or the bytes of one, in this very process, whatever they are."""
    data = bytes_of(file) if isinstance(file, FilePath) else file
    return _refused(source, data) if isinstance(data, Problem) else _read(opened(data, source), data, source)


def _read(book: Opened | Problem, data: bytes, source: str) -> Reading:
    reading = _refused(source, book) if isinstance(book, Problem) else _reading(book, source)
    return replace(reading, size=len(data), digest=hashlib.sha256(data).hexdigest())


def _reading(book: Opened, source: str) -> Reading:
    """What a workbook says. The sheets behind the form's pages are read only if the form is not as it was handed out."""
    behind = behind_the_form()
    grid = grid_of(book, source, without=behind)
    if isinstance(grid, Problem):
        return _refused(source, grid)
    located = as_handed_out(grid)
    if located is None and not behind.isdisjoint(grid.sheets):
        grid = grid_of(book, source)
        if isinstance(grid, Problem):
            return _refused(source, grid)
    product = own_product(grid)
    if product:
        return _refused(source, product)
    return judged(reading_at(grid, located) if located else interpret(grid), grid)


def interpret(grid: Grid) -> Reading:
    """What the cells of a file say: its form and its record, or the problem of the gate that it did not pass."""
    located = locate(grid)
    return _refused(grid.source, located) if isinstance(located, Problem) else reading_at(grid, located)


@dataclass(frozen=True, slots=True)
class Parts:
    """The fields of a file: what each says, and that for the totals apart, by the form's own paths."""

    fields: Mapping[Path, Parsed]
    totals: Mapping[Path, Parsed]


def reading_at(grid: Grid, located: Located) -> Reading:
    """What the cells of a file say, its slots located."""
    form = located.form
    parts = parsed(grid, located)
    values = recomputed(form, {path: field.value for path, field in parts.fields.items()})
    kept = {path: _UNREAD for path, field in parts.fields.items() if field.problems and field.unread and path not in parts.totals}
    built = build(form, {**values, **kept})
    origins = _origins(form, built, parts.fields)
    placed = {own: path for path, own in built.fields.items()}
    totals = {placed[path]: field for path, field in parts.totals.items() if path in placed}
    problems = [_placed(problem, placed) for field in parts.fields.values() for problem in field.problems]
    return Reading(
        grid.source,
        form=form,
        record=_blanked(built.record) if kept else built.record,
        origins=origins,
        fields=built.fields,
        stated={path: field.value for path, field in totals.items() if field.value is not None},
        formulas=frozenset(path for path, field in totals.items() if field.at in grid.formulas),
        comments={path: grid.notes[at] for path, at in origins.items() if at in grid.notes} if grid.notes else {},
        problems=tuple(in_order([*located.problems, *problems])),
    )


def parsed(grid: Grid, located: Located) -> Parts:
    """Every field whose cells were all found. The formula of a total says nothing that its parts do not say, so neither its
    value, if no program has computed it, nor its error is looked at."""
    fields: dict[Path, Parsed] = {}
    totals: dict[Path, Parsed] = {}
    cells, unsaved = located.cells, grid.unsaved_formulas
    contents = dict(zip(cells, grid.contents(cells.values()), strict=True))
    for path, slots in located.form.fields().items():
        last = slots[-1]
        at = cells.get(last.name)
        if at is None or (len(slots) > 1 and any(slot.name not in cells for slot in slots)):
            continue
        value = plain_value(last, contents[last.name]) if len(slots) == 1 and not (unsaved and at in unsaved) else UNSURE
        field = _parsed(grid, located, slots, contents) if value is UNSURE else Parsed(value, at)
        if last.computed:
            totals[path] = field = field._replace(problems=()) if at in grid.formulas else field
        fields[path] = field
    return Parts(fields, totals)


def _parsed(grid: Grid, located: Located, slots: Sequence[Slot], contents: Mapping[str, object]) -> Parsed:
    """What a field says whose content may leave something to say."""
    cells = [located.cells[slot.name] for slot in slots]
    if slots[-1].mark and grid.unsaved_formulas.isdisjoint(cells):
        words = [located.answers[slot.name] for slot in slots if slot.name in located.answers]
        plain = plain_mark(slots, cells, [contents[slot.name] for slot in slots], grid.contents(words))
        if plain:
            return plain
    entries = entries_of(grid, located, slots)
    stale = [entry for entry in entries if entry.at in grid.unsaved_formulas]
    return unread(stale[0], "formula-not-computed") if stale else parse(entries, located.form.fiscal_year)


def entries_of(grid: Grid, located: Located, slots: Sequence[Slot]) -> list[Entry]:
    """What stands in the slots of a field, all of which were found."""
    cells = [located.cells[slot.name] for slot in slots]
    words = [located.answers.get(slot.name) for slot in slots]
    return [
        Entry(slot, at, typed(grid.value(at)), grid.source, grid.value(word) if word else None)
        for slot, at, word in zip(slots, cells, words, strict=True)
    ]


def _blanked(value: Any) -> Any:
    """The record with None for every value that could not be read."""
    if isinstance(value, dict):
        return {key: _blanked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_blanked(inner) for inner in value]
    return None if value is _UNREAD else value


def _placed(problem: Problem, placed: Mapping[Path, Path]) -> Problem:
    """A problem about the form's field as one about the record's place; in a row that was left out, about its table."""
    return replace(problem, path=placed.get(problem.path) or next(_tables(problem.path), problem.path))


def _origins(form: Form, built: Built, fields: Mapping[Path, Parsed]) -> dict[Path, CellRef]:
    """The cell of every leaf of the record, and of every table: its first cell that was found."""
    origins = {path: fields[own].at for path, own in built.fields.items() if own in fields}
    for path, tables in _in_tables(form):
        if path in fields:
            for table in tables:
                origins.setdefault(table, fields[path].at)
    return origins


@lru_cache(maxsize=64)
def _in_tables(form: Form) -> tuple[tuple[Path, tuple[Path, ...]], ...]:
    """The paths of a form that run through tables, each with these."""
    return tuple((path, tables) for path in form.fields() if (tables := tuple(_tables(path))))


def _tables(path: Path) -> Iterator[Path]:
    """The lists that a path runs through."""
    return (path[:index] for index, part in enumerate(path) if isinstance(part, int))
