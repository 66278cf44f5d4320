"""A submission with errors comes back as a fresh form with all that was written: the same record, the same mistakes, marked; nothing
is lost, and the original is not touched."""

from __future__ import annotations

import datetime
import io
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from examples_for_tests import EXAMPLES, form
from examples_for_tests import clean as record
from mutations import bases, with_values
from openpyxl.comments import Comment
from reading_for_tests import edited
from test_mutations import file_of, groups

import xltools
from xltools import messages
from xltools.books.form_book import form_workbook
from xltools.books.form_marks import FILLS
from xltools.checks.sheet import check
from xltools.cli import main
from xltools.errors import NothingToReadError, XltoolsError
from xltools.forms.definition import load_form
from xltools.forms.model import Form, Slot
from xltools.inspect.submissions import inspected
from xltools.problems import Path as RecordPath
from xltools.reading.entry import ErrorValue
from xltools.reading.given_back import given_back
from xltools.reading.grid import Grid, read_grid
from xltools.reading.locate import Located, locate
from xltools.reading.model import Reading
from xltools.reading.reader import interpret, read_bytes, read_file
from xltools.replacing import blank_cells

ALL = os.environ.get("XLTOOLS_ALL_MUTATIONS") == "1"
REQUEST, LEFTOVER = messages.text("form.return.sheet", "ja"), messages.text("leftover.sheet", "ja")
Change = Callable[[openpyxl.Workbook], None]


def slots(path: RecordPath, of: Form | None = None) -> list[Slot]:
    return [slot for slot in (of or form()).slots if slot.path == path]


def put(path: RecordPath, value: object, number: int = 0) -> Change:
    slot = slots(path)[number]
    return lambda book: book[slot.at.sheet].__setitem__(slot.at.a1, value)


def submitted(folder: Path, *changes: Change, name: str = "03-04-06_提出.xlsx", of: dict[str, Any] | None = None) -> Path:
    """A filled workbook, its cells changed as staff would."""
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / name
    path.write_bytes(form_workbook(form(), of or record()))
    if changes:
        book = openpyxl.load_workbook(path)
        for change in changes:
            change(book)
        book.save(path)
    return path


def returned(source: Path, folder: Path, everything: bool = False) -> Path:
    (target,) = xltools.give_back([source], folder, everything=everything).targets
    return target


def grid_of(path: Path) -> Grid:
    grid = read_grid(path.read_bytes(), path.name)
    assert isinstance(grid, Grid)
    return grid


def cells_of(path: Path, at: RecordPath) -> list[object]:
    grid = grid_of(path)
    return [grid.value(slot.at) for slot in slots(at)]


def requests(path: Path) -> list[dict[str, object]]:
    """The rows of the first sheet, by their headings."""
    grid = grid_of(path)
    assert next(iter(grid.sheets)) == REQUEST
    rows = grid.sheets[REQUEST]
    top = next(number for number, row in enumerate(rows) if row[0] == "番号")
    return [dict(zip(map(str, rows[top]), row, strict=True)) for row in rows[top + 1 :]]


def left_over(path: Path) -> list[tuple[object, ...]]:
    return [tuple(row[:3]) for row in grid_of(path).sheets.get(LEFTOVER, ())[3:]]


def mistakes(reading: Reading, grid: Grid | None = None) -> set[tuple[str, RecordPath]]:
    """Code and field of every error in an entry cell."""
    fields = reading.form.fields() if reading.form else {}
    entries = {own for own in fields if not fields[own][-1].computed}
    return {
        (problem.code, own)
        for problem in check(reading)
        if problem.severity == "error" and problem.at and (own := reading.fields.get(problem.path, problem.path)) in entries
    }


def given(grid: Grid) -> tuple[Reading, bytes]:
    """What a grid says, and the workbook that is given back for it."""
    reading, located = interpret(grid), locate(grid)
    assert isinstance(located, Located)
    content = given_back(reading, check(reading), grid, located, blank_cells(located.form))
    return reading, form_workbook(located.form, back=content)


def same_again(grid: Grid) -> str:
    """What differs between a file and the workbook that is given back for it, read; empty if nothing does."""
    reading, located = interpret(grid), locate(grid)
    if reading.record is None:
        return ""
    assert isinstance(located, Located)
    reading, data = given(grid)
    again = read_bytes(data, grid.source)
    if again.record != reading.record:
        return f"{[key for key in reading.record if again.record is None or again.record[key] != reading.record[key]]}"
    found = all(slot.name in located.cells for slot in located.form.slots)
    before, after = mistakes(reading), mistakes(again)
    return f"{before ^ after}" if (before != after if found else not before <= after) else ""


