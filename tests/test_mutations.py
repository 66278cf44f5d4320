"""No edit that people make to a filled workbook is read wrongly in silence: every slot by every kind of edit, judged.

An ordinary run judges a sample of every group, the same one each time; ``XLTOOLS_ALL_MUTATIONS=1`` judges them all and holds the
counts against the table of docs/reading.md.
"""

from __future__ import annotations

import datetime
import io
import os
import random
import re
from collections import Counter
from functools import cache

import openpyxl
import pytest
import xlsxwriter
from forms_for_tests import ROOT
from mutations import OUTCOMES, Case, bases, cell_cases, judged
from mutations_of_sheets import all_sheet_cases

from xltools.books.form_book import form_workbook
from xltools.cells import CellRef
from xltools.forms.record import build
from xltools.reading.entry import ErrorValue
from xltools.reading.grid import Grid
from xltools.reading.reader import interpret, read_bytes

ALL = os.environ.get("XLTOOLS_ALL_MUTATIONS") == "1"
SAMPLE = 5
"""Cases of each group in an ordinary run."""


@cache
def groups() -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in (*cell_cases(), *all_sheet_cases()):
        found.setdefault(case.group, []).append(case)
    return dict(sorted(found.items()))


def documented() -> dict[str, list[int]]:
    """The rows of the table: cases, right, with a note, problem, wrong."""
    text = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8").replace("**", "")
    rows = re.findall(r"^\| (.+?) \| ([0-9]+) \| ([0-9]+) \| ([0-9]+) \| ([0-9]+) \| ([0-9]+) \|$", text, re.MULTILINE)
    return {name: [int(number) for number in numbers] for name, *numbers in rows}


@pytest.mark.parametrize("group", list(groups()))
def test_nothing_is_read_wrongly_in_silence(group: str) -> None:
    cases = groups()[group]
    chosen = cases if ALL else random.Random(group).sample(cases, min(SAMPLE, len(cases)))
    outcomes: Counter[str] = Counter()
    wrong = []
    for case in chosen:
        outcome, why = judged(case)
        outcomes[outcome] += 1
        wrong += [why] if why else []
    assert wrong == []
    if ALL:
        assert [outcomes.total(), *(outcomes[name] for name in OUTCOMES)] == documented()[group]


def test_the_documented_table_is_of_these_cases() -> None:
    rows = documented()
    total = rows.pop("all")
    assert {name: counts[0] for name, counts in rows.items()} == {name: len(cases) for name, cases in groups().items()}
    assert total == [sum(column) for column in zip(*rows.values(), strict=True)]
    assert total[0] > 5_000
    assert total[-1] == 0


def file_of(grid: Grid) -> bytes:
    """A real workbook with the cells, names and properties of a grid."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        dates = {
            datetime.date: book.add_format({"num_format": "yyyy/m/d"}),
            datetime.datetime: book.add_format({"num_format": "yyyy/m/d h:mm"}),
            datetime.time: book.add_format({"num_format": "h:mm"}),
        }
        for name, rows in grid.sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, ErrorValue):
                        sheet.write_formula(number, column, "=A1", None, value.code)
                    elif isinstance(value, (datetime.date, datetime.time)):
                        sheet.write_datetime(number, column, value, dates[type(value)])
                    elif value is not None and CellRef(name, number + 1, column + 1) in grid.formulas:
                        sheet.write_formula(number, column, "=A1", None, value)
                    elif value is not None:
                        sheet.write(number, column, value)
        for name, cell in grid.names.items():
            book.define_name(name, f"={cell.absolute}")
        for name, text in grid.properties.items():
            book.set_custom_property(name, text)
    return made.getvalue()


@pytest.mark.parametrize("group", random.Random(4).sample(list(groups()), 24))
def test_an_edited_grid_is_what_a_file_with_that_edit_gives(group: str) -> None:
    case = random.Random(group).choice(groups()[group])
    grid = case.make()
    real, grown = read_bytes(file_of(grid), grid.source), interpret(grid)
    assert real.record == grown.record, case.name
    assert real.problems == grown.problems, case.name


def test_an_edit_in_openpyxl_reads_like_the_edited_grid() -> None:
    base = bases()[0]
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(base.form, build(base.form, base.values).record)))
    first, second = (sheet.name for sheet in base.form.sheets)
    amount, mark = (next(slot for slot in base.form.slots if test(slot)) for test in (lambda s: s.type == "amount", lambda s: s.mark))
    book[amount.at.sheet][amount.at.a1] = "▲ 1,234"
    book[mark.at.sheet][mark.at.a1] = "◎"
    book[first].title, book[second].title = "様式1", "様式2"
    made = io.BytesIO()
    book.save(made)
    found = read_bytes(made.getvalue(), "提出.xlsx")
    assert found.record is not None
    assert found.record["budget"][str(amount.path[-1])] == -1234
    assert {problem.code for problem in found.problems} >= {"number-text", "mark-read-as", "found-by-stamp"}
