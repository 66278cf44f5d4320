"""Sheets that a form brings along behind its pages: what stands in them counts only where the form is not as it was handed out."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from reading_for_tests import SOURCE, edited, grid, reading, workbook

from xltools.forms.model import Form
from xltools.reading import locate
from xltools.reading.grid import Grid
from xltools.reading.reader import read_bytes
from xltools.reading.untouched import Layout

GUIDE = "xl/worksheets/sheet4.xml"


def without_part(data: bytes, part: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return made.getvalue()


def test_sheets_behind_an_untouched_form_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    own = locate.untouched

    def watched(grid: Grid, form: Form) -> Layout | None:
        seen.append([name for name, rows in grid.sheets.items() if rows])
        return own(grid, form)

    filled = reading()
    monkeypatch.setattr(locate, "untouched", watched)
    assert read_bytes(workbook(), SOURCE) == filled
    assert seen == [["No1", "No2"]]
    assert read_bytes(renamed_slot(workbook()), SOURCE).record == reading().record
    assert len(seen[-1]) == len(grid().sheets) > 2


BROKEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "broken": (lambda xml: xml.replace(b"</row>", b"", 1), "file-damaged"),
    "truncated": (lambda xml: xml[: len(xml) // 2], "file-damaged"),
    "a text that is not there": (lambda xml: re.sub(rb't="s"><v>[0-9]+<', b't="s"><v>99999<', xml, count=1), "file-damaged"),
    "empty": (lambda xml: b"", "file-damaged"),
    "a stray value": (
        lambda xml: xml.replace(b"</sheetData>", b'<row><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        "file-too-large",
    ),
}


def renamed_slot(data: bytes) -> bytes:
    return edited(data, "xl/workbook.xml", lambda xml: xml.replace(b"slot.program_code", b"slot.old_code", 1))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_sheet_behind_an_untouched_form_takes_nothing_away(name: str) -> None:
    found = read_bytes(edited(workbook(), GUIDE, BROKEN[name][0]), SOURCE)
    assert replace(found, size=0, digest="") == replace(reading(), size=0, digest="")


@pytest.mark.parametrize("name", BROKEN)
def test_sheets_behind_a_form_that_was_changed_are_looked_through(name: str) -> None:
    change, code = BROKEN[name]
    assert [problem.code for problem in read_bytes(renamed_slot(edited(workbook(), GUIDE, change)), SOURCE).problems] == [code]


def lying(data: bytes) -> bytes:
    """The file with a size of the last sheet that is not its own."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        size = container.getinfo(GUIDE).file_size
    return data.replace(struct.pack("<I", size), struct.pack("<I", size + 1))


def test_what_is_not_looked_at_is_not_inflated() -> None:
    found = read_bytes(lying(workbook()), SOURCE)
    assert lying(workbook()) != workbook()
    assert replace(found, size=0, digest="") == replace(reading(), size=0, digest="")
    assert [problem.code for problem in read_bytes(lying(renamed_slot(workbook())), SOURCE).problems] == ["file-damaged"]


FAR = b'<row><c r="XFD1048576"><v>1</v></c></row></sheetData>'
TWICE = b'<Relationship Id="rId&#49;" Type="worksheet" Target="worksheets/sheet4.xml"/>'
LINKS = "xl/_rels/workbook.xml.rels"


def with_part(data: bytes, part: str, copied: str) -> bytes:
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr(part, container.read(copied))
    return made.getvalue()


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/workbook.xml", lambda xml: xml.replace(b'name="No1" sheetId="1" r:id="rId1"', b'name="No1" sheetId="1" r:id="rId4"')),
        ("xl/workbook.xml", lambda xml: xml.replace(b'r:id="rId1"', b'r:id="rId4" r2:id="rId1" xmlns:r2="urn:x"')),
        (LINKS, lambda xml: xml.replace(b"worksheets/sheet1.xml", b"worksheets/SHEET4.xml")),
        (LINKS, lambda xml: xml.replace(b"<Relationship ", TWICE + b"<Relationship ", 1)),
    ],
    ids=["the part of two sheets", "two parts of a sheet", "another case", "two of one number"],
)
def test_a_page_never_comes_from_a_part_that_was_not_looked_at(part: str, change: Callable[[bytes], bytes]) -> None:
    made = edited(edited(workbook(), GUIDE, lambda xml: xml.replace(b"</sheetData>", FAR)), part, change)
    assert made != edited(workbook(), GUIDE, lambda xml: xml.replace(b"</sheetData>", FAR))
    assert [problem.code for problem in read_bytes(made, SOURCE).problems] == ["file-too-large"]


def test_parts_whose_names_differ_in_case_only_are_all_looked_at() -> None:
    far = with_part(edited(workbook(), GUIDE, lambda xml: xml.replace(b"</sheetData>", FAR)), "xl/worksheets/SHEET1.xml", GUIDE)
    made = edited(without_part(far, GUIDE), LINKS, lambda xml: xml.replace(b"sheet4.xml", b"SHEET1.xml"))
    assert [problem.code for problem in read_bytes(made, SOURCE).problems] == ["file-too-large"]


def test_a_file_without_the_part_of_a_sheet_behind_the_form() -> None:
    assert [problem.code for problem in read_bytes(without_part(workbook(), GUIDE), SOURCE).problems] == ["file-damaged"]


def test_a_text_lost_behind_all_labels_is_missed() -> None:
    """Every text behind it has another number then, and the last one none."""
    lost = edited(
        workbook(), "xl/sharedStrings.xml", lambda xml: re.sub(rb"<si>(?:(?!<si>).)*</si></sst>", b"</sst>", xml, flags=re.DOTALL)
    )
    assert lost != workbook()
    assert [problem.code for problem in read_bytes(lost, SOURCE).problems] == ["file-damaged"]


def test_the_cell_of_a_sheet_that_nobody_fills_in_may_be_nonsense() -> None:
    odd = edited(workbook(), GUIDE, lambda xml: re.sub(rb' t="s"><v>[0-9]+<', b"><v>x<", xml, count=1))
    found = read_bytes(odd, SOURCE)
    assert (found.record, found.problems) == (reading().record, ())
