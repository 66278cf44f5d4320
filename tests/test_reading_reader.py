"""From a file to a record: values, origins, totals, problems."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from examples_for_tests import EXAMPLES, records
from reading_for_tests import SOURCE, codes, edited, form, grid, nameless, read_with, reading, sample, with_cells, workbook

from xltools.books.form_book import form_workbook
from xltools.cells import CellRef
from xltools.forms.record import build, leaves, value_at
from xltools.reading.entry import ErrorValue
from xltools.reading.grid import Grid, read_grid
from xltools.reading.reader import interpret, read_bytes, read_file


def test_a_filled_workbook_gives_back_its_record() -> None:
    values = {path: sample(slots[0]) for path, slots in form().fields().items() if not slots[0].computed}
    found = reading()
    assert codes(found) == []
    assert {path: value_at(found.record, path) for path in values} == values
    assert found.form is form()
    assert (found.size, found.digest) == (len(workbook()), hashlib.sha256(workbook()).hexdigest())


def blank_grid() -> Grid:
    found = read_grid(form_workbook(form()), SOURCE)
    assert isinstance(found, Grid)
    return found


def test_the_blank_form_gives_a_record_of_blanks() -> None:
    found = interpret(blank_grid())
    assert found.record == build(form(), {}).record
    assert found.problems == ()
    assert found.stated == {}


@pytest.mark.parametrize("index", range(6))
def test_the_examples_are_read_leaf_by_leaf(index: int) -> None:
    record = records()[index]
    (path,) = EXAMPLES.glob(f"{record['program_code']}_*.xlsx")
    found = read_file(path)
    assert dict(leaves(found.record)) == dict(leaves(record))
    assert found.problems == ()


def test_every_leaf_has_its_origin() -> None:
    found = reading()
    paths = {path for path, _ in leaves(found.record)} - {("form",), ("fiscal_year",)}
    assert paths <= found.origins.keys()
    assert set(found.fields) == paths
    assert found.origins["program_code",] == CellRef("No1", 2, 8)
    assert found.origins["results", 2, "values", "2018"] == CellRef("No2", 8, 44)


def test_the_origin_of_a_group_is_its_mark_else_its_first_circle() -> None:
    assert reading().origins["strategy",].a1 == "V2"
    assert read_with({"No1!V2": "○", "No1!AH2": "●"}).origins["strategy",].a1 == "AH2"
    assert read_with({"No1!V2": "○"}).origins["strategy",].a1 == "V2"


def test_a_table_has_an_origin_even_if_it_is_empty() -> None:
    found = interpret(blank_grid())
    assert found.record is not None
    assert found.record["results"] == []
    assert found.origins["results",] == CellRef("No2", 6, 3)
    assert found.origins["breakdown", "2017"] == CellRef("No2", 15, 17)


def test_a_blank_row_between_others_is_left_out_and_origins_follow() -> None:
    blank = {f"No1!{cell}": None for cell in ("L6", "Q6")}
    found = read_with(blank)
    assert found.record is not None
    assert len(found.record["budget_items"]) == 4
    assert found.origins["budget_items", 1, "name"].a1 == "Q7"
    assert found.fields["budget_items", 1, "name"] == ("budget_items", 2, "name")


def test_a_row_whose_only_value_cannot_be_read_is_kept() -> None:
    rows = {f"No2!{column}{row}": None for row in (6, 7) for column in ("C", "N", "S", "X", "AC", "AH", "AM", "AR")}
    found = read_with({**rows, "No2!AM7": "約100"})
    assert found.record is not None
    assert len(found.record["results"]) == 5
    assert found.record["results"][0] == {"name": None, "values": dict.fromkeys(map(str, range(2012, 2019)))}
    (problem,) = found.problems
    assert (problem.code, problem.path, str(problem.at)) == ("not-a-number", ("results", 0, "values", "2017"), "No2!AM7")


def test_a_dash_alone_does_not_make_a_row() -> None:
    rows = {f"No2!{column}6": None for column in ("C", "N", "S", "X", "AC", "AH", "AM", "AR")}
    found = read_with({**rows, "No2!N6": "-"})
    assert found.record is not None
    assert len(found.record["results"]) == 5
    (problem,) = found.problems
    assert (problem.code, problem.path) == ("dash-is-blank", ("results",))


def test_problems_of_many_kinds_are_all_told_in_the_forms_order() -> None:
    found = read_with(
        {"No1!AQ4": 21552158.0, "No1!AB2": "●", "No1!P11": "五八", "No2!N3": "約12千円", "No2!H44": 2.5, "No2!C38": ErrorValue("#REF!")}
    )
    assert codes(found) == [
        ("two-marks", "No1!V2"),
        ("not-a-year", "No1!P11"),
        ("not-a-number", "No2!N3"),
        ("cell-error", "No2!C38"),
        ("not-whole", "No2!H44"),
        ("text-was-number", "No1!AQ4"),
    ]
    assert found.record is not None
    assert found.record["extension"] == "21552158"
    assert [found.record["strategy"], found.record["start_year"], found.record["budget"]["2012"]] == [None, None, None]


def test_totals_are_recomputed_and_what_the_file_said_is_kept() -> None:
    total = ("cost_statement", "cost_total", "2017")
    found = interpret(with_cells({"No2!R34": 999.0}))
    assert found.stated[total] == 999
    assert value_at(found.record, total) == value_at(reading().record, total) != 999
    assert total in found.formulas


def test_a_total_that_was_typed_over_is_no_formula() -> None:
    total = ("cost_statement", "cost_total", "2017")
    cell = CellRef("No2", 34, 18)
    base = with_cells({"No2!R34": 999.0})
    found = interpret(replace(base, formulas=base.formulas - {cell}))
    assert found.stated[total] == 999
    assert total not in found.formulas


def test_a_total_whose_part_is_blank_is_blank() -> None:
    found = read_with({"No2!R25": None})
    assert value_at(found.record, ("cost_statement", "cost_total", "2017")) is None
    assert value_at(found.record, ("cost_statement", "net_balance", "2017")) is None
    assert value_at(found.record, ("cost_statement", "cost_total", "2016")) is not None


def test_a_formula_that_no_program_computed_states_nothing() -> None:
    data = edited(workbook(), "xl/worksheets/sheet2.xml", _without_cached_values)
    found = read_bytes(data, SOURCE)
    assert found.stated == {}
    assert len(found.formulas) == sum(slot.computed for slot in form().slots)
    assert found.record == reading().record
    assert codes(found) == []


def _without_cached_values(xml: bytes) -> bytes:
    return re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", xml)


def test_an_error_of_a_total_is_told_only_where_it_began() -> None:
    errors = {f"No2!{cell}": ErrorValue("#VALUE!") for cell in ("R34", "V34", "R25")}
    assert codes(read_with(errors)) == [("cell-error", "No2!R25")]


def test_a_typed_total_that_is_no_number_is_told() -> None:
    base = with_cells({"No2!R34": "約千"})
    assert codes(interpret(replace(base, formulas=frozenset()))) == [("not-a-number", "No2!R34")]


def test_cells_that_were_not_found_are_blank_and_have_no_origin() -> None:
    found = interpret(nameless(with_cells({"No2!A37": "別の欄"})))
    assert found.record is not None
    assert found.record["remarks"] is None
    assert ("remarks",) not in found.origins
    assert codes(found) == [("cells-not-found", ""), ("found-by-stamp", "")]


def test_a_missing_file(tmp_path: Path) -> None:
    found = read_file(tmp_path / "なし.xlsx")
    assert (codes(found), found.record, found.source) == ([("file-missing", "")], None, str(tmp_path / "なし.xlsx"))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert codes(read_file(tmp_path)) == [("file-unreadable", "")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert codes(read_file(tmp_path / "pipe.xlsx")) == [("file-unreadable", "")]


def test_a_file_name_that_cannot_be() -> None:
    assert codes(read_file(Path("a\0b.xlsx"))) in ([("file-unreadable", "")], [("file-missing", "")])


def test_a_file_beyond_the_limit_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as stream:
        stream.truncate(50_000_001)
    assert codes(read_file(path)) == [("file-too-large", "")]


def test_a_workbook_of_another_form() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet("No1").write("A1", "行政事業レビューシート")
    found = read_bytes(made.getvalue(), SOURCE)
    assert codes(found) == [("no-stamp", "")]
    assert found.digest
    assert found.record is None


def test_two_files_in_one_process_tell_the_same_problem_twice() -> None:
    first, second = (read_bytes(workbook()[:100], name) for name in ("a.xlsx", "b.xlsx"))
    assert codes(first) == codes(second) == [("file-damaged", "")]
    assert [first.problems[0].source, second.problems[0].source] == ["a.xlsx", "b.xlsx"]


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_saved_by_libreoffice(suffix: str, tmp_path: Path, convert: Callable[[Path, str, Path], Path]) -> None:
    source = tmp_path / "f.xlsx"
    source.write_bytes(workbook())
    found = read_file(convert(source, suffix, tmp_path / "saved"))
    assert leaves(found.record) == leaves(reading().record)
    assert found.origins == reading().origins
    assert found.stated == reading().stated
    assert found.formulas == reading().formulas
    assert codes(found) == ([] if suffix == "xlsx" else [("found-by-stamp", "")])


def test_the_grid_is_left_as_it_was() -> None:
    before = {name: [list(row) for row in rows] for name, rows in grid().sheets.items()}
    interpret(grid())
    assert {name: [list(row) for row in rows] for name, rows in grid().sheets.items()} == before
