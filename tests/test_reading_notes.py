"""Notes of people: read from files of several programs, those of the form left out, broken ones refused."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from reading_for_tests import edited, form, workbook

from xltools import messages
from xltools.cells import CellRef
from xltools.reading import notes
from xltools.reading.grid import Grid, read_grid
from xltools.reading.model import Reading
from xltools.reading.package import Refused
from xltools.reading.reader import read_bytes
from xltools.reading.scan_ods import scan_ods

THREAD = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="AM4" id="{1}"><text>入札で下がった</text></threadedComment>'
    '<threadedComment ref="AM4" id="{2}" parentId="{1}"><text>了解</text></threadedComment>'
    '<threadedComment ref="?" id="{3}"><text>どこでもない</text></threadedComment></ThreadedComments>'
)
RELATION = '<Relationship Id="rIdT" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="{}"/>'


def with_notes(**texts: str) -> bytes:
    """The filled workbook with a note at some cells of its second page, by the author 町屋."""
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    for cell, text in texts.items():
        book["No2"][cell].comment = Comment(text, "町屋")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_thread(text: str = THREAD) -> bytes:
    """The same with a thread of comments beside its note, as Excel saves one."""
    data = with_notes(AM4="[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment")
    rels = next(name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.endswith("sheet2.xml.rels"))
    place = RELATION.format("/xl/threadedComments/threadedComment1.xml").encode()
    data = edited(data, rels, lambda xml: xml.replace(b"</Relationships>", place + b"</Relationships>"))
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/threadedComments/threadedComment1.xml", text)
    return stream.getvalue()


def test_a_part_of_notes_that_is_stated_many_times_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_notes(AM4="入札で下がった")
    rels = next(name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.endswith("sheet2.xml.rels"))
    part = next(name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "comments/comment" in name)
    again = "".join(f'<Relationship Id="again{number}" Type="comments" Target="/{part}"/>' for number in range(100)).encode()
    read: list[object] = []
    own = notes._notes
    monkeypatch.setattr(notes, "_notes", lambda xml: read.append(xml) or own(xml))
    assert found(edited(data, rels, lambda xml: xml.replace(b"</Relationships>", again + b"</Relationships>"))) == found(data)
    assert len(read) == 2


def found(data: bytes) -> dict[str, str]:
    grid = read_grid(data, "a.xlsx")
    assert isinstance(grid, Grid)
    return {str(cell): text for cell, text in grid.notes.items()}


def reading_of(data: bytes) -> Reading:
    reading = read_bytes(data, "a.xlsx")
    assert reading.record is not None
    return reading


def test_a_note_stands_at_its_cell_without_its_author() -> None:
    assert found(with_notes(AM4="町屋:\n入札で下がった", S4="町屋区民事務所を含む")) == {
        "No2!AM4": "入札で下がった",
        "No2!S4": "町屋区民事務所を含む",
    }


def test_a_reading_has_the_note_at_the_place_of_the_record() -> None:
    assert reading_of(with_notes(AM4="入札で下がった")).comments == {("settlement", "2017"): "入札で下がった"}
    assert reading_of(workbook()).comments == {}


def test_a_note_of_a_cell_that_is_no_entry_is_about_nothing() -> None:
    assert reading_of(with_notes(A3="見出し")).comments == {}


def test_a_thread_is_read_instead_of_the_note_that_stands_for_it() -> None:
    assert found(with_thread()) == {"No2!AM4": "入札で下がった\n了解"}


def test_the_notes_of_the_form_itself_are_not_those_of_people() -> None:
    own = messages.text("form.carried-over", "ja")
    assert found(with_notes(AM4=own, AR4=messages.text("form.carried-over", "en"))) == {}
    assert found(with_notes(AM4=f"{own}\n昨年と同じ")) == {"No2!AM4": "昨年と同じ"}


def test_a_file_without_notes_has_none() -> None:
    assert found(workbook()) == {}


@pytest.mark.parametrize("broken", [THREAD[:-20], THREAD.replace("</text>", "", 1)])
def test_a_broken_part_is_said(broken: str) -> None:
    assert [problem.code for problem in read_bytes(with_thread(broken), "a.xlsx").problems] == ["file-damaged"]


def test_more_notes_than_a_person_writes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "MAX_NOTES", 2)
    assert [problem.code for problem in read_bytes(with_thread(), "a.xlsx").problems] == ["file-too-large"]


def test_an_annotation_of_an_ods_is_a_note() -> None:
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:dc="d">'
        '<table:table table:name="No2"><table:table-row><table:table-cell office:value-type="float" office:value="1">'
        "<office:annotation><dc:creator>町屋</dc:creator><dc:date>2018</dc:date>"
        "<text:p>入札で<text:span>下がった</text:span></text:p><text:p>以上</text:p></office:annotation><text:p>1</text:p></table:table-cell>"
        "<table:table-cell/></table:table-row></table:table></office:document-content>"
    )
    assert scan_ods({"content.xml": content.encode()}).notes == {CellRef("No2", 1, 1): "入札で下がった\n以上"}
    with pytest.raises(Refused):
        scan_ods({"content.xml": content[:-5].encode()})


def test_the_fields_of_the_form_are_where_the_tests_think() -> None:
    assert next(slot.path for slot in form().slots if str(slot.at) == "No2!AM4") == ("settlement", "2017")
