"""Python's collector of garbage, told that much is held here and little of it in circles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (20_000, 20, 50)
"""How many objects more than before, and how often, before the collector looks for circles (Python's own are 700, 10, 10). A thousand
readings are some millions of objects in no circle, and going through them again and again takes an eighth of the time."""


def collect_seldom() -> None:
    """Let this process look for garbage seldom from now on."""
    gc.set_threshold(*THRESHOLDS)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the process look for garbage seldom while the block runs."""
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
