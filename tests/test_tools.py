"""The tools that other tests lean on must themselves tell right from wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

ROOT = Path(__file__).parent.parent


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("様式").write_string(0, 0, "事務事業分析")
    return path


def test_validator_accepts_a_workbook(workbook: Path, ooxml_validator) -> None:
    assert ooxml_validator(workbook) == []


def test_validator_sees_an_element_that_does_not_exist(workbook: Path, tmp_path: Path, ooxml_validator) -> None:
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"<sheetData>", b"<sheetDatum/><sheetData>"))
    assert any("sheetDatum" in error for error in ooxml_validator(broken))


def test_libreoffice_converts_and_says_when_it_cannot(workbook: Path, tmp_path: Path, convert) -> None:
    assert convert(workbook, "ods", tmp_path / "out").read_bytes()[:2] == b"PK"
    with pytest.raises(AssertionError, match=r"made no missing\.ods"):
        convert(tmp_path / "missing.xlsx", "ods", tmp_path / "out")


@pytest.mark.parametrize(("required", "outcome"), [("1", "failed"), ("0", "skipped")])
@pytest.mark.parametrize("tool", ["libreoffice", "validator", "node"])
def test_missing_tool_is_skipped_or_failed(tool: str, required: str, outcome: str, tmp_path: Path) -> None:
    fixture = {"libreoffice": "convert", "validator": "ooxml_validator", "node": "save_with_node"}[tool]
    (tmp_path / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (tmp_path / "test_it.py").write_text(f"def test_it({fixture}): pass\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  libreoffice: x\n  validator: x\n  node: x\n", encoding="utf-8")
    environment = {**os.environ, "PATH": str(tmp_path), "XLTOOLS_REQUIRE_TOOLS": required, "XLTOOLS_OOXML_VALIDATOR": ""}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-m", tool, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
    assert f"1 {outcome}" in run.stdout or ("1 error" in run.stdout and outcome == "failed"), run.stdout + run.stderr
