"""What is not a readable workbook: each case is one problem, never an exception, never a dead process."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
import xlsxwriter
from reading_for_tests import SOURCE, edited, workbook

from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading import package
from xltools.reading.grid import Grid, read_grid
from xltools.reading.kinds import kind_of

SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes) -> Problem:
    found = read_grid(data, SOURCE)
    assert isinstance(found, Problem)
    for lang in ("ja", "en"):
        assert found.message(lang)
        assert "{" not in found.message(lang) + found.hint(lang)
    return found


def with_xml(old: bytes, new: bytes, part: str = SHEET) -> bytes:
    return edited(workbook(), part, lambda xml: xml.replace(old, new, 1))


def with_cell(cell: bytes) -> bytes:
    return with_xml(b"</sheetData>", b"<row>" + cell + b"</row></sheetData>")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"GIF89a", "image"),
        (b"<!DOCTYPE html><html>", "html"),
        ("\ufeff<html xmlns:x='urn'><table>".encode(), "html"),
        (b"<?xml version='1.0'?>\n<html>", "html"),
        ("事業、金額\n".encode("cp932"), "text"),
        ("事業の金額\n".encode("utf-16"), "text"),
        (b"\x00\x01\x02\x03", "other"),
    ],
)
def test_a_file_is_recognised_by_its_content(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"\xe4\xba\x8b\xe6\xa5\xad,1\n", "text"),
        (b"<html><table>", "html"),
        (b"%PDF-1.7", "pdf"),
        (b"\xff\xd8\xff", "image"),
        (b"\0\1", "other"),
    ],
)
def test_another_kind_of_file_named_xlsx(data: bytes, found: str) -> None:
    problem = refused(data)
    assert (problem.code, problem.details["found"]) == ("not-a-workbook", Word(f"found.{found}"))


def test_an_empty_file() -> None:
    assert refused(b"").code == "file-empty"


def test_a_broken_compound_file() -> None:
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)).code == "file-damaged"


def test_a_zip_that_is_no_workbook() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as container:
        container.writestr("word/document.xml", "<document/>")
    problem = refused(made.getvalue())
    assert (problem.code, problem.details["found"]) == ("not-a-workbook", Word("found.archive"))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_workbook(share: float) -> None:
    assert refused(workbook()[: int(len(workbook()) * share)]).code == "file-damaged"


def test_a_workbook_with_a_flipped_byte_in_every_kilobyte() -> None:
    for place in range(0, len(workbook()), 1024):
        data = bytearray(workbook())
        data[place] ^= 0xFF
        found = read_grid(bytes(data), SOURCE)
        assert isinstance(found, Grid) or found.code in ("file-damaged", "not-a-workbook", "file-protected", "file-too-large")


@pytest.mark.parametrize(
    "cell", [b'<c r="XFD1048576"><v>1</v></c>', b"<c r='B1048576' t='str'><v>x</v></c>", b'<c s="1" r = "A20001"><v>1</v></c>']
)
def test_a_stray_value_in_the_last_row(cell: bytes) -> None:
    problem = refused(with_cell(cell))
    assert (problem.code, problem.details["what"]) == ("file-too-large", Word("what.row"))


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        (b'<c r="XFD1"><v>1</v></c>', "what.column"),
        (b'<c r="ALL9999"><v>1</v></c>', "what.cells"),
        (b'</row><row r="1048576"><c><v>1</v></c>', "what.row"),
        (b'<c r="A9"/><!-- --><c r="XFD1048576"><!-- <c r="A1"> --><v>1</v></c>', "what.row"),
        ('<é:c r="XFD1048576"><é:v>1</é:v></é:c>'.encode(), "what.row"),
        ('<c r="XFD1048576"><é:v>1</é:v></c>'.encode(), "what.row"),
    ],
)
def test_values_far_from_the_form(cell: bytes, what: str) -> None:
    problem = refused(with_cell(cell))
    assert (problem.code, problem.details["what"]) == ("file-too-large", Word(what))


@pytest.mark.parametrize(
    "cell",
    [
        b'<c foo=">" r="XFD1048576"><v>1</v></c>',
        b"""<c foo=" r='A1'" r="XFD1048576"><v>1</v></c>""",
        b"""<c r="A9"><v>1</v></c></row><row foo=' r="1"' r="1048576"><c><v>1</v></c>""",
        b'<c r="A99999999"><v>1</v></c>',
        b'<c r="$A$1"><v>1</v></c>',
    ],
)
def test_a_cell_whose_address_cannot_be_trusted(cell: bytes) -> None:
    assert refused(with_cell(cell)).code == "file-damaged"


def test_formatted_blank_cells_in_the_last_row_are_harmless() -> None:
    assert isinstance(read_grid(with_cell(b'</row><row r="1048576"><c r="XFD1048576" s="1"/>'), SOURCE), Grid)


def test_a_zip_bomb() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", b" " * 30_000_000)
    problem = refused(made.getvalue())
    assert (problem.code, problem.details["what"]) == ("file-too-large", Word("what.size"))


def test_a_bomb_that_lies_about_its_size() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/workbook.xml", b" " * 30_000_000)
    data = made.getvalue().replace(struct.pack("<I", 30_000_000), struct.pack("<I", 10))
    assert refused(data).code == "file-too-large"


def test_a_part_that_is_longer_than_declared() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook())) as container:
        size = container.getinfo(SHEET).file_size
    assert refused(workbook().replace(struct.pack("<I", size), struct.pack("<I", 10))).code == "file-damaged"


@pytest.mark.parametrize(("part", "old", "new"), [(SHEET, b"<v>", b"<v>1"), ("xl/sharedStrings.xml", b"</t>", b"9</t>")])
def test_a_figure_that_is_not_what_was_packed(part: str, old: bytes, new: bytes) -> None:
    """A container that is right in all but its check sum, as a faulty disk makes one; the cell reader would not notice."""
    whole, other = (zipfile.ZipFile(io.BytesIO(data)).getinfo(part).CRC for data in (workbook(), with_xml(old, new, part)))
    assert refused(with_xml(old, new, part).replace(struct.pack("<I", other), struct.pack("<I", whole))).code == "file-damaged"


def test_too_many_parts() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as container:
        for number in range(package.MAX_ENTRIES + 1):
            container.writestr(f"{number}.xml", "")
    problem = refused(made.getvalue())
    assert (problem.code, problem.details["what"]) == ("file-too-large", Word("what.entries"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_stands_twice() -> None:
    made = io.BytesIO(workbook())
    with zipfile.ZipFile(made, "a") as container:
        container.writestr(SHEET, "<worksheet/>")
    assert refused(made.getvalue()).code == "file-damaged"


@pytest.mark.parametrize(("letter", "count"), [(b"\0", 1), (b"\xf0", 40_000)], ids=["none", "too long in Unicode"])
def test_a_part_whose_name_cannot_be_written(letter: bytes, count: int) -> None:
    made = io.BytesIO(workbook())
    with zipfile.ZipFile(made, "a") as container:
        container.writestr(f"{'Q' * count}.xml", "<x/>")
    assert refused(made.getvalue().replace(b"Q" * count + b".xml", letter * count + b".xml")).code == "file-damaged"


def test_a_package_of_two_workbooks() -> None:
    """Each program would read another one."""
    other = b'<Relationship Id="rId99" Type="http://x/officeDocument" Target="evil/workbook.xml"/></Relationships>'
    made = io.BytesIO(edited(workbook(), "_rels/.rels", lambda xml: xml.replace(b"</Relationships>", other)))
    with zipfile.ZipFile(made, "a") as container:
        container.writestr("evil/workbook.xml", container.read("xl/workbook.xml"))
    assert refused(made.getvalue()).code == "file-damaged"


def test_an_encrypted_part() -> None:
    data = bytearray(workbook())
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert refused(bytes(data)).code == "file-protected"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "docProps/custom.xml", "[Content_Types].xml"])
def test_xml_entities_are_refused(part: str) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert refused(edited(workbook(), part, lambda xml: bomb + xml[xml.index(b"?>") + 2 :])).code == "file-damaged"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET, "xl/sharedStrings.xml", "docProps/custom.xml"])
def test_broken_xml(part: str) -> None:
    assert refused(edited(workbook(), part, lambda xml: xml[: len(xml) // 2])).code == "file-damaged"


def test_a_workbook_without_its_main_part() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name != "xl/workbook.xml":
                new.writestr(name, old.read(name))
    assert refused(made.getvalue()).code == "file-damaged"


def test_a_macro_workbook_is_read() -> None:
    plain, macro = b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    data = edited(
        workbook(), "[Content_Types].xml", lambda xml: xml.replace(b"vnd.openxmlformats-officedocument." + plain, b"vnd." + macro)
    )
    assert isinstance(read_grid(data, SOURCE), Grid)


def test_a_foreign_workbook_is_read_as_cells() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet("表").write("C3", "値")
    found = read_grid(made.getvalue(), SOURCE)
    assert isinstance(found, Grid)
    assert found.sheets["表"][2][2] == "値"


@pytest.mark.parametrize("tag", [b"</row>", b"</c>", b"</sheetData>"])
def test_a_lost_tag_is_damage_and_never_a_lost_value(tag: bytes) -> None:
    assert refused(with_xml(tag, b"")).code == "file-damaged"
