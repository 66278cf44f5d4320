"""Every message of the catalogue is provoked at its cell: a code without a case here is a code that nobody has seen."""

from __future__ import annotations

import datetime
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import test_across
import test_check_cases
import test_hand_out
import test_inspect
import test_reading_gates
import test_roster
import test_upgrade
import test_whole
from examples_for_tests import form, record
from provoked_in_folders import FOLDER_CASES
from reading_for_tests import nameless, renamed, with_cells, with_row

import xltools
import xltools.api
from xltools import api, messages
from xltools.books.form_book import form_workbook
from xltools.books.summary_book import summary_workbook
from xltools.checks.selection import Rules, select
from xltools.checks.sheet import check
from xltools.cli import explain, main
from xltools.errors import XltoolsError
from xltools.forms.definition import load_form, verified
from xltools.inspect.submissions import inspected
from xltools.problems import Problem, folded
from xltools.reading.from_record import form_of, reading_of
from xltools.reading.grid import Grid, read_grid
from xltools.reading.model import Reading
from xltools.reading.products import judged
from xltools.reading.reader import interpret, read_bytes

SOURCE = "提出.xlsx"
Found = Iterable[Problem | XltoolsError]


@dataclass(frozen=True)
class Case:
    """How to provoke a message in an empty folder, and the cell it is to name (empty: it is about the whole file or the run;
    None: any cell)."""

    provoke: Callable[[Path], Found]
    cell: str | None = ""


def stopped(action: Callable[[], object]) -> Found:
    """What an action that cannot go on says."""
    try:
        action()
    except XltoolsError as error:
        return [error, *getattr(error, "problems", ())]
    raise AssertionError("it went on")


@cache
def grid() -> Grid:
    """A good submission."""
    found = read_grid(form_workbook(form(), record()), SOURCE)
    assert isinstance(found, Grid)
    return found


def said(base: Grid) -> Found:
    return check(judged(interpret(base), base))


def cells(changes: Mapping[str, object], cell: str | None = None) -> Case:
    """Other values in some cells; the problem is expected at the first of them."""
    return Case(lambda folder: said(with_cells(changes, grid())), next(iter(changes)) if cell is None else cell)


def of_record(path: str, value: object, cell: str = "") -> Case:
    """A record with another value at a path such as ``budget/2017``."""

    def provoke(folder: Path) -> Found:
        one: Any = record()
        place = one
        *parts, last = [int(part) if part.isdigit() and len(part) < 4 else part for part in path.split("/")]
        for part in parts:
            place = place[part]
        place[last] = value
        return check(reading_of(form(), one, SOURCE))

    return Case(provoke, cell)


def content(data: bytes | str, name: str = SOURCE) -> Case:
    """A file with other bytes."""

    def provoke(folder: Path) -> Found:
        path = folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return [problem for reading in api.read([path]) for problem in reading.problems]

    return Case(provoke)


def at_path(name: str) -> Case:
    return Case(lambda folder: [problem for reading in api.read([folder / name]) for problem in reading.problems])


def changed(change: Callable[[Grid], Grid], cell: str = "") -> Case:
    """The good submission with another grid."""
    return Case(lambda folder: said(change(grid())), cell)


def commanded(*arguments: str) -> Case:
    """What a command says when it stops; `{}` in an argument is the folder."""

    def provoke(folder: Path) -> Found:
        import xltools.cli as cli

        (folder / "提出.xlsx").write_bytes(form_workbook(form(), record()))
        (folder / "記録.json").write_text(json.dumps([record()]), encoding="utf-8")
        given = [argument.replace("{}", str(folder)) for argument in arguments]
        return stopped(lambda: cli.xltools.main(given, standalone_mode=False))

    return Case(provoke)


def toml(text: str) -> Case:
    """What a file of settings is refused for."""

    def provoke(folder: Path) -> Found:
        (folder / "xltools.toml").write_text(text, encoding="utf-8")
        return stopped(lambda: xltools.api.load_settings(folder / "xltools.toml"))

    return Case(provoke)


def records(text: str) -> Case:
    return Case(lambda folder: stopped(lambda: [form_of(one, "r.json", 1) for one in api.parse_records(text, "r.json")]))


