"""How to provoke the messages of a working folder: for each code what to do in an empty folder, and what is then found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from folder_for_tests import CLEAN, WRONG, book, day, entry, found, made, rounded, submit

from xltools.errors import XltoolsError
from xltools.officer import exclude, settle
from xltools.problems import Problem
from xltools.settings import DEFAULTS, run_settings
from xltools.working_folder import WorkingFolder, working_folder

Found = Iterable[Problem | XltoolsError]
CODE, OTHER, DAY, LATER = "01-01-01", "01-01-02", "2018-08-01", "2018-09-01"


def stopped(action: Callable[[], object]) -> Found:
    """What an action that cannot go on says."""
    try:
        action()
    except XltoolsError as error:
        return [error]
    raise AssertionError("it went on")


def seen(folder: WorkingFolder, on: str = LATER) -> Found:
    """What a look at the folder finds, the run's own notes too."""
    findings = found(folder, on)
    return [*findings.problems, *findings.notes]


def with_one(root: Path, **more: object) -> WorkingFolder:
    """A folder with one program on its roster and its sheet."""
    folder = made(root, [entry(CODE, **more)])
    submit(folder, "a.xlsx", book(CODE))
    return folder


def set_aside(root: Path) -> Found:
    folder = with_one(root)
    folder.store.parent.mkdir()
    folder.store.write_bytes(b"no database at all" * 100)
    return seen(folder)


def sent_twice(root: Path, newer: str) -> Found:
    folder = with_one(root)
    path = submit(folder, "b.xlsx", book(CODE, newer, budget=14_000))
    later = path.stat().st_mtime + 100
    os.utime(path, (later, later))
    return seen(folder)


def excluded(root: Path) -> Found:
    folder = with_one(root)
    exclude(folder, CODE, "佐藤", day(DAY), "終了")
    return seen(folder)


def settled(root: Path) -> Found:
    folder = with_one(root)
    settle(found(folder, DAY), CODE, "佐藤")
    submit(folder, "a.xlsx", book(CODE, budget=14_000))
    return seen(folder)


def decisions(root: Path) -> Found:
    folder = with_one(root)
    folder.decisions.write_text("[[決定]]\nby = \n", encoding="utf-8")
    return stopped(lambda: found(folder, DAY))


def off_the_roster(root: Path) -> Found:
    folder = with_one(root)
    submit(folder, "b.xlsx", book(OTHER))
    return [one.reason for one in found(folder, LATER).standings if one.reason]


def misplaced(root: Path) -> Found:
    folder = with_one(root)
    folder.earlier.mkdir()
    (folder.earlier / "b.xlsx").write_bytes(book(OTHER))
    return seen(folder)


FOLDER_CASES: Mapping[str, Callable[[Path], Found]] = {
    "year-not-earlier": misplaced,
    "store-set-aside": set_aside,
    "superseded": lambda root: sent_twice(root, CLEAN),
    "newer-has-errors": lambda root: sent_twice(root, WRONG),
    "excluded-by-hand": excluded,
    "excluded-by-roster": lambda root: seen(with_one(root, excluded=True, reason="廃止")),
    "not-on-roster": off_the_roster,
    "decisions-wrong": decisions,
    "no-working-folder": lambda root: stopped(lambda: working_folder(DEFAULTS)),
    "nothing-submitted": lambda root: stopped(lambda: rounded(made(root, [entry(CODE)]), DAY)),
    "variable-wrong": lambda root: stopped(lambda: run_settings(DEFAULTS, {}, {"XLTOOLS_YEAR": "平成30"})),
    "no-such-program": lambda root: stopped(lambda: exclude(with_one(root), "09-09-09", "佐藤", day(DAY), "終了")),
    "not-decided": lambda root: stopped(lambda: exclude(with_one(root), CODE, "佐藤", day(DAY), undo=True)),
    "nothing-to-settle": lambda root: stopped(lambda: settle(found(made(root, [entry(CODE)]), DAY), CODE, "佐藤")),
    "settled-changed": settled,
}
