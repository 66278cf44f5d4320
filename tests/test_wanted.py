"""A record that lacks something, or has null where that cannot be: what is said leads to a record that is accepted."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from examples_for_tests import clean, form

from xltools.checks import wanted
from xltools.checks.shape import shape_problems
from xltools.cli import main
from xltools.forms.definition import definitions, load_form
from xltools.forms.model import Form
from xltools.forms.record import laid_out
from xltools.forms.record_schema import record_schema
from xltools.messages import shown
from xltools.problems import Problem
from xltools.reading.from_record import reading_of

FORMS = [load_form(family) for family in sorted({load_form(definition["id"]).family for definition in definitions()})]


def problems(of: Form, record: dict[str, Any], path: tuple[str | int, ...]) -> list[Problem]:
    return [problem for problem in shape_problems(reading_of(of, record, "r.json#1")) if problem.path == path]


def holders(of: Form) -> list[tuple[tuple[str, ...], Any]]:
    """Every key of every group of a form's record, with its schema; the form and the year apart, without which there is no record."""
    found, waiting = [], [((key,), part) for key, part in record_schema(of)["properties"].items() if key not in ("form", "fiscal_year")]
    while waiting:
        path, part = waiting.pop()
        found.append((path, part))
        waiting += [((*path, key), inner) for key, inner in part.get("properties", {}).items()]
    return found


def with_value(of: Form, path: tuple[str, ...], *value: object) -> dict[str, Any]:
    """A blank record with another value at a place, or without the place."""
    record: dict[str, Any] = copy.deepcopy(laid_out(of, {}))  # type: ignore[arg-type]
    place = record
    for part in path[:-1]:
        place = place[part]
    if value:
        place[path[-1]] = value[0]
    else:
        del place[path[-1]]
    return record


@pytest.mark.parametrize("of", FORMS, ids=lambda of: of.id)
def test_a_missing_key_is_named_and_what_is_proposed_is_accepted(of: Form) -> None:
    wrong = []
    for path, part in holders(of):
        (told,) = problems(of, with_value(of, path), path)
        proposed = wanted.example(part, path[-1])
        assert told.code == "key-missing"
        assert told.label
        assert f"「{told.label}」（/{'/'.join(path)}）" in told.message("ja")
        assert proposed in told.hint("ja")
        if "…" not in proposed and '"' + path[-1] + '": {' not in proposed:
            again = problems(of, with_value(of, path, json.loads(f"{{{proposed}}}")[path[-1]]), path)
            wrong += [(path, problem.code) for problem in again if problem.code in ("key-missing", "wrong-type", "required-blank")]
    assert wrong == []


@pytest.mark.parametrize("of", FORMS, ids=lambda of: of.id)
def test_null_for_a_group_or_a_table_is_refused_by_its_name(of: Form) -> None:
    for path, part in holders(of):
        if part.get("type") in ("object", "array"):
            (told,) = problems(of, with_value(of, path, None), path)
            assert (told.code, told.value) == ("wrong-type", None)
            assert "「null」" in told.message("ja")
            assert "「」" not in told.message("ja")
            assert told.hint("ja").startswith("`{" if part["type"] == "object" else "`[")


def test_the_command_says_where_what_and_how(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lacking, null = clean(), clean()
    del lacking["budget"]
    null["program_code"], null["budget"] = "03-04-07", None
    (tmp_path / "r.json").write_text(json.dumps([lacking, null]), encoding="utf-8")
    assert main(["--lang", "ja", "fill", str(tmp_path / "r.json"), "-o", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().err
    assert said.splitlines()[1:4] == [
        "  [誤り] 記録に「予算額」（/budget）がありません。",
        "      正しい値: { } で囲んだまとまり",
        '      直し方: `"budget": {"2012": null, "2013": null, …}` のように入れてください。空欄でも、キーは消さずに残します。',
    ]
    assert "「予算額」（/budget）の「null」は型が違います。" in said


def test_what_is_wanted_in_words() -> None:
    schema = record_schema(form())
    words = {
        ("budget", "2017"): "整数か、空欄なら null",
        ("program_name",): "文字",
        ("plan_status",): '次のどれか: "計画"、"非計画"',
        ("has_end",): "次のどれか: true、false",
        ("indicators", 0): "{ } で囲んだまとまり",
        ("form",): "様式と年度に合う値",
    }
    assert {path: shown(wanted.in_words(wanted.part_of(schema, path)), "ja") for path in words} == words
