"""The summary workbook: what stands in its cells, its form as an Excel file, odd input."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from examples_for_tests import EXAMPLES, form, records
from openpyxl.utils.escape import unescape
from summary_for_tests import cells, collection, opened, strange_form, strange_record, workbook

import xltools
from xltools import messages
from xltools.books.summary_book import summary_workbook
from xltools.books.summary_look import page_breaks
from xltools.books.summary_sheets import MAX_SHEET_NAME, sheet_names
from xltools.cells import CellRef, column_number
from xltools.forms.definition import load_form
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.summary import all_tables, leading_tables

SHEETS = [
    "表紙", "要約", "事業一覧", "予算決算推移", "予算決算推移 合計", "行政コスト計算書", "行政コスト計算書 合計", "行政コスト計算書 部課別",
    "行政コスト計算書 部課別科目", "行政コスト計算書 体系別", "行政コスト計算書 体系別科目", "行政コスト計算書 増減順位", "指標", "実績",
    "予算決算内訳", "事務事業の分類", "事務事業の分類が変わる事業", "事務事業の分類 部課別", "事務事業の分類 体系別", "課題と改善",
    "年度間比較", "指摘一覧", "指摘の集計", "データ", "実行情報", "読み取ったファイル",
]  # fmt: skip


def bare() -> dict[str, Any]:
    """A record in which everything but its identity is blank."""

    def blank(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: blank(inner) for key, inner in value.items()}
        return [] if isinstance(value, list) else None

    record: dict[str, Any] = records()[0]
    kept = {key: record[key] for key in ("form", "fiscal_year", "program_code", "program_name")}
    return {**blank(record), **kept}


def many(count: int) -> list[dict[str, Any]]:
    found = []
    for number in range(count):
        record = records()[number % 6]
        record["program_code"] = f"{number // 100:02d}-{number % 100:02d}-01"
        found.append(record)
    return found


def hostile() -> list[dict[str, Any]]:
    """Names and texts that a careless writer turns into formulas, links or broken files."""
    names = ["=1+1", "+81", "-5", "@SUM(A1)", "http://example.com", "'quoted", "  ", "a\x0bb", "😀㈱Ⅶ", "長" * 3000, "{=1}", "_x0041_"]
    found = []
    for number, name in enumerate(names):
        record = records()[0]
        record.update(program_code=f"01-01-{number:02d}", program_name=name, issues="行\n" * 500)
        found.append(record)
    return found


LONG = Problem("bad-format", "03-04-05.xlsx", at=CellRef("No1", 4, 43), label="内線", value="あ" * 32_767, details={"example": "2151"})

ODD: dict[str, Callable[[], Collection]] = {
    "six": collection,
    "none": lambda: collection([]),
    "one": lambda: collection(records()[:1]),
    "one, all blank": lambda: collection([bare()]),
    "eighty": lambda: collection(many(80)),
    "hostile texts": lambda: collection(hostile()),
    "problems": lambda: collection(None, (LONG, LONG), left_out=((Reading("x&y.txt"), Problem("file-unreadable", "x&y.txt")),)),
    "strange form": lambda: collection([strange_record("01-02"), strange_record("01-03", items=[])], of=strange_form()),
    "dated": lambda: collection(as_of="2018年9月1日"),
}


@pytest.mark.parametrize(("name", "lang"), [*((name, "ja") for name in ODD), ("six", "en"), ("strange form", "en")])
def test_the_open_xml_validator_finds_nothing(name: str, lang: str, ooxml_validator: Callable[[Path], list[str]], tmp_path: Path) -> None:
    of = ODD[name]()
    path = tmp_path / "summary.xlsx"
    path.write_bytes(summary_workbook(of.form, of, lang))
    assert ooxml_validator(path) == []


@pytest.mark.parametrize("name", ODD)
def test_same_input_same_bytes(name: str) -> None:
    first, second = ODD[name](), ODD[name]()
    assert summary_workbook(first.form, first) == summary_workbook(second.form, second)


def test_the_sheets_and_their_order() -> None:
    assert workbook(collection()).sheetnames == SHEETS
    assert workbook(collection(), "en").sheetnames[0] == "Cover"


def test_every_data_sheet_is_one_native_table() -> None:
    found = workbook(collection())
    names = [name for sheet in found for name in sheet.tables]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z_0-9]*", name) for name in names)
    stacked = {"要約", "予算決算推移 合計", "行政コスト計算書 合計", "事務事業の分類", "年度間比較", "実行情報"}
    data = [sheet for sheet in found.worksheets if sheet.tables and sheet.title not in stacked]
    assert len(data) == len(SHEETS) - len(stacked) - 1
    for sheet in data:
        (table,) = sheet.tables.values()
        assert table.ref.startswith("A1:")
        assert table.autoFilter is not None
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is not None
        assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[1][: len(table.tableColumns)]]


def test_printing() -> None:
    for sheet in workbook(collection()).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&F" in sheet.oddFooter.left.text
        assert "&P" in sheet.oddFooter.right.text
    assert workbook(collection())["指標"].print_title_rows == "$1:$1"


def test_cells_equal_the_records() -> None:
    found = workbook(collection())
    rows = cells(found["予算決算推移"])
    for row, record in zip(rows, records(), strict=True):
        assert row["事務事業コード"] == record["program_code"]
        assert row["予算額 2012（平成24）年度（千円）"] == record["budget"]["2012"]
        assert row["決算額 2017（平成29）年度（千円）"] == record["settlement"]["2017"]
        assert row["決算額見込み 2018（平成30）年度（千円）"] == record["settlement"]["2018"]
    totals = {row["年度（西暦）"]: row for row in stacked(found, "series_budget_totals")}
    for year in range(2012, 2019):
        assert totals[year]["予算額（千円）"] == sum(record["budget"][str(year)] for record in records())
        assert totals[year]["決算額（千円）"] == sum(record["settlement"][str(year)] for record in records())
        assert totals[year]["決算額 対象事業数"] == 6
    lines = stacked(found, "statement_cost_statement_totals")
    for row, line in zip(lines, records()[0]["cost_statement"], strict=True):
        assert row["2017（平成29）年度（千円）"] == sum(record["cost_statement"][line]["2017"] for record in records())
    cover = {row[0].value: row[1].value for row in found["表紙"].iter_rows(max_col=2)}
    assert cover["集計した事業数"] == 6
    assert cover["決算額　2017（平成29）年度"] == sum(record["settlement"]["2017"] for record in records())
    assert cover["行政費用合計(b)　2017（平成29）年度"] == sum(record["cost_statement"]["cost_total"]["2017"] for record in records())


def test_a_blank_stays_blank_and_zero_stays_zero() -> None:
    changed = records()
    changed[0]["budget"]["2017"] = None
    changed[1]["budget"]["2017"] = 0
    rows = cells(workbook(collection(changed))["予算決算推移"])
    assert [row["予算額 2017（平成29）年度（千円）"] for row in rows[:2]] == [None, 0]
    assert [row["執行率 2017（平成29）年度（％）"] for row in rows[:2]] == [None, None]


def test_text_is_always_text() -> None:
    data = summary_workbook(form(), collection(hostile()))
    sheet = opened(data)["事業一覧"]
    for row, record in zip(sheet.iter_rows(min_row=2, max_row=13), hostile(), strict=True):
        assert row[1].data_type == "s"
        assert row[1].hyperlink is None
        assert record["program_name"] in (row[1].value, unescape(row[1].value)), "openpyxl undoes _x005F_ but not _x000B_"


def test_formulas_only_where_totals_are(tmp_path: Path) -> None:
    found = opened(summary_workbook(form(), collection()))
    having = {sheet.title for sheet in found for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert having == {"表紙", "要約", "予算決算推移 合計", "行政コスト計算書 合計"}


def test_libreoffice_computes_the_cached_totals(convert: Callable[[Path, str, Path], Path], tmp_path: Path) -> None:
    """The cached results are taken out, so that LibreOffice must calculate."""
    changed = records()
    changed[0]["budget"]["2017"] = None
    changed[2]["cost_statement"]["supplies"]["2016"] = None
    data = summary_workbook(form(), collection(changed))
    stripped = tmp_path / "stripped.xlsx"
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stripped, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            target.writestr(name, content)
    made = convert(stripped, "ods", tmp_path / "out")
    back = opened(convert(made, "xlsx", tmp_path / "back").read_bytes(), data_only=True)
    cached = opened(data, data_only=True)
    formulas = opened(data)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert back[sheet.title][cell.coordinate].value == cached[sheet.title][cell.coordinate].value, (sheet.title, cell)
                    compared += 1
    assert compared > 150


@pytest.mark.parametrize("name", ["six", "none", "hostile texts", "strange form"])
def test_libreoffice_opens_it(name: str, convert: Callable[[Path, str, Path], Path], tmp_path: Path) -> None:
    of = ODD[name]()
    path = tmp_path / "summary.xlsx"
    path.write_bytes(summary_workbook(of.form, of))
    assert convert(path, "pdf", tmp_path / "out").stat().st_size > 10_000


def charts(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]


def test_charts_have_title_axes_units_and_alternative_text() -> None:
    data = summary_workbook(form(), collection())
    found = charts(data)
    titles = ["予算額と決算額の推移", "執行率の分布　2017（平成29）年度", "性質別の行政費用", "事務事業の分類"]
    assert len(found) == 2 * len(titles) + 1, "each on its own sheet and among the main figures; the make-up on its sheet only"
    for title in (*titles, "行政費用の内訳　2017（平成29）年度"):
        assert any(f"<a:t>{title}</a:t>" in chart for chart in found), title
    assert "平成30年度の決算額は見込み" in found[0]
    for chart in found:
        assert re.search(r"<a:t>([^<]*（千円）|事業数)</a:t>", chart), "no axis says its unit"
        assert chart.count("<c:title>") == 3, "a title, and one for each axis"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        drawings = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/drawings/drawing")]
    assert all(re.search(r'descr="[^"]{10,}"', drawing) for drawing in drawings)


@pytest.mark.parametrize("name", ["none", "one, all blank"])
def test_no_empty_chart(name: str) -> None:
    of = ODD[name]()
    assert charts(summary_workbook(of.form, of)) == []


def test_a_table_without_rows_says_so() -> None:
    found = workbook(collection([bare()]))
    sheet = found["指標"]
    assert sheet["A2"].value is None
    assert sheet["A4"].value == "該当する行はありません。"
    assert sheet.tables["rows_indicators"].ref.endswith("2")


def stacked(found: Any, name: str) -> list[dict[str, Any]]:
    """The rows of a table by its name, wherever it stands."""
    sheet = next(sheet for sheet in found if name in sheet.tables)
    head, *body = [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
    return [dict(zip(head, row, strict=True)) for row in body]


def test_links_lead_to_sheets_that_exist() -> None:
    found = opened(summary_workbook(form(), collection()))
    targets = [cell.hyperlink.location for row in found["表紙"].iter_rows() for cell in row if cell.hyperlink]
    assert [target.rpartition("!")[0].strip("'") for target in targets] == SHEETS[1:]


def test_two_equal_problems_are_two_rows_and_a_text_too_long_is_cut_openly() -> None:
    rows = cells(workbook(collection(None, (LONG, LONG)))["指摘一覧"])
    assert len(rows) == 2
    assert rows[0]["入力値"].endswith("あ…")
    assert len(rows[0]["何が起きているか"]) < 1_100


def test_the_summary_names_no_time_of_its_own() -> None:
    with zipfile.ZipFile(io.BytesIO(summary_workbook(form(), collection()))) as parts:
        core = parts.read("docProps/core.xml").decode()
    assert re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", core) == ["2000-01-01", "2000-01-01"]
    assert "xltools" in core


@pytest.fixture(scope="module")
def of_two_years(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """The examples of two years, so that the sheets that compare years are there too."""
    target = tmp_path_factory.mktemp("two years") / "summary.xlsx"
    return xltools.consolidate([EXAMPLES, EXAMPLES.parent / "2019"], target)


@pytest.mark.parametrize("lang", messages.LANGUAGES)
def test_no_name_of_a_sheet_is_cut(lang: str, of_two_years: Collection) -> None:
    activity = load_form("example-activity-report")
    names = [text for code in messages.catalogue() if code.startswith("summary.sheet.") for text in [messages.text(code, lang)]]
    for form_, of in ((of_two_years.form, of_two_years), (activity, Collection(activity, activity.fiscal_year, ()))):
        words = Words(form_, lang)
        names += [table.sheet or table.title for table in (*leading_tables(words, of), *all_tables(words, of))]
    assert len(names) > 40
    assert [name for name in names if len(name) > MAX_SHEET_NAME] == []
    assert sheet_names(list(dict.fromkeys(names))) == list(dict.fromkeys(names))


def test_the_axis_of_a_chart_counts_years_as_its_language_does(of_two_years: Collection) -> None:
    def axis(lang: str) -> tuple[str, str]:
        parts = zipfile.ZipFile(io.BytesIO(summary_workbook(of_two_years.form, of_two_years, lang)))
        charts = [parts.read(name).decode() for name in sorted(parts.namelist()) if re.fullmatch(r"xl/charts/chart[0-9]+\.xml", name)]
        plan = next(chart for chart in charts if "barChart" in chart and "lineChart" in chart)
        category = re.search("<c:cat>.*?</c:cat>", plan, re.DOTALL)
        ticks = re.findall('formatCode="(.*?)"', re.findall("<c:catAx>.*?</c:catAx>", plan, re.DOTALL)[0])
        assert category
        return "、".join(re.findall("<c:v>(.*?)</c:v>", category[0])[:2]), "".join(ticks)

    assert axis("ja") == ("平成25年度、平成26年度", "")
    assert axis("en") == ("2013、2014", "&quot;FY&quot;0")


def test_sheet_names() -> None:
    assert sheet_names(["表紙", "a/b[c]*?:\\'", "表紙", "長" * 40, "長" * 40, "", "Ａ", "ａ"]) == [
        "表紙", "a＿b＿c＿＿＿＿＿＿", "表紙 2", "長" * 31, "長" * 27 + " 2", "＿", "Ａ", "ａ 2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("blocks", "breaks"),
    [
        ([(1, 40.0), (5, 50.0), (9, 10.0)], []),
        ([(1, 40.0), (5, 70.0), (9, 20.0)], [4]),
        ([(1, 350.0), (30, 10.0)], [29]),
        ([(1, 40.0), (5, 350.0), (30, 10.0), (40, 20.0)], [4, 29]),
    ],
)
def test_a_block_that_does_not_fit_any_more_begins_a_page(blocks: list[tuple[int, float]], breaks: list[int]) -> None:
    assert page_breaks(blocks, 100.0) == breaks


def test_no_cell_is_written_twice_and_those_of_a_row_go_from_left_to_right() -> None:
    with zipfile.ZipFile(io.BytesIO(summary_workbook(form(), collection()))) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    rows = [re.findall(r'<c r="([A-Z]+)', row) for sheet in sheets for row in sheet.split("<row ")]
    assert [row for row in rows if [column_number(one) for one in row] != sorted({column_number(one) for one in row})] == []
