"""Which sheets of several years are of one program, and what became of programs from one year to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xltools.checks.comparing import comparable
from xltools.forms.model import Check, Form
from xltools.forms.record import value_at
from xltools.problems import Path
from xltools.reading.model import Reading

CHANGES = "program_changes"
"""The kind of the check that says where a sheet names its budget items (`items`, each with its code `item`) and the department that
runs the program (`place`). A form without one has its programs matched by their key alone."""


@dataclass(frozen=True, slots=True)
class Program:
    """One program: its latest key, and the sheet that counts of every fiscal year, oldest first."""

    key: str
    sheets: Mapping[int, Reading]

    def pairs(self) -> Iterator[tuple[Reading, Reading]]:
        """Every sheet with the next one, usually of the year after."""
        return pairwise(self.sheets.values())


@dataclass(frozen=True, slots=True)
class ProgramChange:
    """What became of programs until the fiscal year `year`. `kind` is one of

    * ``new``, ``ended``: there is no sheet of it among those of the last year before `year` (or of `year`) that there are;
    * ``renamed``, ``moved`` (to another department), ``recoded`` (found again by its budget item and name);
    * ``merged`` (several sheets → the one that took their budget items over), ``split`` (one → those that took them over),
      ``followed`` (one → one: only the budget item is the same, so the two are not compared).
    """

    kind: str
    year: int
    earlier: tuple[Reading, ...] = ()
    later: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """The programs of a collection, by their keys, and what became of them, by year and key."""

    programs: tuple[Program, ...]
    changes: tuple[ProgramChange, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """What a sheet is known by."""

    reading: Reading
    year: int
    key: str
    name: str
    place: str
    items: tuple[str, ...]


def programs_of(readings: Iterable[Reading]) -> tuple[Program, ...]:
    """The programs of sheets of several years; see `history_of`."""
    return history_of(readings).programs


def history_of(readings: Iterable[Reading]) -> History:
    """Match the sheets of each year with those of the years before, in linear time and whatever the order of the readings.

    Two sheets are of one program if they have one key, or else one budget item and one name; never because of the department. A
    sheet whose name and budget items are both those of another key's program is of that program, for keys are given anew. Of
    several sheets with one key and year the first counts, by the file's name. A reading without a record or a key is passed over.
    """
    programs: list[Program] = []
    changes: list[ProgramChange] = []
    for sheets in _by_family(readings):
        trails: list[list[_Sheet]] = []
        years = sorted(sheets)
        for year in years:
            found = _linked([trail[-1] for trail in trails], sheets[year])
            for sheet in sheets[year]:
                index = found.get(id(sheet))
                if index is None:
                    trails.append([sheet])
                else:
                    changes += _altered(trails[index][-1], sheet)
                    trails[index].append(sheet)
        links = {id(late): early for trail in trails for early, late in pairwise(trail)}
        for first, second in pairwise(years):
            changes += _replaced(sheets[first], sheets[second], links, second)
        programs += [Program(trail[-1].key, {sheet.year: sheet.reading for sheet in trail}) for trail in trails]
    programs.sort(key=lambda program: (program.key, min(program.sheets)))
    changes.sort(key=lambda change: (change.year, [reading.source for reading in (*change.later, *change.earlier)], change.kind))
    return History(tuple(programs), tuple(changes))


def _by_family(readings: Iterable[Reading]) -> list[dict[int, list[_Sheet]]]:
    """Per family of forms and per fiscal year the sheets, one for each key."""
    found: dict[str, dict[int, dict[str, _Sheet]]] = defaultdict(lambda: defaultdict(dict))
    for reading in sorted(readings, key=lambda reading: reading.source):
        sheet = _sheet(reading)
        if sheet and reading.form:
            found[reading.form.family][sheet.year].setdefault(sheet.key, sheet)
    return [{year: [keyed[key] for key in sorted(keyed)] for year, keyed in found[family].items()} for family in sorted(found)]


def _sheet(reading: Reading) -> _Sheet | None:
    if reading.form is None or reading.record is None:
        return None
    key = value_at(reading.record, reading.form.key)
    if key is None:
        return None
    places = places_of(reading.form)
    rows = value_at(reading.record, places["items"]) if "items" in places else ()
    codes = [comparable(value_at(row, places["item"])) for row in rows] if isinstance(rows, list) else []
    place = comparable(value_at(reading.record, places["place"])) if "place" in places else ""
    name = comparable(value_at(reading.record, reading.form.name))
    return _Sheet(reading, reading.form.fiscal_year, str(key), name, place, tuple(sorted({code for code in codes if code})))


def places_of(form: Form) -> Mapping[str, Path]:
    """Where a form says what its programs are matched by; see `CHANGES`."""
    found: Check | None = next((check for check in form.checks if check.kind == CHANGES), None)
    return found.cases[0] if found else {}


def _linked(earlier: Sequence[_Sheet], later: Sequence[_Sheet]) -> dict[int, int]:
    """For each of the later sheets that goes on one of the earlier ones (by its `id`) the index of that one."""
    by_key = {sheet.key: index for index, sheet in enumerate(earlier)}
    by_item: dict[tuple[str, str], int] = {}
    for index, sheet in enumerate(earlier):
        for item in sheet.items:
            by_item.setdefault((item, sheet.name), index)
    found: dict[int, int] = {}
    taken: set[int] = set()

    def link(sheet: _Sheet, index: int | None) -> None:
        if index is not None and index not in taken and id(sheet) not in found:
            found[id(sheet)] = index
            taken.add(index)

    for sheet in later:
        same = by_key.get(sheet.key)
        if same is not None and (sheet.name == earlier[same].name or set(sheet.items) & set(earlier[same].items)):
            link(sheet, same)
    for sheet in later:
        for item in sheet.items if sheet.name else ():
            link(sheet, by_item.get((item, sheet.name)))
    for sheet in later:
        link(sheet, by_key.get(sheet.key))
    return found


def _altered(before: _Sheet, after: _Sheet) -> Iterator[ProgramChange]:
    """What is different about a program that goes on."""
    different = {"renamed": before.name != after.name, "moved": before.place != after.place, "recoded": before.key != after.key}
    for kind, is_so in different.items():
        if is_so:
            yield ProgramChange(kind, after.year, (before.reading,), (after.reading,))


def _replaced(earlier: Sequence[_Sheet], later: Sequence[_Sheet], links: Mapping[int, _Sheet], year: int) -> Iterator[ProgramChange]:
    """What became of the programs that end, and where the new ones come from. `links` leads from a sheet (its `id`) to the one before."""
    next_one = {id(links[id(sheet)]): sheet for sheet in later if id(sheet) in links}
    heirs, givers = _passed_on(earlier, later, next_one, links)
    told: set[int] = set()

    def change(kind: str, before: Sequence[_Sheet], after: Sequence[_Sheet]) -> ProgramChange:
        told.update(map(id, (*before, *after)))
        return ProgramChange(kind, year, _readings(before), _readings(after))

    for sheet in earlier:
        young = [*([next_one[id(sheet)]] if id(sheet) in next_one else ()), *heirs[id(sheet)]]
        if heirs[id(sheet)] and len(young) > 1:
            yield change("split", [sheet], young)
    for sheet in later:
        old = [*([links[id(sheet)]] if id(sheet) in links else ()), *givers[id(sheet)]]
        if any(id(before) not in told for before in givers[id(sheet)]):
            yield change("merged" if len(old) > 1 else "followed", old, [sheet])
    continued = set(map(id, links.values()))
    yield from (change("ended", [sheet], []) for sheet in earlier if id(sheet) not in told | continued)
    yield from (change("new", [], [sheet]) for sheet in later if id(sheet) not in told and id(sheet) not in links)


def _passed_on(
    earlier: Sequence[_Sheet], later: Sequence[_Sheet], next_one: Mapping[int, _Sheet], links: Mapping[int, _Sheet]
) -> tuple[Mapping[int, list[_Sheet]], Mapping[int, list[_Sheet]]]:
    """Budget items that went from a program to another one, of which the first ends or the second is new: who got them, by the
    `id` of the earlier sheet, and whose they were, by that of the later one. An item on several sheets of one year tells nothing."""
    heirs: dict[int, list[_Sheet]] = defaultdict(list)
    givers: dict[int, list[_Sheet]] = defaultdict(list)
    owners = _owners(later)
    for item, before in _owners(earlier).items():
        after = owners.get(item)
        goes_on = id(before) in next_one
        if after is None or next_one.get(id(before)) is after or (goes_on and id(after) in links) or after in heirs[id(before)]:
            continue
        heirs[id(before)].append(after)
        givers[id(after)].append(before)
    return heirs, givers


def _owners(sheets: Iterable[_Sheet]) -> dict[str, _Sheet]:
    """The sheet of every budget item that stands on one sheet only."""
    found: dict[str, list[_Sheet]] = defaultdict(list)
    for sheet in sheets:
        for item in sheet.items:
            found[item].append(sheet)
    return {item: holders[0] for item, holders in found.items() if len(holders) == 1}


def _readings(sheets: Iterable[_Sheet]) -> tuple[Reading, ...]:
    return tuple(sheet.reading for sheet in sorted(sheets, key=lambda sheet: sheet.key))
