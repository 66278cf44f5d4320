"""What staff are told in Excel: messages beside the cells, refusals, tints, notes, the sheet of guidance."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from examples_for_tests import form, record, records
from reading_for_tests import SOURCE

from xltools import resources
from xltools.books import form_colours
from xltools.books.form_book import form_workbook
from xltools.books.form_checks import open_checks
from xltools.books.form_help import prompt, title, validation, validations
from xltools.books.form_words import LANGUAGE, excel_words, worded
from xltools.books.guide_sheet import guidance
from xltools.books.sheets import MAX_FORMULA, MAX_TITLE, new_book
from xltools.cells import Area, CellRef
from xltools.errors import DefinitionError
from xltools.forms.definition import load_form, verified
from xltools.forms.measure import room_for
from xltools.forms.model import Slot
from xltools.forms.record import flatten
from xltools.reading.entry import Entry
from xltools.reading.reader import read_bytes
from xltools.reading.values import MARK, parse

MAX_MESSAGE = 255
YEARS = (2018, 2019, 2030)


def entries(year: int = 2018) -> list[Slot]:
    return [slot for slot in load_form("program-analysis", year).slots if not slot.computed]


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def blank() -> openpyxl.Workbook:
    return opened(form_workbook(form()))


def validation_of(book: openpyxl.Workbook, slot: Slot) -> Any:
    (found,) = [each for each in book[slot.at.sheet].data_validations.dataValidation if slot.at.a1 in each.sqref]
    return found


def test_every_entry_cell_has_a_message_and_a_refusal(blank: openpyxl.Workbook) -> None:
    for slot in entries():
        found = validation_of(blank, slot)
        assert found.prompt.startswith(slot.help)
        assert found.showInputMessage
        assert found.error
        assert found.showErrorMessage is not slot.open  # an open list is offered, anything else is let in
    assert len(validations(form())) == len(entries())


@pytest.mark.parametrize("year", YEARS)
def test_messages_keep_excels_limits(year: int) -> None:
    for slot in entries(year):
        found = validation(load_form("program-analysis", year), slot)
        for key, limit in (
            ("input_title", MAX_TITLE),
            ("error_title", MAX_TITLE),
            ("input_message", MAX_MESSAGE),
            ("error_message", MAX_MESSAGE),
        ):
            assert 0 < len(found[key]) <= limit, (slot.full_label, key)
        assert len(str(found.get("value", ""))) <= MAX_FORMULA + 1


def test_the_longest_texts_that_a_definition_may_have_still_fit() -> None:
    bounds = json.loads(resources.read_text("schemas", "form-definition.schema.json"))["$defs"]["field"]["properties"]
    slot = entries()[0]
    longest = Slot(
        slot.path, slot.name, slot.area, "prose", "名" * 80, "名" * 80, unit="単" * bounds["unit"]["maxLength"], max_length=30000,
        example="例" * bounds["example"]["maxLength"], help="文" * bounds["help"]["maxLength"], style=slot.style,
    )  # fmt: skip
    for kind in ("prose", "text", "amount", "number", "year"):
        found = validation(form(), Slot(**{**{name: getattr(longest, name) for name in Slot.__dataclass_fields__}, "type": kind}))
        assert max(len(found["input_message"]), len(found["error_message"])) <= MAX_MESSAGE
        assert len(found["input_title"]) == MAX_TITLE


def test_what_excel_would_drop_is_refused_by_the_writer() -> None:
    for options in (
        {"validate": "custom", "value": "=" + "A1+" * 90 + "1"},
        {"validate": "any", "input_title": "x" * 33, "input_message": "x"},
        {"validate": "any", "input_title": "x", "input_message": "x" * 256},
        {"validate": "list", "source": ["x" * 200, "y" * 60]},
    ):
        with pytest.raises(ValueError), new_book() as book:  # noqa: PT011 (each has words of its own)
            book.sheet("S").validate(Area(CellRef("S", 1, 1)), options)


def test_kinds_of_validation() -> None:
    kinds = {slot.type: validation(form(), slot)["validate"] for slot in entries()}
    assert kinds["mark"] == kinds["choice"] == "list"
    assert kinds["amount"] == kinds["count"] == "integer"
    assert kinds["number"] == "decimal"
    assert kinds["prose"] == kinds["text"] == "length"
    by_path = {slot.path: slot for slot in entries()}
    assert validation(form(), by_path["program_code",])["validate"] == "custom"
    assert validation(form(), by_path["start_year",])["validate"] == "custom"
    assert validation(form(), by_path["budget", "2018"])["minimum"] == 0
    assert validation(form(), by_path["breakdown", "2018", 0, "amount"])["minimum"] < 0
    assert validation(form(), by_path["program_name",])["error_type"] == "warning"


def test_titles_are_the_cells_own_names() -> None:
    named = {slot.name: title(slot) for slot in entries()}
    assert named["slot.budget.2017"] == "予算額 29年度"
    assert named["slot.start_year.era1"] == "開始年度 昭和"
    assert named["slot.improvements.3.next"] == "3行目 平成30年度以降に取り組む具体的な改善内容"
    assert "例：454394" in prompt(next(slot for slot in entries() if slot.name == "slot.budget.2017"))
    assert "単位：千円" in prompt(next(slot for slot in entries() if slot.name == "slot.budget.2017"))


@pytest.mark.parametrize("year", YEARS)
def test_every_example_and_every_answer_passes_the_reader(year: int) -> None:
    the_form = load_form("program-analysis", year)
    for path, slots in the_form.fields().items():
        slot = slots[-1]
        given = [slot.example] if slot.example else []
        given += [] if slot.mark else [choice.text for choice in slot.choices]
        for text in given:
            content: object = float(text) if slot.type in ("amount", "number", "count") else text
            raw = [MARK if each is slots[0] and each is not slot else None if each is not slot else content for each in slots]
            found = parse([Entry(each, each.at, value, SOURCE) for each, value in zip(slots, raw, strict=True)], year)
            assert found.value is not None, path
            assert found.problems == (), path
        for mark in (each for each in slots if each.mark is not None):
            found = parse([Entry(each, each.at, MARK if each is mark else "○", SOURCE) for each in slots], year)
            assert found.value == mark.mark.value
            assert found.problems == ()


def test_real_texts_are_within_what_the_cells_take() -> None:
    for one in records():
        for slot in entries():
            value = flatten(form(), one)[slot.path]
            if isinstance(value, str) and slot.mark is None:
                assert len(value) <= (slot.max_length or room_for(form(), slot)), slot.full_label


# Tints and notes


def test_entries_are_tinted_and_nothing_else(blank: openpyxl.Workbook) -> None:
    for sheet in form().sheets:
        tinted = {cell.coordinate for row in blank[sheet.name].iter_rows() for cell in row if cell.fill.fill_type == "solid"}
        assert tinted == {slot.at.a1 for slot in entries() if slot.at.sheet == sheet.name}
        assert blank[sheet.name].page_setup.blackAndWhite


def test_tints_are_light() -> None:
    for colour in (form_colours.ENTRY, form_colours.CARRIED, form_colours.BLANK["bg_color"], form_colours.WRONG["bg_color"]):
        assert min(int(colour[at : at + 2], 16) for at in (1, 3, 5)) >= 0xBF


def test_carried_over_values_have_a_tint_and_a_note() -> None:
    review = frozenset({("purpose",), ("plan_status",), ("remarks",), ("indicators", 0, "note")})
    one = {**record(), "remarks": None}
    data = form_workbook(form(), one, review)
    page = opened(data)[form().sheets[0].name]
    slots = {slot.path: slot for slot in reversed(entries())}
    noted = {cell.coordinate: cell.comment.text for row in page.iter_rows() for cell in row if cell.comment}
    assert set(noted) == {slots[path].at.a1 for path in review if path != ("remarks",)}
    assert set(noted.values()) == {worded("carried-over")}
    for slot in entries():
        if slot.at.sheet == page.title:
            assert page[slot.at.a1].fill.fgColor.rgb[2:] == (form_colours.CARRIED if slot.path in review else form_colours.ENTRY)[1:]
    assert not [cell for row in opened(data)[form().sheets[1].name].iter_rows() for cell in row if cell.comment]  # a blank is not carried
    assert read_bytes(data, SOURCE).record == one


def test_required_blanks_and_groups_of_marks_change_their_look(blank: openpyxl.Workbook) -> None:
    page = blank[form().sheets[0].name]
    found = {str(each.sqref): rule.formula[0] for each in page.conditional_formatting for rule in each.rules}
    assert found["H3:Y4"].startswith("NOT(")
    for slot in entries():
        if slot.mark is not None and slot.at.sheet == page.title:
            assert found[slot.at.a1].count(f'="{MARK}"') == len(slot.choices)
    assert "=1" in found["I10"]  # one and only one
    assert "<=1" in found["V2"]  # at most one


def test_a_page_opens_at_its_first_entry(blank: openpyxl.Workbook) -> None:
    for sheet in form().sheets:
        view = blank[sheet.name].sheet_view
        first = min((slot.area for slot in entries() if slot.at.sheet == sheet.name), key=lambda area: (area.first.row, area.first.column))
        assert (view.zoomScale, view.pane.ySplit, view.pane.state) == (110, sheet.freeze_rows, "frozen")
        assert view.selection[-1].activeCell == first.first.a1
    assert blank.active.title == form().sheets[0].name


# The sheet of guidance, and the names of the sheets behind the form


def test_guidance_explains_every_field_once() -> None:
    found = guidance(form())
    labels = [one.cells[0] for one in found]
    assert len(labels) == len(set(labels))
    helps = {slot.help for slot in entries()}
    assert {one.cells[1] for one in found} >= helps
    assert "予算額 24年度～30年度" in labels
    assert "予算・決算の内訳 28年度～30年度 1行目～8行目 節" in labels
    assert [one.page for one in found] == sorted(one.page for one in found)
    assert len(found) < 70


def test_guidance_of_one_field() -> None:
    found = {one.cells[0]: one.cells[1:] for one in guidance(form())}
    kind, unit, required, example, choices = found["終期設定"][1:]
    assert (kind, unit, required, example, choices) == (worded("type.mark"), "", worded("required"), "●有", "有、無")
    assert found["実施方法 方法"][1] == worded("type.open")


def test_sheets_stand_behind_the_form(blank: openpyxl.Workbook) -> None:
    names = [sheet.name for sheet in form().sheets] + [worded("sheet-check"), worded("sheet-guide")]
    assert blank.sheetnames == names
    for name in names[2:]:
        page = blank[name]
        assert page.protection.sheet
        assert page.protection.password is None
        assert page.print_area
        assert (page.page_setup.paperSize, page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage) == (9, 0, True)


def test_a_form_may_not_name_a_sheet_like_one_behind_it() -> None:
    text = resources.read_text("templates", "program-analysis-2018.json").replace('"name": "No1"', f'"name": "{worded("sheet-check")}"')
    with pytest.raises(DefinitionError) as caught:
        verified(text, "x.json")
    assert worded("sheet-check") in str(caught.value)


def test_a_text_with_blanks_becomes_a_formula() -> None:
    assert LANGUAGE == "ja"
    assert excel_words("open", count="A1") == '"あと"&A1&"件あります"'
    assert excel_words("open-line", label="A1", message="B1") == 'A1&"："&B1'


def test_filled_workbooks_show_no_open_point_that_python_does_not_see() -> None:
    assert open_checks(form(), flatten(form(), record())) == ()
