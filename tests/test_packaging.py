"""What is installed works without the checkout, and nothing that it needs was left behind."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from documents_for_tests import Terminal
from forms_for_tests import ROOT
from handbook_for_tests import FOLDER
from test_architecture import tracked
from test_handbook import walk

SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")


def checkout(target: Path) -> Path:
    """A copy of the checkout as a clone would have it: nothing that tools left behind."""
    for path in tracked():
        copy = target / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    return target


def environment(path: Path) -> dict[str, str]:
    """The environment with `path` searched first, and nothing that leads Python to the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "COV_"))}
    return {**kept, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}", "XLTOOLS_LANG": "ja", "PYTHONUTF8": "1"}


def run(command: list[str], cwd: Path, search: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command, cwd=cwd, env=environment(search), capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode in (0, 1), f"{command}: {done.stdout}\n{done.stderr}"
    return done


def packages() -> dict[str, str]:
    """Every package of setup.cfg and the folder it comes from."""
    elsewhere = dict(re.split(r"\s*=\s*", line) for line in SETUP["options"]["package_dir"].split("\n") if line)
    return {name: elsewhere.get(name, name.replace(".", "/")) for name in SETUP["options"]["packages"].split()}


def shipped() -> set[str]:
    """Every file that an installation must hold, by its place there."""
    wanted = set()
    for package, folder in packages().items():
        for path in (ROOT / folder).iterdir():
            if path.suffix in (".py", ".json", ".xlsx", ".typed") and not path.name.startswith("~$"):
                wanted.add(f"{package.replace('.', '/')}/{path.name}")
    return wanted


def test_every_package_is_listed() -> None:
    found = {path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in (ROOT / "xltools").rglob("*.py")}
    assert set(packages()) == found | {"xltools.templates", "xltools.schemas"}


def test_shipped_folders_are_flat_and_no_packages() -> None:
    for folder in (ROOT / "templates", ROOT / "schemas"):
        assert [path.name for path in folder.iterdir() if path.is_dir() or path.suffix not in (".json", ".xlsx")] == []


def test_wheel_holds_every_file_and_the_source_alone_makes_it(tmp_path: Path) -> None:
    source = checkout(tmp_path / "checkout")
    # Without --wheel or --sdist, build makes the wheel of the unpacked sdist: what the sdist lacks, the wheel lacks.
    built = run([sys.executable, "-m", "build", "--outdir", str(tmp_path / "dist"), str(source)], tmp_path, Path(sys.executable).parent)
    assert built.returncode == 0, built.stdout + built.stderr
    assert "is absent from the `packages` configuration" not in built.stderr

    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        (licence,) = [name for name in archive.namelist() if name.endswith("/LICENSE")]
        assert b"Copyright (c) 2026 The xltools authors" in archive.read(licence)
        (metadata,) = [archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith("/METADATA")]
    assert names == shipped()
    assert "xltools/py.typed" in names
    assert "Classifier: Typing :: Typed\n" in metadata
    assert (source / "README.md").read_text(encoding="utf-8") in metadata
    assert wheel.name == f"xltools-{SETUP['metadata']['version']}-py3-none-any.whl"

    (sdist,) = (tmp_path / "dist").glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {path.relative_to(ROOT).as_posix() for path in tracked()}
    left_out = {name for name in wanted - inside if not name.startswith((".ci/", ".git"))}
    assert left_out == set()
    assert {"README.ja.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "docs/ja/handbook.md", "docs/images/status.png"} <= inside
    assert [name for name in inside if "__pycache__" in name or name.endswith(".pyc")] == []


@dataclass(frozen=True)
class Installed:
    """A fresh environment with xltools in it and nothing of the checkout beside it: the folder of its programs, and the examples."""

    tools: Path
    examples: Path


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """What the README's first command makes: an environment into which pip has put the wheel that it built. The source is gone. It is made
    once; the other workers of a test run wait for the one that makes it."""
    folder = tmp_path_factory.getbasetemp() / "installed"
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = tmp_path_factory.getbasetemp().parent / "installed"
    found, done = Installed(folder / "clone" / ".venv" / "bin", folder / "examples"), folder / "done"
    try:
        folder.mkdir()
    except FileExistsError:
        while not done.exists():
            time.sleep(1)
    else:
        try:
            install(folder)
        finally:
            done.touch()
    assert (found.tools / "xltools").exists()
    return found


def install(folder: Path) -> None:
    """Follow the README in a clone, keep its environment and the examples, and take everything else away."""
    clone = checkout(folder / "clone")
    (command,) = re.findall(r"<!-- command: try -->\s*```sh\n(.*?)```", (clone / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    python = folder / "bin"
    python.mkdir()
    (python / "python").symlink_to(getattr(sys, "_base_executable", sys.executable))
    tried = run(["bash", "-euc", command], clone, python)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert (clone / "summary.xlsx").read_bytes()[:2] == b"PK"
    shutil.copytree(clone / "examples", folder / "examples")
    for path in clone.iterdir():
        if path.name != ".venv":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_what_is_installed_is_the_wheel_and_no_link_to_the_source(installed: Installed) -> None:
    (record,) = installed.tools.parent.glob("lib/python*/site-packages/xltools-*.dist-info/RECORD")
    names = {line.partition(",")[0] for line in record.read_text(encoding="utf-8").splitlines()}
    assert {name for name in names if name.startswith("xltools/") and not name.endswith(".pyc")} == shipped()


def test_readmes_first_command_installs_what_works_away_from_the_checkout(installed: Installed, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()

    def xltools(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run([str(installed.tools / "xltools"), *arguments], away, installed.tools)

    assert "consolidate" in xltools("--help").stdout
    assert "program-analysis-2018" in xltools("forms").stdout
    assert xltools("template", "--year", "2018", "-o", "x.xlsx").returncode == 0
    assert (away / "x.xlsx").read_bytes() == (ROOT / "templates" / "program-analysis-2018.xlsx").read_bytes()
    schema = (ROOT / "schemas" / "program-analysis-2018.schema.json").read_text(encoding="utf-8")
    assert xltools("schema", "--year", "2018").stdout == schema
    assert xltools("fill", str(installed.examples / "2018" / "records.json"), "-o", "filled").returncode == 0
    assert len(list((away / "filled").glob("*.xlsx"))) == 6
    assert xltools("read", "filled").stdout.count("\n") == 6
    assert xltools("validate", "filled").returncode == 1  # the real sheets have real mistakes
    assert xltools("consolidate", "filled", "-o", "summary.xlsx").returncode == 0


def test_a_strangers_month_with_what_was_installed_ends_where_the_handbook_says(installed: Installed, tmp_path: Path) -> None:
    """The handbook up to the reminders: three mistakes among five sheets; every output is the one that is shown."""
    terminal = Terminal(tmp_path, tools=installed.tools)
    assert terminal.run("command -v xltools").strip() == str(installed.tools / "xltools")
    where = terminal.run("python -c 'import xltools; print(xltools.__file__)'").strip()
    assert Path(where).is_relative_to(installed.tools.parent)
    walk(terminal, until="再提出と訂正")
    made = tmp_path / FOLDER
    assert terminal.folder == made
    written = [f"{name}_2019-07-01.{kind}" for name, kind in (("エラー一覧", "xlsx"), ("集計", "log"), ("集計", "xlsx"))]
    assert sorted(path.name for path in (made / "集計").iterdir()) == sorted(written)
    assert len(list((made / "差戻" / "2019-07-01").iterdir())) == 3
