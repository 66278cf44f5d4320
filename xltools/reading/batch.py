"""Many files, read in parallel; a file that kills or blocks its reader is found, named, and the only one lost."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from xltools.garbage import seldom_collected
from xltools.jobs import jobs
from xltools.reading.apart import end_worker, read_with
from xltools.reading.deadlines import GLANCE
from xltools.reading.elsewhere import asked_for, read_elsewhere
from xltools.reading.model import Reading
from xltools.reading.reader import read_file
from xltools.reading.shared import sharing
from xltools.reading.worker import NoWorkerError, Worker

PARALLEL_FROM = 60
"""With fewer files than this, starting the workers takes longer than reading."""
FILES_PER_WORKER = 30
"""A worker more is started for so many files."""


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
    try:
        return read_with(worker, path, str(path))
    except NoWorkerError:
        return read_file(path)