def several(*changes: Mapping[str, object], cell: str = "") -> Case:
    """Several records, of which a summary counts some."""

    def provoke(folder: Path) -> Found:
        readings = [reading_of(form(), {**record(), **change}, f"{number}.xlsx") for number, change in enumerate(changes)]
        return [reason for _, reason in select(readings).left_out]

    return Case(provoke, cell)


def roster(changes: Mapping[tuple[int, tuple[object, ...]], object], cell: str | None) -> Case:
    def provoke(folder: Path) -> Found:
        path = folder / "台帳.xlsx"
        test_roster.changed(path, changes)
        return test_roster.read(path)[1]

    return Case(provoke, cell)


def roster_rows(change: Callable[[list[list[object]]], list[list[object]]], cell: str | None) -> Case:
    def provoke(folder: Path) -> Found:
        path = folder / "台帳.xlsx"
        test_roster.by_hand(path, change)
        return test_roster.read(path)[1]

    return Case(provoke, cell)


def handed(*entries: Any, previous: tuple[dict[str, Any], ...] = (), skip_bad: bool = True, cell: str = "") -> Case:
    """What is said when workbooks are handed out to programs of a roster, carrying over from records of the year before."""

    def provoke(folder: Path) -> Found:
        given = []
        for number, one in enumerate(previous):
            path = folder / f"{number}.json"
            path.write_text(json.dumps([one]), encoding="utf-8")
            given.append(path)
        path = test_hand_out.roster(folder, *entries)
        try:
            return xltools.hand_out(test_hand_out.form(), folder / "out", path, given, skip_bad=skip_bad).problems
        except XltoolsError as error:
            return [error, *getattr(error, "problems", ())]

    return Case(provoke, cell)


def listed(*found: dict[str, Any], change: Callable[[list[Reading]], list[Reading]] = list, cell: str = "") -> Case:
    """What is said when a roster is made from records."""

    def provoke(folder: Path) -> Found:
        from xltools.reading.roster import entries_of

        readings = [reading_of(form(), one, f"{number}.xlsx") for number, one in enumerate(found)]
        return entries_of(test_roster.form(), change(readings))[1]

    return Case(provoke, cell)


def tampered(name: str) -> Case:
    """A case of the tamper report's own tests."""
    change, ((_, cell), *_) = test_inspect.CASES[name]
    return Case(lambda folder: inspected(test_inspect.changed(form_workbook(form(), record()), change), SOURCE).problems, cell)


def inspection(change: Callable[[bytes], bytes], cell: str = "") -> Case:
    return Case(lambda folder: inspected(change(form_workbook(form(), record())), SOURCE).problems, cell)


def with_macros(data: bytes) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf")
    return stream.getvalue()


def other_form() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "出張旅費精算書"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def far_corner() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(form(), record())))
    book["No1"]["XFD1048576"] = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def summary() -> bytes:
    from xltools.tables.collection import Collection

    return summary_workbook(form(), Collection(form(), form().fiscal_year, (reading_of(form(), record(), SOURCE),)))


def stamps(*years: int, form_id: str = "program-analysis-2018") -> dict[str, object]:
    sheets = zip(form().sheets, years, strict=True)
    return {f"{sheet.name}!{sheet.stamp.a1}": f"xltools:{form_id}:{year}:{sheet.name}" for sheet, year in sheets}


def without_sheet(base: Grid) -> Grid:
    kept = {name: cell for name, cell in base.names.items() if cell.sheet != "No2"}
    return replace(base, sheets={"No1": base.sheets["No1"]}, names=kept)


def two_pages(base: Grid) -> Grid:
    bare = nameless(base)
    return renamed(replace(bare, sheets={**bare.sheets, "写し": bare.sheets["No1"]}), "No1", "元")


def copied_page(base: Grid) -> Grid:
    other = with_cells({"No1!AQ3": "別の人"}, base).sheets["No1"]
    return replace(base, sheets={**base.sheets, "No1 (2)": other})


def misnamed(base: Grid) -> Grid:
    slot = next(slot for slot in form().slots if str(slot.at) == "No2!AM3")
    return replace(base, names={**base.names, slot.name: slot.at.moved(down=80)})


