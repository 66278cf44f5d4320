"""How long it takes to hand out the forms: all programs of a ward in one call, and one workbook by itself.

    python benchmarks/templates.py [PROGRAMS] [ROUNDS]

One workbook is made in four ways in the same run: by xltools as a single one (XlsxWriter, from the definition) and as one of many
(cast in a mould), by openpyxl (the blank template loaded, the same entries typed in, saved), and by bare XlsxWriter, which writes
the pages, their names and validations without anything that helps to fill them in: what such a file costs at least. The results
stand in benchmarks/README.md.
"""

from __future__ import annotations

import copy
import io
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from measuring import core_seconds, machine, seconds

import xltools
from xltools.books.form_book import form_workbook
from xltools.books.form_casting import cast_workbook
from xltools.forms.carry import carried
from xltools.forms.model import Form
from xltools.forms.record import laid_out, value_at
from xltools.reading.values import show

RECORDS = Path(__file__).parent.parent / "examples" / "2018" / "records.json"


def last_year(count: int) -> list[dict[str, Any]]:
    """So many programs of 40 departments, with the content of the six real ones."""
    six = json.loads(RECORDS.read_text(encoding="utf-8"))
    made = [copy.deepcopy(six[number % len(six)]) for number in range(count)]
    for number, record in enumerate(made):
        record["program_code"] = f"{number // 9801:02}-{number // 99 % 99 + 1:02}-{number % 99 + 1:02}"
        record["department"] = f"{record['department']}{number % 40 + 1}"
    return made


def by_openpyxl(form: Form, blank: bytes, record: Mapping[str, Any]) -> bytes:
    """The blank template with the entries of a record typed in."""
    book = openpyxl.load_workbook(io.BytesIO(blank))
    for path, slots in form.fields().items():
        value = value_at(record, path)
        if value is not None and not slots[-1].computed:
            for slot, content in show(form, slots, value).items():
                book[slot.at.sheet][slot.at.a1].value = content
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def by_xlsxwriter(form: Form, record: Mapping[str, Any]) -> bytes:
    """The printed texts and the entries of a record in cells with borders, their names, and a validation for each entry."""
    saved = io.BytesIO()
    book = xlsxwriter.Workbook(saved, {"in_memory": True})
    looks = {name: book.add_format({"border": 1, "font_size": style.get("size", 11)}) for name, style in form.styles.items()}
    pages = {sheet.name: book.add_worksheet(sheet.name) for sheet in form.sheets}
    printed = [(label.area, label.style, label.text) for sheet in form.sheets for label in sheet.labels]
    entries = {
        slot: content for path, slots in form.fields().items() for slot, content in show(form, slots, value_at(record, path)).items()
    }
    for area, style, content in [*printed, *((slot.area, slot.style, content) for slot, content in entries.items())]:
        page, row, column = pages[area.first.sheet], area.first.row - 1, area.first.column - 1
        if area.rows * area.columns > 1:
            page.merge_range(row, column, area.last.row - 1, area.last.column - 1, content, looks[style])
        else:
            page.write(row, column, content, looks[style])
    for slot in form.slots:
        book.define_name(slot.name, f"={slot.at.absolute}")
        pages[slot.at.sheet].data_validation(slot.at.a1, {"validate": "length", "criteria": "<=", "value": 99, "input_title": slot.label})
    book.close()
    return saved.getvalue()


def main(programs: int = 1051, rounds: int = 5) -> None:
    """Print the figures."""
    form = xltools.load_form("program-analysis", json.loads(RECORDS.read_text(encoding="utf-8"))[0]["fiscal_year"] + 1)
    records = last_year(programs)
    start = carried(form, records[0])
    first = laid_out(form, start.values)
    blank = form_workbook(form)
    merges = sum(len(sheet.merged_cells.ranges) for sheet in openpyxl.load_workbook(io.BytesIO(blank)))
    print(machine("XlsxWriter", "openpyxl"))
    print(f"{form.id}: {len(form.slots)} slots, {merges} merges, {len(form.rules)} formulas")
    form_workbook(form, first, start.review)  # once before, for what is only done once
    cast_workbook(form, first, start.review)
    bare = seconds(lambda: by_xlsxwriter(form, first), rounds)
    theirs = seconds(lambda: by_openpyxl(form, blank, first), rounds)
    print(f"one workbook, median of {rounds}, one core, and its ratio to bare XlsxWriter:")
    for name, taken in (
        ("bare XlsxWriter", bare),
        ("openpyxl", theirs),
        ("xltools, a single one", seconds(lambda: form_workbook(form, first, start.review), rounds)),
        ("xltools, one of many", seconds(lambda: cast_workbook(form, first, start.review), rounds)),
    ):
        print(f"{name:30s} {taken * 1000:6.0f} ms  ×{taken / bare:.2f}")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "records.json"
        source.write_text(json.dumps(records), encoding="utf-8")
        began, used = time.perf_counter(), core_seconds()
        done = xltools.hand_out(form, Path(folder) / "out", previous=[source])
        taken, used = time.perf_counter() - began, core_seconds() - used
        size = sum(target.stat().st_size for target in done.targets)
    each = 1000 / len(done.targets)
    print(f"{len(done.targets)} prefilled workbooks in one call: {taken:.1f} s, {used:.1f} s of one core ({size / 1e6:.0f} MB)")
    print(f"per workbook: {taken * each:.0f} ms, {used * each:.0f} ms of one core, ×{used * each / 1000 / bare:.2f}")
    print(f"the same by openpyxl one after another: about {theirs * programs:.0f} s of one core")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
