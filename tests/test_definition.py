"""A mistake in a definition is one clear line: file > sheet > item > key, and what is wrong there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forms_for_tests import SHIPPED, SOURCE, item, small, text_of

from xltools.errors import DefinitionError, XltoolsError
from xltools.forms.definition import definitions, load_form, verified

Change = Callable[[dict[str, Any]], object]


def top(**keys: Any) -> Change:
    """Keys of the definition itself."""
    return lambda definition: definition.update(keys)


def sheet(**keys: Any) -> Change:
    return lambda definition: definition["sheets"][0].update(keys)


def field(which: str, **keys: Any) -> Change:
    """Keys of one item, named by its path, text or box."""
    return lambda definition: item(definition, which).update(keys)


def without(which: str, key: str) -> Change:
    return lambda definition: item(definition, which).pop(key)


def text(text: str, at: str = "L14", **keys: Any) -> Change:
    """One more printed text (item 13)."""
    return lambda definition: definition["sheets"][0]["items"].append({"text": text, "at": at, **keys})


def style(name: str, **keys: Any) -> Change:
    return lambda definition: definition["styles"][name].update(keys)


def no_style(name: str) -> Change:
    return lambda definition: definition["styles"].pop(name)


def rule(**keys: Any) -> Change:
    """Keys of the first rule."""
    return lambda definition: definition["rules"][0].update(keys)


def more_sheets(name: str, items: list[dict[str, Any]]) -> Change:
    return lambda definition: definition["sheets"].append({**definition["sheets"][0], "name": name, "items": items})


def table(**keys: Any) -> Change:
    """The summary's only table."""
    return lambda definition: definition["summary"].update(tables=[{"name": "表題", **keys}])


SERIES = {"kind": "series", "planned": "/money/sum", "actual": "/money/rest", "settled_until": "Y", "rate": "率", "change": "比"}
STATEMENT = {"kind": "statement", "path": "/money", "lines": "all", "years": "pair", "change": "change"}

