"""Every cell of the tables that sum up, rank, group and compare, recomputed another way: plain loops over the records."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from examples_for_tests import records
from summary_for_tests import by_key, collection, tables, varied

LINES = list(records()[0]["cost_statement"])
COSTS = LINES[:9]
MAIN = ["cost_total", "revenue_total", "operating_balance", "net_balance"]
KEYS = ["2016", "2017", "change"]
CHOICES = ["重点的に推進", "推進", "継続", "改善・見直し", "休止・完了", None]

RECORDS = varied()
MADE = tables(collection(RECORDS))


def rate(part: int, whole: int) -> float:
    return float((Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def added(values: list[int | None]) -> int | None:
    found = [value for value in values if value is not None]
    return sum(found) if found else None


def grown(found: list[dict[str, Any]], line: str) -> float | None:
    """The change in percent over the records that have both years."""
    both = [record["cost_statement"][line] for record in found if record["cost_statement"][line]["change"] is not None]
    before = sum(line["2016"] for line in both)
    return rate(sum(line["2017"] for line in both) - before, abs(before)) if both and before else None


def rows(name: str) -> list[dict[str, Any]]:
    return by_key(MADE[name])


def in_groups(depth: int) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    """The records by 分野, 政策, 施策 down to a depth."""
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for record in RECORDS:
        system = record["policy_system"]
        key = tuple(system[level]["code"] for level in ("field", "policy", "measure")[:depth])
        found.setdefault(key, []).append(record)
    return found


def test_distribution_of_the_rate() -> None:
    found = [(record["settlement"]["2017"], record["budget"]["2017"]) for record in RECORDS]
    rates = [rate(fact, plan) for fact, plan in found if None not in (fact, plan) and plan]
    bounds = [(None, 50), (50, 60), (60, 70), (70, 80), (80, 90), (90, 95), (95, 100), (100, None)]
    counted = []
    for low, high in bounds:
        inside = [r for r in rates if (low is None or r >= low) and (high is None or r < high)]
        if high is None:
            inside = [r for r in rates if r > 100]
        if high == 100:
            inside = [r for r in rates if 95 <= r <= 100]
        counted.append(len(inside))
    made = rows("series_budget_distribution")
    assert [row["count"] for row in made] == [*counted, len(RECORDS) - len(rates)]
    assert [row["class"] for row in made[:2]] == ["50未満", "50～60"]
    assert sum(Decimal(str(row["share"])) for row in made[:-1]) == 100
    assert made[-1]["share"] is None


@pytest.mark.parametrize(("name", "sign"), [("series_budget_increases", 1), ("series_budget_decreases", -1)])
def test_largest_changes_of_the_settlement(name: str, sign: int) -> None:
    changes = []
    for record in RECORDS:
        before, after = record["settlement"]["2016"], record["settlement"]["2017"]
        if None not in (before, after) and sign * (after - before) > 0:
            changes.append((sign * (after - before), record))
    changes.sort(key=lambda found: -found[0])
    made = rows(name)
    assert len(made) == 10
    for row, (size, record) in zip(made, changes, strict=False):
        assert row["change"] == sign * size
        assert row["/program_code"] == record["program_code"]
        assert (row["year/2016"], row["year/2017"]) == (record["settlement"]["2016"], record["settlement"]["2017"])
        assert row["change_rate"] == rate(sign * size, abs(record["settlement"]["2016"]))
        assert row["/remarks"] == record["remarks"]


def test_cost_by_nature() -> None:
    made = rows("statement_cost_statement_natures")
    assert [row["line"] for row in made][:2] == ["給与関係費", "物件費"]
    for row, line in zip(made, COSTS, strict=True):
        for key in KEYS:
            assert row[key] == added([record["cost_statement"][line][key] for record in RECORDS])
        assert row["change_rate"] == grown(RECORDS, line)
    assert sum(Decimal(str(row["share"])) for row in made) == 100
    whole = sum(row["2017"] for row in made)
    assert all(abs(row["share"] - 100 * row["2017"] / whole) < 0.1 for row in made)


def test_totals_by_line() -> None:
    for row, line in zip(rows("statement_cost_statement_totals"), LINES, strict=True):
        for key in KEYS:
            own = [record["cost_statement"][line][key] for record in RECORDS]
            assert row[key] == added(own)
            assert row[f"{key}_count"] == sum(value is not None for value in own)
        assert row["change_rate"] == grown(RECORDS, line)


def check_sums(row: dict[str, Any], members: list[dict[str, Any]]) -> None:
    assert row["programs"] == len(members)
    figures = [[record["cost_statement"][line][year] for line in MAIN for year in ("2016", "2017")] for record in members]
    assert row["complete"] == sum(None not in own for own in figures)
    for line in MAIN:
        for key in KEYS:
            assert row[f"{line}/{key}"] == added([record["cost_statement"][line][key] for record in members]), (row, line, key)
        assert row[f"{line}/change_rate"] == grown(members, line)


def test_subtotals_by_department() -> None:
    made = rows("statement_cost_statement_group1")
    names = [row["/department"] for row in made if row["depth"] == "部課名"]
    assert names == ["土木課", "福祉課", "総務課", "（未記入）"], "in the order of their names, blank last"
    check_sums(made[0], RECORDS)
    by_code = {record["program_code"]: record for record in RECORDS}
    seen = []
    for row in made[1:]:
        if row["depth"] == "部課名":
            members = [record for record in RECORDS if (record["department"] or "（未記入）") == row["/department"]]
            check_sums(row, members)
        else:
            assert row["depth"] == "事業"
            check_sums(row, [by_code[row["/program_code"]]])
            seen.append(row["/program_code"])
    assert sorted(seen) == sorted(by_code)
    assert MADE["statement_cost_statement_group1"].levels == [{"合計": 0, "部課名": 1, "事業": 2}[row["depth"]] for row in made]


def test_subtotals_by_policy() -> None:
    made = rows("statement_cost_statement_group2")
    depths = {"分野": 1, "政策": 2, "施策": 3}
    codes = [f"/policy_system/{level}/code" for level in ("field", "policy", "measure")]
    counted = dict.fromkeys(depths, 0)
    for row in made:
        if row["depth"] in depths:
            depth = depths[row["depth"]]
            check_sums(row, in_groups(depth)[tuple(row[code] for code in codes[:depth])])
            assert [row[code] for code in codes[depth:]] == [None] * (3 - depth)
            counted[row["depth"]] += 1
    assert counted == {name: len(in_groups(depth)) for name, depth in depths.items()}


def test_all_groupings_add_up_to_the_same() -> None:
    """checks.md, across the whole collection."""
    for name, depth in (("group1", "部課名"), ("group2", "分野"), ("group2", "政策"), ("group2", "施策"), ("group2", "事業")):
        made = rows(f"statement_cost_statement_{name}")
        for line in MAIN:
            parts = [row[f"{line}/2017"] for row in made if row["depth"] == depth and row[f"{line}/2017"] is not None]
            assert sum(parts) == made[0][f"{line}/2017"], (name, depth, line)


def test_all_lines_by_group() -> None:
    made = rows("statement_cost_statement_group1_lines")
    departments = ["土木課", "福祉課", "総務課", None]
    groups = [RECORDS, *([record for record in RECORDS if record["department"] == name] for name in departments)]
    expected = [(members, line) for members in groups for line in LINES]
    for row, (members, line) in zip(made, expected, strict=True):
        for key in KEYS:
            own = [record["cost_statement"][line][key] for record in members]
            assert (row[key], row[f"{key}_count"]) == (added(own), sum(value is not None for value in own))
        assert row["change_rate"] == grown(members, line)
    policies = rows("statement_cost_statement_group2_lines")
    assert len(policies) == len(LINES) * (1 + sum(len(in_groups(depth)) for depth in (1, 2, 3)))


def test_ranking_of_changes_per_line() -> None:
    made = rows("statement_cost_statement_largest")
    expected = []
    for order, line in enumerate(LINES, 1):
        for way, sign in (("増", 1), ("減", -1)):
            own = [(sign * (record["cost_statement"][line]["change"] or 0), record) for record in RECORDS]
            own = sorted((found for found in own if found[0] > 0), key=lambda found: -found[0])
            for size, record in own:
                place = 1 + sum(other > size for other, _ in own)
                if place <= 10:
                    expected.append((order, way, place, record["program_code"], sign * size, record["remarks"]))
    keys = ("order", "way", "rank", "/program_code", "change", "/remarks")
    assert [tuple(row[key] for key in keys) for row in made] == expected


def test_counts_and_shares_of_the_classes() -> None:
    made = rows("choices_classification_current")
    for row, choice in zip(made, CHOICES, strict=False):
        assert row["answer"] == (choice or "（未記入）")
        for key, place in (("now", "current"), ("next", "next")):
            assert row[key] == sum(record["classification"][place] == choice for record in RECORDS)
        own = [record["budget"]["2018"] for record in RECORDS if record["classification"]["current"] == choice]
        assert (row["amount"], row["amount_count"]) == (added(own), sum(value is not None for value in own))
        assert row["change"] == row["next"] - row["now"]
    whole = made[len(CHOICES)]
    assert (whole["answer"], whole["now"], whole["next"]) == ("合計", len(RECORDS), len(RECORDS))
    assert whole["amount"] == added([record["budget"]["2018"] for record in RECORDS])
    for key in ("now_share", "next_share"):
        assert sum(Decimal(str(row[key])) for row in made[: len(CHOICES) - 1]) == 100


def test_shares_by_largest_remainder_as_the_ward_printed_them() -> None:
    """The ward's table of FY2010 (checks.md, Rounding)."""
    counts = dict(zip(CHOICES, (198, 306, 494, 12, 41), strict=False))
    found = []
    for choice, count in counts.items():
        for _ in range(count):
            record = {**records()[0], "program_code": f"{len(found):06}", "classification": {"current": choice, "next": choice}}
            found.append(record)
    made = by_key(tables(collection(found))["choices_classification_current"])
    assert [row["now_share"] for row in made[:5]] == [18.8, 29.1, 47.0, 1.2, 3.9]


