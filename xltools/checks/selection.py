"""Which submissions count: every program once in each fiscal year; and which of these years a summary is for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xltools import fiscal_years
from xltools.checks.comparing import comparable
from xltools.checks.sheet_values import SheetValues
from xltools.checks.shifted import SHIFTED, newer_of
from xltools.checks.strategies import FIRST_NAMED, Strategy, in_preference, why_not
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
    them for comparison, by year and key, and those that do not count. An identical copy is among these with a mere note. `unused` are
    those that should have been compared with and cannot be."""

    form: Form
    counted: tuple[Reading, ...]
    left_out: tuple[LeftOut, ...]
    others: tuple[Reading, ...] = ()
    unused: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """How to choose: which of several files of a program counts; the files (by source) that do not count because they have errors; and
    the programs that do not count at all, each with the problem that says why."""

    strategy: Strategy = FIRST_NAMED
    invalid: Container[str] = ()
    excluded: Mapping[str, Problem] = field(default_factory=dict)


def select(
    readings: Sequence[Reading],
    year: int | None = None,
    rules: Rules = Rules(),
    form: Form | None = None,
    earlier: Sequence[Reading] | None = None,
) -> Selection:
    """Choose what a summary counts, of one form and fiscal year: `form`, or that of `year`, or the one that most readings are of.

    The sheets of other years are there to be compared with; with `earlier`, only these are, and a sheet of another year among the
    `readings` is left out. Nothing is left out silently.

    Raises:
        NothingToReadError: no reading (of that year) has a record, and there is no `form` either.
    """
    form = form or _form(readings, year)
    unique, left_out = one_each(readings, rules)
    counted, others, foreign = _parted(unique, form)
    unused: list[LeftOut] = []
    if earlier is not None:
        foreign += others
        unique, unused = one_each(earlier, Rules(rules.strategy))
        same, others, strangers = _parted(unique, form)
        unused += [(reading, _of_another(reading, form)) for reading in strangers]
        unused += [(reading, Problem("year-not-earlier", reading.source, details={"year": titled(form)})) for reading in same]
    left_out += [(reading, _of_another(reading, form)) for reading in foreign]
    return Selection(form, tuple(counted), _in_order(left_out, readings), tuple(others), _in_order(unused, earlier or ()))


def _parted(readings: Iterable[Reading], form: Form) -> tuple[list[Reading], list[Reading], list[Reading]]:
    """The sheets of a form and its fiscal year, those of it and other years, and those of other forms."""
    parts: tuple[list[Reading], list[Reading], list[Reading]] = ([], [], [])
    for reading in readings:
        own = reading.form
        parts[2 if own is None or own.family != form.family else 0 if own.fiscal_year == form.fiscal_year else 1].append(reading)
    return parts


def _in_order(left_out: Iterable[LeftOut], readings: Iterable[Reading]) -> tuple[LeftOut, ...]:
    order = {id(reading): index for index, reading in enumerate(readings)}
    return tuple(sorted(left_out, key=lambda one: order[id(one[0])]))


def _of_another(reading: Reading, form: Form) -> Problem:
    return Problem("year-differs", reading.source, details={"found": titled(reading.form) if reading.form else "", "wanted": titled(form)})


def one_each(readings: Iterable[Reading], rules: Rules = Rules()) -> tuple[list[Reading], list[LeftOut]]:
    """The sheets that count, by form, year and key, and the others.

    A program that was submitted twice for a year counts once, with the file that the strategy prefers: an identical copy is only noted,
    a different one is left out. If one of the two holds the numbers of a year later, it is the one left out.
    """
    found: dict[tuple[str, int, str], list[Reading]] = {}
    left_out: list[LeftOut] = []
    for reading in readings:
        reason = _reason(reading, rules)
        if reason or reading.form is None:
            left_out.append((reading, reason or Problem("file-unreadable", reading.source)))
        else:
            key = str(value_at(reading.record, reading.form.key))
            found.setdefault((reading.form.family, reading.form.fiscal_year, key), []).append(reading)
    counted = []
    for place in sorted(found):
        stays, *others = in_preference(found[place], rules.strategy)
        for other in others:
            stays, goes, why = _of_two(stays, other, rules.strategy)
            left_out.append((goes, why))
        counted.append(stays)
    return counted, left_out


def _reason(reading: Reading, rules: Rules) -> Problem | None:
    """Why a reading is no program's sheet, or does not count; None if it does."""
    if reading.record is None or reading.form is None:
        return next(iter(in_order(reading.problems)), Problem("file-unreadable", reading.source))
    form = reading.form
    label = form.fields()[form.key][-1].full_label
    key = value_at(reading.record, form.key)
    if key is None:
        return Problem("no-program-code", reading.source, at=reading.origins.get(form.key), path=form.key, label=label)
    if str(key) in rules.excluded:
        return replace(rules.excluded[str(key)], source=reading.source)
    return Problem("invalid-left-out", reading.source, details={"key": f"{label} {key}"}) if reading.source in rules.invalid else None


def _of_two(first: Reading, second: Reading, strategy: Strategy) -> tuple[Reading, Reading, Problem]:
    """Of two sheets of one key and year, the first preferred, the one that counts, the other one, and why that does not."""
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
    return first, second, why_not(second, first, strategy, told)


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
