"""The quick look at a sheet, by what stands between its values, says what the thorough one says, or nothing; and what it keeps of the
sheet says to the cell reader what the whole says."""

from __future__ import annotations

import io
import random
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from examples_for_tests import EXAMPLES
from openpyxl.cell.cell import MergedCell
from reading_for_tests import edited, workbook
from test_reading_fuzz import changed, flipped, parts, shuffled, truncated

from xltools.reading import stretches
from xltools.reading.grid import _values as cells_of
from xltools.reading.opening import open_book
from xltools.reading.package import Refused, pack_parts
from xltools.reading.scan_xlsx import scan_xlsx
from xltools.reading.sheet_part import Extent, Found, extent_of, is_sheet, is_well_formed, sheet_cells
from xltools.reading.stretches import by_stretches, looked_through

SHEET = "xl/worksheets/sheet1.xml"
FORMULA = Found(formula=True)
UNSAVED = Found(formula=True, unsaved=True)


def reached(xml: bytes) -> Extent | None:
    found = by_stretches(xml)
    return found.extent if found else None


def read_as(xml: bytes) -> list[list[object]] | str:
    """What the cell reader makes of a sheet."""
    package = {name: xml if name == SHEET else part for name, part in parts().items()}
    try:
        return cells_of(pack_parts(package), frozenset())["No1"]
    except Refused as refusal:
        return refusal.code


def sheet(*cells: str) -> bytes:
    return f'<worksheet><sheetData><row r="1">{"".join(cells)}</row></sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (('<c r="B3"><v>1</v></c>', '<c r="ZZ9" s="5"/>'), Extent(3, 2, ())),
        (('<c r="C20" s="1" t="inlineStr"><is><t>x</t></is></c>', '<c r="A1" t="s"><v>1</v></c>'), Extent(20, 3, ())),
        (('<c r="C20"><f>1</f></c>', '<c r="A1" t="s"><v>1</v></c>'), Extent(20, 3, ((20, 3, UNSAVED),))),
        (("<c r='B2'><v>1</v></c>",), Extent(2, 2, ())),
        (('<c r="A1">\n<v>1</v></c>', '<c s="1" r="B2" cm="1"><f>1</f><v>1</v></c>'), Extent(2, 2, ((2, 2, FORMULA),))),
        (('<c r="A1"></c>', '<c r="B2"><v>1</v></c>'), Extent(2, 2, ())),
        (('<c r="A1"><f>1+1</f><v>2</v></c>',), Extent(1, 1, ((1, 1, FORMULA),))),
        (('<c r="A1" t="str"><f>B1</f><v></v></c>',), Extent(1, 1, ((1, 1, FORMULA),))),
        (('<c r="A1"><f>B1</f><v></v></c>',), Extent(1, 1, ((1, 1, UNSAVED),))),
        (('<c r="A1" t="e"><v>#REF!</v></c>',), Extent(1, 1, ((1, 1, Found("#REF!")),))),
        (('<c r="A1" t="e"><f>B1</f><v>#REF!</v></c>',), Extent(1, 1, ((1, 1, Found("#REF!", True)),))),
    ],
)
def test_cells_whose_values_are_written_as_excel_writes_them(cells: tuple[str, ...], found: Extent) -> None:
    xml = sheet(*cells)
    assert reached(xml) == found == extent_of(sheet_cells(xml))
    assert read_as(looked_through(xml).kept) == read_as(xml)


@pytest.mark.parametrize(
    "cells",
    [
        ("<c><v>1</v></c>", "<c><v>1</v></c>"),
        ('<c r="A1"><v>1</v></c>', "<c><v>1</v></c>"),
        ('<!-- <c r="A1"> --><c r="B2"><v>1</v></c>',),
        ('<!-- <c r="A1"><v>1</v></c> --><c r="B2"><v>1</v></c>',),
        ('<c r="B2"><v>1</v><f>1</f></c>',),
        ('<c r="A1"><v>1</v></c >', '<c r="B2"><v>1</v></c>'),
        ('<c r="B2"><v>1</v><v>2</v></c>',),
        ('<c r="A1"/><c r="B2"><v xml:space="preserve">1</v></c>',),
        ('<c r="B2"><f>1</f></c>',),
        ('<x:c r="B2"><x:v>1</x:v></x:c>',),
    ],
)
def test_other_cells_are_looked_at_thoroughly(cells: tuple[str, ...]) -> None:
    xml = sheet(*cells)
    assert by_stretches(xml) is None
    assert looked_through(xml) == (extent_of(sheet_cells(xml)), xml)
    assert looked_through(xml).extent.last_column == 2


@pytest.mark.parametrize("broken", [b"", b"</row>", b"<v>", b"</c>", b"&x;", b"<c r='B9'>", b"]]>", b"\xff", b"</worksheet>", b"<!--"])
@pytest.mark.parametrize("before", [b"<row", b"<v>", b"</v>", b"</c>", b"</row>", b"</worksheet>"])
def test_no_broken_part_passes_the_quick_look(before: bytes, broken: bytes) -> None:
    xml = sheet('<c r="A1"><v>1</v></c>', '<c r="B1"><v>2</v></c>')
    made = xml.replace(before, broken + before, 1) if broken else xml.replace(before, b"", 1)
    assert not is_well_formed(made)
    assert by_stretches(made) is None


def test_what_is_kept_of_sheets_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "MOST", 2_000)
    for name in ("_FIRST", "_BETWEEN", "_LAST"):
        kept = getattr(stretches, name)
        monkeypatch.setattr(stretches, name, type(kept)(kept.before, kept.after))
    for number in range(100):
        assert reached(sheet(f'<c r="A{number + 1}"><v>1</v></c>', '<c r="B1"><v>2</v></c>')) == Extent(number + 1, 2, ())
    for known in (stretches._FIRST, stretches._BETWEEN, stretches._LAST):
        assert sum(len(text) + len(found.kept) for text, found in known.items() if found) <= 2_000


