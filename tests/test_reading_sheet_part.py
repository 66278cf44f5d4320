"""The quick look at a sheet's cells says what the thorough one says, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples_for_tests import EXAMPLES

from xltools.reading.opening import open_book
from xltools.reading.sheet_part import Extent, Found, _as_excel_writes, _extent, extent, is_sheet, sheet_cells

FORMULA = Found(formula=True)
UNSAVED = Found(formula=True, unsaved=True)


def sheet(*cells: str) -> bytes:
    return f'<worksheet><sheetData><row r="1">{"".join(cells)}</row></sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ((), Extent(0, 0, ())),
        (('<c r="B3" s="5"/>',), Extent(0, 0, ())),
        (('<c r="B3"><v>1</v></c>', '<c r="ZZ9" s="5"/>'), Extent(3, 2, ())),
        (('<c r="A1" t="s"><v>1</v></c>', '<c r="C20" s="1" t="inlineStr"><is><t>x</t></is></c>'), Extent(20, 3, ())),
        (('<c r="A1"><f>1+1</f><v>2</v></c>',), Extent(1, 1, ((1, 1, FORMULA),))),
        (('<c r="A1" t="str"><f>B1</f><v></v></c>',), Extent(1, 1, ((1, 1, FORMULA),))),
        (('<c r="A1"><f>B1</f><v></v></c>',), Extent(1, 1, ((1, 1, UNSAVED),))),
        (('<c r="A1"><f>B1</f></c>',), Extent(1, 1, ((1, 1, UNSAVED),))),
        (('<c r="A1" t="e"><v>#REF!</v></c>',), Extent(1, 1, ((1, 1, Found("#REF!")),))),
        (('<c r="A1" t="e"><f>B1</f><v>#REF!</v></c>',), Extent(1, 1, ((1, 1, Found("#REF!", True)),))),
    ],
)
def test_cells_as_excel_writes_them(cells: tuple[str, ...], found: Extent) -> None:
    xml = sheet(*cells)
    assert _as_excel_writes(xml) == found == _extent(sheet_cells(xml))


@pytest.mark.parametrize(
    "cells",
    [
        ('<c r="A1"><v>1</v></c >', '<c r="B2"><v>1</v></c>'),
        ('<c r="A1" s="1"/>', '<c\nr="B2"><v>1</v></c>'),
        ('<c s="1" r="B2"><v>1</v></c>',),
        ("<c><v>1</v></c>", "<c><v>1</v></c>"),
        ("<c r='B2'><v>1</v></c>",),
        ('<c r="A1"></c>', '<c r="B2"><v>1</v></c>'),
        ('<c r="A1">\n<v>1</v></c>', '<c r="B2"><v>1</v></c>'),
        ('<!-- <c r="A1"> --><c r="B2"><v>1</v></c>',),
        ('<c r="B2" cm="1"><f>1</f><v>1</v></c>',),
    ],
)
def test_cells_written_otherwise_are_looked_at_thoroughly(cells: tuple[str, ...]) -> None:
    xml = sheet(*cells)
    assert _as_excel_writes(xml) is None
    assert extent(xml) == _extent(sheet_cells(xml))
    assert extent(xml).last_column == 2


@pytest.mark.parametrize("path", sorted(EXAMPLES.parent.glob("*/*.xlsx")), ids=lambda path: path.stem)
def test_real_sheets_are_as_excel_writes_them(path: Path) -> None:
    for xml in filter(is_sheet, open_book(path.read_bytes()).parts.values()):
        assert _as_excel_writes(xml) == _extent(sheet_cells(xml))
