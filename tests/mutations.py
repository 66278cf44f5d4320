"""Filled workbooks, edited as people edit them: every slot by every kind of edit, and what a person would read afterwards.

An edit changes a grid (the cells of a file, see `xltools.reading.grid`) and says what a person reads in the result: the value of
every field, or UNCLEAR where a person could not tell either. `judged` compares that with what xltools reads.
Run this file to print the table of docs/reading.md: ``python tests/mutations.py``.
"""

from __future__ import annotations

import datetime
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache

from examples_for_tests import record
from reading_for_tests import sample

from xltools.books.form_book import form_workbook
from xltools.cells import CellRef
from xltools.checks.sheet import check
from xltools.forms.definition import load_form
from xltools.forms.model import NUMBER_TYPES, Form, Slot
from xltools.forms.record import build, flatten, leaves
from xltools.forms.rules import recomputed
from xltools.problems import Path, Problem
from xltools.reading.entry import ErrorValue
from xltools.reading.grid import Grid, read_grid
from xltools.reading.locate import Located, locate
from xltools.reading.model import Reading
from xltools.reading.reader import interpret, reading_at

UNCLEAR = "（読めない）"
"""What a person reads in a cell that could mean several things, or nothing."""
OUTCOMES = ("right", "noted", "problem", "wrong")
Edit = tuple[str, Mapping[CellRef, object], object]
"""A kind of edit, the new contents of some cells, and what a person then reads in the field."""


@dataclass(frozen=True)
class Base:
    """A filled workbook: its form, its field values by path, its cells."""

    name: str
    form: Form
    values: Mapping[Path, object]
    grid: Grid


@dataclass(frozen=True)
class Case:
    """One edit: the group of the table it counts in, a name for messages, and what makes the edited grid and what a person
    reads in it: field values by path that differ from the base's. `typed` is text that must not vanish."""

    group: str
    name: str
    base: Base
    make: Callable[[], Grid]
    read: Mapping[Path, object]
    typed: str = ""


@cache
def bases() -> tuple[Base, ...]:
    """Every field filled, a real program with blank rows, and the form of FY2019 with every field filled."""
    old, new = load_form("program-analysis-2018", 2018), load_form("program-analysis-2019", 2019)
    full = {form: {path: sample(slots[0]) for path, slots in form.fields().items()} for form in (old, new)}
    return (_base("全欄", old, full[old]), _base("実例", old, flatten(old, record())), _base("令和", new, full[new]))


def _base(name: str, form: Form, values: Mapping[Path, object]) -> Base:
    values = recomputed(form, values)
    grid = read_grid(form_workbook(form, build(form, values).record), "提出.xlsx")
    assert isinstance(grid, Grid)
    assert interpret(grid).problems == ()
    return Base(name, form, values, grid)


def with_values(grid: Grid, changes: Mapping[CellRef, object]) -> Grid:
    """The grid with other contents in some cells; a typed content replaces a formula."""
    touched = {cell.sheet for cell in changes}
    sheets = {name: [list(row) for row in rows] if name in touched else rows for name, rows in grid.sheets.items()}
    for cell, value in changes.items():
        rows = sheets[cell.sheet]
        rows.extend([] for _ in range(cell.row - len(rows)))
        row = rows[cell.row - 1]
        row.extend([None] * (cell.column - len(row)))
        row[cell.column - 1] = value
    return replace(grid, sheets=sheets, formulas=grid.formulas - set(changes))


