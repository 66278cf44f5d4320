"""Which form a file is and where its slots stand: every gate, every rung, and never a wrong cell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reading_for_tests import SOURCE, codes, form, grid, nameless, reading, renamed, with_cells, with_row

from xltools.cells import CellRef
from xltools.forms.stamp import PROPERTY_FORM, PROPERTY_YEAR, Stamp, parse_stamp, stamp_name, stamp_text
from xltools.problems import Problem
from xltools.reading.grid import Grid
from xltools.reading.locate import Located, locate
from xltools.reading.reader import interpret

STAMPS = {f"{sheet.name}!{sheet.stamp.a1}": stamp_text(form(), sheet.name) for sheet in form().sheets}
ALL = len(form().slots)


def refused(base: Grid) -> Problem:
    found = locate(base)
    assert isinstance(found, Problem)
    for lang in ("ja", "en"):
        assert "{" not in found.message(lang) + found.hint(lang)
    return found


def located(base: Grid) -> Located:
    found = locate(base)
    assert isinstance(found, Located), found
    return found


def unmarked(base: Grid | None = None) -> Grid:
    """A grid without stamps and properties."""
    return replace(with_cells(dict.fromkeys(STAMPS), base), properties={})


def without(base: Grid, sheet: str) -> Grid:
    return replace(
        base,
        sheets={name: rows for name, rows in base.sheets.items() if name != sheet},
        names={name: cell for name, cell in base.names.items() if cell.sheet != sheet},
    )


def test_a_stamp_says_what_it_was_made_of() -> None:
    assert parse_stamp(stamp_text(form(), "No1")) == Stamp("program-analysis-2018", 2018, "No1")
    assert stamp_name(1) == "stamp.1"


@pytest.mark.parametrize("text", [None, 3, "", "xltools", "xltools:a:b:c", "xltools::2018:No1", "xltools:a:2018:"])
def test_anything_else_is_no_stamp(text: object) -> None:
    assert parse_stamp(text) is None


def test_the_form_as_it_was_handed_out() -> None:
    found = located(grid())
    assert found.form is form()
    assert found.cells == {slot.name: slot.at for slot in form().slots}
    assert found.problems == ()


def test_a_workbook_without_stamp_and_properties_is_known_by_its_labels() -> None:
    found = interpret(unmarked())
    assert found.record == reading().record
    assert codes(found) == []
    pasted = interpret(unmarked(nameless()))
    assert pasted.record == reading().record
    assert codes(pasted) == [("found-by-labels", "")]
    assert pasted.problems[0].details["count"] == ALL


def test_a_workbook_without_stamp_and_title() -> None:
    assert refused(with_cells({"No1!I1": "事業分析シート（平成30年度）"}, unmarked())).code == "no-stamp"


def test_the_stamps_alone_are_enough() -> None:
    assert located(replace(grid(), properties={})).problems == ()


def test_the_properties_alone_are_enough() -> None:
    found = located(with_cells(dict.fromkeys(STAMPS)))
    assert found.problems == ()


@pytest.mark.parametrize("year", ["2018", "2018.0"])
def test_the_properties_and_the_printed_labels_are_enough(year: str) -> None:
    properties = {PROPERTY_FORM: form().id, PROPERTY_YEAR: year}
    found = located(replace(unmarked(nameless()), properties=properties))
    assert [problem.code for problem in found.problems] == ["found-by-stamp"]
    assert len(found.cells) == ALL


@pytest.mark.parametrize(
    "stamp", ["xltools:other-form:2018:No1", "xltools:program-analysis-2018:2017:No1", "xltools:/etc/passwd.json:2018:No1"]
)
def test_a_form_or_year_that_nobody_knows(stamp: str) -> None:
    problem = refused(replace(with_cells(dict.fromkeys(STAMPS, stamp)), properties={}))
    assert problem.code == "form-not-known"
    assert str(problem.details["stamp"]) in stamp


@pytest.mark.parametrize("year", ["", "abc", "２０１８", "-1"])
def test_a_year_that_is_none(year: str) -> None:
    assert refused(replace(unmarked(), properties={PROPERTY_FORM: form().id, PROPERTY_YEAR: year})).code == "form-not-known"


def test_stamps_of_two_years(monkeypatch: pytest.MonkeyPatch) -> None:
    family = [{"id": form().id, "family": form().family, "valid": {"from": 2018}}]
    monkeypatch.setattr("xltools.reading.locate.definitions", lambda: family)
    problem = refused(with_cells({"No2!AX1": "xltools:program-analysis-2018:2019:No2"}))
    assert problem.code == "stamps-differ"
    assert problem.details["found"] == "program-analysis-2018:2018、program-analysis-2018:2019"


@pytest.mark.parametrize("sheet", ["No1", "No2"])
def test_a_missing_sheet(sheet: str) -> None:
    problem = refused(without(grid(), sheet))
    assert (problem.code, problem.details["sheet"]) == ("sheet-missing", sheet)


def test_a_renamed_sheet() -> None:
    found = interpret(renamed(grid(), "No1", "様式1"))
    assert found.record == reading().record
    assert found.origins["program_code",].sheet == "様式1"
    assert codes(found) == []


def test_a_renamed_sheet_without_names() -> None:
    found = interpret(nameless(renamed(grid(), "No1", "様式1")))
    assert found.record == reading().record
    assert codes(found) == [("found-by-stamp", "")]


def test_two_sheets_with_each_others_name() -> None:
    swapped = renamed(renamed(renamed(grid(), "No1", "x"), "No2", "No1"), "x", "No2")
    assert interpret(swapped).record == reading().record
    assert interpret(nameless(swapped)).record == reading().record


def test_a_copied_sheet_is_not_read_instead_of_the_first() -> None:
    copied = replace(grid(), sheets={"No1 (2)": with_cells({"No1!H3": "写し"}).sheets["No1"], **grid().sheets})
    assert interpret(copied).record == reading().record
    assert interpret(nameless(copied)).record == reading().record


def test_two_sheets_of_which_neither_has_its_own_name() -> None:
    copied = replace(grid(), sheets={"a": grid().sheets["No1"], "b": grid().sheets["No1"], "No2": grid().sheets["No2"]})
    problem = refused(nameless(copied))
    assert (problem.code, problem.details["found"]) == ("sheet-twice", "a、b")


def test_an_added_sheet_is_passed_over() -> None:
    assert interpret(replace(grid(), sheets={"メモ": [["x"]], **grid().sheets})).record == reading().record


def test_no_names_at_all() -> None:
    found = interpret(nameless())
    assert found.record == reading().record
    assert found.origins == reading().origins
    assert codes(found) == [("found-by-stamp", "")]
    assert found.problems[0].details["count"] == ALL


def test_some_lost_names() -> None:
    names = {name: cell for name, cell in grid().names.items() if "budget" not in name}
    found = interpret(replace(grid(), names=names))
    assert found.record == reading().record
    assert found.problems[0].details["count"] == sum("budget" in slot.name for slot in form().slots)


def test_a_name_that_leads_to_no_sheet_of_the_file() -> None:
    names = {**grid().names, "slot.program_code": grid().names["slot.program_code"]._replace(sheet="[1]No1")}
    assert interpret(replace(grid(), names=names)).record == reading().record


@pytest.mark.parametrize("row", range(1, 48))
@pytest.mark.parametrize("sheet", ["No1", "No2"])
def test_an_inserted_row_with_names(sheet: str, row: int) -> None:
    found = interpret(with_row(grid(), sheet, row))
    assert found.record == reading().record
    assert codes(found) == []


@pytest.mark.parametrize("row", range(1, 48))
@pytest.mark.parametrize("sheet", ["No1", "No2"])
def test_an_inserted_row_without_names_never_gives_a_wrong_value(sheet: str, row: int) -> None:
    check_nothing_is_wrong(nameless(with_row(grid(), sheet, row)), sheet)


@pytest.mark.parametrize("row", range(1, 47))
@pytest.mark.parametrize("sheet", ["No1", "No2"])
def test_a_deleted_row_without_names_never_gives_a_wrong_value(sheet: str, row: int) -> None:
    base = nameless()
    rows = list(base.sheets[sheet])
    del rows[row - 1 : row]
    check_nothing_is_wrong(replace(base, sheets={**base.sheets, sheet: rows}), sheet, gone=row)


@pytest.mark.parametrize("column", range(1, 51))
@pytest.mark.parametrize("sheet", ["No1", "No2"])
def test_an_inserted_column_without_names_never_gives_a_wrong_value(sheet: str, column: int) -> None:
    base = nameless()
    rows = [[*row[: column - 1], None, *row[column - 1 :]] for row in base.sheets[sheet]]
    check_nothing_is_wrong(replace(base, sheets={**base.sheets, sheet: rows}), sheet)


@pytest.mark.parametrize("column", range(1, 49))
@pytest.mark.parametrize("sheet", ["No1", "No2"])
def test_a_deleted_column_without_names_never_gives_a_wrong_value(sheet: str, column: int) -> None:
    base = nameless()
    rows = [[*row[: column - 1], *row[column:]] for row in base.sheets[sheet]]
    check_nothing_is_wrong(replace(base, sheets={**base.sheets, sheet: rows}), sheet)


def check_nothing_is_wrong(base: Grid, sheet: str, gone: int = 0) -> None:
    """Every cell found holds what the slot held, or nothing if its row is `gone`; if any is lost, one problem names the sheet."""
    found = locate(base)
    if isinstance(found, Problem):
        return
    lost = [problem for problem in found.problems if problem.code in ("cells-not-found", "rows-deleted")]
    shortened = "rows-deleted" in [problem.code for problem in lost]
    for slot in form().slots:
        if slot.name in found.cells and not (shortened and slot.at.sheet == sheet and any(isinstance(part, int) for part in slot.path)):
            deleted = (slot.at.sheet, slot.at.row) == (sheet, gone)
            assert base.value(found.cells[slot.name]) == (None if deleted else grid().value(slot.at)), slot.name
    assert {problem.details["sheet"] for problem in lost} == ({sheet} if len(found.cells) < ALL else set())
    if shortened:
        blanked = with_cells({str(slot.at): None for slot in form().slots if (slot.at.sheet, slot.at.row) == (sheet, gone)})
        assert interpret(base).record == interpret(blanked).record
    else:
        assert sum(int(str(problem.details["count"])) for problem in lost) == ALL - len(found.cells)


def test_a_page_that_moved_as_a_whole_is_read_without_names() -> None:
    found = interpret(nameless(with_row(grid(), "No2", 1)))
    assert found.record == reading().record
    assert codes(found) == [("found-by-labels", ""), ("found-by-stamp", "")]


def test_only_the_rows_whose_labels_are_wrong_are_lost() -> None:
    found = located(nameless(with_cells({"No2!A37": "備考（任意）"})))
    assert [problem.code for problem in found.problems] == ["cells-not-found", "found-by-stamp"]
    assert found.problems[0].details == {"sheet": "No2", "count": 1, "labels": "備考"}


def test_line_breaks_and_blanks_in_labels_do_not_matter() -> None:
    assert len(located(nameless(with_cells({"No1!A22": "実施　方法 "}))).cells) == ALL


def test_source_is_named_in_every_problem() -> None:
    assert refused(without(grid(), "No1")).source == SOURCE


def moved(base: Grid, sheet: str, first: int, last: int, down: int) -> Grid:
    """The grid with rows `first` to `last` cut and pasted further down."""
    rows = [list(row) for row in base.sheets[sheet]]
    rows += [[] for _ in range(last + down - len(rows))]
    for row in range(first, last + 1):
        rows[row + down - 1], rows[row - 1] = rows[row - 1], []
    return replace(base, sheets={**base.sheets, sheet: rows})


def test_a_block_that_was_moved_away_is_found_by_its_labels() -> None:
    found = interpret(moved(nameless(), "No2", 37, 38, 12))
    assert found.record == reading().record
    assert found.origins["remarks",] == CellRef("No2", 49, 3)
    assert codes(found) == [("found-by-labels", ""), ("found-by-stamp", "")]


def test_a_single_label_somewhere_else_is_no_block() -> None:
    found = interpret(moved(nameless(), "No1", 17, 17, 20))
    assert found.record is not None
    assert found.record["purpose"] is None
    assert ("cells-not-found", "") in codes(found)


@pytest.mark.parametrize(("down", "right"), [(31, 0), (50, 0), (0, 52)])
def test_both_pages_pasted_into_one_new_sheet(down: int, right: int) -> None:
    base = unmarked(nameless())
    rows = [list(row) for row in base.sheets["No1"]] + [[] for _ in range(100)]
    for number, row in enumerate(base.sheets["No2"]):
        below = rows[number + down]
        below += [None] * (100 + right - len(below))
        for column, value in enumerate(row):
            below[column + right] = value if value is not None else below[column + right]
    found = interpret(replace(base, sheets={"Sheet1": rows}))
    assert found.record == reading().record
    assert codes(found) == [("found-by-labels", "")]


@pytest.mark.parametrize("title", ["事務事業分析シート（３０年度）", "事務事業分析シート (30年度)", "事務事業分析シート（2018年度）"])
def test_the_year_in_the_title_of_a_form_without_stamp(title: str) -> None:
    found = located(with_cells({"No1!I1": title}, unmarked(nameless())))
    assert found.form is form()


def test_a_row_that_staff_typed_in_between_is_told() -> None:
    base = with_row(grid(), "No2", 8)
    base.sheets["No2"][7].extend([None, None, "書き足し", *[None] * 10, 12.0])  # type: ignore[attr-defined]
    found = interpret(base)
    assert found.record == reading().record
    (problem,) = found.problems
    assert (problem.code, str(problem.at), problem.value) == ("content-outside", "No2!C8", "書き足し、12.0")


def test_a_name_that_lies() -> None:
    names = {**grid().names, "slot.budget.2017": CellRef("No2", 4, 14)}
    found = interpret(replace(grid(), names=names))
    assert found.record == reading().record
    assert codes(found) == [("name-misplaced", "No2!AM3")]


def test_a_value_dragged_beside_its_cell_is_found_by_its_name() -> None:
    changed = with_cells({"No1!AD3": None, "No1!AE3": "管理部"})
    found = interpret(replace(changed, names={**grid().names, "slot.department": CellRef("No1", 3, 31)}))
    assert found.record is not None
    assert found.record["department"] == "管理部"
    assert codes(found) == [("name-misplaced", "No1!AE3")]


def test_a_name_and_a_cell_that_both_hold_something() -> None:
    changed = with_cells({"No1!AE3": "管理部"})
    found = interpret(replace(changed, names={**grid().names, "slot.department": CellRef("No1", 3, 31)}))
    assert found.record is not None
    assert found.record["department"] is None
    assert codes(found) == [("place-unclear", "No1!AD3")]


def test_a_label_in_the_place_of_another_one_is_not_passed_over() -> None:
    swapped = with_cells({"No2!D25": "物件費", "No2!D26": "給与関係費"})
    lost = [problem for problem in interpret(swapped).problems if problem.code == "cells-not-found"]
    assert [problem.details["sheet"] for problem in lost] == ["No2"]


def test_a_copied_sheet_with_other_content_is_named() -> None:
    copied = replace(grid(), sheets={"No1 (2)": with_cells({"No1!H3": "写し"}).sheets["No1"], **grid().sheets})
    (problem,) = interpret(copied).problems
    assert (problem.code, problem.details) == ("sheet-copied", {"sheet": "No1", "copy": "No1 (2)"})


def test_the_quick_look_says_what_the_search_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from xltools.reading import locate as module

    quick = locate(grid())
    monkeypatch.setattr(module, "untouched", lambda grid, form: None)
    searched = locate(grid())
    assert isinstance(quick, Located)
    assert isinstance(searched, Located)
    assert (quick.cells, quick.answers, quick.problems) == (searched.cells, searched.answers, searched.problems)
