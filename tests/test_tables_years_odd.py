"""Sheets of several years that are not as they should be: blanks, zeros, unreadable values, years missing, programs that change."""

from __future__ import annotations

from typing import Any

import pytest
from compared_for_tests import Row, collected, rows_of, sheet, tables_of
from examples_for_tests import later_records, record
from summary_for_tests import workbook

from xltools.reading.model import Reading
from xltools.tables.years_columns import gaps


def rows(readings: list[Reading], name: str) -> list[Row]:
    return rows_of(tables_of(readings)[name])


def series(readings: list[Reading], item: str) -> Row:
    (row,) = [row for row in rows(readings, "years_series") if row["item"] == item]
    return row


def put(*places: tuple[tuple[str | int, ...], Any]) -> Any:
    """An edit of a record: values by their paths."""

    def edit(made: dict[str, Any]) -> None:
        for path, value in places:
            place: Any = made
            for part in path[:-1]:
                place = place[part]
            place[path[-1]] = value

    return edit


def test_with_one_year_there_is_a_sentence_and_no_comparison() -> None:
    tables = tables_of([sheet(2019)])
    assert list(tables) == ["years"]
    assert rows_of(tables["years"]) == [
        {"year": 2019, "era": "令和元年度", "programs": 1, "kept": None}
        | dict.fromkeys(("new", "ended", "renamed", "moved", "recoded", "merged", "split", "followed"))
    ]
    assert "2019（令和元）年度のシートしかないため、比べる年度がありません" in tables["years"].note


def test_the_sentence_stands_in_the_workbook() -> None:
    of = collected([sheet(2019)])
    book = workbook(of)
    assert "比べる年度がありません" in book["年度間比較"]["A2"].value
    assert [name for name in book.sheetnames if name.startswith("年度間 ")] == []


def test_the_latest_settled_value_wins_and_both_are_listed() -> None:
    found = [sheet(2018, edit=put((("settlement", "2016"), 900))), sheet(2019, edit=put((("settlement", "2016"), 950)))]
    row = series(found, "決算額")
    assert (row["2016"], row["restated"]) == (950, 1)
    (told,) = rows(found, "years_restated")
    assert (told["year"], told["then"], told["now"], told["difference"], told["kind"]) == (2016, 900, 950, 50, "確定後の相違")
    assert (told["then_source"], told["then_cell"]) == ("2018/03-04-02.xlsx", "AH4")
    assert (told["now_source"], told["now_cell"]) == ("2019/03-04-02.xlsx", "AC4")


def test_a_forecast_that_came_otherwise_is_no_disagreement() -> None:
    found = [sheet(2018, edit=put((("settlement", "2018"), 1000))), sheet(2019, edit=put((("settlement", "2018"), 800)))]
    assert rows(found, "years_restated") == []
    (row,) = [row for row in rows(found, "years_series_course") if row["year"] == 2018]
    assert (row["forecast"], row["actual"], row["apart"], row["apart_rate"]) == (1000, 800, -200, -20.0)
    assert (row["state"], row["rate"]) == ("決算済", 26.5)


def test_a_budget_of_the_running_year_is_revised_not_wrong() -> None:
    found = [sheet(2018, edit=put((("budget", "2018"), 1000))), sheet(2019, edit=put((("budget", "2018"), 1100)))]
    (told,) = rows(found, "years_restated")
    assert (told["kind"], told["then"], told["now"]) == ("当年度の補正", 1000, 1100)
    (row,) = [row for row in rows(found, "years_series_course") if row["year"] == 2018]
    assert (row["first"], row["planned"]) == (1000, 1100)


@pytest.mark.parametrize(
    ("then", "now", "states", "value"),
    [
        (None, 0, ("空欄", "記入あり"), 0),
        (0, None, ("記入あり", "空欄"), 0),
        (500, None, ("記入あり", "空欄"), 500),
        (500, "約500", ("記入あり", "読み取れない"), 500),
        ("―", None, ("読み取れない", "空欄"), None),
    ],
)
def test_blank_zero_and_unreadable_are_three_things(then: Any, now: Any, states: tuple[str, str], value: Any) -> None:
    found = [sheet(2018, edit=put((("settlement", "2016"), then))), sheet(2019, edit=put((("settlement", "2016"), now)))]
    (told,) = rows(found, "years_restated")
    assert (told["then_state"], told["now_state"]) == states
    assert told["difference"] is None
    assert series(found, "決算額")["2016"] == value


