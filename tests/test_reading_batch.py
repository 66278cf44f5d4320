"""Many files at once: the same readings in the same order, and a killed worker costs one file only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from reading_for_tests import codes, form, reading, workbook

from xltools.reading import batch
from xltools.reading.batch import read_files
from xltools.reading.model import Reading
from xltools.reading.reader import read_file


def submissions(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"{number:02}.xlsx" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(workbook() if number % 3 else b"text")
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


def _dying(path: Path) -> Reading:
    if path.name == "07.xlsx":
        os._exit(1)
    return read_file(path)


def test_a_file_that_kills_its_worker_is_the_only_one_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import multiprocessing

    if multiprocessing.get_start_method() != "fork":
        pytest.skip("the change to the reader does not reach workers that are not forked")
    monkeypatch.setattr(batch, "read_file", _dying)
    paths = submissions(tmp_path, batch.PARALLEL_FROM)
    ticks: list[None] = []
    readings = read_files(paths, lambda: ticks.append(None))
    assert [found.source for found in readings] == [str(path) for path in paths]
    assert codes(readings[7]) == [("file-damaged", "")]
    assert [codes(found) for number, found in enumerate(readings) if number != 7] == [
        [] if number % 3 else [("not-a-workbook", "")] for number in range(len(paths)) if number != 7
    ]
    assert len(ticks) == len(paths)
