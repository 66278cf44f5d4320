"""`xltools explain`, and the page of the documentation that is made from the same catalogue."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
import test_across
import test_check_cases
import test_whole
from forms_for_tests import ROOT

from xltools import messages
from xltools.checks.listing import rules_of
from xltools.checks.rules import LINEAR, PAIR_RULES, SHEET_RULES, TOLD, YEAR_RULES
from xltools.cli import main
from xltools.forms.definition import definitions, load_form
from xltools.settings import CheckSettings

ELSEWHERE = {"total-stale", "total-without-parts"}
"""Messages of checks that tests/test_catalogue.py provokes and no case of these files finds."""


def test_a_code_is_explained_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "ja", "explain", "required-blank"]) == 0
    assert capsys.readouterr().out == (
        "required-blank [誤り]\n"
        "  「事務事業コード」が空欄です。\n"
        "  状況: 必ず記入する欄が空です\n"
        "  直し方: 記入してください（例 03-04-01）。\n"
        "  正しい値: 記入（例 03-04-01）\n"
    )
    assert main(["--lang", "en", "explain", "required-blank"]) == 0
    assert "Comes up when: a cell that must be filled is blank" in capsys.readouterr().out


def test_without_a_code_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "ja", "explain"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [code for code, _, _ in lines] == list(messages.explainable())
    assert {severity for _, severity, _ in lines} == {"誤り", "注意", "参考"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("requird-blank", "required-blank のことですか"),
        ("Not-A-Number", "not-a-number のことですか"),
        ("A99", "A9 のことですか"),
        ("B-1", "B1 のことですか"),
        ("qqqq", "で番号の一覧を確かめてください"),
        ("help.xltools", "という番号の指摘や規則はありません"),
        ("", "という番号の指摘や規則はありません"),
    ],
)
def test_an_unknown_code_is_a_mistake_in_typing(typed: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "ja", "explain", typed]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


def test_a_check_is_explained_with_its_messages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "ja", "explain", "A14"]) == 0
    assert capsys.readouterr().out == (
        "A14 [誤り]\n"
        "  実施・未実施・不明の区の合計は他の区の数\n"
        "  様式: program-analysis-2018、program-analysis-2019\n"
        "  限度: sum = 22\n"
        "  根拠: 特別区23区から荒川区を除いた数\n"
        "  sum-differs [誤り]\n"
        "    実施、未実施、不明の合計は 20 ですが、22 になるはずです（差 ▲ 2）。\n"
        "    状況: 決まった数になるはずの合計が違います\n"
        "    直し方: それぞれの数を数え直し、合計を 22 にしてください。\n"
        "    正しい値: 合計 22\n"
        "  sum-doubtful [注意]\n"
        "    実施、未実施、不明の合計は 23 ですが、22 になるはずです（差 1）。\n"
        "    状況: 決まった数になるはずの合計が一つ多いか、すべて0です\n"
        "    直し方: 自分の区は数えません。調べていない区は「不明」に入れ、合計を 22 にしてください（例 実施 20、未実施 1、不明 1）。\n"
        "    正しい値: 合計 22\n"
    )
    assert main(["--lang", "en", "explain", "a14"]) == 0
    assert "  limits: sum = 22\n" in capsys.readouterr().out


def test_checks_of_one_id_are_all_explained_and_say_of_which_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "ja", "explain", "C1"]) == 0
    first, second = capsys.readouterr().out.split("\n\n")
    assert first.startswith("C1 [注意]\n  分類別・施策別・部課別の合計は同じ\n  様式: program-analysis-2018、program-analysis-2019\n")
    assert second.startswith("C1 [参考]\n  参加人数は計画人数以下\n  様式: example-activity-report\n")


@pytest.mark.parametrize("definition", definitions(), ids=lambda definition: str(definition["id"]))
def test_every_id_of_every_form_is_explained(definition: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    form = load_form(definition["id"])
    for rule in rules_of(form, CheckSettings()):
        assert main(["--lang", "ja", "explain", rule.id]) == 0
        said = capsys.readouterr().out
        assert f"  {rule.title}\n" in said
        assert form.id in said
        assert rule.codes
        assert [code for code in rule.codes if f"  {code} [" not in said] == []


def test_the_settings_of_the_folder_apply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "xltools.toml").write_text('[checks.A14]\nlevel = "note"\nsum = 60\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["--lang", "ja", "explain", "A14"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("A14 [参考]\n")
    assert "  限度: sum = 60\n" in said


def test_what_the_cases_find_is_what_the_check_is_said_to_say() -> None:
    lines = [line for case in test_check_cases.CASES for line in case["finds"]]
    lines += [line for _, _, findings in test_across.cases() for line in findings]
    found = {match.groups() for line in lines if (match := re.match("([A-Z][0-9]+) [a-z]+ ([a-z-]+)", line))}
    codes: dict[str, set[str]] = {}
    for rule in rules_of(load_form("program-analysis"), CheckSettings()):
        codes.setdefault(rule.id, set()).update(rule.codes)
    assert [(rule, code) for rule, code in sorted(found) if code not in codes[rule]] == []
    told = {code for check in load_form("program-analysis").checks if check.kind == TOLD for code in check.options["codes"]}
    of_kinds = {code for code in messages.explainable() if "kind" in messages.catalogue()[code]}
    assert of_kinds - {code for _, code in found} - set(test_whole.CASES) - told == ELSEWHERE


def test_every_kind_of_check_has_its_messages() -> None:
    kinds = {*SHEET_RULES, *PAIR_RULES, *YEAR_RULES, LINEAR}
    assert {messages.catalogue()[code].get("kind", LINEAR) for code in messages.explainable()} == kinds
    assert [kind for kind in kinds if not messages.of_kind(kind)] == []


def test_texts_of_the_program_itself_are_not_explained() -> None:
    assert not [code for code in messages.explainable() if "." in code]
    assert "word.hint" not in messages.explainable()


def test_the_documentation_is_as_it_is_generated() -> None:
    """If this fails: python docs/make_reference.py"""
    pages: dict[Path, str] = runpy.run_path(str(ROOT / "docs" / "make_reference.py"))["pages"]()
    names = [f"docs/{lang}/{name}.md" for lang in ("ja", "en") for name in ("messages", "checks", "fields", "settings", "commands")]
    assert {path.relative_to(ROOT).as_posix() for path in pages} == {*names, "docs/en/api.md", "schemas/settings.schema.json"}
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text
        for code in messages.explainable() if path.name == "messages.md" else ():
            assert text.count(f"### `{code}`\n") == 1
        for rule in load_form("program-analysis").checks if path.name == "checks.md" else ():
            assert f"| {rule.id} | {rule.title} | " in text
