"""Which of several files of one program is taken where sheets are taken up again: the one that the summary counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from xltools.checks.selection import Rules, one_each
from xltools.checks.strategies import FIRST_NAMED, Strategy
from xltools.checks.together import own_problems, with_errors
from xltools.forms.record import value_at
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.settings import find_settings, load_settings
from xltools.store import database, kept
from xltools.working_folder import WorkingFolder, working_folder


def chosen(readings: Iterable[Reading]) -> tuple[list[Reading], tuple[Problem, ...]]:
    """The readings without those of whose program and year another file is taken, and why these are left out.

    Files that lie in one working folder are chosen from as its monthly run does: by the strategy of its settings, the levels of its
    checks, and the order in which its runs saw them first. Of any others the first by name is taken, as where files are named for a
    summary. A reading that is no program's sheet is passed on. Whether a program counts at all is not asked here.

    Raises:
        XltoolsError: settings of a working folder that cannot be read; its store is in use or cannot be used.
    """
    readings = sorted(readings, key=lambda reading: reading.source)
    groups: dict[tuple[str, int, str], list[Reading]] = {}
    for reading in readings:
        key = value_at(reading.record, reading.form.key) if reading.form else None
        if reading.form and key is not None:
            groups.setdefault((reading.form.family, reading.form.fiscal_year, str(key)), []).append(reading)
    several = [group for group in groups.values() if len(group) > 1]
    left_out: dict[int, Problem] = {}
    for folder, among in _by_folder(several):
        strategy = _strategy(folder, among) if folder else FIRST_NAMED
        left_out |= {id(reading): reason for reading, reason in one_each(among, Rules(strategy))[1]}
    kept_readings = [reading for reading in readings if id(reading) not in left_out]
    return kept_readings, tuple(left_out[id(reading)] for reading in readings if id(reading) in left_out)


def _by_folder(groups: Iterable[Sequence[Reading]]) -> list[tuple[WorkingFolder | None, list[Reading]]]:
    """The files of some programs, by the working folder in which all the files of a program lie; None for those of no such folder."""
    places: dict[Path, Path | None] = {}
    found: dict[Path | None, list[Reading]] = {}
    for group in groups:
        lies_in = {
            places[parent] if parent in places else places.setdefault(parent, find_settings(parent))
            for parent in (Path(reading.source).parent for reading in group)
        }
        found.setdefault(next(iter(lies_in)) if len(lies_in) == 1 else None, []).extend(group)
    return [(_folder(place), among) for place, among in found.items()]


def _folder(place: Path | None) -> WorkingFolder | None:
    """The working folder of a file of settings; None if that makes none, for it names no year."""
    settings = load_settings(place)
    return working_folder(settings) if "year" in settings.run else None


def _strategy(folder: WorkingFolder, readings: Sequence[Reading]) -> Strategy:
    """How a working folder chooses among some of its files; what no run has seen yet came in last."""
    wrong = with_errors(own_problems(readings, folder.settings.checks))
    seen: dict[str, int] = {}
    if folder.store.is_file():
        with database.opened(folder.store, folder.root) as store:
            seen = dict(kept.arrivals(store, readings))
    last = max(seen.values(), default=0) + 1
    return Strategy(folder.strategy, wrong, {reading.source: seen.get(reading.source, last) for reading in readings})
