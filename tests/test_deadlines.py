"""Processes that may only take so long: those that take longer are killed, the others left alone."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from xltools.reading.deadlines import GLANCE, Deadlines


@pytest.fixture
def sleeping() -> Iterator[list[subprocess.Popen[bytes]]]:
    started = [subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) for _ in range(2)]
    yield started
    for process in started:
        process.kill()
        process.wait()


def test_only_the_one_whose_time_is_over_is_killed(sleeping: list[subprocess.Popen[bytes]]) -> None:
    deadlines, (late, other) = Deadlines(), sleeping
    deadlines.begin(late, 0.1)
    deadlines.begin(other, 60)
    late.wait(20)
    assert not deadlines.end(late)
    assert other.poll() is None
    assert deadlines.end(other)


def test_one_that_is_done_is_left_alone(sleeping: list[subprocess.Popen[bytes]]) -> None:
    deadlines = Deadlines()
    for process in sleeping:
        deadlines.begin(process, 0.01)
        assert deadlines.end(process)
    time.sleep(3 * GLANCE)
    assert [process.poll() for process in sleeping] == [None, None]


def test_nobody_looks_at_the_time_when_nothing_is_due(sleeping: list[subprocess.Popen[bytes]]) -> None:
    deadlines = Deadlines()
    for _ in range(2):  # and somebody does again when something is
        deadlines.begin(sleeping[0], 60)
        assert [thread.name for thread in threading.enumerate()].count("deadlines") == 1
        deadlines.end(sleeping[0])
        until = time.monotonic() + 20
        while any(thread.name == "deadlines" for thread in threading.enumerate()):
            assert time.monotonic() < until
            time.sleep(GLANCE)
