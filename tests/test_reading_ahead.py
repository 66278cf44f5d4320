"""Files that another process reads ahead: the same readings in the same order, whatever becomes of that process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from reading_for_tests import workbook

from xltools.jobs import working_with
from xltools.reading import ahead
from xltools.reading.ahead import reading_ahead
from xltools.reading.batch import PARALLEL_FROM, read_files
from xltools.reading.meanwhile import meanwhile
from xltools.reading.worker import NoWorkerError, Worker


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """A few files, one of which is no workbook, and one that is not there."""
    found = [tmp_path / f"{number:02}.xlsx" for number in range(ahead.FEW + 2)]
    for number, path in enumerate(found[:-1]):
        path.write_bytes(b"no workbook" if number == 3 else workbook())
    return found


@pytest.fixture(autouse=True)
def two_processes() -> Iterator[None]:
    with working_with(2):
        yield


def test_the_readings_are_those_of_reading_here(paths: list[Path]) -> None:
    ticks: list[None] = []
    with reading_ahead(paths, lambda: ticks.append(None)) as readings:
        assert ticks == []
        assert readings() == read_files(paths)
    assert len(ticks) == len(paths)


def test_some_of_them_are_read_by_the_other_process(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    here: list[Path] = []
    monkeypatch.setattr(ahead, "read_files", lambda some, done: here.extend(some) or read_files(some, done))
    with reading_ahead(paths) as readings:
        readings()
    assert here == paths[round(len(paths) * ahead.SHARE) :]


@pytest.mark.parametrize("end", ["dies", "no process"])
def test_they_are_read_here_if_the_process_is_lost(paths: list[Path], end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object) -> str:
        if end == "dies":
            return "died"
        raise NoWorkerError

    monkeypatch.setattr(Worker, "read", lost)
    ticks: list[None] = []
    with reading_ahead(paths, lambda: ticks.append(None)) as readings:
        assert [found.source for found in readings()] == [str(path) for path in paths]
    assert len(ticks) == len(paths)


@pytest.mark.parametrize("count", [0, ahead.FEW - 1, PARALLEL_FROM])
def test_very_few_and_many_are_read_when_they_are_asked_for(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "meanwhile", None)
    with reading_ahead([tmp_path / f"{number}.xlsx" for number in range(count)]) as readings:
        assert len(readings()) == count


def test_a_single_process_reads_by_itself(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "meanwhile", None)
    with working_with(1), reading_ahead(paths) as readings:
        assert len(readings()) == len(paths)


def test_a_process_that_is_given_up_is_ended(paths: list[Path]) -> None:
    with pytest.raises(RuntimeError, match="given up"), reading_ahead(paths):
        raise RuntimeError("given up")
    assert {thread.name for thread in threading.enumerate()} <= {"MainThread", "deadlines"}


def test_a_task_that_takes_too_long_has_no_answer() -> None:
    with meanwhile("workers_for_tests:sleep", None, 0.5) as answer:
        assert answer() is None