def disputed(base: Grid) -> Grid:
    slot = next(slot for slot in form().slots if str(slot.at) == "No2!AM3")
    at = _cell("No2!B9")
    return replace(with_cells({str(at): 12345}, base), names={**base.names, slot.name: at})


def without_row(base: Grid, row: int) -> Grid:
    rows = list(base.sheets["No2"])
    names = {
        name: cell.moved(down=-1) if cell.sheet == "No2" and cell.row > row else cell
        for name, cell in base.names.items()
        if not (cell.sheet == "No2" and cell.row == row)
    }
    return replace(base, sheets={**base.sheets, "No2": rows[: row - 1] + rows[row:]}, names=names)


def scrambled(base: Grid) -> Grid:
    """No names, and most of a page's labels gone: nothing tells where its cells are."""
    keep = {(sheet.stamp.row, sheet.stamp.column) for sheet in form().sheets}
    labels = {(label.area.first.row, label.area.first.column) for label in form().sheets[1].labels}
    rows = [
        [None if (r, c) in labels and (r, c) not in keep and r > 20 else value for c, value in enumerate(row, 1)]
        for r, row in enumerate(base.sheets["No2"], 1)
    ]
    return nameless(with_row(replace(base, sheets={**base.sheets, "No2": rows}), "No2", 25))


ERA = "No1!P11"
"""The number of a year; the ○ of its eras stand to its left."""

