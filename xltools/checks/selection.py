"""Which submissions count: every program once in each fiscal year; and which of these years a summary is for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from xltools import fiscal_years
from xltools.checks.comparing import comparable
from xltools.checks.sheet_values import SheetValues
from xltools.checks.shifted import SHIFTED, newer_of
from xltools.errors import NothingToReadError
from xltools.forms.model import Form
from xltools.forms.record import value_at
from xltools.problems import Problem, in_order
from xltools.reading.model import Reading

LeftOut = tuple[Reading, Problem]
"""A reading that does not count, and the problem that says why."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The form (compiled for its fiscal year), the readings that count, sorted by their key, those of other years that count beside
    them for comparison, by year and key, and those that do not count. An identical copy is among these with a mere note."""

    form: Form
    counted: tuple[Reading, ...]
    left_out: tuple[LeftOut, ...]
    others: tuple[Reading, ...] = ()


def select(readings: Sequence[Reading], year: int | None = None, invalid: Container[str] = ()) -> Selection:
    """Choose what a summary counts, of one fiscal year: `year`, or the one that most readings are of. Sheets of the same form and other
    years are there to be compared with. The files `invalid` are left out. Nothing is left out silently.

    Raises:
        NothingToReadError: no reading (of that year) has a record.
    """
    form = _form(readings, year)
    unique, left_out = one_each(readings, invalid)
    counted: list[Reading] = []
    others: list[Reading] = []
    foreign: list[Reading] = []
    for reading in unique:
        if reading.form is None or reading.form.family != form.family:
            foreign.append(reading)
        else:
            (counted if reading.form.fiscal_year == form.fiscal_year else others).append(reading)
    for reading in foreign:
        details = {"found": titled(reading.form) if reading.form else "", "wanted": titled(form)}
        left_out.append((reading, Problem("year-differs", reading.source, details=details)))
    order = {id(reading): index for index, reading in enumerate(readings)}
    left_out.sort(key=lambda one: order[id(one[0])])
    return Selection(form, tuple(counted), tuple(left_out), tuple(others))


def one_each(readings: Iterable[Reading], invalid: Container[str] = ()) -> tuple[list[Reading], list[LeftOut]]:
    """The sheets that count, by form, year and key, and the others.

    A program that was submitted twice for a year counts once, as its first file in the order given: an identical copy is only noted,
    a different one is an error and left out. If one of the two holds the numbers of a year later, it is the one left out. The files
    `invalid` do not count.
    """
    found: dict[tuple[str, int, str], Reading] = {}
    left_out: list[LeftOut] = []
    for reading in readings:
        reason = _reason(reading, invalid)
        if reason or reading.form is None:
            left_out.append((reading, reason or Problem("file-unreadable", reading.source)))
            continue
        key = (reading.form.family, reading.form.fiscal_year, str(value_at(reading.record, reading.form.key)))
        first = found.setdefault(key, reading)
        if first is not reading:
            stays, goes, why = _of_two(first, reading)
            found[key] = stays
            left_out.append((goes, why))
    return [found[key] for key in sorted(found)], left_out


def _reason(reading: Reading, invalid: Container[str]) -> Problem | None:
    """Why a reading is no program's sheet; None if it is one."""
    if reading.record is None or reading.form is None:
        return next(iter(in_order(reading.problems)), Problem("file-unreadable", reading.source))
    form = reading.form
    label = form.fields()[form.key][-1].full_label
    key = value_at(reading.record, form.key)
    if key is not None:
        return Problem("invalid-left-out", reading.source, details={"key": f"{label} {key}"}) if reading.source in invalid else None
    return Problem("no-program-code", reading.source, at=reading.origins.get(form.key), path=form.key, label=label)


def _of_two(first: Reading, second: Reading) -> tuple[Reading, Reading, Problem]:
    """Of two sheets of one key and year the one that counts, the other one, and why that does not."""
    form = second.form or first.form
    if form is None:
        raise ValueError(f"{second.source} has no form")
    key = value_at(second.record, form.key)
    told: dict[str, object] = {"key": f"{form.fields()[form.key][-1].full_label} {key}"}
    if first.record == second.record:
        return first, second, Problem("identical-copy", second.source, details={**told, "other": first.source})
    names = [value_at(reading.record, form.name) for reading in (first, second)]
    if comparable(names[0]) != comparable(names[1]):
        details = {**told, "other": first.source, "name": names[1], "other_name": names[0]}
        return first, second, Problem("code-shared", second.source, path=form.key, at=second.origins.get(form.key), details=details)
    check = next((check for check in form.checks if check.kind == SHIFTED), None)
    sheets = [SheetValues(reading, form) for reading in (first, second)]
    newer = newer_of(check, *sheets) if check else None
    if newer and check:
        goes, stays = (second, first) if newer is sheets[1] else (first, second)
        details = {**told, "other": stays.source, "rule": check.id, "year": fiscal_years.label(form.fiscal_year, form.fiscal_year, "era")}
        return stays, goes, Problem("old-form", goes.source, details=details)
    return first, second, Problem("submitted-twice", second.source, details={**told, "other": first.source})


def _form(readings: Sequence[Reading], year: int | None) -> Form:
    """The form of most readings; of equals the latest year's."""
    forms = [reading.form for reading in readings if reading.form is not None and reading.record is not None]
    wanted = [form for form in forms if year is None or form.fiscal_year == year]
    if not wanted:
        problems = [problem for reading in readings for problem in reading.problems]
        raise NothingToReadError("nothing-of-year" if forms else "nothing-to-read", problems, year=str(year))
    counts = Counter((form.id, form.fiscal_year) for form in wanted)
    best = max(counts, key=lambda key: (counts[key], key[1], key[0]))
    return next(form for form in wanted if (form.id, form.fiscal_year) == best)


def titled(form: Form) -> str:
    """A form's title with its year, as the form prints them."""
    return f"{form.title}（{fiscal_years.label(form.fiscal_year, form.fiscal_year, 'era')}）"
