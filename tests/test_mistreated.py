"""What sections really send, as files: whole folders of mistakes, the same ones in several files, run after run."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from examples_for_tests import EXAMPLES, form
from reading_for_tests import SOURCE, edited, grid, with_cells, workbook
from reading_for_tests import reading as filled
from test_mutations import file_of

import xltools
from xltools.books.form_book import form_workbook
from xltools.checks.sheet import check
from xltools.cli import main
from xltools.reading.entry import ErrorValue
from xltools.reading.reader import interpret, read_bytes, read_file


@pytest.fixture(autouse=True)
def in_japanese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XLTOOLS_LANG", "ja")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("state", [b"hidden", b"veryHidden"])
def test_a_hidden_page_is_read_as_any_other(state: bytes) -> None:
    hidden = edited(workbook(), "xl/workbook.xml", lambda xml: xml.replace(b'name="No2"', b'name="No2" state="' + state + b'"'))
    found = read_bytes(hidden, SOURCE)
    assert (found.record, found.problems) == (filled().record, ())


def test_names_doubled_by_a_copied_sheet_are_passed_over() -> None:
    """Excel gives a copied sheet names of its own, which are called like those of the workbook."""

    def doubled(xml: bytes) -> bytes:
        names = re.findall(rb'<definedName name="([^"]+)">([^<]*No1[^<]*)</definedName>', xml)
        assert len(names) > 50
        own = b"".join(
            b'<definedName name="%s" localSheetId="4">%s</definedName>' % (name, cell.replace(b"No1", b"No1 (2)")) for name, cell in names
        )
        return xml.replace(b"<definedNames>", b"<definedNames>" + own)

    made = io.BytesIO()
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    copied = book.copy_worksheet(book["No1"])
    copied.title = "No1 (2)"
    copied["E17"] = "写しの目的"
    book.save(made)
    found = read_bytes(edited(made.getvalue(), "xl/workbook.xml", doubled), SOURCE)
    assert found.record == filled().record
    assert [problem.code for problem in found.problems] == ["sheet-copied"]


def test_furigana_is_no_part_of_a_text() -> None:
    text = b"<t>\xe7\xae\xa1\xe7\x90\x86</t>"
    phonetic = text + '<rPh sb="0" eb="2"><t>カンリ</t></rPh><phoneticPr fontId="1"/>'.encode()
    (slot,) = [slot for slot in form().slots if slot.path == ("remarks",)]
    named = form_workbook(form(), {"remarks": "管理"})
    found = read_bytes(edited(named, "xl/sharedStrings.xml", lambda xml: xml.replace(text, phonetic)), SOURCE)
    assert "カンリ".encode() in phonetic
    assert found.record is not None
    assert found.record["remarks"] == "管理"
    assert slot.at == found.origins["remarks",]


@pytest.mark.parametrize("name", ["最新（修正2）.xlsx", "提出.xls", "提出", "~作業中.tmp", "03-99-99_別の事業.xlsm"])
def test_the_name_of_a_file_says_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(workbook())
    found = read_file(tmp_path / name)
    assert (found.record, found.problems) == (filled().record, ())


TEN: dict[str, object] = {
    "No1!AB2": "●", "No1!P11": "五八", "No2!N3": "約12千円", "No2!S3": "12百万円", "No2!H44": 2.5, "No2!C38": ErrorValue("#REF!"),
    "No2!X3": "-5x", "No1!H2": "九", "No2!AC3": 1234567890123456.0, "No1!AQ4": None,
}  # fmt: skip


BEFORE = {str(problem.at) for problem in check(interpret(grid())) if problem.severity == "error"}
"""Where the submission has errors before any of them: its figures are not those of one program."""


def test_ten_mistakes_in_two_files_are_all_told_each_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "提出").mkdir()
    for name in ("一.xlsx", "二.xlsx"):
        (tmp_path / "提出" / name).write_bytes(file_of(with_cells(TEN)))
    said = []
    for _ in range(2):
        assert main(["validate", "提出", "--format", "json"]) == 1
        said.append(json.loads(capsys.readouterr().out)["problems"])
    assert said[0] == said[1]
    for name in ("一.xlsx", "二.xlsx"):
        errors = {
            f"{problem['sheet']}!{problem['cell']}"
            for problem in said[0]
            if Path(problem["file"]).name == name and problem["severity"] == "error"
        }
        assert errors | BEFORE == ({"No1!V2", *TEN} - {"No1!AB2"}) | BEFORE  # the first of two marks
    assert sum(problem["severity"] == "error" and f"{problem['sheet']}!{problem['cell']}" in TEN for problem in said[0]) == 18


def lock(path: Path) -> None:
    name = "課員"
    path.write_bytes(
        bytes([4]) + b"\x89\xdb\x88\xf5" + b" " * 50 + len(name).to_bytes(2, "little") + (name + " " * 53).encode("utf-16-le")[:108]
    )


def returned(path: Path) -> None:
    (target,) = xltools.give_back([path.parent / "03-04-01.xlsx"], path.parent / "差戻").targets
    shutil.move(target, path)
    shutil.rmtree(path.parent / "差戻")


def listed(path: Path) -> None:
    assert main(["validate", str(path.parent / "03-04-01.xlsx"), "--format", "xlsx", "-o", str(path)]) == 1


def summed_up(path: Path) -> None:
    assert main(["consolidate", str(path.parent / "03-04-01.xlsx"), "-o", str(path)]) == 0


OTHER_FORM = xltools.load_form("example-activity-report")
OTHERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "エラー一覧.xlsx": (listed, "not-a-submission"),
    "集計.xlsx": (summed_up, "not-a-submission"),
    "差戻.xlsx": (returned, "identical-copy"),
    "空.xlsx": (lambda path: path.write_bytes(form_workbook(form())), "template-unfilled"),
    "施錠.xlsx": (lock, "file-is-lock"),
    "雲.xlsx": (lambda path: path.write_bytes(b'{"url": "https://example.invalid/a", "doc_id": "1"}'), "file-in-cloud"),
    "別の様式.xlsx": (
        lambda path: path.write_bytes(form_workbook(xltools.load_form("example-activity-report"), {"activity_code": "A-001"})),
        "year-differs",
    ),
    "メモ.xlsx": (lambda path: path.write_text("Excelではない", encoding="utf-8"), "not-a-workbook"),
    "零.xlsx": (lambda path: path.write_bytes(b""), "file-empty"),
    "途中.xlsx": (lambda path: path.write_bytes(workbook()[:9000]), "file-damaged"),
}


def test_a_folder_of_everything_that_is_sent_by_mistake(tmp_path: Path) -> None:
    folder = tmp_path / "提出"
    folder.mkdir()
    good = [shutil.copy(next(EXAMPLES.glob(f"{code}*")), folder / f"{code}.xlsx") for code in ("03-04-01", "03-04-02")]
    for name, (make, _) in OTHERS.items():
        make(folder / name)
    (folder / "~$03-04-01.xlsx").write_bytes((folder / "施錠.xlsx").read_bytes())  # passed over: its workbook is there
    collection = xltools.consolidate([folder], tmp_path / "出.xlsx", 2018)
    assert {Path(reading.source).name for reading in collection.readings} == {Path(path).name for path in good}
    assert {Path(reading.source).name: problem.code for reading, problem in collection.left_out} == {
        name: code for name, (_, code) in OTHERS.items()
    }
    for _, problem in collection.left_out:
        assert problem.message("ja") != problem.message("en")
