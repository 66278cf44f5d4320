"""Every cell of every table that compares the example years, counted another way: plain loops over the records of both years."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from compared_for_tests import Row, example_readings, rows_of, tables_of
from examples_for_tests import EXAMPLES, LATER_EXAMPLES, later_records, records

OLD = {record["program_code"]: record for record in records()}
NEW = {record["program_code"]: record for record in later_records()}
BOTH = sorted({*OLD, *NEW})
ERAS = {year: f"平成{year - 1988}年度" for year in range(2012, 2019)} | {2019: "令和元年度", 2020: "令和2年度"}
SERIES = {"budget": "予算額", "settlement": "決算額"}


@cache
def tables() -> dict[str, Any]:
    return tables_of(example_readings())


def rows(name: str) -> list[Row]:
    return rows_of(tables()[name])


def tenth(part: float | None, whole: float | None) -> float | None:
    """A part in percent of the size of the whole, to one decimal, half up."""
    if part is None or not whole:
        return None
    tenths = abs(part) * 1000 / abs(whole)
    return math.copysign(math.floor(round(tenths, 6) + 0.5) / 10, part)


def minus(later: float | None, earlier: float | None) -> float | None:
    return None if later is None or earlier is None else later - earlier


def identity(code: str) -> tuple[Any, ...]:
    record = NEW.get(code) or OLD[code]
    return code, record["program_name"], record["department"]


def told(row: Row) -> tuple[Any, ...]:
    return row["/program_code"], row["/program_name"], row["/department"]


def sheets(code: str) -> list[tuple[int, dict[str, Any]]]:
    return [(year, found[code]) for year, found in ((2018, OLD), (2019, NEW)) if code in found]


def of_year(code: str, key: str, year: int) -> tuple[Any, str, int | None]:
    """The value that counts, whether it is settled, the sheet it is from; of a settled series the year of a sheet itself is not."""
    found: tuple[Any, str, int | None] = (None, "シートなし", None)
    for sheet_year, record in sheets(code):
        series = record[key]
        if str(year) not in series:
            continue
        value = series[str(year)]
        settled = key == "budget" or year < sheet_year
        if value is None:
            if found[0] is None:
                found = (None, "空欄", sheet_year)
        elif settled or found[1] != "決算済":
            found = (value, "決算済" if settled else "見込み", sheet_year)
    return found


def settled(code: str, year: int) -> Any:
    value, state, _ = of_year(code, "settlement", year)
    return value if state == "決算済" else None


def test_the_tables_and_their_sheets() -> None:
    assert [(name, table.sheet or table.title) for name, table in tables().items()] == [
        ("years", "年度間比較"), ("years_totals", "年度間比較"), ("years_choices_counts", "年度間比較"),
        ("years_texts_counts", "年度間比較"), ("years_changes", "年度間 事業の異動"), ("years_restated", "年度間 食い違い"),
        ("years_series", "年度間 予算決算"), ("years_series_course", "年度間 予算決算 流れ"), ("years_statement", "年度間 行政コスト"),
        ("years_rows", "年度間 指標"), ("years_rows_2", "年度間 実績"), ("years_choices", "年度間 分類"),
        ("years_texts", "年度間 変わらない文章"),
    ]  # fmt: skip


def test_the_examples_fill_every_table() -> None:
    assert [name for name, table in tables().items() if not len(table.rows)] == []


def test_sheets_of_each_year() -> None:
    kinds = ("new", "ended", "renamed", "moved", "recoded", "merged", "split", "followed")
    kept = OLD.keys() & NEW.keys()
    changed = {
        "new": len(NEW.keys() - OLD.keys()),
        "ended": len(OLD.keys() - NEW.keys()),
        "renamed": sum(OLD[code]["program_name"] != NEW[code]["program_name"] for code in kept),
        "moved": sum(OLD[code]["department"] != NEW[code]["department"] for code in kept),
    }
    assert [tuple(row.values()) for row in rows("years")] == [
        (2018, ERAS[2018], len(OLD), None, *(None for _ in kinds)),
        (2019, ERAS[2019], len(NEW), len(kept), *(changed.get(kind, 0) for kind in kinds)),
    ]


def test_joined_series() -> None:
    years = range(2012, 2020)
    found = iter(rows("years_series"))
    for code in BOTH:
        for key, label in SERIES.items():
            row = next(found)
            values = {year: of_year(code, key, year) for year in years}
            assert (told(row), row["item"]) == (identity(code), label)
            assert {year: row[str(year)] for year in years} == {year: value for year, (value, _, _) in values.items()}
            forecasts = [str(year) for year, (value, state, _) in values.items() if value is not None and state == "見込み"]
            assert row["forecasts"] == ("、".join(forecasts) or None)
            assert row["restated"] == sum(changed[:3] == (code, key, changed[2]) for changed in disagreements("budget", "settlement"))
            assert (row["gaps"] is None) == all(value is not None for value, _, _ in values.values())
    assert next(found, None) is None


def disagreements(*keys: str) -> list[tuple[Any, ...]]:
    """Code, series, year, then, now: of years before the earlier sheet's, and of budgets also its own."""
    found: list[tuple[Any, ...]] = []
    for code in sorted(OLD.keys() & NEW.keys()):
        for key in keys:
            for year in range(2012, 2020):
                in_both = str(year) in OLD[code][key] and str(year) in NEW[code][key]
                if in_both and (year < 2018 or key == "budget"):
                    then, now = OLD[code][key][str(year)], NEW[code][key][str(year)]
                    if then != now:
                        found.append((code, key, year, then, now))
    return found


