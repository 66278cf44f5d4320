"""What people send instead of a filled form: each is one problem that says what it is and what to do."""

from __future__ import annotations

import errno
import io
import re
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from reading_for_tests import SOURCE, edited, form, workbook

from xltools.books.form_book import form_workbook
from xltools.messages import Word, catalogue
from xltools.problems import Problem
from xltools.reading import package, products, scan
from xltools.reading.reader import read_bytes, read_file


def gate(data: bytes) -> Problem:
    """The one problem of a file that is refused, complete in both languages."""
    found = read_bytes(data, SOURCE)
    assert found.record is None
    assert found.form is None
    (problem,) = found.problems
    for lang in ("ja", "en"):
        said = problem.message(lang) + problem.hint(lang)
        assert SOURCE in said
        assert problem.hint(lang)
        assert not {"{", "Word("} & {said}
        assert "Word(" not in said + problem.expected(lang)
    return problem


def package_of(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as container:
        for name, content in parts.items():
            container.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def types(kind: str) -> str:
    return f'<Types><Override PartName="/x.xml" ContentType="application/vnd.{kind}+xml"/></Types>'


OTHER_FILES = {
    "text": "課長へ\n今年もお願いします。\n".encode("cp932"),
    "csv": "事業コード,事業名\n01,庶務\n".encode("cp932"),
    "html": b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</td></tr></table></html>",
    "xml": b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>",
    "pdf": b"%PDF-1.7\n",
    "image": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "document": package_of(**{"[Content_Types].xml": types("openxmlformats-officedocument.wordprocessingml.document.main")}),
    "archive": package_of(**{"提出.xlsx": "x"}),
    "other": b"\0\1\2\3",
}


@pytest.mark.parametrize("kind", OTHER_FILES)
def test_another_kind_of_file(kind: str) -> None:
    problem = gate(OTHER_FILES[kind])
    assert (problem.code, problem.details) == ("not-a-workbook", {"found": Word(f"found.{kind}"), "todo": Word(f"todo.{kind}")})


def test_every_kind_is_found_and_has_its_own_advice() -> None:
    kinds = {code.removeprefix("todo.") for code in catalogue() if code.startswith("todo.")}
    assert kinds == {*OTHER_FILES, "mail"}
    assert {f"found.{kind}" for kind in kinds} <= set(catalogue())


@pytest.mark.parametrize("kind", ["wordprocessingml.document.main", "presentationml.presentation.main"])
def test_a_document_of_word_or_powerpoint(kind: str) -> None:
    data = package_of(**{"[Content_Types].xml": types(f"openxmlformats-officedocument.{kind}")})
    assert gate(data).details["found"] == Word("found.document")


def test_a_text_document_of_libreoffice() -> None:
    assert gate(package_of(mimetype="application/vnd.oasis.opendocument.text")).details["found"] == Word("found.document")


def test_an_empty_file() -> None:
    assert gate(b"").code == "file-empty"


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_truncated_workbook(share: float) -> None:
    assert gate(workbook()[: int(len(workbook()) * share)]).code == "file-damaged"


def compound(*streams: tuple[str, bytes]) -> bytes:
    """A compound file with streams of at least 4096 bytes each."""
    bodies = [content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0") for _, content in streams]
    table, entries, first = [0xFFFFFFFD, 0xFFFFFFFE], [("Root Entry", 5, 0xFFFFFFFE, 0)], 2
    for (name, _), body in zip(streams, bodies, strict=True):
        count = len(body) // 512
        entries.append((name, 2, first, len(body)))
        table += [*range(first + 1, first + count), 0xFFFFFFFE]
        first += count
    directory = b"".join(_entry(*entry) for entry in entries)
    assert len(directory) <= 512
    assert len(table) <= 128
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for place, number in ((30, 9), (32, 6), (44, 1), (48, 1), (56, 4096), (60, 0xFFFFFFFE), (68, 0xFFFFFFFE), (76, 0)):
        size = 2 if place < 44 else 4
        header[place : place + size] = number.to_bytes(size, "little")
    header[80:512] = b"\xff" * 432
    numbers = b"".join(number.to_bytes(4, "little") for number in table).ljust(512, b"\xff")
    return bytes(header) + numbers + directory.ljust(512, b"\0") + b"".join(bodies)


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    head = written.ljust(64, b"\0") + (len(written) + 2).to_bytes(2, "little") + bytes([kind])
    return head.ljust(116, b"\0") + first.to_bytes(4, "little") + size.to_bytes(8, "little")


def test_a_workbook_with_a_password() -> None:
    assert gate(compound(("EncryptionInfo", b"x"), ("EncryptedPackage", b"y"))).code == "file-protected"


def test_an_old_workbook_with_a_password() -> None:
    begin, encrypted = b"\x09\x08\x08\0\0\6\5\0\0\0\0\0", b"\x2f\0\2\0\0\0"
    assert gate(compound(("Workbook", begin + encrypted))).code == "file-protected"


@pytest.mark.parametrize(
    ("stream", "found"), [("WordDocument", "document"), ("PowerPoint Document", "document"), ("__properties_version1.0", "mail")]
)
def test_an_old_document(stream: str, found: str) -> None:
    assert gate(compound((stream, b"x"))).details["found"] == Word(f"found.{found}")


def test_a_broken_old_workbook() -> None:
    for data in (compound(("Workbook", b"\x09\x08\xff\xff")), compound(("Workbook", b""))[:600], compound()[:40]):
        assert gate(data).code == "file-damaged"


def test_a_chain_of_sectors_that_ends_nowhere() -> None:
    data = bytearray(compound(("Workbook", b"")))
    data[512 + 8 : 512 + 12] = (2).to_bytes(4, "little")  # the first sector follows itself
    assert gate(bytes(data)).code == "file-damaged"


def lock(name: str) -> bytes:
    short, long = name.encode("cp932"), name.ljust(54).encode("utf-16-le")
    return (bytes([len(short)]) + short).ljust(55, b" ") + bytes([len(name), 0]) + long


def test_a_lock_file_says_who_has_the_workbook_open() -> None:
    problem = gate(lock("坂野 太郎"))
    assert problem.code == "file-is-lock"
    assert "坂野 太郎" in problem.message("ja")


@pytest.mark.parametrize(
    "data",
    [
        b"[InternetShortcut]\r\nURL=https://example.org/x.xlsx\r\n",
        b'<?xml version="1.0"?><plist version="1.0"><dict><key>URL</key><string>https://example.org</string></dict></plist>',
        b"bplist00\xd1\x01\x02URL",
        b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}',
    ],
)
def test_what_a_cloud_service_leaves_in_place_of_a_file(data: bytes) -> None:
    assert gate(data).code == "file-in-cloud"


def test_an_empty_placeholder(tmp_path: Path) -> None:
    (tmp_path / "提出.gsheet").touch()
    assert [problem.code for problem in read_file(tmp_path / "提出.gsheet").problems] == ["file-in-cloud"]


@pytest.mark.parametrize(
    ("error", "name", "platform", "code"),
    [
        (PermissionError(errno.EACCES, "denied"), "a.xlsx", "win32", "file-in-use"),
        (PermissionError(errno.EACCES, "denied"), "~$a.xlsx", "win32", "file-is-lock"),
        (PermissionError(errno.EACCES, "denied"), "a.xlsx", "linux", "file-unreadable"),
        (OSError(errno.EBUSY, "busy"), "a.xlsx", "linux", "file-in-use"),
        (OSError(errno.EIO, "broken"), "a.xlsx", "linux", "file-unreadable"),
        ("362", "a.xlsx", "win32", "file-in-cloud"),
        ("32", "a.xlsx", "win32", "file-in-use"),
    ],
)
def test_a_file_that_cannot_be_opened(
    error: OSError | str, name: str, platform: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_bytes(b"x")
    if isinstance(error, str):
        number, error = int(error), OSError(errno.EINVAL, "windows")
        error.winerror = number

    def denied(path: Path) -> bytes:
        raise error

    monkeypatch.setattr(Path, "read_bytes", denied)
    monkeypatch.setattr(sys, "platform", platform)
    (problem,) = read_file(tmp_path / name).problems
    assert problem.code == code
    assert name in problem.message("ja") + problem.message("en")


def foreign(*rows: str) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet("空")
        sheet = book.add_worksheet("表")
        for row, text in enumerate(rows):
            sheet.write(row, 2, text)
    return made.getvalue()


def test_a_foreign_form_is_called_by_its_title() -> None:
    problem = gate(foreign("  行政事業\nレビューシート ", "その他"))
    assert (problem.code, problem.value) == ("no-stamp", "行政事業 レビューシート")
    assert "行政事業 レビューシート" in problem.message("ja")
    assert len(str(gate(foreign("あ" * 500)).value)) == products.LONGEST_TITLE


def test_a_workbook_without_a_text() -> None:
    assert gate(foreign()).message("en").endswith("“none”).")


def test_the_blank_form() -> None:
    assert gate(form_workbook(form())).code == "template-unfilled"


@pytest.mark.parametrize("kind", products.KINDS)
def test_what_xltools_itself_wrote(kind: str) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_custom_property(products.PROPERTY_KIND, kind)
        book.add_worksheet().write("A1", "集計")
    problem = gate(made.getvalue())
    assert (problem.code, problem.details["kind"]) == ("not-a-submission", Word(f"kind.{kind}"))


SHEET = "xl/worksheets/sheet1.xml"


def too_large(data: bytes) -> object:
    problem = gate(data)
    assert problem.code == "file-too-large"
    return problem.details["what"]


def test_a_million_texts() -> None:
    data = edited(workbook(), "xl/sharedStrings.xml", lambda xml: xml.replace(b"</sst>", b"<si/>" * 1_000_000 + b"</sst>"))
    assert too_large(data) in (Word("what.strings"), Word("what.size"))


def test_more_texts_than_a_person_writes() -> None:
    more = b"".join(b"<si><t>%d</t></si>" % number for number in range(scan.MAX_STRINGS + 1))
    assert too_large(edited(workbook(), "xl/sharedStrings.xml", lambda xml: xml.replace(b"</sst>", more + b"</sst>"))) == Word(
        "what.strings"
    )


def test_a_flood_of_merged_cells() -> None:
    more = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (number, number) for number in range(1, scan.MAX_MERGES + 2))
    assert too_large(edited(workbook(), SHEET, lambda xml: xml.replace(b"</mergeCells>", more + b"</mergeCells>"))) == Word("what.merges")


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "docProps/custom.xml"])
def test_deep_nesting_is_read_or_refused(part: str) -> None:
    deep = b"<x>" * 100_000 + b"</x>" * 100_000
    found = read_bytes(edited(workbook(), part, lambda xml: xml[: xml.rindex(b"</")] + deep + xml[xml.rindex(b"</") :]), SOURCE)
    assert found.record or [problem.code for problem in found.problems] in (["file-damaged"], ["file-too-large"])