def chosen_groups() -> list[str]:
    return list(groups()) if ALL else random.Random(7).sample(list(groups()), 30)


@pytest.mark.parametrize("group", chosen_groups())
def test_what_is_given_back_reads_as_the_original(group: str) -> None:
    cases = random.Random(group).sample(groups()[group], min(4 if ALL else 1, len(groups()[group])))
    assert {case.name: said for case in cases if (said := same_again(case.make()))} == {}


RAW: dict[str, tuple[RecordPath, int, object, str]] = {
    "text-in-a-number": (("budget", "2017"), 0, "約50", "not-a-number"),
    "decimals": (("budget", "2017"), 0, 36.5, "not-whole"),
    "sixteen-digits": (("budget", "2017"), 0, 1234567890123456, "number-too-long"),
    "true": (("budget", "2017"), 0, True, "not-a-number"),
    "a-day-in-a-number": (("budget", "2017"), 0, datetime.date(2018, 4, 1), "not-a-number"),
    "a-time-in-a-number": (("budget", "2017"), 0, datetime.time(9, 30), "not-a-number"),
    "a-day-with-a-time": (("purpose",), 0, datetime.datetime(2018, 4, 1, 9, 30), "text-was-date"),
    "a-day-for-a-code": (("program_code",), 0, datetime.date(2003, 4, 1), "code-was-date"),
    "an-error": (("budget", "2017"), 0, "#REF!", "cell-error"),
    "an-error-in-text": (("purpose",), 0, "#N/A", "cell-error"),
    "an-error-for-a-mark": (("plan_status",), 0, "#VALUE!", "cell-error"),
    "words-for-a-mark": (("plan_status",), 1, "該当", "not-a-mark"),
    "no-answer-of-the-list": (("classification", "next"), 0, "継続する", "did-you-mean"),
    "no-year": (("start_year",), -1, "五八", "not-a-year"),
    "a-formula-in-words": (("budget", "2017"), 0, "'=1+1", "not-a-number"),
}


@pytest.mark.parametrize("name", RAW)
def test_what_cannot_be_read_comes_back_as_it_was_typed(name: str, tmp_path: Path) -> None:
    path, number, value, code = RAW[name]
    written = ErrorValue(str(value)) if str(value).startswith("#") else value
    source = tmp_path / "提出.xlsx"
    source.write_bytes(file_of(with_values(bases()[1].grid, {slots(path)[number].at: written})))
    target = returned(source, tmp_path / "差戻")
    cell = cells_of(target, path)[number]
    assert cell == value
    assert isinstance(cell, bool) == isinstance(value, bool)
    before, after = read_file(source), read_file(target)
    assert before.record == after.record
    assert mistakes(before) == mistakes(after)
    assert code in {found for found, _ in mistakes(after)}
    assert requests(target)


def test_several_marks_come_back_also_one_in_a_label(tmp_path: Path) -> None:
    first, second = slots(("plan_status",))
    marked = first.at.moved(right=1)
    source = submitted(
        tmp_path,
        put(("plan_status",), "○"),
        put(("plan_status",), "●", 1),
        lambda book: book[marked.sheet].__setitem__(marked.a1, f"●{book[marked.sheet][marked.a1].value}"),
    )
    assert second.mark
    target = returned(source, tmp_path / "差戻")
    assert cells_of(target, ("plan_status",)) == ["●", "●"]
    assert {code for code, _ in mistakes(read_file(target))} == {code for code, _ in mistakes(read_file(source))} == {"two-marks"}
    assert left_over(target) == []  # the word is printed anew


def test_a_formula_that_no_program_computed_has_no_value(tmp_path: Path) -> None:
    (slot,) = slots(("remarks",))
    source = submitted(tmp_path, put(("remarks",), "=A1"))
    assert ("formula-not-computed", ("remarks",)) in mistakes(read_file(source))
    target = returned(source, tmp_path / "差戻")
    assert cells_of(target, slot.path) == ["#N/A"]
    assert read_file(target).record == read_file(source).record
    assert "計算されないまま" in str(requests(target)[0]["何が起きているか"])


