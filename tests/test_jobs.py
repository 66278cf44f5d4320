"""However many processes work, what comes out is the same, to the byte."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from examples_for_tests import EXAMPLES, records
from reading_for_tests import workbook

from xltools import hand_out, load_form
from xltools.books import many_books
from xltools.cli import main
from xltools.jobs import jobs, working_with
from xltools.reading import batch
from xltools.reading.batch import read_files


def test_there_is_one_for_each_core_unless_another_number_is_asked_for() -> None:
    own = jobs()
    assert 1 <= own <= (os.cpu_count() or 1)
    with working_with(3):
        assert jobs() == 3
        with working_with(None):
            assert jobs() == 3
    assert jobs() == own


@pytest.mark.parametrize("count", [2, 3, 40])
def test_readings_are_the_same_and_in_the_same_order(count: int, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number:02}.xlsx" for number in range(batch.PARALLEL_FROM + 2)]
    for number, path in enumerate(paths):
        path.write_bytes(workbook() if number % 5 else b"PK\x03\x04")
    with working_with(1):
        alone = read_files(paths)
    with working_with(count):
        assert read_files(paths) == alone


def test_one_process_starts_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "Worker", lambda: pytest.fail("a worker was started"))
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook())
    with working_with(1):
        assert len(read_files([path] * (batch.PARALLEL_FROM + 1))) == batch.PARALLEL_FROM + 1
    with working_with(2), pytest.raises(pytest.fail.Exception):
        read_files([path] * (batch.PARALLEL_FROM + 1))


def test_workbooks_are_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_books, "PARALLEL_FROM", 2)
    form = load_form("program-analysis", 2019)
    made = []
    for count in (1, 2):
        with working_with(count):
            done = hand_out(form, tmp_path / str(count), previous=[EXAMPLES / "records.json"])
        made.append([target.read_bytes() for target in done.targets])
    assert made[0] == made[1]
    assert len(made[0]) == len(records())


def test_the_command_line_takes_the_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("xltools.api.read_all", lambda *_: asked.append(jobs()) or [])
    monkeypatch.setenv("XLTOOLS_JOBS", "5")
    main(["validate", str(tmp_path)])
    main(["--jobs", "7", "validate", str(tmp_path)])
    assert asked == [5, 7]
    assert jobs() != 7


@pytest.mark.parametrize("wrong", ["0", "-1", "two"])
def test_a_number_that_is_none(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "ja", "--jobs", wrong, "forms"]) == 2
    assert "--jobs" in capsys.readouterr().err
