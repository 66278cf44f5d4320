"""The monthly run over a working folder: read what changed, check, choose, compare with last time, write, remember."""

from __future__ import annotations

import datetime
import time
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from xltools import decisions, files
from xltools.checks.selection import Selection, select
from xltools.checks.sheet import check
from xltools.checks.strategies import Strategy
from xltools.errors import NothingToReadError
from xltools.problems import Problem, in_order
from xltools.reading.model import Reading
from xltools.reading.roster import RosterEntry, read_roster
from xltools.reading.sources import find_files
from xltools.store import database, kept, runs
from xltools.working_folder import WorkingFolder, named_for

if TYPE_CHECKING:
    from xltools.store.database import Store
    from xltools.tables.changes import Since
    from xltools.tables.collection import Collection
    from xltools.tables.standing import Standing


@dataclass(frozen=True, slots=True)
class Findings:
    """What a working folder holds on a day.

    `readings` are all files, `read` the number of those that were read now and not taken from the store; `since` is None when
    there is no earlier run to compare with. `notes` are about the run itself: the roster, the store.
    """

    folder: WorkingFolder
    as_of: datetime.date
    readings: tuple[Reading, ...]
    read: int
    selection: Selection
    problems: tuple[Problem, ...]
    standings: tuple[Standing, ...]
    since: Since | None
    notes: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """A whole run: what was found, and the files that were written. `moved` are outputs that got another name because the file of
    their own name was in use: the name wanted → the file written."""

    found: Findings
    collection: Collection
    summary: Path
    problems: Path
    log: Path
    moved: Mapping[Path, Path]


Ask = Callable[[], None]


def look(
    folder: WorkingFolder,
    as_of: datetime.date,
    since: datetime.date | None = None,
    verify: bool = False,
    on_done: Ask | None = None,
    on_wait: Ask | None = None,
) -> Findings:
    """What a working folder holds on the day `as_of`, compared with the last run that showed an earlier day, or the last one up to
    the day `since`. Nothing is written but what was read, into the store.

    Raises:
        XltoolsError: another run is at work; the store cannot be used; the roster or the decisions cannot be read at all.
    """
    with _run(folder, as_of, on_wait) as (store, number):
        return _found(store, number, folder, as_of, since, verify, on_done)


def run(
    folder: WorkingFolder,
    as_of: datetime.date,
    lang: str = "ja",
    verify: bool = False,
    on_done: Ask | None = None,
    on_wait: Ask | None = None,
) -> Round:
    """The whole round: the summary and the list of problems in the folder of summaries, and the run remembered.

    Every file appears whole or not at all; the run is remembered last, so that one that was broken off is as if it had not been.

    Raises:
        NothingToReadError: not one submission counts.
        XltoolsError: as `look`, and if an output cannot be written.
    """
    from xltools.books.problem_book import problem_workbook
    from xltools.books.summary_book import summary_workbook

    with _run(folder, as_of, on_wait) as (store, number):
        found = _found(store, number, folder, as_of, None, verify, on_done)
        if not found.selection.counted:
            raise NothingToReadError("nothing-submitted", [reason for _, reason in found.selection.left_out], folder=str(folder.submitted))
        collection = _collection(found)
        wanted = [folder.summary / named_for(name, as_of) for name in (folder.output, folder.problems)]
        files.clear_leftovers(folder.summary)
        for target in wanted:
            files.may_write(target, True, [reading.source for reading in found.readings])
        problems = in_order(collection.all_problems())
        listed = problem_workbook(found.readings, problems, folder.summary, lang)
        contents = [summary_workbook(collection.form, collection, lang), listed]
        written = [files.save_or_number(target, content) for target, content in zip(wanted, contents, strict=True)]
        form = collection.form
        runs.finish(store, number, _now(), form.family, form.fiscal_year, written[0].name, _sightings(store, found))
    moved = {target: other for target, other in zip(wanted, written, strict=True) if target != other}
    return Round(found, collection, written[0], written[1], written[0].with_suffix(".log"), moved)


def read_with(store: Path, sources: Iterable[str | Path], on_done: Ask | None = None) -> list[Reading]:
    """The readings of workbooks, folders and patterns, as `xltools.reading.readings.read_workbooks` gives them, but those that a
    store holds are taken from there.

    Raises:
        XltoolsError: another run is at work; the store cannot be used.
    """
    paths, missing = find_files([str(source) for source in sources])
    now = _now()
    with database.opened(store, Path()) as kept_before:
        number = runs.begin(kept_before, now, now.date())
        readings, _ = kept.read_changed(kept_before, number, time.time_ns(), paths, False, on_done)
    return [*readings, *(Reading(problem.source, problems=(problem,)) for problem in missing)]


