"""The table of every figure: complete, and each figure stands in the cell that is named."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from examples_for_tests import EXAMPLES, LATER_EXAMPLES, records
from summary_for_tests import by_key, collection, strange_form, strange_record

import xltools
from xltools.forms.record import leaves, value_at
from xltools.problems import Problem, pointer
from xltools.tables import data
from xltools.tables.collection import Collection
from xltools.tables.columns import Words


def data_of(of: Collection, lang: str = "ja") -> list[dict[str, Any]]:
    return by_key(data.table(Words(of.form, lang), of))


@pytest.mark.parametrize("folder", [EXAMPLES, LATER_EXAMPLES], ids=lambda folder: folder.name)
def test_every_figure_stands_in_the_cell_that_is_named(folder: Any) -> None:
    readings = tuple(xltools.read([folder]))
    form = readings[0].form
    assert form is not None
    books = {reading.source: openpyxl.load_workbook(reading.source, data_only=True) for reading in readings}
    rows = data_of(Collection(form, form.fiscal_year, readings))
    assert len(rows) > 500
    for row in rows:
        assert books[row["source"]][row["sheet"]][row["cell"]].value == row["value"], row


def test_no_figure_is_missing_and_none_stands_twice() -> None:
    found = Counter((row["/program_code"], row["pointer"]) for row in data_of(collection()))
    expected = Counter()
    for record in records():
        for path, value in leaves(record):
            years = ("start_year", "end_year", "new_since", "fiscal_year")
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if number and path[-1] != "change" and path[0] not in years:
                expected[record["program_code"], pointer(path)] += 1
    assert found == expected


def test_what_is_said_of_a_figure() -> None:
    rows = {row["pointer"]: row for row in data_of(collection(records()[:1]))}
    budget = rows["/budget/2017"]
    assert (budget["item"], budget["year"], budget["era"], budget["unit"]) == ("予算額", 2017, "平成29年度", "千円")
    assert rows["/settlement/2017"]["state"] == "決算済"
    assert rows["/settlement/2018"]["state"] == "見込み"
    part = rows["/breakdown/2016/1/amount"]
    assert (part["item"], part["row"], part["of"], part["year"]) == ("予算・決算の内訳 金額", 2, "委託料 システム運用経費", 2016)
    assert rows["/indicators/0/target"]["year"] == 2026
    assert rows["/indicators/0/values/2015"]["of"] == "基幹システム稼働率(%)"
    assert rows["/cost_statement/supplies/2017"]["item"] == "行政コスト計算書 物件費"
    assert (rows["/other_wards/implemented"]["year"], rows["/other_wards/implemented"]["unit"]) == (2018, "区")


def test_a_blank_has_no_row_and_what_could_not_be_read_has_one_without_a_value() -> None:
    changed = records()[:1]
    changed[0]["budget"]["2012"] = changed[0]["budget"]["2013"] = None
    of = collection(changed)
    unread = Problem("not-a-number", of.readings[0].source, path=("budget", "2013"), value="約四億")
    rows = {row["pointer"]: row for row in data_of(replace(of, readings=(replace(of.readings[0], problems=(unread,)),)))}
    assert "/budget/2012" not in rows
    assert rows["/budget/2013"]["value"] is None
    assert rows["/budget/2014"]["value"] == 495317


def test_a_form_without_series_or_targets() -> None:
    form = strange_form()
    rows = data_of(collection([strange_record()], of=form))
    values = {row["pointer"]: row["value"] for row in rows}
    assert values["/money/rent/2017"] == value_at(strange_record(), ("money", "rent", "2017"))
    assert values["/items/0/price"] == 0
    assert "/items/1/price" not in values


def test_rows_made_anew_are_the_same_rows_however_they_are_asked_for() -> None:
    of = collection()
    rows = data.table(Words(of.form, "ja"), of).rows
    whole = list(rows)
    assert whole == list(rows)
    assert len(rows) == len(whole) > 100
    assert (rows[0], rows[-1], rows[57]) == (whole[0], whole[-1], whole[57])
    assert rows[5:60] == whole[5:60]
    with pytest.raises(IndexError):
        rows[len(whole)]