def test_transition() -> None:
    made = rows("choices_classification_current_transition")
    every = [*CHOICES]
    for row, before in zip(made, every, strict=False):
        for number, after in enumerate(every, 1):
            pair = {"current": before, "next": after}
            assert row[f"to{number}"] == sum(pair.items() <= record["classification"].items() for record in RECORDS)
        assert row["whole"] == sum(record["classification"]["current"] == before for record in RECORDS)
    last = made[-1]
    assert [last[f"to{number}"] for number in range(1, 7)] == [
        sum(record["classification"]["next"] == c for record in RECORDS) for c in every
    ]
    assert last["whole"] == len(RECORDS)


def test_programs_that_change_class() -> None:
    changed = [record for record in RECORDS if record["classification"]["current"] != record["classification"]["next"]]
    assert 5 < len(changed) < len(RECORDS)
    found = [tuple(row.values()) for row in rows("choices_classification_current_changed")]
    assert found == [
        (
            record["program_code"],
            record["program_name"],
            record["department"],
            *(record["classification"][key] for key in ("current", "next", "comment")),
        )
        for record in changed
    ]


def test_classes_by_group() -> None:
    for row in rows("choices_classification_current_group1")[1:]:
        members = [record for record in RECORDS if (record["department"] or "（未記入）") == row["/department"]]
        assert row["programs"] == len(members)
        for place in ("current", "next"):
            for number, choice in enumerate(CHOICES, 1):
                assert row[f"{place}{number}"] == sum(record["classification"][place] == choice for record in members)
    measures = [row for row in rows("choices_classification_current_group2") if row["depth"] == "施策"]
    assert sum(row["programs"] for row in measures) == len(RECORDS)
    assert len(measures) == len(in_groups(3))