def test_blank_on_both_is_no_disagreement_and_said() -> None:
    found = [sheet(year, edit=put((("settlement", "2016"), None))) for year in (2018, 2019)]
    row = series(found, "決算額")
    assert (row["2016"], row["restated"], row["gaps"]) == (None, 0, "空欄: 2016")
    total = next(row for row in rows(found, "years_totals") if (row["item"], row["year"]) == ("決算額", 2017))
    assert (total["count"], total["both_count"], total["change"]) == (1, 0, None)


def test_zero_is_a_value() -> None:
    found = [sheet(year, edit=put((("settlement", "2016"), 0))) for year in (2018, 2019)]
    row = series(found, "決算額")
    assert (row["2016"], row["gaps"]) == (0, None)


def test_an_unreadable_value_is_said_with_its_content() -> None:
    from xltools.problems import Problem

    blank = sheet(2019, edit=put((("settlement", "2016"), None)))
    unread = Reading(
        blank.source, form=blank.form, record=blank.record, origins=blank.origins, fields=blank.fields,
        problems=(Problem("not-a-number", blank.source, path=("settlement", "2016"), value="約500"),),
    )  # fmt: skip
    (told,) = rows([sheet(2018), unread], "years_restated")
    assert (told["now"], told["now_state"]) == (None, "読み取れない（約500）")


def test_a_year_in_between_may_be_missing() -> None:
    found = [sheet(2018), sheet(2021)]
    row = series(found, "予算額")
    assert [row[str(year)] for year in range(2012, 2022)] == [1000 + year for year in range(2012, 2022)]
    assert [(one["year"], one["verdict"]) for one in rows(found, "years_choices")] == [
        (2018, "前年度のシートなし"), (2019, "当年度のシートなし"), (2021, "前年度のシートなし"), (2022, "これから"),
    ]  # fmt: skip
    statement = rows(found, "years_statement")[0]
    assert [statement[str(year)] for year in (2016, 2017, 2019, 2020)] == [2 * 2016, 2 * 2017, 2 * 2019, 2 * 2020]
    assert (statement["change/2017"], statement["change/2020"]) == (2, 2)
    assert "change/2019" not in statement


def test_a_gap_of_years_is_said() -> None:
    row = series([sheet(2018), sheet(2026)], "決算額")
    assert (row["2018"], row["2020"], row["forecasts"]) == (3018, 3020, "2018、2026")
    assert "2019" not in row


def test_a_sheet_without_a_code_is_compared_with_nothing() -> None:
    found = [sheet(2018), sheet(2019), sheet(2019, {"program_code": None})]
    assert [row["programs"] for row in rows(found, "years")] == [1, 1]


def test_a_renamed_program_goes_on_under_its_new_name() -> None:
    found = [sheet(2018), sheet(2019, {"program_name": "新しい名称"})]
    assert {row["/program_name"] for row in rows(found, "years_series")} == {"新しい名称"}
    (change,) = rows(found, "years_changes")
    assert (change["kind"], change["before/program_name"], change["after/program_name"]) == ("改称", record()["program_name"], "新しい名称")


def test_a_merger_has_a_row_for_every_program_before() -> None:
    items = [{"code": "11-11-11", "name": "甲"}, {"code": "22-22-22", "name": "乙"}]
    found = [
        sheet(2018, {"program_code": "01-01-01", "program_name": "甲", "budget_items": items[:1]}),
        sheet(2018, {"program_code": "01-01-02", "program_name": "乙", "budget_items": items[1:]}),
        sheet(2019, {"program_code": "03-03-03", "program_name": "丙", "budget_items": items}),
    ]
    told = [(row["number"], row["kind"], row["before/program_code"], row["after/program_code"]) for row in rows(found, "years_changes")]
    assert told == [
        (1, "統合", "01-01-01", "03-03-03"), (1, "統合", "01-01-02", "03-03-03"),
    ]  # fmt: skip
    assert [(row["programs"], row["merged"]) for row in rows(found, "years")] == [(2, None), (1, 1)]


TARGETS = [
    (100, 100, "変更なし", 0), (100, 80, "引下げ", -20), (80, 100, "引上げ", 20), (None, 5, "新たに設定", None),
    (5, None, "取りやめ", None), (None, None, "設定なし", None), (0, None, "取りやめ", None), (5, "10件", "読み取れない", None),
]  # fmt: skip


