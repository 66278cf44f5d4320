"""Many files, read in parallel; a file that kills or blocks its reader is found, named, and the only one lost."""

from __future__ import annotations

import math
import queue
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from xltools.files import reachable
from xltools.garbage import seldom_collected
from xltools.jobs import jobs
from xltools.problems import Problem
from xltools.reading.apart import end_worker, read_with
from xltools.reading.deadlines import GLANCE
from xltools.reading.elsewhere import asked_for, read_elsewhere
from xltools.reading.fetch import bytes_of
from xltools.reading.model import Reading
from xltools.reading.reader import read_file
from xltools.reading.shared import sharing
from xltools.reading.worker import NoWorkerError, Worker

PARALLEL_FROM = 80
"""With fewer files than this, starting the workers takes longer than reading."""
FILES_PER_WORKER = 30
"""A worker more is started for so many files."""
LARGEST_HANDED = 1_000_000
"""Up to how many bytes of a file a worker reads by itself, in the time that it has; a filled form has a tenth of it."""


@seldom_collected()
def read_files(paths: Sequence[Path], on_done: Callable[[], None] | None = None) -> list[Reading]:
    """Read files, in the order given; `on_done` is called after each one."""
    done = on_done or (lambda: None)
    others = asked_for()
    if others:
        return read_elsewhere(others, paths, _here, done)
    return _here(paths, done)


def _here(paths: Sequence[Path], done: Callable[[], None]) -> list[Reading]:
    try:
        return _one_by_one(paths, done) if len(paths) < PARALLEL_FROM or jobs() == 1 else _together(paths, done)
    finally:
        end_worker()


def _one_by_one(paths: Sequence[Path], done: Callable[[], None]) -> list[Reading]:
    readings = []
    for path in paths:
        readings.append(sharing(read_file(path)))
        done()
    return readings


def _together(paths: Sequence[Path], done: Callable[[], None]) -> list[Reading]:
    """What several workers read. Each has a thread that hands it one file after the other, so a worker that dies or blocks
    costs the file it has in hand."""
    waiting = deque(enumerate(paths))
    results: queue.SimpleQueue[tuple[int, Reading]] = queue.SimpleQueue()
    workers = [Worker() for _ in range(min(jobs(), 1 + len(paths) // FILES_PER_WORKER))]
    found: dict[int, Reading] = {}
    with ThreadPoolExecutor(len(workers)) as pool:
        try:
            threads = [pool.submit(_work, worker, waiting, results) for worker in workers]
            while len(found) < len(paths):
                try:
                    index, reading = results.get(timeout=GLANCE)  # on Windows, Ctrl-C does not end a wait
                except queue.Empty:
                    for thread in threads:
                        if thread.done():
                            thread.result()  # raises what ended it
                    continue
                found[index] = reading
                done()
        finally:
            waiting.clear()
            for worker in workers:
                worker.stop()
    return [found[index] for index in range(len(paths))]


def _work(worker: Worker, waiting: deque[tuple[int, Path]], results: queue.SimpleQueue[tuple[int, Reading]]) -> None:
    """Read the files that are waiting until there are none."""
    while True:
        try:
            index, path = waiting.popleft()
        except IndexError:
            return
        results.put((index, _read(worker, path)))


def _read(worker: Worker, path: Path) -> Reading:
    """The worker reads the file itself, but for a large one: that may come slowly from a shared drive, which is no fault of its own."""
    file = path if _size(path) <= LARGEST_HANDED else bytes_of(path)
    if isinstance(file, Problem):
        return Reading(str(path), problems=(file,))
    try:
        return read_with(worker, file, str(path))
    except NoWorkerError:
        return read_file(path)


def _size(path: Path) -> float:
    """Bytes of a file; infinite where there is none."""
    try:
        return reachable(path).stat().st_size
    except (OSError, ValueError):
        return math.inf
