"""`xltools --help` answers at once: what it does not need is not imported."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

NOT_NEEDED = {"pandas", "numpy", "openpyxl", "xlsxwriter", "jsonschema", "jsonschema_rs", "python_calamine", "rich", "sqlite3"}
COMMANDS = [["--help"], ["--version"], ["consolidate", "--help"], []]


def imported(command: list[str], folder: Path) -> set[str]:
    """The top-level packages that a run imports, as `python -X importtime` reports them."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *command],
        cwd=folder,
        env={**os.environ, "XLTOOLS_LANG": "en", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )
    found = re.findall(r"^import time:\s+\d+ \|\s+\d+ \|\s+(\w+)", run.stderr, re.MULTILINE)
    assert found, run.stderr
    return set(found)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_help_imports_no_heavy_library(arguments: list[str], tmp_path: Path) -> None:
    found = imported(["-m", "xltools", *arguments], tmp_path)
    assert {"xltools", "click"} <= found
    assert found & NOT_NEEDED == set()


def test_importing_the_library_imports_no_heavy_library(tmp_path: Path) -> None:
    found = imported(["-c", "import xltools; xltools.load_form"], tmp_path)
    assert "xltools" in found
    assert found & (NOT_NEEDED | {"click"}) == set()


def test_imports_are_seen(tmp_path: Path) -> None:
    assert "xlsxwriter" in imported(["-m", "xltools", "template", "-o", "x.xlsx"], tmp_path)