WRONG: dict[str, tuple[Change, str | list[str]]] = {
    # where things stand
    "entry-over-entry": (field("/name", at="C2:L2"), "sheets > 表 > items[3] /name > at: C2:L2 overlaps items[2] /code at C2"),
    "label-over-mark": (field("/grade", label_at="F4"), "sheets > 表 > items[6] /grade > label_at: F4 overlaps items[5] /since at F4"),
    "text-over-label": (
        text("注", at="A3"),
        "sheets > 表 > items[13] 注 > at: A3 overlaps items[4] /kind at A3",
    ),
    "mark-over-era": (
        field("/since", eras=[{"era": "昭和", "at": "F3"}]),
        "sheets > 表 > items[5] /since > eras: F3 overlaps items[4] /kind at F3",
    ),
    "rows-that-do-not-move": (
        field("/items/{row}/what", each={"row": {"rows": 2}}),
        "sheets > 表 > items[7] /items/{row}/what > at: A6:D6 overlaps items[7] /items/{row}/what at A6",
    ),
    "one-row-too-many": (
        field("/items/{row}/price", each={"row": {"rows": 4, "down": 1}}),
        "sheets > 表 > items[9] {year} > at: E9 overlaps items[8] /items/{row}/price at E9",
    ),
    "right-of-the-page": (text("注", at="M1"), "sheets > 表 > items[13] 注 > at: M1 lies beyond the page's last cell L14"),
    "below-the-page": (
        field("/name", label_at="D15"),
        "sheets > 表 > items[3] /name > label_at: D15 lies beyond the page's last cell L14",
    ),
    "box-beyond-the-page": (
        field("A2:L14", box="A2:M99"),
        "sheets > 表 > items[12] A2:M99 > box: A2:M99 lies beyond the page's last cell L14",
    ),
    "box-backwards": (field("A2:L14", box="L14:A2"), "sheets > 表 > items[12] L14:A2: 'L14:A2' is not defined or not understood"),
    "range-backwards": (field("/name", at="L2:E2"), "sheets > 表 > items[3] /name: 'L2:E2' is not defined or not understood"),
    "beyond-excels-last-column": (
        field("/name", at="XFE2"),
        "sheets > 表 > items[3] /name: 'XFE2' is not defined or not understood",
    ),
    "address-in-small-letters": (
        field("/name", at="e2"),
        "sheets > 表 > items[3] /name > at: wrong shape. Found 'e2', wanted pattern: ^[A-Z]{1,3}[1-9][0-9]*(:[A-Z]{1,3}[1-9][0-9]*)?$",
    ),
    "stamp-on-the-page": (sheet(stamp="L1"), "sheets > 表 > stamp: the stamp L1 lies on the page"),
    "stamp-over-two-cells": (sheet(stamp="N1:O1"), "sheets > 表 > stamp: 'N1:O1' is not defined or not understood"),
    "two-sheets-of-one-name": (
        more_sheets("表", [{"text": "x", "at": "A1"}]),
        "sheets > 表 > name: 表 is stated twice",
    ),
    # where things go in the record
    "path-twice": (field("/grade", path="/code"), "sheets > 表 > items[6] /code > path: /code is stated twice"),
    "path-twice-as-mark-and-text": (field("/kind", path="/code"), "sheets > 表 > items[4] /code > path: /code is stated twice"),
    "path-twice-on-two-sheets": (
        more_sheets("裏", [{"path": "/code", "type": "text", "label": "コード", "at": "A1"}]),
        "sheets > 裏 > items[1] /code > path: /code is stated twice",
    ),
    "path-without-its-year": (
        field("/money/{line}/{year}", path="/money/{line}/now"),
        [
            f"sheets > 表 > items[11] /money/{{line}}/now > path: /money/{line}/now is stated twice"
            for line in ("rent", "wages", "sum", "income", "rest")
        ],
    ),
    "path-that-every-record-has": (
        field("/grade", path="/fiscal_year"),
        "sheets > 表 > items[6] /fiscal_year > path: /fiscal_year is stated twice",
    ),
    "path-inside-another": (
        field("/grade", path="/code/grade"),
        "sheets > 表 > items[6] /code/grade > path: stands inside /code, which is a value",
    ),
    "path-differs-in-case-only": (
        field("/grade", path="/Code"),
        "sheets > 表 > items[6] /Code > path: 'slot.Code' cannot be a defined name, or is taken by another field",
    ),
    "path-excel-cannot-name": (
        field("/grade", path="/a+b"),
        "sheets > 表 > items[6] /a+b > path: 'slot.a+b' cannot be a defined name, or is taken by another field",
    ),
    "row-without-a-key": (
        field("/grade", path="/grades/{row}", each={"row": {"rows": 1}}),
        "sheets > 表 > items[6] /grades/{row} > path: /grades/0 cannot stand in a record: "
        "a row needs named fields, no row stands inside a row, and a group is rows or keys",
    ),
    "rows-and-keys-in-one-group": (
        lambda definition: definition["sheets"][0]["items"].append({"path": "/items/note", "type": "text", "label": "注", "at": "L14"}),
        "sheets > 表 > items[13] /items/note > path: /items/note cannot stand in a record: "
        "a row needs named fields, no row stands inside a row, and a group is rows or keys",
    ),
    # names of other things
    "unknown-year": (field("/name", label="{Z}"), "sheets > 表 > items[3] /name: 'Z' is not defined or not understood"),
    "unknown-year-form": (text("{Y:odd}"), "sheets > 表 > items[13] {Y:odd}: 'odd' is not defined or not understood"),
    "unknown-label": (text("{label:/nope}"), "sheets > 表 > items[13] {label:/nope}: '/nope' is not defined or not understood"),
    "more-rows-than-circled-numbers": (
        text("{row:circled}", at="I1", each={"row": {"rows": 21}}),
        "sheets > 表 > items[13] {row:circled}: '21' is not defined or not understood",
    ),
    "placeholder-that-nothing-repeats": (
        field("/grade", path="/grade/{row}"),
        "sheets > 表 > items[6] /grade/{row}: 'row' is not defined or not understood",
    ),
    "unknown-years": (
        field("{year}", each={"year": {"years": "nope", "right": 1}}),
        "sheets > 表 > items[9] {year}: 'nope' is not defined or not understood",
    ),
    "unknown-list": (
        field("{line}", each={"line": {"list": "nope", "down": 1}}),
        "sheets > 表 > items[10] {line}: 'nope' is not defined or not understood",
    ),
    "unknown-choices": (
        field("/grade", choices="nope"),
        "sheets > 表 > items[6] /grade > choices: 'nope' is not defined or not understood",
    ),
    "unknown-era": (
        field("/since", eras=[{"era": "元禄", "at": "B4"}]),
        "sheets > 表 > items[5] /since > eras: '元禄' is not defined or not understood",
    ),
    "unknown-style": (
        field("/name", style="bold"),
        "sheets > 表 > items[3] /name > style: style 'bold' does not exist or leads back to itself",
    ),
    "unknown-label-style": (
        field("/name", label_style="bold"),
        "sheets > 表 > items[3] /name > label_style: style 'bold' does not exist or leads back to itself",
    ),
    "type-without-its-style": (
        no_style("choice"),
        "sheets > 表 > items[6] /grade > type: style 'choice' does not exist or leads back to itself",
    ),
    "marks-without-their-style": (
        no_style("plain"),
        [
            "sheets > 表 > items[4] /kind > style: style 'plain' does not exist or leads back to itself",
            "sheets > 表 > items[5] /since > style: style 'plain' does not exist or leads back to itself",
        ],
    ),
    "stamp-without-its-style": (no_style("stamp"), "styles: style 'stamp' does not exist or leads back to itself"),
    "unknown-base-style": (style("text", base="nope"), "styles > text > base: style 'nope' does not exist or leads back to itself"),
    "style-based-on-itself": (style("text", base="text"), "styles > text > base: style 'text' does not exist or leads back to itself"),
    "unknown-member": (top(lists={"all": ["rent", "nope"]}), "lists > all: 'nope' is not defined or not understood"),
    "list-inside-itself": (top(lists={"all": ["rent", "all"]}), "lists > all: 'all' is not defined or not understood"),
    "label-of-itself": (top(labels={"/items": "{label:/items}"}), "labels > /items: '{label}' is not defined or not understood"),
    "label-of-unknown-year": (top(labels={"/money/{Z}": "収支"}), "labels > /money/{Z}: 'Z' is not defined or not understood"),
    "label-of-no-group": (
        top(labels={"/items": "内訳", "/item": "内訳"}),
        "labels: there is no such (number) field: /item",
    ),
    "years-backwards": (top(years={"pair": ["Y", "Y-1"]}), "years > pair: the first year comes after the last"),
    "valid-backwards": (top(valid={"from": 2018, "to": 2017}), "valid: the first year comes after the last"),
    "year-not-understood": (
        top(years={"pair": ["Y", "Y-one"]}),
        "years > pair[2]: wrong shape. Found 'Y-one', wanted pattern: ^(Y([+-][0-9]{1,2})?|[0-9]{4})$",
    ),
    # answers
    "list-too-long-for-excel": (
        top(choices={"grade": ["良" * 127, "可" * 128]}),
        "choices > grade: the answers are 256 characters long together; Excel's lists end at 255, and no answer may hold a comma",
    ),
    "answer-with-a-comma": (
        top(choices={"grade": ["良,可"]}),
        "choices > grade: the answers are 3 characters long together; Excel's lists end at 255, and no answer may hold a comma",
    ),
    "answer-twice": (top(choices={"grade": ["良", "良"]}), "choices > grade: wrong shape. Found ['良', '良'], wanted uniqueItems: True"),
    "bad-regular-expression": (
        field("/code", pattern="[0-9]{2}-["),
        "sheets > 表 > items[2] /code > pattern: not a regular expression (character 10)",
    ),
    "example-that-does-not-match": (
        field("/code", example="1-2"),
        "sheets > 表 > items[2] /code > example: the example '1-2' does not match [0-9]{2}-[0-9]{2}",
    ),
    "pattern-without-an-example": (
        without("/code", "example"),
        "sheets > 表 > items[2] /code > example: the example '' does not match [0-9]{2}-[0-9]{2}",
    ),
    # arithmetic
    "total-of-unknown-path": (
        rule(total="/money/total/{year}"),
        [f"rules[1] A1 支出合計 > total: there is no such (number) field: /money/total/{year}" for year in (2017, 2018)],
    ),
    "term-of-unknown-path": (
        rule(terms=["+/money/rant/{Y}"]),
        "rules[1] A1 支出合計 > terms: there is no such (number) field: /money/rant/2018",
    ),
    "term-that-is-text": (rule(terms=["+/name"]), "rules[1] A1 支出合計 > terms: there is no such (number) field: /name"),
    "term-of-unknown-list": (
        rule(terms=["+/money/{nope}/{year}"]),
        "rules[1] A1 支出合計: 'nope' is not defined or not understood",
    ),
    "term-without-a-sign": (
        rule(terms=["/money/rent/{year}"]),
        "rules[1] A1 支出合計 > terms[1]: wrong shape. Found '/money/rent/{year}', wanted pattern: ^[+-]/",
    ),
    "total-depends-on-itself": (rule(terms=["+/money/rest/{year}"]), "rules: the total /money/sum/2017 depends on itself"),
    "total-stated-twice": (
        rule(total="/money/rest/{year}"),
        [f"rules[2] A2 差引 > total: /money/rest/{year} is stated twice" for year in (2017, 2018)],
    ),
    "rule-over-unknown-years": (
        rule(each={"year": {"years": "nope"}}),
        "rules[1] A1 支出合計: 'nope' is not defined or not understood",
    ),
    # key, names, summary
    "key-of-unknown-path": (top(key="/nope"), "key: there is no such (number) field: /nope"),
    "name-that-is-a-group": (top(name="/items"), "name: there is no such (number) field: /items"),
    "key-not-understood": (top(key="/{nope}"), "key: 'nope' is not defined or not understood"),
    "file-name-of-unknown-path": (top(file_name="{nope}"), "file_name: there is no such (number) field: /nope"),
    "folder-name-of-unknown-path": (top(folder_name="{nope}"), "folder_name: there is no such (number) field: /nope"),
    "roster-column-of-a-number": (top(roster=["/code", "/items/0/price"]), "roster: there is no such (number) field: /items/0/price"),
    "file-name-with-open-brace": (top(file_name="{code"), "file_name: '{code' is not defined or not understood"),
    "required-rows-of-a-value": (top(required_rows=["/name"]), "required_rows: there is no such (number) field: /name"),
    "column-of-unknown-path": (
        table(kind="records", columns=["/nope"]),
        "summary > tables > 表題 > columns: there is no such (number) field: /nope",
    ),
    "column-that-is-a-group": (
        table(kind="records", columns=["/items"]),
        "summary > tables > 表題 > columns: there is no such (number) field: /items",
    ),
    "column-of-unknown-year": (
        table(kind="records", columns=["/money/rest/{Z}"]),
        "summary > tables > 表題 > columns: 'Z' is not defined or not understood",
    ),
    "series-of-a-value": (
        table(**{**SERIES, "actual": "/name"}),
        "summary > tables > 表題 > actual: there is no such (number) field: /name",
    ),
    "rows-of-a-value": (table(kind="rows", path="/name"), "summary > tables > 表題 > path: there is no such (number) field: /name"),
    "beside-unknown-path": (
        table(kind="rows", path="/items", beside=["/nope"]),
        "summary > tables > 表題 > beside: there is no such (number) field: /nope",
    ),
    "achievement-of-unknown-path": (
        table(kind="rows", path="/items", achievement={"title": "達成率", "actual": "price", "target": "goal"}),
        "summary > tables > 表題 > achievement > target: there is no such (number) field: goal",
    ),
    "statement-of-unknown-list": (
        table(**{**STATEMENT, "chart": {"title": "図", "lines": "nope"}}),
        "summary > tables > 表題 > chart > lines: 'nope' is not defined or not understood",
    ),
    "statement-without-its-change": (
        table(**{**STATEMENT, "lines": "costs"}),
        [f"summary > tables > 表題 > path: there is no such (number) field: /money/{line}/change" for line in ("rent", "wages")],
    ),
    "table-of-unknown-kind": (table(kind="pie"), "summary > tables > 表題 > kind: wrong shape. Found 'pie', wanted const: records"),
    # shape
    "unknown-key": (top(sheet=[]), "/: the key 'sheet' has no place here"),
    "unknown-key-of-an-item": (field("/name", lable="x"), "sheets > 表 > items[3] /name: the key 'lable' has no place here"),
    "unknown-key-of-a-style": (style("text", colour="red"), "styles > text: the key 'colour' has no place here"),
    "unknown-dimension": (
        field("/items/{row}/what", each={"rows": {"rows": 3}}),
        "sheets > 表 > items[7] /items/{row}/what > each: the key 'rows' has no place here",
    ),
    "cell-of-a-group-of-marks": (field("/kind", at="H3"), "sheets > 表 > items[4] /kind: the key 'at' has no place here"),
    "open-answers-of-a-text": (field("/name", open=True), "sheets > 表 > items[3] /name: the key 'open' has no place here"),
    "missing-key": (lambda definition: definition.pop("family"), "/: the key 'family' is missing"),
    "missing-type": (without("/name", "type"), "sheets > 表 > items[3] /name: the key 'type' is missing"),
    "missing-cell": (without("/name", "at"), "sheets > 表 > items[3] /name: the key 'at' is missing"),
    "marks-without-options": (without("/kind", "options"), "sheets > 表 > items[4] /kind: the key 'options' is missing"),
    "choice-without-choices": (without("/grade", "choices"), "sheets > 表 > items[6] /grade: the key 'choices' is missing"),
    "unknown-type": (
        field("/name", type="words"),
        "sheets > 表 > items[3] /name > type: wrong shape. Found 'words', wanted enum: "
        "['text', 'prose', 'code', 'choice', 'mark', 'year', 'amount', 'number', 'count']",
    ),
    "eras-of-a-text": (
        field("/name", eras=[{"era": "昭和", "at": "B9"}]),
        "sheets > 表 > items[3] /name > type: wrong shape. Found 'text', wanted const: year",
    ),
    "no-sheets": (top(sheets=[]), "sheets: wrong shape. Found [], wanted minItems: 1"),
    "number-for-a-name": (top(id=2018), "id: wrong shape. Found 2018, wanted type: string"),
}


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLTOOLS_LANG", "en")