def statement_lines() -> list[str]:
    return list(OLD["03-04-01"]["cost_statement"])


def restated() -> list[tuple[Any, ...]]:
    """Every disagreement in the order of the sheets: code, table, item, year, then, now."""
    found = []
    for code in sorted(OLD.keys() & NEW.keys()):
        own = [one for one in disagreements("budget", "settlement") if one[0] == code]
        found += [(code, "予算決算推移", SERIES[key], year, then, now) for _, key, year, then, now in own]
        for line in statement_lines():
            then, now = (record[code]["cost_statement"][line].get("2017") for record in (OLD, NEW))
            if then != now:
                found.append((code, "行政コスト計算書", line, 2017, then, now))
        for table, key in (("指標", "indicators"), ("実績", "results")):
            names = {row["name"]: row["values"] for row in OLD[code][key]}
            for row in NEW[code][key]:
                for year in map(str, range(2012, 2018)):
                    before = names.get(row["name"], {})
                    if year in before and year in row["values"] and before[year] != row["values"][year]:
                        found.append((code, table, row["name"], int(year), before[year], row["values"][year]))
    return found


def test_every_disagreement() -> None:
    listed = rows("years_restated")
    assert [(row["/program_code"], row["table"], row["item"], row["year"], row["then"], row["now"]) for row in listed] == restated()
    for row in listed:
        assert told(row) == identity(row["/program_code"])
        assert row["era"] == ERAS[row["year"]]
        assert row["kind"] == ("当年度の補正" if (row["item"], row["year"]) == ("予算額", 2018) else "確定後の相違")
        assert (row["then_year"], row["then_state"], row["now_year"], row["now_state"]) == (2018, "記入あり", 2019, "記入あり")
        assert (row["unit"], row["difference"]) == ("千円", row["now"] - row["then"])


