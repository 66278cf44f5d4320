"""What is read again and what is not."""

from __future__ import annotations

import datetime
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from folder_for_tests import book

from xltools.checks.together import own_problems
from xltools.problems import Problem
from xltools.reading import ahead
from xltools.reading.model import Reading
from xltools.reading.readings import read_workbooks
from xltools.settings import DEFAULTS
from xltools.store import kept, runs
from xltools.store.database import opened
from xltools.store.findings import own_problems_kept

DAY = datetime.date(2018, 9, 1)
NOW = datetime.datetime(2018, 9, 1, tzinfo=datetime.UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three submissions, saved an hour ago."""
    monkeypatch.chdir(tmp_path)
    for number in range(3):
        put(tmp_path / f"{number}.xlsx", book(f"01-01-0{number}"))
    return tmp_path


def put(path: Path, data: bytes, ago: float = 3600) -> None:
    path.write_bytes(data)
    os.utime(path, (time.time() - ago,) * 2)


def read(folder: Path, paths: Sequence[Path] = (), verify: bool = False) -> tuple[list[Reading], int]:
    """What a run reads: the readings, and how many files it had to read."""
    wanted = paths or sorted(folder.glob("*.xlsx"))
    with opened(folder / "store.sqlite", folder) as store:
        return kept.read_changed(store, runs.begin(store, NOW, DAY), time.time_ns(), wanted, verify)


def test_second_run_reads_nothing_and_says_the_same(folder: Path) -> None:
    first, count = read(folder)
    again, none = read(folder)
    assert (count, none) == (3, 0)
    assert again == first == read_workbooks(sorted(folder.glob("*.xlsx")))


def test_only_the_file_that_changed_is_read(folder: Path) -> None:
    read(folder)
    put(folder / "1.xlsx", book("01-01-01", budget=777))
    readings, count = read(folder)
    assert count == 1
    assert readings == read_workbooks(sorted(folder.glob("*.xlsx")))


def test_new_file_is_read(folder: Path) -> None:
    read(folder)
    put(folder / "3.xlsx", book("01-01-03"))
    assert read(folder)[1] == 1


def test_file_that_was_saved_again_without_a_change_is_not_read(folder: Path) -> None:
    read(folder)
    put(folder / "1.xlsx", book("01-01-01"), ago=60)
    readings, count = read(folder)
    assert count == 0
    assert readings[1].modified == (folder / "1.xlsx").stat().st_mtime


def test_file_that_was_moved_or_copied_is_not_read_and_has_its_new_name(folder: Path) -> None:
    read(folder)
    shutil.move(folder / "1.xlsx", folder / "企画課の分.xlsx")
    shutil.copy(folder / "2.xlsx", folder / "写し.xlsx")
    readings, count = read(folder)
    assert count == 0
    assert {Path(reading.source).name for reading in readings} == {"0.xlsx", "2.xlsx", "企画課の分.xlsx", "写し.xlsx"}


def change_unseen(path: Path, data: bytes) -> None:
    """Write other content of the same size and leave the time as it was."""
    before = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def test_change_that_leaves_size_and_time_is_found_when_asked(folder: Path) -> None:
    path = folder / "1.xlsx"
    put(path, book("01-01-01", budget=111))
    read(folder)
    change_unseen(path, book("01-01-01", budget=222))
    assert read(folder)[1] == 0
    readings, count = read(folder, verify=True)
    assert count == 1
    assert readings[1] == read_workbooks([path])[0]


def test_file_saved_just_before_the_run_is_looked_into_again(folder: Path) -> None:
    """It may have been saved once more within the same tick of the clock."""
    path = folder / "1.xlsx"
    put(path, book("01-01-01", budget=111), ago=0)
    read(folder)
    change_unseen(path, book("01-01-01", budget=222))
    readings, count = read(folder)
    assert count == 1
    assert readings[1] == read_workbooks([path])[0]


def test_other_version_of_the_reading_code_reads_everything_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(folder)
    monkeypatch.setattr(kept, "reader_version", lambda: "another")
    assert read(folder)[1] == 3
    assert read(folder)[1] == 0


def test_version_of_the_reading_code_is_that_of_forms_and_program(monkeypatch: pytest.MonkeyPatch) -> None:
    from xltools.store import version

    found = version.reader_version()
    assert len(found) == 16
    monkeypatch.setattr("xltools.resources.tool_version", lambda: "9.9")
    version.reader_version.cache_clear()
    assert version.reader_version() != found
    monkeypatch.undo()
    version.reader_version.cache_clear()
    assert version.reader_version() == found


def test_kept_record_that_is_not_as_it_was_kept_is_read_anew(folder: Path) -> None:
    first, _ = read(folder)
    with opened(folder / "store.sqlite", folder) as store:
        store.connection.execute("UPDATE records SET data = replace(data, '01-01-01', '01-01-99')")
    again, count = read(folder)
    assert (count, again) == (1, first)


@pytest.mark.parametrize("table", ["records", "problems", "findings"])
def test_kept_text_with_a_spoilt_byte_is_made_anew(folder: Path, table: str) -> None:
    first, _ = read(folder)
    with opened(folder / "store.sqlite", folder) as store:
        own_problems_kept(store, first, DEFAULTS.checks)
        store.connection.execute(f"UPDATE {table} SET data = CAST(x'5bff5d' AS TEXT) WHERE submission = 1")
    again, count = read(folder)
    assert (count, again) == (table != "findings", first)
    with opened(folder / "store.sqlite", folder) as store:
        assert own_problems_kept(store, again, DEFAULTS.checks) == own_problems(again, DEFAULTS.checks)


@pytest.mark.parametrize("code", sorted(kept.PASSING))
def test_passing_difficulty_is_not_kept(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(paths: Sequence[Path], on_done: object = None) -> list[Reading]:
        return [Reading(str(path), 1, digest="0" * 64, problems=(Problem(code, str(path), details={"seconds": 20}),)) for path in paths]

    monkeypatch.setattr(ahead, "read_files", slow)
    assert read(folder)[1] == 3
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    readings, count = read(folder)
    assert count == 3
    assert all(reading.record for reading in readings)


def test_broken_file_is_kept_with_its_problem(folder: Path) -> None:
    put(folder / "9.xlsx", b"no workbook")
    assert read(folder)[1] == 4
    readings, count = read(folder)
    assert count == 0
    assert [problem.code for problem in readings[-1].problems] == ["not-a-workbook"]


def test_file_that_vanishes_says_so_and_is_no_memory(folder: Path) -> None:
    paths = [*sorted(folder.glob("*.xlsx")), folder / "weg.xlsx"]
    for _ in range(2):
        readings, count = read(folder, paths)
        assert [problem.code for problem in readings[-1].problems] == ["file-missing"]
    assert count == 1


def test_each_file_is_reported_as_done(folder: Path) -> None:
    done: list[int] = []
    for _ in range(2):
        with opened(folder / "store.sqlite", folder) as store:
            kept.read_changed(store, 1, time.time_ns(), sorted(folder.glob("*.xlsx")), on_done=lambda: done.append(1))
    assert len(done) == 6


def test_content_keeps_the_run_that_first_saw_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(folder)
    put(folder / "3.xlsx", book("01-01-03"))
    monkeypatch.setattr(kept, "reader_version", lambda: "another")
    readings, _ = read(folder)
    with opened(folder / "store.sqlite", folder) as store:
        assert list(kept.arrivals(store, readings).values()) == [1, 1, 1, 2]
        assert kept.arrivals(store, [replace(readings[0], digest="")]) == {}
