"""The README is run: its commands give the output that it shows, its Python prints what it says."""

from __future__ import annotations

import re
import shlex
import shutil
import sys

import pytest
from documents_for_tests import WILDCARD, Block, Terminal, blocks, commands, matches
from forms_for_tests import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = [block for block in blocks(TEXT) if block.language == "console"]
PYTHON = [block for block in blocks(TEXT) if block.language == "python"]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A folder like the checkout of a reader who follows the README from top to bottom."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "examples", folder / "examples")
    return Terminal(folder)


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


def test_commands_in_their_order_say_what_the_readme_shows(scratch: Terminal) -> None:
    for block in CONSOLE:
        scratch.follow(block, "README.md")


def test_no_output_is_left_to_the_wildcard_alone() -> None:
    assert [command for block in CONSOLE for command, shown in commands(block) if shown and not shown.replace(WILDCARD, "").strip()] == []


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: f"line-{block.line}")
def test_python_prints_what_the_readme_says(block: Block, scratch: Terminal) -> None:
    following = blocks(TEXT)[blocks(TEXT).index(block) + 1 :]
    shown = following[0].text if following and following[0].language == "text" and following[0].before == "prints" else WILDCARD
    real = scratch.run(shlex.join([sys.executable, "-c", block.text]))
    assert "Traceback" not in real, real
    assert matches(shown, real), f"README.md:{block.line}\n--- shown\n{shown}\n--- real\n{real}"


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


def test_figures_are_those_of_the_pages_that_they_are_taken_from() -> None:
    cases, wrong = re.findall(r"\| ([0-9,]+), of them silently wrong: ([0-9]+) ", TEXT)[0]
    (row,) = re.findall(r"^\| \*\*all\*\* .*$", (ROOT / "docs" / "reading.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert re.findall("[0-9]+", row)[0] == cases.replace(",", "")
    assert re.findall("[0-9]+", row)[-1] == wrong
    measured = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    lines = (
        (r"([0-9.]+) s by the clock: ([0-9.]+) times", r"cold consolidate +{} s (?s:.*?)\ncold consolidate to the floor: {};"),
        (r"([0-9]+) ms a program", r"\({} ms per program\)"),
        (r"([0-9.]+) s by the clock: one of many", r"in one call: {} s,"),
        (r"one of many takes ×([0-9.]+)", r"xltools, one of many +[0-9]+ ms  ×{}\n"),
    )
    for stated, line in lines:
        (found,) = re.finditer(stated, TEXT)
        assert re.search(line.format(*map(re.escape, found.groups())), measured), found[0]
    for script in re.findall(r"`(python (?:tests|benchmarks)/\w+\.py)", TEXT):
        assert (ROOT / script.removeprefix("python ")).exists()
