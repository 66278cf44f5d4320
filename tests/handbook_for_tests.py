"""What people do between the commands of the handbook: the sections fill in, the officer types into the roster. Invented, from the
examples."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from forms_for_tests import ROOT

import xltools
from xltools.books.roster_book import roster_workbook
from xltools.forms.definition import load_form

YEAR = 2019
SUBMITTED = "提出"
FOLDER = "事務事業2019"


def records() -> dict[str, dict[str, Any]]:
    """The invented records of the later year, by their code; the one sheet with a meant error has the comment that it lacks."""
    found = json.loads((ROOT / "examples" / str(YEAR) / "records.json").read_text(encoding="utf-8"))
    by_code = {record["program_code"]: record for record in found}
    by_code["03-04-02"]["classification"]["comment"] = "更改が終わったため、推進とする。（架空）"
    return by_code


def last_year(top: Path) -> None:
    """Last year's sheets are at hand."""
    shutil.copytree(ROOT / "examples" / "2018", top / "前年度", ignore=shutil.ignore_patterns("*.json"))


def roster_filled(top: Path) -> None:
    """The officer enters the new program, mends the extension, and the deadline."""
    form, path = load_form("program-analysis", YEAR), top / FOLDER / "台帳.xlsx"
    entries, _ = xltools.read_roster(path, form)
    mended = [replace(one, values={**one.values, ("extension",): "2155、2158"}) for one in entries]
    new = records()["03-04-07"]
    values = {place: new[place[0]] for place in form.roster if isinstance(new.get(str(place[0])), str)}
    path.write_bytes(roster_workbook(form, [*mended, replace(mended[0], row=mended[-1].row + 1, values=values)]))
    settings = top / FOLDER / "xltools.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("# deadline = 2018-07-31", "deadline = 2019-06-30"), encoding="utf-8")


def june(top: Path) -> None:
    """Five of seven programs send their sheet, three with a mistake: no ●, an amount with its unit, a blank that is not allowed."""
    sent = records()
    sent["03-04-01"]["program_type"] = None
    sent["03-04-05"]["staff"] = None
    xltools.fill([sent[f"03-04-0{number}"] for number in (1, 2, 3, 4, 5)], top / FOLDER / SUBMITTED)
    _typed(next((top / FOLDER / SUBMITTED).glob("03-04-03*")), {("budget", str(YEAR)): "65,000円"})


def july(top: Path) -> None:
    """The three returned workbooks come back mended; the new program sends its sheet."""
    right = records()
    _sent_again(top, "2019-07-01", "03-04-01", {("program_type",): "●", ("settlement", "2014"): 441_780})
    _sent_again(top, "2019-07-01", "03-04-03", {("budget", str(YEAR)): right["03-04-03"]["budget"][str(YEAR)]})
    _sent_again(top, "2019-07-01", "03-04-05", {("staff",): right["03-04-05"]["staff"]})
    xltools.fill([right["03-04-07"]], top / FOLDER / SUBMITTED)


def _sent_again(top: Path, day: str, code: str, values: Mapping[tuple[str, ...], object]) -> None:
    """A returned workbook is mended and put beside what was sent before."""
    (returned,) = (top / FOLDER / "差戻" / day).glob(f"{code}*")
    again = top / FOLDER / SUBMITTED / "再提出" / returned.name
    again.parent.mkdir(exist_ok=True)
    shutil.copy2(returned, again)
    _typed(again, values)


def _typed(path: Path, values: Mapping[tuple[str, ...], object]) -> None:
    """Type into the cells of some fields, of a group of ○ into the last, and save, as a section does."""
    fields = load_form("program-analysis", YEAR).fields()
    book = openpyxl.load_workbook(path)
    for place, value in values.items():
        at = fields[place][-1].at
        book[at.sheet].cell(at.row, at.column).value = value
    book.save(path)


HAPPENS: Mapping[str, Callable[[Path], None]] = {
    action.__name__.replace("_", " "): action for action in (last_year, roster_filled, june, july)
}
"""What a marker ``<!-- happens: NAME -->`` of the handbook stands for."""
