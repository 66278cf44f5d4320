"""Every figure of a program over all years that any of its sheets tells of; where sheets disagree, what each of them says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xltools.arithmetic import Number
from xltools.checks.comparing import comparable
from xltools.forms.record import value_at
from xltools.problems import Path
from xltools.tables.columns import Words, is_year
from xltools.tables.years_sheets import ProgramSheets, Told, YearSheet, compared_tables, rows_at, settings_in

Key = tuple[str | int, ...]
"""What a figure is known by within its table: the line of a statement, the name of a row with its number among rows of that name."""


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """A figure of one fiscal year as all sheets tell it, the oldest sheet first. None of them may have a value."""

    said: tuple[Told, ...]

    @property
    def counts(self) -> Told:
        """What counts: the latest settled value; without one the latest forecast; without either what the latest sheet says."""
        filled = [told for told in self.said if told.state == "filled"]
        settled = [told for told in filled if told.settled]
        return (settled or filled or self.said)[-1]

    @property
    def value(self) -> Number | None:
        """The value that counts."""
        found: Number | None = self.counts.value
        return found

    @property
    def settled(self) -> Number | None:
        """The latest settled value; None if there is none."""
        return next((told.value for told in reversed(self.said) if told.settled and told.state == "filled"), None)

    @property
    def forecast(self) -> Told | None:
        """The latest forecast, whether or not it came true."""
        return next((told for told in reversed(self.said) if not told.settled), None)

    def restated(self) -> Iterator[tuple[Told, Told]]:
        """Where a later sheet says of a settled year other than the sheet before it: then and now."""
        settled = [told for told in self.said if told.settled]
        return ((then, now) for then, now in pairwise(settled) if not then.same(now))


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One figure of a program over the years. `kind` and `table` say which table of the definition it is of (the number among those of
    its kind), `label` what it is called, `sheets` the fiscal years of the sheets that have it."""

    kind: str
    table: int
    key: Key
    label: str
    unit: str
    years: Mapping[int, Joined]
    rows: Mapping[int, Path]

    def value(self, year: int) -> Number | None:
        """The value that counts for a year; None without one."""
        return self.years[year].value if year in self.years else None

    def restated(self) -> Iterator[tuple[int, Told, Told]]:
        """Every disagreement: the year, then, now."""
        return ((year, then, now) for year, joined in self.years.items() for then, now in joined.restated())


Place = tuple[Path, int | None]
"""A group whose keys are fiscal years, and the last of them that is settled (None: all are)."""


def figures_of(words: Words, program: ProgramSheets) -> list[Figure]:
    """Every figure of a program that the definition has compared over the years, in the definition's order."""
    found: list[Figure] = []
    for index, settings in enumerate(compared_tables(words.form, "series")):
        for key in ("planned", "actual"):
            places = _places(program, "series", index, lambda own, key=key: (own[key], own["settled_until"] if key == "actual" else None))  # type: ignore[misc]
            label, unit = words.leaf(settings[key]), words.unit(settings[key])
            found.append(Figure("series", index, (key,), label, unit, joined(program, places), {}))
    for index, settings in enumerate(compared_tables(words.form, "statement")):
        for line in settings["lines"]:
            places = _places(program, "statement", index, lambda own, line=line: ((*own["path"], line), None))  # type: ignore[misc]
            label = words.leaf((*settings["path"], line))
            found.append(Figure("statement", index, (line,), label, words.unit(settings["path"]), joined(program, places), {}))
    for index in range(len(compared_tables(words.form, "rows"))):
        found += _rows(program, index)
    return found


def joined(program: ProgramSheets, places: Mapping[int, Place]) -> dict[int, Joined]:
    """A figure over all years of all sheets; `places` says for the fiscal year of a sheet where it stands there."""
    said: dict[int, list[Told]] = {}
    for year, (path, until) in places.items():
        group = value_at(program.sheets[year].record, path)
        for key in sorted(group) if isinstance(group, Mapping) else ():
            if is_year(key):
                told = program.sheets[year].figure((*path, key), until is None or int(key) <= until)
                said.setdefault(int(key), []).append(told)
    return {year: Joined(tuple(said[year])) for year in sorted(said)}


def _places(program: ProgramSheets, kind: str, index: int, place: Callable[[Mapping[str, object]], Place]) -> dict[int, Place]:
    """Where a figure stands on each sheet of a program, as far as the sheet's form has it."""
    own = {year: settings_in(sheet.form, kind, index) for year, sheet in program.sheets.items()}
    return {year: place(settings) for year, settings in own.items() if settings is not None}


def _rows(program: ProgramSheets, index: int) -> Iterator[Figure]:
    """The rows of a table, matched by name: the rows of the latest sheet, then those that only earlier ones have."""
    named: dict[Key, dict[int, tuple[Path, str]]] = {}
    for year in sorted(program.sheets, reverse=True):
        for key, path, label in named_rows(program.sheets[year], index):
            named.setdefault(key, {})[year] = (path, label)
    for key, rows in named.items():
        places: dict[int, Place] = {}
        for year in sorted(rows):
            settings = settings_in(program.sheets[year].form, "rows", index)
            if settings is not None:
                places[year] = ((*rows[year][0], *settings["trend"]), settings["settled_until"])
        paths = {year: rows[year][0] for year in sorted(rows)}
        yield Figure("rows", index, key, rows[max(rows)][1], "", joined(program, places), paths)


def named_rows(sheet: YearSheet, index: int) -> Iterator[tuple[Key, Path, str]]:
    """The rows of a table with what they are known by: the name, and the number among rows of that name. A row without a name is like
    none of another sheet."""
    settings = settings_in(sheet.form, "rows", index)
    if settings is None:
        return
    seen: Counter[str] = Counter()
    for path, row in rows_at(sheet, settings["path"]):
        name = value_at(row, settings["row_name"])
        known = comparable(name)
        seen[known] += 1
        yield ((known, seen[known]) if known else ("", sheet.year, seen[known])), path, str(name or "")


def years_in(figures: Sequence[Figure]) -> list[int]:
    """Every fiscal year that one of the figures tells of."""
    return sorted({year for figure in figures for year in figure.years})
