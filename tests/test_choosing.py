"""Where sheets are taken up again, of several files of a program the one is taken that the summary counted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from folder_for_tests import WRONG, book, found, made, opened, rounded, submit

import xltools
from xltools.choosing import chosen
from xltools.cli import main
from xltools.errors import XltoolsError

CODE = "11-01-01"
OLD, NEW, BAD = book(CODE, budget=13_900), book(CODE, budget=14_000), book(CODE, WRONG)


def saved(path: Path, data: bytes, at: int) -> Path:
    """A file as if it had been saved `at` seconds after 1970."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (at, at))
    return path


def of(*sources: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The names of the files taken, and the others with the code of the reason."""
    taken, reasons = chosen(xltools.read(sources))
    return [Path(reading.source).name for reading in taken], [(Path(reason.source).name, reason.code) for reason in reasons]


def test_outside_a_working_folder_the_first_by_name_is_taken_and_the_other_is_an_error(tmp_path: Path) -> None:
    first, second = saved(tmp_path / "a.xlsx", OLD, 1_000), saved(tmp_path / "b.xlsx", NEW, 2_000)
    assert of(second, first) == of(first, second) == of(tmp_path) == (["a.xlsx"], [("b.xlsx", "submitted-twice")])


def test_in_a_working_folder_the_newest_without_errors_is_taken(tmp_path: Path) -> None:
    folder = made(tmp_path / "f")
    for name, data, at in (("a.xlsx", OLD, 1_000), ("b.xlsx", NEW, 2_000), ("再提出/c.xlsx", BAD, 3_000)):
        saved(folder.submitted / name, data, at)
    assert of(folder.submitted) == (["b.xlsx"], [("a.xlsx", "superseded"), ("c.xlsx", "newer-has-errors")])


@pytest.mark.parametrize(
    ("strategy", "taken"), [("newest", "c.xlsx"), ("latest-valid", "b.xlsx"), ("error", "a.xlsx")]
)  # fmt: skip
def test_the_settings_of_the_folder_say_how(strategy: str, taken: str, tmp_path: Path) -> None:
    folder = made(tmp_path / "f", settings=f'strategy = "{strategy}"')
    for name, data, at in (("a.xlsx", OLD, 1_000), ("b.xlsx", NEW, 2_000), ("c.xlsx", BAD, 3_000)):
        saved(folder.submitted / name, data, at)
    assert of(folder.submitted)[0] == [taken] == [Path(one.source).name for one in found(folder, "2018-09-01").selection.counted]


def test_a_check_that_the_folder_switched_off_makes_no_file_worse(tmp_path: Path) -> None:
    folder = made(tmp_path / "f", settings='[checks.A23]\nlevel = "note"')
    saved(folder.submitted / "a.xlsx", OLD, 1_000)
    saved(folder.submitted / "b.xlsx", BAD, 2_000)
    assert of(folder.submitted)[0] == ["b.xlsx"]


def test_what_came_in_later_is_taken_though_its_time_is_older(tmp_path: Path) -> None:
    """The runs of the folder remember the order; what no run has seen is the latest of all."""
    folder = made(tmp_path / "f")
    saved(folder.submitted / "a.xlsx", OLD, 3_000)
    rounded(folder, "2018-09-01")
    saved(folder.submitted / "b.xlsx", NEW, 2_000)
    assert of(folder.submitted)[0] == ["b.xlsx"]
    rounded(folder, "2018-10-01")
    saved(folder.submitted / "c.xlsx", book(CODE, budget=14_100), 1_000)
    assert of(folder.submitted) == (["c.xlsx"], [("a.xlsx", "superseded"), ("b.xlsx", "superseded")])
    assert [Path(one.source).name for one in rounded(folder, "2018-11-01").found.selection.counted] == ["c.xlsx"]


def test_files_of_a_program_in_two_folders_are_no_folders_to_choose_from(tmp_path: Path) -> None:
    one, two = made(tmp_path / "1"), made(tmp_path / "2")
    saved(one.submitted / "b.xlsx", OLD, 1_000)
    saved(two.submitted / "a.xlsx", NEW, 2_000)
    assert of(one.submitted, two.submitted) == (["b.xlsx"], [("a.xlsx", "submitted-twice")])


def test_settings_of_checks_alone_make_no_working_folder(tmp_path: Path) -> None:
    (tmp_path / "xltools.toml").write_text('[checks.A5]\nlevel = "off"\n', encoding="utf-8")
    saved(tmp_path / "a.xlsx", OLD, 1_000)
    saved(tmp_path / "b.xlsx", NEW, 2_000)
    assert of(tmp_path) == (["a.xlsx"], [("b.xlsx", "submitted-twice")])


def test_settings_that_cannot_be_read_are_said_only_where_they_decide(tmp_path: Path) -> None:
    folder = made(tmp_path / "f")
    saved(folder.submitted / "a.xlsx", OLD, 1_000)
    (folder.root / "xltools.toml").write_text("[run\n", encoding="utf-8")
    assert of(folder.submitted) == (["a.xlsx"], [])
    saved(folder.submitted / "b.xlsx", NEW, 2_000)
    with pytest.raises(XltoolsError) as caught:
        of(folder.submitted)
    assert caught.value.code == "settings-not-toml"


def test_a_folder_that_is_looked_into_stays_as_it_is(tmp_path: Path) -> None:
    folder = made(tmp_path / "f")
    saved(folder.submitted / "a.xlsx", OLD, 1_000)
    saved(folder.submitted / "b.xlsx", NEW, 2_000)
    before = sorted(folder.root.rglob("*"))
    assert of(folder.submitted)[0] == ["b.xlsx"]
    assert sorted(folder.root.rglob("*")) == before


def test_earlier_years_are_chosen_from_in_the_same_way(tmp_path: Path) -> None:
    """Last year's folder of submissions was copied whole, resubmissions and all."""
    folder = made(tmp_path / "f")
    (folder.root / "xltools.toml").write_text("[run]\nyear = 2019\n", encoding="utf-8")
    folder = opened(folder.root)
    saved(folder.earlier / "a.xlsx", OLD, 1_000)
    saved(folder.earlier / "再提出" / "b.xlsx", NEW, 2_000)
    selection = found(folder, "2019-09-01").selection
    assert [Path(one.source).name for one in selection.others] == ["b.xlsx"] == of(folder.earlier)[0]
    assert [(Path(one.source).name, reason.code) for one, reason in selection.unused] == [("a.xlsx", "superseded")]


def test_a_new_year_begins_with_the_sheets_that_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The resubmissions lie beside what they replace; nothing was moved away."""
    folder = made(tmp_path / "2018")
    submit(folder, "a.xlsx", OLD)
    submit(folder, "other.xlsx", book("11-01-02"))
    rounded(folder, "2018-09-01")
    submit(folder, "再提出/a.xlsx", NEW)
    rounded(folder, "2018-10-01")
    monkeypatch.chdir(tmp_path)
    why = "事務事業コード 11-01-01 は 2018/提出/再提出/a.xlsx を使いました。2018/提出/a.xlsx より後に届いたためです。"
    assert main(["--lang", "ja", "init", "2019", "2019", "--from", "2018/提出"]) == 0
    assert why in capsys.readouterr().err
    command = ["template", "--year", "2019", "--roster", "2019/台帳.xlsx", "--previous", "2018/提出", "-o", "2019/配布"]
    assert main(["--lang", "ja", *command]) == 0
    assert why in capsys.readouterr().err
    prefilled = {one.record["program_code"]: one.record for one in xltools.read(["2019/配布"]) if one.record}
    assert sorted(prefilled) == ["11-01-01", "11-01-02"]
    assert prefilled["11-01-01"]["budget"]["2017"] == 14_000
