"""The page for clerks: what it says is read is read so, and the words that it quotes are those of the workbook."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from forms_for_tests import ROOT

from xltools import messages
from xltools.books.form_book import form_workbook
from xltools.forms.definition import load_form
from xltools.reading.grid import Grid, read_grid
from xltools.reading.reader import interpret

TEXT = (ROOT / "docs" / "ja" / "filling-in.md").read_text(encoding="utf-8")
FORM = load_form("program-analysis", 2019)
PATHS: dict[str, tuple[str, ...]] = {"金額": ("budget", "2019"), "番号": ("program_code",), "年": ("start_year",)}
BLANK = "空欄"


def rows(name: str) -> list[list[str]]:
    """The rows of the table behind a marker."""
    (table,) = re.findall(rf"<!-- reads: {name} -->\n((?:\|.*\n)+)", TEXT)
    return [[cell.strip().strip("`") for cell in line.strip("|\n").split("|")] for line in table.splitlines()[2:]]


@cache
def blank() -> Grid:
    """The blank form as it is read."""
    grid = read_grid(form_workbook(FORM), "様式.xlsx")
    assert isinstance(grid, Grid)
    return grid


def read(kind: str, typed: str) -> tuple[Any, list[str]]:
    """What is read from a field when somebody types a text into it, and the problems of that field."""
    path = PATHS[kind]
    sheets = {name: [list(row) for row in page] for name, page in blank().sheets.items()}
    for place, value in ((("program_code",), "03-04-01"), (path, typed)):
        at = FORM.fields()[place][-1].at
        row = sheets[at.sheet][at.row - 1]
        row += [None] * (at.column - len(row))
        row[at.column - 1] = value
    reading = interpret(replace(blank(), sheets=sheets))
    assert reading.record is not None
    found: Any = reading.record
    for key in path:
        found = found[key]
    return found, [problem.code for problem in reading.problems if problem.severity == "error" and problem.path == path]


@pytest.mark.parametrize(("kind", "typed", "expected"), rows("values"))
def test_what_the_page_says_is_read(kind: str, typed: str, expected: str) -> None:
    value, problems = read(kind, typed)
    assert (BLANK if value is None else str(value), problems) == (expected, [])


@pytest.mark.parametrize(("kind", "typed", "why"), rows("refused"))
def test_what_the_page_says_is_refused(kind: str, typed: str, why: str) -> None:
    value, problems = read(kind, typed)
    assert value is None
    assert len(problems) == 1, why


@pytest.mark.parametrize(
    "code", ["form.sheet-guide", "form.sheet-check", "form.ready", "form.return.sheet", "leftover.sheet", "severity.warning"]
)
def test_words_of_the_workbook_are_quoted_as_they_are(code: str) -> None:
    assert f"「{messages.text(code, 'ja')}」" in TEXT


def test_colours_are_those_that_the_sheet_of_guidance_explains() -> None:
    told = messages.text("form.guide-intro", "ja")
    for colour in ("濃い黄色", "青"):
        assert colour in told
        assert f"| {colour} | " in TEXT
