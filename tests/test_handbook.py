"""A stranger's walk: a fresh folder, only the handbook's commands in their order; it ends where the handbook says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from documents_for_tests import Block, Terminal, matches, steps
from forms_for_tests import ROOT
from handbook_for_tests import FOLDER, HAPPENS

import xltools
from xltools import messages
from xltools.choosing import chosen
from xltools.tables.standing import STATES

NAME = "docs/ja/handbook.md"
TEXT = (ROOT / NAME).read_text(encoding="utf-8")


def shown(path: Path) -> str:
    """The names in a folder, or the text of a file."""
    if path.is_dir():
        return "".join(f"{name}\n" for name in sorted(inside.name for inside in path.iterdir()))
    return path.read_text(encoding="utf-8-sig")


def walk(terminal: Terminal, until: str = "") -> None:
    """Do everything that the handbook says, in its order, up to a heading if one is given."""
    top, place = terminal.folder, ""
    assert not until or f"\n## {until}\n" in TEXT
    for step in steps(TEXT.partition(f"\n## {until}\n")[0] if until else TEXT):
        name, _, what = step.text.partition(": ") if not step.language else ("", "", "")
        if name == "happens":
            HAPPENS[what](top)
        elif name == "day":
            terminal.environment["XLTOOLS_AS_OF"] = what
        elif name == "shows":
            place = what
        elif step.language == "console":
            terminal.follow(step, NAME)
        elif step.language == "text":
            real = shown(terminal.folder / place)
            assert matches(step.text, real), f"{NAME}:{step.line} {place}\n--- shown\n{step.text}\n--- real\n{real}"


def test_the_walk_ends_where_the_handbook_says(tmp_path: Path) -> None:
    walk(Terminal(tmp_path))
    made = tmp_path / FOLDER
    names = (("エラー一覧", "xlsx"), ("集計", "log"), ("集計", "xlsx"))
    days = ("2019-07-01", "2019-08-01")
    assert {path.name for path in (made / "集計").iterdir()} == {f"{name}_{day}.{kind}" for name, kind in names for day in days}
    readings, replaced = chosen(xltools.read([made / "提出"]))
    assert (len(readings), len(replaced)) == (6, 3)
    assert [problem for reading in readings for problem in reading.problems if problem.severity == "error"] == []
    (upgraded,) = xltools.read([tmp_path / "新しい様式"])
    assert upgraded.form is not None
    assert (upgraded.form.id, upgraded.form.fiscal_year) == ("program-analysis-2019", 2018)
    next_year = xltools.read([tmp_path / "事務事業2020" / "配布"])
    assert {reading.record and reading.record["fiscal_year"] for reading in next_year} == {2020}


def test_everything_that_happens_is_known() -> None:
    assert [step.text.partition(": ")[2] for step in steps(TEXT) if step.text.startswith("happens: ")] == list(HAPPENS)


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_sheet_is_explained(state: str) -> None:
    assert f"\n| {messages.text(f'status.{state}', 'ja')} | " in TEXT


def test_every_command_of_the_round_is_used() -> None:
    used = set(re.findall(r"xltools ([a-z]+)", TEXT))
    round_ = {"init", "status", "changes", "history", "remind", "exclude", "settle", "settings", "completion", "return", "consolidate"}
    assert round_ <= used


def test_what_is_quoted_is_said_by_the_program() -> None:
    """A sentence in 「 」 that a table tells the officer to look for is one of the catalogue's, its blanks as …."""
    said = [entry["ja"][part] for entry in messages.catalogue().values() for part in ("message", "hint") if entry["ja"].get(part)]
    patterns = [re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(text))) for text in said]
    quoted = re.findall(r"^\| 「([^」]{14,})」", TEXT, re.MULTILINE)
    assert quoted
    fragments = [[piece for piece in quote.split("…") if piece] for quote in quoted]
    plain = [re.sub(r"\{\w+\}", "", text) for text in said]
    unknown = [
        quote for quote, pieces in zip(quoted, fragments, strict=True)
        if not any(all(piece in text for piece in pieces) for text in plain) and not any(pattern.search(quote) for pattern in patterns)
    ]  # fmt: skip
    assert unknown == []


def test_blocks_are_marked_in_a_way_the_walk_knows() -> None:
    markers = [step for step in steps(TEXT) if not step.language]
    assert {step.text.partition(": ")[0] for step in markers} == {"happens", "day", "shows", "figures"}
    texts: list[Block] = [step for step in steps(TEXT) if step.language == "text"]
    assert len(texts) == sum(step.text.startswith("shows: ") for step in markers)


def test_the_scale_is_what_was_measured() -> None:
    measured = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")

    def taken(command: str, line: str) -> float:
        (found,) = re.findall(rf"\$ python benchmarks/{command}.*\n(?:(?!```).*\n)*?{line}", measured)
        return float(found)

    section = TEXT.partition("\n## 規模\n")[2]
    ward, changed, handed_out, minutes, seconds, a_second = map(
        int,
        re.findall(
            r"\| ([0-9]+) 秒。翌月、20 冊に 1 冊が変わっていれば ([0-9]+) 秒 .*配るのは ([0-9]+) 秒です(?s:.*?)\| ([0-9]+) 分 ([0-9]+) 秒 "
            r"(?s:.*)1 秒に ([0-9]+) 冊からの計算",
            section,
        )[0],
    )
    assert ward == round(taken("consolidate.py 1051", r"cold consolidate +([0-9.]+) s "))
    assert changed == round(taken("monthly.py 1051", r"53 changed +([0-9.]+) s "))
    assert handed_out == round(taken("templates.py 1051", r"1051 prefilled workbooks in one call: ([0-9.]+) s"))
    assert minutes * 60 + seconds == round(taken("consolidate.py 10000", r"cold consolidate +([0-9.]+) s "))
    assert a_second == round(taken("consolidate.py 1051", r"read alone, as many processes as are useful .* ([0-9.]+)/s"))
    memory = [int(found) for found in re.findall(r"\| ([0-9]+) MB \|", section)]
    assert memory == [
        round(taken(f"consolidate.py {count}", r"cold consolidate +(?:[^ ]+ +)+?([0-9]+) MB"), -1) for count in ("1051", "10000")
    ]