def test_a_sheet_quite_unlike_those_known_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "NEW", 5)
    many = sheet(*(f'<c r="ZZ{number}"><v>1</v></c>' for number in range(1, 9)))
    assert by_stretches(many) is None
    assert looked_through(many) == (Extent(8, 702, ()), many)


def looked_at(xml: bytes, thoroughly: bool) -> Extent | str:
    try:
        if not thoroughly:
            return looked_through(xml).extent
        return extent_of(sheet_cells(xml)) if is_well_formed(xml) else "file-damaged"
    except Refused as refusal:
        return refusal.code


@pytest.mark.parametrize("number", range(200))
def test_both_looks_at_a_broken_sheet_agree(number: int) -> None:
    chance = random.Random(number)
    xml = chance.choice([part for part in parts().values() if is_sheet(part)])
    broken = chance.choice((changed, changed, changed, flipped, truncated, shuffled))(xml, chance)
    assert looked_at(broken, thoroughly=False) == looked_at(broken, thoroughly=True)
    found = by_stretches(broken)
    if found:
        assert read_as(broken) in (read_as(found.kept), "file-damaged")  # the address of a blank cell, or of a merged area


BLANK = '<c r="A1" s="1"/>'


@pytest.mark.parametrize(
    ("xml", "kept"),
    [
        (
            sheet(BLANK, '<c r="B1" s="2"><v>1</v></c>', '<c r="C1"/>', '<c r="D1" t="s"><v>2</v></c>', "<c s='9' r='E1' />"),
            sheet('<c r="B1" s="2"><v>1</v></c>', '<c r="D1" t="s"><v>2</v></c>'),
        ),
        (
            sheet('<c r="B1"><v>1</v></c>').replace(b"</worksheet>", b'<mergeCells><mergeCell ref="B1:C1"/></mergeCells></worksheet>'),
            sheet('<c r="B1"><v>1</v></c>'),
        ),
        (
            sheet('<c r="B1" t="inlineStr"><is><t>&lt;c/&gt;</t></is></c>', BLANK, '<c r="C1"><f>B1</f><v>1</v></c>'),
            sheet('<c r="B1" t="inlineStr"><is><t>&lt;c/&gt;</t></is></c>', '<c r="C1"><f>B1</f><v>1</v></c>'),
        ),
        (sheet('<c r="B1"><v>1</v></c>', "<c/>").replace(b"</sheetData>", b"</sheetData ><cols><c/></cols>"), None),
    ],
    ids=["blank cells", "merged areas", "a text", "an end of another shape"],
)
def test_blank_cells_and_what_stands_behind_all_cells_is_not_kept(xml: bytes, kept: bytes | None) -> None:
    found = by_stretches(xml)
    assert found
    assert found.kept == (kept or xml.replace(b"<c/>", b""))


def replaced(old: bytes, new: bytes, xml: bytes) -> bytes:
    assert old in xml
    return xml.replace(old, new, 1)


def changed_somehow(data: bytes, number: int) -> bytes:
    """A workbook as somebody may have changed it, and saved with openpyxl."""
    book, chance = openpyxl.load_workbook(io.BytesIO(data)), random.Random(number)
    for page in book.worksheets[:2]:
        cells = [cell for row in page.iter_rows() for cell in row if not isinstance(cell, MergedCell)]
        for cell in chance.sample(cells, 40):
            cell.value = chance.choice([None, "", " ", 0, -1.5, 1e15, True, "=1+1", "<c/>", "１２\n３", date(2019, 4, 1), "#N/A", "=NA()"])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("part", "pairs"),
    [
        ("xl/_rels/workbook.xml.rels", [(b"relationships/styles", b"relationships/theme")]),
        ("xl/workbook.xml", [(b"</definedNames>", b'<workbookPr date1904="1"/></definedNames>')]),
        ("xl/workbook.xml", [(b"<workbook ", b'<workbook xmlns:x="urn:x" '), (b"<definedName ", b'<definedName x:y="1" ')]),
    ],
    ids=["styles called a theme", "dates counted otherwise, among the names", "names with a prefix"],
)
def test_what_stands_in_an_odd_place_is_handed_on(part: str, pairs: list[tuple[bytes, bytes]]) -> None:
    odd = changed_somehow(workbook(), 1)
    for old, new in pairs:
        odd = edited(odd, part, partial(replaced, old, new))
    handed = cells_of(pack_parts(scan_xlsx(open_book(odd).parts).parts), frozenset())
    assert any(isinstance(value, date) for rows in handed.values() for row in rows for value in row)
    assert handed == cells_of(odd, frozenset())


@pytest.mark.parametrize("number", range(8))
def test_the_cell_reader_reads_the_same_of_what_is_kept(number: int) -> None:
    data = changed_somehow(workbook(), number) if number else workbook()
    book = open_book(data)
    handed = scan_xlsx(book.parts).parts
    assert sum(map(len, handed.values())) < sum(map(len, dict(book.parts).values())) / 2
    assert cells_of(pack_parts(handed), frozenset()) == cells_of(data, frozenset())


@pytest.mark.parametrize("path", sorted(EXAMPLES.parent.glob("*/*.xlsx")), ids=lambda path: path.stem)
def test_real_sheets_are_as_excel_writes_them(path: Path) -> None:
    for xml in filter(is_sheet, open_book(path.read_bytes()).parts.values()):
        assert reached(xml) == extent_of(sheet_cells(xml))
