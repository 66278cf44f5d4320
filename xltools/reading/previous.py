"""Last year's sheets, and what a program's new sheet starts with: the roster first, then what rolls over from last year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltools import fiscal_years
from xltools.forms.carry import carried
from xltools.forms.model import Form
from xltools.forms.record import laid_out, value_at
from xltools.problems import Path, Problem
from xltools.reading.model import Reading
from xltools.reading.roster import RosterEntry


@dataclass(frozen=True, slots=True)
class Start:
    """What a sheet starts with, as `xltools.forms.record.laid_out` gives it, and the fields that the section is asked to look
    through; with what could not be carried over."""

    record: Mapping[str, Any]
    review: frozenset[Path]
    problems: tuple[Problem, ...] = ()


def usable(form: Form, readings: Sequence[Reading]) -> tuple[list[Reading], tuple[Problem, ...]]:
    """The sheets of programs of the year before `form`'s; and why the others are none."""
    reasons = [(reading, list(_unusable(form, reading))) for reading in readings]
    found = [reading for reading, why in reasons if not why]
    return found, tuple(problem for _, why in reasons for problem in why)


def _unusable(form: Form, reading: Reading) -> Iterator[Problem]:
    """Why a file is no sheet to carry over; nothing if it is one."""
    if reading.form is None or reading.record is None:
        yield from reading.problems
        return
    before = form.fiscal_year - 1
    if (reading.form.family, reading.form.fiscal_year) != (form.family, before):
        yield Problem("previous-of-other-year", reading.source, details={"found": _named(reading.form), "wanted": _year(before)})
    elif value_at(reading.record, form.key) is None:
        label = form.fields()[form.key][-1].full_label
        yield Problem("previous-without-code", reading.source, at=reading.origins.get(form.key), path=form.key, label=label)


def _named(form: Form) -> str:
    return f"{form.title}（{_year(form.fiscal_year)}）"


def _year(year: int) -> str:
    return fiscal_years.label(year, year, "era")


def start(form: Form, entry: RosterEntry | None, previous: Reading | None) -> Start:
    """What a program's sheet starts with.

    What the roster states counts; a blank of the roster states nothing, so last year's value stays. Only within one row or
    group (code and name of one thing) last year's values go as soon as the roster states another one there. Rows of tables
    stay in the row of the form where they stood last year.
    """
    before = carried(form, _as_on_the_sheet(previous)) if previous and previous.form else None
    values = dict(before.values) if before else {}
    review = before.review if before else frozenset()
    stated = entry.values if entry else {}
    changed = {path[:-1] for path, value in stated.items() if len(path) > 1 and values.get(path) not in (None, value)}
    values = {path: value for path, value in values.items() if not (path in form.roster and path[:-1] in changed)}
    values |= stated
    problems = tuple(_lost(form, previous, values)) if previous else ()
    return Start(laid_out(form, values), review & values.keys() - stated.keys(), problems)


def _as_on_the_sheet(reading: Reading) -> Mapping[str, Any]:
    """A reading's record with the rows of its tables where they stood on the sheet, blank rows between them kept."""
    if reading.form is None:
        return {}
    return laid_out(reading.form, {own: value_at(reading.record, path) for path, own in reading.fields.items()})


def _lost(form: Form, previous: Reading, values: Mapping[Path, Any]) -> Iterator[Problem]:
    """Last year's entries that would have been carried over, had they been readable or offered this year."""
    unread = {problem.path for problem in previous.problems if problem.severity == "error"}
    on_sheet = _as_on_the_sheet(previous)
    placed = {own: path for path, own in previous.fields.items()}
    for path, slots in form.fields().items():
        origin = slots[-1].carried_from
        if origin is None or slots[-1].computed or values.get(path) is not None:
            continue
        value, own = value_at(on_sheet, origin), placed.get(origin, origin)
        if value is not None and path not in form.roster:
            code, shown = "previous-not-offered", value
        elif value is None and own in unread:
            code, shown = "previous-not-read", next(problem.value for problem in previous.problems if problem.path == own)
        else:
            continue
        yield Problem(code, previous.source, at=previous.origins.get(own), path=path, label=slots[-1].full_label, value=shown)