def mistakes(text: str) -> tuple[str, ...]:
    with pytest.raises(DefinitionError) as caught:
        verified(text, SOURCE)
    return caught.value.mistakes


@pytest.mark.parametrize("name", WRONG)
def test_mistake_is_named_with_its_breadcrumb(name: str) -> None:
    change, expected = WRONG[name]
    definition = small()
    change(definition)
    lines = [expected] if isinstance(expected, str) else expected
    assert mistakes(text_of(definition)) == tuple(f"{SOURCE} > {line}" for line in lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "empty": ("", "small.json: not JSON (line 1, column 1)"),
        "comma-too-many": ('{\n "id": "a",\n}', "small.json: not JSON (line 3, column 1)"),
        "key-twice": ('{"id": "a", "valid": {"from": 1, "from": 2}}', "small.json: the key 'from' stands twice in one object"),
        "a-list": ("[]", "small.json > /: wrong shape. Found [], wanted type: object"),
    }.values(),
    ids=["empty", "comma-too-many", "key-twice", "a-list"],
)
def test_text_that_is_no_definition(text: str, expected: str) -> None:
    found = mistakes(text)
    if text.startswith('{\n "id"'):  # Python 3.13 points at the comma itself, earlier ones behind it
        found = tuple(line.replace("(line 2, column 11)", "(line 3, column 1)") for line in found)
    assert found == (expected,)