def test_the_course_from_plan_to_next_plan() -> None:
    found = iter(rows("years_series_course"))
    for code in BOTH:
        years = sorted({int(year) for _, record in sheets(code) for year in record["budget"]})
        for year in years:
            row = next(found)
            plan, plan_state, plan_sheet = of_year(code, "budget", year)
            _, state, fact_sheet = of_year(code, "settlement", year)
            following = of_year(code, "budget", year + 1)[0]
            first = next((record["budget"][str(year)] for own, record in sheets(code) if own == year), None)
            forecast = next((record["settlement"][str(year)] for own, record in sheets(code) if own == year), None)
            done = settled(code, year)
            assert (told(row), row["year"], row["era"]) == (identity(code), year, ERAS[year])
            assert (row["first"], row["planned"], row["actual"], row["state"]) == (first, plan, done, state)
            assert row["rate"] == tenth(done, plan)
            assert (row["next"], row["next_change"]) == (following, minus(following, done))
            assert row["next_rate"] == tenth(minus(following, done), done)
            assert (row["forecast"], row["apart"]) == (forecast, minus(done, forecast))
            assert row["apart_rate"] == tenth(minus(done, forecast), forecast)
            assert (plan_state == "空欄") == ("空欄: " in (row["gaps"] or "") and "予算額" in (row["gaps"] or ""))
            for key, sheet_year in (("planned", plan_sheet), ("actual", fact_sheet)):
                assert row[f"{key}_source"] == (source(code, sheet_year) if sheet_year else None)
    assert next(found, None) is None


def source(code: str, year: int) -> str:
    folder: Path = {2018: EXAMPLES, 2019: LATER_EXAMPLES}[year]
    return str(next(folder.glob(f"{code}*.xlsx")))


@cache
def workbook(path: str) -> Any:
    return openpyxl.load_workbook(path, data_only=True)


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [("years_restated", "then", "then"), ("years_restated", "now", "now"), ("years_series_course", "planned", "planned"),
     ("years_series_course", "actual", "actual"), ("years_texts", "before", "text"), ("years_texts", "now", "text")],
)  # fmt: skip
def test_the_value_stands_in_the_cell_that_is_named(name: str, key: str, value: str) -> None:
    table = tables()[name]
    looked_at = 0
    for index, row in enumerate(rows_of(table)):
        place = (row[f"{key}_source"], row[f"{key}_sheet"], row[f"{key}_cell"])
        if None in place:
            continue
        cell = workbook(place[0])[place[1]][place[2]].value
        link = table.links[index, f"{key}_cell"]
        assert (link.file, link.at.sheet if link.at else "", link.at.a1 if link.at else "") == place
        if row[value] is not None:
            looked_at += 1
            if isinstance(row[value], str):
                assert "".join(str(cell).split()) == "".join(row[value].split())
            else:
                assert cell == row[value]
    assert looked_at


def test_cost_statements_over_the_years() -> None:
    found = iter(rows("years_statement"))
    labels: dict[str, set[str]] = {}
    for code in BOTH:
        for order, line in enumerate(statement_lines(), 1):
            row = next(found)
            values = {}
            for year in (2016, 2017, 2018):
                own = [record["cost_statement"][line].get(str(year)) for _, record in sheets(code)]
                values[year] = next((value for value in reversed(own) if value is not None), None)
            assert (told(row), row["order"]) == (identity(code), order)
            labels.setdefault(line, set()).add(row["line"])
            assert {year: row[str(year)] for year in values} == values
            for year in (2017, 2018):
                assert row[f"change/{year}"] == minus(values[year], values[year - 1])
            assert row["change_rate"] == tenth(minus(values[2018], values[2017]), values[2017])
            assert row["restated"] == 0
            assert (row["gaps"] is None) == (None not in values.values())
    assert next(found, None) is None
    assert all(len(names) == 1 for names in labels.values())
    assert len({next(iter(names)) for names in labels.values()}) == len(labels)


def test_totals_and_balances_of_the_statement_stand_out() -> None:
    table = tables()["years_statement"]
    found = {row["line"] for index, row in enumerate(rows("years_statement")) if index in table.sums}
    assert found == {
        "行政費用合計(b)", "行政収入合計(a)", "行政収支差額(a)-(b)=(c)", "通常収支差額(c)+(d)=(e)", "特別収支差額(f)-(g)=(h)",
        "当期収支差額(e)+(h)",
    }  # fmt: skip
    assert len(table.sums) == len(found) * len(BOTH)


