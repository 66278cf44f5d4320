"""Many workbooks of a form: each one is what `form_workbook` gives, byte for byte, whatever stands in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from examples_for_tests import EXAMPLES, LATER_EXAMPLES, form, record
from forms_for_tests import small_form
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_round_trips import values_of

from xltools.books import form_casting
from xltools.books.form_book import form_workbook
from xltools.books.form_casting import cast_workbook
from xltools.forms.carry import carried
from xltools.forms.definition import load_form
from xltools.forms.model import Form
from xltools.forms.record import build, laid_out
from xltools.problems import Path


def later_form() -> Form:
    return load_form("program-analysis", 2019)


def programs() -> Iterator[tuple[str, Form, dict[str, Any], frozenset[Path]]]:
    """The real programs of both years as they were filled in, and as they start into the next year; blank forms, and another form."""
    values = {("code",): "01-02", ("name",): "<駐輪場>", ("money", "wages", "2018"): -3}
    yield "small", small_form(), build(small_form(), values).record, frozenset({("name",)})
    for folder, own in ((EXAMPLES, form()), (LATER_EXAMPLES, later_form())):
        yield f"{folder.name} blank", own, {}, frozenset()
        for one in json.loads((folder / "records.json").read_text(encoding="utf-8")):
            yield f"{folder.name} {one['program_code']}", own, one, frozenset()
            if own is form():
                start = carried(later_form(), one)
                yield f"2019 from {one['program_code']}", later_form(), laid_out(later_form(), start.values), start.review


PROGRAMS = {name: program for name, *program in programs()}


@pytest.mark.parametrize("name", PROGRAMS)
def test_real_programs_are_cast_as_they_are_written(name: str) -> None:
    assert cast_workbook(*PROGRAMS[name]) == form_workbook(*PROGRAMS[name])


def test_for_real_programs_nothing_is_written_but_the_mould(monkeypatch: pytest.MonkeyPatch) -> None:
    written = {name: cast_workbook(*program) for name, program in PROGRAMS.items()}
    monkeypatch.setattr(form_casting, "filled_workbook", lambda *_: pytest.fail("written from the start"))
    assert {name: cast_workbook(*program) for name, program in PROGRAMS.items()} == written


@pytest.mark.parametrize(
    "text",
    ["=1+1", " 前後 ", "一行目\n二行目", "▲5", "007", "<b>&</b>", "http://example.com", "2019/4/1", "TRUE", "●", "長い文" * 2_000, "\ue000",
     "a\x0bb", "_x000B_", "<r>赤</r>", "#N/A", "#REF!"],
)  # fmt: skip
def test_odd_texts_are_cast_as_they_are_written(text: str) -> None:
    odd = {**record(), "program_name": text, "remarks": text, "department": text}
    assert cast_workbook(form(), odd) == form_workbook(form(), odd)


def test_values_of_another_type_than_the_field_has_are_cast_as_they_are_written() -> None:
    wrong = {**record(), "program_name": True, "extension": 3.5, "remarks": 12, "start_year": "不明", "sheet_count": "二"}
    assert cast_workbook(form(), wrong) == form_workbook(form(), wrong)


def test_fields_to_be_looked_through_may_stand_on_one_page_only() -> None:
    paths = {sheet.name: [slot.path for slot in form().slots if slot.at.sheet == sheet.name] for sheet in form().sheets}
    for review in (*map(frozenset, paths.values()), frozenset(path for own in paths.values() for path in own[::7])):
        assert cast_workbook(form(), record(), review) == form_workbook(form(), record(), review)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_record_is_cast_as_it_is_written(data: st.DataObject) -> None:
    fields = form().fields()
    filled = build(form(), {path: data.draw(values_of(form(), slots[-1])) for path, slots in fields.items()}).record
    review = frozenset(data.draw(st.sets(st.sampled_from(sorted(fields, key=str)), max_size=40)))
    assert cast_workbook(form(), filled, review) == form_workbook(form(), filled, review)
