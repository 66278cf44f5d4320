"""What is packed while a workbook is being written: portions that make one stream, whatever was packed first."""

from __future__ import annotations

import errno
import io
import threading
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.books.packing import WAITING, Packed, Packing, joined
from xltools.books.row_forms import forms_for
from xltools.books.sheets import new_book


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_the_checksum_of_two_texts_is_that_of_both(first: bytes, second: bytes) -> None:
    assert joined(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)


def test_the_checksum_of_a_long_text_is_soon_found() -> None:
    zeros = bytes(70_000)
    assert joined(zlib.crc32(b"x"), zlib.crc32(zeros), len(zeros)) == zlib.crc32(b"x" + zeros)


def packed(folder: Path, texts: list[list[str]]) -> bytes:
    """A package of parts: of each what comes first is written last, the rest was packed before."""
    file = io.BytesIO()
    with Packing(folder) as packing, zipfile.ZipFile(file, "w") as package:
        bodies = []
        for _, *rest in texts:
            before, portions = b"", []
            for text in rest:
                portions.append(packing.pack(text.encode(), before))
                before = text.encode()
            bodies.append(portions)
        for number, (portions, (head, *_)) in enumerate(zip(bodies, texts, strict=True)):
            path = folder / f"{number}"
            path.touch()
            part = packing.part(str(path))
            part.write(head)
            part.add(portions)
            part.write("終わり")
            part.close()
        packing.finish()
        (folder / "other").write_text("not packed before", encoding="ascii")
        for number in range(len(texts)):
            assert packing.put(package, str(folder / f"{number}"), f"xl/{number}.xml")
        assert not packing.put(package, str(folder / "other"), "other")
        package.write(folder / "other", "other")
    return file.getvalue()


@given(st.lists(st.lists(st.text(max_size=50), min_size=1, max_size=4), min_size=1, max_size=3))
def test_every_part_is_what_was_written(tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]]) -> None:
    texts = [[text.encode(errors="replace").decode() for text in part] for part in texts]
    with zipfile.ZipFile(io.BytesIO(packed(tmp_path_factory.mktemp("p"), texts))) as package:
        assert package.testzip() is None
        assert package.namelist() == [*(f"xl/{number}.xml" for number in range(len(texts))), "other"]
        assert [package.read(f"xl/{number}.xml").decode() for number in range(len(texts))] == ["".join(part) + "終わり" for part in texts]
        assert package.read("other") == b"not packed before"


def test_a_portion_is_packed_with_what_stands_before_it(tmp_path: Path) -> None:
    text = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(9_000))
    with Packing(tmp_path) as packing:
        alone = packing.pack(text.encode()).result()
        behind = packing.pack(text.encode(), text.encode()).result()
    assert behind.length < alone.length / 10


def test_whoever_writes_faster_than_it_packs_waits(tmp_path: Path) -> None:
    behind, most, held = threading.Event(), [0], [0]

    class Slow(Packing):
        def _packed(self, data: bytes, before: bytes, last: bool) -> Packed:
            most[0] = max(most[0], held[0])
            behind.wait(0.01)
            held[0] -= 1
            return super()._packed(data, before, last)

    with Slow(tmp_path) as packing:
        for _ in range(3 * WAITING):
            held[0] += 1
            packing.pack(b"x")
    assert 1 < most[0] <= WAITING + 1


def test_a_full_disk_is_told_where_the_workbook_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> object:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(Packing, "_packed", full)
    file = io.BytesIO()
    with pytest.raises(OSError, match="no room"), new_book(file=file) as book:
        book.sheet("s", of_rows=True).put_row(1, [forms_for("A")], ["x"])


def test_the_thread_ends_when_the_workbook_is_given_up() -> None:
    with pytest.raises(RuntimeError, match="given up"):
        given_up()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("packing")]


def given_up() -> None:
    with new_book(file=io.BytesIO()) as book:
        page = book.sheet("s", of_rows=True)
        for row in range(1, 20_001):
            page.put_row(row, [forms_for("A")], [row])
        raise RuntimeError("given up")
