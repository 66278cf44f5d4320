"""What xltools is measured against: the script that one would write first, and the least that any program has to do.

    python benchmarks/straightforward.py [PROGRAMS] [FOLDER]

This runs the script on 60 of the submissions in FOLDER, then on all of them: whether the one, scaled, tells the other. A ward's take it
half an hour. The results stand in benchmarks/README.md.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from measuring import Action, in_a_process, in_turn, line, machine
from submissions import YEAR, submitted

import xltools
from xltools.forms.record import build, leaves
from xltools.forms.record_schema import record_schema
from xltools.problems import pointer
from xltools.reading.marks import MARK

MOST = 60
"""So many workbooks the script is given where it is not measured in full."""

Cells = Mapping[str, Sequence[Sequence[object]]]
"""The values of a workbook, by sheet."""


def script(paths: Sequence[Path], year: int, target: Path) -> None:
    """Load every workbook with openpyxl, take the cells at the form's addresses, check the record with jsonschema, write a wide table,
    a long one and the errors with pandas. No damaged, moved, renamed or mistyped cell is coped with, nothing is added up or compared."""
    import openpyxl
    import pandas as pd
    from jsonschema import Draft202012Validator

    form = xltools.load_form("program-analysis", year)
    validator = Draft202012Validator(record_schema(form))
    wide, long, errors = [], [], []
    for path in paths:
        book = openpyxl.load_workbook(path, data_only=True)
        values = {}
        for place, slots in form.fields().items():
            for slot in slots:
                value = book[slot.at.sheet][slot.at.a1].value
                if slot.mark is None:
                    values[place] = value
                elif value == MARK:
                    values[place] = slot.mark.value
        record = build(form, values).record
        row = {pointer(place): value for place, value in leaves(record) if not isinstance(value, (dict, list))}
        wide.append({"file": path.name, **row})
        long += [(path.name, place, value) for place, value in row.items()]
        errors += [(path.name, error.json_path, error.message) for error in validator.iter_errors(record)]
    with pd.ExcelWriter(target) as writer:
        pd.DataFrame(wide).to_excel(writer, sheet_name="wide", index=False)
        pd.DataFrame(long, columns=["file", "place", "value"]).to_excel(writer, sheet_name="long", index=False)
        pd.DataFrame(errors, columns=["file", "place", "error"]).to_excel(writer, sheet_name="errors", index=False)


def the_script(paths: Sequence[Path], target: Path) -> Action:
    """The script, to be measured."""
    return lambda: script(paths, YEAR, target)


def cells(path: Path) -> dict[str, list[list[Any]]]:
    """The cells of all sheets of a workbook, by calamine and nothing else."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(path) as book:
        return {name: book.get_sheet_by_name(name).to_python(False) for name in book.sheet_names}


def count_cells(paths: Sequence[Path]) -> int:
    """Read the cells of workbooks; what comes back is small."""
    return sum(len(rows) for path in paths for rows in cells(path).values())


def floor(paths: Sequence[Path], written: Cells, jobs: int, target: Path) -> None:
    """Read the cells of every workbook, in as many processes as are useful, and write the cells of a summary, without any format."""
    packs = [paths[first::jobs] for first in range(jobs)]
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(count_cells, packs))
    write(written, target)


def write(written: Cells, target: Path) -> None:
    """Write cells with XlsxWriter, without any format."""
    import xlsxwriter

    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_urls": False}) as book:
        for name, rows in written.items():
            sheet = book.add_worksheet(name)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if isinstance(value, str):
                        if value:
                            sheet.write_string(row, column, value)
                    else:
                        sheet.write_number(row, column, value)


def main(count: int, folder: Path) -> None:
    """Print what the script takes."""
    paths, out = in_a_process(submitted, folder, count), folder / "out.xlsx"
    print(machine("openpyxl", "pandas"))
    runs = in_turn({"some": (the_script, paths[:MOST], out), "all": (the_script, paths, out)})
    scaled = runs["some"].scaled(count / MOST)
    print(line(f"on {MOST}, scaled", scaled, count))
    print(line(f"on all {count}", runs["all"], count, scaled))


if __name__ == "__main__":
    given = [*sys.argv[1:], *("100", "")[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as made:
        main(int(given[0]), Path(given[1] or made))
