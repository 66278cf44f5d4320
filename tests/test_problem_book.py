"""The list of problems: folding, the workbook with its links, the JSON with its schema."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from examples_for_tests import form, record, records
from forms_for_tests import ROOT
from jsonschema import Draft202012Validator
from summary_for_tests import cells, collection

from xltools import api
from xltools.books.form_book import form_workbook
from xltools.books.links import link_to
from xltools.books.problem_book import problem_workbook
from xltools.books.summary_book import summary_workbook
from xltools.cells import CellRef
from xltools.checks.sheet import check
from xltools.cli import main
from xltools.problems import Problem, folded, worst_first
from xltools.reading.from_record import reading_of
from xltools.reading.model import Reading

HEADINGS = [
    "事業コード", "事業名", "年度（西暦）", "何が起きているか", "直し方と例", "シート", "欄", "セル", "入力値", "正しい値", "差", "重要度",
    "規則", "説明・試行", "番号", "ファイル",
]  # fmt: skip
SCHEMA = json.loads((ROOT / "schemas" / "problems.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def in_japanese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XLTOOLS_LANG", "ja")
    monkeypatch.chdir(tmp_path)


def problem(row: int = 1, code: str = "cell-error", path: tuple[Any, ...] = ("budget", "2017"), source: str = "a.xlsx") -> Problem:
    return Problem(code, source, at=CellRef("No2", row, 3), path=path, label="欄", value="#REF!")


def codes(problems: Iterable[Problem]) -> list[str]:
    return [one.code for one in problems]


def bad() -> list[Reading]:
    """Readings of records with mistakes of several kinds."""
    found = []
    for number, one in enumerate(records()):
        one["remarks"] = '=HYPERLINK("http://example.invalid")'
        one["manager"] = None
        one["cost_statement"]["cost_total"]["2017"] += 1000 * number
        one["budget"] = dict.fromkeys(one["budget"], -1)
        one["extension"] = "=1+1"
        found.append(reading_of(form(), one, f"提出/{number} 番.xlsx"))
    return found


def problems_of(readings: list[Reading]) -> list[Problem]:
    return [found for reading in readings for found in check(reading)]


def workbook(readings: list[Reading], problems: list[Problem], folder: Path | None = None) -> Any:
    return openpyxl.load_workbook(io.BytesIO(problem_workbook(readings, problems, folder or Path.cwd(), "ja")))


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (1, 1), (3, 3), (4, 4), (12, 4)])
def test_of_one_kind_three_are_kept_and_a_count(count: int, expected: int) -> None:
    found = folded(problem(row) for row in range(1, count + 1))
    assert len(found) == expected
    assert codes(found[:3]) == ["cell-error"] * min(count, 3)
    if count > 3:
        assert found[3].code == "more-of-this"
        assert found[3].severity == "error"
        assert found[3].details["count"] == count - 3
        assert f"{count - 3}件" in found[3].message("ja")
        assert "C4" in found[3].message("ja")


def test_what_differs_is_not_folded() -> None:
    several = [
        *(problem(row) for row in (1, 2, 3)),
        problem(4, path=("settlement", "2017")),
        problem(5, code="not-whole"),
        problem(6, source="b.xlsx"),
    ]
    assert folded(several) == several
    top = [problem(row, path=(f"field{row}",)) for row in range(1, 9)]
    assert folded(top) == top


def test_the_count_stands_behind_the_third_and_the_order_stays() -> None:
    mixed = [problem(1), problem(2, "not-whole"), problem(2), problem(3), problem(4), problem(5, "not-whole"), problem(6)]
    assert codes(folded(mixed)) == ["cell-error", "not-whole", "cell-error", "cell-error", "more-of-this", "not-whole"]


def test_places_without_cells_are_named_by_their_labels() -> None:
    several = [Problem("roster-column-missing", "a.xlsx", at=CellRef("s", 1, 1), label=f"列{number}") for number in range(6)]
    assert "列3、列4、列5" in folded(several)[3].message("ja")


def test_worst_first_over_all_files() -> None:
    found = worst_first([problem(1, "number-text"), problem(1, "dash-is-blank"), problem(2, source="z.xlsx"), problem(1, source="b.xlsx")])
    assert codes(found) == ["cell-error", "cell-error", "dash-is-blank", "number-text"]
    assert [one.source for one in found[:2]] == ["b.xlsx", "z.xlsx"]


def test_the_list_has_the_columns_that_people_can_work_with() -> None:
    readings = bad()
    book = workbook(readings, problems_of(readings))
    rows = cells(book["エラー一覧"])
    assert list(rows[0]) == HEADINGS
    first = next(row for row in rows if row["番号"] == "required-blank")
    assert (first["事業コード"], first["年度（西暦）"], first["セル"], first["シート"]) == ("03-04-01", 2018, "AQ3", "No1")
    assert first["直し方と例"]
    assert [row["重要度"] for row in rows] == sorted((row["重要度"] for row in rows), key=["誤り", "注意", "参考"].index)
    differences = [row["差"] for row in rows if row["番号"] == "total-wrong"]
    assert differences
    assert all(isinstance(number, int) for number in differences)


def test_of_one_kind_three_are_listed_and_counted() -> None:
    readings = bad()[:1]
    rows = cells(workbook(readings, problems_of(readings))["エラー一覧"])
    assert [row["番号"] for row in rows].count("too-small") == 3
    (more,) = [row for row in rows if row["番号"] == "more-of-this"]
    assert "ほかに同じ指摘が" in more["何が起きているか"]


def test_the_second_sheet_counts_by_cause() -> None:
    readings = bad()
    rows = cells(workbook(readings, problems_of(readings))["原因別の件数"])
    blank = next(row for row in rows if row["番号"] == "required-blank")
    assert (blank["事業数"], blank["件数"]) == (6, 6)
    assert "空" in blank["何が起きているか"]
    assert rows[0]["重要度"] == "誤り"


def test_text_is_never_a_formula_and_the_same_bytes_again(tmp_path: Path) -> None:
    readings = bad()
    problems = problems_of(readings)
    data = problem_workbook(readings, problems, tmp_path, "ja")
    assert data == problem_workbook(readings, problems, tmp_path, "ja")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert "=1+1" in {row["入力値"] for row in cells(book["エラー一覧"])}


def test_it_is_native_excel_and_says_what_it_is() -> None:
    readings = bad()
    book = workbook(readings, problems_of(readings))
    for sheet in book:
        (table,) = sheet.tables.values()
        assert table.autoFilter is not None
        assert sheet.freeze_panes
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.orientation == "landscape"
        assert not sheet.merged_cells.ranges
        assert sheet["D2"].alignment.wrap_text or sheet.title != "エラー一覧"
    assert book.properties.title == "エラー一覧"
    assert {prop.name: prop.value for prop in book.custom_doc_props.props} == {"xltools.kind": "problems"}


def test_both_products_are_recognised_when_they_are_handed_in(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(problem_workbook([], [], tmp_path, "ja"))
    (tmp_path / "b.xlsx").write_bytes(summary_workbook(form(), collection()))
    assert [codes(reading.problems) for reading in api.read([tmp_path])] == [["not-a-submission"]] * 2


def test_a_list_of_nothing(tmp_path: Path) -> None:
    assert len(workbook([], []).sheetnames) == 2


@pytest.mark.parametrize(
    ("source", "folder", "sheet", "link"),
    [
        ("提出/a.xlsx", ".", "No2", "external:提出\\a.xlsx#'No2'!L6"),
        ("提出/a.xlsx", "一覧", "No2", "external:..\\提出\\a.xlsx#'No2'!L6"),
        ("a b.xlsx", ".", "様式 '1'", "external:a b.xlsx#'様式 ''1'''!L6"),
        ("50%.xlsx", ".", "No2", ""),
        ("#1.xlsx", ".", "No2", ""),
        ("長" * 1200 + "/a.xlsx", ".", "No2", ""),
    ],
)
def test_a_link_leads_from_the_lists_folder_to_the_cell(source: str, folder: str, sheet: str, link: str) -> None:
    assert link_to(source, CellRef(sheet, 6, 12), Path(folder)) == link


def test_a_file_on_another_drive_has_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    def other_drive(path: str, start: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", other_drive)
    assert link_to(problem().source, None, Path()) == ""
    assert workbook([], [problem()])["エラー一覧"]["H2"].hyperlink is None


def test_links_stand_in_the_workbook_at_cells_and_at_files() -> None:
    sheet = workbook([], [problem(6, source="提出/a b.xlsx"), Problem("file-empty", "提出/c.xlsx")])["エラー一覧"]
    places = [cell for row in sheet["A2:Z3"] for cell in row if cell.hyperlink]
    links = {cell.value: cell.hyperlink for cell in places}
    assert [sheet.cell(1, cell.column).value for cell in places] == ["セル", "ファイル"]
    assert {text: (link.target, link.location) for text, link in links.items()} == {
        "C6": ("提出\\a%20b.xlsx", "'No2'!C6"),
        "提出/c.xlsx": ("提出\\c.xlsx", None),
    }


def test_no_error_in_the_open_xml_validator(tmp_path: Path, ooxml_validator: Callable[[Path], list[str]]) -> None:
    readings = bad()
    for number, (found, problems) in enumerate([(readings, problems_of(readings)), ([], [])]):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(problem_workbook(found, problems, tmp_path, "ja"))
        assert ooxml_validator(path) == []
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None


def submitted(folder: Path) -> Path:
    folder.mkdir()
    for number, one in enumerate((record(), {**record("03-04-01"), "manager": None})):
        (folder / f"{number}.xlsx").write_bytes(form_workbook(form(), one))
    (folder / "text.xlsx").write_text("文")
    return folder


def test_validate_writes_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    submitted(tmp_path / "提出")
    assert main(["validate", "提出", "--format", "xlsx"]) == 2
    assert capsys.readouterr().err.startswith("-o/--output を指定してください。")
    assert main(["validate", "提出", "--format", "xlsx", "-o", "エラー一覧.xlsx"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "エラー一覧.xlsx" in said.err
    before = Path("エラー一覧.xlsx").read_bytes()
    assert main(["validate", "提出", "--format", "xlsx", "-o", "エラー一覧.xlsx"]) == 2
    assert main(["validate", "提出", "--format", "xlsx", "-o", "エラー一覧.xlsx", "--force"]) == 1
    assert Path("エラー一覧.xlsx").read_bytes() == before
    assert main(["validate", "提出", "--format", "xlsx", "-o", "提出/0.xlsx", "--force"]) == 2


def test_json_is_as_its_schema_says_and_keeps_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    submitted(tmp_path / "提出")
    assert main(["validate", "提出", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert list(Draft202012Validator(SCHEMA).iter_errors(report)) == []
    assert [(file["read"], file["key"]) for file in report["files"]] == [(True, "03-04-02"), (True, "03-04-01"), (False, None)]
    readings = bad()
    report = api.report(readings, problems_of(readings), "en")
    assert list(Draft202012Validator(SCHEMA).iter_errors(report)) == []
    assert len(report["problems"]) == len(problems_of(readings))  # type: ignore[arg-type]
    assert report["version"] == SCHEMA["properties"]["version"]["const"] == api.REPORT_VERSION


def test_the_schema_names_every_key() -> None:
    """A key that is added is added to the schema, too."""
    own = SCHEMA["properties"]["problems"]["items"]
    assert set(own["required"]) == set(own["properties"]) == set(problem().as_json("ja"))
    files = SCHEMA["properties"]["files"]["items"]
    (told,) = api.report([Reading("a.xlsx")], [], "ja")["files"]  # type: ignore[misc]
    assert set(files["required"]) == set(files["properties"]) == set(told)


def test_json_into_a_file(tmp_path: Path) -> None:
    submitted(tmp_path / "提出")
    assert main(["validate", "提出", "--format", "json", "-o", "指摘.json"]) == 1
    assert json.loads(Path("指摘.json").read_text(encoding="utf-8"))["version"] == 1
