"""A reading that was kept is the reading that was made, in every part."""

from __future__ import annotations

import datetime

import pytest
from examples_for_tests import EXAMPLES
from hypothesis import given
from hypothesis import strategies as st
from reading_for_tests import form, nameless, read_with, with_row

from xltools.cells import CellRef
from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading.entry import ErrorValue
from xltools.reading.model import Reading
from xltools.reading.reader import interpret, read_bytes, read_file
from xltools.store.pack import packed_layout, packed_origins, packed_problems, packed_record, plain, restored, unpacked


def again(reading: Reading) -> Reading:
    """A reading packed and unpacked."""
    own = (reading.form.id, reading.form.fiscal_year) if reading.form else None
    return unpacked(reading.source, own, *texts(reading))


def texts(reading: Reading) -> tuple[str, str, str, str]:
    return packed_record(reading), packed_layout(reading), packed_origins(reading), packed_problems(reading.problems)


def parts(reading: Reading) -> dict[str, object]:
    """Everything that is packed; values with their types, for 1 == 1.0 == True."""
    return {
        "form": reading.form,
        "record": repr(reading.record),
        "origins": list(reading.origins.items()),
        "fields": list(reading.fields.items()),
        "stated": repr(list(reading.stated.items())),
        "formulas": reading.formulas,
        "problems": reading.problems,
        "values": repr([(problem.value, problem.details) for problem in reading.problems]),
    }


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.xlsx")), ids=lambda path: path.stem[:8])
def test_real_submission_is_the_same_when_it_comes_back(path: object) -> None:
    reading = read_file(path)  # type: ignore[arg-type]
    assert reading.record
    assert parts(again(reading)) == parts(reading)


ADDRESSES = [f"{slot.at.sheet}!{slot.at.a1}" for slot in form().slots]
TYPED = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(-(10**16), 10**16),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)),
    st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1)),
    st.sampled_from([ErrorValue("#REF!"), ErrorValue("#N/A"), "－", "▲7,386", "１２３", "\ud800", "\u2028", "●", "約50", "平成30"]),
)


@given(st.dictionaries(st.sampled_from(ADDRESSES), TYPED, max_size=8))
def test_whatever_is_typed_comes_back(changes: dict[str, object]) -> None:
    reading = read_with(changes)
    assert parts(again(reading)) == parts(reading)


def test_shifted_and_nameless_sheets_come_back() -> None:
    for grid in (with_row(nameless(), "No2", 10), nameless()):
        reading = interpret(grid)
        assert reading.problems
        assert parts(again(reading)) == parts(reading)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut", b"no workbook"])
def test_file_without_a_record_comes_back_with_its_problem(data: bytes) -> None:
    reading = read_bytes(data, "x.xlsx")
    assert reading.form is None
    assert parts(again(reading)) == parts(reading)


def test_kept_content_takes_the_name_that_its_file_has_now() -> None:
    reading = read_bytes(b"no workbook", "old.xlsx")
    moved = unpacked("new.xlsx", None, *texts(reading))
    assert [(moved.source, problem.source) for problem in moved.problems] == [("new.xlsx", "new.xlsx")]


@pytest.mark.parametrize(
    "value",
    [
        None, True, 0, 0.0, -1.5, "", "$", Word("what.file"), CellRef("No1", 1, 2), ("a", 0), [1, [None]], {"a": {"b": Word("x")}},
        datetime.date(2018, 9, 1), datetime.datetime(2018, 9, 1, 12), datetime.time(1, 2), ErrorValue("#REF!"),
    ],
)  # fmt: skip
def test_value_of_a_problem_comes_back_with_its_type(value: object) -> None:
    assert repr(restored(plain(value))) == repr(value)


def test_value_that_no_reading_holds_is_refused() -> None:
    with pytest.raises(TypeError):
        plain(object())
    with pytest.raises(TypeError):
        packed_problems([Problem("file-missing", "x", value=b"bytes")])
