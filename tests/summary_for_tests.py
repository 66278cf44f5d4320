"""Collections made straight from records, and summary workbooks read back."""

from __future__ import annotations

import io
import random
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from examples_for_tests import form, records
from forms_for_tests import SOURCE, small, text_of

from xltools.books.summary_book import summary_workbook
from xltools.forms.compile import compile_form
from xltools.forms.definition import verified
from xltools.forms.model import Form
from xltools.forms.record import value_at
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.model import SummaryTable
from xltools.tables.summary import summary_tables


def collection(
    found: Sequence[Mapping[str, Any]] | None = None, problems: tuple[Problem, ...] = (), of: Form | None = None, **more: Any
) -> Collection:
    """A collection of records, by default of the six examples."""
    used = of or form()
    origins = {path: slots[0].at for path, slots in used.fields().items()}
    readings = tuple(
        Reading(
            source=f"{value_at(record, used.key)}.xlsx", size=20_000, digest=f"{number:064x}", form=used, record=record, origins=origins
        )
        for number, record in enumerate(records() if found is None else found, 1)
    )
    return Collection(used, used.fiscal_year, readings, problems=problems, **more)


def varied(count: int = 40, seed: int = 7) -> list[dict[str, Any]]:
    """So many records with other figures than the examples, blanks among them, in several departments, measures and classes."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        record = records()[number % 6]
        record["program_code"] = f"{number // 99 + 1:02}-01-{number % 99 + 1:02}"
        record["department"] = chance.choice(["総務課", "福祉課", "土木課", None])
        for level, codes in (("policy", "12"), ("measure", "123")):
            record["policy_system"][level]["code"] = f"0{chance.choice(codes)}"
        for key in ("current", "next"):
            record["classification"][key] = chance.choice(["推進", "継続", "休止・完了", None])
        for series in (record["budget"], record["settlement"]):
            series.update(
                {year: None if chance.random() < 0.1 else round(value * chance.uniform(0.3, 1.2)) for year, value in series.items()}
            )
        for line in record["cost_statement"].values():
            for year in ("2016", "2017"):
                line[year] = None if chance.random() < 0.1 else round(line[year] * chance.uniform(0.5, 1.5))
            blank = None in (line["2016"], line["2017"])
            line["change"] = None if blank else line["2017"] - line["2016"]
        found.append(record)
    return found


def tables(of: Collection, lang: str = "ja") -> dict[str, SummaryTable]:
    """The definition's tables by name."""
    return {table.name: table for table in summary_tables(Words(of.form, lang), of)}


def by_key(table: SummaryTable) -> list[dict[str, Any]]:
    """The rows of a table as column key → value."""
    return [dict(zip((column.key for column in table.columns), row, strict=True)) for row in table.rows]


def workbook(of: Collection, lang: str = "ja") -> Any:
    """The summary of a collection, read back with cached values."""
    return opened(summary_workbook(of.form, of, lang), data_only=True)


def opened(data: bytes, **how: Any) -> Any:
    """A workbook that openpyxl reads; it knows no small lines within cells and says so."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline Group extension")
        return openpyxl.load_workbook(io.BytesIO(data), **how)


def cells(sheet: Any) -> list[dict[str, Any]]:
    """The rows of the table on a sheet: heading → value."""
    (table,) = sheet.tables.values()
    head, *body = [[cell.value for cell in row] for row in sheet[table.ref]]
    return [dict(zip(head, row, strict=True)) for row in body]


def strange_form() -> Form:
    """A one-page form that shares nothing with the shipped one: no years of budget, two tables on the same path."""
    definition = small()
    definition["sheets"][0]["items"].append(
        {
            "path": "/money/{line}/change",
            "type": "amount",
            "unit": "円",
            "label": "増減",
            "at": "G10",
            "each": {"line": {"list": "all", "down": 1}},
        }
    )
    definition["summary"] = {
        "identity": ["/code"],
        "tables": [
            {"name": "一覧: [全部]/*?", "kind": "records", "columns": ["/name", "/kind", "/since", "/grade", "/money/rest/{Y}"]},
            {"name": "もう一つ", "kind": "records", "columns": ["/name"]},
            {"name": "収入と支出", "kind": "series", "planned": "/money/income", "actual": "/money/sum", "settled_until": "Y",
             "rate": "支出率", "change": "前年比"},
            {"name": "収支", "kind": "statement", "path": "/money", "lines": "all", "years": "pair", "change": "change",
             "chart": {"title": "支出の内訳", "lines": "costs"}},
            {"name": "品目", "kind": "rows", "path": "/items", "beside": ["/grade"]},
        ],
    }  # fmt: skip
    return compile_form(verified(text_of(definition), SOURCE), 2018)


def strange_record(code: str = "01-02", **more: Any) -> dict[str, Any]:
    """A record of it."""
    money = {"rent": 10, "wages": 20, "sum": 30, "income": 40, "rest": 10}
    return {
        "form": "small", "fiscal_year": 2018, "code": code, "name": "=1+1", "kind": False, "since": 1983, "grade": None,
        "items": [{"what": "机", "price": 0}, {"what": "椅子", "price": None}],
        "money": {line: {"2017": amount, "2018": amount * 2, "change": amount} for line, amount in money.items()},
        **more,
    }  # fmt: skip
