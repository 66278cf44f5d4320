"""One cell, one value: what is read, what is noted, what is refused; and parse(show(v)) == v."""

from __future__ import annotations

import datetime
import string
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_for_tests import SOURCE, form

from xltools.forms.definition import definitions, load_form
from xltools.forms.model import Form, Slot
from xltools.problems import Path
from xltools.reading.entry import BLANKS, Entry, ErrorValue, Parsed
from xltools.reading.values import parse, show

TEXT: Path = ("program_name",)
CODE: Path = ("extension",)
AMOUNT: Path = ("budget", "2017")
COUNT: Path = ("other_wards", "implemented")
NUMBER: Path = ("indicators", 0, "target")
CHOICE: Path = ("classification", "current")
MARKS: Path = ("strategy",)
ERA_YEAR: Path = ("start_year",)
YEAR: Path = ("end_year",)
PROGRAM: Path = ("program_code",)
POLICY: Path = ("policy_system", "measure", "code")
METHOD: Path = ("delivery", "method")


def slots(path: Path) -> tuple[Slot, ...]:
    return form().fields()[path]


def read(path: Path, *raws: object, seen_from: int = 2018) -> Parsed:
    """Parse a field whose cells hold these values, in the order of its slots."""
    return parse([Entry(slot, slot.at, raw, SOURCE) for slot, raw in zip(slots(path), raws, strict=True)], seen_from)


def told(parsed: Parsed) -> list[str]:
    """The codes; every text of every problem must be complete in both languages."""
    for problem in parsed.problems:
        for lang in ("ja", "en"):
            for text in (problem.message(lang), problem.hint(lang), problem.expected(lang)):
                assert "{" not in text
                assert "None" not in text
    return [problem.code for problem in parsed.problems]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (None, None),
        ("", None),
        (" 　\t\n", None),
        (" 　名称\t\n", "名称"),
        ("一 二", "一 二"),
        ("一\r\n二\r三\n四", "一\n二\n三\n四"),
        ("㈱ⅦﾊﾝｶｸＡ１", "㈱ⅦﾊﾝｶｸＡ１"),
        ("=1+1", "=1+1"),
        ("一_x000D_\n二_x000D_三\x0b四", "一\n二\n三\n四"),
    ],
)
@pytest.mark.parametrize("path", [TEXT, CODE, CHOICE])
def test_text_is_kept_as_typed(path: Path, raw: object, value: object) -> None:
    parsed = read(path, raw)
    assert (parsed.value, told(parsed)) == (value, [])


@pytest.mark.parametrize(("raw", "value"), [(21552158.0, "21552158"), (3.5, "3.5"), (1e-7, "0.0000001"), (-4.0, "-4"), (True, "TRUE")])
def test_a_text_that_excel_made_a_number(raw: object, value: str) -> None:
    parsed = read(CODE, raw)
    assert (parsed.value, told(parsed)) == (value, ["text-was-number"])


@pytest.mark.parametrize(
    "raw", [datetime.date(2003, 4, 1), datetime.datetime(2003, 4, 1), datetime.time(3, 4), datetime.timedelta(hours=30)]
)
def test_a_text_that_excel_made_a_date(raw: object) -> None:
    parsed = read(CODE, raw)
    assert (parsed.value, told(parsed)) == (None, ["text-was-date"])


def test_a_text_of_sixteen_digits_that_excel_made_a_number() -> None:
    parsed = read(CODE, 1234567890123456.0)
    assert (parsed.value, told(parsed)) == (None, ["number-too-long"])


@pytest.mark.parametrize(
    ("raw", "value"), [(None, None), (" ", None), (454394.0, 454394), (0.0, 0), (-0.0, 0), (-7386.0, -7386), (7, 7), (1e15 - 1, 10**15 - 1)]
)
@pytest.mark.parametrize("path", [AMOUNT, COUNT, NUMBER])
def test_whole_numbers(path: Path, raw: object, value: object) -> None:
    parsed = read(path, raw)
    assert (parsed.value, told(parsed)) == (value, [])
    assert type(parsed.value) in (int, type(None))


@pytest.mark.parametrize("raw", [36.5, 0.1, 99.95, 1 / 3, 1e-9, -2.25])
def test_decimals_come_back_as_the_same_float(raw: float) -> None:
    parsed = read(NUMBER, raw)
    assert (parsed.value, told(parsed)) == (raw, [])