def cell_cases() -> Iterator[Case]:
    """Every slot of two workbooks by every kind of edit that fits its type. Of the spellings of one kind the first field of each
    sort sees all, the others one each, in turn."""
    turns: dict[tuple[object, ...], Counter[str]] = {}
    for base in bases()[:2]:
        for path, slots in base.form.fields().items():
            slot = slots[-1]
            if slot.computed:
                edits = _total_edits(slot, base.values[path])
            elif slot.mark is not None:
                edits = _mark_edits(slots, base.values[path])
            elif slot.type == "year":
                edits = _year_edits(slots, base.values[path], base.form)
            elif slot.type in NUMBER_TYPES:
                edits = _number_edits(slot)
            else:
                edits = _text_edits(slot, base.values[path])
            for kind, contents, value in _taken([*edits, *_any_edits(slots)], turns.setdefault((base.name, _sort(slot)), Counter())):
                group = f"{_KINDS.get(slot.type, 'text')}: {kind}"
                name = f"{base.name} {slot.name} {kind} {contents}"
                yield Case(group, name, base, _typing(base, contents), {path: value})


def _sort(slot: Slot) -> tuple[object, ...]:
    """What makes two fields alike for the edits."""
    return (slot.type, slot.unit, slot.pattern, slot.computed, slot.path if slot.type in ("mark", "choice", "year") else ())


def _taken(edits: list[Edit], turn: Counter[str]) -> Iterator[Edit]:
    """All edits for the first field of a sort (`turn` is empty then), for later ones the next of each kind."""
    first = not turn
    by_kind: dict[str, list[Edit]] = {}
    for edit in edits:
        by_kind.setdefault(edit[0], []).append(edit)
    for kind, own in by_kind.items():
        yield from own if first else [own[turn[kind] % len(own)]]
        turn[kind] += 1


def _typing(base: Base, contents: Mapping[CellRef, object]) -> Callable[[], Grid]:
    return lambda: with_values(base.grid, contents)


_KINDS = {**dict.fromkeys(NUMBER_TYPES, "number"), "mark": "mark", "year": "year", "code": "code", "choice": "choice"}


def _any_edits(slots: tuple[Slot, ...]) -> Iterator[Edit]:
    cells = [slot.at for slot in slots]
    if slots[-1].computed:
        return
    yield "blank", dict.fromkeys(cells), None
    yield "blanks", dict.fromkeys(cells, " 　"), None
    yield "error value", {cells[-1]: ErrorValue("#REF!")}, UNCLEAR


def _total_edits(slot: Slot, value: object) -> Iterator[Edit]:
    if isinstance(value, (int, float)):
        yield "typed over", {slot.at: value}, value
        yield "typed over wrongly", {slot.at: value + 1000}, UNCLEAR
        yield "text", {slot.at: "約千"}, UNCLEAR


WIDE = str.maketrans("0123456789-,.", "０１２３４５６７８９－，．")


def _number_edits(slot: Slot) -> Iterator[Edit]:
    at, unit, number = slot.at, slot.unit, slot.type == "number"
    for text, value in {
        "12345": 12345, " 12,345 ": 12345, "１２，３４５": 12345, "　１２３４５": 12345, "007": 7, "0": 0, "12345.0": 12345,
        f"12,345{unit}": 12345, f"１２３{unit}": 123,
    }.items():  # fmt: skip
        yield "text that is a number", {at: text}, value
    for text in ("▲ 7,386", "▲7386", "△７，３８６", "−7386", "－7,386", "–7386", "-7386", "(7,386)", "（７３８６）", "　▲　7386"):
        yield "negative", {at: text}, -7386
    for text in ("-", "－", "―", "‐", "–", "—", " － "):
        yield "dash", {at: text}, None
    for text in ("約100", "100以上", "1〜2", "1,23", "12,34", "1 234", "29（4）", "2155,2158", "▲-5", "五百", "x", "12兆", "100万", "1e5"):
        yield "no number", {at: text}, UNCLEAR
    for wrong in {"円", "千円", "百万円", "件", "%", "人"} - {unit} - ({"円", "件", "%", "人"} if number else set()):
        yield "another unit", {at: f"12{wrong}"}, UNCLEAR
    if number:
        yield "unit", {at: "12件"}, 12
        yield "unit", {at: "９９．５％"}, 99.5
    yield "decimals", {at: 36.5}, 36.5 if number else UNCLEAR
    yield "too long", {at: 1234567890123456.0}, UNCLEAR
    yield "too long", {at: "1234567890123456"}, UNCLEAR
    yield "bool", {at: True}, UNCLEAR
    yield "date", {at: datetime.date(2018, 4, 1)}, UNCLEAR
    yield "date", {at: datetime.time(1, 2)}, UNCLEAR


