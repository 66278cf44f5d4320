"""Reading on other machines: a map over files, done by any executor, such as that of a cluster.

Every machine has to see the files under the names by which they are asked for, as on a shared drive. What comes back is what reading
them here would give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from xltools.errors import XltoolsError
from xltools.reading.model import Reading
from xltools.reading.reader import read_file
from xltools.reading.shipping import Packed, Receiver, Sender

FILES_PER_TASK = 16
"""So many files go out together: enough that handing them out costs little beside reading them."""

Lost = tuple[type[Exception], ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An executor, and what it raises in its own way when it loses a task."""

    executor: Executor
    lost: Lost = ()


_elsewhere: ContextVar[Elsewhere | None] = ContextVar("elsewhere", default=None)


@contextmanager
def reading_on(executor: Executor, lost: Lost = ()) -> Iterator[None]:
    """Let an executor of `concurrent.futures` read the files inside the block. `lost` is what it raises, beside the errors of
    `concurrent.futures` and of the system, when it loses a task."""
    token = _elsewhere.set(Elsewhere(executor, lost))
    try:
        yield
    finally:
        _elsewhere.reset(token)


def asked_for() -> Elsewhere | None:
    """Who is to read; None if files are read here."""
    return _elsewhere.get()


def read_elsewhere(
    elsewhere: Elsewhere,
    paths: Sequence[Path],
    here: Callable[[Sequence[Path], Callable[[], None]], Sequence[Reading]],
    on_done: Callable[[], None],
) -> list[Reading]:
    """Read files by an executor, in the order given. What it loses, because a machine went away, is read `here`.

    Raises:
        XltoolsError: not one of its machines can read: xltools is not there, or another version of it.
    """
    batches = [paths[start : start + FILES_PER_TASK] for start in range(0, len(paths), FILES_PER_TASK)]
    futures: list[Future[list[Packed]]] = [elsewhere.executor.submit(read_batch, list(map(str, batch))) for batch in batches]
    readings: list[Reading] = []
    for batch, future in zip(batches, futures, strict=True):
        found = _of(future, elsewhere.lost)
        for _ in found:
            on_done()
        readings += found or here(batch, on_done)
    return readings


def _of(future: Future[list[Packed]], lost: Lost) -> list[Reading]:
    """What a future brings; nothing if whoever had it is gone."""
    gone: tuple[type[BaseException], ...] = (OSError, CancelledError, BrokenExecutor, *lost)
    try:
        receiver = Receiver()
        return [receiver.unpacked(one) for one in future.result()]
    except gone:
        return []
    except (ImportError, AttributeError) as error:
        raise XltoolsError("cluster-differs", reason=str(error)) from error


def read_batch(paths: Sequence[str]) -> list[Packed]:
    """Read some files one after the other; what another machine does."""
    sender = Sender()
    return [sender.packed(read_file(Path(path))) for path in paths]
