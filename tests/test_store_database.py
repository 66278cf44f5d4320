"""The store's file: made, opened again, brought up to date, set aside when it cannot be used, held by one run at a time."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from folder_for_tests import book

from xltools.errors import XltoolsError
from xltools.messages import Word
from xltools.store.database import APPLICATION, opened
from xltools.store.kept import arrivals, read_changed
from xltools.store.migrations import MIGRATIONS
from xltools.store.runs import record_of
from xltools.store.version import reader_version


def tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    try:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    finally:
        connection.close()


def store(folder: Path) -> Path:
    path = folder / ".xltools" / "store.sqlite"
    with opened(path, folder) as made:
        made.connection.execute("INSERT INTO runs (began, as_of, tool, reader) VALUES ('x', '2018-09-01', 'x', 'x')")
    return path


def runs(path: Path, **more: object) -> tuple[int, list[tuple[str, object]]]:
    """How many runs a store holds, and what is to be said about it."""
    with opened(path, path.parent.parent, **more) as found:  # type: ignore[arg-type]
        (count,) = found.connection.execute("SELECT count(*) FROM runs").fetchone()
    return count, [(note.code, note.details["reason"]) for note in found.notes]


def test_store_is_made_and_opened_again(tmp_path: Path) -> None:
    path = store(tmp_path)
    assert runs(path) == (1, [])
    assert tables(path) == {"runs", "files", "submissions", "records", "origins", "problems", "sightings", "layouts", "findings"}
    assert [found.name for found in path.parent.iterdir()] == ["store.sqlite"]


def test_store_says_what_it_is(tmp_path: Path) -> None:
    connection = sqlite3.connect(store(tmp_path))
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def damaged_head(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)


def damaged_inside(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[5000:9000] = b"\xff" * 4000
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:6000])


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()


def foreign(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE runs (mine)")
    connection.close()


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (damaged_head, "store.damaged"),
        (damaged_inside, "store.damaged"),
        (cut, "store.damaged"),
        (newer, "store.newer"),
        (foreign, "store.foreign"),
    ],
)
def test_store_that_cannot_be_used_is_set_aside_and_begun_anew(harm: object, reason: str, tmp_path: Path) -> None:
    path = store(tmp_path)
    harm(path)  # type: ignore[operator]
    spoilt = path.read_bytes()
    assert runs(path) == (0, [("store-set-aside", Word(reason))])
    assert (path.parent / "store-1.sqlite").read_bytes() == spoilt
    assert runs(path) == (0, [])


def test_second_store_set_aside_gets_the_next_number(tmp_path: Path) -> None:
    path = store(tmp_path)
    for _ in range(2):
        damaged_head(path)
        runs(path)
    assert sorted(found.name for found in path.parent.iterdir()) == ["store-1.sqlite", "store-2.sqlite", "store.sqlite"]


def test_empty_file_is_a_store_to_be_begun(tmp_path: Path) -> None:
    path = store(tmp_path)
    path.write_bytes(b"")
    assert runs(path) == (0, [])


def test_older_store_is_brought_up_to_date_and_keeps_what_it_holds(tmp_path: Path) -> None:
    path = store(tmp_path)
    steps = (*MIGRATIONS, "ALTER TABLE runs ADD COLUMN note TEXT;")
    with opened(path, tmp_path, steps=steps) as found:
        assert found.connection.execute("SELECT as_of, note FROM runs").fetchall() == [("2018-09-01", None)]
    assert runs(path) == (0, [("store-set-aside", Word("store.newer"))])  # which this version takes for a newer one


def test_store_of_the_first_version_keeps_its_history_and_reads_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it holds of where values stood is told in another way now."""
    monkeypatch.chdir(tmp_path)
    path, file = tmp_path / "store.sqlite", tmp_path / "a.xlsx"
    file.write_bytes(book("01-01-01"))
    os.utime(file, (1, 1))
    with opened(path, tmp_path, steps=MIGRATIONS[:1]) as old:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        old.connection.execute("INSERT INTO runs (began, as_of, tool, reader) VALUES ('x', '2018-09-01', 'x', 'x')")
        values = (digest, reader_version(), file.stat().st_size, "program-analysis", 2018, "01-01-01", "x", 1, 0)
        old.connection.execute(f"INSERT INTO submissions VALUES (1, {', '.join('?' * len(values))})", values)
        for table in ("records", "origins", "problems"):
            old.connection.execute(f"INSERT INTO {table} VALUES (1, ?)", ('{"program": {"code": "01-01-01"}}',))
    for count in (1, 0):
        with opened(path, tmp_path) as found:
            assert record_of(found, digest) is not None
            readings, read = read_changed(found, 2, time.time_ns(), [file])
            assert (read, arrivals(found, readings)) == (count, {str(file): 1})
            assert readings[0].record is not None


