"""The documents as the tests read and run them: fenced blocks, markers in comments, and a terminal that keeps its folder."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from forms_for_tests import ROOT

WILDCARD = "…"
"""Stands for any text within a line; alone on a line, for any number of lines."""
HERE = Path(sys.executable).parent
"""The folder of the programs of the tests' own installation."""
PROMPT = re.compile(r"^(?:\$|PS>) ")
DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "examples" / "README.md", ROOT / "benchmarks" / "README.md")
)


@dataclass(frozen=True)
class Block:
    """A fenced block, or a marker (a comment of one line, its language is empty): its language, its text, the line where it begins, the
    words just before it."""

    language: str
    text: str
    line: int
    before: str


def steps(text: str) -> list[Block]:
    """The fenced blocks and the markers ``<!-- name: what -->`` of a document in their order."""
    found = []
    end = 0
    for match in re.finditer(r"^```(\w*)\n(.*?)^```$|^<!-- (\w+: .*?) -->$", text, re.MULTILINE | re.DOTALL):
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block("", match[3], line, "") if match[3] else Block(match[1], match[2], line, text[end : match.start()].strip()))
        end = end if match[3] else match.end()
    return found


def blocks(text: str) -> list[Block]:
    return [step for step in steps(text) if step.language]


def commands(block: Block) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output that follows it."""
    found: list[tuple[str, str]] = []
    for line in block.text.splitlines():
        if PROMPT.match(line):
            found.append((PROMPT.sub("", line), ""))
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


@dataclass
class Terminal:
    """A terminal as the reader of a document has it: the folder that it is in, its environment, and the folder of the programs that it
    finds before any others."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    tools: Path = HERE

    def run(self, command: str) -> str:
        """What a command says, stdout and stderr together."""
        left_out = ("LC_ALL", "LC_MESSAGES", "COLUMNS", "PYTHONPATH", "VIRTUAL_ENV")
        environment = {name: value for name, value in os.environ.items() if name not in left_out}
        environment |= {"LANG": "ja_JP.UTF-8", "XLTOOLS_LANG": "ja", "PYTHONUTF8": "1"}
        others = [place for place in environment["PATH"].split(os.pathsep) if Path(place) != HERE]
        environment["PATH"] = os.pathsep.join([str(self.tools), *others])
        moved = re.fullmatch(r"cd (\S+)", command)
        if moved:
            self.folder = self.folder / shlex.split(moved[1])[0]
            assert self.folder.is_dir(), command
            return ""
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env={**environment, **self.environment}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        return done.stdout.decode("utf-8").replace("\ufeff", "").replace("\r\n", "\n")

    def follow(self, block: Block, document: str) -> None:
        """Run the commands of a console block; what they say is what it shows."""
        for command, shown in commands(block):
            real = self.run(command)
            assert matches(shown, real), f"{document}:{block.line} {command}\n--- shown\n{shown}\n--- real\n{real}"