@pytest.mark.parametrize(("then", "now", "state", "change"), TARGETS)
def test_what_becomes_of_a_target(then: Any, now: Any, state: str, change: Any) -> None:
    found = [sheet(2018, edit=put((("indicators", 0, "target"), then))), sheet(2019, edit=put((("indicators", 0, "target"), now)))]
    (row,) = rows(found, "years_rows")
    assert (row["target_state"], row["target_change"]) == (state, change)


def test_rows_without_a_name_and_of_one_name_are_all_there() -> None:
    def many(made: dict[str, Any]) -> None:
        first = made["indicators"][0]
        made["indicators"] = [first, {**first, "target": 7}, {**first, "name": None, "target": 8}]

    found = [sheet(2018, edit=many), sheet(2019, edit=many)]
    listed = [(row["name"], row["sheets"], row["target/2018"], row["target/2019"]) for row in rows(found, "years_rows")]
    assert listed == [
        ("率", "2018、2019", 100, 100), ("率", "2018、2019", 7, 7), ("（未記入）", "2019", None, 8), ("（未記入）", "2018", 8, None),
    ]  # fmt: skip


def test_an_indicator_in_another_width_is_the_same() -> None:
    found = [sheet(2018, edit=put((("indicators", 0, "name"), "率（％）"))), sheet(2019, edit=put((("indicators", 0, "name"), "率(%)")))]
    (row,) = rows(found, "years_rows")
    assert (row["name"], row["standing"]) == ("率(%)", "継続")


def test_indicators_come_and_go() -> None:
    found = [sheet(2018), sheet(2019, edit=put((("indicators", 0, "name"), "別の率")))]
    assert [(row["name"], row["standing"], row["target_state"]) for row in rows(found, "years_rows")] == [
        ("別の率", "新たに掲載", "比べる年度なし"), ("率", "掲載終了", "比べる年度なし"),
    ]  # fmt: skip


VERDICTS = [
    ("継続", "継続", "予告どおり"), ("継続", "推進", "予告と異なる"), (None, "継続", "予告が空欄"), ("継続", None, "当年度が空欄"),
    (None, None, "当年度が空欄"),
]  # fmt: skip


@pytest.mark.parametrize(("announced", "came", "verdict"), VERDICTS)
def test_what_comes_of_an_announcement(announced: Any, came: Any, verdict: str) -> None:
    found = [
        sheet(2018, edit=put((("classification",), {"current": "継続", "next": announced, "comment": None}))),
        sheet(2019, edit=put((("classification",), {"current": came, "next": "継続", "comment": "なぜなら"}))),
    ]
    (row,) = [row for row in rows(found, "years_choices") if row["year"] == 2019]
    assert (row["announced"], row["came"], row["verdict"], row["comment"]) == (announced, came, verdict, "なぜなら")


def test_a_text_that_differs_in_blanks_alone_is_said_to() -> None:
    found = [sheet(2018, {"purpose": "目的　ＡＢＣ"}), sheet(2019, {"purpose": "目的 ABC"})]
    (row,) = [row for row in rows(found, "years_texts") if row["field"] == "目的"]
    assert row["same"] == "空白や全角・半角の違いだけ"
    counts = next(row for row in rows(found, "years_texts_counts") if row["field"] == "目的")
    assert (counts["compared"], counts["exact"], counts["alike"], counts["share"]) == (1, 0, 1, 100.0)


def test_ten_years() -> None:
    found = [sheet(year) for year in range(2018, 2028)]
    row = series(found, "決算額")
    assert [row[str(year)] for year in range(2012, 2028)] == [1000 + year for year in range(2012, 2028)]
    assert (row["forecasts"], row["gaps"], row["restated"]) == ("2027", None, 0)
    assert len(rows(found, "years")) == 10


def test_the_order_of_the_files_makes_no_difference() -> None:
    found = [sheet(2018), sheet(2019, edit=put((("budget", "2016"), 5))), *(sheet(2019, base=one) for one in later_records()[2:4])]
    for one, other in zip(tables_of(found).values(), tables_of(found[::-1]).values(), strict=True):
        assert one.rows == other.rows


def test_english_says_everything_too() -> None:
    tables = tables_of([sheet(2018), sheet(2019)], "en")
    assert {table.sheet or table.title for table in tables.values()} >= {"Years compared", "Years - disagreements", "Years - indicators"}


def test_gaps_name_runs_of_years_once() -> None:
    from xltools.tables.columns import Words

    form = sheet(2019).form
    assert form is not None
    words = Words(form, "ja")
    assert gaps(words, [(str(year), None) for year in (2012, 2013, 2014, 2016, 2017)]) == "シートなし: 2012～2014、2016、2017"
    assert gaps(words, []) is None
