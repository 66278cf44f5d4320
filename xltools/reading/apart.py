"""Reading a file in another process, and telling what became of it."""

from __future__ import annotations

import atexit
import hashlib
import threading

from xltools.messages import Word
from xltools.problems import Problem
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


def read_with(worker: Worker, data: bytes, source: str) -> Reading:
    """Read the bytes of a file with a worker; if that dies of it, the reading says so.

    Raises:
        WorkerBug: a mistake of xltools.
        NoWorkerError: no process can be started.
    """
    found = worker.read(data, source)
    if isinstance(found, Reading):
        return found
    if found == TIMEOUT:
        problem = Problem("file-timeout", source, details={"seconds": worker.deadline})
    elif found == MEMORY_GONE:
        problem = Problem("file-memory", source)
    else:
        problem = Problem("file-damaged", source, details={"reason": Word("damage.died")})
    return Reading(source, size=len(data), digest=hashlib.sha256(data).hexdigest(), problems=(problem,))


@atexit.register
def end_worker() -> None:
    """End the worker of single files, if there is one."""
    with _lock:
        while _kept:
            _kept.pop().stop()