@pytest.mark.parametrize("raw", [36.5, "36.5"])
@pytest.mark.parametrize("path", [AMOUNT, COUNT])
def test_decimals_where_a_whole_number_belongs(path: Path, raw: object) -> None:
    parsed = read(path, raw)
    assert (parsed.value, told(parsed)) == (None, ["not-whole"])


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1234", 1234),
        (" 1,234,567 ", 1234567),
        ("１２，３４５", 12345),
        ("▲ 7,386", -7386),
        ("▲７，３８６", -7386),
        ("△　12", -12),
        ("−5", -5),
        ("－５", -5),
        ("–5", -5),
        ("-5", -5),
        ("007", 7),
        ("99.5", 99.5),
        ("９９．５", 99.5),
        ("100.0", 100),
        ("▲0", 0),
    ],
)
def test_a_text_that_is_a_number_without_doubt(raw: str, value: object) -> None:
    parsed = read(NUMBER, raw)
    assert (parsed.value, told(parsed)) == (value, ["number-text"])
    assert parsed.problems[0].value == raw


@pytest.mark.parametrize("raw", ["-", "－", "―", "‐", "–", " － ", "--"])
@pytest.mark.parametrize("path", [AMOUNT, NUMBER])
def test_a_dash_is_a_blank_with_a_warning(path: Path, raw: str) -> None:
    parsed = read(path, raw)
    assert (parsed.value, told(parsed)) == (None, ["dash-is-blank"])
    assert not parsed.unread


@pytest.mark.parametrize(
    "raw",
    ["29（4）", "2155,2158", "1,23", "約100", "1 234", "1e5", "1.", ".5", "+5", "--5", "①", "NaN", "Infinity", "=1",
     "▲-5", "▲(5)", "1,2345", "5以上です。", "(5", True, False, float("nan"), float("inf"), datetime.date(2018, 3, 4), datetime.time(1, 2)],
)  # fmt: skip
def test_what_is_no_number(raw: object) -> None:
    parsed = read(NUMBER, raw)
    assert (parsed.value, told(parsed)) == (None, ["not-a-number"])
    assert parsed.unread


@pytest.mark.parametrize("raw", [1e15, -1e15, 1e308, "1234567890123456"])
def test_a_number_that_may_have_lost_digits(raw: object) -> None:
    parsed = read(NUMBER, raw)
    assert (parsed.value, told(parsed)) == (None, ["number-too-long"])


@pytest.mark.parametrize("path", [TEXT, AMOUNT, CHOICE])
def test_an_error_is_no_blank(path: Path) -> None:
    parsed = read(path, ErrorValue("#REF!"))
    assert (parsed.value, told(parsed)) == (None, ["cell-error"])
    assert parsed.problems[0].value == "#REF!"


@pytest.mark.parametrize(
    ("raws", "value", "chosen"),
    [
        (["○", "●", "○", "○"], "業務", 1),
        ([None, " ● ", "◯", ""], "業務", 1),
        (["○", "○", "○", "○"], None, 0),
        ([None] * 4, None, 0),
        (["●", None, None, None], "協働", 0),
    ],
)
def test_marks(raws: list[object], value: object, chosen: int) -> None:
    parsed = read(MARKS, *raws)
    assert (parsed.value, told(parsed)) == (value, [])
    assert parsed.at == slots(MARKS)[chosen].at


def test_two_marks() -> None:
    parsed = read(MARKS, "○", "●", "○", "●")
    assert (parsed.value, told(parsed)) == (None, ["two-marks"])
    assert parsed.problems[0].at == slots(MARKS)[1].at
    assert "●業務、●人事" in parsed.problems[0].message("ja")


@pytest.mark.parametrize("raw", ["x", "●財務", "●●", 1.0, True, datetime.date(2018, 1, 1)])
def test_something_else_in_a_mark_cell_is_never_guessed(raw: object) -> None:
    for other in ("○", "●"):
        parsed = read(MARKS, other, raw, "○", "○")
        assert (parsed.value, told(parsed)) == (None, ["not-a-mark"])
        assert parsed.problems[0].at == slots(MARKS)[1].at


def test_an_error_in_a_group_of_marks() -> None:
    parsed = read(MARKS, "●", ErrorValue("#N/A"), "○", "○")
    assert (parsed.value, told(parsed)) == (None, ["cell-error"])
    assert parsed.problems[0].at == slots(MARKS)[1].at


@pytest.mark.parametrize(
    ("raws", "value", "notes"),
    [
        (["●", "○", "58"], 1983, []),
        (["●", None, 58.0], 1983, []),
        (["●", "○", "５８"], 1983, []),
        (["●", "○", "58年度"], 1983, []),
        (["○", "●", "元"], 1989, []),
        (["○", "●", 31], 2019, []),
        (["○", "○", None], None, []),
        (["○", "○", "昭和58"], 1983, ["year-read-as"]),
        (["●", "○", "昭和58年"], 1983, ["year-read-as"]),
        (["○", "○", "Ｓ５８"], 1983, ["year-read-as"]),
        (["○", "○", "h元"], 1989, ["year-read-as"]),
        (["○", "○", "大正9"], 1920, ["year-read-as"]),
        (["●", "○", "1983"], 1983, ["year-read-as"]),
        (["○", "○", 1983.0], 1983, ["year-read-as"]),
    ],
)
def test_a_year_with_its_era(raws: list[object], value: object, notes: list[str]) -> None:
    parsed = read(ERA_YEAR, *raws)
    assert (parsed.value, told(parsed)) == (value, notes)
    assert parsed.at == slots(ERA_YEAR)[-1].at


