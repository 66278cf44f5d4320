"""A piece of work that a second process does while this one does another."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

from xltools.reading.deadlines import GLANCE
from xltools.reading.worker import NoWorkerError, Worker


@contextmanager
def meanwhile(task: str, given: object, deadline: float) -> Iterator[Callable[[], Any]]:
    """Let another process do a `task` inside the block, within `deadline` seconds. What the block gets waits for the answer; None if
    there is none, because the process could not be started, died, or took too long.

    `task` is ``module:function``; the function takes what is `given`, pickled, and an empty text. One exchange with the process is enough:
    a thread of a busy process waits long for each.
    """
    worker = Worker(task, deadline)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(worker.read, pickle.dumps(given), "")

        def answer() -> Any:
            while not wait([asked], GLANCE).done:
                pass  # on Windows, Ctrl-C does not end a wait
            try:
                found: Any = asked.result()
            except NoWorkerError:
                return None
            return None if isinstance(found, str) else found

        try:
            yield answer
        finally:
            worker.stop()
