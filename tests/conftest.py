"""Tools that some tests need. Without the tool a test is skipped with its reason; with XLTOOLS_REQUIRE_TOOLS=1 it fails."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

# A busy machine is slow, not wrong; and the same commit gives the same result wherever CI runs.
settings.register_profile("xltools", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("xltools")

MARKERS = {"soffice": "libreoffice", "ooxml_validator": "validator", "save_with_node": "node"}
"""Fixture → marker of the tests that use it, so that `pytest -m "not libreoffice"` needs no care in the tests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture, marker in MARKERS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)


def _missing(reason: str) -> NoReturn:
    if os.environ.get("XLTOOLS_REQUIRE_TOOLS") == "1":
        pytest.fail(f"{reason} (required by XLTOOLS_REQUIRE_TOOLS=1)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of LibreOffice's executable."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or _missing("LibreOffice (soffice) is not installed")


@pytest.fixture(scope="session")
def convert(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str, Path], Path]:
    """`convert(path, suffix, outdir)`: the path of the file that LibreOffice made of `path`, such as suffix ``ods``.

    Two LibreOffices cannot share a profile, so every worker of the test run has its own.
    """
    profile = tmp_path_factory.mktemp("libreoffice")

    def run(path: Path, suffix: str, outdir: Path) -> Path:
        outdir.mkdir(parents=True, exist_ok=True)
        made = outdir / f"{path.stem}.{suffix}"
        assert made.resolve() != path.resolve(), "LibreOffice would write over its input"
        private = f"-env:UserInstallation={profile.as_uri()}"
        command = [soffice, "--headless", private, "--convert-to", suffix, "--outdir", str(outdir), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
        assert made.is_file(), f"LibreOffice made no {made.name}: {done.stdout}{done.stderr}"
        return made

    return run


@pytest.fixture(scope="session")
def ooxml_validator() -> Callable[[Path], list[str]]:
    """`ooxml_validator(path)`: what Microsoft's Open XML validator finds wrong with a workbook, one text per error."""
    named = os.environ.get("XLTOOLS_OOXML_VALIDATOR", "")
    found = shutil.which(named or "ooxml-validator")
    if found is None:
        _missing(f"the Open XML validator is not installed ({named or 'ooxml-validator'})")

    def run(path: Path) -> list[str]:
        done = subprocess.run([found, str(path)], capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
        assert done.returncode in (0, 1), f"the validator could not run: {done.stdout}{done.stderr}"
        report = json.loads(done.stdout)
        errors = [f"{error.get('path')} {error.get('xPath')}: {error['description']}" for error in report["errors"]]
        assert report["ok"] == (not errors), report
        return errors

    return run


@pytest.fixture(scope="session")
def save_with_node() -> Callable[[str, Path, list[Path]], None]:
    """`save_with_node(partner, path, targets)`: `path` opened and saved as every target by a script of tests/partners, such as
    ``sheetjs``. XLTOOLS_NODE_MODULES names the folder node_modules that holds their packages."""
    node, modules = shutil.which("node"), os.environ.get("XLTOOLS_NODE_MODULES", "")
    for package in ("xlsx", "exceljs"):
        if node is None or not Path(modules, package).is_dir():
            _missing(f"Node.js with the package {package} is not installed (XLTOOLS_NODE_MODULES={modules!r})")
    scripts = Path(__file__).parent / "partners"

    def run(partner: str, path: Path, targets: list[Path]) -> None:
        command = [str(node), str(scripts / f"{partner}.cjs"), str(path), *map(str, targets)]
        environment = {**os.environ, "NODE_PATH": modules}
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=240, check=False)
        assert done.returncode == 0, f"{partner} could not save {path.name}: {done.stdout}{done.stderr}"

    return run


@pytest.fixture
def in_japanese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A command line that speaks Japanese, in an empty folder."""
    monkeypatch.setenv("XLTOOLS_LANG", "ja")
    monkeypatch.chdir(tmp_path)
