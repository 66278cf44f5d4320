"""Reading a file in another process, and telling what became of it."""

from __future__ import annotations

import atexit
import hashlib
import threading
from pathlib import Path

from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading.fetch import bytes_of
from xltools.reading.grid import Grid
from xltools.reading.model import Reading
from xltools.reading.worker import MEMORY_GONE, TIMEOUT, Worker

_lock = threading.Lock()
_kept: list[Worker] = []
"""The one worker that single files are read with, once there was need of it."""


def read_apart(data: bytes, source: str) -> Reading:
    """Read the bytes of a file in a process of its own, which stays for the next such file.

    Raises:
        WorkerBug: a mistake of xltools.
        NoWorkerError: no process can be started.
    """
    with _lock:
        if not _kept:
            _kept.append(Worker())
        return read_with(_kept[0], data, source)


def read_with(worker: Worker, file: bytes | Path, source: str) -> Reading:
    """Read a file, or the bytes of one, with a worker; if that dies of it, the reading says so.

    Raises:
        WorkerBug: a mistake of xltools.
        NoWorkerError: no process can be started.
    """
    found: Reading | str = worker.read(file, source)
    if isinstance(found, Reading):
        return found
    problem = _lost(worker, found, source)
    data = bytes_of(file) if isinstance(file, Path) else file
    if isinstance(data, Problem):
        return Reading(source, problems=(problem,))
    return Reading(source, size=len(data), digest=hashlib.sha256(data).hexdigest(), problems=(problem,))


def cells_apart(data: bytes, source: str) -> Grid | Problem:
    """The cells of a file, read in a process of its own that ends with it.

    Raises:
        WorkerBug: a mistake of xltools.
        NoWorkerError: no process can be started.
    """
    worker = Worker("xltools.reading.grid:read_grid")
    try:
        found: Grid | Problem | str = worker.read(data, source)
    finally:
        worker.stop()
    return _lost(worker, found, source) if isinstance(found, str) else found


def _lost(worker: Worker, reason: str, source: str) -> Problem:
    """Why a worker has nothing to say about a file."""
    if reason == TIMEOUT:
        return Problem("file-timeout", source, details={"seconds": worker.deadline})
    if reason == MEMORY_GONE:
        return Problem("file-memory", source)
    return Problem("file-damaged", source, details={"reason": Word("damage.died")})


@atexit.register
def end_worker() -> None:
    """End the worker of single files, if there is one."""
    with _lock:
        while _kept:
            _kept.pop().stop()