def test_movement_and_target_year_of_indicators() -> None:
    found = {row["/indicators/0/name"]: row for row in by_key(tables(collection())["rows_indicators"])}
    more = found["電子申請年間利用件数（件）"]
    assert (more["difference"], more["movement"]) == (2587 - 1675, "改善")
    less = found["1システム当たりのハードウェア台数（全庁情報系システム対象）"]
    assert (less["direction"], less["movement"]) == ("低いほど良い", "悪化" if less["difference"] > 0 else "改善")
    same = found["システム障害件数"]
    assert (same["difference"], same["movement"]) == (0, "横ばい")
    assert {row["target_year"] for row in found.values()} == {2026}
    assert more["target_era"] == "平成38年度"


def test_one_name_stands_for_a_group_that_is_written_in_several_ways() -> None:
    changed = records()
    changed[0]["policy_system"]["field"]["name"] = "計画 推進のために"
    made = by_key(tables(collection(changed))["statement_cost_statement_group2"])
    fields = [(row["/policy_system/field/name"], row["programs"]) for row in made if row["depth"] == "分野"]
    assert fields == [("計画推進のために", 6)]


def test_equal_changes_share_a_rank_and_none_of_the_last_rank_is_left_out() -> None:
    found = []
    for number in range(15):
        record = records()[0]
        record["program_code"] = f"01-01-{number:02}"
        record["settlement"].update({"2016": 100, "2017": 200 if number < 12 else 150})
        found.append(record)
    assert len(by_key(tables(collection(found))["series_budget_increases"])) == 12
