"""The tamper report: what people do to a form, at its cell, and nothing at a form that nobody tampered with."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from examples_for_tests import form, record
from openpyxl.comments import Comment
from openpyxl.styles import Protection
from openpyxl.worksheet.cell_range import MultiCellRange

from xltools import api
from xltools.books.form_book import form_workbook
from xltools.cli import main
from xltools.inspect.submissions import inspected
from xltools.problems import Problem, folded

SOURCE = "提出.xlsx"


@pytest.fixture(scope="module")
def filled() -> bytes:
    return form_workbook(form(), record())


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(data: bytes, change: Callable[[Any], object]) -> bytes:
    """The workbook after someone changed it in a program."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    return saved(book)


def found(data: bytes) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.at) if problem.at else "") for problem in inspected(data, SOURCE).problems]


def unruled(book: Any) -> None:
    """The validation of No1!H31 pasted over."""
    for rule in book["No1"].data_validations.dataValidation:
        if "H31" in rule.sqref:
            kept = [area for area in str(rule.sqref).split() if not area.startswith("H31")]
            rule.sqref = MultiCellRange(" ".join(kept) or "A90")


def other_list(book: Any) -> None:
    for rule in book["No1"].data_validations.dataValidation:
        if "H31" in rule.sqref:
            rule.formula1 = '"はい,いいえ"'


def link(book: Any) -> None:
    from openpyxl.packaging.relationship import Relationship
    from openpyxl.workbook.external_link import ExternalLink
    from openpyxl.workbook.external_link.external import ExternalBook

    made = ExternalLink(externalBook=ExternalBook())
    made.file_link = Relationship(type="externalLinkPath", Target="予算書.xlsx", TargetMode="External", Id="rId1")
    book._external_links.append(made)
    book["No2"]["AM3"] = "=[1]予算!$A$1"


def put(sheet: str, cell: str, value: object) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[sheet][cell] = value

    return change


def lock(sheet: str, cell: str, locked: bool) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[sheet][cell].protection = Protection(locked=locked)

    return change


def comment(book: Any) -> None:
    book["No2"]["AM3"].comment = Comment("要確認", "田中")


def hide_row(book: Any) -> None:
    book["No2"].row_dimensions[20].hidden = True
    book["No2"].row_dimensions[21].hidden = True


def hide_column(book: Any) -> None:
    book["No2"].column_dimensions["AM"].hidden = True
    book["No2"].column_dimensions["AM"].width = 4


