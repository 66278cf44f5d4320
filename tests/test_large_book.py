"""A workbook that is put together in files: the same as one made in memory, and no file of it stays."""

from __future__ import annotations

import errno
import io
import tempfile
import zipfile
from pathlib import Path

import pytest

from xltools.books.sheets import Book, new_book
from xltools.cells import CellRef

TEXTS = [f"{number}年度の事業の概要" for number in range(500)]


def filled(book: Book) -> None:
    page = book.sheet("表")
    for row, text in enumerate(TEXTS, 1):
        page.put(row, 1, text)
    page.note(CellRef("表", 1, 1), "注", {})
    chart = book.chart("column")
    chart.add_series({"values": ["表", 0, 0, 2, 0]})
    page.chart(CellRef("表", 1, 3), chart, {})


def made() -> bytes:
    file = io.BytesIO()
    with new_book({"title": "試し"}, {"種類": "試し"}, file) as book:
        filled(book)
    assert book.data == b""
    return file.getvalue()


def test_it_has_the_parts_of_one_made_in_memory() -> None:
    with new_book({"title": "試し"}, {"種類": "試し"}) as book:
        filled(book)
    with zipfile.ZipFile(io.BytesIO(book.data)) as small, zipfile.ZipFile(io.BytesIO(made())) as large:
        assert large.namelist() == small.namelist()
        assert "xl/charts/chart1.xml" in large.namelist()
        for name in small.namelist():
            assert large.read(name) == small.read(name), name


def test_it_is_the_same_bytes_every_time() -> None:
    assert made() == made()


def test_it_is_packed_as_hard_as_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = len(made())
    monkeypatch.setattr("xltools.books.packing.LEVEL", 1)
    assert len(made()) > usual


def test_no_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made()
    assert list(tmp_path.iterdir()) == []


class Full(io.BytesIO):
    """A disk without room."""

    def write(self, data: object) -> int:
        raise OSError(errno.ENOSPC, "no room")


def test_a_full_disk_is_told_as_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(OSError, match="no room") as refused, new_book(file=Full()) as book:
        filled(book)
    assert refused.value.errno == errno.ENOSPC
    assert list(tmp_path.iterdir()) == []
