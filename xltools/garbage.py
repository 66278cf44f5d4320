"""Memory, used the way it is here: much is held and little of it in circles; what is freed is soon wanted again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (20_000, 20, 50)
"""How many objects more than before, and how often, before the collector looks for circles (Python's own are 700, 10, 10). A thousand
readings are some millions of objects in no circle, and going through them again and again takes an eighth of the time."""

FREED = 1 << 23
"""The C library of Linux keeps up to twice as much freed memory, in bytes, as the largest block that it has ever taken back (mallopt(3),
``M_MMAP_THRESHOLD``). Each workbook takes half a megabyte for a moment; getting that anew every time is a twentieth of reading it."""


def collect_seldom() -> None:
    """Let this process look for garbage seldom from now on, and not give back at once what it frees."""
    gc.set_threshold(*THRESHOLDS)
    bytes(FREED)  # taken and freed, never touched


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the process look for garbage seldom while the block runs."""
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
