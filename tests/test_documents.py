"""What the documents say is there: links and pictures, commands and options, and every message, check, command, field and setting
in both languages."""

from __future__ import annotations

import re
import shlex
import sys
from functools import cache
from pathlib import Path

import click
import pytest
from documents_for_tests import DOCUMENTS, Terminal, blocks
from forms_for_tests import ROOT

from xltools import messages
from xltools.books.guide_sheet import guidance
from xltools.cli import xltools as command_line
from xltools.forms.definition import definitions, load_form
from xltools.settings import settings_schema

ROOT_CONTEXT = click.Context(command_line, info_name="xltools")
NAMES = command_line.list_commands(ROOT_CONTEXT)
FORMS = [load_form(definition["id"]) for definition in definitions()]
READMES = [ROOT / "README.md", ROOT / "README.ja.md"]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def options_of(command: str) -> frozenset[str]:
    found = command_line.get_command(ROOT_CONTEXT, command)
    assert found is not None, f"there is no command {command}"
    return frozenset(option for parameter in (*found.params, *command_line.params) for option in parameter.opts) | {"--help"}


def prose(text: str) -> str:
    """A document without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """What the headings of a document can be linked to by, as GitHub makes it."""
    headings = re.findall(r"^#+ (.*)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", prose(text_of(name(path)))):
        if link.startswith("http"):
            continue
        file, _, anchor = link.partition("#")
        target = path.parent / file if file else path
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link


def test_every_picture_is_shown_somewhere_and_made_by_the_script() -> None:
    shown = {link for path in DOCUMENTS for link in re.findall(r"images/([\w-]+)\.png", text_of(name(path)))}
    made = {path.stem for path in (ROOT / "docs" / "images").iterdir()}
    assert shown == made
    script = text_of("docs/pictures.sh")
    assert [picture for picture in made if not re.search(rf" {picture} [0-9]+( [0-9]+)?$", script, re.MULTILINE)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_command_and_option_that_is_named_exists(path: Path) -> None:
    text = text_of(name(path))
    named = re.findall(r"`xltools ((?:--lang \w+ )?[a-z]+\b[^`\n]*)`", text)
    for block in blocks(text):
        if block.language in ("sh", "console"):
            named += re.findall(r"^(?:\$ |PS> )?xltools ([a-z]+\b.*)$", block.text, re.MULTILINE)
    for line in named:
        command = re.sub(r"^--lang \w+ ", "", line).split()[0]
        options = re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", re.sub(r"\\?\|(json|xlsx)", "", line))
        assert [option for option in options if option not in options_of(command)] == [], line


@pytest.mark.parametrize("path", READMES, ids=name)
def test_both_readmes_name_every_command(path: Path) -> None:
    table = "\n".join(re.findall(r"^\| `.*$", text_of(name(path)), re.MULTILINE))
    assert [command for command in NAMES if f"`xltools {command}" not in table] == []


def test_both_readmes_show_the_same_pictures_and_exit_codes() -> None:
    english, japanese = (text_of(name(path)) for path in READMES)
    assert re.findall(r"images/[\w-]+", english) == re.findall(r"images/[\w-]+", japanese)
    assert re.findall(r"^\| ([0-9]+) \|", english, re.MULTILINE) == re.findall(r"^\| ([0-9]+) \|", japanese, re.MULTILINE)


def test_both_readmes_show_the_same_commands_and_outputs() -> None:
    """Those of README.md are run by its own tests."""
    english, japanese = (blocks(text_of(name(path))) for path in READMES)
    shown = {block.text for block in english if block.language in ("sh", "console")}
    told = [block.text for block in japanese if block.language in ("sh", "console")]
    assert len(told) == 4
    assert [text for text in told if text not in shown] == []


@pytest.mark.parametrize("lang", messages.LANGUAGES)
def test_every_message_check_command_field_and_setting_is_documented(lang: str) -> None:
    told = {page: text_of(f"docs/{lang}/{page}.md") for page in ("messages", "checks", "commands", "fields", "settings")}
    assert [code for code in messages.explainable() if f"### `{code}`\n" not in told["messages"]] == []
    assert [command for command in NAMES if f"## xltools {command}\n" not in told["commands"]] == []
    keys = [*settings_schema()["properties"]["run"]["properties"], "budget_basis", "level"]
    assert [key for key in keys if f"| `{key}` | " not in told["settings"]] == []
    for form in FORMS:
        rules = [*form.rules, *form.checks]
        assert [rule.id for rule in rules if f"| {rule.id} | {rule.title} | " not in told["checks"]] == []
        described = {slot for one in guidance(form) for slot in one.slots}
        assert described == set(form.slots)
        part = told["fields"].partition(f"\n## {form.id}")[2].partition("\n## ")[0]
        assert [one.cells[0] for one in guidance(form) if f"| {one.cells[0]} | {one.page}!" not in part] == []


@pytest.mark.parametrize("command", NAMES)
def test_every_option_of_a_command_is_on_its_page(command: str) -> None:
    for lang in messages.LANGUAGES:
        own = text_of(f"docs/{lang}/commands.md").partition(f"\n## xltools {command}\n")[2].partition("\n## ")[0]
        found = command_line.get_command(ROOT_CONTEXT, command)
        assert found is not None
        options = [parameter for parameter in found.params if isinstance(parameter, click.Option)]
        assert [option for parameter in options for option in parameter.opts if option not in own] == []


def test_folder_is_written_in_one_way() -> None:
    wrong = [name(path) for path in DOCUMENTS if re.search("フォルダ(?!ー)", text_of(name(path)))]
    assert wrong == []
    assert not re.search("フォルダ(?!ー)", text_of("xltools/messages.json"))


def test_the_walk_of_a_value_prints_what_the_page_says() -> None:
    found = blocks(text_of("docs/en/architecture.md"))
    (code,) = [block for block in found if block.language == "python"]
    (said,) = [block for block in found if block.before == "prints"]
    assert Terminal(ROOT).run(shlex.join([sys.executable, "-c", code.text])) == said.text


def test_every_block_of_every_document_is_run_or_made() -> None:
    """A block that shows a command or code stands only where a test runs it."""
    run = {"README.md", "README.ja.md", "docs/ja/handbook.md", "docs/en/how-to.md"}
    for path in DOCUMENTS:
        languages = {block.language for block in blocks(text_of(name(path)))}
        if name(path) == "benchmarks/README.md":  # measured by hand
            continue
        if languages & {"console"}:
            assert name(path) in run, path
        if languages & {"python"}:
            assert name(path) in {"README.md", "docs/en/how-to.md", "docs/en/architecture.md", "docs/en/api.md"}, path
