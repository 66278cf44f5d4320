"""Files that are read while what was read before is taken from the store."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from xltools.jobs import jobs
from xltools.reading.batch import PARALLEL_FROM, read_files
from xltools.reading.elsewhere import asked_for, read_batch
from xltools.reading.meanwhile import meanwhile
from xltools.reading.model import Reading
from xltools.reading.shipping import Packed, Receiver
from xltools.reading.worker import DEADLINE

FEW = 20
"""With fewer files than this, starting a process takes longer than reading them; from `PARALLEL_FROM` on, several processes read them."""
SHARE = 2 / 3
"""How many of them the other process reads: it has nothing else to do."""


@contextmanager
def reading_ahead(paths: Sequence[Path], on_done: Callable[[], None] | None = None) -> Iterator[Callable[[], list[Reading]]]:
    """What gives the readings of files, in their order, when it is asked for, as `read_files` does. A few of them are being read until
    then; `on_done` is called after each one, but not before it is asked for."""
    done = on_done or (lambda: None)
    if jobs() == 1 or asked_for() or not FEW <= len(paths) < PARALLEL_FROM:
        yield lambda: read_files(paths, done)
        return
    share = paths[: round(len(paths) * SHARE)]
    with meanwhile(f"{__name__}:read_share", [str(path) for path in share], DEADLINE * len(share)) as answer:

        def readings() -> list[Reading]:
            own = read_files(paths[len(share) :], done)
            packed: list[Packed] | None = answer()
            if packed is None:
                return [*read_files(share, done), *own]
            receiver = Receiver()
            others: list[Reading] = [receiver.unpacked(one) for one in packed]
            for _ in others:
                done()
            return [*others, *own]

        yield readings


def read_share(data: bytes, source: str) -> list[Packed]:
    """What the other process does."""
    return read_batch(pickle.loads(data))