CASES: dict[str, Case] = {
    # what is typed into a cell
    "cell-error": Case(lambda folder: said(replace(grid_without("No2!AM3"), errors={_cell("No2!AM3"): "#REF!"})), "No2!AM3"),
    "not-a-number": cells({"No2!AM3": "約50"}),
    "not-whole": cells({"No2!AM3": 1.5}),
    "number-text": cells({"No2!AM3": "１２，３４５"}),
    "number-too-long": cells({"No2!AM3": 10**16}),
    "unit-differs": cells({"No2!AM3": "45万円"}),
    "dash-is-blank": cells({"No2!AM3": "－"}),
    "text-was-number": cells({"No1!AQ3": 12}),
    "text-was-date": cells({"No1!AQ3": datetime.date(2018, 3, 4)}),
    "code-was-date": cells({"No1!H2": datetime.date(2003, 4, 1)}),
    "code-read-as": cells({"No1!H2": "３－４－２"}),
    "choice-read-as": Case(lambda folder: said(with_cells({"No1!H31": spelt_otherwise()}, grid())), "No1!H31"),
    "did-you-mean": Case(lambda folder: said(with_cells({"No1!H31": misspelt()}, grid())), "No1!H31"),
    "not-a-mark": Case(lambda folder: said(with_cells({_marks()[0]: "あり"}, grid())), "No1!I10"),
    "two-marks": Case(lambda folder: said(with_cells(dict.fromkeys(_marks(), "●"), grid())), "No1!I10"),
    "no-mark": Case(lambda folder: said(with_cells(dict.fromkeys(_marks(), "○"), grid())), "No1!I10"),
    "mark-read-as": Case(lambda folder: said(with_cells({**dict.fromkeys(_marks(), "○"), _marks()[0]: "✓"}, grid())), "No1!I10"),
    "mark-unclear": Case(lambda folder: said(with_cells({**dict.fromkeys(_marks(), None), _marks()[0]: "○"}, grid())), "No1!I10"),
    "no-era": Case(lambda folder: said(with_cells({**_eras("○"), ERA: 20}, grid())), ERA),
    "era-without-year": cells({ERA: None}),
    "not-a-year": cells({ERA: "不明"}),
    "year-read-as": Case(lambda folder: said(with_cells({**_eras("○"), ERA: "平成10"}, grid())), ERA),
    "year-contradicts": Case(lambda folder: said(with_cells({ERA: "昭和2" if _era() != "昭和" else "平成2"}, grid())), ERA),
    # what a record lacks
    "required-blank": of_record("manager", None, "No1!AQ3"),
    "prose-blank": of_record("purpose", None, "No1!E17"),
    "rows-missing": Case(lambda folder: said(with_cells(_all_of("indicators"), grid())), "No1!D26"),
    "not-a-choice": of_record("classification/next", "継続する", "No1!H31"),
    "bad-format": of_record("program_code", "3-4-1", "No1!H2"),
    "too-small": of_record("budget/2017", -1, "No2!AM3"),
    "too-long": of_record("purpose", "あ" * 401, "No1!E17"),
    "too-many-rows": Case(lambda folder: check(reading_of(form(), {**record(), "results": record()["results"] * 4}, SOURCE))),
    "wrong-type": of_record("budget/2017", "多い", "No2!AM3"),
    "key-missing": Case(lambda folder: check(reading_of(form(), {k: v for k, v in record().items() if k != "remarks"}, SOURCE)), "No2!C37"),
    "key-unknown": of_record("remark", "x"),
    "record-not-filled": Case(lambda folder: filled(folder, {**record(), "results": record()["results"] * 4})),
    "value-unfit": Case(lambda folder: filled(folder, {**record(), "budget": {**record()["budget"], "2017": 10**17}})),
    "part-blank": of_record("cost_statement/fees/2017", None, "No2!AO29"),
    # totals
    "total-wrong": Case(lambda folder: said(with_cells({"No2!R34": 1}, _typed_over("No2!R34"))), "No2!R34"),
    "total-rounding": Case(lambda folder: said(with_cells({"No2!R34": _total() + 2}, _typed_over("No2!R34"))), "No2!R34"),
    "total-stale": Case(lambda folder: said(with_cells({"No2!R34": 1}, grid())), "No2!R34"),
    "total-without-parts": Case(lambda folder: said(_typed_over("No2!AO31", blank=_parts("No2!AO31"))), "No2!AO31"),
    "formula-not-computed": Case(
        lambda folder: said(replace(grid_without("No2!AM3"), formulas=grid().formulas | {_cell("No2!AM3")},
                                    unsaved_formulas=frozenset({_cell("No2!AM3")}))), "No2!AM3"),
    # files
    "file-missing": at_path("無い.xlsx"),
    "folder-empty": at_path(""),
    "file-empty": content(b""),
    "file-unreadable": Case(lambda folder: [_pipe(folder)]),
    "not-a-workbook": content("これはExcelではない"),
    "file-damaged": Case(lambda folder: content(form_workbook(form(), record())[:9000]).provoke(folder)),
    "file-protected": Case(lambda folder: content(_encrypted()).provoke(folder)),
    "file-too-large": Case(lambda folder: content(far_corner()).provoke(folder)),
    "file-is-lock": Case(lambda folder: content(test_reading_gates.lock("田中")).provoke(folder)),
    "file-in-cloud": content("[InternetShortcut]\nURL=https://example.invalid/a\n", "a.xlsx"),
    "not-a-submission": Case(lambda folder: content(summary()).provoke(folder)),
    "template-unfilled": Case(lambda folder: content(form_workbook(form())).provoke(folder)),
    "no-stamp": Case(lambda folder: content(other_form()).provoke(folder)),
    "form-not-known": Case(lambda folder: said(replace(with_cells(stamps(2018, 2018, form_id="other-form"), grid()), properties={}))),
    "stamps-differ": Case(lambda folder: said(replace(with_cells(stamps(2018, 2019), grid()), properties={}))),
    "older-version": Case(lambda folder: read_bytes(test_upgrade.filled(folder, year=2019).read_bytes(), SOURCE).problems),
    # the form's pages
    "sheet-missing": changed(without_sheet),
    "sheet-twice": Case(lambda folder: said(two_pages(replace(with_cells(dict.fromkeys(stamps(1, 2)), grid()))))),
    "sheet-copied": changed(copied_page),
    "found-by-stamp": changed(nameless),
    "found-by-labels": changed(lambda base: with_row(nameless(base), "No2", 1)),
    "name-misplaced": changed(misnamed, "No2!AM3"),
    "place-unclear": changed(disputed, "No2!AM3"),
    "rows-deleted": changed(lambda base: without_row(base, 9)),
    "cells-not-found": changed(scrambled),
    "content-outside": Case(lambda folder: said(with_cells({"No1!C3": "課長確認済"}, grid())), "No1!C3"),
    # which files a summary counts
    "year-differs": Case(
        lambda folder: [
            reason
            for _, reason in select([
                reading_of(form(), record(), "a.xlsx"), reading_of(form(), record("03-04-01"), "b.xlsx"),
                reading_of(load_form("example-activity-report", 2018), {"activity_code": "A-001"}, "c.xlsx"),
            ]).left_out
        ]
    ),
    "no-program-code": several({}, {"program_code": None}, cell="No1!H2"),
    "submitted-twice": several({}, {"remarks": "別"}),
    "identical-copy": several({}, {}),
    "invalid-left-out": Case(
        lambda folder: [
            reason for _, reason in select([reading_of(form(), record(), "a.xlsx")], rules=Rules(invalid={"a.xlsx"})).left_out
        ], None
    ),
    "nothing-to-read": Case(lambda folder: stopped(lambda: select([]))),
    "nothing-of-year": Case(lambda folder: stopped(lambda: select([reading_of(form(), record(), "a")], 2017))),
    # runs
    "definition-wrong": Case(lambda folder: stopped(lambda: verified("{}", "x.json"))),
    "settings-not-toml": toml("[checks]\nbudget_basis = final"),
    "setting-unknown": toml("[checks]\nbudget_base = 'final'"),
    "setting-wrong": toml("[checks.A5]\nlevel = 'high'"),
    "parts-differ": of_record("settlement/2017", 1, "No2!AM4"),
    "below-other": of_record("settlement/2017", 10**9, "No2!R34"),
    "form-unknown": commanded("template", "no-such-form", "-o", "{}/x.xlsx"),
    "form-not-for-year": commanded("template", "program-analysis", "--year", "1990", "-o", "{}/x.xlsx"),
    "output-exists": commanded("read", "{}/提出.xlsx", "-o", "{}/記録.json"),
    "output-is-input": commanded("read", "{}/提出.xlsx", "-o", "{}/提出.xlsx", "--force"),
    "output-not-writable": commanded("read", "{}/提出.xlsx", "-o", "{}/提出.xlsx/x.jsonl"),
    "cell-text-too-long": Case(lambda folder: stopped(lambda: form_workbook(form(), {**record(), "purpose": "あ" * 40_000}))),
    "same-name-twice": Case(lambda folder: stopped(lambda: api.fill([record(), record()], folder))),
    "records-unreadable": records("[1,"),
    "record-form-unknown": records('[{"form": "x", "fiscal_year": 2018}]'),
    "record-is-none": records("[1]"),
    "no-records": records("[]"),
    "no-such-code": commanded("explain", "qqqq"),
    "code-mistyped": commanded("explain", "requird-blank"),
    "more-of-this": Case(
        lambda folder: folded(said(with_cells(dict.fromkeys(_all_of("budget"), "x"), grid()))), None),
    # the roster
    "form-without-roster": Case(lambda folder: stopped(lambda: test_roster.columns(replace(test_roster.form(), roster=())))),
    "roster-no-headings": roster_rows(lambda rows: [["a"], ["b"]], ""),
    "roster-column-missing": roster_rows(lambda rows: [row[:1] + row[2:] for row in rows], "A1"),
    "roster-column-twice": roster_rows(lambda rows: [[*row, row[0]] for row in rows], None),
    "roster-columns-ignored": roster_rows(lambda rows: [[*row, "備考" if row is rows[0] else None] for row in rows], "A1"),
    "roster-code-twice": roster({(3, test_roster.CODE): "03-04-01"}, "A3"),
    "roster-code-number": roster({(2, test_roster.CODE): 30401}, "A2"),
        "roster-not-a-circle": roster({(2, test_roster.EXCLUDED): "はい"}, None),
    "roster-not-a-date": roster({(2, test_roster.DEADLINE): "8月末"}, None),
    "roster-no-reason": roster({(2, test_roster.EXCLUDED): "○"}, None),
        "roster-excluded": handed(test_hand_out.entry("09-01-01"), test_hand_out.entry("09-01-02", row=3, excluded=True, reason="終了")),
    "roster-new": handed(test_hand_out.entry("09-01-01"), previous=(record(),)),
    "roster-of-other-form": listed(record(), change=lambda readings: [replace(one, form=_small()) for one in readings]),
    "roster-without-code": listed({**record(), "program_code": None}, cell="No1!H2"),
    "previous-of-other-year": handed(test_hand_out.entry("09-01-01"), previous=({**record(), "fiscal_year": 2019},)),
    "previous-without-code": handed(test_hand_out.entry("09-01-01"), previous=({**record(), "program_code": None},), cell="No1!H2"),
    "previous-not-expected": handed(test_hand_out.entry("09-01-01"), previous=(record(),)),
    "nothing-handed-out": handed(test_hand_out.entry("09-01-01"), previous=({**record(), "program_code": None},), skip_bad=False),
    "nothing-to-hand-out": handed(),
    "newest-already": Case(lambda folder: _upgraded(folder, form_workbook(load_form("program-analysis", 2019), _of_2019()))),
    "left-over": Case(lambda folder: _upgraded(folder, test_upgrade.filled(folder, _typed_beside).read_bytes())),
    # the tamper report
    "tampered-inserted": inspection(lambda data: test_inspect.shifted(data, "No2", 20, 2), "No2!A20"),
    "tampered-deleted": inspection(lambda data: test_inspect.shifted(data, "No2", 20, -1), "No2!A20"),
    "tampered-validation": tampered("validation_pasted_over"),
    "tampered-formula": tampered("formula_replaced_by_a_number"),
    "tampered-label": tampered("label_changed"),
    "tampered-locked": tampered("entry_cell_locked"),
    "tampered-unlocked": tampered("label_unlocked"),
    "tampered-protection": tampered("protection_removed"),
    "tampered-names-lost": tampered("names_lost"),
    "tampered-name": tampered("name_moved"),
    "tampered-link": tampered("link_to_another_workbook"),
    "tampered-hidden-sheet": tampered("sheet_hidden"),
    "tampered-hidden": tampered("rows_hidden"),
    "tampered-comment": tampered("note_on_a_cell"),
    "tampered-macros": inspection(with_macros),
}  # fmt: skip

