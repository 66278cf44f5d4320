"""The commands of a working folder as a person types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from folder_for_tests import WRONG, book, entry, made, submit
from test_store_database import HOLD

from xltools.cli import main
from xltools.messages import LANGUAGES

COMMANDS = ("init", "status", "changes", "history", "remind", "exclude", "settle", "settings", "completion")
ON = ["--as-of", "2018-09-01"]


pytestmark = pytest.mark.usefixtures("in_japanese")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with one clean sheet, one with an error and one that is missing."""
    root = made(tmp_path, [entry(f"01-01-0{number}", row=number + 1) for number in (1, 2, 3)])
    submit(root, "a.xlsx", book("01-01-01"))
    submit(root, "b.xlsx", book("01-01-02", WRONG))
    return tmp_path


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", lang, command, "--help"]) == 0
    assert {"ja": f"例: xltools {command}", "en": f"Example: xltools {command}"}[lang] in capsys.readouterr().out


def test_consolidate_without_arguments_does_the_round_and_says_what_to_do_next(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["consolidate", *ON]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "2事業を 集計/集計_2018-09-01.xlsx に集計しました（読み取り 2、前回のまま 0、比較用 0、入れなかったファイル 0、"
        "誤り 1、注意 2、参考 0）。\n"
        "次にすること:\n"
        "  - 未提出 1件、うち期限超過 0件（一覧は xltools status、督促は xltools remind）\n"
        "  - 直してもらうところ: 集計/エラー一覧_2018-09-01.xlsx（課ごとの文は xltools remind）\n"
    )
    log = Path("集計/集計_2018-09-01.log").read_text(encoding="utf-8")
    assert "提出/b.xlsx" in log
    assert said.err in log


def test_round_with_a_broken_file_is_not_clean(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("提出/broken.xlsx").write_bytes(b"no workbook")
    assert main(["consolidate", *ON]) == 1
    assert "broken.xlsx" in capsys.readouterr().err
    assert Path("集計/集計_2018-09-01.xlsx").exists()


def test_round_with_strict_is_not_clean_because_of_the_error(folder: Path) -> None:
    assert main(["consolidate", *ON, "--strict"]) == 1


def test_outside_of_a_working_folder_it_is_said_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["consolidate"], ["status"], ["changes"], ["remind"], ["history", "01"]):
        assert main(command) == 2
        assert "xltools init 2018" in capsys.readouterr().err


