"""What is seen at a glance is what a full look would see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from examples_for_tests import form
from hypothesis import given
from hypothesis import strategies as st

from xltools.checks import series
from xltools.checks.series import magnitude
from xltools.checks.sheet_values import SheetValues
from xltools.forms.measure import Box, lines_needed, text_width
from xltools.forms.record import build
from xltools.reading.from_record import reading_of

CHECK = next(check for check in form().checks if check.kind == "magnitude")
YEARS = sorted(path for path in form().fields() if path[:-1] == CHECK.cases[0]["series"][0])


@given(st.text("あ漢aｱ1 \n", max_size=60), st.sampled_from([20.0, 60.0, 200.0]), st.sampled_from([8.0, 12.0, 40.0]), st.booleans())
def test_a_text_that_fits_at_a_glance_fits(text: str, width: float, height: float, wraps: bool) -> None:
    for size in (5.0, 8.0, 10.5):
        lines = lines_needed(text, size, width) * size * 1.25 <= height
        assert Box(width, height, 9.0, wraps).holds(text, size) == (lines if wraps else text_width(text) * size + 6.0 <= width)


@given(
    st.lists(st.none() | st.integers(1, 40) | st.sampled_from([95, 100, 105, 999, 1000, 10_000]), min_size=len(YEARS), max_size=len(YEARS)),
    st.sampled_from([2, 5, 9, 10, 30]),
    st.sampled_from([0, 2, 5, 60]),
)
def test_figures_that_are_alike_at_a_glance_have_no_finding(values: list[int | None], far: int, slip: int) -> None:
    check = replace(CHECK, limits={**CHECK.limits, "far": far, "slip_percent": slip})
    sheet = SheetValues(reading_of(form(), build(form(), dict(zip(YEARS, values, strict=True))).record, "提出.xlsx"), form())
    found = list(magnitude(check, sheet))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(series, "_alike", lambda check, widest: False)
        assert list(magnitude(check, sheet)) == found