def _text_edits(slot: Slot, value: object) -> Iterator[Edit]:
    at, text = slot.at, value if isinstance(value, str) else None
    yield "date", {at: datetime.date(2003, 4, 1)}, UNCLEAR
    yield "too long", {at: 1234567890123456.0}, UNCLEAR
    if slot.type == "choice":
        yield from _choice_edits(slot, text)
        return
    if text is not None:
        yield "outer blanks", {at: f" 　{text}\n"}, text
    if slot.pattern:
        yield from _code_edits(slot, text)
        return
    yield "number", {at: 21552158.0}, "21552158"
    for typed, meant in (
        ("一\r\n二", "一\n二"),
        ("一_x000D_\n二\x0b三", "一\n二\n三"),
        ("㈱ﾊﾝｶｸⅦ", "㈱ﾊﾝｶｸⅦ"),
        ("=1+1", "=1+1"),
        ("😀𠮷", "😀𠮷"),
    ):
        yield "kept as typed", {at: typed}, meant
    yield "very long", {at: "長" * 32_000}, "長" * 32_000


def _code_edits(slot: Slot, text: str | None) -> Iterator[Edit]:
    for wrong in ("abc", "03/04/01", "1-2-3-4", "12345678", "九"):
        yield "wrong code", {slot.at: wrong}, UNCLEAR
    if text is None:
        return
    yield "full-width", {slot.at: text.translate(WIDE)}, text
    for dash in "－―‐–−":
        if "-" in text:
            yield "other dashes", {slot.at: text.replace("-", dash)}, text
    parts = [part.lstrip("0") for part in text.split("-")]
    if all(part.isdigit() for part in parts):
        yield "without zeros", {slot.at: "-".join(parts)}, text
    if text.isdigit() and len(text) < 4:
        yield "number", {slot.at: float(text)}, text


def _choice_edits(slot: Slot, text: str | None) -> Iterator[Edit]:
    for choice in slot.choices:
        yield "another answer", {slot.at: choice.text}, choice.text
        yield "outer blanks", {slot.at: f"　{choice.text} "}, choice.text
        yield "inner blanks", {slot.at: f"{choice.text[0]} {choice.text[1:]}"}, choice.text
        if not slot.open:
            yield "near miss", {slot.at: f"{choice.text}する"}, UNCLEAR
    for old, new in slot.accepts:
        yield "old spelling", {slot.at: old}, new
    if not slot.open:
        yield "no answer", {slot.at: "未定"}, UNCLEAR
        yield "number", {slot.at: 3.0}, UNCLEAR
    yield "dash", {slot.at: "－"}, None


def _mark_edits(slots: tuple[Slot, ...], value: object) -> Iterator[Edit]:
    none = {slot.at: "○" for slot in slots}
    for slot in slots:
        assert slot.mark is not None
        word, beside = slot.mark.text, _beside(slot)
        for sign in ("●", " ● ", "◎", "⦿", "レ", "✓", "✔", "☑", "■"):
            yield "another sign", {**none, slot.at: sign}, slot.mark.value
        yield "others blank", {**dict.fromkeys(none), slot.at: "●"}, slot.mark.value
        yield "mark with its word", {**none, slot.at: f"●{word}"}, slot.mark.value
        yield "mark in the label", {**none, beside: f"●{word}"}, slot.mark.value
        yield "mark in the label", {**none, slot.at: None, beside: f"{word}✓"}, slot.mark.value
        yield "no mark", {**none, slot.at: "x"}, UNCLEAR
        yield "no mark", {**none, slot.at: datetime.date(2018, 1, 1)}, UNCLEAR
        yield "no mark", {**none, slot.at: 1.0}, UNCLEAR
        if len(slots) > 1:
            yield "one ○ left", {**dict.fromkeys(none), slot.at: "○"}, UNCLEAR
        for other in slots:
            if other is not slot:
                yield "two marks", {**none, slot.at: "●", other.at: "●"}, UNCLEAR
    for sign in "◯〇□":
        yield "another ○", {slot.at: "●" if slot.mark and slot.mark.value == value else sign for slot in slots}, value


