"""One statement, two faces: what Excel computes is what the reader recomputes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from forms_for_tests import small_form
from hypothesis import given
from hypothesis import strategies as st

from xltools.cells import CellRef, parse_cell
from xltools.forms.definition import load_form
from xltools.forms.model import LinearRule
from xltools.forms.rules import computed, excel_formula, in_order_of_need, recomputed
from xltools.problems import Path


def rule(total: str, *terms: str) -> LinearRule:
    """`rule("c", "+a", "-b")`: c = a - b, over paths of one key."""
    signed = tuple((1 if term[0] == "+" else -1, (term[1:],)) for term in terms)
    return LinearRule("A1", total, (total,), signed, 0, False)


def cells(**at: str) -> dict[Path, CellRef]:
    """`cells(a="A1", b="裏!B2")`; without a sheet the sheet is 表."""
    found: dict[Path, CellRef] = {}
    for key, text in at.items():
        sheet, _, address = text.rpartition("!")
        found[(key,)] = parse_cell(address, sheet or "表")
    return found


def formula(one: LinearRule, **at: str) -> str:
    return excel_formula(one, cells(**at).__getitem__)


def test_terms_in_one_column_are_summed_as_a_range() -> None:
    assert formula(rule("t", "+a", "+b", "+c"), t="A4", a="A1", b="A2", c="A3") == '=IF(COUNT(A1:A3)<3,"",SUM(A1:A3))'


def test_terms_with_a_gap_are_not_summed_as_a_range() -> None:
    assert formula(rule("t", "+a", "+b", "+c"), t="A9", a="A1", b="A2", c="A4") == '=IF(COUNT(A1,A2,A4)<3,"",A1+A2+A4)'


def test_terms_in_one_row_are_not_summed_as_a_range() -> None:
    assert formula(rule("t", "+a", "+b", "+c"), t="D1", a="A1", b="B1", c="C1") == '=IF(COUNT(A1,B1,C1)<3,"",A1+B1+C1)'


def test_term_that_is_taken_away_forbids_the_range() -> None:
    assert formula(rule("t", "+a", "-b", "+c"), t="A4", a="A1", b="A2", c="A3") == '=IF(COUNT(A1,A2,A3)<3,"",A1-A2+A3)'


def test_first_term_taken_away_keeps_its_sign() -> None:
    assert formula(rule("t", "-a", "+b"), t="A3", a="A1", b="A2") == '=IF(COUNT(A1,A2)<2,"",-A1+A2)'


def test_terms_on_another_sheet_are_named_with_it() -> None:
    one = formula(rule("t", "+a", "+b"), t="表!A3", a="No2!A1", b="表!A2")
    assert one == "=IF(COUNT('No2'!$A$1,A2)<2,\"\",'No2'!$A$1+A2)"
    many = formula(rule("t", "+a", "+b", "+c"), t="表!A4", a="裏!A1", b="裏!A2", c="裏!A3")
    assert many == "=IF(COUNT('裏'!$A$1,'裏'!$A$2,'裏'!$A$3)<3,\"\",'裏'!$A$1+'裏'!$A$2+'裏'!$A$3)"


@pytest.mark.parametrize(
    ("total", "text"),
    [
        ("cost_total/2016", '=IF(COUNT(N25:N33)<9,"",SUM(N25:N33))'),
        ("revenue_total/2017", '=IF(COUNT(AO25:AO30)<6,"",SUM(AO25:AO30))'),
        ("operating_balance/2017", '=IF(COUNT(AO31,R34)<2,"",AO31-R34)'),
        ("ordinary_balance/2017", '=IF(COUNT(AO32,AO33)<2,"",AO32+AO33)'),
        ("extraordinary_balance/2016", '=IF(COUNT(AK35,N35)<2,"",AK35-N35)'),
        ("net_balance/2016", '=IF(COUNT(AK34,N36)<2,"",AK34+N36)'),
        ("net_balance/change", '=IF(COUNT(AO36,AK36)<2,"",AO36-AK36)'),
        ("personnel/change", '=IF(COUNT(R25,N25)<2,"",R25-N25)'),
    ],
)
def test_formula_of_the_shipped_form(total: str, text: str) -> None:
    form = load_form("program-analysis-2018", 2018)
    at = {slot.path: slot.at for slot in form.slots}
    (one,) = [found for found in form.rules if found.total == ("cost_statement", *total.split("/"))]
    assert excel_formula(one, at.__getitem__) == text


def test_every_total_of_the_shipped_form_has_one_rule() -> None:
    form = load_form("program-analysis-2018", 2018)
    totals = [one.total for one in form.rules]
    assert len(totals) == len(set(totals)) == 12 + 24
    assert [(one.id, one.rounding, one.complete) for one in form.rules if one.total[2] == "2017"] == [
        ("A1", 5, True),
        ("A2", 3, True),
        *[("A3", 1, True)] * 4,
    ]


@pytest.mark.parametrize("blank", [None, "", "12", True, False])
def test_blank_text_or_truth_among_the_terms_leaves_no_total(blank: object) -> None:
    assert computed(rule("t", "+a", "-b"), {("a",): 1, ("b",): blank}) is None
    assert computed(rule("t", "+a", "-b"), {("a",): 1}) is None


def test_zero_is_not_a_blank() -> None:
    assert computed(rule("t", "+a", "-b"), {("a",): 0, ("b",): 7386}) == -7386


def test_total_is_computed_from_recomputed_totals_not_from_stated_ones() -> None:
    form = replace(small_form(), rules=(rule("net", "+income", "-cost"), rule("cost", "+rent", "+wages")))
    values = {("rent",): 1, ("wages",): 2, ("cost",): 99, ("income",): 10, ("net",): -89, ("other",): "x"}
    assert recomputed(form, values) == {("rent",): 1, ("wages",): 2, ("cost",): 3, ("income",): 10, ("net",): 7, ("other",): "x"}
    assert values["cost",] == 99  # what was given is left as it was


def test_blank_part_makes_every_total_above_it_blank() -> None:
    form = replace(small_form(), rules=(rule("net", "+income", "-cost"), rule("cost", "+rent", "+wages")))
    result = recomputed(form, {("rent",): 1, ("income",): 10, ("cost",): 3, ("net",): 7})
    assert (result["cost",], result["net",]) == (None, None)


def test_totals_come_after_what_they_need() -> None:
    rules = [rule("d", "+c"), rule("c", "+b"), rule("b", "+a")]
    assert [one.total for one in in_order_of_need(rules)] == [("b",), ("c",), ("d",)]


@pytest.mark.parametrize(
    "rules", [[rule("a", "+a")], [rule("a", "+b"), rule("b", "-a")], [rule("x", "+a"), rule("a", "+b"), rule("b", "+c"), rule("c", "+a")]]
)
def test_total_that_needs_itself_is_refused(rules: list[LinearRule]) -> None:
    with pytest.raises(ValueError, match=r"^/[abc]$"):
        in_order_of_need(rules)


amounts = st.integers(-(10**12), 10**12)


@given(st.lists(st.tuples(st.sampled_from([1, -1]), amounts), min_size=1, max_size=12))
def test_total_is_the_signed_sum(terms: list[tuple[int, int]]) -> None:
    one = LinearRule("A1", "t", ("t",), tuple((sign, (str(index),)) for index, (sign, _) in enumerate(terms)), 0, False)
    values = {(str(index),): value for index, (_, value) in enumerate(terms)}
    assert computed(one, values) == sum(sign * value for sign, value in terms)


@given(st.tuples(amounts, amounts, amounts, amounts, amounts))
def test_recomputing_twice_changes_nothing(amount: tuple[int, ...]) -> None:
    form = small_form()
    values = {("money", line, "2018"): value for line, value in zip(("rent", "wages", "sum", "income", "rest"), amount, strict=True)}
    once = recomputed(form, values)
    assert recomputed(form, once) == once
    assert once["money", "rest", "2018"] == amount[3] - amount[0] - amount[1]
