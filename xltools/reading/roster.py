"""The roster: a table with one row per program that a sheet is expected of."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from xltools import messages
from xltools.cells import Area, CellRef
from xltools.errors import XltoolsError
from xltools.forms.compile import full_label, group_key
from xltools.forms.model import Form, Slot
from xltools.forms.record import value_at
from xltools.problems import Path, Problem, in_order
from xltools.reading.entry import Entry, ErrorValue, Parsed, error_problems
from xltools.reading.fetch import bytes_of
from xltools.reading.grid import Grid, read_grid
from xltools.reading.model import Reading
from xltools.reading.numbers import FOLDED
from xltools.reading.opening import open_book
from xltools.reading.package import Refused
from xltools.reading.texts import digits_of, parse_text

HEADING_ROWS = 10
"""The headings are looked for in so many rows from the top."""

DEADLINE, EXCLUDED, REASON, DIRECTION = OWN_COLUMNS = tuple((name,) for name in ("deadline", "excluded", "reason", "direction"))
"""The columns that are not fields of the form. Their headings stand in the catalogue, in either language."""

CIRCLE = "○"
_CIRCLES = frozenset("○◯〇●")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_DAY = FOLDED | {ord("／"): "/", ord("－"): "-"}


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One expected program: its `row` in the sheet (1-based), what the roster says of fields of the form (blanks are left out),
    when its sheet is due, whether it is excluded and why, and in which direction its indicators are to move (free words)."""

    row: int
    values: Mapping[Path, str]
    deadline: datetime.date | None = None
    excluded: bool = False
    reason: str | None = None
    direction: str | None = None


def columns(form: Form, lang: str | None = None) -> dict[Path, Slot]:
    """The columns of a form's roster by path, each as a slot whose full label is its heading.

    A field of the form is headed by its full label without the row of a table, or with it if several rows have a column.

    Raises:
        XltoolsError: the form has no roster.
    """
    if form.key not in form.roster:
        raise XltoolsError("form-without-roster", form=form.id)
    fields = form.fields()
    plain = {path: full_label(group_key(path), fields[path][-1].label, form.labels) for path in form.roster}
    texts = list(plain.values())
    found = {
        path: replace(fields[path][-1], full_label=text) if texts.count(text) == 1 else fields[path][-1] for path, text in plain.items()
    }
    return found | {path: _own(path, messages.text(f"roster.{path[0]}", lang)) for path in OWN_COLUMNS}


def _own(path: Path, heading: str) -> Slot:
    """A column that is no field of the form as a slot, so that its cells are read and complained of like those of the form."""
    return Slot(path, "", Area(CellRef("", 1, 1)), "text", heading, heading)


def latest(readings: Sequence[Reading]) -> list[Reading]:
    """The readings without the sheets of a program of which there is one of a later year."""
    keys = [value_at(reading.record, reading.form.key) if reading.form else None for reading in readings]
    years: dict[tuple[str, str], int] = {}
    for reading, key in zip(readings, keys, strict=True):
        if reading.form and isinstance(key, str):
            place = (reading.form.family, key)
            years[place] = max(years.get(place, 0), reading.form.fiscal_year)
    return [
        reading
        for reading, key in zip(readings, keys, strict=True)
        if not (reading.form and isinstance(key, str)) or reading.form.fiscal_year == years[reading.form.family, key]
    ]


def entries_of(form: Form, readings: Sequence[Reading]) -> tuple[tuple[RosterEntry, ...], tuple[Problem, ...]]:
    """A roster of the programs of some records, by their code; and why the others are not on it.

    Of a program with several records the first counts.

    Raises:
        XltoolsError: the form has no roster.
    """
    slot = columns(form)[form.key]
    found: dict[str, Reading] = {}
    problems: list[Problem] = []
    for reading in readings:
        key = value_at(reading.record, form.key)
        if reading.form is None:
            problems += reading.problems
        elif reading.form.family != form.family:
            problems.append(Problem("roster-of-other-form", reading.source, details={"found": reading.form.title, "wanted": form.title}))
        elif not isinstance(key, str):
            at = reading.origins.get(form.key)
            problems.append(Problem("roster-without-code", reading.source, at=at, path=form.key, label=slot.full_label))
        else:
            found.setdefault(key, reading)
    entries = []
    for row, key in enumerate(sorted(found), 2):
        values = {path: value_at(found[key].record, path) for path in form.roster}
        entries.append(RosterEntry(row, {path: value for path, value in values.items() if isinstance(value, str)}))
    return tuple(entries), tuple(in_order(problems))