def hidden_sheet(state: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book.create_sheet("計算用").sheet_state = state

    return change


def unprotect(book: Any) -> None:
    book["No1"].protection.sheet = False


def hide_page(book: Any) -> None:
    book["No2"].sheet_state = "hidden"


def nameless(book: Any) -> None:
    for name in [slot.name for slot in form().slots if slot.at.sheet == "No2"]:
        del book.defined_names[name]


def misnamed(book: Any) -> None:
    names = {str(slot.at): slot.name for slot in form().slots}
    book.defined_names[names["No2!AM3"]].attr_text = "No2!$AM$90"


CASES: dict[str, tuple[Callable[[Any], object], list[tuple[str, str]]]] = {
    "nothing": (lambda book: None, []),
    "value_typed": (put("No2", "AM3", 5), []),
    "validation_pasted_over": (unruled, [("tampered-validation", "No1!H31")]),
    "list_of_other_answers": (other_list, [("tampered-validation", "No1!H31")]),
    "formula_replaced_by_a_number": (put("No2", "R34", 1234), [("tampered-formula", "No2!R34")]),
    "formula_deleted": (put("No2", "R34", None), [("tampered-formula", "No2!R34")]),
    "formula_of_another_cell": (put("No2", "R34", "=R33"), [("tampered-formula", "No2!R34")]),
    "label_changed": (put("No1", "A2", "事業番号"), [("tampered-label", "No1!A2")]),
    "entry_cell_locked": (lock("No2", "AM3", True), [("tampered-locked", "No2!AM3")]),
    "label_unlocked": (lock("No1", "A2", False), [("tampered-unlocked", "No1!A2")]),
    "formula_unlocked": (lock("No2", "R34", False), [("tampered-unlocked", "No2!R34")]),
    "protection_removed": (unprotect, [("tampered-protection", "No1!A1")]),
    "names_lost": (nameless, [("tampered-names-lost", "No2!A1")]),
    "name_moved": (misnamed, [("tampered-name", "No2!AM3")]),
    "link_to_another_workbook": (link, [("tampered-link", "No2!AM3")]),
    "sheet_hidden": (hidden_sheet("hidden"), [("tampered-hidden-sheet", "")]),
    "sheet_very_hidden": (hidden_sheet("veryHidden"), [("tampered-hidden-sheet", "")]),
    "page_hidden": (hide_page, [("tampered-hidden-sheet", "")]),
    "rows_hidden": (hide_row, [("tampered-hidden", "No2!A20")]),
    "column_hidden": (hide_column, [("tampered-hidden", "No2!AM1")]),
    "note_on_a_cell": (comment, [("tampered-comment", "No2!AM3")]),
}


@pytest.mark.parametrize("name", CASES)
def test_what_was_done_to_the_form_is_found_at_its_cell_with_what_to_do(name: str, filled: bytes) -> None:
    change, expected = CASES[name]
    problems = inspected(changed(filled, change), SOURCE).problems
    assert [(problem.code, str(problem.at) if problem.at else "") for problem in problems] == expected
    for problem in problems:
        for lang in ("ja", "en"):
            assert "{" not in problem.message(lang) + problem.hint(lang) + problem.expected(lang)
            assert problem.hint(lang)


def test_a_form_as_it_was_handed_out_is_not_tampered_with(filled: bytes) -> None:
    assert found(form_workbook(form())) == []
    reading = inspected(filled, SOURCE)
    assert reading.problems == ()
    assert reading.record == record()


def test_all_at_once(filled: bytes) -> None:
    """Every change in one file: each is found all the same."""

    def all_changes(book: Any) -> None:
        for name in ("validation_pasted_over", "formula_replaced_by_a_number", "label_changed", "protection_removed", "rows_hidden"):
            CASES[name][0](book)

    wanted = {"tampered-validation", "tampered-formula", "tampered-label", "tampered-protection", "tampered-hidden"}
    assert {code for code, _ in found(changed(filled, all_changes))} == wanted


def test_a_formula_is_said_as_it_should_be(filled: bytes) -> None:
    (problem,) = inspected(changed(filled, put("No2", "R34", 1234)), SOURCE).problems
    assert problem.value == 1234
    assert problem.expected("ja").startswith("=")
    assert "R" in problem.expected("ja")


def shifted(data: bytes, sheet: str, row: int, count: int) -> bytes:
    """The workbook with blank rows inserted before `row` as Excel does it: cells, merges, names, validations and formulas move."""

    def moved(text: str) -> str:
        def one(found: re.Match[str]) -> str:
            return f"{found[1]}{int(found[2]) + count if int(found[2]) >= row else found[2]}"

        return re.sub(r"(\$?[A-Z]{1,3}\$?)([0-9]+)", one, text)

    def all_moved(pattern: str, xml: str) -> str:
        return re.sub(pattern, lambda found: found[1] + moved(found[2]), xml)

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name).decode("utf-8", "surrogateescape") for name in package.namelist()}
    path = f"xl/worksheets/sheet{[one.name for one in form().sheets].index(sheet) + 1}.xml"
    for pattern in ('(<c r=")([A-Z]+[0-9]+)', '((?:ref|sqref)=")([A-Z0-9: ]+)', "(<f>)([^<!]*)(?=<)"):
        parts[path] = all_moved(pattern, parts[path])
    rows = re.compile('(<row r=")([0-9]+)')
    parts[path] = rows.sub(lambda found: f"{found[1]}{int(found[2]) + count * (int(found[2]) >= row)}", parts[path])
    parts["xl/workbook.xml"] = all_moved(f"((?:'{sheet}'|{sheet})!)([A-Z$0-9:]+)", parts["xl/workbook.xml"])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content.encode("utf-8", "surrogateescape"))
    return stream.getvalue()


