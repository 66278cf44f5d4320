"""Files appear whole or not at all; their names are ones that Windows accepts."""

from __future__ import annotations

import errno
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools import files
from xltools.errors import XltoolsError
from xltools.files import safe_name, save_whole
from xltools.messages import Word

FORBIDDEN = '<>:"/\\|?*' + "".join(map(chr, range(32))) + "\x7f"
DEVICES = ["CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10)), "CONIN$", "COM¹", "LPT³"]


def test_file_is_written_with_its_folders(tmp_path: Path) -> None:
    target = tmp_path / "2018" / "部" / "集計.xlsx"
    save_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_all_that_an_open_file_holds_is_written_wherever_it_stands(tmp_path: Path) -> None:
    content = io.BytesIO(b"whole")
    content.seek(3)
    save_whole(tmp_path / "a", content)
    save_whole(tmp_path / "b", content)
    assert [(tmp_path / name).read_bytes() for name in ("a", "b")] == [b"whole", b"whole"]


def test_old_content_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "集計.xlsx"
    target.write_bytes(b"old and longer")
    save_whole(target, b"new")
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_failed_save_leaves_the_old_content_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "集計.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(files.os, step, full)
    with pytest.raises(XltoolsError) as caught:
        save_whole(target, b"new")
    assert caught.value.code == "output-not-writable"
    assert caught.value.details == {"target": str(target), "reason": Word("reason.disk-full")}
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_interrupted_save_leaves_the_old_content_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "集計.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(files.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "結果").write_bytes(b"")
    with pytest.raises(XltoolsError) as caught:
        save_whole(tmp_path / "結果" / "集計.xlsx", b"new")
    assert caught.value.code == "output-not-writable"


def test_target_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "集計.xlsx"
    target.mkdir()
    with pytest.raises(XltoolsError) as caught:
        save_whole(target, b"new")
    assert caught.value.code == "output-not-writable"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("character", FORBIDDEN, ids=[f"U+{ord(character):04X}" for character in FORBIDDEN])
def test_character_that_windows_forbids(character: str) -> None:
    assert safe_name(f"a{character}b") == "a＿b"


@pytest.mark.parametrize("device", DEVICES)
def test_name_of_a_device(device: str) -> None:
    assert safe_name(device) == f"{device}＿"
    assert safe_name(device.lower()) == f"{device.lower()}＿"
    assert safe_name(f"{device}.01") == f"{device}＿.01"  # Windows takes CON.01.xlsx for the device, too
    assert safe_name(f"{device} .01") == f"{device}＿ .01"


@pytest.mark.parametrize("name", ["CONTROL", "COM", "COM10", "NULL", "03-04-01_CON", "con者"])
def test_name_that_only_looks_like_a_device(name: str) -> None:
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("事業. . .", "事業"),
        ("  事業　", "事業"),
        ("...", "＿"),
        ("", "＿"),
        ("..", "＿"),
        ("a" * 119 + ". b", "a" * 119),  # cut behind the dot
        ("\ud800x", "＿x"),  # half a character, which no file name can hold
        ("㈱Ⅶ", "㈱Ⅶ"),
    ],
)
def test_ends_and_odd_characters(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.one_of(st.text(st.characters(exclude_categories=()), max_size=400), st.text("事. a／", min_size=80, max_size=300)))
def test_every_name_is_accepted_by_windows_and_linux(text: str) -> None:
    name = safe_name(text)
    assert name
    assert not set(name) & set(FORBIDDEN)
    assert not name.startswith((" ", "."))
    assert not name.endswith((" ", "."))
    assert name.split(".")[0].rstrip().upper() not in DEVICES
    assert len(f"{name}.xlsx".encode()) <= 255
    assert safe_name(name) == name


def test_long_name_can_be_written(tmp_path: Path) -> None:
    save_whole(tmp_path / f"{safe_name('事' * 300)}.xlsx", b"")
    assert len(list(tmp_path.iterdir())) == 1
