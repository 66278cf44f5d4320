"""What was found in a content by the same rules is taken from the store; anything else is found anew."""

from __future__ import annotations

import datetime
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from examples_for_tests import EXAMPLES
from folder_for_tests import WRONG, book

from xltools.checks.together import own_problems
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.settings import CheckSettings
from xltools.store import findings, kept, runs
from xltools.store.database import opened

DAY = datetime.date(2018, 9, 1)
NOW = datetime.datetime(2018, 9, 1, tzinfo=datetime.UTC)
PLAIN = CheckSettings()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The six real submissions, a file that is none, all an hour old."""
    monkeypatch.chdir(tmp_path)
    for path in EXAMPLES.glob("*.xlsx"):
        shutil.copy(path, tmp_path / path.name)
    (tmp_path / "none.xlsx").write_bytes(b"no workbook")
    for path in tmp_path.iterdir():
        os.utime(path, (time.time() - 3600,) * 2)
    return tmp_path


def found(
    folder: Path, monkeypatch: pytest.MonkeyPatch, settings: CheckSettings = PLAIN
) -> tuple[list[Reading], list[Sequence[Problem]], list[str]]:
    """What a run finds: the readings, their problems, and the names of the files that it had to check."""
    checked: list[str] = []

    def noted(readings: Sequence[Reading], settings: CheckSettings) -> object:
        readings = list(readings)
        checked.extend(sorted(Path(reading.source).name for reading in readings))
        return own_problems(readings, settings)

    monkeypatch.setattr(findings, "own_problems", noted)
    with opened(folder / "store.sqlite", folder) as store:
        readings, _ = kept.read_changed(store, runs.begin(store, NOW, DAY), time.time_ns(), sorted(folder.glob("*.xlsx")))
        own = findings.own_problems_kept(store, readings, settings)
    return readings, [own[id(reading)] for reading in readings], checked


def afresh(readings: Sequence[Reading], settings: CheckSettings = PLAIN) -> list[Sequence[Problem]]:
    own = own_problems(readings, settings)
    return [own[id(reading)] for reading in readings]


def test_second_run_checks_nothing_and_says_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readings, first, checked = found(folder, monkeypatch)
    assert len(checked) == len(readings) == 7
    again, second, none = found(folder, monkeypatch)
    assert none == []
    assert repr(second) == repr(first) == repr(afresh(again))
    assert {problem.code for problems in second for problem in problems} >= {"not-a-workbook"}


def test_only_what_changed_is_checked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found(folder, monkeypatch)
    (folder / "none.xlsx").write_bytes(book("01-01-01", base=WRONG))
    readings, problems, checked = found(folder, monkeypatch)
    assert checked == ["none.xlsx"]
    assert problems == afresh(readings)


def test_file_with_another_name_has_its_findings_under_that(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found(folder, monkeypatch)
    for number, path in enumerate(sorted(folder.glob("0*.xlsx"))):
        path.rename(folder / f"{number}.xlsx")
    readings, problems, checked = found(folder, monkeypatch)
    assert checked == []
    assert problems == afresh(readings)
    assert {problem.source for one in problems for problem in one} <= {reading.source for reading in readings}


def test_changed_settings_check_everything(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found(folder, monkeypatch)
    lenient = CheckSettings(rules={"A19": {"level": "off"}})
    readings, problems, checked = found(folder, monkeypatch, lenient)
    assert len(checked) == 7
    assert problems == afresh(readings, lenient)
    assert problems != afresh(readings)
    assert found(folder, monkeypatch, lenient)[2] == []
    assert len(found(folder, monkeypatch)[2]) == 7


def test_changed_checks_check_everything(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found(folder, monkeypatch)
    monkeypatch.setattr(findings, "rules_version", lambda settings: "another")
    assert len(found(folder, monkeypatch)[2]) == 7


@pytest.mark.parametrize("harm", ["replace(data, 'error', 'note')", "'[]'", "'no JSON'"])
def test_findings_that_are_not_as_they_were_kept_are_made_anew(harm: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, first, _ = found(folder, monkeypatch)
    with opened(folder / "store.sqlite", folder) as store:
        store.connection.execute(f"UPDATE findings SET data = {harm}")
    _, second, checked = found(folder, monkeypatch)
    assert checked
    assert second == first


def test_record_of_no_file_is_checked_each_time(folder: Path) -> None:
    reading = Reading("records.json#1", problems=(Problem("file-missing", "records.json#1"),))
    with opened(folder / "store.sqlite", folder) as store:
        assert findings.own_problems_kept(store, [reading], PLAIN) == {id(reading): reading.problems}
        assert store.connection.execute("SELECT count(*) FROM findings").fetchone() == (0,)


def test_version_of_the_rules_is_that_of_checks_reading_and_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    from xltools.store import version

    plain = version.rules_version(PLAIN)
    assert version.rules_version(CheckSettings(options={"budget_basis": "final"})) != plain
    assert version.rules_version(CheckSettings(rules={"A19": {"level": "off"}})) != plain
    one, other = CheckSettings(rules={"A1": {}, "A2": {}}), CheckSettings(rules={"A2": {}, "A1": {}})
    assert version.rules_version(one) == version.rules_version(other)
    for change in (("xltools.store.version.reader_version", lambda: "another"), ("xltools.store.version.version", lambda name: "9.9")):
        version._checks_version.cache_clear()
        monkeypatch.setattr(*change)
        assert version.rules_version(PLAIN) != plain
        monkeypatch.undo()
    version._checks_version.cache_clear()
    assert version.rules_version(PLAIN) == plain