@pytest.mark.parametrize(("name", "key", "first"), [("years_rows", "indicators", 2015), ("years_rows_2", "results", 2012)])
def test_rows_matched_by_name(name: str, key: str, first: int) -> None:
    years = range(first, 2020)
    found = iter(rows(name))
    for code in BOTH:
        by_sheet = {year: {row["name"]: row for row in record[key]} for year, record in sheets(code)}
        newest = max(by_sheet)
        names = [*by_sheet[newest], *(title for title in by_sheet[min(by_sheet)] if title not in by_sheet[newest])]
        for title in names:
            row = next(found)
            own = {year: titles[title] for year, titles in by_sheet.items() if title in titles}
            assert (told(row), row["name"]) == (identity(code), title)
            assert row["sheets"] == "、".join(map(str, own))
            standing = "1年分のみ" if len(by_sheet) < 2 else "継続" if len(own) == 2 else "新たに掲載" if newest in own else "掲載終了"
            assert row["standing"] == standing
            forecasts, missing = [], []
            for year in years:
                done = [one["values"][str(year)] for of, one in own.items() if year < of and one["values"].get(str(year)) is not None]
                guess = [one["values"][str(year)] for of, one in own.items() if of == year and one["values"].get(str(year)) is not None]
                assert row[str(year)] == (done or guess or [None])[-1]
                forecasts += [str(year)] if guess and not done else []
                missing += [year] if not (done or guess) else []
            assert row["forecasts"] == ("、".join(forecasts) or None)
            assert (row["gaps"] is None) == (not missing)
            if key == "indicators":
                targets = {year: own[year]["target"] if year in own else None for year in (2018, 2019)}
                assert {year: row[f"target/{year}"] for year in targets} == targets
                change = minus(targets[2019], targets[2018])
                assert row["target_change"] == change
                if len(own) == 2 and change is not None:
                    assert row["target_state"] == ("変更なし" if change == 0 else "引上げ" if change > 0 else "引下げ")
    assert next(found, None) is None


def test_announcements_and_what_came() -> None:
    found = iter(rows("years_choices"))
    for code in BOTH:
        own = dict(sheets(code))
        for year in (2018, 2019, 2020):
            if year not in own and year - 1 not in own:
                continue
            row = next(found)
            announced = own[year - 1]["classification"]["next"] if year - 1 in own else None
            came = own[year]["classification"]["current"] if year in own else None
            assert (told(row), row["year"], row["era"]) == (identity(code), year, ERAS[year])
            assert (row["announced"], row["came"]) == (announced, came)
            assert row["comment"] == (own[year]["classification"]["comment"] if year in own else None)
            if year not in own:
                verdict = "これから" if year == 2020 else "当年度のシートなし"
            elif year - 1 not in own:
                verdict = "前年度のシートなし"
            else:
                verdict = "予告どおり" if announced == came else "予告と異なる"
            assert row["verdict"] == verdict
            assert row["announced_source"] == (source(code, year - 1) if year - 1 in own else None)
            assert row["came_source"] == (source(code, year) if year in own else None)
    assert next(found, None) is None


def test_counts_of_announcements() -> None:
    listed = rows("years_choices")
    titles = {column.key: column.title for column in tables()["years_choices_counts"].columns}
    for row in rows("years_choices_counts"):
        own = [one["verdict"] for one in listed if one["year"] == row["year"]]
        assert row.pop("programs") == len(own)
        assert row.pop("era") == ERAS[row["year"]]
        assert {titles[key]: value for key, value in row.items() if key != "year"} == {
            title: own.count(title) for key, title in titles.items() if key not in ("year", "era", "programs")
        }
    assert [row["year"] for row in rows("years_choices_counts")] == [2018, 2019, 2020]


PLACES = (
    ("purpose",), ("target",), ("description",), ("history",), ("necessity",), ("delivery", "detail"), ("classification", "comment"),
    ("remarks",), ("issues",), ("other_wards", "note"), ("council_questions",),
)  # fmt: skip


def at(record: Any, place: tuple[str, ...]) -> Any:
    for part in place:
        record = record[part]
    return record


