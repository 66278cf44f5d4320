"""From the definition to slots: every field of the record, at its place, under the form's own name of that year."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from forms_for_tests import shipped_form, small, small_form
from hypothesis import given
from hypothesis import strategies as st

from xltools.cells import MAX_COLUMN, MAX_ROW
from xltools.fiscal_years import era_of, number_text
from xltools.forms.compile import compile_form
from xltools.forms.definition import load_form
from xltools.forms.model import Form, Slot
from xltools.problems import Path, pointer

YEARS = range(2018, 2031)

# The record's description, written out: N..M repeats, {Y-6..Y} are years.
RECORD = """
program_code program_name strategy department manager staff extension
budget_items/0..4/code budget_items/0..4/name
program_type new_since start_year has_end end_year legal_basis service_standard plan_status
policy_system/field/code policy_system/field/name policy_system/policy/code policy_system/policy/name
policy_system/measure/code policy_system/measure/name
purpose target description history necessity
delivery/method delivery/staffing delivery/detail
indicators/0..2/name indicators/0..2/values/Y-3..Y indicators/0..2/target indicators/0..2/note
classification/current classification/next classification/comment
budget/Y-6..Y settlement/Y-6..Y
results/0..5/name results/0..5/values/Y-6..Y
breakdown/Y-2..Y/0..7/category breakdown/Y-2..Y/0..7/item breakdown/Y-2..Y/0..7/amount
cost_statement/LINE/Y-2..Y-1 cost_statement/LINE/change
remarks issues
improvements/0..2/planned improvements/0..2/done improvements/0..2/next
other_wards/implemented other_wards/not_implemented other_wards/unknown other_wards/note
council_questions
"""
LINES = """
personnel supplies maintenance social_assistance subsidies depreciation bad_debt bonus_retirement other_cost cost_total
local_tax national_grants metropolitan_grants charges fees other_revenue revenue_total
operating_balance financial_balance ordinary_balance extraordinary_cost extraordinary_revenue extraordinary_balance net_balance
"""


def written_out(fiscal_year: int) -> set[Path]:
    def parts(part: str) -> list[str | int]:
        if part == "LINE":
            return list(LINES.split())
        first, _, last = part.partition("..")
        if first.startswith("Y"):
            return [str(year) for year in range(fiscal_year + int(first[1:] or 0), fiscal_year + int(last[1:] or 0) + 1)]
        return list(range(int(first), int(last) + 1)) if last else [part]

    paths: set[Path] = set()
    for pattern in RECORD.split():
        found: list[Path] = [()]
        for part in pattern.split("/"):
            found = [(*path, key) for path in found for key in parts(part)]
        paths.update(found)
    return paths


@pytest.fixture(params=YEARS)
def form(request: pytest.FixtureRequest) -> Form:
    return shipped_form("program-analysis-2018", request.param)


def slots_at(form: Form, path: str) -> list[Slot]:
    return [slot for slot in form.slots if pointer(slot.path) == path]


def printed(form: Form) -> list[str]:
    return [label.text for sheet in form.sheets for label in sheet.labels]


def test_slots_are_exactly_the_fields_of_the_record(form: Form) -> None:
    assert set(form.fields()) == written_out(form.fiscal_year)


def test_number_of_slots(form: Form) -> None:
    marks = {
        "/strategy": 4,
        "/program_type": 3,
        "/new_since": 2,
        "/has_end": 2,
        "/service_standard": 3,
        "/plan_status": 2,
        "/delivery/staffing": 3,
    }
    many = {pointer(path): len(slots) for path, slots in form.fields().items() if len(slots) > 1}
    assert many == {**marks, "/start_year": 3}  # two eras and the number
    assert len(form.slots) == len(written_out(form.fiscal_year)) + sum(count - 1 for count in many.values()) == 299


def test_defined_names_are_unique_and_allowed(form: Form) -> None:
    names = Counter(slot.name.lower() for slot in form.slots)  # Excel does not tell A from a
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"slot\.[a-z_0-9.]{1,250}", name)] == []


def test_nothing_stands_on_anything_else(form: Form) -> None:
    areas = [slot.area for slot in form.slots] + [label.area for sheet in form.sheets for label in sheet.labels]
    cells = Counter(cell for area in areas for cell in area.cells())
    assert [str(cell) for cell, count in cells.items() if count > 1] == []


def test_everything_stands_on_its_page_and_the_stamp_does_not(form: Form) -> None:
    for sheet in form.sheets:
        page = set(sheet.print_area.cells())
        areas = [slot.area for slot in form.slots if slot.at.sheet == sheet.name] + [label.area for label in sheet.labels]
        assert {cell for area in areas for cell in area.cells()} <= page
        assert sheet.stamp not in page


def test_every_slot_has_a_label_without_placeholders_or_line_breaks(form: Form) -> None:
    wrong = [slot.full_label for slot in form.slots if not slot.label or re.search(r"[{}\n]", slot.full_label)]
    assert wrong == []
    assert [text for text in printed(form) if re.search(r"[{}]", text)] == []


def test_full_label_tells_every_field_from_every_other(form: Form) -> None:
    labels = Counter(slots[0].full_label for slots in form.fields().values())
    assert [label for label, count in labels.items() if count > 1] == []


def test_only_totals_balances_and_changes_are_computed(form: Form) -> None:
    y1, y2 = str(form.fiscal_year - 1), str(form.fiscal_year - 2)
    totals = ("cost_total", "revenue_total", "operating_balance", "ordinary_balance", "extraordinary_balance", "net_balance")
    wanted = {("cost_statement", line, year) for line in totals for year in (y1, y2)} | {
        ("cost_statement", line, "change") for line in LINES.split()
    }
    assert {slot.path for slot in form.slots if slot.computed} == wanted


def year(fiscal_year: int, seen_from: int, era: bool = False) -> str:
    found, number = era_of(fiscal_year, seen_from)
    return f"{found.name if era else ''}{number_text(number)}年度"


def test_every_year_of_the_form_rolls_except_the_target(form: Form) -> None:
    y = form.fiscal_year
    labels = {pointer(slot.path): slot.label for slot in form.slots}
    texts = printed(form)
    target = "38年度" if y == 2018 else "8年度"
    assert f"事務事業分析シート（{year(y, y, era=True)}）" in texts
    assert f"決算額（{year(y, y)}は見込み）" in texts
    assert f"{year(y, y)}\n見込み" in texts
    assert f"目標値\n({target})" in texts
    assert labels["/indicators/0/target"] == f"目標値({target})"
    assert [labels[f"/budget/{shown}"] for shown in range(y - 6, y + 1)] == [year(shown, y) for shown in range(y - 6, y + 1)]
    assert [labels[f"/indicators/2/values/{shown}"] for shown in range(y - 3, y + 1)] == [year(shown, y) for shown in range(y - 3, y + 1)]
    assert (labels["/classification/current"], labels["/classification/next"]) == (year(y, y), year(y + 1, y))
    assert labels["/improvements/0/planned"] == f"{year(y - 1, y, era=True)}に取り組む具体的な改善内容"
    assert labels["/improvements/0/next"] == f"{year(y, y, era=True)}以降に取り組む具体的な改善内容"
    assert [f"{year(y - 2, y, era=True)}（決算）" in texts, f"{year(y, y, era=True)}（予算）" in texts] == [True, True]
    assert [(slot.mark.value, slot.mark.text) for slot in slots_at(form, "/new_since") if slot.mark] == [
        (y, year(y, y)),
        (y - 1, year(y - 1, y)),
    ]


@pytest.mark.parametrize(
    ("fiscal_year", "path", "cell", "full_label"),
    [
        (2018, "/program_code", "No1!H2", "事務事業コード"),
        (2018, "/start_year", "No1!P11", "開始年度"),
        (2018, "/budget_items/4/name", "No1!Q9", "事務事業を構成する小事業名及び予算事業コード 5行目 小事業名"),
        (2018, "/indicators/0/values/2017", "No1!W26", "指標 1行目 指標の推移 29年度"),
        (2018, "/policy_system/field/name", "No1!O14", "行政評価事業体系 分野 名称"),
        (2018, "/classification/next", "No1!H31", "事務事業の分類 31年度"),
        (2018, "/budget/2012", "No2!N3", "予算額 24年度"),
        (2018, "/breakdown/2018/7/amount", "No2!AS22", "予算・決算の内訳 30年度 8行目 金額"),
        (2018, "/cost_statement/cost_total/2016", "No2!N34", "行政コスト計算書 行政費用合計(b) 28年度"),
        (2018, "/cost_statement/net_balance/change", "No2!AS36", "行政コスト計算書 当期収支差額(e)+(h) 差額"),
        (2019, "/budget/2013", "No2!N3", "予算額 25年度"),
        (2019, "/budget/2019", "No2!AR3", "予算額 元年度"),
        (2019, "/classification/next", "No1!H31", "事務事業の分類 2年度"),
        (2020, "/results/5/values/2019", "No2!AM11", "実績の推移 6行目 元年度"),
        (2030, "/settlement/2030", "No2!AR4", "決算額 12年度"),
    ],
)
def test_slot_stands_where_the_form_has_it(fiscal_year: int, path: str, cell: str, full_label: str) -> None:
    slot = slots_at(shipped_form("program-analysis-2018", fiscal_year), path)[-1]
    assert (str(slot.at), slot.full_label) == (cell, full_label)


def test_marks_and_eras_share_the_path_of_their_value() -> None:
    form = small_form()
    assert [
        (slot.name, slot.at.a1, slot.mark and slot.mark.value, slot.era) for slot in form.slots if slot.path[0] in ("kind", "since")
    ] == [
        ("slot.kind.mark1", "B3", "新規", ""),
        ("slot.kind.mark2", "D3", 2017, ""),
        ("slot.kind.mark3", "F3", False, ""),
        ("slot.since.era1", "B4", None, "昭和"),
        ("slot.since.era2", "D4", None, "平成"),
        ("slot.since", "F4", None, ""),
    ]


def test_words_beside_marks_are_printed() -> None:
    labels = {label.area.a1: label.text for label in small_form(2019).sheets[0].labels}
    assert [labels[cell] for cell in ("C3", "E3", "G3", "C4", "E4")] == ["新規", "30年度", "無", "昭和", "平成"]
    assert (labels["A1:L1"], labels["E5"], labels["E9"], labels["F9"]) == ("小さな様式（令和元年度）", "30年度の額", "30年度", "元年度")


def test_repetition_moves_down_and_right() -> None:
    cells = {pointer(slot.path): slot.at.a1 for slot in small_form().slots}
    assert [cells[f"/money/{line}/{year}"] for line in ("rent", "wages", "rest") for year in (2017, 2018)] == [
        "E10",
        "F10",
        "E11",
        "F11",
        "E14",
        "F14",
    ]


def test_lists_inside_lists_stand_for_their_members() -> None:
    lines = [slot.path[1] for slot in small_form().slots if slot.path[0] == "money" and slot.path[2] == "2018"]
    assert lines == ["rent", "wages", "sum", "income", "rest"]


def test_styles_take_over_from_their_base() -> None:
    definition = small()
    definition["styles"] |= {"base": {"size": 10, "bold": True}, "text": {"base": "base", "bold": False}}
    styles = compile_form(definition, 2018).styles
    assert styles["text"] == {"size": 10, "bold": False}
    assert styles["code"] == {"size": 10, "bold": True}


def test_shipped_form_is_two_a4_portrait_pages() -> None:
    form = load_form("program-analysis-2018", 2018)
    assert [sheet.name for sheet in form.sheets] == ["No1", "No2"]
    assert (form.page["paper"], form.page["orientation"]) == ("A4", "portrait")


@given(st.integers(1990, 2099))
def test_any_year_compiles_to_the_same_places(fiscal_year: int) -> None:
    first, other = small_form(2018), small_form(fiscal_year)
    assert [replace(slot, path=(), name="", label="", full_label="", choices=(), mark=None) for slot in other.slots] == [
        replace(slot, path=(), name="", label="", full_label="", choices=(), mark=None) for slot in first.slots
    ]
    assert all(slot.at.row <= MAX_ROW and slot.at.column <= MAX_COLUMN for slot in other.slots)
