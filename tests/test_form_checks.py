"""The checks of a sheet: what they find, and that Excel's formulas and Python say the same."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from examples_for_tests import form, record, records
from reading_for_tests import SOURCE

from xltools.books.form_book import form_workbook
from xltools.books.form_check_sheet import COUNT, LABEL, STATE, check_columns
from xltools.books.form_checks import FormCheck, form_checks, open_checks
from xltools.books.form_help import year_formula
from xltools.books.form_patterns import Fixed, Listed, shape_formula, shape_of
from xltools.books.form_words import worded
from xltools.books.sheets import MAX_FORMULA, new_book
from xltools.cells import CellRef
from xltools.checks.sheet import check
from xltools.forms.definition import load_form
from xltools.forms.record import flatten
from xltools.forms.rules import recomputed
from xltools.reading.reader import read_bytes
from xltools.reading.values import MARK

CHECK_SHEET = worded("sheet-check")


def open_of(one: dict[str, Any] | None) -> list[tuple[str, str, str]]:
    """Kind, label and cell of the open checks of a record."""
    values = recomputed(form(), flatten(form(), one or {}))
    return [(found.kind, found.label, found.cell.a1) for found in open_checks(form(), values)]


def mistaken() -> dict[str, Any]:
    """A record with three mistakes: a code of the wrong shape, a row with a gap, a text that is too long."""
    one = record()
    one["program_code"] = "03-04"
    one["breakdown"]["2016"][1]["item"] = None
    one["purpose"] = "あ" * 401
    return one


def test_clean_records_may_be_submitted() -> None:
    found = {one["program_code"]: open_of(one) for one in records()}
    assert found.pop("03-04-01") == [("mark", "事務事業の種類", "I10")]
    assert [label for _, label, _ in found.pop("03-04-05")] == ["内線"]  # Excel made a number of it
    assert set(map(len, found.values())) == {0}


def test_every_kind_of_mistake_is_found_at_its_cell() -> None:
    assert open_of(mistaken()) == [
        ("shape", "事務事業コード", "H2"),
        ("long", "目的", "E17"),
        ("blank", "予算・決算の内訳 28年度 2行目 主な事項", "E16"),
    ]
    one = record()
    one["budget_items"], one["start_year"], one["cost_statement"]["supplies"]["2017"] = [], None, None
    assert open_of(one) == [
        ("blank", "事務事業を構成する小事業名及び予算事業コード", "L5"),
        ("mark", "開始年度", "I11"),
        ("blank", "開始年度", "P11"),
        ("blank", "行政コスト計算書 物件費 29年度", "R26"),
    ]


def test_a_blank_form_asks_for_what_is_required_and_no_more() -> None:
    required = {slot.path for slot in form().slots if slot.required and not any(isinstance(part, int) for part in slot.path)}
    years = [slot for slot in form().slots if slot.path in required and slot.type == "year" and not slot.era]
    assert len(open_of(None)) == len(required) + len(years) + len(form().required_rows)


def test_what_the_checks_pass_the_reader_passes_too() -> None:
    """The workbook promises that a sheet may be submitted: the record's schema must not refuse it for a blank or a shape."""
    for one in [*records(), mistaken()]:
        found = check(read_bytes(form_workbook(form(), one), SOURCE))
        errors = {problem.at.a1 for problem in found if problem.severity == "error" and problem.at}
        assert errors == {cell for _, _, cell in open_of(one)}


def test_checks_go_down_the_form_page_by_page() -> None:
    order = {slot.name: number for number, slot in enumerate(form().slots)}
    places = [order[found.name] for found in form_checks(form())]
    assert places == sorted(places)


def test_every_check_leads_to_a_named_entry_cell() -> None:
    names = {slot.name: slot.at for slot in form().slots if not slot.computed}
    for found in form_checks(form()):
        assert names[found.name] == found.cell
        assert found.message
        assert worded(f"state.{found.kind}")


# The same by Excel's formulas: LibreOffice computes them anew.


@pytest.fixture(scope="module")
def recomputed_by_libreoffice(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], openpyxl.Workbook]:
    """The workbook that LibreOffice makes of one whose stored values were all thrown away."""
    folder = tmp_path_factory.mktemp("recomputed")
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>'
        "</item></oor:items>",
        encoding="utf-8",
    )

    def run(data: bytes) -> openpyxl.Workbook:
        source, made = folder / "in.xlsx", folder / "out" / "in.xlsx"
        source.write_bytes(without_stored_values(data))
        made.unlink(missing_ok=True)
        private = f"-env:UserInstallation={profile.parent.as_uri()}"
        command = [soffice, "--headless", private, "--convert-to", "xlsx", "--outdir", str(made.parent), str(source)]
        subprocess.run(command, capture_output=True, timeout=240, check=True)
        return openpyxl.load_workbook(made, data_only=True)

    return run