CASES |= {code: Case(provoke) for code, provoke in FOLDER_CASES.items()}

ELSEWHERE = {
    "roster-not-xlsx": "needs an .xls, or a workbook of megabytes",
    "store-busy": "needs a second run at work; tests/test_cli_folder.py has one",
    "store-unusable": "needs a store that SQLite cannot open; tests/test_store_database.py",
    "cluster-not-installed": "needs an environment without Dask; tests/test_cluster.py",
    "cluster-unreachable": "takes ten seconds; tests/test_cluster.py",
    "cluster-differs": "needs an executor; tests/test_cluster.py",
    "bug": "a bug has no case; tests/test_cli.py makes one",
    "file-timeout": "takes 20 seconds; tests/test_reading_gates.py has a worker with a shorter limit",
    "file-memory": "takes a gigabyte; tests/test_reading_gates.py has a worker with a lower limit",
    "file-in-use": "needs Windows; tests/test_reading_gates.py has the error that it raises",
    "inspect-failed": "needs a worker that hangs; tests/test_inspect.py has one",
    "inspect-not-xlsx": "needs LibreOffice; tests/test_inspect.py",
    "previous-not-read": "needs a workbook of last year; tests/test_hand_out.py",
    "previous-not-offered": "needs a form with fewer answers; tests/test_hand_out.py",
    "era-unclear": "only on a form without ○ of eras, in the first years of an era; tests/test_reading_values.py",
}
"""Codes that are not provoked here, and why."""

