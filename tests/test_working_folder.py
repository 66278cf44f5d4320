"""Making a working folder, finding it, and what its settings say."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from examples_for_tests import EXAMPLES, form
from folder_for_tests import day, made, opened

from xltools import resources
from xltools.api import init
from xltools.errors import XltoolsError
from xltools.messages import LANGUAGES, catalogue
from xltools.reading.roster import read_roster
from xltools.settings import DEFAULTS, SCHEMA_FILE, find_settings, load_settings, run_settings, settings_schema
from xltools.working_folder import named_for, working_folder

RUN = settings_schema()["properties"]["run"]["properties"]


def test_folder_has_everything_and_its_settings_say_what_applies_anyway(tmp_path: Path) -> None:
    written, problems = init(form(), tmp_path / "w")
    assert problems == ()
    assert sorted(path.name for path in (tmp_path / "w").iterdir()) == sorted(
        [".xltools", "xltools.toml", "台帳.xlsx", "手順.md", "集計.bat", "集計.sh", "配布", "提出", "差戻", "集計", "過年度"]
    )
    assert len(written) == 5
    settings = load_settings(tmp_path / "w" / "xltools.toml")
    assert {key: value.value for key, value in settings.run.items()} == {"year": 2018, "form": "program-analysis"}
    assert working_folder(settings).form is form()


def test_every_commented_line_is_a_setting_that_can_be_used(tmp_path: Path) -> None:
    """Somebody takes the # away from every line."""
    init(form(), tmp_path)
    lines = (tmp_path / "xltools.toml").read_text(encoding="utf-8").splitlines()
    used = [line[2:] if line.startswith("# ") and (" = " in line or line.startswith("# [")) else line for line in lines]
    (tmp_path / "xltools.toml").write_text("\n".join(used), encoding="utf-8")
    settings = load_settings(tmp_path / "xltools.toml")
    assert set(settings.run) == set(RUN)
    assert settings.checks.level("A5") == "off"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_setting_is_explained_in_both_languages(lang: str, tmp_path: Path) -> None:
    of_checks = {"setting.budget_basis", "setting.level", "setting.limit"}
    assert {f"setting.{key}" for key in RUN} | of_checks == {code for code in catalogue() if code.startswith("setting.")}
    init(form(), tmp_path, lang=lang)
    tomllib.loads((tmp_path / "xltools.toml").read_text(encoding="utf-8"))


def test_editor_finds_the_schema(tmp_path: Path) -> None:
    init(form(), tmp_path)
    first = (tmp_path / "xltools.toml").read_text(encoding="utf-8").splitlines()[0]
    place = tmp_path / first.removeprefix("#:schema ")
    assert json.loads(place.read_text(encoding="utf-8")) == json.loads(resources.read_text("schemas", SCHEMA_FILE))


def test_roster_is_made_of_last_years_sheets(tmp_path: Path) -> None:
    init(form(), tmp_path, [EXAMPLES])
    entries, _ = read_roster(tmp_path / "台帳.xlsx", form())
    assert [entry.values[form().key] for entry in entries] == [f"03-04-0{number}" for number in range(1, 7)]


def test_batch_file_is_ascii_with_windows_line_ends_and_enters_a_shared_folder(tmp_path: Path) -> None:
    init(form(), tmp_path)
    data = (tmp_path / "集計.bat").read_bytes()
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"pushd" in data
    assert (tmp_path / "集計.sh").stat().st_mode & 0o100


def test_guide_is_one_page_and_names_only_commands_that_there_are(tmp_path: Path) -> None:
    from xltools.cli import COMMANDS

    init(form(), tmp_path)
    text = (tmp_path / "手順.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 60
    named = set(re.findall(r"`xltools ([a-z]+)", text))
    assert named - set(COMMANDS) == set()
    assert {"consolidate", "status", "changes", "history", "remind", "exclude", "settle"} <= named


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "手順.md").write_text("私のメモ", encoding="utf-8")
    with pytest.raises(XltoolsError) as caught:
        init(form(), tmp_path)
    assert caught.value.code == "output-exists"
    assert [path.name for path in tmp_path.iterdir()] == ["手順.md"]


