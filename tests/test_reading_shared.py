"""Readings share what they have in common, and are the same readings."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from examples_for_tests import EXAMPLES
from folder_for_tests import book
from reading_for_tests import nameless, read_with, with_row

from xltools.reading.model import Reading
from xltools.reading.reader import interpret, read_bytes, read_file
from xltools.reading.shared import sharing


def copied(reading: Reading) -> Reading:
    """A reading as it comes from another process: nothing in it is anybody else's."""
    found: Reading = pickle.loads(pickle.dumps(replace(reading, form=None)))
    return replace(found, form=reading.form)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.xlsx")), ids=lambda path: path.stem[:8])
def test_reading_that_shares_is_the_same(path: Path) -> None:
    reading = read_file(path)
    shared = sharing(copied(reading))
    assert shared == reading
    for part in ("record", "origins", "fields", "stated"):  # in the same order, and 1 is not True
        assert repr(getattr(shared, part)) == repr(getattr(reading, part))


def test_sheets_filled_in_alike_hold_where_their_values_stand_once() -> None:
    one, other = (sharing(copied(read_bytes(book(code), f"{code}.xlsx"))) for code in ("01-01-01", "01-01-02"))
    assert one.record != other.record
    assert one.origins is other.origins
    assert one.fields is other.fields
    assert one.formulas is other.formulas


def test_sheet_with_a_row_put_in_keeps_its_own_cells() -> None:
    plain, moved = sharing(interpret(nameless())), sharing(interpret(with_row(nameless(), "No2", 10)))
    assert moved.origins != plain.origins
    assert moved == interpret(with_row(nameless(), "No2", 10))


def test_same_cells_with_other_answers_are_not_mixed_up() -> None:
    readings = [read_with({"No2!AM3": value}) for value in (1, None, 0, "－", "x")]
    assert [sharing(copied(reading)) for reading in readings] == readings


def test_file_that_is_no_workbook_shares_nothing_and_is_the_same() -> None:
    reading = read_bytes(b"no workbook", "x.xlsx")
    assert sharing(reading) == reading