def test_what_can_be_read_is_written_as_the_form_writes_it(tmp_path: Path) -> None:
    source = submitted(
        tmp_path,
        put(("budget", "2017"), "１３，８９８"),
        put(("plan_status",), "◎"),
        put(("plan_status",), "○", 1),
        put(("purpose",), None),
    )
    target = returned(source, tmp_path / "差戻")
    assert cells_of(target, ("budget", "2017")) == [13898]
    assert cells_of(target, ("plan_status",)) == ["●", "○"]
    assert [row["欄"] for row in requests(target)] == [slots(("purpose",))[0].full_label]  # what was read with a note needs nothing
    assert read_file(target).record == read_file(source).record


def test_a_dash_is_still_there(tmp_path: Path) -> None:
    source = submitted(tmp_path, put(("results", 5, "values", "2012"), "－"), put(("purpose",), None))
    target = returned(source, tmp_path / "差戻")
    assert cells_of(target, ("results", 5, "values", "2012")) == ["－"]
    assert [(row["重要度"], row["入力値"]) for row in requests(target)] == [("誤り", None), ("注意", "－")]


def test_a_typed_total_is_a_formula_again_and_its_number_is_listed(tmp_path: Path) -> None:
    total = ("cost_statement", "cost_total", "2017")
    (slot,) = slots(total)
    source = submitted(tmp_path, put(total, 1))
    target = returned(source, tmp_path / "差戻")
    assert slot.at in grid_of(target).formulas
    assert left_over(target) == [(slot.full_label, str(slot.at), 1)]
    (row,) = requests(target)
    assert (row["入力値"], row["正しい値"]) == ("1", messages.shown(read_file(source).record["cost_statement"]["cost_total"]["2017"]))  # type: ignore[index]
    assert "計算式に戻しました" in str(row["直し方と例"])
    assert mistakes(read_file(target)) == set()


def test_wrong_cells_have_a_fill_and_a_note_and_the_others_have_not(tmp_path: Path) -> None:
    source = submitted(tmp_path, put(("budget", "2017"), "約50"), put(("plan_status",), "●", 0), put(("plan_status",), "●", 1))
    target = returned(source, tmp_path / "差戻")
    book = openpyxl.load_workbook(target)
    marked = {slot.name for slot in form().slots if book[slot.at.sheet][slot.at.a1].fill.fgColor.rgb == "FF" + FILLS["error"][1:]}
    assert marked == {slot.name for path in (("budget", "2017"), ("plan_status",)) for slot in slots(path)}
    noted = {slot.path: book[slot.at.sheet][slot.at.a1].comment for slot in form().slots if book[slot.at.sheet][slot.at.a1].comment}
    assert noted.keys() == {("budget", "2017"), ("plan_status",)}
    text = noted["budget", "2017"].text
    assert "約50" in text
    assert "直し方" in text
    assert "454394" in text  # the example of a right answer
    validated = {cell.coord for area in book["No2"].data_validations.dataValidation for cell in area.sqref.ranges}
    assert slots(("budget", "2017"))[0].area.a1 in validated
    assert book["No2"].protection.sheet


def test_validations_that_were_pasted_over_and_changed_labels_are_restored(tmp_path: Path) -> None:
    label = next(label for label in form().sheets[0].labels if label.text)

    def spoil(book: openpyxl.Workbook) -> None:
        book["No1"].data_validations.dataValidation = []
        book["No1"].protection.sheet = False
        book["No1"][label.area.first.a1] = "勝手な題"

    source = submitted(tmp_path, spoil, put(("purpose",), None))
    target = returned(source, tmp_path / "差戻")
    assert inspected(target.read_bytes(), "差戻.xlsx").problems == ()  # nothing is tampered with, and our notes are none
    assert ("（記入欄の外）", f"No1!{label.area.first.a1}", "勝手な題") in left_over(target)


def test_each_row_leads_to_its_cell_worst_first_and_repeated_kinds_are_counted(tmp_path: Path) -> None:
    years = ["2012", "2013", "2014", "2015", "2016"]
    source = submitted(tmp_path, *(put(("budget", year), "不明") for year in years), put(("results", 5, "values", "2012"), "－"))
    target = returned(source, tmp_path / "差戻")
    rows = requests(target)
    assert [row["重要度"] for row in rows] == ["誤り"] * 4 + ["注意"]
    assert [row["番号"] for row in rows] == [1, 2, 3, 4, 5]
    assert "ほかに同じ指摘が2件" in str(rows[3]["何が起きているか"])
    sheet = openpyxl.load_workbook(target)[REQUEST]
    links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links == [slots(("budget", year))[0].name for year in years[:4]] + [slots(("results", 5, "values", "2012"))[0].name]
    said = [str(value) for row in sheet.iter_rows(max_row=6, values_only=True) for value in row if value]
    assert any(record()["program_code"] in text and record()["program_name"] in text for text in said)
    assert any("6件" in text and "誤り 5件" in text for text in said)