def test_inserted_rows_are_said_once_and_not_at_every_cell_below(filled: bytes) -> None:
    assert found(shifted(filled, "No2", 20, 2)) == [("tampered-inserted", "No2!A20")]


def test_below_inserted_rows_the_rest_is_still_compared(filled: bytes) -> None:
    data = changed(shifted(filled, "No2", 20, 2), put("No2", "R36", 1234))
    assert found(data) == [("tampered-inserted", "No2!A20"), ("tampered-formula", "No2!R36")]


def test_macros(filled: bytes) -> None:
    stream = io.BytesIO(filled)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf")
    assert found(stream.getvalue()) == [("tampered-macros", "")]


def test_values_pasted_into_a_new_workbook_are_a_few_lines_and_not_thousands(filled: bytes) -> None:
    source = openpyxl.load_workbook(io.BytesIO(filled), data_only=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in source.worksheets[:2]:
        page = book.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    page[cell.coordinate] = cell.value
    problems = inspected(saved(book), SOURCE).problems
    codes = {problem.code for problem in problems}
    assert {"tampered-names-lost", "tampered-formula", "tampered-validation", "tampered-locked", "tampered-protection"} <= codes
    assert len(folded(problems)) < 40


def test_a_file_that_is_no_form_is_refused_by_the_gates(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("text", encoding="utf-8")
    (tmp_path / "b.xlsx").write_bytes(b"")
    problems = [problem.code for reading in api.inspect_files([tmp_path]) for problem in reading.problems]
    assert problems == ["not-a-workbook", "file-empty"]


def test_inspect_in_the_command_line(tmp_path: Path, filled: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.xlsx").write_bytes(filled)
    (tmp_path / "b.xlsx").write_bytes(changed(filled, put("No2", "R34", 1234)))
    assert main(["--lang", "ja", "inspect", str(tmp_path / "a.xlsx")]) == 0
    assert main(["--lang", "ja", "inspect", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "No2!R34" in said.out
    assert "2ファイル" in said.err
    assert main(["inspect", str(tmp_path / "b.xlsx"), "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [(problem["code"], problem["cell"]) for problem in report["problems"]] == [("tampered-formula", "R34")]
    assert main(["inspect", str(tmp_path / "none.xlsx")]) == 2


def test_validate_looks_deeper_only_at_files_with_errors(tmp_path: Path, filled: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    for name, changes in (("good.xlsx", [("No2", "R34", None)]), ("bad.xlsx", [("No2", "R34", 1), ("No1", "AQ3", None)])):
        data = filled
        for change in changes:
            data = changed(data, put(*change))
        (tmp_path / name).write_bytes(data)
    main(["validate", str(tmp_path), "--format", "json", "--deep"])
    problems = json.loads(capsys.readouterr().out)["problems"]
    tampered = {Path(problem["file"]).name for problem in problems if problem["code"].startswith("tampered-")}
    assert tampered == {Path(problem["file"]).name for problem in problems if problem["severity"] == "error"}


def test_a_worker_that_does_not_come_back_is_one_problem(tmp_path: Path, filled: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_bytes(filled)
    monkeypatch.setattr("xltools.inspect.submissions.DEADLINE", 0.01)
    (reading,) = api.inspect_files([tmp_path])
    (problem,) = reading.problems
    assert isinstance(problem, Problem)
    assert problem.code == "inspect-failed"
    assert "{" not in problem.message("ja")


def test_saved_by_libreoffice_nothing_is_tampered_with(filled: bytes, convert: Callable[[Path, str, Path], Path], tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(filled)
    made = convert(tmp_path / "a.xlsx", "xlsx", tmp_path / "out")
    assert found(made.read_bytes()) == []
