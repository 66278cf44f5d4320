"""Many files at once: the same readings in the same order; a file that kills or blocks its worker is the only one lost."""

from __future__ import annotations

import functools
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from reading_for_tests import SOURCE, codes, form, reading, workbook

from xltools.reading import apart, batch, worker
from xltools.reading.batch import read_files
from xltools.reading.model import Reading
from xltools.reading.reader import read_bytes
from xltools.reading.worker import DIED, MEMORY_GONE, TIMEOUT, NoWorkerError, Worker, WorkerBug

Hurtful = functools.partial(Worker, "workers_for_tests:read", deadline=4.0, memory=1 << 30)


@pytest.fixture
def hurtful() -> Worker:
    made = Hurtful()
    yield made
    made.stop()


def submissions(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"{number:02}.xlsx" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(workbook() if number % 3 else "文".encode())
    return paths


@pytest.mark.parametrize("count", [0, 3, batch.PARALLEL_FROM + 2])
def test_readings_come_in_the_order_of_their_files(tmp_path: Path, count: int) -> None:
    paths = submissions(tmp_path, count)
    ticks: list[None] = []
    readings = read_files(paths, lambda: ticks.append(None))
    assert [found.source for found in readings] == [str(path) for path in paths]
    assert len(ticks) == count
    assert [codes(found) for found in readings] == [[] if number % 3 else [("not-a-workbook", "")] for number in range(count)]
    assert all(found.form is form() and found.record == reading().record for found in readings if found.record)
    assert {thread.name for thread in threading.enumerate()} <= {"MainThread", "deadlines"}


@pytest.mark.parametrize(("data", "reason"), [(b"exit", DIED), (b"abort", MEMORY_GONE), (b"swell", MEMORY_GONE), (b"hang", TIMEOUT)])
def test_a_worker_that_a_file_ends_reads_the_next_one(hurtful: Worker, data: bytes, reason: str) -> None:
    if data == b"swell" and sys.platform != "linux":
        pytest.skip("no limit of memory here")
    assert hurtful.read(data, SOURCE) == reason
    found = hurtful.read(workbook(), SOURCE)
    assert isinstance(found, Reading)
    assert found == reading()


def test_what_a_worker_prints_is_not_taken_for_its_answer(hurtful: Worker, capfd: pytest.CaptureFixture[str]) -> None:
    found = hurtful.read(b"noise", SOURCE)
    assert isinstance(found, Reading)
    assert codes(found) == [("not-a-workbook", "")]
    assert capfd.readouterr() == ("", "")


def test_a_mistake_of_ours_is_told_as_such(hurtful: Worker) -> None:
    with pytest.raises(WorkerBug, match="a mistake of ours"):
        hurtful.read(b"bug", SOURCE)


def test_a_worker_that_was_stopped_reads_nothing(hurtful: Worker) -> None:
    hurtful.stop()
    assert hurtful.read(workbook(), SOURCE) == DIED


def test_a_worker_that_cannot_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(NoWorkerError):
        Worker("no_such_module:read").read(b"", SOURCE)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with pytest.raises(NoWorkerError):
        Worker().read(b"", SOURCE)
    readings = read_files(submissions(tmp_path, batch.PARALLEL_FROM))
    assert codes(readings[0]) == [("not-a-workbook", "")]
    assert readings[1].record == reading().record


def test_only_the_guilty_files_of_a_batch_are_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "Worker", Hurtful)
    paths = submissions(tmp_path, batch.PARALLEL_FROM)
    guilty = {4: (b"exit", "file-damaged"), 7: (b"hang", "file-timeout"), 8: (b"abort", "file-memory"), 13: (b"exit", "file-damaged")}
    for number, (data, _) in guilty.items():
        paths[number].write_bytes(data)
    ticks: list[None] = []
    readings = read_files(paths, lambda: ticks.append(None))
    for number, found in enumerate(readings):
        expected = guilty[number][1] if number in guilty else "" if number % 3 else "not-a-workbook"
        assert codes(found) == ([(expected, "")] if expected else []), number
        assert all(str(paths[number]) in problem.message("ja") for problem in found.problems)
        assert (found.size, found.digest) == (paths[number].stat().st_size, hashlib.sha256(paths[number].read_bytes()).hexdigest())
    assert len(ticks) == len(paths)


def test_a_large_file_that_comes_slowly_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker has its time for reading the workbook, not for the drive that it lies on."""
    paths = submissions(tmp_path, batch.PARALLEL_FROM)
    fetched: list[Path] = []
    monkeypatch.setattr(batch, "LARGEST_HANDED", len(workbook()) - 1)
    monkeypatch.setattr(batch, "bytes_of", lambda path: fetched.append(path) or path.read_bytes())
    readings = read_files(paths)
    assert sorted(fetched) == [path for number, path in enumerate(paths) if number % 3]
    assert readings[1].record == reading().record


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    paths = submissions(tmp_path, batch.PARALLEL_FROM)
    paths[1].unlink()
    assert codes(read_files(paths)[1]) == [("file-missing", "")]


def test_a_large_workbook_is_read_apart_and_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from xltools.reading import opening

    monkeypatch.setattr(opening, "LARGE", 1000)
    assert read_bytes(workbook(), SOURCE) == reading()
    assert apart._kept
    apart.end_worker()
    assert not apart._kept


def test_a_file_that_ends_its_reader_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Hurtful()
    for data, code in ((b"exit", "file-damaged"), (b"hang", "file-timeout"), (b"abort", "file-memory")):
        found = apart.read_with(made, data, SOURCE)
        assert codes(found) == [(code, "")]
        assert (found.size, len(found.digest)) == (len(data), 64)
        assert all(problem.message(lang) and problem.hint(lang) for problem in found.problems for lang in ("ja", "en"))
    made.stop()


def test_a_panic_of_the_cell_reader_is_not_heard(capfd: pytest.CaptureFixture[str]) -> None:
    from xltools.reading.grid import _panics_unheard

    with _panics_unheard():
        os.write(2, b"thread panicked")
    os.write(2, b"said")
    assert capfd.readouterr().err == "said"


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")
def test_an_interrupted_run_ends_at_once_and_leaves_no_process(tmp_path: Path) -> None:
    for path in submissions(tmp_path, batch.PARALLEL_FROM):
        path.write_bytes(b"hang")
    script = """
import functools, signal, sys
from pathlib import Path
from xltools.reading import batch, worker
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever the tests themselves were started with
batch.Worker = functools.partial(worker.Worker, "workers_for_tests:read")
print("begun", flush=True)
batch.read_files(sorted(Path(sys.argv[1]).glob("*.xlsx")))
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(Path(worker.__file__).parents[2])])}
    run = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    assert run.stdout
    run.stdout.readline()
    time.sleep(2)
    begun = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=15)
    assert time.monotonic() - begun < 10
    assert b"KeyboardInterrupt" in said
    with pytest.raises(ProcessLookupError):  # no one is left in its group
        os.killpg(run.pid, 0)
