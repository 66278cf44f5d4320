"""A year of twelve monthly runs: status, changes and totals of each month are those of a plain account of the files."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from examples_for_tests import form
from folder_for_tests import CLEAN, WRONG, book, day, entry, made, rounded

import xltools
from xltools.forms.record import value_at
from xltools.monthly import Findings
from xltools.officer import exclude
from xltools.working_folder import WorkingFolder

PROGRAMS = [f"05-01-{number:02}" for number in range(1, 15)]
BUDGET = ("budget", str(form().fiscal_year - 1))


@dataclass
class Sent:
    """A file that lies in the folder: what it says, and how many were sent before it."""

    budget: int
    wrong: bool
    number: int


@dataclass
class Account:
    """The plain account of what lies in the folder: program → file name → what it is."""

    files: dict[str, dict[str, Sent]] = field(default_factory=dict)
    excluded: set[str] = field(default_factory=set)
    sent: int = 0

    def counts(self, code: str) -> Sent | None:
        """The file that counts: the last one sent without errors, else the last one sent."""
        sent = list(self.files.get(code, {}).values())
        if not sent or code in self.excluded:
            return None
        return max(sent, key=lambda one: (not one.wrong, one.number))

    def counted(self) -> dict[str, Sent]:
        return {code: one for code in PROGRAMS if (one := self.counts(code))}


def send(folder: WorkingFolder, account: Account, dice: random.Random, month: int, code: str, name: str, wrong: bool) -> None:
    """Put a workbook into the folder; the clock of the computer that saved it may be wrong, but the next month is later."""
    account.sent += 1
    budget = 14_000 + account.sent
    path = folder.submitted / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(book(code, WRONG if wrong else CLEAN, budget=budget))
    saved = 1_530_000_000 + account.sent * 60 - (dice.random() < 0.3) * 40_000_000 * (month > 1)
    os.utime(path, (saved, saved))
    account.files.setdefault(code, {}).pop(name, None)
    account.files[code][name] = Sent(budget, wrong, account.sent)


def a_month(folder: WorkingFolder, account: Account, dice: random.Random, month: int) -> None:
    """What happens in a month: at most one thing to each program."""
    for code in PROGRAMS:
        there = account.files.get(code, {})
        what = dice.random()
        if not there:
            if what < 0.3:
                send(folder, account, dice, month, code, f"{code}.xlsx", dice.random() < 0.4)
        elif what < 0.12:  # corrected in place
            send(folder, account, dice, month, code, next(iter(there)), wrong=False)
        elif what < 0.22:  # sent once more under another name
            send(folder, account, dice, month, code, f"再提出{month}/{code}.xlsx", dice.random() < 0.5)
        elif what < 0.3:  # withdrawn
            name = dice.choice(sorted(there))
            (folder.submitted / name).unlink()
            del there[name]
        elif what < 0.34 and code not in account.excluded:
            exclude(folder, code, "佐藤", day("2018-04-01"), "終了")
            account.excluded.add(code)
        elif what < 0.4 and code in account.excluded:
            exclude(folder, code, "佐藤", day("2018-04-01"), undo=True)
            account.excluded.remove(code)


def expected_changes(before: Mapping[str, Sent], account: Account) -> set[tuple[str, str]]:
    found = set()
    now = account.counted()
    for code in PROGRAMS:
        old, new = before.get(code), now.get(code)
        if old and new is None:
            found.add(("left-out" if code in account.excluded else "withdrawn", code))
        elif new and old is None:
            found.add(("new", code))
        elif old and new and old is not new:
            found.add(("changed", code))
            if old.wrong != new.wrong:
                found.add(("newly-wrong" if new.wrong else "corrected", code))
    return found


def expected_state(account: Account, code: str) -> str:
    one = account.counts(code)
    if one is None:
        return "excluded" if code in account.excluded else "missing"
    return "to-mend" if one.wrong else "received"


def expected_beside(account: Account) -> dict[str, list[str]]:
    """The states of the files that do not count: a newer one is to be mended, an older one is replaced."""
    return {
        code: sorted("to-mend" if other.number > one.number else "superseded" for other in account.files[code].values() if other is not one)
        for code, one in account.counted().items()
        if len(account.files[code]) > 1
    }


def total(findings: Findings) -> int:
    return sum(value_at(reading.record, BUDGET) for reading in findings.selection.counted)


@pytest.mark.parametrize("seed", range(2))
def test_year_of_monthly_runs(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = made(tmp_path, [entry(code, row=row) for row, code in enumerate(PROGRAMS, 2)])
    account, dice = Account(), random.Random(seed)
    send(folder, account, dice, 0, PROGRAMS[0], "first.xlsx", wrong=False)
    before: dict[str, Sent] = {}
    happened: set[str] = set()
    for month in range(1, 13):
        a_month(folder, account, dice, month)
        if not account.counted():
            continue
        made_now = rounded(folder, f"2018-{month:02}-28")
        findings = made_now.found
        states = {one.key: one.state for one in findings.standings if not one.beside or one.key in account.excluded}
        assert states == {code: expected_state(account, code) for code in PROGRAMS}
        beside: dict[str, list[str]] = {}
        for one in findings.standings:
            if one.beside and one.key not in account.excluded:
                beside.setdefault(str(one.key), []).append(one.state)
        assert {code: sorted(found) for code, found in beside.items()} == expected_beside(account)
        assert total(findings) == sum(one.budget for one in account.counted().values())
        fresh = {reading.source: reading for reading in xltools.read([folder.submitted])}
        assert all(reading == fresh[reading.source] for reading in findings.readings)
        if before:
            assert findings.since
            kinds = {(change.kind, change.key) for change in findings.since.changes}
            assert kinds == expected_changes(before, account), month
            happened |= {kind for kind, _ in kinds}
        before = account.counted()
    assert happened >= {"new", "changed", "withdrawn", "corrected"}
