"""Processes that may only take so long."""

from __future__ import annotations

import subprocess
import threading
import time

GLANCE = 0.2
"""Seconds between two looks at the time, and after which whoever waits looks up."""


class Deadlines:
    """Kills the processes whose time is over. One thread for all of them, which is there while there are any: starting one for each file
    takes as long as a tenth of reading it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._due: dict[subprocess.Popen[bytes], float] = {}
        self._there = False

    def begin(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        """Give a process so much time."""
        with self._lock:
            self._due[process] = time.monotonic() + seconds
            if not self._there:
                self._there = True
                threading.Thread(target=self._look, name="deadlines", daemon=True).start()

    def end(self, process: subprocess.Popen[bytes]) -> bool:
        """Let a process have its time; whether it still had some."""
        with self._lock:
            return self._due.pop(process, None) is not None

    def _look(self) -> None:
        while True:
            time.sleep(GLANCE)
            with self._lock:
                now = time.monotonic()
                for process in [process for process, due in self._due.items() if due < now]:
                    del self._due[process]
                    process.kill()
                if not self._due:
                    self._there = False
                    return
