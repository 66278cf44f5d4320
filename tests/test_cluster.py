"""Reading on other machines: what an executor reads is what is read here, whatever happens to it; a Dask cluster of two workers gives the
same bytes."""

from __future__ import annotations

import concurrent.futures
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from examples_for_tests import EXAMPLES

import xltools
from xltools import messages
from xltools.cluster import cluster
from xltools.errors import XltoolsError
from xltools.reading import elsewhere
from xltools.reading.elsewhere import reading_on

FILES = sorted(EXAMPLES.glob("*.xlsx"))
START = 60
"""Seconds that a scheduler or a worker may take to come up."""


class Losing(Executor):
    """An executor whose machines are gone."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def submit(self, fn: Callable[..., Any], /, *arguments: Any, **more: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(self.error)
        return future


class OwnError(Exception):
    """What an executor raises in its own way."""


@pytest.fixture(autouse=True)
def small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "FILES_PER_TASK", 2)


def test_an_executor_reads_what_is_read_here_in_the_order_given(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    named = [*FILES[3:], tmp_path / "broken.xlsx", *FILES[:3], tmp_path / "missing.xlsx"]
    done: list[None] = []
    with ThreadPoolExecutor(2) as pool, reading_on(pool):
        found = xltools.read(named, lambda: done.append(None))
    assert found == xltools.read(named)
    assert len(done) == len(named) - 1


@pytest.mark.parametrize("error", [BrokenProcessPool("gone"), ConnectionError("gone"), concurrent.futures.CancelledError(), OwnError()])
def test_what_an_executor_loses_is_read_here(error: BaseException) -> None:
    with reading_on(Losing(error), (OwnError,)):
        assert xltools.read(FILES) == xltools.read(FILES)


def test_machines_without_xltools_are_said() -> None:
    with reading_on(Losing(ModuleNotFoundError("No module named 'xltools'"))), pytest.raises(XltoolsError) as stopped:
        xltools.read(FILES)
    assert stopped.value.code == "cluster-differs"


def test_what_is_no_address_is_said() -> None:
    with pytest.raises(XltoolsError) as stopped, cluster("nobody://here"):
        pass
    assert stopped.value.code == "cluster-unreachable"


def test_without_dask_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(XltoolsError) as stopped, cluster("tcp://127.0.0.1:8786"):
        pass
    assert stopped.value.code == "cluster-not-installed"
    assert "xltools[dask]" in messages.hint(stopped.value.code, stopped.value.details, "ja")


def started(*arguments: str, until: str) -> tuple[subprocess.Popen[str], str]:
    """A process of Dask, and what the first line of its talk that matches says."""
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(until, line)
        if found:
            return process, found[found.lastindex or 0]
    raise AssertionError(f"dask {arguments[0]} did not come up")


@pytest.fixture
def scheduler() -> Iterator[str]:
    """The address of a scheduler on loopback with two workers."""
    processes = []
    try:
        process, address = started(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", until=r"(tcp://127\.0\.0\.1:[0-9]+)"
        )
        processes.append(process)
        for _ in range(2):
            process, _ = started(
                "worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny", until="Starting established connection|Registered to"
            )
            processes.append(process)
        yield address
    finally:
        for process in processes[::-1]:
            process.kill()
            process.communicate()


def test_a_dask_cluster_gives_the_same_bytes(scheduler: str, tmp_path: Path) -> None:
    written = []
    for name, more in (("here", ()), ("there", ("--cluster", scheduler))):
        target = tmp_path / f"{name}.xlsx"
        command = [sys.executable, "-m", "xltools", *more, "consolidate", str(EXAMPLES), "-o", str(target)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=2 * START, env={**os.environ, "XLTOOLS_LANG": "ja"})
        assert done.returncode == 0, done.stderr
        written.append(target.read_bytes())
    assert written[0] == written[1]