def test_status_is_data_on_stdout(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", *ON]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines()[0] == "事務事業分析シート（2018（平成30）年度）の提出状況（2018-09-01 現在）"
    assert "企画課\t3\t1\t1\t0\t1\t0\t0" in said.out.splitlines()
    assert main(["status", *ON, "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["as_of"], [one["state"] for one in data["programs"]]) == ("2018-09-01", ["received", "to-mend", "missing"])


def test_status_as_a_workbook_needs_a_name_and_writes_over_nothing(folder: Path) -> None:
    assert main(["status", "--format", "xlsx"]) == 2
    assert main(["status", "--format", "xlsx", "-o", "状況.xlsx"]) == 0
    assert main(["status", "--format", "xlsx", "-o", "状況.xlsx"]) == 2


def test_changes_from_month_to_month(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["changes", *ON]) == 0
    assert "比べる前回の集計がありません" in capsys.readouterr().err
    main(["consolidate", "--as-of", "2018-08-01"])
    capsys.readouterr()
    assert main(["changes", *ON]) == 0
    assert "2018-08-01）から変わったことはありません" in capsys.readouterr().err
    Path("提出/a.xlsx").write_bytes(book("01-01-01", budget=14_321))
    assert main(["changes", *ON]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[1].split("\t")[3:7] == ["予算額 29年度（千円）", "13,898", "14,321", "No2!AM3"]
    assert main(["changes", *ON, "--since", "2018-07-01"]) == 0


def test_history_of_a_program(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["consolidate", "--as-of", "2018-08-01"])
    capsys.readouterr()
    assert main(["history", "01-01-02"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "2018-08-01\t2018-08-01\t1\t1\t提出/b.xlsx\t集計に使用"
    assert main(["history", "01-01-02", "--format", "json"]) == 0
    (version,) = json.loads(capsys.readouterr().out)["versions"]
    assert version["record"]["program_code"] == "01-01-02"


def test_exclude_asks_why_and_who(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exclude", "01-01-01", "--by", "佐藤"]) == 2
    assert "--reason を指定してください" in capsys.readouterr().err
    assert main(["exclude", "01-01-01", "--reason", "終了"]) == 2
    assert main(["exclude", "01-01-01", "--reason", "終了", "--by", "佐藤", *ON]) == 0
    assert 'on = 2018-09-01\nreason = "終了"' in Path("決定.toml").read_text(encoding="utf-8")
    assert main(["exclude", "01-01-01", "--undo", "--by", "佐藤"]) == 0
    assert main(["settle", "01-01-01", "--by", "佐藤", *ON]) == 0
    assert main(["settle", "01-01-01", "--by", "佐藤", "--undo", *ON]) == 0


def test_remind_writes_into_a_folder_of_the_day(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remind", *ON]) == 0
    assert [path.name for path in Path("督促/2018-09-01").iterdir()] == ["企画課.txt"]
    assert main(["remind", *ON]) == 2
    assert main(["remind", *ON, "-o", "文"]) == 0


def test_return_gives_back_what_counts_and_has_errors_into_a_folder_of_the_day(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["return", *ON]) == 0
    assert [path.name for path in Path("差戻/2018-09-01").iterdir()] == ["b.xlsx"]
    assert main(["return", *ON]) == 2
    main(["remind", *ON])
    assert "差戻/2018-09-01/b.xlsx" in Path("督促/2018-09-01/企画課.txt").read_text(encoding="utf-8-sig")


def test_settings_say_where_each_comes_from(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("XLTOOLS_STRATEGY", "newest")
    assert main(["settings"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {"run.year\t2018\t設定ファイル 2 行目", "run.strategy\tnewest\t環境変数 XLTOOLS_STRATEGY", "run.submitted\t提出\t既定値"} <= set(
        lines
    )


def test_settings_give_the_language(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("XLTOOLS_LANG")
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    path = Path("xltools.toml")
    path.write_text(path.read_text(encoding="utf-8") + 'lang = "en"\n', encoding="utf-8")
    assert main(["consolidate", *ON]) == 0
    assert "Summed up 2 programs" in capsys.readouterr().err
    monkeypatch.setenv("XLTOOLS_LANG", "ja")
    assert main(["consolidate", *ON]) == 0
    assert "2事業を" in capsys.readouterr().err


def test_wrong_setting_is_said_with_its_line_by_every_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("xltools.toml").write_text('[run]\nyear = "平成30"\n', encoding="utf-8")
    for command in (["consolidate"], ["status"], ["settings"]):
        assert main(command) == 2
        assert "2 行目の「run.year」" in capsys.readouterr().err


def test_init_and_the_round_in_the_new_folder(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["init", "2018", "事務事業"]) == 0
    assert main(["init", "2018", "事務事業"]) == 2
    assert main(["init", "1950", "x"]) == 2
    monkeypatch.chdir(tmp_path / "事務事業")
    assert main(["consolidate"]) == 2
    assert "まだ一つもありません" in capsys.readouterr().err
    Path("提出/a.xlsx").write_bytes(book("01-01-01"))
    assert main(["consolidate"]) == 0


def test_two_rounds_at_once_wait_for_each_other(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("xltools.store.database.WAIT", 0.3)
    (folder / ".xltools").mkdir()
    command = [sys.executable, "-c", HOLD, str(folder / ".xltools" / "store.sqlite"), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert main(["consolidate", *ON]) == 2
        said = capsys.readouterr().err
        assert "終わるのを待っています" in said
        assert "別の集計が動いています" in said
        other.communicate("")
    assert main(["consolidate", *ON]) == 0


def typed(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, both streams redirected."""
    own = {"XLTOOLS_LANG": "ja", "PATH": "", "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""), **environment}
    return subprocess.run([sys.executable, "-m", "xltools", *arguments], capture_output=True, env=own, cwd=folder, check=False)


ROUND: list[tuple[list[str], int, Callable[[bytes], str]]] = [
    (["consolidate", *ON], 0, lambda out: out.decode("cp932")),
    (["status", *ON], 0, lambda out: out.decode("cp932")),
    (["status", *ON, "--format", "json"], 0, lambda out: out.decode("utf-8")),
    (["changes", *ON], 0, lambda out: out.decode("cp932")),
    (["history", "01-01-01"], 0, lambda out: out.decode("cp932")),
    (["remind", *ON], 0, lambda out: out.decode("cp932")),
    (["settings"], 0, lambda out: out.decode("cp932")),
    (["exclude", "99-99-99", "--by", "x", "--reason", "x"], 2, lambda out: out.decode("cp932")),
    (["completion", "powershell"], 0, lambda out: out.decode("utf-8")),
    (["--help"], 0, lambda out: out.decode("cp932")),
    (["consolidate", "--help"], 0, lambda out: out.decode("cp932")),
]


def test_console_of_cp932_survives_every_command(folder: Path) -> None:
    Path("提出/𠮷野家㊙.xlsx").write_bytes(book("01-01-04", name="𠮷野 ✓ ¥ Ⅶ ㈱ ﾊﾝｶｸ"))
    for command, code, decoded in ROUND:
        done = typed(*command, folder=folder, PYTHONIOENCODING="cp932")
        assert (command, done.returncode) == (command, code)
        text = decoded(done.stdout) + done.stderr.decode("cp932")
        assert text
        assert "Traceback" not in text


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"PYTHONIOENCODING": "ascii"}])
def test_any_console_survives_the_round(environment: dict[str, str], folder: Path) -> None:
    done = typed("consolidate", *ON, folder=folder, **environment)
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr


def test_completion_in_powershell(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["completion", "powershell"]) == 0
    script = capfdbinary.readouterr().out.decode("utf-8")
    assert script.startswith("Register-ArgumentCompleter -Native -CommandName xltools ")
    for variable in ("_XLTOOLS_COMPLETE", "_XLTOOLS_LINE", "_XLTOOLS_WORD"):
        assert f"$env:{variable}" in script


@pytest.mark.parametrize(
    ("line", "word", "suggested"),
    [
        ("xltools st", "st", ["status"]),
        ("xltools consolidate --s", "--s", ["--strict", "--strategy"]),
        ("xltools consolidate --strategy ", "", ["latest-valid", "newest", "error"]),
        ("xltools status --format j", "j", ["json"]),
        (".\\xltools.exe chan", "chan", ["changes"]),
    ],
)
def test_powershell_is_told_what_may_follow(line: str, word: str, suggested: list[str], folder: Path) -> None:
    asked = {"_XLTOOLS_COMPLETE": "powershell_complete", "_XLTOOLS_LINE": line, "_XLTOOLS_WORD": word}
    done = typed(folder=folder, **asked)
    assert {found.split("\t")[1] for found in done.stdout.decode("utf-8").splitlines()} == set(suggested)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_in_other_shells(shell: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["completion", shell]) == 0
    assert b"_XLTOOLS_COMPLETE" in capfdbinary.readouterr().out