def test_texts_that_did_not_change() -> None:
    found = iter(rows("years_texts"))
    compared, same = dict.fromkeys(PLACES, 0), dict.fromkeys(PLACES, 0)
    for code in sorted(OLD.keys() & NEW.keys()):
        for place in PLACES:
            before, now = at(OLD[code], place), at(NEW[code], place)
            if before and now:
                compared[place] += 1
            if before and before == now:
                same[place] += 1
                row = next(found)
                assert told(row) == identity(code)
                assert (row["before_year"], row["year"], row["same"]) == (2018, 2019, "一字一句同じ")
                assert (row["length"], row["text"]) == (len(now), now)
                assert (row["before_source"], row["now_source"]) == (source(code, 2018), source(code, 2019))
    assert next(found, None) is None
    for place, row in zip(PLACES, rows("years_texts_counts"), strict=True):
        assert (row["compared"], row["exact"], row["alike"]) == (compared[place], same[place], 0)
        assert row["share"] == tenth(same[place], compared[place])


def test_changes_of_programs() -> None:
    listed = rows("years_changes")
    assert [row["number"] for row in listed] == [1, 2, 3]
    assert [(row["year"], row["era"], row["kind"]) for row in listed] == [(2019, ERAS[2019], kind) for kind in ("新規", "終了", "改称")]
    for row in listed:
        before, after = row["before/program_code"], row["after/program_code"]
        for code, side, found in ((before, "before", OLD), (after, "after", NEW)):
            own = found.get(code, {})
            assert row[f"{side}/program_name"] == own.get("program_name")
            assert row[f"{side}/department"] == own.get("department")
        assert row["announced"] == (OLD[before]["classification"]["next"] if before else None)
        assert row["before_source"] == (source(before, 2018) if before else None)
        assert row["after_source"] == (source(after, 2019) if after else None)
    assert {row["before/program_code"] for row in listed if row["kind"] == "終了"} == OLD.keys() - NEW.keys()
    assert {row["after/program_code"] for row in listed if row["kind"] == "新規"} == NEW.keys() - OLD.keys()


def test_totals_say_what_they_cover() -> None:
    found = iter(rows("years_totals"))

    def budget(code: str, year: int) -> Any:
        return of_year(code, "budget", year)[0]

    def forecast(code: str, year: int) -> Any:
        value, state, _ = of_year(code, "settlement", year)
        return value if state == "見込み" else None

    def cost(line: str) -> Any:
        def value(code: str, year: int) -> Any:
            own = [record["cost_statement"][line].get(str(year)) for _, record in sheets(code)]
            return next((one for one in reversed(own) if one is not None), None)

        return value

    items = [("予算額", None, range(2012, 2020), budget, budget), ("決算額", "決算済", range(2012, 2019), settled, settled)]
    items += [("決算額", "見込み", range(2018, 2020), forecast, settled)]
    for line, label in (("cost_total", "行政費用合計(b)"), ("revenue_total", "行政収入合計(a)"),
                        ("operating_balance", "行政収支差額(a)-(b)=(c)"), ("net_balance", "当期収支差額(e)+(h)")):  # fmt: skip
        items.append((label, "決算済", range(2016, 2019), cost(line), cost(line)))
    for label, state, years, value, before in items:
        for year in years:
            row = next(found)
            own = [value(code, year) for code in BOTH]
            filled = [one for one in own if one is not None]
            pairs = [(one, before(code, year - 1)) for one, code in zip(own, BOTH, strict=True)]
            pairs = [pair for pair in pairs if None not in pair]
            assert (row["item"], row["state"], row["year"], row["era"], row["unit"]) == (label, state, year, ERAS[year], "千円")
            assert (row["total"], row["count"]) == (sum(filled), len(filled))
            if year == min(items[0][2] if label in SERIES.values() else years):
                assert [row[key] for key in ("both", "both_before", "both_count", "change", "change_rate")] == [None] * 5
                continue
            now, then = (sum(pair[side] for pair in pairs) for side in (0, 1))
            assert (row["both"], row["both_before"], row["both_count"]) == (now, then, len(pairs))
            assert (row["change"], row["change_rate"]) == (now - then, tenth(now - then, then))
    assert next(found, None) is None