@pytest.mark.parametrize(
    ("raws", "code"),
    [
        (["○", "○", "58"], "no-era"),
        (["●", "○", None], "era-without-year"),
        (["●", "○", " "], "era-without-year"),
        (["●", "●", "58"], "two-marks"),
        (["x", "○", "58"], "not-a-mark"),
        (["○", "●", "昭和58"], "year-contradicts"),
        (["○", "●", "1983"], "year-contradicts"),
        (["●", "○", "0"], "not-a-year"),
        (["●", "○", "99"], "not-a-year"),
        (["●", "○", "58-60"], "not-a-year"),
        (["●", "○", "H30.4"], "year-contradicts"),
        (["●", "○", "58.4"], "not-a-year"),
        (["○", "○", "H30.13"], "not-a-year"),
        (["●", "○", "1500"], "not-a-year"),
        (["●", "○", 58.5], "not-a-year"),
        (["●", "○", True], "not-a-year"),
        (["●", "○", float("nan")], "not-a-year"),
        (["●", "○", datetime.date(1983, 4, 1)], "not-a-year"),
        (["●", "○", "-"], "dash-is-blank"),
        (["●", "○", ErrorValue("#VALUE!")], "cell-error"),
    ],
)
def test_a_year_that_cannot_be_read(raws: list[object], code: str) -> None:
    parsed = read(ERA_YEAR, *raws)
    assert (parsed.value, told(parsed)) == (None, [code])


@pytest.mark.parametrize(
    ("raw", "seen_from", "value"),
    [
        ("38", 2018, 2026),
        ("8", 2019, 2026),
        ("元", 2019, 2019),
        ("平成30", 2019, 2018),
        ("R8", 2018, 2026),
        (38.0, 2018, 2026),
        (None, 2018, None),
    ],
)
def test_a_year_without_marks_counts_in_the_sheets_own_era(raw: object, seen_from: int, value: object) -> None:
    parsed = read(YEAR, raw, seen_from=seen_from)
    assert (parsed.value, told(parsed)) == (value, [])


@pytest.mark.parametrize(
    ("path", "raws", "value", "notes"),
    [
        (NUMBER, ["（１，２３４）"], -1234, ["number-text"]),
        (NUMBER, ["12件"], 12, ["number-text"]),
        (NUMBER, ["12千件"], None, ["unit-differs"]),
        (AMOUNT, ["12千円"], 12, ["number-text"]),
        (AMOUNT, ["12円"], None, ["unit-differs"]),
        (COUNT, ["２２区"], 22, ["number-text"]),
        (COUNT, ["22件"], None, ["unit-differs"]),
        (PROGRAM, ["０３－０４－０１"], "03-04-01", ["code-read-as"]),
        (PROGRAM, ["3-4-1"], "03-04-01", ["code-read-as"]),
        (PROGRAM, ["03―04‐01"], "03-04-01", ["code-read-as"]),
        (PROGRAM, ["3-4"], "3-4", []),
        (PROGRAM, [datetime.date(2003, 4, 1)], None, ["code-was-date"]),
        (PROGRAM, ["－"], None, ["dash-is-blank"]),
        (POLICY, [5.0], "05", ["code-read-as"]),
        (CODE, ["155"], "155", []),
        (CHOICE, ["改善見直し"], "改善・見直し", ["choice-read-as"]),
        (CHOICE, ["改善･見直し"], "改善・見直し", ["choice-read-as"]),
        (CHOICE, ["継読"], None, ["did-you-mean"]),
        (CHOICE, ["未定"], "未定", []),
        (CHOICE, ["－"], None, ["dash-is-blank"]),
        (METHOD, ["２ 一部委託"], "2一部委託", ["choice-read-as"]),
        (METHOD, ["4指定管理"], "4指定管理", []),
        (MARKS, ["○", "◎", "○", "○"], "業務", ["mark-read-as"]),
        (MARKS, ["○", "●業務", "○", "○"], "業務", ["mark-read-as"]),
        (MARKS, [None, "○", None, None], None, ["mark-unclear"]),
        (ERA_YEAR, ["○", "○", "H30.4"], 2018, ["year-read-as"]),
        (ERA_YEAR, ["○", "●", "平成30年3月"], 2017, ["year-read-as"]),
    ],
)
def test_another_spelling_is_read_with_a_note_or_asked_about(path: Path, raws: list[object], value: object, notes: list[str]) -> None:
    parsed = read(path, *raws)
    assert (parsed.value, told(parsed)) == (value, notes)