OF_RULES = (
    {finding.split()[2] for case in test_check_cases.CASES for finding in case["finds"]}
    | {finding.split()[2] for _, _, findings in test_across.cases() for finding in findings}
    | set(test_whole.CASES)
)
"""Codes that tests/cases/checks.toml, tests/cases/across.txt or tests/test_whole.py has a case of, at its cell."""


def _cell(text: str) -> Any:
    from xltools.cells import parse_cell

    sheet, _, address = text.partition("!")
    return parse_cell(address, sheet)


def grid_without(cell: str) -> Grid:
    return with_cells({cell: None}, grid())


def _marks() -> list[str]:
    return [str(slot.at) for slot in form().slots if slot.path == ("program_type",)]


def _year_slots() -> list[Any]:
    path = next(slot.path for slot in form().slots if str(slot.at) == ERA)
    return [slot for slot in form().slots if slot.path == path and slot.era]


def _eras(sign: str) -> dict[str, object]:
    return {str(slot.at): sign for slot in _year_slots()}


def _era() -> str:
    return str(next(slot.era for slot in _year_slots() if grid().value(slot.at) == "●"))


def _answers() -> Any:
    return next(slot for slot in form().slots if str(slot.at) == "No1!H31")


def spelt_otherwise() -> str:
    return f"{_answers().choices[0].text[0]} {_answers().choices[0].text[1:]}"


