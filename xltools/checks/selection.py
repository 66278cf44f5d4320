"""Which submissions a summary counts: one form, one fiscal year, every program once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from xltools import fiscal_years
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


def select(readings: Sequence[Reading], year: int | None = None, invalid: Container[str] = ()) -> Selection:
    """Choose what a summary counts, of one fiscal year: `year`, or the one that most readings are of. The files `invalid` are left out.

    A program that was submitted twice counts once, as its first file in the order given: an identical copy is only noted,
    a different one is an error and left out. Nothing is left out silently.

    Raises:
        NothingToReadError: no reading (of that year) has a record.
    """
    form = _form(readings, year)
    counted: dict[str, Reading] = {}
    left_out: list[tuple[Reading, Problem]] = []
    for reading in readings:
        reason = _reason(reading, form, counted, invalid)
        if reason:
            left_out.append((reading, reason))
        else:
            counted[str(value_at(reading.record, form.key))] = reading
    return Selection(form, tuple(counted[key] for key in sorted(counted)), tuple(left_out))


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


def _reason(reading: Reading, form: Form, counted: dict[str, Reading], invalid: Container[str]) -> Problem | None:
    """Why a reading does not count; None if it does."""
    if reading.record is None or reading.form is None:
        return next(iter(in_order(reading.problems)), Problem("file-unreadable", reading.source))
    if (reading.form.family, reading.form.fiscal_year) != (form.family, form.fiscal_year):
        return Problem("year-differs", reading.source, details={"found": _named(reading.form), "wanted": _named(form)})
    key = value_at(reading.record, form.key)
    slot = next(slot for slot in form.slots if slot.path == form.key)
    if key is None:
        return Problem("no-program-code", reading.source, at=reading.origins.get(form.key), path=form.key, label=slot.full_label)
    if reading.source in invalid:
        return Problem("invalid-left-out", reading.source, details={"key": f"{slot.full_label} {key}"})
    first = counted.get(str(key))
    if first is None:
        return None
    code = "identical-copy" if first.record == reading.record else "submitted-twice"
    return Problem(code, reading.source, details={"key": f"{slot.full_label} {key}", "other": first.source})


def _named(form: Form) -> str:
    return f"{form.title}（{fiscal_years.label(form.fiscal_year, form.fiscal_year, 'era')}）"
