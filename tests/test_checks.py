"""Problems of the record's shape and arithmetic, at their cells. Cases are named after the mistake."""

from __future__ import annotations

from typing import Any

import pytest
from examples_for_tests import clean, form, record

from xltools.checks.selection import select
from xltools.checks.sheet import check
from xltools.errors import XltoolsError
from xltools.forms.definition import load_version
from xltools.forms.record import build, flatten
from xltools.forms.rules import computed, in_order_of_need
from xltools.problems import Problem
from xltools.reading.from_record import reading_of


def found(one: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Code, severity and cell of every problem of a record."""
    return [(problem.code, problem.severity, str(problem.at)) for problem in check(reading_of(form(), one, "x.json#1"))]


def changed(path: str, value: Any) -> dict[str, Any]:
    one: Any = clean()
    place = one
    *parts, last = [int(part) if part.isdigit() and len(part) < 4 else part for part in path.split("/")]
    for part in parts:
        place = place[part]
    place[last] = value
    return one


def test_a_right_sheet_has_no_problem() -> None:
    assert found(clean()) == []


@pytest.mark.parametrize(
    ("path", "value", "code", "cell"),
    [
        ("program_type", None, "no-mark", "No1!I10"),
        ("extension", "21,552,158", "bad-format", "No1!AQ4"),
        ("extension", "２１５１", "bad-format", "No1!AQ4"),
        ("program_code", "3-4-1", "bad-format", "No1!H2"),
        ("program_code", "03-04-01\n", "bad-format", "No1!H2"),
        ("manager", None, "required-blank", "No1!AQ3"),
        ("purpose", None, "prose-blank", "No1!E17"),
        ("start_year", None, "required-blank", "No1!P11"),
        ("classification/next", "継続する", "not-a-choice", "No1!H31"),
        ("classification/next", None, "required-blank", "No1!H31"),
        ("budget/2017", -1, "too-small", "No2!AM3"),
        ("purpose", "あ" * 401, "too-long", "No1!E17"),
        ("indicators/1/target", None, "required-blank", "No1!AE27"),
        ("results/0/name", None, "required-blank", "No2!C6"),
        ("breakdown/2017/1/category", None, "required-blank", "No2!Q16"),
        ("other_wards/implemented", None, "required-blank", "No2!H44"),
        ("budget/2017", "多い", "wrong-type", "No2!AM3"),
        ("cost_statement/fees/2017", None, "part-blank", "No2!AO29"),
    ],
)
def test_one_mistake_one_problem_at_its_cell(path: str, value: object, code: str, cell: str) -> None:
    assert found(changed(path, value)) == [(code, "error", cell)]


@pytest.mark.parametrize(
    ("line", "off", "code", "cell"),
    [
        ("cost_total", 6, "total-wrong", "No2!R34"),
        ("cost_total", -5, "total-rounding", "No2!R34"),
        ("revenue_total", 4, "total-wrong", "No2!AO31"),
        ("revenue_total", 3, "total-rounding", "No2!AO31"),
        ("operating_balance", 1, "total-rounding", "No2!AO32"),
        ("ordinary_balance", 2, "total-wrong", "No2!AO34"),
        ("extraordinary_balance", -2, "total-wrong", "No2!R36"),
        ("net_balance", 100, "total-wrong", "No2!AO36"),
    ],
)
def test_a_typed_over_total_is_found_where_it_stands(line: str, off: int, code: str, cell: str) -> None:
    """Excel carries the wrong figure on into every total behind it; only the one that was typed is named."""
    values = flatten(form(), clean())
    typed = ("cost_statement", line, "2017")
    values[typed] += off
    for rule in in_order_of_need(form().rules):
        if rule.total != typed:
            values[rule.total] = computed(rule, values)
    problems = check(reading_of(form(), build(form(), values).record, "x"))
    assert [(problem.code, str(problem.at), problem.details["difference"]) for problem in problems] == [(code, cell, off)]


def test_a_wrong_subtotal_that_flows_on_is_reported_once() -> None:
    one = clean()
    statement = one["cost_statement"]
    statement["cost_total"]["2017"] += 1000
    statement["cost_total"]["change"] += 1000
    for line in ("operating_balance", "ordinary_balance", "net_balance"):
        statement[line]["2017"] -= 1000
        statement[line]["change"] -= 1000
    assert found(one) == [("total-wrong", "error", "No2!R34")]


def test_a_wrong_difference_is_found() -> None:
    one = clean()
    one["cost_statement"]["supplies"]["change"] += 2
    assert found(one) == [("total-wrong", "error", "No2!V26")]


def test_a_blank_part_keeps_the_total_blank_and_is_said_once() -> None:
    one = clean()
    for line in ("fees", "charges"):
        one["cost_statement"][line]["2017"] = None
    reading = reading_of(form(), one, "x")
    assert reading.record["cost_statement"]["revenue_total"]["2017"] is None
    assert [problem.code for problem in check(reading)] == ["part-blank"]
    assert "分担金及び負担金" in check(reading)[0].label
    assert "使用料及び手数料" in check(reading)[0].label


def test_a_column_that_is_wholly_blank_is_no_mistake_of_arithmetic() -> None:
    one = clean()
    for line in one["cost_statement"].values():
        line["2016"] = line["change"] = None
    assert found(one) == []


def test_ten_mistakes_at_once_are_all_reported() -> None:
    one = clean()
    for path in ("manager", "purpose", "target", "description", "necessity", "staff", "department", "program_type", "plan_status"):
        one[path] = None
    one["extension"] = "なし"
    assert len(found(one)) == 10


def test_missing_and_unknown_keys_and_too_many_rows() -> None:
    one = clean()
    del one["remarks"]
    one["remark"] = "x"
    one["indicators"] = one["indicators"] * 2
    assert sorted(code for code, _, _ in found(one)) == ["key-missing", "key-unknown", "too-many-rows"]


def test_no_indicator_at_all() -> None:
    one = clean()
    one["indicators"] = []
    assert [code for code, _, _ in found(one)] == ["rows-missing"]


def readings(*records: dict[str, Any]) -> list[Any]:
    return [reading_of(form(), one, f"{number}.xlsx") for number, one in enumerate(records)]


def test_one_program_in_two_files_counts_once_and_is_said() -> None:
    other = record()
    other["budget"]["2018"] += 1
    selection = select(readings(record(), other))
    assert [reading.source for reading in selection.counted] == ["0.xlsx"]
    assert [(reading.source, reason.code, reason.severity) for reading, reason in selection.left_out] == [
        ("1.xlsx", "submitted-twice", "error")
    ]


def test_an_identical_copy_is_only_noted() -> None:
    selection = select(readings(record(), record()))
    assert [reason.code for _, reason in selection.left_out] == ["identical-copy"]
    assert selection.left_out[0][1].severity == "note"


def test_a_sheet_without_a_program_code_cannot_count() -> None:
    nameless = record()
    nameless["program_code"] = None
    assert [reason.code for _, reason in select(readings(nameless, record())).left_out] == ["no-program-code"]


def test_a_sheet_of_another_year_is_left_out_of_the_sum() -> None:
    other = reading_of(form_of_2019(), {**record(), "fiscal_year": 2019}, "next.xlsx")
    selection = select([other, *readings(record(), record("03-04-01"))])
    assert (selection.form.fiscal_year, len(selection.counted)) == (2018, 2)
    assert ([reading.source for reading in selection.others], selection.left_out) == (["next.xlsx"], ())
    assert select([other, *readings(record())], year=2019).form.fiscal_year == 2019


def form_of_2019():
    return load_version("program-analysis-2018", 2019)


def test_nothing_to_sum_up_is_an_error() -> None:
    with pytest.raises(XltoolsError) as caught:
        select([])
    assert caught.value.code == "nothing-to-read"
    with pytest.raises(XltoolsError) as caught:
        select(readings(record()), year=2017)
    assert caught.value.code == "nothing-of-year"


def test_every_problem_says_what_to_do_in_both_languages() -> None:
    one = clean()
    one["extension"], one["program_type"] = "x", None
    for problem in check(reading_of(form(), one, "x")):
        assert isinstance(problem, Problem)
        assert "{" not in problem.message("ja") + problem.hint("ja") + problem.expected("ja")
        assert problem.label in problem.message("ja")
        assert problem.hint("en")


def test_a_total_whose_parts_are_all_blank_is_said() -> None:
    one = clean()
    for line in ("local_tax", "national_grants", "metropolitan_grants", "charges", "fees", "other_revenue"):
        one["cost_statement"][line]["2017"] = one["cost_statement"][line]["change"] = None
    one["cost_statement"]["revenue_total"]["2017"] = 500_000
    problems = {str(problem.at): problem.code for problem in check(reading_of(form(), one, "x"))}
    assert problems["No2!AO31"] == "total-without-parts"