def misspelt() -> str:
    longest = max((choice.text for choice in _answers().choices), key=len)
    return f"{longest}々"


def _typed_over(cell: str, blank: Iterable[str] = ()) -> Grid:
    """The submission with a number in place of a formula, and other cells blank."""
    base = with_cells(dict.fromkeys(blank), grid()) if blank else grid()
    return replace(base, formulas=base.formulas - {_cell(cell)})


def _total() -> Any:
    return grid().value(_cell("No2!R34"))


def _parts(cell: str) -> list[str]:
    path = next(slot.path for slot in form().slots if str(slot.at) == cell)
    rule = next(rule for rule in form().rules if rule.total == path)
    return [str(slot.at) for slot in form().slots if slot.path in [term for _, term in rule.terms]]


def _all_of(key: str) -> dict[str, object]:
    """Every entry cell of a table or group, blank."""
    return {str(slot.at): None for slot in form().slots if slot.path[0] == key and not slot.computed}


def _pipe(folder: Path) -> Problem:
    from xltools.reading.fetch import bytes_of

    (folder / "x.xlsx").mkdir()
    found = bytes_of(folder / "x.xlsx")
    assert isinstance(found, Problem)
    return found


def _encrypted() -> bytes:
    return test_reading_gates.compound(("EncryptionInfo", b"x"), ("EncryptedPackage", b"y"))


def filled(folder: Path, one: dict[str, Any]) -> Found:
    return [problem for found in api.fill([one], folder) for problem in found.problems]


def _small() -> Any:
    from forms_for_tests import small_form

    return small_form()


def _of_2019() -> dict[str, Any]:
    path = Path(__file__).parent.parent / "examples" / "2019" / "records.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found[0]


def _typed_beside(book: Any) -> None:
    book["No2"]["AM3"] = "約50"


def _upgraded(folder: Path, data: bytes) -> Found:
    (folder / "提出.xlsx").write_bytes(data)
    return xltools.upgrade([folder / "提出.xlsx"], folder / "out").problems


def _codes(found: Found) -> Iterator[tuple[str, str]]:
    for one in found:
        at = getattr(one, "at", None)
        yield one.code, str(at) if at else ""


@pytest.mark.parametrize("code", CASES)
def test_message_is_provoked_at_its_cell(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    case = CASES[code]
    found = list(case.provoke(tmp_path))
    own = [one for one in found if one.code == code]
    assert own, f"instead: {list(_codes(found))}"
    if case.cell is not None:
        cells_found = [cell if "!" in case.cell else cell.rpartition("!")[2] for _, cell in _codes(own)]
        assert case.cell in cells_found
    for one in own:
        if isinstance(one, Problem):
            assert one.severity == messages.catalogue()[code]["severity"] or code == "more-of-this"
        for lang in messages.LANGUAGES:
            said = one.message(lang) + one.hint(lang) if isinstance(one, Problem) else str(one)
            assert not re.search(r"\{\w+\}", said)


def test_every_message_is_provoked() -> None:
    """Add a case to CASES for a new code: how to provoke it, and the cell it is to name."""
    lacking = [code for code in messages.explainable() if code not in CASES and code not in ELSEWHERE and code not in OF_RULES]
    assert lacking == []


def test_every_case_is_of_a_message_that_there_is() -> None:
    assert {*CASES, *ELSEWHERE} <= set(messages.explainable())
    assert not set(CASES) & set(ELSEWHERE)


def test_the_command_line_explains_every_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain is not None
    for code in messages.explainable():
        assert main(["--lang", "ja", "explain", code]) == 0
    assert not re.search(r"\{\w+\}", capsys.readouterr().out)
