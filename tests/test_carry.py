"""What next year's sheet starts with: stated here field by field, in the definition rule by rule."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from examples_for_tests import form, later_form, later_records, record, records
from forms_for_tests import SOURCE, item, small, text_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_round_trips import values_of

from xltools.books.form_book import form_workbook
from xltools.errors import DefinitionError
from xltools.forms.carry import Carried, carried
from xltools.forms.compile import compile_form
from xltools.forms.definition import load_form, verified
from xltools.forms.model import NUMBER_TYPES, Form
from xltools.forms.record import build, leaves, value_at
from xltools.forms.rules import recomputed
from xltools.problems import Path
from xltools.reading.reader import read_bytes

KEPT = ("program_code", "program_name", "strategy", "department", "manager", "staff", "extension", "budget_items", "program_type",
        "new_since", "start_year", "has_end", "end_year", "service_standard", "plan_status", "policy_system")  # fmt: skip
KEPT_FOR_REVIEW = ("legal_basis", "purpose", "target", "description", "history", "necessity", "issues", "other_wards")
TOTALS = ("cost_total", "revenue_total", "operating_balance", "ordinary_balance", "extraordinary_balance", "net_balance")

EMPTY: dict[str, Any] = {"form": "program-analysis", "fiscal_year": 2018}
EACH_PROGRAM = pytest.mark.parametrize("code", [one["program_code"] for one in records()])


def without_blanks(found: Mapping[Path, object]) -> dict[Path, object]:
    return {path: value for path, value in found.items() if value is not None and value not in ([], {})}


def expected(last: Mapping[str, Any]) -> Carried:
    """What the sheet of the year after `last` starts with, and what is to be looked through."""
    year = last["fiscal_year"] + 1
    sure: dict[Path, object] = {(key,): last[key] for key in KEPT}
    review: dict[Path, object] = {(key,): last[key] for key in KEPT_FOR_REVIEW}
    sure[("delivery", "method")] = last["delivery"]["method"]
    sure[("delivery", "staffing")] = last["delivery"]["staffing"]
    review[("delivery", "detail")] = last["delivery"]["detail"]
    for row, indicator in enumerate(last["indicators"]):
        sure[("indicators", row, "name")] = indicator["name"]
        sure[("indicators", row, "target")] = indicator["target"]
        review[("indicators", row, "note")] = indicator["note"]
        for settled in (year - 3, year - 2):
            sure[("indicators", row, "values", str(settled))] = indicator["values"][str(settled)]
    review[("classification", "current")] = last["classification"]["next"]
    for settled in range(year - 6, year - 1):
        sure[("settlement", str(settled))] = last["settlement"][str(settled)]
    for granted in range(year - 6, year):
        sure[("budget", str(granted))] = last["budget"][str(granted)]
    for row, result in enumerate(last["results"]):
        sure[("results", row, "name")] = result["name"]
        for settled in range(year - 6, year - 1):
            sure[("results", row, "values", str(settled))] = result["values"][str(settled)]
    sure[("breakdown", str(year - 2))] = last["breakdown"][str(year - 2)]
    for line, columns in last["cost_statement"].items():
        if line not in TOTALS:
            sure[("cost_statement", line, str(year - 2))] = columns[str(year - 2)]
    for row, improvement in enumerate(last["improvements"]):
        review[("improvements", row, "planned")] = improvement["next"]
    values, looked_through = (
        without_blanks({leaf: value for path, inner in part.items() for leaf, value in leaves(inner, path)}) for part in (sure, review)
    )
    return Carried({**values, **looked_through}, frozenset(looked_through))


@pytest.mark.parametrize("last", [*records(), *later_records()], ids=lambda last: f"{last['program_code']}-{last['fiscal_year']}")
def test_every_field_of_every_program(last: dict[str, Any]) -> None:
    assert carried(load_form("program-analysis", last["fiscal_year"] + 1), last) == expected(last)


def test_the_years_that_roll_are_the_ones_that_form_md_names() -> None:
    values = carried(later_form(), record()).values
    years: dict[object, list[str]] = {}
    for path in values:
        found = [part for part in path if isinstance(part, str) and part.isdigit()]
        if found:
            years.setdefault(path[0], []).extend(found)
    assert {key: sorted(set(found)) for key, found in years.items()} == {
        "budget": ["2013", "2014", "2015", "2016", "2017", "2018"],
        "settlement": ["2013", "2014", "2015", "2016", "2017"],
        "results": ["2013", "2014", "2015", "2016", "2017"],
        "indicators": ["2016", "2017"],
        "breakdown": ["2017"],
        "cost_statement": ["2017"],
    }


def test_what_the_section_writes_anew_starts_blank() -> None:
    values = carried(later_form(), record("03-04-01")).values
    for path in (
        ("classification", "next"), ("classification", "comment"), ("remarks",), ("council_questions",), ("budget", "2019"),
        ("settlement", "2018"), ("settlement", "2019"), ("improvements", 0, "done"), ("improvements", 0, "next"),
        ("indicators", 0, "values", "2018"), ("breakdown", "2018", 0, "amount"), ("cost_statement", "supplies", "2018"),
        ("cost_statement", "supplies", "change"), ("cost_statement", "cost_total", "2017"),
    ):  # fmt: skip
        assert path in later_form().fields()
        assert path not in values


def test_nothing_comes_from_nothing() -> None:
    assert carried(later_form(), {}) == Carried({}, frozenset())
    assert carried(later_form(), EMPTY) == Carried({}, frozenset())


@pytest.mark.parametrize(
    "blank", [("history",), ("strategy",), ("settlement", "2015"), ("indicators", 0, "target"), ("classification", "next")]
)
def test_a_blank_stays_blank(blank: Path) -> None:
    last = record()
    value_at(last, blank[:-1])[blank[-1]] = None  # type: ignore[index]
    new = ("classification", "current") if blank == ("classification", "next") else blank
    found = carried(later_form(), last)
    assert new not in found.values
    assert new not in found.review


def test_zero_is_no_blank() -> None:
    last = record()
    last["settlement"]["2015"] = 0
    last["other_wards"]["not_implemented"] = 0
    values = carried(later_form(), last).values
    assert values[("settlement", "2015")] == 0
    assert values[("other_wards", "not_implemented")] == 0


@pytest.mark.parametrize(("has_end", "end_year"), [(True, 2026), (False, None)])
def test_no_is_no_blank(has_end: bool, end_year: int | None) -> None:
    values = carried(later_form(), {**record(), "has_end": has_end, "end_year": end_year}).values
    assert values[("has_end",)] is has_end
    assert values.get(("end_year",)) == end_year


@pytest.mark.parametrize(("new_since", "kept"), [(2018, 2018), (2017, None)])
def test_a_mark_that_the_new_year_does_not_offer_is_dropped(new_since: int, kept: int | None) -> None:
    values = carried(later_form(), {**record(), "program_type": "新規事業", "new_since": new_since}).values
    assert values.get(("new_since",)) == kept
    assert values[("program_type",)] == "新規事業"


@pytest.mark.parametrize(
    ("path", "value", "new"),
    [
        (("classification", "next"), "廃止", ("classification", "current")),
        (("strategy",), "経営", ("strategy",)),
        (("has_end",), 1, ("has_end",)),
        (("has_end",), "有", ("has_end",)),
        (("new_since",), True, ("new_since",)),
        (("start_year",), "昭和58", ("start_year",)),
        (("start_year",), True, ("start_year",)),
        (("settlement", "2015"), "12,345", ("settlement", "2015")),
        (("settlement", "2015"), True, ("settlement", "2015")),
        (("purpose",), 5, ("purpose",)),
        (("history",), ["一行目"], ("history",)),
        (("indicators",), "三つ", ("indicators", 0, "name")),
        (("breakdown",), None, ("breakdown", "2017", 0, "item")),
        (("cost_statement",), [1], ("cost_statement", "supplies", "2017")),
    ],
)
def test_what_does_not_fit_the_field_is_dropped(path: Path, value: object, new: Path) -> None:
    last = copy.deepcopy(record())
    value_at(last, path[:-1])[path[-1]] = value  # type: ignore[index]
    assert new in later_form().fields()
    assert new not in carried(later_form(), last).values


def test_an_answer_of_an_open_list_is_kept_though_the_list_lacks_it() -> None:
    last = record()
    last["delivery"]["method"] = "4指定管理"
    assert carried(later_form(), last).values[("delivery", "method")] == "4指定管理"


def test_rows_that_the_form_has_no_room_for_are_dropped() -> None:
    last = record()
    last["results"] = [copy.deepcopy(last["results"][0]) for _ in range(9)]
    rows = {path[1] for path in carried(later_form(), last).values if path[0] == "results"}
    assert rows == {0, 1, 2, 3, 4, 5}


def test_a_row_without_a_next_step_leaves_its_place_free() -> None:
    last = record("03-04-01")
    last["improvements"][1]["next"] = None
    values = carried(later_form(), last).values
    planned = [values.get(("improvements", row, "planned")) for row in range(3)]
    assert planned == [last["improvements"][0]["next"], None, last["improvements"][2]["next"]]


def test_last_years_record_is_left_as_it_is() -> None:
    last = record()
    carried(later_form(), last)
    assert last == record()


@EACH_PROGRAM
def test_a_year_on_the_sheet_is_filled_and_read_back(code: str) -> None:
    """The sheet that is handed out for FY2019 takes made-up figures, and every carried value stands where it should."""
    start = expected(record(code)).values
    made_up = dict(made_up_values(later_form(), start))
    reading = read_bytes(form_workbook(later_form(), filled(later_form(), {**start, **made_up})), "x.xlsx")
    assert [problem.code for problem in reading.problems if problem.severity == "error"] == []
    assert reading.form is later_form()
    assert {path: value_at(reading.record, path) for path in start} == start
    assert {path: value_at(reading.record, path) for path in made_up} == made_up
    assert len(start) + len(made_up) == sum(not slots[-1].computed for slots in later_form().fields().values())


@EACH_PROGRAM
def test_the_sheet_that_is_handed_out_holds_the_carried_values_and_nothing_else(code: str) -> None:
    start = expected(record(code)).values
    reading = read_bytes(form_workbook(later_form(), filled(later_form(), start)), "x.xlsx")
    found = without_blanks(dict(leaves(reading.record)))
    computed = {slot.path for slot in later_form().slots if slot.computed}
    identity = {("form",): "program-analysis", ("fiscal_year",): 2019}
    assert {path: value for path, value in found.items() if path not in computed} == {**start, **identity}
    assert {path[2] for path in found if path in computed} == {"2017"}  # the older column adds up, the newer one is blank


def made_up_values(form: Form, given: Mapping[Path, object]) -> Iterator[tuple[Path, object]]:
    """A value for every field that is not given."""
    for index, (path, slots) in enumerate(form.fields().items()):
        slot = slots[-1]
        if path in given or slot.computed:
            continue
        if slot.choices:
            yield path, slot.choices[index % len(slot.choices)].value
        elif slot.type == "year" or slot.type in NUMBER_TYPES:
            yield path, 2026 if slot.type == "year" else index
        else:
            yield path, slot.example if slot.pattern else f"作り物 {index}"


def filled(form: Form, values: Mapping[Path, object]) -> dict[str, Any]:
    return build(form, recomputed(form, values)).record


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_record_is_carried_by_the_same_rules(data: st.DataObject) -> None:
    values = {path: data.draw(values_of(form(), slots[-1])) for path, slots in form().fields().items()}
    last = filled(form(), values)
    wanted = expected(last)
    if last["new_since"] == 2017:
        wanted = Carried({path: value for path, value in wanted.values.items() if path != ("new_since",)}, wanted.review)
    assert carried(later_form(), last) == wanted


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_carried_sheet_is_read_as_it_was_carried(data: st.DataObject) -> None:
    values = {path: data.draw(values_of(form(), slots[-1])) for path, slots in form().fields().items()}
    values[form().key] = "03-04-01"
    start = carried(later_form(), filled(form(), values))
    record = filled(later_form(), start.values)
    assert read_bytes(form_workbook(later_form(), record), "x.xlsx").record == record
    assert set(start.values) <= set(later_form().fields())
    assert start.review <= set(start.values)


def carrying(**rules: Any) -> Form:
    """The small form of FY2019, its fields carrying as given by their last key."""
    definition = small()
    for key, rule in rules.items():
        (path,) = [one for one in ("/code", "/name", "/grade", "/since", "/money/{line}/{year}") if one.strip("/").split("/")[0] == key]
        item(definition, path)["carry"] = rule
    return compile_form(verified(text_of(definition), SOURCE), 2019)


SMALL_LAST = {"code": "01-02", "name": "名前", "grade": "良", "since": 1983, "money": {"rent": {"2017": 1, "2018": 2}, "sum": {"2018": 3}}}


def test_without_a_rule_a_field_starts_blank() -> None:
    assert carried(carrying(), SMALL_LAST) == Carried({}, frozenset())


def test_each_rule_by_itself() -> None:
    assert carried(carrying(code=True), SMALL_LAST) == Carried({("code",): "01-02"}, frozenset())
    assert carried(carrying(code={"review": True}), SMALL_LAST) == Carried({("code",): "01-02"}, frozenset({("code",)}))
    assert carried(carrying(name={"from": "/code"}), SMALL_LAST) == Carried({("name",): "01-02"}, frozenset())
    assert carried(carrying(since=True), SMALL_LAST) == Carried({("since",): 1983}, frozenset())


def test_a_series_ends_where_the_rule_says_and_totals_are_left_to_their_formulas() -> None:
    assert carried(carrying(money=True), SMALL_LAST).values == {("money", "rent", "2018"): 2}
    assert carried(carrying(money={"until": "Y-1"}), SMALL_LAST).values == {("money", "rent", "2018"): 2}
    assert carried(carrying(money={"until": "Y-2"}), SMALL_LAST).values == {}


@pytest.mark.parametrize(
    ("key", "rule", "mistake"),
    [
        ("code", {"until": "Y-1"}, "small.json > sheets > 表 > items[2] /code: 'year' is not defined or not understood"),
        ("name", {"from": "/nope"}, "small.json > sheets > 表 > /name > carry > from: there is no such (number) field: /nope"),
    ],
)
def test_a_rule_that_leads_nowhere_is_refused(key: str, rule: dict[str, str], mistake: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        carrying(**{key: rule})
    assert raised.value.mistakes == (mistake,)
