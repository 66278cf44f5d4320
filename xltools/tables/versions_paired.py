"""What of two versions belongs together: the sheets of one program, the rows of one table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from xltools.checks.comparing import comparable
from xltools.forms.record import value_at
from xltools.tables.years_sheets import YearSheet

Pair = tuple[YearSheet | None, YearSheet | None]


def paired_sheets(old: Sequence[YearSheet], new: Sequence[YearSheet]) -> list[Pair]:
    """The sheets of the old and the new version by program, in the order of year, key and name.

    Two sheets belong together if they are of one form, year and key; else, of those left over, if they are of one form, year and name
    and no others bear that; else, if each version has this one sheet only.
    """
    if len(old) == len(new) == 1 and _family(old[0]) == _family(new[0]):
        return [(old[0], new[0])]
    pairs: list[Pair] = []
    rest: tuple[Sequence[YearSheet], Sequence[YearSheet]] = (old, new)
    for known_by in (_key, _name):
        groups: dict[tuple[Any, ...], tuple[list[YearSheet], list[YearSheet]]] = defaultdict(lambda: ([], []))
        for side in (0, 1):
            for sheet in rest[side]:
                groups[known_by(sheet)][side].append(sheet)
        left: tuple[list[YearSheet], list[YearSheet]] = ([], [])
        for known, (before, now) in groups.items():
            if known[-1] and len(before) == len(now) == 1:
                pairs.append((before[0], now[0]))
            else:
                left[0].extend(before)
                left[1].extend(now)
        rest = left
    pairs += [(sheet, None) for sheet in rest[0]]
    pairs += [(None, sheet) for sheet in rest[1]]
    return sorted(pairs, key=_place)


def _family(sheet: YearSheet) -> tuple[Any, ...]:
    return sheet.form.family, sheet.year


def _key(sheet: YearSheet) -> tuple[Any, ...]:
    return *_family(sheet), str(value_at(sheet.record, sheet.form.key) or "")


def _name(sheet: YearSheet) -> tuple[Any, ...]:
    return *_family(sheet), comparable(value_at(sheet.record, sheet.form.name))


def _place(pair: Pair) -> tuple[Any, ...]:
    sheet = pair[1] or pair[0]
    return (*_key(sheet), sheet.reading.source) if sheet else ()


def paired_rows(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int | None, int | None]]:
    """The rows of a table by their 0-based numbers, in the order of the new version; those that are gone last.

    Rows that begin with the same text belong together, the first with the first. Of the others the row that has kept its place does, if
    both rows there are left over: its text was changed.
    """
    before, now = _known(old), _known(new)
    found: dict[int, int] = {}
    for known, index in now.items():
        if known in before:
            found[index] = before[known]
    taken = set(found.values())
    for index in range(len(new)):
        if index not in found and index < len(old) and index not in taken:
            found[index] = index
            taken.add(index)
    gone = [(index, None) for index in range(len(old)) if index not in taken]
    return [*((found.get(index), index) for index in range(len(new))), *gone]


def _known(rows: Sequence[Any]) -> dict[tuple[str, int], int]:
    """The rows that have a text, by it and their number among the rows that begin with it."""
    seen: Counter[str] = Counter()
    found = {}
    for index, row in enumerate(rows):
        text = comparable(first_text(row))
        if text:
            seen[text] += 1
            found[text, seen[text]] = index
    return found


def first_text(row: Any) -> str | None:
    """The first text of a row: what it is about."""
    values = row.values() if isinstance(row, Mapping) else ()
    return next((value for value in values if isinstance(value, str)), None)
