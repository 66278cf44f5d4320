"""Whole rows: what a sheet of rows writes is what XlsxWriter writes cell by cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from xltools.books.row_forms import WRITTEN, Forms, forms_for
from xltools.books.sheets import Book, Page, new_book
from xltools.cells import Area, CellRef, column_letters

ODD = [
    None, 0, -0.0, 1, -546_218, 2**53, 10**15, 12_345_678_901_234_567_890, 0.1, 74.5, -1e-9, 1e300, True, False, " x ", "\n", "0012",
    "=1+1", "▲ 1", "𠮷野家", "a\tb", "_x000D_", "\x0b", "<r>", "<r>a & b</r>", "<r><t>x</t></r>", "https://example.jp", "@SUM(A1)",
]  # fmt: skip
"""What a section or a computation may leave in a cell; the empty text is a blank, which the tables see to."""

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**16), 10**16), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\ufffe\uffff"), min_size=1, max_size=20),
)  # fmt: skip


def put(page: Page, book: Book, rows: Sequence[Sequence[Any]], whole: bool) -> None:
    look = book.format(bold=True)
    for number, values in enumerate(rows, 1):
        if whole:
            page.put_row(number, [forms(column, look) for column in range(1, len(values) + 1)], values)
        else:
            for column, value in enumerate(values, 1):
                page.put(number, column, value, look)


def forms(column: int, look: Any = None) -> Forms:
    return forms_for(column_letters(column), look, look, look)


def written(rows: Sequence[Sequence[Any]], whole: bool) -> dict[str, str]:
    """The parts of a workbook with these rows."""
    file = io.BytesIO()
    with new_book(file=file if whole else None) as book:
        put(book.sheet("s", of_rows=whole), book, rows, whole)
    return parts(file.getvalue() or book.data)


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def without_spans(text: str) -> str:
    return re.sub(r' spans="\d+:\d+"', "", text)


@given(st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=5))
def test_rows_are_what_the_library_writes_cell_by_cell(rows: list[list[Any]]) -> None:
    ours, theirs = written(rows, True), written(rows, False)
    assert ours == {name: without_spans(text) for name, text in theirs.items()}


@pytest.mark.parametrize("whole", [True, False], ids=["whole rows", "cell by cell"])
def test_every_text_is_read_as_it_was_written(whole: bool) -> None:
    texts = [value for value in ODD if isinstance(value, str)]
    with new_book() as book:
        put(book.sheet("s", of_rows=whole), book, [[text] for text in texts], whole)
    sheet = load_workbook(io.BytesIO(book.data))["s"]
    plain = [text if text.isprintable() or text in ("\n", "a\tb") else None for text in texts]
    found = [sheet.cell(row, 1).value for row in range(1, len(texts) + 1)]
    assert [value for value, text in zip(found, plain, strict=True) if text is not None] == [text for text in plain if text is not None]
    assert {sheet.cell(row, 1).data_type for row in range(1, len(texts) + 1)} <= {"s", "f"}


def test_links_formulas_heights_and_tables_stand_in_their_rows() -> None:
    made = {}
    for whole in (True, False):
        with new_book() as book:
            page, look = book.sheet("s", of_rows=whole), book.format(bold=True)
            for row in (2, 3, 5):
                if whole:
                    page.raw.shape(row - 1, 40, 1)
                else:
                    page.raw.set_row(row - 1, 40, None, {"level": 1})
                page.write_link(CellRef("s", row, 1), "internal:'s'!A1", f"<{row}>", look)
                page.write_formula(CellRef("s", row, 3), "=SUM(B2:B5)", look, 6)
                if whole:
                    page.put_row(row, [forms(column, look) for column in (1, 2, 3)], [WRITTEN, row, WRITTEN])
                else:
                    page.put(row, 2, row, look)
            columns = [{"header": name} for name in ("あ", "い", "う")]
            page.table(Area(CellRef("s", 1, 1), 5, 3), {"name": "t", "columns": columns, "style": "Table Style Light 1"})
            page.write(CellRef("s", 8, 1), "below", look)
        made[whole] = {name: without_spans(text) for name, text in parts(book.data).items()}
    assert made[True] == made[False]


def test_a_chart_stores_what_it_draws() -> None:
    made = {}
    for whole in (True, False):
        with new_book() as book:
            page, look = book.sheet("s", of_rows=whole), book.format(bold=True)
            page.write(CellRef("s", 1, 1), "年度", look)
            rows = [["平成25年度", 1, -2.5], ["平成26年度", 3, None]]
            for number, values in enumerate(rows, 2):
                if whole:
                    page.put_row(number, [forms(column, look) for column in (1, 2, 3)], values)
                    page.raw.show_charts(number - 1, values)
                else:
                    for column, value in enumerate(values, 1):
                        page.put(number, column, value, look)
            chart = book.chart("column")
            for column in (1, 2):
                chart.add_series({"categories": ["s", 1, 0, 2, 0], "values": ["s", 1, column, 2, column], "name": ["s", 0, 0]})
            page.chart(CellRef("s", 9, 1), chart, {})
        made[whole] = {name: without_spans(text) for name, text in parts(book.data).items()}
    assert made[True] == made[False]
    assert "<c:v>平成25年度</c:v>" in made[True]["xl/charts/chart1.xml"]


def test_a_cell_written_into_a_row_that_came_whole_is_refused() -> None:
    """It would stand behind the others, or there twice: Excel has such a workbook repaired."""
    with pytest.raises(ValueError, match="row 1 is written"):
        with_cell_behind_a_row()


def with_cell_behind_a_row() -> bytes:
    with new_book() as book:
        page = book.sheet("s", of_rows=True)
        page.put_row(1, [forms(1), forms(2)], ["x", 1])
        page.write(CellRef("s", 1, 2), 2)
    return book.data


def test_a_row_above_one_that_was_written_is_refused() -> None:
    with new_book() as book:
        page = book.sheet("s", of_rows=True)
        page.put_row(3, [forms(1)], [1])
        with pytest.raises(ValueError, match="row 2 comes too late"):
            page.put_row(2, [forms(1)], [1])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), 1j, b"x"])
def test_what_excel_has_no_notion_of_is_refused(value: object) -> None:
    with new_book() as book:
        page = book.sheet("s", of_rows=True)
        with pytest.raises(ValueError, match="A1"):
            page.put_row(1, [forms(1)], [value])


@pytest.mark.parametrize(("row", "columns"), [(1_048_577, 1), (1, 16_385)])
def test_what_lies_outside_a_sheet_is_refused(row: int, columns: int) -> None:
    with new_book() as book:
        page = book.sheet("s", of_rows=True)
        with pytest.raises(ValueError, match="no row"):
            page.put_row(row, [forms(1)] * columns, [1] * columns)


def test_number_takes_the_form_of_its_sort_and_a_blank_is_no_cell_where_none_is_wanted() -> None:
    with new_book() as book:
        page = book.sheet("s", of_rows=True)
        looks = book.format(bold=True), book.format(italic=True), book.format(underline=True)
        page.put_row(1, [forms_for(column_letters(column), *looks) for column in range(1, 7)], ["x", 1, 2.0, 0.5, None, ""], blanks=False)
    sheet = parts(book.data)["xl/worksheets/sheet1.xml"]
    assert re.findall(r'<c r="(\w+)" s="(\d)"', sheet) == [("A1", "1"), ("B1", "2"), ("C1", "2"), ("D1", "3")]


def test_many_rows_go_through_a_temporary_file(monkeypatch: pytest.MonkeyPatch) -> None:
    from xltools.books import table_sheet

    rows = [[f"行{number}", number, None] for number in range(50)]
    held = written(rows, True)
    monkeypatch.setattr(table_sheet, "PORTION", 100)
    assert written(rows, True) == held


def test_links_to_files_are_what_the_library_writes() -> None:
    links = ["external:提出\\a b.xlsx#'No2'!L6", "external:..\\c.xlsx", "external:提出\\a b.xlsx#'様式 ''1'''!A1"]
    made = {}
    for whole in (True, False):
        with new_book() as book:
            page, look = book.sheet("s", of_rows=whole), book.format(bold=True)
            for row, link in enumerate(links, 1):
                if whole:
                    page.link(CellRef("s", row, 1), link)
                    page.put_row(row, [forms(1, look)], [f"<{row}>"])
                else:
                    page.write_link(CellRef("s", row, 1), link, f"<{row}>", look)
        made[whole] = {name: without_spans(text) for name, text in parts(book.data).items()}
    assert made[True] == made[False]


def test_a_link_that_excel_refuses_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from xltools.books import table_sheet

    with new_book() as book:
        page = book.sheet("s", of_rows=True)
        with pytest.raises(ValueError, match="no link"):
            page.link(CellRef("s", 1, 1), f"external:a.xlsx#'{'x' * 2_100}'!A1")
        monkeypatch.setattr(table_sheet, "MOST_LINKS", 0)
        with pytest.raises(ValueError, match="no link"):
            page.link(CellRef("s", 1, 1), "external:a.xlsx")


def test_the_height_of_a_row_that_is_written_cannot_be_changed() -> None:
    with new_book() as book:
        page = book.sheet("s", of_rows=True)
        page.put_row(3, [forms(1)], [1])
        page.raw.set_row(1, 40)
        with pytest.raises(ValueError, match="row 3 is written"):
            page.raw.set_row(2, 40)