def test_option_beats_environment_beats_file_beats_default(tmp_path: Path) -> None:
    made(tmp_path, settings='strategy = "newest"\nsubmitted = "受付"')
    settings = load_settings(tmp_path / "xltools.toml")
    variables = {"XLTOOLS_STRATEGY": "error", "XLTOOLS_YEAR": "2019", "XLTOOLS_SUMMARY": ""}
    found = run_settings(settings, {"year": 2020}, variables)
    assert [(key, found[key].value, found[key].origin, found[key].place) for key in ("year", "strategy", "submitted", "summary")] == [
        ("year", 2020, "option", "--year"),
        ("strategy", "error", "environment", "XLTOOLS_STRATEGY"),
        ("submitted", "受付", "file", "4"),
        ("summary", "集計", "default", ""),
    ]


@pytest.mark.parametrize(("name", "value"), [("XLTOOLS_YEAR", "平成30"), ("XLTOOLS_YEAR", "18"), ("XLTOOLS_STRATEGY", "best")])
def test_wrong_variable_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(XltoolsError) as caught:
        run_settings(DEFAULTS, {}, {name: value})
    assert (caught.value.code, caught.value.details["name"]) == ("variable-wrong", name)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('strategy = "best"', "setting-wrong"),
        ('yaer = "x"', "setting-unknown"),
        ("deadline = 7", "setting-wrong"),
        ('deadline = "31 July"', "setting-wrong"),
        ('submitted = ""', "setting-wrong"),
    ],
)
def test_wrong_setting_is_refused_with_its_line(line: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(XltoolsError) as caught:
        made(tmp_path, settings=line)
    assert (caught.value.code, caught.value.details["line"]) == (code, "3")


def test_deadline_is_a_date_or_a_text_of_one(tmp_path: Path) -> None:
    for line in ("deadline = 2018-07-31", 'deadline = "2018-07-31"'):
        assert made(tmp_path, settings=line).deadline == day("2018-07-31")
    with pytest.raises(XltoolsError) as caught:
        made(tmp_path, settings='deadline = "2018-02-31"')
    assert (caught.value.code, caught.value.details["line"]) == ("setting-wrong", "3")


@pytest.mark.parametrize("text", ["", "[checks]\n"])
def test_settings_without_a_year_are_no_working_folder(text: str, tmp_path: Path) -> None:
    (tmp_path / "xltools.toml").write_text(text, encoding="utf-8")
    for settings in (load_settings(tmp_path / "xltools.toml"), DEFAULTS):
        with pytest.raises(XltoolsError) as caught:
            working_folder(settings)
        assert caught.value.code == "no-working-folder"


def test_folder_is_found_from_within_and_named_as_seen_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path)
    inner = tmp_path / "提出" / "企画課"
    inner.mkdir()
    monkeypatch.chdir(inner)
    path = find_settings(Path.cwd())
    assert path == tmp_path / "xltools.toml"
    folder = opened(tmp_path)
    assert folder.submitted == Path("../../提出")
    assert folder.submitted.samefile(tmp_path / "提出")
    monkeypatch.chdir(tmp_path)
    assert opened(tmp_path).submitted == Path("提出")


def test_places_may_lie_elsewhere(tmp_path: Path) -> None:
    folder = made(tmp_path / "w", settings=f"submitted = '{tmp_path / 'server'}'")
    assert folder.submitted == tmp_path / "server"


def test_name_of_an_output_may_be_the_same_every_month() -> None:
    assert named_for("集計_{as_of}.xlsx", day("2018-09-01")) == "集計_2018-09-01.xlsx"
    assert named_for("集計{x}.xlsx", day("2018-09-01")) == "集計{x}.xlsx"