def beside_everything(book: openpyxl.Workbook) -> None:
    """Remarks, a column and a row of their own, a sheet, a note."""
    book["No1"]["BF40"] = "課長確認済"
    own = book.create_sheet("内訳")
    own["A1"], own["B2"], own["C3"], own["D4"] = "目的", 12, datetime.datetime(2018, 4, 1), "=B2"
    own["A1"].comment = Comment("別紙のメモ", "課")
    book["No2"]["BG2"], book["No2"]["BG3"] = "増減", "▲ 5"
    copied = book.copy_worksheet(book["No1"])
    copied.title = "No1 控え"
    copied[slots(("purpose",))[0].at.a1] = "前の案"


LISTED = {
    ("No1!BF40", "課長確認済"), ("内訳!A1", "目的"), ("内訳!B2", 12), ("内訳!C3", "2018-04-01"), ("内訳!A1", "別紙のメモ"),
    ("No2!BG2", "増減"), ("No2!BG3", "▲ 5"), (f"No1 控え!{slots(('purpose',))[0].at.a1}", "前の案"),
}  # fmt: skip


def test_nothing_that_was_written_is_lost(tmp_path: Path) -> None:
    source = submitted(tmp_path, beside_everything, put(("budget", "2017"), "約50"))
    target = returned(source, tmp_path / "差戻")
    listed = {
        (str(at), value if not isinstance(value, datetime.datetime) else value.date().isoformat()) for _, at, value in left_over(target)
    }
    assert listed >= LISTED
    texts = {str(value) for row in grid_of(source).sheets["No1 控え"] for value in row if value}
    printed = {label.text for sheet in form().sheets for label in sheet.labels}
    entered = {str(value) for at, value in listed if at.startswith("No1 控え!")}
    assert len(entered & (texts - printed)) > 20  # every entry of the copied page
    assert not entered & (printed - {str(value) for value in LISTED})


def test_a_row_inserted_and_typed_into_is_listed_and_linked(tmp_path: Path) -> None:
    (slot,) = slots(("results", 0, "name"))

    def insert(book: openpyxl.Workbook) -> None:
        row = book["No2"].max_row + 1
        book["No2"].cell(row=row, column=3, value="表の下の書き込み")

    source = submitted(tmp_path, insert, put(slot.path, None), put(("purpose",), None))
    target = returned(source, tmp_path / "差戻")
    assert "表の下の書き込み" in {row[2] for row in left_over(target)}


def test_what_is_sent_back_is_an_ordinary_submission(tmp_path: Path) -> None:
    source = submitted(tmp_path, beside_everything, put(("budget", "2017"), "約50"), put(("purpose",), None))
    first = returned(source, tmp_path / "差戻")
    book = openpyxl.load_workbook(first)
    put(("budget", "2017"), 13898)(book)
    book[REQUEST]["J3"] = "目的は確認中です"  # an answer where nobody asked for one
    (tmp_path / "再提出").mkdir()
    again = tmp_path / "再提出" / first.name
    book.save(again)
    reading = read_file(again)
    assert reading.record is not None
    assert reading.record["budget"]["2017"] == 13898
    assert [problem.code for problem in check(reading) if problem.severity == "error"] == ["prose-blank"]
    assert not [problem for problem in reading.problems if problem.code in ("content-outside", "sheet-copied", "not-a-submission")]
    second = returned(again, tmp_path / "再差戻")
    assert read_file(second).record == reading.record
    assert list(grid_of(second).sheets) == list(grid_of(first).sheets)
    assert {row[1:] for row in left_over(second)} == {row[1:] for row in left_over(first)} | {(f"{REQUEST}!J3", "目的は確認中です")}
    assert len(requests(second)) == 1
    put(("purpose",), "住民の利便")(book)
    book.save(again)
    assert xltools.give_back([again], tmp_path / "もう").targets == ()


def test_returning_what_was_returned_gives_the_same_again(tmp_path: Path) -> None:
    source = submitted(tmp_path, beside_everything, put(("budget", "2017"), "約50"))
    first = returned(source, tmp_path / "一")
    second = returned(first, tmp_path / "二")
    assert [row[1:] for row in left_over(second)] == [row[1:] for row in left_over(first)]
    assert mistakes(read_file(second)) == mistakes(read_file(first)) == mistakes(read_file(source))
    third = returned(second, tmp_path / "三")
    assert third.read_bytes() == second.read_bytes()