@contextmanager
def _run(folder: WorkingFolder, as_of: datetime.date, on_wait: Ask | None) -> Iterator[tuple[Store, int]]:
    with database.opened(folder.store, folder.root, on_wait=on_wait) as store:
        yield store, runs.begin(store, _now(), as_of)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _found(
    store: Store,
    number: int,
    folder: WorkingFolder,
    as_of: datetime.date,
    since: datetime.date | None,
    verify: bool,
    on_done: Ask | None,
) -> Findings:
    from xltools.tables.standing import OF_STANDING, Office, standings

    roster, notes = _roster(folder)
    paths, missing = find_files([str(folder.submitted)])
    known, read = kept.read_changed(store, number, time.time_ns(), paths, verify, on_done)
    readings = known + [Reading(problem.source, problems=(problem,)) for problem in missing if problem.code != "folder-empty"]
    problems = [problem for reading in readings for problem in check(reading, folder.settings.checks)]
    wrong = {problem.source for problem in problems if problem.severity == "error"}
    arrivals = kept.arrivals(store, readings)
    decided = decisions.read_decisions(folder.decisions)
    excluded = _excluded(folder, roster, decided)
    strategy = Strategy(folder.strategy, wrong, arrivals)
    selection = select(readings, None, strategy, excluded, folder.form)
    problems += [reason for _, reason in selection.left_out if reason not in problems]
    settled = {key: decision.digest for key, decision in decisions.standing(decided, decisions.SETTLE).items()}
    days = runs.days(store)
    received = {source: days[run] for source, run in arrivals.items() if run in days}
    office = Office(as_of, roster or None, folder.deadline, excluded, settled, received)
    stand = standings(selection, problems, office)
    problems += [one.reason for one in stand if one.reason and one.reason.code in OF_STANDING]
    return Findings(
        folder,
        as_of,
        tuple(readings),
        read,
        selection,
        tuple(in_order(problems)),
        stand,
        _since(store, folder, as_of, since, selection, problems, excluded),
        (*store.notes, *notes),
    )


def _roster(folder: WorkingFolder) -> tuple[tuple[RosterEntry, ...] | None, tuple[Problem, ...]]:
    """The roster's entries and what is wrong with it; None without one."""
    return read_roster(folder.roster, folder.form) if folder.roster.exists() else (None, ())


def _excluded(folder: WorkingFolder, roster: Sequence[RosterEntry] | None, decided: Sequence[decisions.Decision]) -> Mapping[str, Problem]:
    """The programs that do not count, each with the problem that says why."""
    found = {}
    for entry in roster or ():
        key = entry.values.get(folder.form.key)
        if entry.excluded and key:
            found[key] = Problem("excluded-by-roster", str(folder.roster), details={"key": key, "reason": entry.reason or ""})
    for key, one in decisions.standing(decided, decisions.EXCLUDE).items():
        details = {"key": key, "by": one.by, "on": one.on.isoformat(), "reason": one.reason}
        found[key] = Problem("excluded-by-hand", str(folder.decisions), details=details)
    return found


def _since(
    store: Store,
    folder: WorkingFolder,
    as_of: datetime.date,
    since: datetime.date | None,
    selection: Selection,
    problems: Sequence[Problem],
    excluded: Container[str],
) -> Since | None:
    """What is different from an earlier run; None if there was none."""
    from xltools.tables.changes import Seen, Since, changes
    from xltools.tables.columns import Words

    day = min(as_of, since + datetime.timedelta(days=1)) if since else as_of
    before = runs.last_before(store, day, folder.form.family, folder.form.fiscal_year)
    if before is None:
        return None
    errors = Counter(problem.source for problem in problems if problem.severity == "error")
    old = {
        one.key: Seen(one.name, one.path, one.digest, runs.record_of(store, one.digest), one.errors)
        for one in runs.sightings_of(store, before.number)
        if one.state == runs.COUNTED and one.key is not None
    }
    new = {}
    for reading in selection.counted:
        key, name = kept.key_and_name(reading)
        new[str(key)] = Seen(name, reading.source, reading.digest, reading.record, errors[reading.source], reading)
    return Since(before.as_of.isoformat(), changes(Words(folder.form, folder.lang or "ja"), old, new, excluded))


def _collection(found: Findings) -> Collection:
    from xltools.tables.collection import Collection

    selection = found.selection
    return Collection(
        selection.form,
        selection.form.fiscal_year,
        selection.counted,
        selection.left_out,
        found.problems,
        found.as_of.isoformat(),
        standings=found.standings,
        since=found.since,
    )


def _sightings(store: Store, found: Findings) -> Iterator[runs.Sighting]:
    """What the run saw, for the next one."""
    counts = Counter((problem.source, problem.severity) for problem in found.problems)
    reasons = {reading.source: reason for reading, reason in found.selection.left_out}
    for reading in found.readings:
        reason, modified = reasons.get(reading.source), reading.modified
        yield runs.Sighting(
            store.place(reading.source),
            reading.size,
            None if modified is None else round(modified * 1e9),
            reading.digest,
            *kept.key_and_name(reading),
            reason.code if reason else runs.COUNTED,
            replace(reason, source=store.place(reading.source)) if reason else None,
            counts[reading.source, "error"],
            counts[reading.source, "warning"],
        )
