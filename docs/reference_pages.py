"""Pages of the documentation that are made from the code: the fields of every form, the settings, the commands, the Python API."""

from __future__ import annotations

import dataclasses
import inspect
import json
import os
from collections.abc import Iterable, Sequence

import click

import xltools
from xltools import api, messages
from xltools.books.guide_sheet import guidance
from xltools.cli import xltools as commands
from xltools.forms.definition import definitions, load_form
from xltools.forms.model import Slot
from xltools.settings import LANG, PREFIX, settings_schema

WIDTH = 100
"""Columns of a terminal in which the help of a command is shown."""
MADE = {
    "ja": "このページは `python docs/make_reference.py` で作られています。",
    "en": "This page is made by `python docs/make_reference.py`.",
}


def row(cells: Iterable[str]) -> str:
    """A row of a table of Markdown."""
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def table(headings: Sequence[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A table of Markdown with a blank line before it."""
    return ["", row(headings), row(["---"] * len(headings)), *(row(cells) for cells in rows)]


FIELDS = {
    "ja": (
        "欄の一覧",
        "様式のすべての欄です。年度や行をくり返す欄は一行にまとめています。「記録の場所」は、`xltools read` で出る記録の中の場所です。\n"
        "同じ内容が、様式のシート「記入要領」にもあります。",
        ("欄", "セル", "記録の場所", "形", "単位", "必須", "例", "選択肢", "記入すること"),
    ),
    "en": (
        "The fields of the forms",
        "Every field of every form; what is repeated in years and rows is one line. Labels, examples and\n"
        "guidance are in the form's language. *Record* is the place in what `xltools read` gives, as a JSON Pointer.\n"
        "The sheet 記入要領 of the workbook says the same.",
        ("label", "cell", "record", "type", "unit", "required", "example", "choices", "guidance"),
    ),
}
PER_FORM = {"ja": "{id}（{year}年度のシート）", "en": "{id} (a sheet of FY{year})"}


def fields_page(lang: str) -> str:
    """Every field of every form as Markdown."""
    title, introduction, headings = FIELDS[lang]
    lines = [f"# {title}", "", introduction, "", MADE[lang]]
    for definition in definitions():
        form = load_form(definition["id"])
        lines += ["", "## " + PER_FORM[lang].format(id=form.id, year=form.fiscal_year)]
        rows = []
        for one in guidance(form):
            label, help_, _, unit, _, example, choices = one.cells
            slot = one.slots[-1]
            kind = "computed" if slot.computed else "open" if slot.open else slot.type
            required = "required-row" if any(isinstance(part, int) for part in slot.path) else "required"
            told = messages.text(f"form.{required}", lang) if slot.required and not slot.computed else ""
            kind_told = messages.text(f"form.type.{kind}", lang)
            rows.append((label, _cells(one.slots), f"`{_pointers(one.slots)}`", kind_told, unit, told, example, choices, help_))
        lines += table(headings, rows)
    return "\n".join(lines) + "\n"


def _cells(slots: Sequence[Slot]) -> str:
    """The cells of a field: all of a few, else the first and the last."""
    cells = list(dict.fromkeys(slot.at.a1 for slot in slots))
    return f"{slots[0].at.sheet}!" + ("、".join(cells) if len(cells) <= 4 else f"{cells[0]}～{cells[-1]}")


def _pointers(slots: Sequence[Slot]) -> str:
    """The places of a field in the record: each step that differs as ``first～last``."""
    steps = zip(slots[0].path, slots[-1].path, strict=True)
    return "/" + "/".join(str(first) if first == last else f"{first}～{last}" for first, last in steps)


SETTINGS = {
    "ja": (
        "設定の一覧",
        "作業フォルダーの `xltools.toml` に書ける設定のすべてです。コマンドの指定、環境変数、`xltools.toml`、既定値の順に優先されます。\n"
        "いま効いている設定と、それがどこから来たかは `xltools settings` で表示できます。",
        ("項目", "意味", "書ける値", "既定値", "環境変数"),
        ("[run] 集計", "[checks] 点検", "[checks.番号] 規則ごと"),
        "番号と限度の一覧は[チェックの規則](checks.md)にあります。",
    ),
    "en": (
        "The settings",
        "All that may stand in the `xltools.toml` of a working folder. An option of a command beats a variable of the environment,\n"
        "that beats `xltools.toml`, and that the default. `xltools settings` shows which apply and where they come from.",
        ("setting", "meaning", "values", "default", "variable"),
        ("[run]: the monthly run", "[checks]: the checks", "[checks.ID]: one rule"),
        "Ids and limits are listed in [the rules](checks.md).",
    ),
}


def settings_page(lang: str) -> str:
    """Every setting as Markdown."""
    title, introduction, headings, (run, checks, rule), more = SETTINGS[lang]
    lines = [f"# {title}", "", introduction, "", MADE[lang], "", f"## {run}"]
    schema = settings_schema()["properties"]
    lines += table(headings, (_setting(key, part, lang, key != LANG) for key, part in schema["run"]["properties"].items()))
    options = {key: part for key, part in schema["checks"]["properties"].items() if part.get("type") != "object"}
    lines += ["", f"## {checks}", *table(headings[:-1], (_setting(key, part, lang)[:-1] for key, part in options.items()))]
    level = next(part["properties"]["level"] for part in schema["checks"]["properties"].values() if part.get("type") == "object")
    _, *limit = _setting("limit", {"type": "number"}, lang)[:-1]
    rows = [_setting("level", level, lang)[:-1], (LIMIT[lang], *limit)]
    lines += ["", f"## {rule}", *table(headings[:-1], rows), "", more]
    return "\n".join(lines) + "\n"


LIMIT = {"ja": "限度の名前", "en": "the name of a limit"}
TYPES = {
    "ja": {"string": "文字", "integer": "整数", "number": "数"},
    "en": {"string": "text", "integer": "whole number", "number": "number"},
}


def _setting(key: str, schema: dict[str, object], lang: str, variable: bool = False) -> tuple[str, ...]:
    meaning = messages.text(f"setting.{key}", lang).replace("\n", "<br>")
    values = schema.get("enum") or schema.get("examples")
    wanted = ", ".join(f"`{value}`" for value in values) if isinstance(values, list) else TYPES[lang][str(schema["type"])]
    default = f"`{schema['default']}`" if "default" in schema else ""
    return f"`{key}`", meaning, wanted, default, f"`{PREFIX}{key.upper()}`" if variable else "`XLTOOLS_LANG`"


COMMANDS = {
    "ja": ("コマンドの一覧", "すべてのコマンドの説明です。`xltools コマンド --help` で同じものを表示できます。"),
    "en": ("The commands", "What every command says of itself; `xltools COMMAND --help` prints the same."),
}


def commands_page(lang: str) -> str:
    """The help of every command as Markdown."""
    title, introduction = COMMANDS[lang]
    root = click.Context(commands, info_name="xltools", terminal_width=WIDTH, max_content_width=WIDTH)
    root.params = {"lang": lang}
    lines = [f"# {title}", "", introduction, "", MADE[lang], "", "```text", *_help(commands, root), "```"]
    for name in commands.list_commands(root):
        command = commands.get_command(root, name)
        assert command is not None
        own = click.Context(command, parent=root, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
        lines += ["", f"## xltools {name}", "", "```text", *_help(command, own), "```"]
    return "\n".join(lines) + "\n"


def _help(command: click.Command, context: click.Context) -> list[str]:
    return [line.rstrip() for line in command.get_help(context).splitlines()]


API = """# The Python API

`import xltools` gives the functions marked with ●; all of them are in `xltools.api`. Functions that write files write them whole or not
at all. People's mistakes are problems in what is returned; an `xltools.errors.XltoolsError` says that the call could not be done, its
`code` names the message in [messages.md](messages.md).
"""


def api_page() -> str:
    """The public functions and types as Markdown, from their docstrings."""
    lines = [API, MADE["en"]]
    public = [(name, getattr(api, name)) for name in sorted(api.__all__)]
    for title, kind in (("Functions", inspect.isfunction), ("Types", inspect.isclass)):
        lines += ["", f"## {title}"]
        for name, thing in public:
            if kind(thing):
                mark = " ●" if name in xltools.__all__ else ""
                lines += ["", f"### `{name}`{mark}", "", "```python", _signature(name, thing), "```", "", _described(thing)]
    return "\n".join(lines) + "\n"


def _signature(name: str, thing: object) -> str:
    """How a function is called, or the fields of a type; annotations as they stand in the code, as the formatter would have them."""
    if dataclasses.is_dataclass(thing):
        return "\n".join([f"class {name}:", *(f"    {field.name}: {field.type}" for field in dataclasses.fields(thing))]).replace("'", '"')
    assert callable(thing)
    found = inspect.signature(thing)
    parts = []
    for parameter in found.parameters.values():
        default = "" if parameter.default is inspect.Parameter.empty else f" = {_shown(parameter.default)}"
        parts.append(f"{parameter.name}: {parameter.annotation}{default}")
    inside = ", ".join(parts)
    broken = f"\n    {f',{chr(10)}    '.join(parts)},\n" if len(inside) > WIDTH else inside
    return f"def {name}({broken}) -> {found.return_annotation}".replace("'", '"')


def _shown(default: object) -> str:
    if isinstance(default, str):
        return json.dumps(default)
    return "os.environ" if default is os.environ else "DEFAULTS" if dataclasses.is_dataclass(default) else repr(default)


def _described(thing: object) -> str:
    """A docstring as Markdown: its section ``Raises:`` becomes a list."""
    lines, raises = [], False
    for line in (inspect.getdoc(thing) or "").splitlines():
        if line.strip() == "Raises:":
            raises = True
        elif raises and line.startswith("    ") and not line.startswith("     "):
            name, _, when = line.strip().partition(": ")
            lines.append(f"* raises `{name}`: {when}")
        elif raises and line.strip():
            lines.append(f"  {line.strip()}")
        else:
            lines.append(line)
    return "\n".join(lines)