def test_all_mistakes_come_in_one_pass() -> None:
    definition = small()
    field("/name", at="C2:L2")(definition)
    field("/grade", choices="nope")(definition)
    sheet(stamp="A1")(definition)
    assert len(mistakes(text_of(definition))) == 3


def test_mistake_is_said_in_japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLTOOLS_LANG", "ja")
    definition = small()
    field("/name", at="C2:L2")(definition)
    with pytest.raises(DefinitionError) as caught:
        verified(text_of(definition), SOURCE)
    assert str(caught.value).splitlines()[:2] == [
        "様式の定義に誤りがあります。",
        "small.json > sheets > 表 > items[3] /name > at: C2:L2 が items[2] /code と C2 で重なっています。",
    ]


@pytest.mark.parametrize(
    ("accepts", "unknown"), [({"grade": {"優良": "優"}}, "accepts > grade: '優'"), ({"marks": {"優良": "良"}}, "accepts > marks: 'marks'")]
)
def test_another_spelling_of_no_answer(accepts: dict[str, dict[str, str]], unknown: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        verified(text_of({**small(), "accepts": accepts}), SOURCE)
    assert [unknown in mistake for mistake in caught.value.mistakes] == [True]


def test_small_definition_is_right() -> None:
    assert verified(text_of(small()), SOURCE)["id"] == "small-2018"


@pytest.mark.parametrize("path", sorted(SHIPPED.parent.glob("*.json")), ids=lambda path: path.stem)
def test_shipped_definition_is_right_and_named_like_its_file(path: Path) -> None:
    assert verified(path.read_text(encoding="utf-8"), path.name)["id"] == path.stem


def test_definitions_lists_every_file_of_the_folder() -> None:
    assert [found["id"] for found in definitions()] == sorted(path.stem for path in SHIPPED.parent.glob("*.json"))


@pytest.mark.parametrize("name", [None, "program-analysis", "program-analysis-2018", str(SHIPPED)])
def test_form_is_found_by_every_name_it_has(name: str | None) -> None:
    assert load_form(name, 2018).id == "program-analysis-2018"


def test_form_is_loaded_once() -> None:
    assert load_form("program-analysis", 2018) is load_form("program-analysis", 2018)


def test_unknown_form_names_the_known_ones() -> None:
    with pytest.raises(XltoolsError) as caught:
        load_form("budget-request")
    assert caught.value.code == "form-unknown"
    assert str(caught.value).startswith("There is no form 'budget-request'. Known: program-analysis")


def test_year_before_the_first_version_is_refused() -> None:
    with pytest.raises(XltoolsError) as caught:
        load_form("program-analysis", 2017)
    assert (caught.value.code, caught.value.details["year"]) == ("form-not-for-year", "2017")


def test_definition_of_ones_own_is_loaded_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(text_of(small()), encoding="utf-8")
    assert load_form(str(path), 2019).fiscal_year == 2019


@pytest.mark.parametrize("content", [None, b"\xff\xfe{}"], ids=["missing", "not-utf-8"])
def test_definition_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "own.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(XltoolsError) as caught:
        load_form(str(path))
    assert (caught.value.code, caught.value.details["source"]) == ("file-unreadable", str(path))