def test_step_that_fails_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = store(tmp_path)
    with pytest.raises(XltoolsError), opened(path, tmp_path, steps=(*MIGRATIONS, "CREATE TABLE more (x); CREATE TABLE runs (x);")):
        pass
    assert "more" not in tables(path)
    assert runs(path) == (1, [])


def broken(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM runs")
    connection.execute("DELETE FROM no_such_table")


def test_change_that_fails_is_taken_back_as_a_whole(tmp_path: Path) -> None:
    path = store(tmp_path)
    with opened(path, tmp_path) as found:
        with pytest.raises(sqlite3.OperationalError), found.change() as connection:
            broken(connection)
        assert found.connection.execute("SELECT count(*) FROM runs").fetchone() == (1,)


HOLD = """
import sys
from pathlib import Path
from xltools.store.database import opened
with opened(Path(sys.argv[1]), Path(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_second_run_waits_and_then_refuses(tmp_path: Path) -> None:
    path = store(tmp_path)
    waited: list[int] = []
    command = [sys.executable, "-c", HOLD, str(path), str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(XltoolsError) as caught, opened(path, tmp_path, wait=0.3, on_wait=lambda: waited.append(1)):
            pass
        assert (caught.value.code, waited) == ("store-busy", [1])
        other.communicate("")
    assert runs(path) == (1, [])


def test_second_run_goes_on_when_the_first_is_killed(tmp_path: Path) -> None:
    path = store(tmp_path)
    command = [sys.executable, "-c", HOLD, str(path), str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        found = runs(path, wait=60, on_wait=other.kill)
        other.wait()
    assert found == (1, [])


def test_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / ".xltools").write_text("a file")
    with pytest.raises(XltoolsError) as caught, opened(tmp_path / ".xltools" / "store.sqlite", tmp_path):
        pass
    assert caught.value.code == "output-not-writable"


def test_store_that_is_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").mkdir()
    with pytest.raises(XltoolsError) as caught, opened(tmp_path / "store.sqlite", tmp_path):
        pass
    assert (caught.value.code, caught.value.details["reason"]) == ("store-unusable", Word("reason.permission"))


@pytest.mark.parametrize(
    ("code", "reason"),
    [(sqlite3.SQLITE_FULL, "reason.disk-full"), (sqlite3.SQLITE_READONLY, "reason.permission"), (sqlite3.SQLITE_IOERR, "reason.other")],
)
def test_disk_that_is_full_or_goes_away_is_one_sentence(code: int, reason: str, tmp_path: Path) -> None:
    error = sqlite3.OperationalError("whatever the library says")
    error.sqlite_errorcode = code
    with pytest.raises(XltoolsError) as caught, opened(tmp_path / "store.sqlite", tmp_path):
        raise error
    assert caught.value.details["reason"] == Word(reason)


def test_paths_are_kept_from_the_working_folder_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with opened(tmp_path / "s.sqlite", tmp_path) as found:
        assert found.place("提出/a.xlsx") == found.place(str(tmp_path / "提出" / "a.xlsx")) == "提出/a.xlsx"
        assert found.place("../b.xlsx") == (tmp_path.parent / "b.xlsx").as_posix()
