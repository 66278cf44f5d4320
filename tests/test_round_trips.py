"""Record → workbook → record, by way of other programs too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from examples_for_tests import EXAMPLES, form, records
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xltools
from xltools.books.form_book import form_workbook
from xltools.forms.model import NUMBER_TYPES, Form, Slot
from xltools.forms.record import build
from xltools.forms.rules import recomputed
from xltools.reading.entry import typed
from xltools.reading.grid import Grid, read_grid
from xltools.reading.reader import interpret

TYPED = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30).map(str.strip).filter(bool)
TEXT = TYPED.filter(lambda text: typed(text) == text)
"""Texts; one like ``#N/A`` is no text but the error of a cell, pasted by value."""


def test_the_examples_read_as_their_records() -> None:
    assert [reading.record for reading in xltools.read([EXAMPLES])] == records()


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
@pytest.mark.parametrize("code", [record["program_code"] for record in records()])
def test_saved_by_libreoffice_it_reads_the_same(suffix: str, code: str, tmp_path: Path, convert: Callable[..., Path]) -> None:
    (example,) = EXAMPLES.glob(f"{code}*.xlsx")
    (reading,) = xltools.read([convert(example, suffix, tmp_path)])
    assert reading.record == next(record for record in records() if record["program_code"] == code)
    assert [problem.code for problem in reading.problems if problem.severity != "note"] == []


def values_of(form: Form, slot: Slot) -> st.SearchStrategy[object]:
    """Values that a field of the form can hold."""
    if slot.mark is not None:
        return st.sampled_from([None, *(choice.value for choice in slot.choices)])
    if slot.type == "choice":
        return st.sampled_from([None, *(choice.value for choice in slot.choices)])
    if slot.type == "year":
        return st.none() | st.integers(1950, form.fiscal_year)
    if slot.type == "number":
        return st.none() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9).map(lambda number: round(number, 3))
    if slot.type in NUMBER_TYPES:
        return st.none() | st.integers(-(10**9), 10**9)
    if slot.pattern:
        return st.none() | st.from_regex(slot.pattern, fullmatch=True)
    return st.none() | TEXT


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_record_that_fits_the_form_comes_back(data: st.DataObject) -> None:
    values = {path: data.draw(values_of(form(), slots[-1])) for path, slots in form().fields().items()}
    record = build(form(), recomputed(form(), values)).record
    found = read_grid(form_workbook(form(), record), "x.xlsx")
    assert isinstance(found, Grid)
    assert interpret(found).record == record
