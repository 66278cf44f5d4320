"""Odd input: what is missing is said in a sentence; what is too much is split and said; the order of things changes nothing."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from examples_for_tests import EXAMPLES, form, record, records
from summary_for_tests import by_key, collection, opened, strange_form, strange_record, varied

import xltools
from xltools.books import summary_tables
from xltools.books.form_book import form_workbook
from xltools.books.roster_book import roster_workbook
from xltools.books.summary_book import summary_workbook
from xltools.cli import main
from xltools.reading.roster import RosterEntry
from xltools.tables import limits
from xltools.tables.columns import Words
from xltools.tables.limits import fitting, reached
from xltools.tables.model import Column, SummaryTable, summary_table
from xltools.tables.run import facts
from xltools.tables.summary import all_tables

WORDS = Words(form(), "ja")


def charts(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]


def texts(sheet: Any) -> list[str]:
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


def test_without_figures_a_sentence_stands_where_the_charts_would() -> None:
    data = summary_workbook(form(), collection([]))
    assert charts(data) == []
    assert "グラフにできる数字がありません。" in texts(opened(data)["要約"])


def test_a_form_without_some_kinds_of_tables_has_the_sheets_of_the_others() -> None:
    of = strange_form()
    found = opened(summary_workbook(of, collection([strange_record()], of=of)))
    assert found.sheetnames == [
        "表紙", "要約", "一覧＿ ＿全部＿＿＿＿", "もう一つ", "収入と支出", "収入と支出 合計", "収支", "収支 合計", "品目", "指摘一覧",
        "指摘の集計", "データ", "実行情報", "読み取ったファイル",
    ]  # fmt: skip


def folder_of(tmp_path: Path, *names: str) -> Path:
    """A folder with the example workbooks under these names, in that order."""
    tmp_path.mkdir(parents=True, exist_ok=True)
    for source, name in zip(sorted(EXAMPLES.glob("*.xlsx")), names, strict=False):
        shutil.copy(source, tmp_path / name)
    return tmp_path


def test_the_order_of_the_files_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    changed = record("03-04-02")
    changed["budget"]["2018"] = 1
    (tmp_path / "x.xlsx").write_bytes(form_workbook(form(), changed))
    for name, source in zip("abc", sorted(EXAMPLES.glob("*.xlsx")), strict=False):
        shutil.copy(source, tmp_path / f"{name}.xlsx")
    sources = ["a.xlsx", "b.xlsx", "c.xlsx", "x.xlsx"]
    first = xltools.consolidate(sources, tmp_path / "1.xlsx")
    xltools.consolidate(sources[::-1], tmp_path / "2.xlsx")
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()
    assert [(left.source, why.code) for left, why in first.left_out] == [("x.xlsx", "submitted-twice")]


def test_the_reason_why_a_file_was_left_out_is_counted_once(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", "a.xlsx")
    changed = record("03-04-01")
    changed["budget"]["2018"] = 1
    (folder / "x.xlsx").write_bytes(form_workbook(form(), changed))
    of = xltools.consolidate([folder], tmp_path / "out.xlsx")
    ((left, why),) = of.left_out
    assert [(one.code, one.source) for one in of.all_problems() if one.code == why.code] == [("submitted-twice", left.source)]
    told = {row["item"]: row["value"] for row in by_key(facts(WORDS, of))}
    assert told["指摘の件数（誤り）"] == sum(problem.severity == "error" for problem in of.problems)


def test_valid_only_leaves_out_what_has_errors_and_says_so(tmp_path: Path) -> None:
    of = xltools.consolidate([EXAMPLES], tmp_path / "summary.xlsx", valid_only=True)
    assert [reading.record["program_code"] for reading in of.readings if reading.record] == ["03-04-02", "03-04-03", "03-04-04", "03-04-06"]
    assert [why.code for _, why in of.left_out] == ["invalid-left-out"] * 2
    told = {row["item"]: row["value"] for row in by_key(facts(WORDS, of))}
    assert told["誤りのある提出物"] == "集計から除く（--valid-only）"
    sheet = opened((tmp_path / "summary.xlsx").read_bytes(), data_only=True)["予算決算推移"]
    assert sheet.max_row == 5


def test_of_two_files_of_a_program_the_valid_one_counts_when_only_valid_ones_do(tmp_path: Path) -> None:
    wrong, right = record("03-04-02"), record("03-04-02")
    wrong["program_type"] = None
    for name, found in (("a", wrong), ("b", right)):
        (tmp_path / f"{name}.xlsx").write_bytes(form_workbook(form(), found))
    of = xltools.consolidate([tmp_path / "a.xlsx", tmp_path / "b.xlsx"], tmp_path / "out.xlsx", valid_only=True)
    assert [Path(reading.source).name for reading in of.readings] == ["b.xlsx"]


def test_all_submissions_invalid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(tmp_path / "in", "a.xlsx")
    assert main(["--lang", "ja", "consolidate", str(folder), "-o", str(tmp_path / "out.xlsx"), "--valid-only"]) == 0
    assert "誤りがあるため、集計に入れませんでした" in capsys.readouterr().err
    found = opened((tmp_path / "out.xlsx").read_bytes())
    assert "該当する行はありません。" in texts(found["事業一覧"])
    assert charts((tmp_path / "out.xlsx").read_bytes()) == []


def long_table(rows: int) -> SummaryTable:
    columns = [Column("a", "番号", "order"), Column("b", "値", "amount")]
    return summary_table("long", "長い表", columns, [(index, index * 2) for index in range(rows)], "注。", levels=[0] * rows)


def test_a_table_beyond_the_rows_of_a_sheet_is_split_and_says_so() -> None:
    whole = long_table(25)
    made = fitting(WORDS, [whole], 10)
    assert [(part.name, part.title, len(part.rows), len(part.levels)) for part in made] == [
        ("long_1", "長い表 1", 10, 10), ("long_2", "長い表 2", 10, 10), ("long_3", "長い表 3", 5, 5),
    ]  # fmt: skip
    assert [row for part in made for row in part.rows] == whole.rows
    assert made[1].note == "注。 （全25行のうち11行目から20行目まで）"
    assert reached(WORDS, [whole], 10) == ["「長い表」は25行あり、Excelの1シートに収まらないため3枚に分けました。"]
    assert fitting(WORDS, [whole], 25) == [whole]
    assert reached(WORDS, [whole], 25) == []


def test_the_data_are_split_over_sheets_and_totals_stay_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a table in parts a total is a plain number."""
    monkeypatch.setattr(limits, "MAX_ROWS", 101)
    of = collection()
    found = opened(summary_workbook(form(), of), data_only=True)
    parts = [sheet for sheet in found if sheet.title.startswith("データ")]
    assert [sheet.title for sheet in parts][:2] == ["データ 1", "データ 2"]
    rows = [row for sheet in parts for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert all(sheet.max_row <= 101 for sheet in parts)
    monkeypatch.undo()
    whole = opened(summary_workbook(form(), of), data_only=True)
    assert rows == list(whole["データ"].iter_rows(min_row=2, values_only=True))
    said = texts(found["実行情報"])
    assert any(re.search("「データ」は.*行あり", text) for text in said)
    totals = found["行政コスト計算書 合計"]
    assert list(totals.iter_rows(values_only=True)) == list(whole["行政コスト計算書 合計"].iter_rows(values_only=True))


def test_links_are_relative_lead_to_the_cell_and_end_where_excel_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    folder_of(tmp_path / "提出", "a.xlsx", "b.xlsx")
    xltools.consolidate(["提出"], Path("集計/集計.xlsx"))
    found = opened(Path("集計/集計.xlsx").read_bytes())
    link = found["指摘一覧"]["H2"].hyperlink
    assert (link.target.replace("/", "\\"), link.location) == ("..\\提出\\a.xlsx", "'No1'!I10")
    files = [cell.hyperlink.target for row in found["事業一覧"].iter_rows() for cell in row if cell.hyperlink]
    assert [target.replace("/", "\\") for target in files] == ["..\\提出\\a.xlsx", "..\\提出\\b.xlsx"]
    monkeypatch.setattr(summary_tables, "MOST_LINKS", 1)
    xltools.consolidate(["提出"], Path("集計/集計.xlsx"))
    few = opened(Path("集計/集計.xlsx").read_bytes())["事業一覧"]
    assert len([cell for row in few.iter_rows() for cell in row if cell.hyperlink]) == 1
    assert few.cell(3, few.max_column).value == "提出/b.xlsx"


def test_too_many_links_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_LINKS", 3)
    assert [text for text in reached(WORDS, all_tables(WORDS, collection())) if "事業一覧" in text] == [
        "「事業一覧」のリンクは先頭の3件だけです（全6件、Excelの上限のため）。"
    ]


def test_a_text_that_no_cell_holds_is_cut_and_said() -> None:
    changed = records()
    changed[0]["remarks"] = "長" * 40_000
    tables = all_tables(WORDS, collection(changed))
    told = {row["item"]: row["value"] for row in by_key(next(table for table in tables if table.name == "run"))}
    assert "32,767文字を超えるため" in told["Excelの上限"]
    data = summary_workbook(form(), collection(changed))
    assert any(text.endswith("…（長いため以下略）") for text in texts(opened(data)["要約"]))


def test_english_headings_and_sheets() -> None:
    found = opened(summary_workbook(form(), collection(), "en"))
    assert found.sheetnames[:6] == [
        "Cover",
        "Main figures",
        "Programs",
        "Budget and settlement",
        "Budget and settlement - totals",
        "Cost statement",
    ]
    own = [cell.value for sheet in ("Cost statement by policy", "Data") for cell in found[sheet][1]]
    assert {"Sums up", "Item", "Unit", "File", "Cell"} <= set(own)


def test_a_workbook_of_many_programs_has_every_one_of_them() -> None:
    of = collection(varied(120))
    of = replace(of, readings=of.readings[::-1])
    found = opened(summary_workbook(form(), of), data_only=True)
    assert found["予算決算推移"].max_row == 121
    assert found["行政コスト計算書"].max_row == 1 + 120 * 24


def test_who_has_sent_what_is_shown_without_a_working_folder_and_the_excluded_program_does_not_count(tmp_path: Path) -> None:
    of = form()
    keys = [record[of.key[0]] for record in records()]
    entries = [
        RosterEntry(2 + number, {of.key: key}, excluded=number == 0, reason="廃止") for number, key in enumerate([*keys, "99-01-01"])
    ]
    roster = tmp_path / "roster.xlsx"
    roster.write_bytes(roster_workbook(of, entries))
    made = xltools.consolidate([EXAMPLES], tmp_path / "s.xlsx", 2018, roster=roster)
    assert {one.key: one.state for one in made.standings or () if one.key in (keys[0], "99-01-01")} == {
        keys[0]: "excluded", "99-01-01": "missing",
    }  # fmt: skip
    assert len(made.readings) == len(keys) - 1
    assert "提出状況" in opened((tmp_path / "s.xlsx").read_bytes()).sheetnames


def test_decimals_of_a_figure_are_shown_on_the_data_sheet_too() -> None:
    sheet = opened(summary_workbook(form(), collection()))["データ"]
    headings = [cell.value for cell in sheet[1]]
    column = headings.index("値") + 1
    parts = [cell for (cell,) in sheet.iter_rows(min_row=2, min_col=column, max_col=column) if isinstance(cell.value, float)]
    assert any(not cell.value.is_integer() for cell in parts)
    assert all("0.0" in cell.number_format for cell in parts if not cell.value.is_integer())
