"""Cells keep their addresses and say what a person sees in them."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from reading_for_tests import edited

from xltools.cells import CellRef, parse_cell
from xltools.problems import Problem
from xltools.reading.entry import ErrorValue
from xltools.reading.grid import Grid, read_grid

SHEET = "xl/worksheets/sheet1.xml"


def book() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        workbook.set_custom_property("xltools.form", "some-form")
        workbook.set_custom_property("xltools.year", 2018)
        sheet = workbook.add_worksheet("様式 1")
        sheet.write_string("C4", "一\n二")
        sheet.write_number("E5", 36.5)
        sheet.write_boolean("F6", True)
        sheet.write_datetime("G7", datetime.datetime(2018, 3, 4), workbook.add_format({"num_format": "yyyy/mm/dd"}))
        sheet.write_formula("H8", "=1/0", None, "#DIV/0!")
        sheet.write_formula("I9", "=1+1", None, 2)
        sheet.write_formula("J10", '=""', None, "")
        sheet.write_string("B15", " x ")
        workbook.add_worksheet("No2").write_number("D9", 1)
        workbook.define_name("slot.a", "='様式 1'!$C$4")
        workbook.define_name("slot.range", "='様式 1'!$C$4:$D$5")
        workbook.define_name("'様式 1'!slot.b", "='様式 1'!$C$5")
        workbook.define_name("slot.lost", "='様式 1'!#REF!")
    return made.getvalue()


def grid(data: bytes | None = None) -> Grid:
    found = read_grid(data or book(), "a.xlsx")
    assert isinstance(found, Grid), found
    return found


def value(found: Grid, address: str, sheet: str = "様式 1") -> object:
    return found.value(parse_cell(address, sheet))


def test_leading_empty_rows_and_columns_do_not_shift_addresses() -> None:
    assert value(grid(), "C4") == "一\n二"
    assert value(grid(), "D9", "No2") == 1


def test_values_are_plain() -> None:
    found = grid()
    assert value(found, "E5") == 36.5
    assert value(found, "F6") is True
    assert value(found, "G7") == datetime.date(2018, 3, 4)
    assert value(found, "I9") == 2
    assert value(found, "B15") == " x "


@pytest.mark.parametrize("address", ["A1", "J10", "XFD1048576"])
def test_what_is_empty_or_outside_is_blank(address: str) -> None:
    assert value(grid(), address) is None


@pytest.mark.parametrize("errors", [{}, {CellRef("様式 1", 8, 8): "#DIV/0!"}])
def test_the_contents_of_many_cells_are_those_of_each(errors: dict[CellRef, str]) -> None:
    found = read_grid(book(), "様式.xlsx")
    assert isinstance(found, Grid)
    grid = replace(found, errors=errors)
    cells = [CellRef(sheet, row, column) for sheet in ("様式 1", "No2", "No3") for row in range(-1, 20) for column in range(-1, 14)]
    assert grid.contents(cells) == [grid.value(cell) for cell in cells]


def test_an_unknown_sheet_is_blank() -> None:
    assert value(grid(), "A1", "なし") is None


@pytest.mark.parametrize("error", ["#DIV/0!", "#REF!", "#SPILL!", "#CALC!", "Err:508"])
def test_an_error_cell_is_no_blank_and_loses_no_other_cell(error: str) -> None:
    found = grid(edited(book(), SHEET, lambda xml: xml.replace(b"#DIV/0!", error.encode())))
    assert value(found, "H8") == ErrorValue(error)
    assert value(found, "E5") == 36.5
    assert value(found, "B15") == " x "


def test_names_of_one_sheet_and_lost_ones_are_no_names() -> None:
    assert grid().names == {"slot.a": CellRef("様式 1", 4, 3), "slot.range": CellRef("様式 1", 4, 3)}


def test_properties() -> None:
    assert grid().properties == {"xltools.form": "some-form", "xltools.year": "2018"}


def test_formulas() -> None:
    found = grid(edited(book(), SHEET, lambda xml: xml.replace(b"<v>2</v>", b"")))
    assert {cell.a1 for cell in found.formulas} == {"H8", "I9", "J10"}
    assert {cell.a1 for cell in found.unsaved_formulas} == {"I9", "J10"}  # an empty value that is not said to be a text is none


def test_cells_that_do_not_state_their_address() -> None:
    found = grid(edited(book(), SHEET, lambda xml: xml.replace(b'<c r="H8"', b"<c")))
    assert value(found, "A8") == ErrorValue("#DIV/0!")


def test_cells_of_a_prefixed_document() -> None:
    def prefixed(xml: bytes) -> bytes:
        for name in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"f"):
            xml = xml.replace(b"<" + name + b" ", b"<x:" + name + b" ").replace(b"<" + name + b">", b"<x:" + name + b">")
            xml = xml.replace(b"</" + name + b">", b"</x:" + name + b">")
        return xml.replace(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=", 1).replace(b"<dimension", b"<x:dimension")

    data = edited(book(), "xl/worksheets/sheet2.xml", prefixed)
    far = edited(data, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b'r="D9"', b'r="XFD1048576"'))
    refused = read_grid(far, "a.xlsx")
    assert isinstance(refused, Problem)
    assert refused.code == "file-too-large"


def ods(content: str, manifest: str = "") -> bytes:
    made = io.BytesIO()
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    with zipfile.ZipFile(made, "w") as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        container.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        body = f'<office:body><office:spreadsheet><table:table table:name="表">{content}</table:table></office:spreadsheet></office:body>'
        container.writestr("content.xml", f"<office:document-content {spaces} {calc}>{body}</office:document-content>")
    return made.getvalue()


BLANK_ROWS = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
CELL = '<table:table-cell {} office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>'


def test_blank_rows_up_to_the_end_of_an_ods_are_harmless() -> None:
    found = read_grid(ods(f"<table:table-row><table:table-cell/>{CELL.format('')}</table:table-row>{BLANK_ROWS}"), "a.ods")
    assert isinstance(found, Grid)
    assert found.value(CellRef("表", 1, 2)) == 7


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f"{BLANK_ROWS}<table:table-row>{CELL.format('')}</table:table-row>", "file-too-large"),
        ('<table:table-row table:number-rows-repeated="1000000">' + CELL.format("") + "</table:table-row>", "file-too-large"),
        ("<table:table-row>" + CELL.format('table:number-columns-repeated="16000"') + "</table:table-row>", "file-too-large"),
        (
            '<table:table-row table:number-rows-repeated="19999">'
            + CELL.format('table:number-columns-repeated="1999"')
            + "</table:table-row>",
            "file-too-large",
        ),
        ('<table:table-row table:number-rows-repeated="99999999999999999999"/>', "file-damaged"),
        ('<table:table-row table:number-rows-repeated="-1"/>', "file-damaged"),
        ("<table:table-row>", "file-damaged"),
    ],
)
def test_repetitions_of_an_ods_are_counted(content: str, code: str) -> None:
    found = read_grid(ods(content), "a.ods")
    assert isinstance(found, Problem)
    assert found.code == code


def test_an_encrypted_ods() -> None:
    found = read_grid(ods("", "<encryption-data/>"), "a.ods")
    assert isinstance(found, Problem)
    assert found.code == "file-protected"


def test_an_ods_that_libreoffice_made(tmp_path: Path, convert: Callable[[Path, str, Path], Path]) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(book())
    found = read_grid(convert(source, "ods", tmp_path / "ods").read_bytes(), "a.ods")
    assert isinstance(found, Grid)
    assert value(found, "C4") == "一\n二"
    assert value(found, "H8") == ErrorValue("#DIV/0!")
    assert value(found, "I9") == 2
    assert found.properties["xltools.form"] == "some-form"
    assert {cell.a1 for cell in found.formulas} >= {"H8", "I9"}
