"""How many processes work at once, for everything that reads or writes many workbooks. The result does not depend on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MOST = 16
"""More processes than this are never started unless they are asked for."""

_asked: ContextVar[int | None] = ContextVar("jobs", default=None)


def jobs() -> int:
    """The number that was asked for, else one for each core that this process may use."""
    return _asked.get() or min(_cores(), MOST)


@contextmanager
def working_with(count: int | None) -> Iterator[None]:
    """Let so many processes work at once inside the block; None leaves it as it is."""
    token = _asked.set(count or _asked.get())
    try:
        yield
    finally:
        _asked.reset(token)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
