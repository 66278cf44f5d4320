"""How long it takes to sum up a ward's programs of a year and to compare them with the year before, how large the workbook is, how much
memory it takes.

    python benchmarks/summary.py [PROGRAMS] [ROUNDS]

The programs are varied from the six real ones, always in the same way. What is measured starts with the records: reading files is not
in it. The results stand in benchmarks/README.md.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from measuring import machine, memory, seconds
from submissions import BEFORE, YEAR, programs

import xltools
from xltools.books.summary_book import summary_workbook
from xltools.forms.model import Form
from xltools.forms.record import value_at
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.summary import all_tables
from xltools.tables.tidy import tidy_files


def collection(count: int) -> Collection:
    """So many programs, each with its sheets of two years; the later year is the one that is summed up."""
    before = programs(count, BEFORE)
    form, counted, problems = submitted(programs(count, YEAR, before))
    _, others, _ = submitted(before)
    return Collection(form, form.fiscal_year, counted, problems=problems, others=others)


def submitted(records: list[dict[str, Any]]) -> tuple[Form, tuple[Reading, ...], tuple[Problem, ...]]:
    """The records of a year as submissions that were read from files, two problems each."""
    form = xltools.load_form("program-analysis", records[0]["fiscal_year"])
    fields = form.fields()
    origins = {path: slots[0].at for path, slots in fields.items()}
    readings, problems = [], []
    for number, record in enumerate(records, 1):
        source = f"submitted/{form.fiscal_year}/{value_at(record, form.key)}_{value_at(record, form.name)}.xlsx"
        readings.append(Reading(source, size=68_000, digest=f"{number:064x}", form=form, record=record, origins=origins))
        for path in list(fields)[10 + number % 40 :: 150]:
            slot = fields[path][0]
            details = {"example": slot.example}
            problems.append(Problem("bad-format", source, at=slot.at, path=path, label=slot.full_label, value="x", details=details))
    return form, tuple(readings), tuple(problems)


def main(count: int = 1051, rounds: int = 3) -> None:
    """Print the figures."""
    of = collection(count)
    words = Words(of.form, "ja")
    print(machine("XlsxWriter", "pandas"))
    rows: Mapping[str, int] = {table.name: len(table.rows) for table in all_tables(words, of)}
    print(f"{count} programs of two years, {len(of.problems)} problems")
    print(f"{len(rows)} tables, {sum(rows.values()):,} rows, {rows['data']:,} of them data")
    data = summary_workbook(of.form, of, folder=Path())
    print(f"workbook: {len(data) / 1e6:.1f} MB, peak memory {memory()[0]:.0f} MB")
    tables = seconds(lambda: all_tables(words, of), rounds)
    whole = seconds(lambda: summary_workbook(of.form, of, folder=Path()), rounds)
    each = whole / count * 1000
    print(f"median of {rounds}, one core: tables {tables:.1f} s, workbook with its tables {whole:.1f} s ({each:.0f} ms per program)")
    taken = seconds(lambda: tidy_files(of, parquet=False), rounds)
    size = sum(map(len, tidy_files(of, parquet=False).files.values()))
    print(f"tidy CSV: {size / 1e6:.1f} MB, {taken:.1f} s with its tables")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
