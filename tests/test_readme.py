"""The README is run: its commands give the output that it shows, its Python prints what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from forms_for_tests import ROOT

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
WILDCARD = "…"
"""Stands for any text within a line; alone on a line, for any number of lines."""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the line of the README where it begins, the words just before it."""

    language: str
    text: str
    line: int
    before: str


def blocks(text: str) -> list[Block]:
    found = []
    end = 0
    for match in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        found.append(Block(match[1], match[2], text.count("\n", 0, match.start()) + 1, text[end : match.start()].strip()))
        end = match.end()
    return found


def commands(block: Block) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output that follows it."""
    found: list[tuple[str, str]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        else:
            command, output = found[-1]
            found[-1] = (command, f"{output}{line}\n")
    return found


def matches(shown: str, real: str) -> bool:
    pattern = "".join(
        r"(?:.*\n)*" if line.strip() == WILDCARD else ".*".join(map(re.escape, line.rstrip().split(WILDCARD))) + r"[ \t]*\n"
        for line in shown.splitlines()
    )
    return re.fullmatch(pattern, real if real.endswith("\n") or not real else real + "\n") is not None


CONSOLE = [block for block in blocks(TEXT) if block.language == "console"]
PYTHON = [block for block in blocks(TEXT) if block.language == "python"]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like the checkout of a reader who follows the README from top to bottom."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


def run(command: list[str], folder: Path) -> str:
    """What a command says, stdout and stderr together, as on a terminal."""
    environment = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_MESSAGES", "COLUMNS", "PYTHONPATH")}
    environment |= {"LANG": "ja_JP.UTF-8", "XLTOOLS_LANG": "ja", "PYTHONUTF8": "1"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.stdout.decode("utf-8")


def test_readme_shows_what_the_tests_run() -> None:
    assert len(CONSOLE) >= 2
    assert PYTHON
    shown = [command for block in CONSOLE for command, _ in commands(block)]
    for name in ("consolidate", "validate"):
        assert any(command.startswith(f"xltools {name} ") for command in shown), name


@pytest.mark.parametrize("name", ["try", "test"])
def test_each_marked_command_stands_there_once(name: str) -> None:
    marked = [block for block in blocks(TEXT) if block.before.endswith(f"<!-- command: {name} -->")]
    assert [block.language for block in marked] == ["sh"]
    assert marked[0].text.count("\n") == 1  # one line to copy


def test_first_command_ends_with_one_whose_output_is_shown() -> None:
    (block,) = [block for block in blocks(TEXT) if block.before.endswith("<!-- command: try -->")]
    last = block.text.strip().rpartition(" && ")[2].removeprefix(".venv/bin/")
    assert last in [command for block in CONSOLE for command, _ in commands(block)]


def test_two_mistakes_are_shown_with_their_cells() -> None:
    outputs = "".join(output for block in CONSOLE for command, output in commands(block) if command.startswith("xltools validate "))
    assert re.search(r"No1!I10\b", outputs)  # 03-04-01 has no ●
    assert re.search(r"No1!AQ4\b.*\n?.*21,552,158", outputs)


def test_commands_in_their_order_say_what_the_readme_shows(scratch: Path) -> None:
    for block in CONSOLE:
        for command, shown in commands(block):
            real = run(["bash", "-c", command], scratch)
            assert matches(shown, real), f"README.md:{block.line} $ {command}\n--- shown\n{shown}\n--- real\n{real}"


def test_no_output_is_left_to_the_wildcard_alone() -> None:
    assert [command for block in CONSOLE for command, shown in commands(block) if shown and not shown.replace(WILDCARD, "").strip()] == []


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: f"line-{block.line}")
def test_python_prints_what_the_readme_says(block: Block, scratch: Path) -> None:
    following = blocks(TEXT)[blocks(TEXT).index(block) + 1 :]
    shown = following[0].text if following and following[0].language == "text" and following[0].before == "prints" else WILDCARD
    real = run([sys.executable, "-c", block.text], scratch)
    assert "Traceback" not in real, real
    assert matches(shown, real), f"README.md:{block.line}\n--- shown\n{shown}\n--- real\n{real}"


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_command_and_option_that_the_readme_names_exists(scratch: Path) -> None:
    told = run(["xltools", "--help"], scratch)
    named = set(re.findall(r"`xltools (\w+)", TEXT))
    for block in blocks(TEXT):
        if block.language in ("sh", "console"):
            named |= set(re.findall(r"^(?:\$ )?xltools (\w+)", block.text, re.MULTILINE))
    assert named
    for name in sorted(named):
        assert re.search(rf"^\s+{name}\b", told, re.MULTILINE), name
        options = set(re.findall(rf"^.*xltools {name}\b.*?(--[\w-]+).*$", TEXT, re.MULTILINE))
        help_ = run(["xltools", name, "--help"], scratch) + told
        assert [option for option in options if option not in help_] == [], name


@pytest.mark.parametrize(
    ("shown", "real", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\nb", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("a\n…\n", "a\n", True),
        ("…\nc\n", "a\nb\nc\n", True),
        ("…\nc\n", "a\nb\nd\n", False),
        ("took … s\n", "took 1.5 s\n", True),
        ("took … s\n", "took\n1.5 s\n", False),
        ("", "", True),
        ("", "a\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_wildcard_stands_for_what_it_says_and_no_more(shown: str, real: str, same: bool) -> None:
    assert matches(shown, real) is same
