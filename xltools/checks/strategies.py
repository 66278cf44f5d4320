"""Which of several files of one program counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading.model import Reading

ERROR, NEWEST, LATEST_VALID = STRATEGIES = ("error", "newest", "latest-valid")
"""The first file named counts, and a second one with other content is an error · the newest · the newest without errors, and
only if there is none the newest."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """How to choose: the name of the strategy, the files (by source) that have errors, and for each file the number of the run
    that first saw its content: what came in later is newer, whatever the clock of the computer that saved it said."""

    name: str = ERROR
    wrong: Set[str] = frozenset()
    arrivals: Mapping[str, int] = field(default_factory=dict)


FIRST_NAMED = Strategy()
"""How files are chosen that somebody names one after another."""


def in_preference(files: Sequence[Reading], strategy: Strategy) -> list[Reading]:
    """The files of one program, the one that counts first."""
    if strategy.name == ERROR:
        return list(files)
    found = sorted(files, key=lambda reading: _age(reading, strategy))
    return sorted(found, key=lambda reading: strategy.name == LATEST_VALID and reading.source in strategy.wrong)


def _age(reading: Reading, strategy: Strategy) -> tuple[int, float, str]:
    """Sorts the newest first; files of one age by their name."""
    return (-strategy.arrivals.get(reading.source, 0), -(reading.modified or 0.0), reading.source)


def why_not(loser: Reading, winner: Reading, strategy: Strategy, told: Mapping[str, object]) -> Problem:
    """Why a file with other content does not count: another one of the program is preferred to it. `told` are details of the
    problem."""
    details = {**told, "other": winner.source}
    if strategy.name == ERROR:
        return Problem("submitted-twice", loser.source, details=details)
    newer = _age(loser, strategy) < _age(winner, strategy)
    if newer:
        return Problem("newer-has-errors", loser.source, details=details)
    arrived = strategy.arrivals.get(loser.source, 0) != strategy.arrivals.get(winner.source, 0)
    saved = loser.modified != winner.modified
    why = "why.arrived-later" if arrived else "why.saved-later" if saved else "why.name"
    return Problem("superseded", loser.source, details={**details, "why": Word(why)})