def without_stored_values(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>0</v>", part)
            new.writestr(name, part)
    return stream.getvalue()


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def shown(book: openpyxl.Workbook) -> list[object]:
    """Everything that the checks show: the sheet of checks and the blocks beside the pages."""
    page = book[CHECK_SHEET]
    table = [[page.cell(row, column).value or "" for column in (STATE, LABEL, COUNT)] for row in range(1, page.max_row + 1)]
    beside = []
    for sheet in form().sheets:
        at = sheet.stamp.moved(right=2)
        beside += [book[sheet.name].cell(at.row + number, at.column).value or "" for number in range(17)]
    return [*table, *beside]


@pytest.mark.parametrize("one", [None, record(), record("03-04-01"), mistaken()], ids=["blank", "clean", "no-mark", "three-mistakes"])
def test_formulas_give_what_is_stored_beside_them(one: dict[str, Any] | None, recomputed_by_libreoffice: Callable[..., Any]) -> None:
    data = form_workbook(form(), one)
    assert shown(recomputed_by_libreoffice(data)) == shown(opened(data))
    count = len(open_of(one))
    assert opened(data)[CHECK_SHEET]["A1"].value == (worded("open", count=count) if count else worded("ready"))


def test_formulas_of_the_next_form_too(recomputed_by_libreoffice: Callable[..., Any]) -> None:
    data = form_workbook(load_form("program-analysis", 2020))
    assert shown(recomputed_by_libreoffice(data)) == shown(opened(data))


def test_what_is_typed_into_the_cells_is_seen(recomputed_by_libreoffice: Callable[..., Any]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(form(), record())))
    page1, page2 = (book[sheet.name] for sheet in form().sheets)
    page1["AC10"] = MARK  # a second one
    page1["E17"] = " 　"
    page1["P11"] = None
    page2["N25"] = "約50"
    stream = io.BytesIO()
    book.save(stream)
    found = recomputed_by_libreoffice(stream.getvalue())[CHECK_SHEET]
    first = check_columns(form()).count.first.row
    labels = [
        found.cell(row, LABEL).value for row in range(first, found.max_row + 1) if found.cell(row, STATE).value != worded("state.good")
    ]
    assert labels == ["事務事業の種類", "開始年度", "目的", "行政コスト計算書 給与関係費 28年度"]
    assert found["A1"].value == worded("open", count=4)


# Patterns


def test_shapes_of_patterns() -> None:
    assert shape_of("[0-9]{2}-[0-9]") == Fixed((2, "-", 1))
    assert shape_of(r"[0-9]{4}\.[0-9]{2}") == Fixed((4, ".", 2))
    assert shape_of("[0-9]{4}(?:[、,][0-9]{4})*") == Listed(4, "、,")
    for other in ("[0-9]{4}(?:[、,][0-9]{3})*", "[A-Z]{2}", "[0-9]+", "a|b", r"\d{2}", "(?:[0-9]{2})?", "abc"):
        assert shape_of(other) is None
        assert shape_formula(other, "A1") == ""


TRIED = ["", "03-04-01", "3-4-1", "03-04-0a", "03-04-1e", "０３-04-01", "03-04-011", "+1--1-01", "03/04/01", "99-99-99", "15", "1", "1.",
         "05", "2151", "2151、2158", "2151,2158", "2151,,2158", "2151、", "215a", "21512158", "2151、2158・2160", "２１５１"]  # fmt: skip
PATTERNS = sorted({slot.pattern for slot in form().slots if slot.pattern})


def test_formulas_of_patterns_say_what_the_patterns_say(recomputed_by_libreoffice: Callable[..., Any]) -> None:
    with new_book() as book:
        page = book.sheet("S")
        for row, text in enumerate(TRIED, 1):
            page.write(CellRef("S", row, 1), text)
            for column, pattern in enumerate(PATTERNS, 2):
                page.write_formula(CellRef("S", row, column), f"=IF({shape_formula(pattern, f'A{row}')},1,2)", None, 0)
    found = recomputed_by_libreoffice(book.data)["S"]
    for row, text in enumerate(TRIED, 1):
        for column, pattern in enumerate(PATTERNS, 2):
            assert (found.cell(row, column).value == 1) == bool(re.fullmatch(pattern, text)), (text, pattern)


YEARS = {"58": True, "元": True, "平成38": True, "令和元": True, "1983": True, "": False, "0": False, "-3": False, "5.5": False,
         "58年度": False, "昔": False, "12345": False}  # fmt: skip


def test_formula_of_years_takes_what_the_reader_reads(recomputed_by_libreoffice: Callable[..., Any]) -> None:
    with new_book() as book:
        page = book.sheet("S")
        for row, text in enumerate(YEARS, 1):
            page.write(CellRef("S", row, 1), text)
            page.write_formula(CellRef("S", row, 2), f"=IF({year_formula(f'A{row}').removeprefix('=')},1,2)", None, 0)
    found = recomputed_by_libreoffice(book.data)["S"]
    assert {text: found.cell(row, 2).value == 1 for row, text in enumerate(YEARS, 1)} == YEARS


def test_formulas_of_the_forms_patterns_fit_into_a_validation() -> None:
    assert all(0 < len(shape_formula(pattern, "$AA$99")) <= MAX_FORMULA for pattern in PATTERNS)


def test_a_check_is_a_plain_value() -> None:
    first = form_checks(form())[0]
    assert isinstance(first, FormCheck)
    assert form_checks(form()) is form_checks(form())
