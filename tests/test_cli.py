"""The commands as a person types them: what is said, where, and the exit code."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from examples_for_tests import EXAMPLES, clean, form, record, records

import xltools
from xltools import messages
from xltools.books.form_book import form_workbook
from xltools.cli import main

COMMANDS = (
    "roster", "template", "fill", "read", "validate", "return", "inspect", "consolidate", "upgrade", "checks", "explain", "schema", "forms",
)  # fmt: skip


pytestmark = pytest.mark.usefixtures("in_japanese")


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    """A folder with the six examples."""
    folder = tmp_path / "提出"
    folder.mkdir()
    for path in EXAMPLES.glob("*.xlsx"):
        shutil.copy(path, folder)
    return folder


def test_read_gives_back_the_six_records_leaf_by_leaf(submitted: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["read", str(submitted)]) == 0
    out = capfdbinary.readouterr().out.decode("utf-8")
    assert [json.loads(line) for line in out.splitlines()] == records()


def test_read_into_a_file(submitted: Path) -> None:
    assert main(["read", "提出", "-o", "記録.jsonl"]) == 0
    assert len(Path("記録.jsonl").read_text(encoding="utf-8").splitlines()) == 6
    assert main(["read", "提出", "-o", "記録.jsonl"]) == 2
    assert main(["read", "提出", "-o", "記録.jsonl", "--force"]) == 0


def test_read_expands_patterns_itself_because_windows_does_not(submitted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "提出/03-04-0[12]*.xlsx"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_validate_names_the_real_defects_at_their_cells(submitted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(submitted), "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    errors = [problem for problem in report["problems"] if problem["severity"] == "error"]
    found = [(Path(problem["file"]).name[:8], problem["code"], problem["sheet"], problem["cell"]) for problem in errors]
    assert found == [("03-04-01", "no-mark", "No1", "I10"), ("03-04-05", "bad-format", "No1", "AQ4")]
    assert errors[1]["value"] == "21,552,158"
    assert all(problem["message"] and problem["label"] and (problem["hint"] or problem["explanation"]) for problem in report["problems"])
    assert all(problem["expected"] for problem in errors)


def clean_workbook(path: Path) -> None:
    path.write_bytes(form_workbook(form(), clean()))


def test_validate_of_clean_sheets_is_silent_on_stdout(submitted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean_workbook(Path("提出/正.xlsx"))
    assert main(["validate", "提出/正.xlsx"]) == 0
    assert capsys.readouterr().out == ""


def test_consolidate_counts_all_six_and_is_done(submitted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["consolidate", "提出", "-o", "集計.xlsx"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "6事業" in said.err
    assert Path("集計.xlsx").stat().st_size > 10_000


def test_consolidate_strict_is_not_clean_when_a_sheet_has_errors(submitted: Path) -> None:
    assert main(["consolidate", "提出", "-o", "集計.xlsx", "--strict"]) == 1


def test_two_runs_of_consolidate_give_the_same_bytes(submitted: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        assert main(["consolidate", "提出", "-o", name]) == 0
    assert Path("a.xlsx").read_bytes() == Path("b.xlsx").read_bytes()


def test_values_pasted_into_a_new_workbook_are_read_by_their_labels(submitted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in submitted.glob("*.xlsx"):
        path.unlink()
    without_stamp(submitted / "pasted.xlsx")
    assert main(["read", "提出"]) == 0
    said = capsys.readouterr()
    (read,) = [json.loads(line) for line in said.out.splitlines()]
    assert read == record(read["program_code"])


def test_without_arguments_there_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "xltools consolidate" in capsys.readouterr().out


def other_workbook(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = "出張旅費精算書"
    book.save(path)


def without_stamp(path: Path) -> None:
    """The form's values pasted into a new workbook: no names, no stamps, no properties."""
    import openpyxl

    source = openpyxl.load_workbook(next(EXAMPLES.glob("*.xlsx")))
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in source:
        page = book.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and not str(cell.value).startswith("xltools:"):
                    page[cell.coordinate] = cell.value
    book.save(path)


