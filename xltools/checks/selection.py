"""Which submissions a summary counts: one form, one fiscal year, every program once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xltools import fiscal_years
from xltools.checks.strategies import Strategy, in_preference, reason
from xltools.errors import NothingToReadError
from xltools.forms.model import Form
from xltools.forms.record import value_at
from xltools.problems import Problem, in_order
from xltools.reading.model import Reading


@dataclass(frozen=True, slots=True)
class Selection:
    """The form (compiled for its fiscal year), the readings that count, sorted by their key, and those that do not, each
    with the problem that says why. An identical copy is among them with a mere note."""

    form: Form
    counted: tuple[Reading, ...]
    left_out: tuple[tuple[Reading, Problem], ...]


def select(
    readings: Sequence[Reading],
    year: int | None = None,
    strategy: Strategy = Strategy(),  # noqa: B008 - frozen
    excluded: Mapping[str, Problem] | None = None,
    form: Form | None = None,
) -> Selection:
    """Choose what a summary counts, of one form and fiscal year: that of `form`, else `year`, else the one that most readings are of.

    Of a program that was submitted twice one file counts, as the strategy says; by default the first in the order given, and
    another one with other content is an error. `excluded` are programs that do not count at all, each with the problem that says
    why. Nothing is left out silently.

    Raises:
        NothingToReadError: no reading (of that year) has a record, and there is no `form` either.
    """
    form = form or _form(readings, year)
    label = next(slot.full_label for slot in form.slots if slot.path == form.key)
    files: dict[str, list[Reading]] = {}
    left_out: dict[str, Problem] = {}
    for reading in readings:
        problem = _reason(reading, form, label)
        key = str(value_at(reading.record, form.key))
        if problem is None and excluded and key in excluded:
            problem = replace(excluded[key], source=reading.source)
        if problem:
            left_out[reading.source] = problem
        else:
            files.setdefault(key, []).append(reading)
    counted = []
    for key in sorted(files):
        first, *others = in_preference(files[key], strategy)
        counted.append(first)
        left_out |= {other.source: reason(other, first, strategy, f"{label} {key}") for other in others}
    return Selection(form, tuple(counted), tuple((reading, left_out[reading.source]) for reading in readings if reading.source in left_out))


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


def _reason(reading: Reading, form: Form, label: str) -> Problem | None:
    """Why a reading cannot count at all; None if it can."""
    if reading.record is None or reading.form is None:
        return next(iter(in_order(reading.problems)), Problem("file-unreadable", reading.source))
    if (reading.form.family, reading.form.fiscal_year) != (form.family, form.fiscal_year):
        return Problem("year-differs", reading.source, details={"found": _named(reading.form), "wanted": _named(form)})
    if value_at(reading.record, form.key) is None:
        return Problem("no-program-code", reading.source, at=reading.origins.get(form.key), path=form.key, label=label)
    return None


def _named(form: Form) -> str:
    return f"{form.title}（{fiscal_years.label(form.fiscal_year, form.fiscal_year, 'era')}）"
