"""The worked examples of the how-to, done one after the other in a copy of the checkout."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from documents_for_tests import Block, Terminal, steps
from forms_for_tests import ROOT

NAME = "docs/en/how-to.md"
TEXT = (ROOT / NAME).read_text(encoding="utf-8")
SOURCES = ("xltools", "templates", "schemas")


def copied(top: Path) -> Terminal:
    """A copy of what is shipped, and a terminal in which `xltools` is that copy."""
    for folder in SOURCES:
        shutil.copytree(ROOT / folder, top / folder, ignore=shutil.ignore_patterns("__pycache__"))
    command = top / "bin" / "xltools"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m xltools "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    search = os.pathsep.join((str(command.parent), str(Path(sys.executable).parent), os.environ["PATH"]))
    return Terminal(top, {"PATH": search, "PYTHONPATH": str(top), "XLTOOLS_LANG": "en"})


def edited(text: str, block: Block) -> str:
    """A file after an edit; the lines that the edit shows stand there once."""
    lines = block.text.splitlines()
    old = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
    new = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
    assert text.count(old) == 1, f"{NAME}:{block.line} does not fit"
    return text.replace(old, new)


def follow(top: Path) -> None:
    """Do everything that the page says, in its order."""
    terminal = copied(top)
    what = place = ""
    for step in steps(TEXT):
        if not step.language:
            what, _, place = step.text.partition(": ")
        elif step.language == "console":
            terminal.follow(step, NAME)
        else:
            target = top / place
            target.write_text(step.text if what == "file" else edited(target.read_text(encoding="utf-8"), step), encoding="utf-8")


def test_every_example_works_as_the_page_shows(tmp_path: Path) -> None:
    follow(tmp_path)


def test_every_block_is_done() -> None:
    found = steps(TEXT)
    files = [step for step in found if step.language and step.language != "console"]
    markers = [step for step in found if not step.language]
    assert {step.text.partition(": ")[0] for step in markers} == {"file", "edit"}
    assert len(files) == len(markers)
    assert {step.language for step in files} == {"json", "diff", "python"}