BAD_FILES = {
    "text.xlsx": (lambda path: path.write_text("これはExcelではない", encoding="utf-8"), "not-a-workbook"),
    "other.xlsx": (other_workbook, "no-stamp"),
    "empty.xlsx": (lambda path: path.write_bytes(b""), "file-empty"),
    "cut.xlsx": (lambda path: path.write_bytes(form_workbook(form())[:9000]), "file-damaged"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_one_clear_message_and_the_others_are_consolidated(
    name: str, submitted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, code = BAD_FILES[name]
    make(submitted / name)
    assert main(["consolidate", "提出", "-o", "集計.xlsx"]) == 1
    said = capsys.readouterr().err
    assert "6事業" in said
    start = messages.catalogue()[code]["ja"]["message"].split("{source}")[1].split("（")[0].split("{")[0]
    assert said.count(f"{name}{start}") == 1
    assert main(["validate", f"提出/{name}", "--format", "json"]) == 2
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["code"] == code


def test_a_missing_file_is_said_and_the_others_are_consolidated(submitted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["consolidate", "提出", "無い.xlsx", "-o", "集計.xlsx"]) == 1
    assert "無い.xlsx がありません。" in capsys.readouterr().err
    assert Path("集計.xlsx").exists()


@pytest.mark.parametrize("command", ["read", "validate", "consolidate"])
def test_a_folder_without_workbooks_is_nothing_to_read(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "空").mkdir()
    extra = ["-o", "集計.xlsx"] if command == "consolidate" else []
    assert main([command, "空", *extra]) == 2
    said = capsys.readouterr()
    assert "空" in said.out + said.err
    assert "Traceback" not in said.err
    assert not Path("集計.xlsx").exists()


def test_a_submission_is_never_written_over(submitted: Path) -> None:
    target = next(submitted.glob("03-04-01*.xlsx"))
    before = target.read_bytes()
    assert main(["consolidate", "提出", "-o", str(target)]) == 2
    assert main(["read", "提出", "-o", str(target), "--force"]) == 2
    assert target.read_bytes() == before


def test_a_target_that_cannot_be_written_is_one_message(submitted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("ファイル").write_text("x")
    assert main(["consolidate", "提出", "-o", "ファイル/集計.xlsx"]) == 2
    assert "書き込めません" in capsys.readouterr().err


def test_fill_names_workbooks_so_that_windows_accepts_them(tmp_path: Path) -> None:
    one = record()
    one["program_name"] = 'a/b:c*d?"<>|e'
    Path("r.json").write_text(json.dumps([one, record("03-04-01")]), encoding="utf-8")
    assert main(["fill", "r.json", "-o", "記入済み"]) == 0
    assert sorted(path.name for path in Path("記入済み").iterdir()) == [
        "03-04-01_業務系システム運用管理.xlsx",
        "03-04-02_a＿b＿c＿d＿＿＿＿＿e.xlsx",
    ]
    assert main(["fill", "r.json", "-o", "記入済み"]) == 2
    assert main(["fill", "r.json", "-o", "記入済み", "--force"]) == 0


def test_fill_takes_json_lines_and_reading_gives_the_records_back(tmp_path: Path) -> None:
    Path("r.jsonl").write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records()), encoding="utf-8")
    assert main(["fill", "r.jsonl", "-o", "out"]) == 0
    assert [reading.record for reading in xltools.read(["out"])] == records()


def test_a_record_with_a_value_that_has_no_place_gets_no_workbook(capsys: pytest.CaptureFixture[str]) -> None:
    bad = record()
    bad["results"] = bad["results"] * 3
    Path("r.json").write_text(json.dumps([bad, record("03-04-01")]), encoding="utf-8")
    assert main(["fill", "r.json", "-o", "out"]) == 1
    assert [path.name[:8] for path in Path("out").iterdir()] == ["03-04-01"]
    assert "9行" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1]", "1件目は記録ではありません"),
        ("[]", "一件もありません"),
        ("", "一件もありません"),
        ('{"a": NaN}', "記録として読めません"),
        ('{"a": 1, "a": 2}', "同じキーが二度"),
        ('{\n "a": 1,\n "b": \n}', "4行目"),
        ('{"a": 1}\n{', "2行目"),
        ('[{"form": "x", "fiscal_year": 2018}]', "使える様式と年度がありません"),
        ('[{"form": "program-analysis", "fiscal_year": "平成30"}]', "使える様式と年度がありません"),
    ],
)
def test_records_that_are_none(text: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("r.json").write_text(text, encoding="utf-8")
    assert main(["fill", "r.json", "-o", "out"]) == 2
    assert said in capsys.readouterr().err


def test_two_records_of_one_program_stop_before_the_first_workbook() -> None:
    Path("r.json").write_text(json.dumps([record(), record()]), encoding="utf-8")
    assert main(["fill", "r.json", "-o", "out"]) == 2
    assert not Path("out").exists()


def test_template_of_any_year_and_never_over_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "--year", "2018", "-o", "様式.xlsx"]) == 0
    assert Path("様式.xlsx").read_bytes() == form_workbook(form())
    assert main(["template", "-o", "様式.xlsx"]) == 2
    assert "上書きしません" in capsys.readouterr().err
    assert main(["template", "no-such-form", "-o", "x.xlsx"]) == 2
    assert main(["template", "program-analysis", "--year", "1990", "-o", "x.xlsx"]) == 2


def test_schema_and_forms(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "program-analysis-2018"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["program_code"]["title"] == "事務事業コード"
    assert main(["forms"]) == 0
    assert "program-analysis-2018\t事務事業分析シート\t2018-2018" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("lang", messages.LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", lang, command, "--help"]) == 0
    said = capsys.readouterr().out
    assert {"ja": f"例: xltools {command}", "en": f"Example: xltools {command}"}[lang] in said
    assert {"ja": "使い方: xltools", "en": "Usage: xltools"}[lang] in said


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    for command in COMMANDS:
        assert f"\n  {command} " in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["consolidate", "提出"], "-o/--output を指定してください。"),
        (["read"], "SRC を指定してください。"),
        (["validate", "x", "--form"], "--form というオプションはありません。"),
        (["validate", "x", "--format", "pdf"], "--format の値が違います。"),
        (["sum"], "そのコマンドはありません。"),
        (["template", "--year", "平成30", "-o", "x.xlsx"], "--year の値が違います。"),
    ],
)
def test_a_command_typed_wrong_is_answered_in_japanese(typed: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(typed) == 2
    assert capsys.readouterr().err.startswith(said)


def test_a_bug_is_one_line_and_exit_code_3(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("xltools.api.definitions", lambda: 1 / 0)
    assert main(["forms"]) == 3
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "Traceback" not in said
    assert main(["--debug", "forms"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("xltools.api.definitions", interrupted)
    assert main(["forms"]) == 130


def test_a_console_of_cp932_does_not_end_the_run(submitted: Path) -> None:
    command = [sys.executable, "-m", "xltools", "validate", "提出"]
    environment = {"PYTHONIOENCODING": "cp932", "XLTOOLS_LANG": "ja", "PATH": ""}
    done = subprocess.run(command, capture_output=True, env=environment, cwd=submitted.parent, check=False)
    assert done.returncode == 1
    assert "内線" in done.stdout.decode("cp932")
