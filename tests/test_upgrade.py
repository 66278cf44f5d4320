"""A workbook of an older version of the form becomes the same content on the newest; what has no place is listed, never lost."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from examples_for_tests import EXAMPLES, record, records
from forms_for_tests import shipped_form

import xltools
from xltools import messages
from xltools.books.form_book import form_workbook
from xltools.cli import main
from xltools.errors import XltoolsError
from xltools.forms.definition import load_form, load_version
from xltools.forms.model import Form
from xltools.forms.record import flatten
from xltools.messages import Word
from xltools.reading.grid import Grid, read_grid
from xltools.reading.leftover import Leftover
from xltools.reading.reader import read_bytes, read_file
from xltools.reading.upgraded import upgraded

SHEET = messages.text("leftover.sheet", "ja")


def old(year: int = 2018) -> Form:
    return load_version("program-analysis-2018", year)


def filled(folder: Path, change: Callable[[openpyxl.Workbook], None] | None = None, name: str = "提出.xlsx", year: int = 2018) -> Path:
    """A workbook filled in on the old version, its cells changed as staff would."""
    path = folder / name
    one = record()
    if year != 2018:
        one = {**blank_years(one, year), "fiscal_year": year}
    path.write_bytes(form_workbook(old(year), one))
    if change:
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
    return path


def blank_years(one: dict[str, Any], year: int) -> dict[str, Any]:
    """A record without what is kept by year."""
    made = copy.deepcopy(one)
    for path in ("budget", "settlement", "cost_statement", "breakdown"):
        made[path] = {}
    for row in (*made["indicators"], *made["results"]):
        row["values"] = {str(year): 1}
    return made


def cell(path: tuple[str | int, ...], form: Form | None = None) -> tuple[str, str]:
    slot = next(slot for slot in (form or old()).slots if slot.path == path)
    return slot.at.sheet, slot.at.a1


def put(path: tuple[str | int, ...], value: object) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        sheet, a1 = cell(path)
        book[sheet][a1] = value

    return change


def left_over(path: Path) -> list[tuple[object, ...]]:
    """The rows of the sheet of leftovers: label, cell, content."""
    book = openpyxl.load_workbook(path)
    if SHEET not in book.sheetnames:
        return []
    return [tuple(row[:3]) for row in book[SHEET].iter_rows(min_row=4, values_only=True)]


def test_an_old_version_is_read_in_any_year_of_its_family_and_said_to_be_old(tmp_path: Path) -> None:
    reading = read_file(filled(tmp_path, year=2019))
    assert reading.form is old(2019)
    assert [problem.code for problem in reading.problems if problem.code == "older-version"] == ["older-version"]
    with pytest.raises(XltoolsError):
        load_form("program-analysis-2018", 2019)  # it is not handed out any more


def test_the_six_programs_keep_every_value(tmp_path: Path) -> None:
    done = xltools.upgrade([EXAMPLES], tmp_path / "新")
    assert [target.name for target in done.targets] == sorted(path.name for path in EXAMPLES.glob("*.xlsx"))
    assert done.problems == ()
    readings = xltools.read([tmp_path / "新"])
    assert {reading.form.id for reading in readings if reading.form} == {"program-analysis-2019"}
    assert [reading.record for reading in readings] == records()
    assert [left_over(target) for target in done.targets] == [[]] * 6


def test_a_sheet_of_the_new_year_on_the_old_form(tmp_path: Path) -> None:
    source = filled(tmp_path, year=2019)
    (target,) = xltools.upgrade([source], tmp_path / "新").targets
    before, after = read_file(source), read_file(target)
    assert (after.form, after.record) == (load_form("program-analysis", 2019), before.record)
    assert [problem.code for problem in after.problems] == []


def test_the_original_is_untouched_and_never_written_over(tmp_path: Path) -> None:
    source = filled(tmp_path)
    before = source.read_bytes()
    xltools.upgrade([source], tmp_path / "新")
    for overwrite in (False, True):
        with pytest.raises(XltoolsError) as caught:
            xltools.upgrade([source], tmp_path, overwrite)
        assert caught.value.code == "output-is-input"
    assert source.read_bytes() == before


LEFT: dict[str, tuple[Callable[[openpyxl.Workbook], None], tuple[object, ...]]] = {
    "a-number-that-is-none": (put(("budget", "2017"), "約50"), ("予算額 29年度", "!".join(cell(("budget", "2017"))), "約50")),
    "a-dash": (
        put(("results", 5, "values", "2012"), "－"),
        ("実績の推移 6行目 24年度", "!".join(cell(("results", 5, "values", "2012"))), "－"),
    ),
    "an-error-of-excel": (put(("remarks",), "=1/0"), ("備考", "!".join(cell(("remarks",))), "#DIV/0!")),
    "a-number-over-a-formula": (
        put(("cost_statement", "cost_total", "2017"), 1),
        ("行政コスト計算書 行政費用合計(b) 29年度", "!".join(cell(("cost_statement", "cost_total", "2017"))), 1),
    ),
    "words-over-a-formula": (
        put(("cost_statement", "cost_total", "2017"), "確認中"),
        ("行政コスト計算書 行政費用合計(b) 29年度", "!".join(cell(("cost_statement", "cost_total", "2017"))), "確認中"),
    ),
    "a-remark-beside-the-form": (lambda book: book["No1"].__setitem__("BF40", "課長確認済"), ("（記入欄の外）", "No1!BF40", "課長確認済")),
    "a-sheet-of-their-own": (lambda book: book.create_sheet("内訳").__setitem__("B2", 12), ("（記入欄の外）", "内訳!B2", 12)),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT)
def test_content_without_a_place_is_listed(name: str, tmp_path: Path) -> None:
    change, row = LEFT[name]
    source = filled(tmp_path, change)
    if name == "an-error-of-excel":
        book = openpyxl.load_workbook(source)
        sheet, a1 = cell(("remarks",))
        book[sheet][a1].value, book[sheet][a1].data_type = "#DIV/0!", "e"
        book.save(source)
    done = xltools.upgrade([source], tmp_path / "新")
    assert left_over(done.targets[0]) == [row]
    assert [(problem.code, problem.severity, problem.details["count"]) for problem in done.problems] == [("left-over", "warning", 1)]
    assert read_file(done.targets[0]).record is not None


def test_two_marks_are_listed_and_nothing_is_chosen(tmp_path: Path) -> None:
    def both(book: openpyxl.Workbook) -> None:
        for slot in old().slots:
            if slot.path == ("plan_status",):
                book[slot.at.sheet][slot.at.a1] = "●"

    (target,) = xltools.upgrade([filled(tmp_path, both)], tmp_path / "新").targets
    assert [row[2] for row in left_over(target)] == ["●計画、●非計画"]
    reading = read_file(target)
    assert reading.record is not None
    assert reading.record["plan_status"] is None


def test_an_answer_and_a_field_that_the_new_version_lacks() -> None:
    before = record()
    data = form_workbook(old(), before)
    grid = read_grid(data, "x.xlsx")
    assert isinstance(grid, Grid)
    reading = read_bytes(data, "x.xlsx")
    new = shipped_form("program-analysis-2019", 2018)
    from dataclasses import replace

    lacking = replace(
        new,
        slots=tuple(
            replace(slot, choices=tuple(choice for choice in slot.choices if choice.value != before["classification"]["next"]))
            if slot.path == ("classification", "next")
            else slot
            for slot in new.slots
            if slot.path != ("purpose",)
        ),
    )
    made = upgraded(lacking, reading, grid, grid)
    reason = Word("leftover.no-place")
    fields = old().fields()
    assert [(one.label, one.value, one.reason) for one in made.leftover] == [
        (fields["purpose",][0].full_label, before["purpose"], reason),
        (fields["classification", "next"][0].full_label, before["classification"]["next"], reason),
    ]
    assert [(one.at.sheet, one.at.a1) for one in made.leftover if one.at] == [cell(("purpose",)), cell(("classification", "next"))]
    kept = {path: value for path, value in flatten(lacking, before).items() if not lacking.fields()[path][-1].computed}
    del kept["classification", "next"]
    assert {path: flatten(lacking, made.record)[path] for path in kept} == kept


def test_an_answer_that_was_never_offered_stays_as_it_was_typed(tmp_path: Path) -> None:
    (target,) = xltools.upgrade([filled(tmp_path, put(("classification", "next"), "拡充"))], tmp_path / "新").targets
    reading = read_file(target)
    assert reading.record is not None
    assert reading.record["classification"]["next"] == "拡充"
    assert left_over(target) == []


def test_blank_rows_between_stay(tmp_path: Path) -> None:
    (target,) = xltools.upgrade([filled(tmp_path, put(("results", 5, "name"), "最後の行"))], tmp_path / "新").targets
    assert ("results", 5, "name") in read_file(target).fields.values()


def test_what_is_new_already_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(form_workbook(load_form("program-analysis", 2019), {"program_code": "01-01-01"}))
    done = xltools.upgrade([tmp_path / "a.xlsx"], tmp_path / "新")
    assert (done.targets, [(problem.code, problem.severity) for problem in done.problems]) == ((), [("newest-already", "note")])


def test_two_originals_of_one_name_stop_before_the_first(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        filled(tmp_path / folder)
    with pytest.raises(XltoolsError) as caught:
        xltools.upgrade([tmp_path / "a", tmp_path / "b"], tmp_path / "新")
    assert caught.value.code == "same-name-twice"
    assert not (tmp_path / "新").exists()


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("XLTOOLS_LANG", "ja")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "提出").mkdir()
    filled(tmp_path / "提出", put(("budget", "2017"), "約50"))
    assert main(["upgrade", "提出", "-o", "新"]) == 0
    said = capsys.readouterr().err
    assert "1件は新しい様式に入らない" in said
    assert "1件を新しい版の様式で 新 に作りました。" in said
    assert main(["upgrade", "提出", "-o", "新"]) == 2
    (tmp_path / "提出" / "壊れ.xlsx").write_bytes(b"text")
    assert main(["upgrade", "提出", "-o", "新", "--force"]) == 1
    assert main(["upgrade", "提出/壊れ.xlsx", "-o", "新", "--force"]) == 2


def test_no_error_in_the_open_xml_validator_and_the_same_bytes_again(tmp_path: Path, ooxml_validator: Callable[[Path], list[str]]) -> None:
    source = filled(tmp_path, put(("budget", "2017"), "約50"))
    (target,) = xltools.upgrade([source], tmp_path / "a").targets
    (again,) = xltools.upgrade([source], tmp_path / "b").targets
    assert target.read_bytes() == again.read_bytes()
    assert ooxml_validator(target) == []


def test_a_leftover_of_any_kind_can_be_written() -> None:
    import datetime

    values = [None, True, 1.5, "=1+1", datetime.datetime(2019, 7, 31), datetime.time(9, 30), datetime.date(2019, 1, 1)]
    leftover = [Leftover("", None, value, Word("leftover.no-place")) for value in values]
    assert form_workbook(old(), None, frozenset(), leftover)