def test_a_mark_beside_the_word_of_its_answer() -> None:
    marks = slots(MARKS)
    words = ["協働", "●業務", "財務", "人事"]
    parsed = parse([Entry(slot, slot.at, "○", SOURCE, word) for slot, word in zip(marks, words, strict=True)], 2018)
    assert (parsed.value, told(parsed)) == ("業務", ["mark-read-as"])


def test_a_bare_number_of_two_eras() -> None:
    parsed = read(YEAR, "38", seen_from=2019)
    assert (parsed.value, told(parsed)) == (None, ["era-unclear"])


def test_problems_name_file_cell_path_label_and_value() -> None:
    (problem,) = read(AMOUNT, "約100").problems
    assert problem.source == SOURCE
    assert str(problem.at) == "No2!AM3"
    assert problem.path == AMOUNT
    assert problem.label == "予算額 29年度"
    assert problem.value == "約100"


def test_an_unknown_type_is_a_bug() -> None:
    slot = replace(slots(TEXT)[0], type="colour")
    with pytest.raises(TypeError):
        parse([Entry(slot, slot.at, "x", SOURCE)], 2018)


def test_showing_what_has_no_place_marks_nothing() -> None:
    assert set(show(form(), slots(MARKS), "未知").values()) == {"○"}
    assert list(show(form(), slots(ERA_YEAR), "昭和").values()) == ["○", "○", "昭和"]
    assert set(show(form(), slots(("has_end",)), 0).values()) == {"○"}


@pytest.mark.parametrize(
    ("path", "value", "content"),
    [
        (MARKS, "業務", ["○", "●", "○", "○"]),
        (("has_end",), False, ["○", "●"]),
        (ERA_YEAR, 1983, ["●", "○", "58"]),
        (ERA_YEAR, 1989, ["○", "●", "元"]),
        (ERA_YEAR, 1920, ["○", "○", "大正9"]),
        (YEAR, 2026, ["38"]),
        (YEAR, 1983, ["昭和58"]),
        (YEAR, 2150, ["2150"]),
        (AMOUNT, -7386, [-7386]),
        (TEXT, None, [None]),
    ],
)
def test_what_a_value_looks_like(path: Path, value: object, content: list[object]) -> None:
    assert list(show(form(), slots(path), value).values()) == content


TYPED = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")).map(lambda text: text.strip(BLANKS) or None)
WHOLE = st.integers(-(10**15) + 1, 10**15 - 1)
DECIMAL = st.floats(-1e14, 1e14, allow_nan=False).map(lambda number: int(number) if number == int(number) else number)
VALUES = {
    "text": TYPED,
    "prose": TYPED,
    "code": TYPED | st.text(string.digits, min_size=1),
    "amount": WHOLE,
    "count": WHOLE,
    "number": WHOLE | DECIMAL,
    "year": st.integers(1868, 9999),
}


@cache
def forms() -> list[Form]:
    """Every shipped form, in its first year and, if it lasts, two years on."""
    found = []
    for definition in definitions():
        first = definition["valid"]["from"]
        last = definition["valid"].get("to") or first + 2
        found += [load_form(definition["id"], year) for year in sorted({first, min(first + 2, last)})]
    return found


def _values(slot: Slot) -> st.SearchStrategy[object]:
    """Values that a field holds: a code is as its pattern wants it, an answer one of the list."""
    if slot.type == "code" and slot.pattern:
        return st.from_regex(slot.pattern, fullmatch=True)
    return st.sampled_from([choice.value for choice in slot.choices]) if slot.type == "choice" else VALUES[slot.type]


@settings(deadline=None)
@given(st.data())
def test_what_is_shown_is_read_again(data: st.DataObject) -> None:
    shown_form = data.draw(st.sampled_from(forms()), "form")
    field = data.draw(st.sampled_from(sorted(shown_form.fields().items(), key=str)), "field")[1]
    if field[-1].mark is not None:
        values: st.SearchStrategy[object] = st.sampled_from([slot.mark.value for slot in field if slot.mark])
    else:
        values = _values(field[-1])
    value = data.draw(st.none() | values, "value")
    content = show(shown_form, field, value)
    assert list(content) == list(field)
    parsed = parse([Entry(slot, slot.at, raw, SOURCE) for slot, raw in content.items()], shown_form.fiscal_year)
    assert parsed.value == value
    assert type(parsed.value) is type(value)
    assert not [problem for problem in parsed.problems if problem.severity != "note"]
