"""Processes that read workbooks and may die of them.

A worker is another Python, started afresh (never forked), that is handed one file after the other, or its bytes, and hands back
readings. It has a limit of memory, and whoever asks it has a limit of time: then it is killed, and the next one is started.
What a crashing reader writes to stderr goes nowhere.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
import traceback
from pathlib import Path
from typing import IO, Any

from xltools.garbage import collect_seldom
from xltools.reading.deadlines import Deadlines
from xltools.reading.shipping import Packed, Receiver, Sender

DEADLINE = 20.0
"""Seconds that one file may take; a filled form takes a fiftieth of one."""
MEMORY = 1 << 30
"""Bytes that a worker may take on top of what Python itself does; on Windows there is no such limit."""
START = 60.0
"""Seconds that a worker may take to come up."""
DIED, TIMEOUT, MEMORY_GONE = "died", "timeout", "memory"
"""Why there is no reading."""

_BOOT = "import sys; sys.path[:] = sys.argv[2:]; from xltools.reading import worker; worker.serve(sys.argv[1])"
_READER = "xltools.reading.reader:read_here"
_ABORTED = -6
"""Exit code of a process that aborted itself: what the cell reader does when it gets no more memory."""


_deadlines = Deadlines()


class WorkerBug(Exception):
    """A mistake of xltools itself, in a worker; its text is the worker's traceback."""


class NoWorkerError(Exception):
    """No worker comes up on this machine."""


class Worker:
    """One worker process. It is started when it is first asked, and again after it died."""

    def __init__(self, reader: str = _READER, deadline: float = DEADLINE, memory: int = MEMORY) -> None:
        self.deadline = deadline
        self._command = (reader, memory)
        self._process: subprocess.Popen[bytes] | None = None
        self._receiver = Receiver()
        self._lock = threading.Lock()
        self._closed = False

    def read(self, file: bytes | Path, source: str) -> Any:
        """What the worker's reader makes of a file or of its bytes (a reading, if it is not told otherwise), or why there is nothing:
        ``died``, ``timeout`` or ``memory``.

        A worker that dies is given a second chance with the same file: it may have died of the ones before.

        Raises:
            NoWorkerError: none can be started.
            WorkerBug: a mistake of xltools.
        """
        found = self._ask(file, source)
        if found in (DIED, MEMORY_GONE) and not self._closed:
            found = self._ask(file, source)
        return found

    def stop(self) -> None:
        """End the process, whatever it is doing; it is not started again."""
        self._closed = True
        self._end()

    def _ask(self, file: bytes | Path, source: str) -> Any:
        process = self._started()
        if process is None:
            return DIED
        found = _exchange(process, (file, source), self.deadline)
        if isinstance(found, str):
            code = self._end()
            return MEMORY_GONE if found == DIED and code == _ABORTED else found
        return self._receiver.unpacked(found)

    def _started(self) -> subprocess.Popen[bytes] | None:
        """The process, ready to read; None if the worker was stopped."""
        with self._lock:
            if self._closed or self._process:
                return self._process
            self._process = process = _launched(*self._command)
            self._receiver = Receiver()
        if isinstance(_exchange(process, None, START), str):
            self._end()
            if not self._closed:
                raise NoWorkerError
            return None
        return process

    def _end(self) -> int | None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return None
        process.kill()
        code = process.wait()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()
        return code


def _launched(reader: str, memory: int) -> subprocess.Popen[bytes]:
    paths = [path or os.getcwd() for path in sys.path]  # noqa: PTH109 - a text is wanted
    command = [sys.executable, "-c", _BOOT, f"{reader}:{memory}", *paths]
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    try:
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing, creationflags=hidden)
    except OSError as error:
        raise NoWorkerError from error


def _exchange(process: subprocess.Popen[bytes], request: tuple[bytes | Path, str] | None, deadline: float) -> Packed | str:
    """Hand a worker a file (None: wait for it to come up) and return what it says; when the time is over it is killed."""
    _deadlines.begin(process, deadline)
    try:
        if request is not None:
            _send(process.stdin, request)
        kind, answer = _receive(process.stdout)
    except (EOFError, OSError, ValueError, pickle.UnpicklingError):
        process.wait()
        return DIED if _deadlines.end(process) else TIMEOUT
    finally:
        _deadlines.end(process)
    if kind == "bug":
        raise WorkerBug(answer)
    found: Packed | str = answer
    return found


def _send(stream: IO[bytes] | None, content: object) -> None:
    if stream:
        pickle.dump(content, stream, pickle.HIGHEST_PROTOCOL)
        stream.flush()


def _receive(stream: IO[bytes] | None) -> Any:
    if stream is None:
        raise EOFError
    return pickle.load(stream)


def serve(command: str) -> None:
    """What a worker does: read files until its stdin ends. `command` is ``module:function:bytes of memory``."""
    import importlib
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the parent that is interrupted
    module, function, memory = command.split(":")
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    read = getattr(importlib.import_module(module), function)
    collect_seldom()
    _limit(int(memory))
    sender = Sender()
    _send(outgoing, ("ready", sender.packed(None)))
    while True:
        try:
            file, source = _receive(incoming)
        except EOFError:
            return
        try:
            answer: tuple[str, object] = ("reading", sender.packed(read(file, source)))
        except MemoryError:
            answer = ("reading", MEMORY_GONE)
        except BaseException:
            _send(outgoing, ("bug", traceback.format_exc()))
            raise
        _send(outgoing, answer)


def _limit(memory: int) -> None:
    """Let this process take so many bytes more than it has now, and leave no picture of it behind when it crashes."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (_taken() + memory, resource.RLIM_INFINITY))


def _taken() -> int:
    """Bytes of address space that this process has."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 1 << 30
    return pages * os.sysconf("SC_PAGE_SIZE")
