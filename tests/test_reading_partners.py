"""The six examples saved by other programs read to the same records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from examples_for_tests import EXAMPLES, records
from test_reading_grid import book

import xltools
from xltools.cells import CellRef
from xltools.forms.record import leaves
from xltools.reading.entry import ErrorValue
from xltools.reading.grid import Grid, read_grid
from xltools.reading.reader import read_file

PATHS = {record["program_code"]: next(EXAMPLES.glob(f"{record['program_code']}_*.xlsx")) for record in records()}
RECORDS = {record["program_code"]: record for record in records()}
NOTES = {"xlsx": [], "xls": ["found-by-stamp"], "xlsb": ["found-by-stamp"], "ods": ["found-by-stamp"]}


def same(path: Path, code: str) -> None:
    """The file reads leaf by leaf to the example's record, and its sheet is judged as the example's is."""
    found, original = read_file(path), read_file(PATHS[code])
    assert dict(leaves(found.record)) == dict(leaves(RECORDS[code]))
    assert found.stated == original.stated
    assert found.origins == original.origins
    assert [problem.code for problem in found.problems] == NOTES[path.suffix[1:]]

    def errors(reading: xltools.Reading) -> list[tuple[str, str]]:
        return [(problem.code, str(problem.at)) for problem in xltools.check(reading) if problem.severity == "error"]

    assert errors(found) == errors(original)


@pytest.mark.parametrize("code", PATHS)
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_saved_by_libreoffice(code: str, suffix: str, tmp_path: Path, convert: Callable[[Path, str, Path], Path]) -> None:
    same(convert(PATHS[code], suffix, tmp_path), code)


@pytest.mark.parametrize("code", PATHS)
def test_saved_by_sheetjs(code: str, tmp_path: Path, save_with_node: Callable[[str, Path, list[Path]], None]) -> None:
    targets = [tmp_path / f"saved.{suffix}" for suffix in ("xlsx", "xls", "xlsb", "ods")]
    save_with_node("sheetjs", PATHS[code], targets)
    for target in targets:
        same(target, code)


@pytest.mark.parametrize("code", PATHS)
def test_saved_by_exceljs(code: str, tmp_path: Path, save_with_node: Callable[[str, Path, list[Path]], None]) -> None:
    save_with_node("exceljs", PATHS[code], [tmp_path / "saved.xlsx"])
    same(tmp_path / "saved.xlsx", code)


def errors_stand(path: Path) -> Grid:
    """The grid of the book of errors and formulas, saved by another program."""
    found = read_grid(path.read_bytes(), path.name)
    assert isinstance(found, Grid), found
    assert found.value(CellRef("様式 1", 4, 3)) == "一\n二"
    assert found.value(CellRef("様式 1", 5, 5)) == 36.5
    assert found.value(CellRef("様式 1", 15, 2)) == " x "
    assert found.value(CellRef("様式 1", 8, 8)) == ErrorValue("#DIV/0!")
    return found


@pytest.mark.parametrize("suffix", ["xls", "xlsb"])
def test_an_error_is_no_blank_in_old_formats(suffix: str, tmp_path: Path, save_with_node: Callable[[str, Path, list[Path]], None]) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / f"b.{suffix}"
    source.write_bytes(book())
    save_with_node("sheetjs", source, [target])
    errors_stand(target)


def test_an_xls_that_libreoffice_made(tmp_path: Path, convert: Callable[[Path, str, Path], Path]) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(book())
    found = errors_stand(convert(source, "xls", tmp_path / "xls"))
    assert {cell.a1 for cell in found.formulas} >= {"H8", "I9"}