def read_roster(path: FilePath, form: Form) -> tuple[tuple[RosterEntry, ...], tuple[Problem, ...]]:
    """Read a roster for a form: its entries, in the order of the rows, and everything wrong with it.

    Raises:
        XltoolsError: the form has no roster.
    """
    known = columns(form)
    grid = _grid(path)
    if isinstance(grid, Problem):
        return (), (grid,)
    table = _table(grid, form, known)
    if any(problem.severity == "error" for problem in table.problems):
        return (), table.problems
    for column, number in table.places.items():  # as they stand in the file, in whichever language
        known[column] = replace(known[column], full_label=str(grid.value(table.top._replace(column=number))).strip())
    problems = list(table.problems)
    entries = []
    for row in range(table.top.row + 1, len(grid.sheets[table.top.sheet]) + 1):
        cells = {column: CellRef(table.top.sheet, row, number) for column, number in table.places.items()}
        found = {column: Entry(known[column], at, grid.value(at), grid.source) for column, at in cells.items()}
        if not all(entry.blank for entry in found.values()):
            entry, wrong = _entry(form, found)
            entries.append(entry)
            problems += wrong
    problems += _twice(grid, form, known[form.key], table, entries)
    return tuple(entries), tuple(in_order(problems))


def _grid(path: FilePath) -> Grid | Problem:
    """The cells of a roster. What could end the process is refused: a roster is ours to save as it should be."""
    data, source = bytes_of(path), str(path)
    if isinstance(data, Problem):
        return data
    with suppress(Refused):  # the cell reader's border says it again, in full
        if not open_book(data).trusted:
            return Problem("roster-not-xlsx", source)
    return read_grid(data, source)


@dataclass(frozen=True, slots=True)
class _Table:
    """Where the table is: the first cell of its headings, the column (1-based) of each path; what is wrong with the headings."""

    top: CellRef
    places: Mapping[Path, int]
    problems: tuple[Problem, ...]


def _table(grid: Grid, form: Form, known: Mapping[Path, Slot]) -> _Table:
    """The row of the headings: the one, among the first of any sheet, that has most of them."""
    paths = {_squeezed(slot.full_label): path for lang in messages.LANGUAGES for path, slot in columns(form, lang).items()}
    best, top, headings = 0, CellRef("", 1, 1), tuple[object, ...]()
    for sheet, rows in grid.sheets.items():
        for number, values in enumerate(rows[:HEADING_ROWS], 1):
            count = sum(_squeezed(value) in paths for value in values)
            if count > best:
                best, top, headings = count, CellRef(sheet, number, 1), tuple(values)
    if not best:
        details = {"rows": HEADING_ROWS, "key": known[form.key].full_label}
        return _Table(top, {}, (Problem("roster-no-headings", grid.source, details=details),))
    places: dict[Path, int] = {}
    problems, others = [], []
    for column, value in enumerate(headings, 1):
        path = paths.get(_squeezed(value))
        at = top._replace(column=column)
        if path in places:
            other = top._replace(column=places[path]).a1
            problems.append(Problem("roster-column-twice", grid.source, at=at, label=str(value), details={"other": other}))
        elif path:
            places[path] = column
        elif value is not None:
            others.append(str(value).strip())
    for path, slot in known.items():
        if path not in places and path != DIRECTION:
            problems.append(Problem("roster-column-missing", grid.source, at=top, label=slot.full_label))
    if others:
        problems.append(Problem("roster-columns-ignored", grid.source, at=top, details={"names": "、".join(others)}))
    return _Table(top, places, tuple(in_order(problems)))


