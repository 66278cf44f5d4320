"""Handing out: one prefilled workbook per expected program, from a roster, from last year's sheets, or from both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltools import files
from xltools.choosing import chosen
from xltools.errors import RefusedError
from xltools.forms.model import Form
from xltools.forms.record import named, value_at
from xltools.problems import Problem, in_order
from xltools.reading.model import Reading
from xltools.reading.previous import Start, start, usable
from xltools.reading.readings import read_all
from xltools.reading.roster import RosterEntry, read_roster


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The workbooks written, in the order of the roster (without one, of the codes), and everything to be said: what was left
    out, what starts blank, what could not be carried over."""

    targets: tuple[Path, ...]
    problems: tuple[Problem, ...]


def hand_out(
    form: Form,
    folder: Path,
    roster: Path | None = None,
    previous: Sequence[str | Path] = (),
    overwrite: bool = False,
    skip_bad: bool = False,
    on_done: Callable[..., None] | None = None,
) -> HandedOut:
    """Write one prefilled workbook per program, in folders named as the form's definition says.

    With a roster, its programs get one, except for those that it excludes; without one, every program of `previous` does.
    `previous` are sheets of the year before (workbooks, folders, files of records): what rolls over from them is filled in. Of several
    files of a program the one is taken that the summary counted (`xltools.choosing`). An error in the roster, or a previous file
    that cannot be used, stops the run; `skip_bad` leaves such files out instead.
    `on_done` is called without arguments after each file read and with the number of workbooks after each one written.

    Raises:
        RefusedError: errors as above; its problems are all of them. Nothing was written.
        XltoolsError: a workbook exists (without `overwrite`) or is one of the files read: nothing was written either. A folder
            that cannot be written.
    """
    from xltools.books.many_books import Order, write_workbooks

    entries, problems = read_roster(roster, form) if roster else ((), ())
    readings = read_all(previous, on_done)
    before, unusable = _before(form, readings)
    bad = [problem for problem in problems if problem.severity == "error"]
    bad += [problem for problem in unusable if problem.severity == "error" and not skip_bad]
    if bad:
        raise RefusedError("nothing-handed-out", in_order([*problems, *unusable]), count=len(bad))
    starts = dict(_starts(form, entries, before)) if roster else {key: start(form, None, reading) for key, reading in before.items()}
    said = [*problems, *unusable, *(problem for one in starts.values() for problem in one.problems)]
    if roster:
        said += _said(form, str(roster), entries, before if previous else None)
    if not starts:
        raise RefusedError("nothing-to-hand-out", in_order(said))
    orders = [(form, Order(target_of(form, one.record, folder), one.record, one.review)) for one in starts.values()]
    targets = tuple(order.target for _, order in orders)
    files.may_write_all(targets, overwrite, [*([roster] if roster else []), *(reading.source for reading in readings)])
    write_workbooks(orders, on_done)
    return HandedOut(targets, tuple(in_order(said)))


def _before(form: Form, readings: Sequence[Reading]) -> tuple[dict[str, Reading], tuple[Problem, ...]]:
    """The sheets of the year before by their key, in the order of the keys; and why the other files are not used."""
    fit, unusable = usable(form, readings)
    counted, left_out = chosen(fit)
    found = {str(value_at(reading.record, form.key)): reading for reading in counted}
    return {key: found[key] for key in sorted(found)}, (*unusable, *left_out)


def target_of(form: Form, record: Mapping[str, object], folder: Path) -> Path:
    """Where a program's workbook goes: a folder and a file named as the definition says; without anything to name the folder
    after, right into the target folder."""
    inner = named(form.folder_name, record).strip()
    return (folder / files.safe_name(inner) if inner else folder) / f"{files.safe_name(named(form.file_name, record))}.xlsx"


def _starts(form: Form, entries: Sequence[RosterEntry], before: Mapping[str, Reading]) -> Iterator[tuple[str, Start]]:
    for entry in entries:
        key = entry.values[form.key]
        if not entry.excluded:
            yield key, start(form, entry, before.get(key))


def _said(form: Form, roster: str, entries: Sequence[RosterEntry], before: Mapping[str, Reading] | None) -> Iterator[Problem]:
    """Who gets no workbook, and who gets one without anything from last year (if last year's sheets were given)."""
    for entry in entries:
        details = {"key": entry.values[form.key], "name": entry.values[form.name], "row": entry.row}
        if entry.excluded:
            yield Problem("roster-excluded", roster, details={**details, "reason": entry.reason})
        elif before is not None and entry.values[form.key] not in before:
            yield Problem("roster-new", roster, details=details)
    expected = {entry.values[form.key] for entry in entries}
    for key, reading in (before or {}).items():
        if key not in expected:
            name = value_at(reading.record, form.name)
            yield Problem("previous-not-expected", reading.source, details={"key": key, "name": name})