def test_the_marks_do_not_change_what_is_read(tmp_path: Path, convert: Callable[[Path, str, Path], Path]) -> None:
    source = submitted(tmp_path, beside_everything, put(("budget", "2017"), "約50"), put(("purpose",), "#REF!"))
    target = returned(source, tmp_path / "差戻")
    for suffix in ("xlsx", "ods"):
        saved = read_file(convert(target, suffix, tmp_path / suffix))
        assert saved.record == read_file(source).record
        assert mistakes(saved) == mistakes(read_file(source))


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A folder with a sheet without errors, one with, and a text file that is called a workbook."""
    folder = tmp_path / "提出"
    submitted(folder / "情報課", name="よい.xlsx")
    submitted(folder / "情報課", name="誤り.xlsx", of={**record(), "purpose": None})
    submitted(folder / "総務課", name="誤り.xlsx", of={**record(), "purpose": None})
    (folder / "総務課" / "壊れ.xlsx").write_bytes(b"text")
    return folder


def test_sheets_without_errors_stay_and_folders_are_kept(three: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in three.rglob("*.xlsx")}
    given_back_ = xltools.give_back([three], tmp_path / "差戻")
    assert [target.relative_to(tmp_path / "差戻").as_posix() for target in given_back_.targets] == ["情報課/誤り.xlsx", "総務課/誤り.xlsx"]
    assert [Path(source).name for source in given_back_.clean] == ["よい.xlsx"]
    assert [problem.code for problem in given_back_.problems] == ["not-a-workbook"]
    assert {path: path.read_bytes() for path in three.rglob("*.xlsx")} == before
    every = xltools.give_back([three], tmp_path / "全", everything=True)
    assert len(every.targets) == 3
    assert requests(tmp_path / "差戻/情報課/誤り.xlsx") == requests(tmp_path / "全/情報課/誤り.xlsx")


def test_the_original_is_never_written_over(three: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in three.rglob("*.xlsx")}
    for overwrite in (False, True):
        with pytest.raises(XltoolsError) as caught:
            xltools.give_back([three], three, overwrite)
        assert caught.value.code == "output-is-input"
    assert {path: path.read_bytes() for path in three.rglob("*.xlsx")} == before


def test_two_of_one_name_stop_before_the_first(three: Path, tmp_path: Path) -> None:
    with pytest.raises(XltoolsError) as caught:
        xltools.give_back([three / "情報課", three / "総務課"], tmp_path / "差戻")
    assert caught.value.code == "same-name-twice"
    assert not (tmp_path / "差戻").exists()


def test_the_command(three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("XLTOOLS_LANG", "ja")
    monkeypatch.chdir(tmp_path)
    assert main(["return", "提出", "-o", "差戻"]) == 1
    said = capsys.readouterr().err
    assert "壊れ.xlsx" in said
    assert "2件を差し戻し用に 差戻 に作りました（誤りのないもの 1件は作りません）。" in said
    assert main(["return", "提出", "-o", "差戻"]) == 2  # they are there
    assert main(["return", "提出/情報課", "-o", "差戻", "--force"]) == 0
    assert main(["return", "提出/総務課/壊れ.xlsx", "-o", "差戻", "--force"]) == 2
    assert main(["return", "提出/情報課/よい.xlsx", "-o", "別", "--all"]) == 0
    assert "誤りはありませんでした。" in [row[1] for row in grid_of(Path("別/よい.xlsx")).sheets[REQUEST]]


def test_old_formats_come_back_as_xlsx(tmp_path: Path, save_with_node: Callable[[str, Path, list[Path]], None]) -> None:
    source = submitted(tmp_path, put(("budget", "2017"), "約50"))
    for suffix in ("xls", "xlsb", "ods"):
        saved = tmp_path / suffix / f"{source.stem}.{suffix}"
        saved.parent.mkdir()
        save_with_node("sheetjs", source, [saved])
        target = returned(saved, tmp_path / f"差戻-{suffix}")
        assert target.name == f"{source.stem}.xlsx"
        assert cells_of(target, ("budget", "2017")) == ["約50"]
        assert read_file(target).record == read_file(source).record


def test_the_form_of_the_next_year(tmp_path: Path) -> None:
    new = load_form("program-analysis", 2019)
    path = tmp_path / "新.xlsx"
    path.write_bytes(form_workbook(new, {"program_code": "01-01-01"}))
    target = returned(path, tmp_path / "差戻")
    assert read_file(target).form is new
    assert read_file(target).record == read_file(path).record


def test_many_at_once_are_the_same_as_one_by_one(tmp_path: Path) -> None:
    source = submitted(tmp_path / "一", put(("budget", "2017"), "約50"), beside_everything)
    (tmp_path / "多").mkdir()
    for number in range(13):
        shutil.copy(source, tmp_path / "多" / f"{number}.xlsx")
    targets = xltools.give_back([tmp_path / "多"], tmp_path / "差戻").targets
    assert {target.read_bytes() for target in targets} == {returned(source, tmp_path / "一つ").read_bytes()}


def test_no_error_in_the_open_xml_validator_and_the_same_bytes_again(tmp_path: Path, ooxml_validator: Callable[[Path], list[str]]) -> None:
    changes = [put(path, value, number) for path, number, value, _ in RAW.values() if path != ("budget", "2017")]
    source = submitted(tmp_path, beside_everything, *changes, put(("budget", "2017"), '一行目\n二行目"=1+1"_x000B_' + "長" * 300))
    target, again = returned(source, tmp_path / "a"), returned(source, tmp_path / "b")
    assert target.read_bytes() == again.read_bytes()
    assert ooxml_validator(target) == []


def test_the_six_programs(tmp_path: Path) -> None:
    given_back_ = xltools.give_back([EXAMPLES], tmp_path)
    assert [target.name.partition("_")[0] for target in given_back_.targets] == ["03-04-01", "03-04-05"]
    for target in given_back_.targets:
        assert read_file(target).record == read_file(EXAMPLES / target.name).record
        assert left_over(target) == []
    assert [[row["重要度"] for row in requests(target)] for target in given_back_.targets] == [["誤り"], ["誤り", "注意"]]


def test_a_file_that_changed_meanwhile_is_not_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = submitted(tmp_path, of={**record(), "purpose": None})
    reading = read_file(source)
    submitted(tmp_path, of={**record(), "purpose": None, "remarks": None})
    monkeypatch.setattr("xltools.replacing.read_workbooks", lambda sources, on_done: [reading])
    given_back_ = xltools.give_back([source], tmp_path / "差戻")
    assert (given_back_.targets, [problem.code for problem in given_back_.problems]) == ((), ["file-in-use"])


def test_values_that_no_cell_holds_are_listed_in_full() -> None:
    base = bases()[0]
    text, number, day = (slots(path, base.form)[0] for path in (("purpose",), ("budget", "2017"), ("remarks",)))
    long, early = "あ" * 40_000, datetime.date(1868, 1, 1)
    grid = with_values(base.grid, {text.at: long, number.at: float("inf"), day.at: early})
    reading, data = given(grid)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book[number.at.sheet][number.at.a1].value == book[day.at.sheet][day.at.a1].value == "#VALUE!"
    rows = [tuple(row[1:3]) for row in book[LEFTOVER].iter_rows(min_row=4, values_only=True)]
    assert "".join(str(value) for at, value in rows if at == str(text.at)) == long
    assert (str(day.at), str(early)) in rows
    assert mistakes(read_bytes(data, "x.xlsx")) == {("cell-error", number.path), ("cell-error", day.path)} | {
        found for found in mistakes(reading) if found[1] not in (number.path, day.path)
    }


def test_an_error_that_excel_does_not_spell_is_an_error_still() -> None:
    base = bases()[0]
    slot = slots(("purpose",), base.form)[0]
    _, data = given(with_values(base.grid, {slot.at: ErrorValue("Fehler")}))
    assert openpyxl.load_workbook(io.BytesIO(data))[slot.at.sheet][slot.at.a1].value == "#VALUE!"


def test_a_broken_part_of_notes_is_one_problem(tmp_path: Path) -> None:
    source = submitted(tmp_path, put(("purpose",), None), lambda book: setattr(book["No1"]["BF40"], "comment", Comment("メモ", "課")))
    source.write_bytes(edited(source.read_bytes(), "xl/comments/comment1.xml", lambda content: content[:-20]))
    with pytest.raises(NothingToReadError) as caught:
        xltools.give_back([source], tmp_path / "差戻")
    assert [problem.code for problem in caught.value.problems] == ["file-damaged"]