@pytest.mark.parametrize("reference", [b"A1", b"A1:XFD1048576", b"Z9:A1", b"A1:A99999999", b""])
def test_a_sheet_that_lies_about_its_dimensions(reference: bytes) -> None:
    stated = re.compile(rb"<dimension[^>]*>")
    lie = b'<dimension ref="' + reference + b'"/>'
    found = read_bytes(edited(workbook(), SHEET, lambda xml: stated.sub(lie, xml)), SOURCE)
    assert found.record == read_bytes(workbook(), SOURCE).record or [problem.code for problem in found.problems] == ["file-damaged"]


def test_a_sheet_under_another_suffix_is_looked_through_as_well() -> None:
    """The reader follows relations, so a far cell must be found whatever its part is called."""
    far = edited(workbook(), SHEET, lambda xml: xml.replace(b"</sheetData>", b'<row><c r="XFD1048576"><v>1</v></c></row></sheetData>'))
    hidden = edited(far, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"sheet1.xml", b"sheet1.dat"))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(hidden)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name.replace("sheet1.xml", "sheet1.dat") if name == SHEET else name, old.read(name))
    assert too_large(made.getvalue()) == Word("what.row")


def test_html_that_would_keep_a_pattern_busy_for_ever() -> None:
    assert gate(b"<!---->" * 580 + b"x").code == "not-a-workbook"


def test_limits_leave_room_for_honest_workbooks() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook())) as container:
        entries = container.infolist()
    assert len(entries) * 10 < package.MAX_ENTRIES
    assert sum(entry.file_size for entry in entries) * 10 < package.MAX_INFLATED
