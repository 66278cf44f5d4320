"""Write what is made from the catalogue, the forms and the code, pages of the documentation and the schema of settings:
``python docs/make_reference.py``. The pages on fields, settings, commands and the Python API are made by `reference_pages`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from xltools import messages, resources
from xltools.checks.listing import rules_by_forms
from xltools.forms.definition import definitions, load_form
from xltools.settings import DEFAULTS, SCHEMA_FILE, with_checks

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER))

from reference_pages import api_page, commands_page, fields_page, row, settings_page  # noqa: E402 - it stands beside this file

TITLE = {"ja": "メッセージの一覧", "en": "The messages of xltools"}
INTRODUCTION = {
    "ja": "xltools が出す指摘と誤りのすべてです。文中のファイル名、欄の名前、値は例です。\n"
    "`xltools explain 番号` で同じ説明を表示できます。このページは `python docs/make_reference.py` で作られています。",
    "en": "Every problem and error that xltools reports. The files, labels and values in the sentences are examples.\n"
    "`xltools explain CODE` prints the same. This page is made by `python docs/make_reference.py`.",
}


def messages_page(lang: str) -> str:
    """The catalogue of messages as Markdown, every code with its sentence, when it comes up and what to do."""

    def text(code: str) -> str:
        return messages.text(code, lang)

    lines = [f"# {TITLE[lang]}", "", INTRODUCTION[lang]]
    for severity in ("error", "warning", "note"):
        found = [messages.explanation(code, lang) for code in messages.explainable()]
        own = [one for one in found if one.severity == severity]
        lines += ["", f"## {text(f'severity.{severity}')} ({len(own)})"]
        for one in own:
            lines += ["", f"### `{one.code}`", "", "> " + "  \n> ".join(one.message.split("\n")), ""]
            told = (("when", one.when), ("hint", one.hint), ("expected", one.expected))
            lines += [f"- {text(f'word.{word}')}: {said}" for word, said in told if said]
    return "\n".join(lines) + "\n"


CHECKS_TITLE = {"ja": "チェックの規則", "en": "The rules that sheets are checked by"}
CHECKS_INTRODUCTION = {
    "ja": "シートの中で確かめる規則のすべてです。重要度は、その規則のいちばん重い指摘のものです。\n"
    "限度は `xltools.toml` の `[checks.番号]` に同じ名前で書くと変えられます。\n"
    "`level` には `error`、`warning`、`note`、`off` のどれかを書きます。\n\n"
    "注意の指摘は、そのセルのコメントか「説明になる欄」に理由があれば「説明あり」の参考になります。\n"
    "「大きな変更点はない」は理由になりません。\n\n"
    "`xltools checks` で、いまの設定での一覧を表示できます。このページは `python docs/make_reference.py` で作られています。",
    "en": "Every rule that a sheet is checked by. The level is that of a rule's worst finding. A limit is changed under its name in the\n"
    "section `[checks.ID]` of `xltools.toml`; `level` is `error`, `warning`, `note` or `off`. Titles and sources are in the\n"
    "form's language.\n\n"
    "A warning is explained, and then a note, if a reason stands in a comment of its cell or in a place named under *explained by*.\n"
    "A stock phrase such as 大きな変更点はない (no great changes) is no reason.\n\n"
    "`xltools checks` prints the list with the settings that apply. This page is made by `python docs/make_reference.py`.",
}
HEADINGS = {
    "ja": ("番号", "規則", "重要度", "限度", "説明になる欄", "根拠", "指摘"),
    "en": ("id", "rule", "level", "limits", "explained by", "source", "messages"),
}


def checks_page(lang: str) -> str:
    """The rules of every form as Markdown; forms with the same rules share a table."""
    lines = [f"# {CHECKS_TITLE[lang]}", "", CHECKS_INTRODUCTION[lang]]
    for forms, rules in rules_by_forms([load_form(definition["id"]) for definition in definitions()], DEFAULTS.checks):
        lines += ["", f"## {', '.join(forms)}", "", row(HEADINGS[lang]), row(["---"] * len(HEADINGS[lang]))]
        for rule in rules:
            limits = ", ".join(f"`{name} = {value}`" for name, value in rule.limits.items())
            level = messages.text(f"severity.{rule.level}", lang)
            codes = ", ".join(f"[{code}](messages.md#{code})" for code in rule.codes)
            lines.append(row((rule.id, rule.title, level, limits, "、".join(rule.reasons), rule.source, codes)))
    return "\n".join(lines) + "\n"


def settings_schema() -> str:
    """The schema of settings with every check of every form in it; what examples say counts last."""
    schema = json.loads(resources.read_text("schemas", SCHEMA_FILE))
    forms = sorted(definitions(), key=lambda definition: definition.get("example", False))
    made = with_checks(schema, [load_form(definition["id"]) for definition in forms])
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def pages() -> dict[Path, str]:
    """Every page, by its place."""
    made = {FOLDER / lang / "messages.md": messages_page(lang) for lang in messages.LANGUAGES}
    for name, page in (("checks", checks_page), ("fields", fields_page), ("settings", settings_page), ("commands", commands_page)):
        made |= {FOLDER / lang / f"{name}.md": page(lang) for lang in messages.LANGUAGES}
    return {**made, FOLDER / "en" / "api.md": api_page(), FOLDER.parent / "schemas" / SCHEMA_FILE: settings_schema()}


if __name__ == "__main__":
    for path, content in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
