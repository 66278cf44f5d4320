"""The roster: what is filled in comes back; every mistake is found at its cell."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from examples_for_tests import EXAMPLES, record
from hypothesis import given, settings
from hypothesis import strategies as st

import xltools
from xltools import messages
from xltools.books.roster_book import roster_workbook
from xltools.errors import XltoolsError
from xltools.forms.definition import load_form
from xltools.forms.model import Form
from xltools.problems import Problem
from xltools.reading.roster import OWN_COLUMNS, RosterEntry, columns, read_roster


def form() -> Form:
    return load_form("program-analysis", 2019)


def entry(row: int = 2, code: str = "03-04-01", **more: object) -> RosterEntry:
    return RosterEntry(row, {form().key: code, form().name: "業務系システム運用管理"}, **more)  # type: ignore[arg-type]


def column(path: tuple[object, ...]) -> int:
    """The column (1-based) of a field in the roster that xltools writes."""
    return list(columns(form())).index(path) + 1  # type: ignore[arg-type]


CODE, NAME, EXTENSION = form().roster[0], form().roster[1], form().roster[5]
DEADLINE, EXCLUDED, REASON, DIRECTION = OWN_COLUMNS


def changed(path: Path, cells: Mapping[tuple[int, tuple[object, ...]], object], *entries: RosterEntry) -> tuple[RosterEntry, ...]:
    """Write a roster into a file, with other values in some cells (row, path of the column)."""
    written = entries or (entry(), entry(3, "03-04-02"))
    book = openpyxl.load_workbook(io.BytesIO(roster_workbook(form(), written)))
    for (row, where), value in cells.items():
        cell = book.worksheets[0].cell(row, column(where))
        cell.value = value
        if isinstance(value, (datetime.date, datetime.datetime)):
            cell.number_format = "yyyy/m/d"
        elif isinstance(value, (int, float)):
            cell.number_format = "General"
    book.save(path)
    return written


def found(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.code, problem.at.a1 if problem.at else "") for problem in problems]


def read(path: Path) -> tuple[tuple[RosterEntry, ...], tuple[Problem, ...]]:
    return read_roster(path, form())


def test_every_column_has_a_heading_of_its_own() -> None:
    headings = [slot.full_label for slot in columns(form()).values()]
    assert len(set(headings)) == len(headings) == len(form().roster) + len(OWN_COLUMNS)
    assert headings[0] == "事務事業コード"
    assert not [heading for heading in headings if "行目" in heading]


def test_two_rows_of_a_table_keep_their_row_in_the_heading() -> None:
    two = replace(form(), roster=(*form().roster, ("budget_items", 1, "code")))
    headings = [slot.full_label for path, slot in columns(two).items() if path[-1] == "code" and path[0] == "budget_items"]
    assert [("1行目" in heading, "2行目" in heading) for heading in headings] == [(True, False), (False, True)]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=12)


@st.composite
def rosters(draw: st.DrawFn) -> tuple[RosterEntry, ...]:
    codes = draw(st.lists(st.from_regex(r"[0-9]{2}-[0-9]{2}-[0-9]{2}", fullmatch=True), max_size=4, unique=True))
    entries = []
    for row, code in enumerate(codes, 2):
        free = {path: draw(st.none() | TEXT) for path in form().roster if not columns(form())[path].pattern}
        values = {form().key: code} | {path: text for path, text in free.items() if text} | {form().name: draw(TEXT)}
        excluded = draw(st.booleans())
        day = draw(st.none() | st.dates(datetime.date(2001, 1, 1), datetime.date(2098, 1, 1)))
        entries.append(RosterEntry(row, values, day, excluded, draw(TEXT) if excluded else None, draw(st.none() | TEXT)))
    return tuple(entries)


@settings(max_examples=25)
@given(rosters(), st.sampled_from(messages.LANGUAGES))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, entries: tuple[RosterEntry, ...], lang: str) -> None:
    path = tmp_path_factory.mktemp("roster") / "台帳.xlsx"
    path.write_bytes(roster_workbook(form(), entries, lang))
    assert read(path) == (entries, ())


def test_the_same_roster_is_the_same_bytes() -> None:
    assert roster_workbook(form(), (entry(),)) == roster_workbook(form(), (entry(),))


def test_an_empty_roster_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "台帳.xlsx"
    path.write_bytes(roster_workbook(form()))
    assert read(path) == ((), ())


MISTAKES: dict[str, tuple[Mapping[tuple[int, tuple[object, ...]], object], list[tuple[str, str]]]] = {
    "excel-made-the-code-a-date": ({(2, CODE): datetime.date(2003, 4, 1)}, [("code-was-date", "A2")]),
    "the-code-is-a-number": ({(2, CODE): 30401}, [("roster-code-number", "A2")]),
    "a-code-lost-its-zero": ({(3, ("policy_system", "measure", "code")): 5}, [("roster-code-number", "K3")]),
    "a-code-of-digits-alone": ({(3, ("policy_system", "measure", "code")): 15}, [("text-was-number", "K3")]),
    "extensions-made-a-number": ({(2, EXTENSION): 21552158}, [("roster-code-number", "F2")]),
    "extensions-with-separators": ({(2, EXTENSION): "21,552,158"}, [("bad-format", "F2")]),
    "code-in-wide-digits": ({(2, CODE): "０３－０４－０１"}, [("code-read-as", "A2")]),
    "a-code-typed-without-zeros": ({(2, CODE): "3-4-1"}, [("code-read-as", "A2")]),
    "a-dash-for-a-code": ({(2, CODE): "―"}, [("dash-is-blank", "A2"), ("required-blank", "A2")]),
    "code-of-two-parts": ({(2, CODE): "03-04"}, [("bad-format", "A2")]),
    "code-blank": ({(2, CODE): None}, [("required-blank", "A2")]),
    "code-of-blanks": ({(2, CODE): "　 "}, [("required-blank", "A2")]),
    "name-blank": ({(3, NAME): None}, [("required-blank", "B3")]),
    "code-twice": ({(3, CODE): "03-04-01"}, [("roster-code-twice", "A3")]),
    "code-twice-once-in-wide-digits": ({(3, CODE): "０３-０４-０１"}, [("code-read-as", "A3"), ("roster-code-twice", "A3")]),
    "deadline-is-a-word": ({(2, DEADLINE): "７月末"}, [("roster-not-a-date", "O2")]),
    "deadline-does-not-exist": ({(2, DEADLINE): "2019-02-30"}, [("roster-not-a-date", "O2")]),
    "deadline-is-a-number": ({(2, DEADLINE): 43677}, [("roster-not-a-date", "O2")]),
    "excluded-with-a-word": ({(2, EXCLUDED): "はい", (2, REASON): "終了"}, [("roster-not-a-circle", "P2")]),
    "excluded-without-a-reason": ({(2, EXCLUDED): "○"}, [("roster-no-reason", "Q2")]),
    "an-error-of-excel": ({(2, NAME): "=NA()"}, [("required-blank", "B2")]),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_found_at_its_cell(name: str, tmp_path: Path) -> None:
    cells, codes = MISTAKES[name]
    changed(tmp_path / "台帳.xlsx", cells)
    _, problems = read(tmp_path / "台帳.xlsx")
    assert sorted(found(problems)) == codes
    assert all(problem.label and problem.message("ja") and problem.message("en") for problem in problems)
    assert all(problem.hint("ja") for problem in problems if problem.severity != "note")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    cells = {(2, CODE): datetime.date(2003, 4, 1), (2, NAME): None, (3, DEADLINE): "いつか", (3, EXCLUDED): "○"}
    changed(tmp_path / "台帳.xlsx", cells)
    _, problems = read(tmp_path / "台帳.xlsx")
    assert sorted(found(problems)) == [
        ("code-was-date", "A2"), ("required-blank", "B2"), ("roster-no-reason", "Q3"), ("roster-not-a-date", "O3"),
    ]  # fmt: skip


def test_wide_digits_are_read_and_dates_in_words_too(tmp_path: Path) -> None:
    changed(tmp_path / "台帳.xlsx", {(2, CODE): "０３－０４－０１", (2, DEADLINE): "２０１９年７月３１日", (3, DEADLINE): "2019/7/1"})
    entries, _ = read(tmp_path / "台帳.xlsx")
    assert [one.values[form().key] for one in entries] == ["03-04-01", "03-04-02"]
    assert [one.deadline for one in entries] == [datetime.date(2019, 7, 31), datetime.date(2019, 7, 1)]


def by_hand(path: Path, change: Callable[[list[list[object]]], list[list[object]]]) -> None:
    """A roster that someone wrote from nothing: rows of values."""
    rows: list[list[object]] = [[slot.full_label for slot in columns(form()).values()]]
    rows.append([entry().values.get(path) for path in columns(form())])  # type: ignore[call-overload]
    book = openpyxl.Workbook()
    for row in change(rows):
        book.active.append(row)
    book.save(path)


def test_columns_in_any_order_below_a_title_with_more_columns(tmp_path: Path) -> None:
    path = tmp_path / "台帳.xlsx"
    by_hand(path, lambda rows: [["令和元年度 台帳"], [], *([note, *reversed(row)] for note, row in zip(("備忘", "x"), rows, strict=True))])
    entries, problems = read(path)
    assert entries == (entry(4),)
    assert found(problems) == [("roster-columns-ignored", "A3")]
    assert problems[0].details["names"] == "備忘"


def test_blank_rows_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "台帳.xlsx"
    by_hand(path, lambda rows: [rows[0], [None] * 18, ["　"], rows[1]])
    assert [one.row for one in read(path)[0]] == [4]


def test_a_missing_column_and_one_that_stands_twice(tmp_path: Path) -> None:
    path = tmp_path / "台帳.xlsx"
    by_hand(path, lambda rows: [[*row[:5], row[0], *row[6:]] for row in rows])
    entries, problems = read(path)
    assert entries == ()
    assert [(problem.code, problem.label) for problem in problems] == [
        ("roster-column-missing", "内線"),
        ("roster-column-twice", "事務事業コード"),
    ]


def test_the_direction_may_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "台帳.xlsx"
    by_hand(path, lambda rows: [row[:-1] for row in rows])
    assert read(path) == ((entry(),), ())


def test_headings_below_the_tenth_row_are_not_found(tmp_path: Path) -> None:
    path = tmp_path / "台帳.xlsx"
    by_hand(path, lambda rows: [*([["x"]] * 10), *rows])
    assert [problem.code for problem in read(path)[1]] == ["roster-no-headings"]


def test_an_error_of_excel_in_a_roster(tmp_path: Path) -> None:
    path = tmp_path / "台帳.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(roster_workbook(form(), (entry(),))))
    book.worksheets[0]["C2"].value, book.worksheets[0]["C2"].data_type = "#REF!", "e"
    book.save(path)
    assert found(read(path)[1]) == [("cell-error", "C2")]


@pytest.mark.parametrize(("content", "code"), [(None, "file-missing"), (b"", "file-empty"), ("文".encode(), "not-a-workbook")])
def test_a_roster_that_is_none(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "台帳.xlsx"
    if content is not None:
        path.write_bytes(content)
    assert [problem.code for problem in read(path)[1]] == [code]


def test_a_submission_is_no_roster() -> None:
    assert [problem.code for problem in read(next(EXAMPLES.glob("*.xlsx")))[1]][:1] != []
    assert read(next(EXAMPLES.glob("*.xlsx")))[0] == ()


def test_a_form_without_a_roster(tmp_path: Path) -> None:
    with pytest.raises(XltoolsError) as caught:
        read_roster(tmp_path / "x.xlsx", replace(form(), roster=()))
    assert caught.value.code == "form-without-roster"


def test_a_roster_of_the_examples(tmp_path: Path) -> None:
    target = tmp_path / "台帳.xlsx"
    entries, problems = xltools.roster(form(), target, [EXAMPLES])
    assert problems == ()
    assert [one.values[form().key] for one in entries] == [f"03-04-0{number}" for number in range(1, 7)]
    again, wrong = read(target)
    assert again == entries
    assert [(problem.code, problem.severity, problem.value) for problem in wrong] == [("bad-format", "warning", "21,552,158")]


def test_a_roster_of_records_as_json_is_the_same(tmp_path: Path) -> None:
    workbooks, _ = xltools.roster(form(), tmp_path / "a.xlsx", [EXAMPLES])
    records, _ = xltools.roster(form(), tmp_path / "b.xlsx", [EXAMPLES / "records.json"])
    assert workbooks == records
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_latest_year_counts_and_contradictions_are_said(tmp_path: Path) -> None:
    import json

    old, new, other = record(), record(), record()
    new["fiscal_year"], new["manager"], other["manager"] = 2019, "新任", "別人"
    (tmp_path / "r.json").write_text(json.dumps([old, new, other]), encoding="utf-8")
    entries, problems = xltools.roster(form(), tmp_path / "a.xlsx", [tmp_path / "r.json"])
    assert [one.values["manager",] for one in entries] == ["新任"]
    assert problems == ()
    (tmp_path / "r.json").write_text(json.dumps([old, other]), encoding="utf-8")
    _, problems = xltools.roster(form(), tmp_path / "b.xlsx", [tmp_path / "r.json"])
    assert [problem.code for problem in problems] == ["submitted-twice"]


def test_the_workbook_helps_to_fill_it_in() -> None:
    sheet, notes = openpyxl.load_workbook(io.BytesIO(roster_workbook(form(), (entry(),)))).worksheets
    assert sheet.freeze_panes == "C2"
    assert list(sheet.tables) == ["roster"]
    assert sheet["A2"].number_format == sheet.column_dimensions["A"].number_format == "@"
    assert sheet.column_dimensions["O"].number_format == "yyyy-mm-dd"
    kinds = {str(rule.sqref).split(":")[0]: rule.type for rule in sheet.data_validations.dataValidation}
    assert (kinds["O2"], kinds["P2"]) == ("date", "list")
    assert all(rule.prompt for rule in sheet.data_validations.dataValidation)
    assert sheet.print_title_rows == "$1:$1"
    said = {cell.value for row in notes.iter_rows() for cell in row}
    assert {slot.full_label for slot in columns(form(), "ja").values()} <= said


def test_no_error_in_the_open_xml_validator(tmp_path: Path, ooxml_validator: Callable[[Path], list[str]]) -> None:
    for number, entries in enumerate(((), (entry(deadline=datetime.date(2019, 7, 31), excluded=True, reason="終了"),))):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(roster_workbook(form(), entries))
        assert ooxml_validator(path) == []