def _beside(slot: Slot) -> CellRef:
    """Where the word of a ○ is printed: on this form always in the next cell."""
    return slot.at.moved(right=1)


def _year_edits(slots: tuple[Slot, ...], value: object, form: Form) -> Iterator[Edit]:
    at, eras = slots[-1].at, {slot.era: slot.at for slot in slots[:-1]}
    none = dict.fromkeys(eras.values(), "○")
    for text, year in {
        "昭和58": 1983, "S58": 1983, "Ｓ５８": 1983, "昭和58年度": 1983, "平成元": 1989, "令和元": 2019, "令和７": 2025,
        "R1": 2019, "1983": 1983,
        "H30.4": 2018, "H30.3": 2017, "平成30年1月": 2017, "平成30年12月": 2018, "2018.4": 2018, "Ｈ３０．４．１": 2018,
    }.items():  # fmt: skip
        yield "with its era", {**none, at: text}, year
    yield "number", {**none, at: 1983.0}, 1983
    for wrong in ("58-60", "0", "五八", "H30.13", "99年99月", "昭和", "S99", "1500", True, 58.5, datetime.date(1983, 4, 1)):
        yield "no year", {**none, at: wrong}, UNCLEAR
    yield "dash", {**none, at: "－"}, None
    if eras:
        for text in ("58", "５８", 58.0, "58年度"):
            yield "number", {**none, eras["昭和"]: "●", at: text}, 1983
        yield "mark in the label", {**none, eras["昭和"].moved(right=1): "●昭和", at: "58"}, 1983
        yield "no era", {**none, at: "58"}, UNCLEAR
        yield "two eras", {**dict.fromkeys(none, "●"), at: "58"}, UNCLEAR
        yield "contradiction", {**none, eras["平成"]: "●", at: "昭和58"}, UNCLEAR
        yield "contradiction", {**none, eras["平成"]: "●", at: "1983"}, UNCLEAR
        yield "era alone", {**none, eras["平成"]: "●", at: None}, UNCLEAR


def judged(case: Case) -> tuple[str, str]:
    """One of OUTCOMES, and for a wrong one what is wrong."""
    grid = case.make()
    located = locate(grid)
    if isinstance(located, Problem):
        return "problem", ""
    reading = reading_at(grid, located)
    assert reading.record is not None
    expected = recomputed(case.base.form, {**case.base.values, **{p: None if v == UNCLEAR else v for p, v in case.read.items()}})
    unclear = {path for path, value in case.read.items() if value == UNCLEAR}
    if not unclear and not case.typed and reading.record == build(case.base.form, expected).record:
        bad = [problem for problem in reading.problems if problem.severity == "error"]
        return "problem" if bad else "noted" if reading.problems else "right", ""
    told = [problem for problem in check(reading) if problem.severity != "note"]
    wrong = [*_unsaid(case, located, reading, told), *_differences(case, reading, located, expected, unclear, told)]
    return ("wrong", f"{case.name}: {wrong[:3]}") if wrong else ("problem", "")


def _unsaid(case: Case, located: Located, reading: Reading, told: list[Problem]) -> Iterator[str]:
    """Lost slots that no problem counts, and typed text that vanished."""
    form = case.base.form
    lost = [slot for slot in form.slots if slot.name not in located.cells]
    counted = sum(int(str(problem.details["count"])) for problem in told if problem.code == "cells-not-found")
    counted += sum(problem.code == "place-unclear" for problem in told)
    if any(problem.code == "rows-deleted" for problem in told):
        lost = [slot for slot in lost if all(isinstance(part, str) for part in slot.path)]
    if len(lost) > counted:
        yield f"{len(lost)} slots lost, {counted} counted"
    if case.typed and not lost and not _read_as_a_row(case, reading) and not any(case.typed in str(problem.value) for problem in told):
        yield f"{case.typed} vanished"


