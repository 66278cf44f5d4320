"""The sheets of one table as machines and everybody read them: 統一ルール (総務省, 2020), the UK Analysis Function's checklist, and what
Office's accessibility checker looks at."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from examples_for_tests import form, later_records, records
from summary_for_tests import collection, opened, varied

from xltools.books.summary_book import summary_workbook
from xltools.cells import CellRef
from xltools.forms.definition import load_form
from xltools.problems import Problem
from xltools.reading.from_record import reading_of
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.model import NUMERIC
from xltools.tables.summary import all_tables


def full() -> Collection:
    """A collection in which every table has rows: fourteen programs, and six of another year to compare with."""
    found = varied(14)
    later = load_form("program-analysis", 2019)
    others = tuple(reading_of(later, record, f"2019/{record['program_code']}.xlsx") for record in later_records())
    details = {"example": "2151", "rule": "A23", "trial": "2019-03-31"}
    problem = Problem("bad-format", "01-01-01.xlsx", at=CellRef("No1", 4, 43), label="内線", value="x", details=details)
    made = collection(found, (problem,), as_of="2018年9月1日", others=others)
    readings = tuple(replace(reading, digest="0" * 64, size=1, modified=0.0) for reading in made.readings)
    return replace(made, readings=readings)


FULL = full()
DATA = summary_workbook(form(), FULL, folder=Path())
BOOK = opened(DATA, data_only=True)
TABLES = {table.name: table for table in all_tables(Words(form(), "ja"), FULL)}
SINGLE = [sheet for sheet in BOOK.worksheets if len(sheet.tables) == 1 and not TABLES[next(iter(sheet.tables))].sheet]
SHEETS = pytest.mark.parametrize("sheet", SINGLE, ids=[sheet.title for sheet in SINGLE])


def table_of(sheet: Any) -> Any:
    (name,) = sheet.tables
    return TABLES[name]


@SHEETS
def test_one_table_from_the_first_cell_to_the_last(sheet: Any) -> None:
    (table,) = sheet.tables.values()
    assert table.ref == f"A1:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}", "something stands beside the table"
    assert not sheet.merged_cells.ranges
    assert not sheet._charts
    assert not sheet._images


@SHEETS
def test_one_row_of_headings_none_blank_none_twice(sheet: Any) -> None:
    heads = [cell.value for cell in sheet[1]]
    assert all(isinstance(head, str) and head.strip() and "\n" not in head for head in heads)
    assert len(set(heads)) == len(heads)


@SHEETS
def test_no_blank_row_and_no_blank_column_but_the_small_lines(sheet: Any) -> None:
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows
    assert all(any(value is not None for value in row) for row in rows)
    blank = {"hint", "difference", "/end_year", "/program_type", "reason"}
    """Columns that may well be blank in all rows: what they ask for does not come up among the examples."""
    for column, values in zip(table_of(sheet).columns, zip(*rows, strict=True), strict=True):
        if column.kind == "trend":
            assert not any(values)
        elif column.key not in blank:
            assert any(value is not None for value in values), column.title


@SHEETS
def test_no_row_and_no_column_is_hidden(sheet: Any) -> None:
    assert sheet.sheet_state == "visible"
    assert not any(row.hidden for row in sheet.row_dimensions.values())
    assert not any(column.hidden for column in sheet.column_dimensions.values())


@SHEETS
def test_numbers_are_numbers_texts_are_texts_and_no_sign_stands_for_a_blank(sheet: Any) -> None:
    for column, cells in zip(table_of(sheet).columns, sheet.iter_cols(min_row=2), strict=True):
        for cell in cells:
            if column.kind in NUMERIC:
                assert cell.value is None or isinstance(cell.value, (int, float)), (cell.coordinate, cell.value)
                assert cell.value is None or cell.data_type == "n"
            elif cell.value is not None:
                assert cell.value not in ("-", "－", "―", "…", "***", "NA", "#N/A"), cell.coordinate
                assert not isinstance(cell.value, str) or cell.value == cell.value.strip(" "), cell.coordinate


@SHEETS
def test_amounts_and_rates_name_their_unit_in_the_heading(sheet: Any) -> None:
    for column in table_of(sheet).columns:
        if column.kind in ("amount", "rate"):
            assert re.search(r"（(千円|％|バイト)）|％", column.title), column.title


@SHEETS
def test_years_are_western_with_the_japanese_year_beside_or_in_it(sheet: Any) -> None:
    columns = table_of(sheet).columns
    for column in columns:
        if column.kind == "year":
            assert column.title.endswith("（西暦）"), column.title
        bare = re.search(r"(平成|令和)\d+(?!年度\D*（西暦）)", column.title)
        assert not bare or re.search(r"\d{4}（", column.title) or "目標値" in column.title or "年度" in column.title


@SHEETS
def test_the_headings_stay_in_view_are_filtered_and_are_printed_on_every_page(sheet: Any) -> None:
    (table,) = sheet.tables.values()
    assert table.autoFilter is not None
    assert sheet.freeze_panes.endswith("2")
    assert sheet.print_title_rows == "$1:$1"


@SHEETS
def test_columns_are_wide_enough_for_their_numbers(sheet: Any) -> None:
    """Otherwise Excel shows #### instead."""
    for column in table_of(sheet).columns:
        letters = sheet.cell(1, table_of(sheet).column(column.key) + 1).column_letter
        width = next(w.width for w in sheet.column_dimensions.values() if w.min <= sheet[f"{letters}1"].column <= w.max)
        numbers = [value for value in table_of(sheet).values(column.key) if isinstance(value, (int, float))]
        longest = max((len(f"{abs(value):,}") + 2 * (value < 0) for value in numbers), default=0)
        assert column.kind not in NUMERIC or width > longest, column.title


