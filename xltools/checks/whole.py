"""What only all sheets of a year together show (checks B9, A23, and the sums over the collection)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xltools.checks.comparing import comparable
from xltools.checks.programs import ProgramChange
from xltools.checks.selection import titled
from xltools.checks.sheet_values import Number, SheetValues
from xltools.forms.model import Check, Form
from xltools.forms.record import value_at
from xltools.messages import Word
from xltools.problems import Path, Problem
from xltools.reading.model import Reading

MOST_NAMED = 10
"""So many programs are named in one message; of the others it says how many there are."""


@dataclass(frozen=True, slots=True)
class YearSheets:
    """The sheets of one form and fiscal year that count. `before` is how many programs the last year before it has that there are
    sheets of (0 if there is none), `changes` what became of them since. `expected` are the keys of the programs that the roster
    names; None without a roster."""

    form: Form
    sheets: Sequence[SheetValues]
    before: int = 0
    changes: Sequence[ProgramChange] = ()
    expected: frozenset[str] | None = None
    of: Mapping[int, SheetValues] = field(default_factory=dict)
    """Every sheet, of other years too, by the `id` of its reading."""


@dataclass(frozen=True, slots=True)
class GroupSum:
    """How many sheets are in a group, and the sums of some amounts over them: each with the number of sheets that state one."""

    count: int
    sums: tuple[Number, ...]
    stated: tuple[int, ...]


def sums_by(readings: Iterable[Reading], group: Path, amounts: Sequence[Path]) -> dict[object, GroupSum]:
    """The sheets summed up by what stands at a place of their records, in the order in which the groups come up; None is the group of
    those where nothing does. Over all groups counts and sums are those of all sheets, whatever the place."""
    found: dict[object, list[Reading]] = defaultdict(list)
    for reading in readings:
        found[value_at(reading.record, group)].append(reading)
    return {name: _summed(members, amounts) for name, members in found.items()}


def _summed(readings: Sequence[Reading], amounts: Sequence[Path]) -> GroupSum:
    numbers = [[number for reading in readings if _is_number(number := value_at(reading.record, path))] for path in amounts]
    return GroupSum(len(readings), tuple(map(sum, numbers)), tuple(map(len, numbers)))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


NOTED = frozenset({"moved", "merged", "split"})
"""What often becomes of programs, and is only said."""


CODES = {
    "renamed": "program-renamed",
    "moved": "program-moved",
    "recoded": "program-recoded",
    "followed": "program-followed",
    "merged": "program-merged",
    "split": "program-split",
}
"""What is said about each kind of change."""


def program_changes(check: Check, year: YearSheets) -> Iterator[Problem]:
    """What became of programs (B9). That one is new or has ended is only said once the sheets of both years are nearly complete: if at
    least `share` percent of the programs go on; or, for the ended, if there is a roster."""
    case = check.cases[0]
    going_on = len(year.sheets) - sum(change.kind in ("new", "followed") for change in year.changes)
    for change in year.changes:
        sheet = year.of[id((change.later or change.earlier)[0])]
        key = sheet.form.key
        if change.kind == "new" and going_on * 100 >= check.limits["share"] * len(year.sheets):
            yield _announced(check, change, year, case["type"], ("program-new", "program-new-unmarked"))
        elif change.kind == "ended" and str(sheet.value(key)) not in (year.expected or ()):
            if year.expected is not None or going_on * 100 >= check.limits["share"] * year.before:
                yield _announced(check, change, year, case["announced"], ("program-ended", "program-ended-unannounced"))
        elif change.kind not in ("new", "ended"):
            path = {"renamed": sheet.form.name, "moved": case["place"]}.get(change.kind, key)
            severity = "note" if change.kind in NOTED else check.level
            yield _changed(check, CODES[change.kind], change, year, path, severity)


def _announced(check: Check, change: ProgramChange, year: YearSheets, path: Path, codes: tuple[str, str]) -> Problem:
    """A program that is new or has ended, at the place where its sheet should say so: the first code if it does, else the second."""
    words = check.options[change.kind]
    sheet = year.of[id((change.later or change.earlier)[0])]
    if sheet.value(path) in words:
        return _changed(check, codes[0], change, year, path, "note")
    return _changed(check, codes[1], change, year, path, check.level, should="、".join(words))


def _changed(check: Check, code: str, change: ProgramChange, year: YearSheets, path: Path, severity: str, **more: object) -> Problem:
    before, after = ([year.of[id(reading)] for reading in readings] for readings in (change.earlier, change.later))
    sheet = (after or before)[0]
    details: dict[str, object] = {
        "program": _program(sheet),
        "before": tuple(map(_program, before)),
        "after": tuple(map(_program, after)),
        **more,
    }
    if before and after:
        other = before[0]
        details |= {"other_source": other.reading.source, "other_at": str(other.at(path) or ""), "other_value": other.value(path)}
    return sheet.problem(check, code, path, sheet.value(path), severity, **details)


def _program(sheet: SheetValues) -> Word:
    """A program in a message: its key, its name and its file."""
    key, name = sheet.value(sheet.form.key), sheet.value(sheet.form.name)
    return Word("between.program", {"key": key, "name": name, "source": sheet.reading.source})


def item_shared(check: Check, year: YearSheets) -> Iterator[Problem]:
    """Something that belongs to one program only (`item` of the rows `items`) stands on the sheets of several (A23): one finding at
    each sheet but the first."""
    case = check.cases[0]
    first: dict[str, tuple[SheetValues, Path]] = {}
    for sheet in year.sheets:
        for row in sheet.rows(case["items"]):
            path = (*row, *case["item"])
            known = comparable(sheet.value(path))
            owner, place = first.setdefault(known, (sheet, path))
            if known and owner is not sheet:
                details = {"other_source": owner.reading.source, "other_at": str(owner.at(place) or ""), "other_value": owner.value(place)}
                yield sheet.problem(check, "item-shared", path, sheet.value(path), check.level, other=_program(owner), **details)


def in_no_group(check: Check, year: YearSheets) -> Iterator[Problem]:
    """Sheets that say nothing at one of the places `groups` by which the collection is summed up: without them the sums of `amount` over
    the groups are not the sum over all sheets. One finding for each place."""
    for case in check.cases:
        for group in case["groups"]:
            sums = sums_by((sheet.reading for sheet in year.sheets), group, [case["amount"]])
            outside = [sheet for sheet in year.sheets if value_at(sheet.reading.record, group) is None]
            if outside:
                some = outside[0]
                details = {
                    "count": len(outside),
                    "amount": sums[None].sums[0],
                    "of": some.label(case["amount"]),
                    "should": sum(one.sums[0] for one in sums.values()),
                    "sheets": _named([_program(sheet) for sheet in outside]),
                    "difference": -sums[None].sums[0],
                }
                yield _about_all(check, "in-no-group", year, label=some.label(group), **details)


def number_expected(check: Check, year: YearSheets) -> Iterator[Problem]:
    """There is a sheet of every program of the roster, and of no other one."""
    if year.expected is None:
        return
    keys = {str(sheet.value(year.form.key)): sheet for sheet in year.sheets}
    for key in sorted(keys.keys() - year.expected):
        yield keys[key].problem(check, "program-not-expected", year.form.key, key, check.level)
    missing = sorted(year.expected - keys.keys())
    if missing:
        named = _named([Word("between.row", {"name": key}) for key in missing])
        details = {"count": len(year.sheets), "should": len(year.expected), "missing": named}
        yield _about_all(check, "programs-missing", year, label="", difference=len(keys) - len(year.expected), **details)


def _about_all(check: Check, code: str, year: YearSheets, label: str, **details: object) -> Problem:
    """A finding about no single file."""
    return Problem(code, "", check.level, label=label, details={"rule": check.id, "year": titled(year.form), **details})


def _named(words: Sequence[Word]) -> tuple[Word, ...]:
    more = (Word("between.more", {"count": len(words) - MOST_NAMED}),) if len(words) > MOST_NAMED else ()
    return (*words[:MOST_NAMED], *more)
