"""How long it takes to sum up a ward's programs of a year and to compare them with the year before, how large the workbook is, how much
memory it takes.

    python benchmarks/summary.py [PROGRAMS] [ROUNDS]

The programs are varied from the six real ones, always in the same way. What is measured starts with the records: reading files is not
in it. The results stand in benchmarks/README.md.
"""

from __future__ import annotations

import copy
import json
import os
import platform
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from xlsxwriter import __version__ as xlsxwriter_version

import xltools
from xltools.books.summary_book import summary_workbook
from xltools.forms.model import Form
from xltools.forms.record import build, flatten, value_at
from xltools.forms.rules import recomputed
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.summary import all_tables
from xltools.tables.tidy import tidy_files

EXAMPLES = Path(__file__).parent.parent / "examples"
BEFORE, YEAR = 2018, 2019
DEPARTMENTS, MEASURES = 40, 60
RESTATED = 0.02
"""So many of the figures of years that are over are others than the year before."""

CHANGED = ("amount", "number", "count")


def programs(count: int, year: int, before: Sequence[Mapping[str, Any]] = (), seed: int = 1) -> list[dict[str, Any]]:
    """So many records of a fiscal year: those of the examples with other figures, some of them blank, other departments, measures and
    classes. The programs of every year bear the same codes. What the records of the year `before` say of years that are over, those of
    this year say too, but for a few."""
    chance = random.Random(seed)
    six = json.loads((EXAMPLES / str(year) / "records.json").read_text(encoding="utf-8"))
    form = xltools.load_form("program-analysis", six[0]["fiscal_year"])
    slots = {slot.path: slot for slot in form.slots}
    classes = [choice.value for choice in slots[("classification", "current")].choices]
    made = []
    for number in range(count):
        record = copy.deepcopy(six[number % len(six)])
        scale = chance.lognormvariate(0, 1.5)
        values = flatten(form, record)
        for path, value in values.items():
            if slots[path].type in CHANGED and isinstance(value, (int, float)) and not slots[path].computed:
                blank = chance.random() < 0.01
                values[path] = None if blank else round(value * scale * chance.uniform(0.8, 1.2))
        said = flatten(form, before[number]) if before else {}
        for path in values:
            if path in said and str(path[-1]).isdigit() and int(path[-1]) < BEFORE and chance.random() > RESTATED:
                values[path] = said[path]
        measure = chance.randrange(MEASURES)
        values |= {
            ("program_code",): f"{number // 9801:02}-{number // 99 % 99 + 1:02}-{number % 99 + 1:02}",
            ("program_name",): f"{record['program_name']}{number + 1}",
            ("department",): f"{record['department']}{chance.randrange(DEPARTMENTS) + 1}",
            ("classification", "current"): chance.choice(classes),
            ("classification", "next"): chance.choice(classes),
            ("policy_system", "policy", "code"): f"{measure // 4 + 1:02}",
            ("policy_system", "measure", "code"): f"{measure % 4 + 1:02}",
        }
        made.append(build(form, recomputed(form.rules, values)).record)
    return made


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


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median of so many runs, in seconds of one core."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return median(taken)


def peak_memory() -> float:
    """The most memory that this process has held so far, in megabytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(count: int = 1051, rounds: int = 3) -> None:
    """Print the figures."""
    of = collection(count)
    words = Words(of.form, "ja")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"Python {platform.python_version()}, XlsxWriter {xlsxwriter_version}, {cores} cores")
    rows: Mapping[str, int] = {table.name: len(table.frame) for table in all_tables(words, of)}
    print(f"{count} programs of two years, {len(of.problems)} problems")
    print(f"{len(rows)} tables, {sum(rows.values()):,} rows, {rows['data']:,} of them data")
    data = summary_workbook(of.form, of, folder=Path())
    print(f"workbook: {len(data) / 1e6:.1f} MB, peak memory {peak_memory():.0f} MB")
    tables = seconds(lambda: all_tables(words, of), rounds)
    whole = seconds(lambda: summary_workbook(of.form, of, folder=Path()), rounds)
    each = whole / count * 1000
    print(f"median of {rounds}, one core: tables {tables:.1f} s, workbook with its tables {whole:.1f} s ({each:.0f} ms per program)")
    taken = seconds(lambda: tidy_files(of, parquet=False), rounds)
    size = sum(map(len, tidy_files(of, parquet=False).files.values()))
    print(f"tidy CSV: {size / 1e6:.1f} MB, {taken:.1f} s with its tables")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