def _squeezed(value: object) -> str:
    return "".join(str(value).split()) if value is not None else ""


def _entry(form: Form, cells: Mapping[Path, Entry]) -> tuple[RosterEntry, list[Problem]]:
    """One row of the roster, and what is wrong with it."""
    needed = (form.key, form.name)
    parsed = {path: _field(entry, path in needed) if path in form.roster else _plain(entry) for path, entry in cells.items()}
    parsed[DEADLINE] = _deadline(cells[DEADLINE])
    parsed[EXCLUDED] = _excluded(cells[EXCLUDED])
    values = {path: found.value if path in parsed and (found := parsed[path]) else None for path in (*form.roster, *OWN_COLUMNS)}
    problems = [problem for found in parsed.values() for problem in found.problems]
    if values[EXCLUDED] and cells[REASON].blank:
        problems.append(replace(cells[REASON].problem("roster-no-reason"), value=None))
    day, texts = values[DEADLINE], {path: text for path, text in values.items() if isinstance(text, str)}
    return RosterEntry(
        row=cells[form.key].at.row,
        values={path: text for path, text in texts.items() if path in form.roster},
        deadline=day if isinstance(day, datetime.date) else None,
        excluded=values[EXCLUDED] is True,
        reason=texts.get(REASON),
        direction=texts.get(DIRECTION),
    ), problems


def _field(entry: Entry, needed: bool) -> Parsed:
    """A field of the form as the roster states it. The code and the name of the program must be there and right; anything
    else that is not as the form wants it is for the section to put right."""
    if entry.blank:
        return Parsed(None, entry.at, (entry.problem("required-blank"),) if needed else ())
    pattern, raw = entry.slot.pattern, entry.raw
    if pattern and isinstance(raw, (int, float)) and not re.fullmatch(pattern, digits_of(raw)):
        return Parsed(None, entry.at, (replace(entry.problem("roster-code-number"), value=digits_of(raw)),))
    parsed = _plain(entry)
    if parsed.value is None:
        lost = needed and not parsed.unread
        return parsed._replace(problems=(*parsed.problems, entry.problem("required-blank"))) if lost else parsed
    if not pattern or re.fullmatch(pattern, str(parsed.value)):
        return parsed
    return parsed._replace(problems=(replace(entry.problem("bad-format"), severity="error" if needed else "warning"),))


def _plain(entry: Entry) -> Parsed:
    return Parsed(None, entry.at, error_problems([entry])) if isinstance(entry.raw, ErrorValue) else parse_text(entry)


def _excluded(entry: Entry) -> Parsed:
    if entry.blank or entry.text in _CIRCLES:
        return Parsed(not entry.blank, entry.at)
    return Parsed(None, entry.at, (entry.problem("roster-not-a-circle", circle=CIRCLE),))


def _deadline(entry: Entry) -> Parsed:
    raw = entry.raw
    if entry.blank or isinstance(raw, datetime.date):
        return Parsed(raw.date() if isinstance(raw, datetime.datetime) else None if entry.blank else raw, entry.at)
    match = _DATE.fullmatch((entry.text or "").translate(_DAY))
    try:
        if match:
            return Parsed(datetime.date(int(match[1]), int(match[2]), int(match[3])), entry.at)
    except ValueError:
        pass
    return Parsed(None, entry.at, (entry.problem("roster-not-a-date"),))


def _twice(grid: Grid, form: Form, slot: Slot, table: _Table, entries: Sequence[RosterEntry]) -> Iterator[Problem]:
    """One problem per row whose code stands in a row above it."""
    first: dict[str, int] = {}
    for entry in entries:
        key = entry.values.get(form.key)
        if key is not None and first.setdefault(key, entry.row) != entry.row:
            at = CellRef(table.top.sheet, entry.row, table.places[form.key])
            details = {"other": at._replace(row=first[key]).a1}
            yield Problem("roster-code-twice", grid.source, at=at, path=form.key, label=slot.full_label, value=key, details=details)
