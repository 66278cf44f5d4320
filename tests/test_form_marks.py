"""The marks of a returned workbook: a formula knows whether a cell still holds what was sent, whatever that is."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from examples_for_tests import form

from xltools.books.form_marks import marks_of, note_size, note_text, same_as
from xltools.cells import CellRef
from xltools.problems import Problem
from xltools.reading.given_back import Content
from xltools.reading.grid import Grid, read_grid

CONTENTS: list[tuple[object, object]] = [
    (None, "記入"),
    ("約50", "50"),
    ("約50", 50),
    ("●", "○"),
    ("#REF!", None),
    ('"=1+1"', "=1+1"),
    ("　前に空白", "前に空白"),
    ("一行目\n二行目", "一行目\n三行目目"),
    ("長" * 300, "長" * 299),
    ("😀の記入", None),
    ("abc", "ABC"),
    (36.5, 37),
    (50, "50"),
    (True, False),
    (1234567890123456, 123),
    (datetime.date(2018, 4, 1), datetime.date(2018, 4, 2)),
    (datetime.datetime(2018, 4, 1, 9, 30), 43191),
    (datetime.time(9, 30), 9),
    (datetime.timedelta(hours=30), 30),
]
"""What was sent, and what was put in its place."""


def test_a_formula_knows_what_was_sent(tmp_path: Path, convert: Callable[[Path, str, Path], Path]) -> None:
    """Column A and B hold what was sent and what replaces it, C and D whether it is what was sent."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("s")
        day = book.add_format({"num_format": "yyyy/m/d h:mm"})
        for row, pair in enumerate(CONTENTS):
            for column, content in enumerate(pair):
                if isinstance(content, (datetime.date, datetime.time, datetime.timedelta)):
                    sheet.write_datetime(row, column, content, day)
                elif content is not None:
                    sheet.write(row, column, content)
                same = ",".join(same_as(CellRef("s", row + 1, column + 1), pair[0]))
                sheet.write_formula(row, column + 2, f"=IF(AND({same}),1,0)", None, "")  # without a value, so that it is computed
    grid = read_grid(convert(path, "ods", tmp_path).read_bytes(), "a.ods")
    assert isinstance(grid, Grid)
    assert [tuple(row[2:4]) for row in grid.sheets["s"]] == [(1, 0)] * len(CONTENTS)


@pytest.mark.parametrize("content", [content for content, _ in CONTENTS] + ["\x01\x02", "あ\x0bい", "\n"])
def test_a_formula_is_short_and_printable(content: object) -> None:
    said = ",".join(same_as(CellRef("s", 1, 1), content))
    assert 0 < len(said) < 255
    assert said.isprintable() or "　" in said


def test_a_group_is_marked_as_a_whole_by_its_worst_problem() -> None:
    group = form().fields()["plan_status",]
    problems = (Problem("dash-is-blank", "a.xlsx", at=group[0].at), Problem("cell-error", "a.xlsx", at=group[0].at))
    marks = marks_of(form(), Content({}, {}, problems, ()))
    assert marks.slots == dict.fromkeys((slot.name for slot in group), "error")
    assert list(marks.notes) == [group[0].at]
    assert marks_of(form(), None).slots == {}


def test_a_note_says_what_is_wrong_and_what_to_do() -> None:
    (slot,) = form().fields()["budget", "2017"]
    problem = Problem("not-a-number", "a.xlsx", at=slot.at, label=slot.full_label, value="約50", details={"example": "454394"})
    assert note_text(form(), [problem]).split("\n") == [
        "【修正のお願い】",
        "[誤り] 「予算額 29年度」に数字でない「約50」が入っています。",
        "直し方: 数字だけを入力してください。単位は付けません（例 454394）。",
        "正しい値: 数字",
    ]
    assert note_size("長い" * 200)["y_scale"] > note_size("短い")["y_scale"]
