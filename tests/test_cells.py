"""Cell addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.cells import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    CellRef,
    column_letters,
    column_number,
    parse_area,
    parse_cell,
    parse_reference,
    quote_sheet,
)

rows = st.integers(1, MAX_ROW)
columns = st.integers(1, MAX_COLUMN)
sheet_names = st.text(st.characters(exclude_characters="[]:*?/\\", exclude_categories=("Cs", "Cc")), min_size=1, max_size=31).filter(
    lambda name: not (name.startswith("'") or name.endswith("'"))
)


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_columns_around_every_carry(number: int, letters: str) -> None:
    assert (column_letters(number), column_number(letters)) == (letters, number)


@given(columns)
def test_column_number_and_letters_are_inverse(column: int) -> None:
    assert column_number(column_letters(column)) == column


@given(rows, columns)
def test_cell_is_read_as_it_is_shown(row: int, column: int) -> None:
    cell = CellRef("表", row, column)
    assert parse_cell(cell.a1, "表") == cell


@given(sheet_names, rows, columns)
def test_absolute_address_is_read_back_whatever_the_sheet_is_called(sheet: str, row: int, column: int) -> None:
    cell = CellRef(sheet, row, column)
    assert parse_reference(cell.absolute) == cell
    assert parse_reference("=" + cell.absolute) == cell


@given(rows, columns, st.integers(1, 40), st.integers(1, 40))
def test_area_is_read_as_it_is_shown(row: int, column: int, down: int, right: int) -> None:
    area = Area(CellRef("", min(row, MAX_ROW - 40), min(column, MAX_COLUMN - 40)), down, right)
    assert parse_area(area.a1) == area


@pytest.mark.parametrize(
    "text",
    ["", "A", "1", "A0", "A01", "0A", "XFE1", "AAAA1", "A1048577", "A1:B2", "Ａ1", "A１", "A-1", "A1 B", "No1!A1", "R1C1", "A1\x00"],
)
def test_text_that_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a cell address"):
        parse_cell(text)


def test_blanks_around_an_address_and_dollars_in_it_do_not_matter() -> None:
    assert parse_cell(" $l$6 ").a1 == "L6"


@pytest.mark.parametrize("text", ["B1:A1", "A2:A1", "C3:A1"])
def test_area_backwards_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a range from top left to bottom right"):
        parse_area(text)


def test_area_knows_its_cells_and_corners() -> None:
    area = parse_area("B2:C3", "表")
    assert [cell.a1 for cell in area.cells()] == ["B2", "C2", "B3", "C3"]
    assert str(area.last) == "表!C3"
    assert area.moved(down=1, right=2).a1 == "D3:E4"


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("Sheet_1", "Sheet_1"),
        ("No1", "'No1'"),  # could be a cell
        ("XFD", "'XFD'"),  # could be a column
        ("R1C1", "'R1C1'"),  # could be a cell in the other notation
        ("R", "'R'"),
        ("様式", "'様式'"),
        ("1st", "'1st'"),
        ("a b", "'a b'"),
        ("it's", "'it''s'"),
    ],
)
def test_sheet_name_is_quoted_where_excel_needs_it(name: str, quoted: str) -> None:
    assert quote_sheet(name) == quoted


@pytest.mark.parametrize("text", ["", "A1", "#REF!", "No1!#REF!", "OFFSET(No1!A1,1,1)", "No1!A:A", "No1!", "'No1'!A0"])
def test_reference_to_no_cell_is_none(text: str) -> None:
    assert parse_reference(text) is None


def test_reference_to_a_range_is_its_first_cell() -> None:
    assert parse_reference("'様式 1'!$B$2:$C$3") == CellRef("様式 1", 2, 2)
