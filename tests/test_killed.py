"""A round that is killed at any moment leaves the last summary and the store whole, and the next round gives what it would have given.

In an ordinary run a sample of moments, more of them in ``.ci/run``; all 200, at random, with XLTOOLS_FULL=1 (ten minutes).
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from folder_for_tests import CLEAN, WRONG, book, entry, made, rounded, submit

FULL = os.environ.get("XLTOOLS_FULL") == "1"
MOMENTS = 200 if FULL else 10 if os.environ.get("XLTOOLS_ALL_MUTATIONS") == "1" else 6
PROGRAMS = 60
SUMMARY = "集計/集計.xlsx"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is killed by a signal here")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month after the last round: of 60 workbooks, 5 were changed and 3 are new."""
    root = tmp_path_factory.mktemp("killed") / "before"
    codes = [f"01-{number // 10:02}-{number % 10:02}" for number in range(PROGRAMS)]
    folder = made(root, [entry(code, row=row) for row, code in enumerate(codes, 2)], 'output = "集計.xlsx"\nproblems = "エラー.xlsx"')
    for code in codes[:-3]:
        submit(folder, f"{code}.xlsx", book(code, WRONG if code.endswith("7") else CLEAN))
    with contextlib.chdir(root):
        rounded(made(root, settings='output = "集計.xlsx"\nproblems = "エラー.xlsx"'), "2018-08-01")
    for code in (*codes[:5], *codes[-3:]):
        submit(folder, f"{code}.xlsx", book(code, budget=int(code[-2:]) + 14_000))
    return root


class Rounds:
    """Rounds in processes of their own."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("rounds_for_tests.py")
        command = [sys.executable, str(script), "consolidate", "--as-of", "2018-09-01"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def make(self, folder: Path, kill_after: float | None = None) -> int:
        """How a round in a folder ended: its exit code, negative if it was killed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{folder}\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(int(self.process.stdout.readline()))


@pytest.fixture(scope="module")
def rounds() -> Iterator[Rounds]:
    made = Rounds()
    yield made
    made.process.communicate("")


@pytest.fixture(scope="module")
def undisturbed(folder: Path, rounds: Rounds) -> tuple[bytes, float]:
    """What a round that nobody disturbs makes of the folder, and how many seconds it takes."""
    work = folder.with_name("undisturbed")
    shutil.copytree(folder, work)
    began = time.perf_counter()
    assert rounds.make(work) == 0
    taken = time.perf_counter() - began
    return (work / SUMMARY).read_bytes(), taken


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_killed_round_spoils_nothing(moment: int, folder: Path, rounds: Rounds, undisturbed: tuple[bytes, float]) -> None:
    right, taken = undisturbed
    before = (folder / SUMMARY).read_bytes()
    assert before != right
    work = folder.with_name(f"killed-{moment}")
    shutil.copytree(folder, work)
    share = random.Random(moment).random() if FULL else (moment + random.Random(moment).random()) / MOMENTS
    ended = rounds.make(work, share * taken)
    assert ended in (0, -signal.SIGKILL)
    assert (work / SUMMARY).read_bytes() in (before, right)
    openpyxl.load_workbook(io.BytesIO((work / SUMMARY).read_bytes()), read_only=True).close()
    assert integrity(work) == "ok"
    assert rounds.make(work) == 0
    assert (work / SUMMARY).read_bytes() == right
    assert [path.name for path in (work / "集計").iterdir() if path.suffix == ".tmp"] == []
    assert list((work / ".xltools").iterdir()) == [work / ".xltools" / "store.sqlite"]
    shutil.rmtree(work)


def integrity(work: Path) -> str:
    """What SQLite says about the store, looked at in a copy."""
    copy = work / "copy"
    shutil.copytree(work / ".xltools", copy)
    connection = sqlite3.connect(copy / "store.sqlite")
    try:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        connection.close()
        shutil.rmtree(copy)
