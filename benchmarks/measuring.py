"""What the benchmarks share: measuring in a process of its own, and saying it in a line."""

from __future__ import annotations

import multiprocessing
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median
from typing import Any, TypeVar

Action = Callable[[], object]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Run:
    """What an action took: seconds by the clock, seconds of one core (over all cores and processes), the most memory of its process
    and of the largest one that it started, in megabytes (0 where the system does not say)."""

    seconds: float
    core_seconds: float
    memory: float
    workers: float

    def scaled(self, factor: float) -> Run:
        """What so many times as much would take."""
        return Run(self.seconds * factor, self.core_seconds * factor, self.memory, self.workers)


def in_turn(actions: Mapping[str, tuple[Any, ...]], rounds: int = 1) -> dict[str, Run]:
    """Of each action the run of median time. They take turns: when the machine is faster at one time than at another, it is so for all.

    An action is a function that gives it, and what that is given; every run has a fresh process, and only the action itself is timed.
    """
    taken = [[_apart(*action) for action in actions.values()] for _ in range(rounds)]
    return dict(zip(actions, map(middle, zip(*taken, strict=True)), strict=True))


def middle(runs: Sequence[Run]) -> Run:
    """The run of median time."""
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]


def _apart(prepare: Callable[..., Action], *arguments: Any) -> Run:
    return in_a_process(_timed, prepare, arguments)


def in_a_process(function: Callable[..., Made], *arguments: Any) -> Made:
    """What a function gives, in a process of its own. Linux counts what a process holds as that of those it starts, too, so the one that
    starts those that are measured has to stay small."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def _timed(prepare: Callable[..., Action], arguments: tuple[Any, ...]) -> Run:
    action = prepare(*arguments)
    began, used = time.perf_counter(), core_seconds()
    action()
    seconds, used = time.perf_counter() - began, core_seconds() - used
    return Run(seconds, used, *memory())


def seconds(work: Action, rounds: int) -> float:
    """The median of some runs in this process, in seconds of one core, so that a busy machine counts little."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return median(taken)


def core_seconds() -> float:
    """The seconds that this process and those it started and ended have used so far, over all cores."""
    return sum(os.times()[:4])


def memory() -> tuple[float, float]:
    """The most memory that this process has held so far, and that of the largest one it started and ended, in megabytes."""
    try:
        import resource
    except ImportError:
        return 0, 0
    own, others = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own, others


def machine(*packages: str) -> str:
    """What it is measured with, and how much else the machine is doing."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", {os.getloadavg()[0]:.1f} processes at work before" if hasattr(os, "getloadavg") else ""
    return f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in packages)}, {cores} cores{load}"


def line(name: str, run: Run, count: int, baseline: Run | None = None) -> str:
    """A run in a line: seconds, seconds of one core, workbooks a second, how many times as fast as the baseline, memory."""
    ratio = f"{baseline.seconds / run.seconds:7.1f}×" if baseline else " " * 8
    return (
        f"{name:44s} {run.seconds:8.2f} s {run.core_seconds:8.2f} s of a core {count / run.seconds:8.1f}/s {ratio}"
        f" {run.memory:6.0f} MB {run.workers:6.0f} MB"
    )