def _differences(
    case: Case, reading: Reading, located: Located, expected: Mapping[Path, object], unclear: set[Path], told: list[Problem]
) -> Iterator[str]:
    """Fields that were found, whose value is not what a person reads, and that no problem names."""
    form, right = case.base.form, build(case.base.form, expected).record
    assert reading.record is not None
    said = {problem.path for problem in told} | {reading.fields.get(problem.path, ()) for problem in told}
    cells = {problem.at for problem in told if problem.at}
    beside = {(problem.at.sheet, problem.at.row) for problem in told if problem.at and problem.code == "content-outside"}
    if case.typed and _read_as_a_row(case, reading):
        return
    got = {own: _value(reading.record, placed) for placed, own in reading.fields.items()}
    for path, slots in form.fields().items():
        if slots[-1].computed and path not in unclear:
            continue
        if reading.record[str(path[0])] == right[str(path[0])] and path not in unclear:
            continue
        if any(slot.name not in located.cells for slot in slots) or (got.get(path) == expected[path] and path not in unclear):
            continue
        named = path in said or any(path[:length] in said for length in range(1, len(path)))
        own = [located.cells[slot.name] for slot in slots]
        outside = got.get(path) is None and any((cell.sheet, cell.row) in beside for cell in own)
        if not (named or outside or any(cell in cells for cell in own)):
            yield f"{path}: {got.get(path)!r} for {UNCLEAR if path in unclear else expected[path]!r}"


def _read_as_a_row(case: Case, reading: Reading) -> bool:
    """Whether typed text was read as a row of the table it stands in (or as the content of the one blank field there), and
    everything else as it was."""
    found = [value for _, value in leaves(reading.record) if value is not None]
    right = [value for _, value in leaves(build(case.base.form, case.base.values).record) if value is not None]
    return case.typed in found and [value for value in found if value != case.typed] == right


def _value(value: object, path: Path) -> object:
    for part in path:
        value = value[part]  # type: ignore[index]
    return value


def table(outcomes: Mapping[str, Counter[str]]) -> str:
    """The counts as the table of docs/reading.md."""
    lines = ["| edit | cases | right | with a note | problem at the place | silently wrong |", "|---|--:|--:|--:|--:|--:|"]
    for group in sorted(outcomes):
        counts = outcomes[group]
        lines.append(f"| {group} | {counts.total()} | " + " | ".join(str(counts[outcome]) for outcome in OUTCOMES) + " |")
    total: Counter[str] = sum(outcomes.values(), Counter())
    lines.append(f"| **all** | **{total.total()}** | " + " | ".join(f"**{total[outcome]}**" for outcome in OUTCOMES) + " |")
    return "\n".join(lines)


def _counted(part: tuple[int, int]) -> dict[str, Counter[str]]:
    """The outcomes of every so-manieth case."""
    from mutations_of_sheets import all_sheet_cases

    counts: dict[str, Counter[str]] = {}
    for case in [*cell_cases(), *all_sheet_cases()][part[0] :: part[1]]:
        outcome, why = judged(case)
        counts.setdefault(case.group, Counter())[outcome] += 1
        if why:
            print(why, file=sys.stderr)
    return counts


def main() -> None:
    """Judge all cases on all processors and print the table."""
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers) as pool:
        counts: dict[str, Counter[str]] = {}
        for part in pool.map(_counted, [(index, workers) for index in range(workers)]):
            for group, own in part.items():
                counts[group] = counts.get(group, Counter()) + own
    print(table(counts))


if __name__ == "__main__":
    main()
