"""The form as a workbook: what stands in it, what Excel and LibreOffice make of it, how it prints."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from examples_for_tests import EXAMPLES, form, record, records
from forms_for_tests import ROOT

from xltools.books.form_book import form_workbook
from xltools.books.form_words import worded
from xltools.forms.measure import SMALLEST, fitting_size, lines_needed, size_in_points
from xltools.forms.record import flatten
from xltools.forms.stamp import stamp_name

READABLE = 6.5
"""Smallest letters, in points, that the real texts may be shrunk to."""


def opened(data: bytes, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


@pytest.fixture(scope="module")
def blank() -> openpyxl.Workbook:
    return opened(form_workbook(form()))


def test_the_committed_template_is_what_the_definition_gives() -> None:
    assert (ROOT / "templates" / "program-analysis-2018.xlsx").read_bytes() == form_workbook(form())


def test_the_committed_examples_are_what_the_records_give() -> None:
    made = {f"{one['program_code']}_{one['program_name']}.xlsx": form_workbook(form(), one) for one in records()}
    found = {path.name: path.read_bytes() for path in EXAMPLES.glob("*.xlsx")}
    assert found.keys() == made.keys()
    assert found == made


def test_same_record_same_bytes() -> None:
    assert form_workbook(form(), record()) == form_workbook(form(), record())


def test_every_slot_has_its_name_at_its_cell(blank: openpyxl.Workbook) -> None:
    names = {name: definition.attr_text for name, definition in blank.defined_names.items()}
    for slot in form().slots:
        assert names[slot.name] == slot.at.absolute
    assert len(names) == len(form().slots) + len(form().sheets)
    assert names[stamp_name(1)] == form().sheets[0].stamp.absolute


def test_every_label_is_printed_at_its_place(blank: openpyxl.Workbook) -> None:
    for sheet in form().sheets:
        for label in sheet.labels:
            assert (blank[sheet.name][label.area.first.a1].value or "") == label.text


def test_entries_are_unlocked_and_everything_else_is_locked(blank: openpyxl.Workbook) -> None:
    for sheet in form().sheets:
        page = blank[sheet.name]
        assert page.protection.sheet
        assert page.protection.password is None
        entries = {cell.a1 for slot in form().slots if slot.at.sheet == sheet.name and not slot.computed for cell in slot.area.cells()}
        unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
        assert unlocked == entries


def test_totals_are_formulas_and_show_their_value_without_recalculation() -> None:
    data = form_workbook(form(), record("03-04-01"))
    formulas, values = opened(data), opened(data, values=True)
    totals = [slot for slot in form().slots if slot.computed]
    assert len(totals) == len(form().rules)
    for slot in totals:
        assert str(formulas[slot.at.sheet][slot.at.a1].value).startswith("=IF(COUNT(")
        assert values[slot.at.sheet][slot.at.a1].value == flatten(form(), record("03-04-01"))[slot.path]


def test_a_total_of_the_record_that_is_wrong_is_not_written() -> None:
    wrong = record("03-04-01")
    wrong["cost_statement"]["cost_total"]["2017"] = 1
    slot = next(slot for slot in form().slots if slot.path == ("cost_statement", "cost_total", "2017"))
    assert opened(form_workbook(form(), wrong), values=True)[slot.at.sheet][slot.at.a1].value == 410571


def test_blank_zero_and_text_stay_what_they_are() -> None:
    one = record()
    one["budget"]["2012"], one["budget"]["2013"] = None, 0
    one["purpose"] = '=HYPERLINK("http://x","y")'
    one["extension"] = "0012"
    page1, page2 = (opened(form_workbook(form(), one))[sheet.name] for sheet in form().sheets)
    cells = {slot.path: slot.at.a1 for slot in form().slots}
    assert page2[cells["budget", "2012"]].value is None
    assert page2[cells["budget", "2013"]].value == 0
    assert (page1[cells["purpose",]].value, page1[cells["purpose",]].data_type) == ('=HYPERLINK("http://x","y")', "s")
    assert (page1[cells["extension",]].value, page1[cells["extension",]].number_format) == ("0012", "@")


def test_answers_are_offered_in_lists(blank: openpyxl.Workbook) -> None:
    offered = {
        cell.coord: validation.formula1
        for sheet in form().sheets
        for validation in blank[sheet.name].data_validations.dataValidation
        for cell in validation.sqref.ranges
        if sheet.name == form().sheets[0].name
    }
    for slot in form().slots:
        if slot.mark is not None or slot.era:
            assert offered[slot.area.a1] == '"○,●"'
        elif slot.choices:
            assert offered[slot.area.a1] == '"' + ",".join(choice.text for choice in slot.choices) + '"'


def test_real_texts_are_shrunk_to_readable_sizes_only() -> None:
    for one in records():
        for slot in form().slots:
            text, style = flatten(form(), one)[slot.path], form().styles[slot.style]
            if isinstance(text, str) and style.get("wrap"):
                assert fitting_size(text, style["size"], *size_in_points(form(), slot.area)) >= READABLE, (slot.full_label, text)


def test_a_text_that_fits_nowhere_gets_the_smallest_letters() -> None:
    assert fitting_size("あ" * 5000, 9.5, 200, 30) == SMALLEST
    assert lines_needed("あ" * 10 + "\n" + "い", 10, 56) == 3


def test_no_error_in_the_open_xml_validator(tmp_path: Path, ooxml_validator) -> None:
    for name, data in (("blank", form_workbook(form())), ("filled", form_workbook(form(), record("03-04-05")))):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(data)
        assert ooxml_validator(path) == []


def test_it_prints_on_two_portrait_pages_of_a4(tmp_path: Path, convert) -> None:
    if not shutil.which("pdfinfo"):
        pytest.skip("poppler (pdfinfo) is not installed")
    for one in records():
        path = tmp_path / f"{one['program_code']}.xlsx"
        path.write_bytes(form_workbook(form(), one))
        pdf = convert(path, "pdf", tmp_path)
        sizes = page_sizes(pdf)
        assert set(sizes[: len(form().sheets)]) == {(595, 842)}
        assert {tuple(sorted(size)) for size in sizes} == {(595, 842)}  # the sheets behind the form are A4 too
        assert worded("sheet-guide") not in page_text(pdf, 1) + page_text(pdf, 2)
        assert [name in page_text(pdf, number) for number, name in enumerate(("No1", "No2"), 1)] == [True, True]
        assert worded("check-intro") in page_text(pdf, 3)  # so the form took two pages


def page_sizes(pdf: Path) -> list[tuple[int, int]]:
    """Width and height of every page in points."""
    said = subprocess.run(["pdfinfo", "-l", "99", str(pdf)], capture_output=True, text=True, check=True).stdout
    return [
        (round(float(width)), round(float(height)))
        for width, height in re.findall(r"^Page +[0-9]+ size: +([0-9.]+) x ([0-9.]+)", said, re.M)
    ]


def page_text(pdf: Path, number: int) -> str:
    """The text of one page."""
    command = ["pdftotext", "-f", str(number), "-l", str(number), str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
