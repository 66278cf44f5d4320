"""`xltools explain`, and the page of the documentation that is made from the same catalogue."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from forms_for_tests import ROOT

from xltools import messages
from xltools.cli import main
from xltools.forms.definition import load_form


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
        ("qqqq", "`xltools explain` で番号の一覧"),
        ("help.xltools", "という番号の指摘はありません"),
        ("", "という番号の指摘はありません"),
    ],
)
def test_an_unknown_code_is_a_mistake_in_typing(typed: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "ja", "explain", typed]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


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
