"""The store's file: opened by one run at a time, brought to the newest version, and set aside when it cannot be used.

Everything in it can be made again from the files, except for what earlier runs saw.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools.errors import XltoolsError
from xltools.files import reason_of
from xltools.messages import Word
from xltools.problems import Problem
from xltools.store.migrations import MIGRATIONS

if TYPE_CHECKING:
    import sqlite3

APPLICATION = 0x786C7473
"""What marks an SQLite file as a store of xltools (``PRAGMA application_id``): the letters xlts."""
WAIT = 15.0
"""Seconds that a run waits for another one that has the store open."""
_GLANCE = 0.1
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite puts beside a file while it is open, and leaves there when its process is killed."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open store: its file, its connection, the folder that paths are relative to, and what is to be said about it."""

    path: Path
    connection: sqlite3.Connection
    root: Path
    notes: tuple[Problem, ...] = ()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Several changes that are made all together or not at all."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def readable(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """The first row that a query finds; None if there is none, or if it holds a text that is spoilt."""
        import sqlite3

        try:
            found: tuple[Any, ...] | None = self.connection.execute(query, values).fetchone()
        except sqlite3.OperationalError as error:
            if "decode" in str(error):  # it has no code of its own
                return None
            raise
        return found

    def place(self, source: str) -> str:
        """A file's path as the store keeps it: from the working folder on, so that the folder may be moved; with ``/``."""
        whole, root = os.path.abspath(source), os.path.join(self.root, "")  # noqa: PTH100, PTH118 - links stay as they are; pathlib is slow
        inside = os.path.normcase(whole).startswith(os.path.normcase(root))
        return (whole[len(root) :] if inside else whole).replace(os.sep, "/")


class _Unusable(Exception):
    """A store that is to be set aside; its argument is the word that says why."""


@contextmanager
def opened(
    path: Path, root: Path, wait: float | None = None, on_wait: Callable[[], None] | None = None, steps: Sequence[str] = MIGRATIONS
) -> Iterator[Store]:
    """Open a store, made anew if there is none or if the one that is there is damaged, foreign or of a newer xltools (it is set
    aside under another name, and the store's notes say so). Nobody else can open it meanwhile; `on_wait` is called once if
    somebody else has it open.

    Raises:
        XltoolsError: another run had it open for longer than `wait` seconds (by default `WAIT`); it cannot be opened or written.
    """
    import sqlite3

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise XltoolsError("output-not-writable", target=str(path), reason=reason_of(error)) from error
    notes: tuple[Problem, ...] = ()
    connection = None
    wait = WAIT if wait is None else wait
    try:
        try:
            connection = _connected(path, wait, on_wait, steps)
        except _Unusable as reason:
            aside = _set_aside(path)
            notes = (Problem("store-set-aside", str(path), details={"aside": aside.name, "reason": reason.args[0]}),)
            connection = _connected(path, wait, on_wait, steps)
        yield Store(path, connection, Path(os.path.abspath(root)), notes)  # noqa: PTH100
    except sqlite3.Error as error:
        raise _stopped(path, error) from error
    except _Unusable as reason:
        raise XltoolsError("store-unusable", store=str(path), reason=reason.args[0]) from None
    finally:
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()


def _connected(path: Path, wait: float, on_wait: Callable[[], None] | None, steps: Sequence[str]) -> sqlite3.Connection:
    """A connection that holds the file for itself, of the newest version."""
    import sqlite3

    until = time.monotonic() + wait
    while True:
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            _recognise(connection, len(steps))
            _take(connection)
            _migrate(connection, steps)
            return connection
        except sqlite3.Error as error:
            connection.close()
            if _busy(error) and time.monotonic() < until:
                if on_wait:
                    on_wait()
                    on_wait = None
                time.sleep(_GLANCE)
                continue
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise _Unusable(Word("store.damaged")) from error
            raise
        except BaseException:
            connection.close()
            raise


def _take(connection: sqlite3.Connection) -> None:
    """Take the file for this process alone (its locking mode is exclusive). Then the write-ahead log needs no memory shared between
    processes, which no network drive has."""
    connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("COMMIT")


def _recognise(connection: sqlite3.Connection, newest: int) -> None:
    """Make sure that the file is a whole store of this xltools or of an older one."""
    (application,), (version,) = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version"))
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    if empty and version == 0:
        return
    if application != APPLICATION or version == 0:
        raise _Unusable(Word("store.foreign"))
    if version > newest:
        raise _Unusable(Word("store.newer"))
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _Unusable(Word("store.damaged"))


def _migrate(connection: sqlite3.Connection, steps: Sequence[str]) -> None:
    """Take the steps that the file has not seen yet, each whole or not at all."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for number, step in enumerate(steps[version:], version + 1):
        marks = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {number};"
        connection.executescript(f"BEGIN IMMEDIATE; {step} {marks} COMMIT;")


def _set_aside(path: Path) -> Path:
    """Give a store that cannot be used another name, with what SQLite left beside it.

    Raises:
        XltoolsError: it cannot be renamed.
    """
    number = 1
    while (aside := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    try:
        path.rename(aside)
        for ending in _BESIDE:
            beside = path.with_name(path.name + ending)
            if beside.exists():
                beside.rename(aside.with_name(aside.name + ending))
    except OSError as error:
        raise XltoolsError("store-unusable", store=str(path), reason=reason_of(error)) from error
    return aside


def _busy(error: sqlite3.Error) -> bool:
    import sqlite3

    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _stopped(path: Path, error: sqlite3.Error) -> XltoolsError:
    """What to say when the store cannot be used at all."""
    import sqlite3

    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if _busy(error):
        return XltoolsError("store-busy", store=str(path))
    reasons = {
        sqlite3.SQLITE_FULL: "reason.disk-full",
        sqlite3.SQLITE_READONLY: "reason.permission",
        sqlite3.SQLITE_CANTOPEN: "reason.permission",
        sqlite3.SQLITE_PERM: "reason.permission",
        sqlite3.SQLITE_CORRUPT: "store.damaged",
        sqlite3.SQLITE_NOTADB: "store.damaged",
    }
    return XltoolsError("store-unusable", store=str(path), reason=Word(reasons.get(code, "reason.other")))
