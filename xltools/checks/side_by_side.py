"""Two sheets of one program side by side: which of their places belong together, and how a difference between them is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xltools.checks.comparing import comparable
from xltools.checks.sheet_values import Number, SheetValues
from xltools.forms.model import Check
from xltools.forms.record import value_at
from xltools.messages import Word
from xltools.problems import Path, Problem

COVERS = "covers"
"""The detail of a finding that lists the places of the later sheet which it speaks of: no later rule looks at them."""
MOST_TOLD = 8
"""So many differences are listed in one message; of the others it says how many there are."""

Places = tuple[Path, Path]
"""A place of the earlier sheet and the one of the later sheet that belongs to it."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is looked at as one: series of the earlier sheet and of the later one, groups whose keys are fiscal years; with its name
    on the form."""

    name: str
    series: tuple[Places, ...]

    def settled(self, earlier: SheetValues, later: SheetValues) -> Iterator[Places]:
        """The years that both sheets have and that were settled when the earlier one was written."""
        for before, now in self.series:
            group, own = value_at(earlier.reading.record, before), value_at(later.reading.record, now)
            if isinstance(group, dict) and isinstance(own, dict):
                years = sorted(key for key in group if key in own and str(key).isdigit() and int(key) < earlier.form.fiscal_year)
                yield from (((*before, year), (*now, year)) for year in years)


def rows_of(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[Row]:
    """The rows that a check looks at: its `rows` (a series each), the rows of its `tables` (a `name` and a series `values` each;
    those of one name belong together), and its `columns` (many series of few years each, that are looked at as one)."""
    for case in check.cases:
        for path in case.get("rows", ()):
            yield Row(later.label(path), ((path, path),))
        for table in case.get("tables", ()):
            for before, now in same_rows(earlier, later, table, case["name"]):
                yield Row(later.text((*now, *case["name"])), (((*before, *case["values"]), (*now, *case["values"])),))
        if "columns" in case:
            yield Row(later.label(case["columns"][0][:1]), tuple((path, path) for path in case["columns"]))


def same_rows(earlier: SheetValues, later: SheetValues, table: Path, name: Path) -> Iterator[Places]:
    """The rows of a table that have one name on both sheets, in the order of the later one. Of rows with one name on one sheet the
    first counts."""
    before: dict[str, Path] = {}
    for row in earlier.rows(table):
        before.setdefault(comparable(earlier.value((*row, *name))), row)
    for row in later.rows(table):
        known = comparable(later.value((*row, *name)))
        if known and known in before:
            yield before.pop(known), row


def both(earlier: SheetValues, later: SheetValues, places: Places) -> tuple[Number | None, Number | None] | None:
    """The numbers at two places, a blank as None; None if either of them holds something else, or an error was reported about it."""
    found: list[Number | None] = []
    for sheet, path in zip((earlier, later), places, strict=True):
        number = sheet.number(path)
        if number is None and (path in sheet.told or value_at(sheet.reading.record, path) is not None):
            return None
        found.append(number)
    return found[0], found[1]


def difference(
    check: Check, code: str, earlier: SheetValues, later: SheetValues, places: Sequence[Places], severity: str = "", **details: object
) -> Problem:
    """A finding about places whose values differ: at the later sheet's first one, naming the cells of both in both files.

    `previous` is what the earlier sheet is called: last year's, or of an earlier year.
    """
    before, now = places[0]
    previous = Word("between.last-year" if later.form.fiscal_year - earlier.form.fiscal_year == 1 else "between.earlier-year")
    told: dict[str, object] = {
        "other_source": earlier.reading.source,
        "other_at": str(earlier.at(before) or ""),
        "other_value": _found(earlier, before),
        "previous": previous,
        "differences": _listed(earlier, later, places, previous),
        COVERS: tuple(own for _, own in places),
    }
    return later.problem(check, code, now, later.value(now), severity, **{**told, **details})


def _listed(earlier: SheetValues, later: SheetValues, places: Sequence[Places], previous: Word) -> tuple[Word, ...]:
    """Every difference in words: the first with the names of both files, the others with the cells alone."""
    found = []
    for number, (before, now) in enumerate(places[:MOST_TOLD]):
        details: dict[str, object] = {
            "label": later.label(now), "value": _found(later, now), "at": str(later.at(now) or ""), "source": later.reading.source,
            "previous": previous,
            "other_value": _found(earlier, before), "other_at": str(earlier.at(before) or ""), "other_source": earlier.reading.source,
        }  # fmt: skip
        found.append(Word("between.cells" if number else "between.files", details))
    if len(places) > MOST_TOLD:
        found.append(Word("between.more", {"count": len(places) - MOST_TOLD}))
    return tuple(found)


def _found(sheet: SheetValues, path: Path) -> object:
    value = sheet.value(path)
    return Word("word.blank-cell") if value is None else value
