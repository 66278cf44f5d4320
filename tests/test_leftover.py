"""What a file holds beside its entries is listed, cell by cell; what is printed on the form is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reading_for_tests import form, grid, nameless, with_cells

from xltools.cells import CellRef
from xltools.forms.stamp import LEFTOVER_SHEET, REQUEST_SHEET, parse_sheet_stamp, sheet_stamp
from xltools.reading.entry import ErrorValue
from xltools.reading.grid import Grid
from xltools.reading.leftover import Leftover, beside, in_place_order
from xltools.reading.locate import Located, locate
from xltools.replacing import blank_cells


def listed(found: Grid) -> list[tuple[str, object]]:
    located = locate(found)
    assert isinstance(located, Located)
    pieces = beside(form(), found, frozenset(located.cells.values()), blank_cells(form()))
    return [(str(piece.at), piece.value) for piece in pieces]


def with_sheet(name: str, rows: list[list[object]]) -> Grid:
    return replace(grid(), sheets={**grid().sheets, name: rows})


def test_a_form_that_was_filled_in_leaves_nothing() -> None:
    assert listed(grid()) == []
    assert listed(nameless()) == []


def test_what_stands_beside_the_form() -> None:
    rows = [[*row, None, "確認済"] if number == 20 else list(row) for number, row in enumerate(grid().sheets["No1"], 1)]
    column = len(grid().sheets["No1"][19]) + 2
    found = replace(grid(), sheets={**grid().sheets, "No1": rows})
    assert listed(found) == [(str(CellRef("No1", 20, column)), "確認済")]


def test_a_printed_text_is_passed_over_on_a_page_and_listed_on_a_sheet_of_their_own() -> None:
    (label,) = {label.text for label in form().sheets[0].labels if label.text == "目的"}
    assert listed(with_sheet("内訳", [[label, 0, False, "  "]])) == [("内訳!A1", label), ("内訳!B1", 0), ("内訳!C1", False)]


def test_an_identical_copy_of_a_page_says_nothing_new_and_another_does() -> None:
    assert listed(with_sheet("控え", [list(row) for row in grid().sheets["No1"]])) == []
    changed = with_cells({"No1!E17": "前の案"}).sheets["No1"]
    copied = listed(with_sheet("控え", [list(row) for row in changed]))
    assert ("控え!E17", "前の案") in copied
    assert ("控え!A17", "目的") not in copied


def test_what_was_typed_onto_the_sheets_of_explanation() -> None:
    for name in set(blank_cells(form()).sheets) - {sheet.name for sheet in form().sheets}:
        rows = [list(row) for row in grid().sheets[name]]
        rows[1] = [*rows[1], *[None] * (30 - len(rows[1])), "質問です"]
        assert listed(replace(grid(), sheets={**grid().sheets, name: rows})) == [(str(CellRef(name, 2, 31)), "質問です")]


def test_errors_and_formulas_of_their_own_count() -> None:
    at = CellRef("内訳", 1, 2)
    found = replace(with_sheet("内訳", [[1, None]]), errors={at: "#REF!"}, formulas=grid().formulas | {CellRef("内訳", 1, 1)})
    assert listed(found) == [("内訳!A1", 1), ("内訳!B1", ErrorValue("#REF!"))]


def test_notes_are_listed_with_their_cells() -> None:
    assert listed(replace(grid(), notes={CellRef("No1", 3, 4): "課のメモ"})) == [("No1!D3", "課のメモ")]


def test_an_earlier_list_is_carried_on_with_what_was_written_beside_it() -> None:
    stamp = sheet_stamp(LEFTOVER_SHEET)
    rows = [
        ["題"],
        [stamp],
        ["欄", "元のセル", "元の内容", "理由"],
        ["備考", "No2!C3", "長い話", "外"],
        [None] * 4,
        ["", "x", 5, "外", "写しました"],
    ]
    located = locate(with_sheet("名を変えた", rows))
    assert isinstance(located, Located)
    found = with_sheet("名を変えた", rows)
    pieces = list(beside(form(), found, frozenset(located.cells.values()), blank_cells(form())))
    assert pieces == [
        Leftover("備考", CellRef("No2", 3, 3), "長い話", "外"),
        Leftover("", None, 5, "外 写しました"),
    ]


def test_a_list_of_requests_is_passed_over_but_for_answers() -> None:
    rows: list[list[object]] = [
        ["修正のお願い"],
        [sheet_stamp(REQUEST_SHEET), "事業"],
        [None, "案内"],
        ["番号", "欄"],
        [1, "目的", None, None, None, None, None, "誤り", "直しました"],
        [None, "よろしく"],
    ]
    assert listed(with_sheet("修正のお願い", rows)) == [("修正のお願い!I5", "直しました"), ("修正のお願い!B6", "よろしく")]


def test_pieces_stand_in_the_order_of_the_file() -> None:
    cells = [CellRef("ほか", 9, 9), CellRef("No2", 1, 1), None, CellRef("No1", 2, 2), CellRef("No1", 2, 1), CellRef("ほか", 1, 1)]
    ordered = in_place_order([Leftover("", cell, 1, "") for cell in cells], grid())
    assert [piece.at for piece in ordered] == [None, cells[4], cells[3], cells[1], cells[0], cells[5]]


@pytest.mark.parametrize("text", [None, 5, "", "xltools:sheet:other", "request", "xltools:program-analysis-2018:2018:No1"])
def test_anything_else_is_no_stamp_of_a_sheet(text: object) -> None:
    assert parse_sheet_stamp(text) is None
