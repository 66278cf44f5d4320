"""The catalogue says everything in both languages, and the code says nothing that the catalogue lacks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from forms_for_tests import ROOT

from xltools import messages
from xltools.cells import CellRef
from xltools.checks.strategies import STRATEGIES
from xltools.errors import XltoolsError
from xltools.messages import catalogue, language, shown
from xltools.problems import SEVERITIES, Problem, in_order, pointer

CODES = sorted(catalogue())
PARTS = ("message", "hint", "expected", "when")
GIVEN = {"source", "label", "value", "at"}
"""Blanks that every problem fills by itself."""
SAME_BLANK = {"western": "both"}
"""Blank of an English text → the Japanese text's blank for the same thing: a fiscal year is FY2018, or 2018（平成30）年度."""

SOURCES = sorted((ROOT / "xltools").rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _docstrings(tree: ast.AST) -> set[int]:
    """The ids of constants that stand alone as a statement."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}


def _vocabulary() -> tuple[set[str], set[str]]:
    """Every string and name that the code could make a code of, and every beginning that it puts before one."""
    words: set[str] = set()
    beginnings: set[str] = set()
    for tree in TREES.values():
        documentation = _docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                (beginnings if node.value.endswith(".") else words).add(node.value)
            elif isinstance(node, ast.arg):
                words.add(node.arg)
            elif isinstance(node, ast.FunctionDef):
                words.add(node.name)
    return words, beginnings


WORDS, BEGINNINGS = _vocabulary()


def _made_of(code: str) -> bool:
    """Whether the code stands in the source, whole or as a beginning such as ``severity.`` and the rest."""
    if code in WORDS:
        return True
    return any(_made_of(code.removeprefix(beginning)) for beginning in BEGINNINGS if beginning != code and code.startswith(beginning))


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        owner = function.value.id if isinstance(function.value, ast.Name) else "?"
        return f"{owner}.{function.attr}"
    return function.id if isinstance(function, ast.Name) else ""


SPEAKERS = {
    "Problem": (0, ""),
    "XltoolsError": (0, ""),
    "messages.text": (0, ""),
    "messages.message": (0, ""),
    "messages.hint": (0, ""),
    "words.text": (0, "summary."),
    "say": (1, "definition."),
}
"""What takes a code: the position of the code, and what stands before it."""


def _choices(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _choices(node.body)
        yield from _choices(node.orelse)


def said() -> Iterator[tuple[str, str, ast.Call]]:
    """Every place that names a code outright: where, the code, the call."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) in SPEAKERS:
                position, beginning = SPEAKERS[_called(node)]
                for code in _choices(node.args[position]) if len(node.args) > position else ():
                    yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", beginning + code, node


@pytest.mark.parametrize("code", CODES)
def test_message_is_complete_in_both_languages(code: str) -> None:
    entry = catalogue()[code]
    assert entry.keys() - {"sample", "kind"} == {"severity", "ja", "en"}
    assert entry["severity"] in SEVERITIES
    assert entry["ja"].keys() == entry["en"].keys() <= set(PARTS)
    assert "message" in entry["ja"]
    for part in entry["ja"]:
        japanese, english = entry["ja"][part], entry["en"][part]
        assert japanese.strip(), part
        assert english.strip(), part
        assert blanks(japanese) == {SAME_BLANK.get(name, name) for name in blanks(english)}, part


@pytest.mark.parametrize("code", CODES)
def test_message_about_a_file_or_a_run_can_be_explained_and_no_other_text(code: str) -> None:
    """A new code needs `when` it comes up in both languages, and a `sample` that fills its blanks."""
    entry = catalogue()[code]
    if "." in code:
        assert "sample" not in entry
        assert "when" not in entry["ja"]
        return
    assert "when" in entry["ja"]
    assert not blanks(entry["ja"]["when"] + entry["en"]["when"])
    wanted = set().union(*(blanks(entry[lang].get(part, "")) for lang in messages.LANGUAGES for part in PARTS))
    assert entry.get("sample", {}).keys() == wanted
    for value in entry.get("sample", {}).values():
        assert not isinstance(value, dict) or value["word"] in catalogue()
    for lang in messages.LANGUAGES:
        found = messages.explanation(code, lang)
        assert not re.search(r"\{\w+\}", found.message + found.hint + found.expected + found.when)


@pytest.mark.parametrize("code", CODES)
def test_english_text_is_not_japanese(code: str) -> None:
    kana = re.compile("[\u3041-\u30fa]")
    assert not [text for text in catalogue()[code]["en"].values() if kana.search(text)]


@pytest.mark.parametrize("code", CODES)
def test_message_is_used_somewhere(code: str) -> None:
    assert _made_of(code), f"nothing in xltools/ says {code!r}"


def test_code_says_only_what_the_catalogue_has() -> None:
    places = list(said())
    assert len(places) > 40  # the search itself works
    assert [f"{where} {code}" for where, code, _ in places if code not in catalogue()] == []


def test_every_word_that_looks_like_a_code_is_one() -> None:
    """Codes also go through variables; where problems are found, no other word is written with-hyphens."""
    wrong = []
    for path, tree in TREES.items():
        room = path.relative_to(ROOT / "xltools").as_posix()
        if not room.startswith(("api", "files", "checks/", "cli/", "reading/")) or "/scan" in room:
            continue
        documentation = _docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                looks = re.fullmatch(r"[a-z]+(-[a-z]+)+", node.value)
                if looks and not {beginning + node.value for beginning in ("", *BEGINNINGS)} & {*CODES, *STRATEGIES}:
                    wrong.append(f"xltools/{room}:{node.lineno} {node.value}")
    assert wrong == []


def test_every_blank_of_an_error_is_filled_where_it_is_raised() -> None:
    wrong = []
    for where, code, call in said():
        if _called(call) in ("XltoolsError", "say", "messages.text") and all(keyword.arg for keyword in call.keywords):
            wanted = set().union(*(blanks(text) for text in catalogue()[code]["ja"].values()))
            lacking = wanted - {keyword.arg for keyword in call.keywords}
            wrong += [f"{where} {code}: {lacking}"] if lacking else []
    assert wrong == []


def test_every_blank_of_a_problem_is_filled_where_it_is_found() -> None:
    wrong = []
    for where, code, call in said():
        if _called(call) != "Problem":
            continue
        details = next((keyword.value for keyword in call.keywords if keyword.arg == "details"), ast.Dict([], []))
        if isinstance(details, ast.Dict) and len(call.args) < 8 and all(isinstance(key, ast.Constant) for key in details.keys):
            given = GIVEN | {key.value for key in details.keys if isinstance(key, ast.Constant)}
            wanted = set().union(*(blanks(text) for text in catalogue()[code]["ja"].values()))
            wrong += [f"{where} {code}: {wanted - given}"] if wanted - given else []
    assert wrong == []


@pytest.mark.parametrize(
    ("chosen", "environment", "spoken"),
    [
        (None, {"LANG": "ja_JP.UTF-8"}, "ja"),
        (None, {"LANG": "en_US.UTF-8"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP"}, "ja"),
        (None, {"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        (None, {"LANG": "ja_JP.UTF-8", "XLTOOLS_LANG": "en"}, "en"),
        (None, {"LANG": "C", "XLTOOLS_LANG": "JA"}, "ja"),
        (None, {"LANG": "ja_JP.UTF-8", "XLTOOLS_LANG": "fr"}, "ja"),
        ("en", {"XLTOOLS_LANG": "ja"}, "en"),
        ("ja", {"LANG": "C"}, "ja"),
    ],
)
def test_language_follows_choice_then_setting_then_locale(
    chosen: str | None, environment: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XLTOOLS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language(chosen) == spoken


@pytest.mark.parametrize(("system", "spoken"), [("Japanese_Japan", "ja"), ("ja_JP", "ja"), ("English_United States", "en"), (None, "en")])
def test_language_of_a_system_without_lang(system: str | None, spoken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XLTOOLS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (system, "cp932"))
    assert language() == spoken


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (-7386, "▲ 7,386"),
        (1234567, "1,234,567"),
        (-0.5, "▲ 0.5"),
        (True, "TRUE"),
        (False, "FALSE"),
        (2018.0, "2,018"),
        ("1234", "1234"),
        ("", ""),
    ],
)
def test_value_is_shown_as_the_form_shows_it(value: object, text: str) -> None:
    assert shown(value) == text


def test_error_says_what_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLTOOLS_LANG", "en")
    error = XltoolsError("form-unknown", form="x", known="a, b")
    assert str(error).splitlines()[0] == "There is no form 'x'. Known: a, b"
    assert messages.message("form-unknown", error.details, "ja").startswith("様式「x」")


def test_problem_as_plain_data() -> None:
    problem = Problem("not-a-number", "a.xlsx", at=CellRef("No2", 3, 14), path=("budget", "2017"), label="予算額 29年度", value="約50",
                      details={"example": "454394"})  # fmt: skip
    assert problem.as_json("en") == {
        "code": "not-a-number",
        "rule": None,
        "severity": "error",
        "file": "a.xlsx",
        "sheet": "No2",
        "cell": "N3",
        "pointer": "/budget/2017",
        "label": "予算額 29年度",
        "value": "約50",
        "expected": "a number",
        "difference": None,
        "message": "“予算額 29年度” holds “約50”, which is not a number.",
        "hint": "Type digits only, without a unit, such as 454394.",
        "explanation": None,
        "trial": None,
        "other": None,
    }


def test_problem_about_a_whole_file_has_no_cell() -> None:
    data = Problem("file-missing", "a.xlsx").as_json("ja")
    assert [data[key] for key in ("sheet", "cell", "pointer", "label", "value", "expected")] == [None] * 6


def test_pointer_escapes_what_it_must() -> None:
    assert pointer(("a/b", "c~d", 0)) == "/a~1b/c~0d/0"


def test_problems_go_by_file_then_worst_first_then_down_the_form() -> None:
    def problem(code: str, source: str, row: int = 0, column: int = 1) -> Problem:
        return Problem(code, source, at=CellRef("No1", row, column) if row else None)

    right = [
        problem("no-stamp", "a.xlsx"),
        problem("cell-error", "a.xlsx", 2, 30),
        problem("cell-error", "a.xlsx", 10, 1),
        problem("cell-error", "a.xlsx", 10, 2),
        problem("dash-is-blank", "a.xlsx", 1),
        problem("number-text", "a.xlsx", 1),
        problem("cell-error", "b.xlsx", 1),
    ]
    assert in_order(reversed(right)) == right


def test_catalogue_stands_as_it_is_generated() -> None:
    """One entry per code, one key per line, so that a change is one line of a diff."""
    import json

    path = Path(messages.__file__).with_name("messages.json")
    text = path.read_text(encoding="utf-8")

    def no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len(dict(pairs)) == len(pairs), [key for key, _ in pairs]
        return dict(pairs)

    assert json.dumps(json.loads(text, object_pairs_hook=no_key_twice), ensure_ascii=False, indent=1) == text.rstrip("\n")
