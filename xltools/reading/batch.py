"""Many files, read in parallel; a file that kills its reader is found and named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

from xltools.forms.definition import load_form
from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.reading.reader import read_file

PARALLEL_FROM = 24
"""With fewer files than this, starting the workers takes longer than reading."""

_Packed = tuple[Reading, tuple[str, int] | None]
"""A reading without its form, and which form it is: every process has its own copy of the forms."""


def read_files(paths: Sequence[Path], on_done: Callable[[], None] | None = None) -> list[Reading]:
    """Read files, in the order given; `on_done` is called after each one."""
    done = on_done or (lambda: None)
    if len(paths) < PARALLEL_FROM:
        return list(_one_by_one(paths, done))
    found = _together(paths, done)
    for index, path in enumerate(paths):
        if index not in found:
            found[index] = _alone(path)
            done()
    return [found[index] for index in range(len(paths))]


def _one_by_one(paths: Sequence[Path], done: Callable[[], None]) -> list[Reading]:
    readings = []
    for path in paths:
        readings.append(read_file(path))
        done()
    return readings


def _together(paths: Sequence[Path], done: Callable[[], None]) -> dict[int, Reading]:
    """What a pool of workers reads, by position. If a worker dies, the files that no one has read yet are left out."""
    found = {}
    with ProcessPoolExecutor() as pool:
        waiting = {}
        try:
            for index, path in enumerate(paths):
                waiting[pool.submit(_packed, path)] = index
        except BrokenProcessPool:  # already, while the last ones are handed in
            pass
        try:
            for future in as_completed(waiting):
                if not isinstance(future.exception(), BrokenProcessPool):
                    found[waiting[future]] = _unpacked(future.result())
                    done()
        except BaseException:  # interrupted: no worker is to begin another file
            pool.shutdown(cancel_futures=True)
            raise
    return found


def _alone(path: Path) -> Reading:
    """What a worker of its own reads; if that dies too, the file is the guilty one."""
    with ProcessPoolExecutor(max_workers=1) as pool:
        try:
            return _unpacked(pool.submit(_packed, path).result())
        except BrokenProcessPool:
            source = str(path)
            return Reading(source, problems=(Problem("file-damaged", source, details={"reason": Word("damage.died")}),))


def _packed(path: Path) -> _Packed:
    reading = read_file(path)
    form = reading.form
    return (replace(reading, form=None), (form.id, form.fiscal_year)) if form else (reading, None)


def _unpacked(packed: _Packed) -> Reading:
    reading, form = packed
    return replace(reading, form=load_form(*form)) if form else reading
