"""The tables of the summary against the records, counted another way: plain loops."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from examples_for_tests import form, records
from summary_for_tests import by_key, collection, strange_form, strange_record, tables

from xltools.cells import CellRef
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.tables import problems, run
from xltools.tables.collection import Collection
from xltools.tables.columns import Words, fitted, told_apart
from xltools.tables.model import Column, summary_table

YEARS = range(2012, 2019)


def tenth(part: int, whole: int) -> float:
    return float((Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def test_the_names_and_order_of_the_tables() -> None:
    assert list(tables(collection())) == [
        "records", "series_budget", "series_budget_totals", "series_budget_distribution", "series_budget_increases",
        "series_budget_decreases", "statement_cost_statement", "statement_cost_statement_totals", "statement_cost_statement_natures",
        "statement_cost_statement_make_up", "statement_cost_statement_group1", "statement_cost_statement_group1_lines",
        "statement_cost_statement_group2", "statement_cost_statement_group2_lines", "statement_cost_statement_largest",
        "rows_indicators", "rows_results", "rows_breakdown", "choices_classification_current",
        "choices_classification_current_transition", "choices_classification_current_changed", "choices_classification_current_group1",
        "choices_classification_current_group2", "rows_improvements", "years",
    ]  # fmt: skip


def test_records() -> None:
    rows = by_key(tables(collection())["records"])
    for row, record in zip(rows, records(), strict=True):
        assert row["/program_code"] == record["program_code"]
        assert row["/has_end"] == {True: "有", False: "無", None: None}[record["has_end"]]
        assert row["/budget/2018"] == record["budget"]["2018"]
        assert row["/policy_system/measure/name"] == record["policy_system"]["measure"]["name"]
        assert row["state"] == "受付"
    assert rows[0]["/program_type"] is None


def test_headings_carry_year_unit_and_group() -> None:
    titles = [column.title for column in tables(collection())["records"].columns]
    assert "決算額 2017（平成29）年度（千円）" in titles
    assert "分野 名称" in titles
    assert "政策 名称" in titles
    assert "開始年度（西暦）" in titles
    assert len({title.casefold() for title in titles}) == len(titles)


def test_series_by_program() -> None:
    rows = by_key(tables(collection())["series_budget"])
    for row, record in zip(rows, records(), strict=True):
        budget, settlement = record["budget"], record["settlement"]
        for year in YEARS:
            assert row[f"planned/{year}"] == budget[str(year)]
            assert row[f"actual/{year}"] == settlement[str(year)]
            if year <= 2017:
                assert row[f"rate/{year}"] == tenth(settlement[str(year)], budget[str(year)])
            if year > 2012:
                change = settlement[str(year)] - settlement[str(year - 1)]
                assert row[f"change/{year}"] == change
                assert row[f"change_rate/{year}"] == tenth(change, settlement[str(year - 1)])
        assert "rate/2018" not in row
        assert "change/2012" not in row


def test_series_totals() -> None:
    rows = by_key(tables(collection())["series_budget_totals"])
    found = records()
    for row, year in zip(rows, YEARS, strict=True):
        planned = sum(record["budget"][str(year)] for record in found)
        actual = sum(record["settlement"][str(year)] for record in found)
        assert (row["year"], row["era"]) == (year, f"平成{year - 1988}年度")
        assert (row["planned"], row["actual"]) == (planned, actual)
        assert (row["planned_count"], row["actual_count"]) == (6, 6)
        assert row["state"] == ("決算済" if year <= 2017 else "見込み")
        assert row["rate"] == (tenth(actual, planned) if year <= 2017 else None)
        before = sum(record["settlement"][str(year - 1)] for record in found) if year > 2012 else None
        assert row["change"] == (None if before is None else actual - before)


def test_a_blank_is_not_zero() -> None:
    found = records()
    found[0]["budget"]["2017"] = None
    found[1]["budget"]["2017"] = 0
    found[2]["settlement"]["2016"] = None
    found[3]["cost_statement"]["personnel"] = {"2016": None, "2017": 7, "change": None}
    made = tables(collection(found))
    by_program = by_key(made["series_budget"])
    assert by_program[0]["planned/2017"] is None
    assert by_program[0]["rate/2017"] is None
    assert by_program[1]["planned/2017"] == 0
    assert by_program[1]["rate/2017"] is None
    assert by_program[2]["change/2016"] is None
    assert by_program[2]["change/2017"] is None
    total = next(row for row in by_key(made["series_budget_totals"]) if row["year"] == 2017)
    assert total["planned"] == sum(record["budget"]["2017"] for record in found[1:])
    assert total["planned_count"] == 5
    assert total["rate_count"] == 5
    assert total["change_count"] == 5
    both = [record for record in found if record["settlement"]["2016"] is not None]
    assert total["change"] == sum(record["settlement"]["2017"] - record["settlement"]["2016"] for record in both)
    line = by_key(made["statement_cost_statement_totals"])[0]
    assert (line["2016_count"], line["2017_count"], line["change_count"]) == (5, 6, 5)
    everything = [value for table in made.values() for row in table.rows for value in row]
    assert all(value == value for value in everything), "a NaN"


def test_nothing_filled_in_has_no_total() -> None:
    found = records()
    for record in found:
        record["budget"]["2012"] = None
    row = by_key(tables(collection(found))["series_budget_totals"])[0]
    assert (row["planned"], row["planned_count"], row["rate"]) == (None, 0, None)


def test_statement() -> None:
    made = tables(collection())
    rows = by_key(made["statement_cost_statement"])
    totals = by_key(made["statement_cost_statement_totals"])
    found = records()
    lines = list(found[0]["cost_statement"])
    assert len(rows) == 6 * 24
    for index, line in enumerate(lines):
        amounts = [record["cost_statement"][line] for record in found]
        mine = [row for row in rows if row["order"] == index + 1]
        assert [(row["2016"], row["2017"], row["change"]) for row in mine] == [(a["2016"], a["2017"], a["change"]) for a in amounts]
        for key in ("2016", "2017", "change"):
            assert totals[index][key] == sum(amount[key] for amount in amounts)
            assert totals[index][f"{key}_count"] == 6
    assert [row["line"] for row in totals][9] == "行政費用合計(b)"


def test_make_up_adds_up() -> None:
    table = tables(collection())["statement_cost_statement_make_up"]
    rows = by_key(table)
    found = {record["program_name"]: record["cost_statement"]["cost_total"]["2017"] for record in records()}
    assert [row["total"] for row in rows] == sorted(found.values(), reverse=True)
    assert {row["program"]: row["total"] for row in rows} == found
    assert sum(Decimal(str(row["share"])) for row in rows) == 100
    assert table.chart is not None
    for row in rows:
        assert sum(row[key] or 0 for key in table.chart.series) == row["total"]


def test_make_up_of_many() -> None:
    found = []
    for number in range(25):
        record = records()[number % 6]
        record["program_code"] = f"{number:02d}-01-01"
        found.append(record)
    for number, amount in enumerate(records()[0]["cost_statement"]):
        found[0]["cost_statement"][amount] = {"2016": 0, "2017": number + 1, "change": number + 1}
    rows = by_key(tables(collection(found))["statement_cost_statement_make_up"])
    assert len(rows) == 11
    assert rows[-1]["program"] == "その他15事業の計"
    costs = ["personnel", "supplies", "maintenance", "social_assistance", "subsidies", "depreciation", "bad_debt", "bonus_retirement",
             "other_cost"]  # fmt: skip
    assert sum(row["total"] for row in rows) == sum(record["cost_statement"][line]["2017"] for record in found for line in costs)
    assert "part8" in rows[0]
    assert "part9" not in rows[0]


def test_indicators() -> None:
    rows = by_key(tables(collection())["rows_indicators"])
    expected = [(record, indicator) for record in records() for indicator in record["indicators"]]
    for row, (record, indicator) in zip(rows, expected, strict=True):
        assert (row["/program_code"], row["/indicators/0/name"]) == (record["program_code"], indicator["name"])
        assert row["/indicators/0/target"] == indicator["target"]
        for year, value in indicator["values"].items():
            assert row[f"/indicators/0/values/{year}"] == value
    by_name = {row["/indicators/0/name"]: (row["achievement"], row["verdict"], row["direction"]) for row in rows}
    assert by_name["基幹システム稼働率(%)"] == (100.0, None, "高いほど良い")
    assert by_name["システム障害件数"] == (None, "達成", "低いほど良い")
    assert by_name["電子申請年間利用件数（件）"] == (tenth(2587, 3500), None, "高いほど良い")
    assert by_name["印刷枚数前年度増加率(%)（複合機･ﾚｰｻﾞﾌﾟﾘﾝﾀ）"] == (None, "未達", "低いほど良い")
    assert by_name["1システム当たりのハードウェア台数（全庁情報系システム対象）"] == (None, "未達", "低いほど良い")


def test_breakdown_has_the_year_as_a_column() -> None:
    rows = by_key(tables(collection())["rows_breakdown"])
    expected = [
        (record["program_code"], int(year), number, item["category"], item["item"], item["amount"])
        for record in records()
        for year, items in record["breakdown"].items()
        for number, item in enumerate(items, 1)
    ]
    found = [(row["/program_code"], row["key0"], row["row"], *list(row.values())[-3:]) for row in rows]
    assert found == expected
    assert rows[0]["key0_era"] == "平成28年度"


def test_improvements_stand_beside_the_issues() -> None:
    rows = by_key(tables(collection())["rows_improvements"])
    assert len(rows) == sum(len(record["improvements"]) for record in records())
    assert rows[0]["/issues"] == records()[0]["issues"]


def test_problems_worst_first_and_none_lost() -> None:
    note = Problem("found-by-stamp", "03-04-02.xlsx", details={"count": 3})
    twin = Problem("bad-format", "03-04-05.xlsx", at=CellRef("No1", 4, 43), label="内線", value="x", details={"example": "2151"})
    also = Problem("bad-format", "03-04-05.xlsx", at=CellRef("No1", 4, 43), label="内線", value="x", details={"example": "2151"})
    lost = Reading("text.xlsx", problems=())
    why = Problem("file-unreadable", "text.xlsx")
    made = collection(None, (note, twin, also), left_out=((lost, why),))
    rows = by_key(problems.tables(Words(form(), "ja"), made)[0])
    assert [row["code"] for row in rows] == ["bad-format", "bad-format", "file-unreadable", "found-by-stamp"]
    assert rows[0]["key"] == "03-04-05"
    assert rows[0]["cell"] == "AQ4"
    assert rows[2]["key"] is None
    files = by_key(run.files(Words(form(), "ja"), made))
    assert [row["state"] for row in files] == ["受付", "受付", "受付", "受付", "要修正", "受付", "対象外"]
    assert files[-1]["reason"] == why.message("ja")
    facts = {row["item"]: row["value"] for row in by_key(run.facts(Words(form(), "ja"), made))}
    assert facts["集計した事業数"] == 6
    assert facts["集計に入れなかったファイル数"] == 1
    assert facts["指摘の件数（誤り）"] == 3


def test_the_reason_why_a_file_is_left_out_counts_once() -> None:
    why = Problem("file-unreadable", "text.xlsx")
    made = Collection(form(), 2018, (), ((Reading("text.xlsx"), why),), (why,))
    assert made.all_problems() == [why]


def test_a_reading_without_record_is_not_counted_silently() -> None:
    with pytest.raises(ValueError, match=r"x\.xlsx"):
        tables(Collection(form(), 2018, (Reading("x.xlsx"),)))


def test_a_strange_form_goes_through() -> None:
    of = strange_form()
    made = tables(collection([strange_record("01-02"), strange_record("01-03")], of=of))
    assert list(made) == [
        "records", "records_2", "series_money_income", "series_money_income_totals", "statement_money", "statement_money_totals",
        "statement_money_make_up", "rows_items",
    ]  # fmt: skip
    row = by_key(made["records"])[0]
    assert (row["/kind"], row["/since"], row["/grade"]) == ("無", 1983, None)
    totals = by_key(made["statement_money_totals"])
    assert [line["line"] for line in totals] == ["家賃", "給料", "支出合計", "収入", "差引"]
    assert totals[0]["change"] == 20
    assert by_key(made["series_money_income"])[0]["rate/2018"] == 75.0
    assert [column.title for column in made["rows_items"].columns] == ["コード", "行", "品目", "29年度の額（円）", "評価"]


def test_english_words_around_the_forms_own_labels() -> None:
    made = tables(collection(), "en")
    titles = [column.title for column in made["records"].columns]
    assert "決算額 FY2017 (千円)" in titles
    assert by_key(made["series_budget_totals"])[-1]["state"] == "forecast"


def test_titles_are_told_apart_without_case() -> None:
    columns = [Column("a", "Ａ b", "text"), Column("b", "ａ  B", "text"), Column("c", "x" * 300, "text"), Column("d", "x" * 300, "text")]
    titles = [column.title for column in told_apart(columns)]
    assert len({title.casefold() for title in titles}) == 4
    assert max(map(len, titles)) <= 255


@pytest.mark.parametrize("rows", [[], [(None, None)], [(1, None), (None, "x")], [(2**60, 0.5)]])
def test_a_frame_keeps_values_as_they_are(rows: list[tuple[Any, ...]]) -> None:
    table = summary_table("t", "T", [Column("a", "A", "amount"), Column("b", "B", "text")], rows)
    framed = list(table.frame.itertuples(index=False, name=None))
    assert framed == table.rows == rows
    assert [type(value) for row in framed for value in row] == [type(value) for row in rows for value in row]
    assert fitted(table.columns, table.rows)