def parts(beginning: str) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(DATA)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.startswith(beginning)}


def test_every_chart_has_an_alternative_text_that_says_what_it_shows() -> None:
    shapes = [shape for part in parts("xl/drawings/drawing").values() for shape in re.findall(r"<xdr:cNvPr[^>]*>", part)]
    assert len(shapes) == 9
    assert all(re.search(r'descr="[^"]{15,}"', shape) for shape in shapes)


def test_series_of_a_chart_differ_in_lightness_or_pattern() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    compared = 0
    for name, part in parts("xl/charts/chart").items():
        series = re.findall(r"<c:ser>.*?</c:ser>", part, re.DOTALL)
        looks = []
        for one in series:
            pattern = re.search(r'<a:pattFill prst="(\w+)"', one)
            colours = re.findall(r'<a:srgbClr val="(\w{6})"', one)
            looks.append(("line" if "<c:marker>" in one else pattern[1] if pattern else "", lightness(colours[0])))
        for one, other in pairwise(looks):
            assert one[0] != other[0] or abs(one[1] - other[1]) > 0.3, (name, looks)
            compared += 1
    assert compared > 5


def test_a_marked_value_differs_in_more_than_colour_and_a_blank_is_not_marked() -> None:
    found = 0
    styles = parts("xl/styles.xml")["xl/styles.xml"]
    marked = re.findall(r"<dxf>.*?</dxf>", styles, re.DOTALL)
    assert all("<b/>" in one for one in marked)
    assert any("↓" in one for one in marked)
    assert any("↑" in one for one in marked)
    for sheet in BOOK.worksheets:
        for area in sheet.conditional_formatting:
            rules = sorted(area.rules, key=lambda rule: rule.priority)
            assert rules[0].type == "containsBlanks"
            assert rules[0].stopIfTrue
            found += len(rules) - 1
    assert found > 8


def test_small_lines_are_drawn_over_the_yearly_values() -> None:
    lines = {name: part for name, part in parts("xl/worksheets/sheet").items() if "sparklineGroup" in part}
    assert len(lines) == 3 + 4, "of one year, and of the years compared"
    budget = lines[f"xl/worksheets/sheet{BOOK.sheetnames.index('予算決算推移') + 1}.xml"]
    drawn = re.findall(r"<xm:f>([^<]*)</xm:f><xm:sqref>([^<]*)</xm:sqref>", budget)
    assert len(drawn) == len(FULL.readings)
    table = TABLES["series_budget"]
    first, last = (BOOK["予算決算推移"].cell(2, table.column(f"actual/{year}") + 1).column_letter for year in (2012, 2017))
    assert drawn[0] == (f"'予算決算推移'!{first}2:{last}2", "D2")


def test_the_hierarchy_can_be_opened_and_closed_at_its_levels() -> None:
    sheet = BOOK["行政コスト計算書 体系別"]
    levels = {"合計": 0, "分野": 1, "政策": 2, "施策": 3, "事業": 4}
    for row in sheet.iter_rows(min_row=2, max_col=1):
        assert sheet.row_dimensions[row[0].row].outlineLevel == levels[row[0].value]
    assert sheet.sheet_properties.outlinePr.summaryBelow is False


def test_no_personal_name_is_in_the_properties() -> None:
    text = "".join(parts("docProps/").values())
    assert "xltools" in text
    names = {record[key] for record in records() for key in ("manager", "staff")}
    assert not [name for name in names if name in text]
