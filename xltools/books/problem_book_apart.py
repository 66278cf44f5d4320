"""The list of problems, made by a second process while this one writes the summary."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from xltools.books.problem_book import problem_workbook
from xltools.jobs import jobs
from xltools.problems import Problem
from xltools.reading.meanwhile import meanwhile
from xltools.reading.model import Reading

MANY = 1_000
"""With fewer problems than this, starting a process takes as long as listing them."""
DEADLINE = 600.0
"""Seconds that listing them may take; ten thousand files take ten."""


@contextmanager
def problems_listed(readings: Sequence[Reading], problems: Sequence[Problem], folder: Path, lang: str) -> Iterator[Callable[[], bytes]]:
    """What gives the list of problems, as `problem_workbook` makes it, when it is asked for; until then it is being made, if there are
    many of them and two processes may work at once."""

    def here() -> bytes:
        return problem_workbook(readings, problems, folder, lang)

    if jobs() == 1 or len(problems) < MANY:
        yield here
        return
    given = [_named(reading) for reading in readings], problems, folder, lang
    with meanwhile(f"{__name__}:listed", given, DEADLINE) as answer:
        yield lambda: answer() or here()


def listed(data: bytes, source: str) -> bytes:
    """What the second process does."""
    return problem_workbook(*pickle.loads(data))


def _named(reading: Reading) -> Reading:
    """As much of a reading as the list says of it: which form it is, and which program's."""
    form, record = reading.form, reading.record
    if form is None or record is None:
        return Reading(reading.source, form=form)
    return Reading(reading.source, form=form, record={str(path[0]): record.get(str(path[0])) for path in (form.key, form.name)})
