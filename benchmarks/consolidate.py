"""How long it takes to read, check and sum up a ward's submissions of a year, next to the script that one would write first.

    python benchmarks/consolidate.py [PROGRAMS] [ROUNDS] [FOLDER] [brief]

The submissions (`submissions.py`) are written into FOLDER and stay there for the next time; without it into one that is removed. The
script (`straightforward.py`) is run on 60 of them at most, and scaled. A brief run measures consolidating and the floor only. Every run
has a fresh process, and they take turns, so many ROUNDS. The results stand in benchmarks/README.md.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from measuring import Action, in_a_process, in_turn, line, machine
from straightforward import MOST, cells, count_cells, floor, the_script, write
from submissions import submitted

from xltools import api
from xltools.books.summary_book import write_summary
from xltools.checks.programs import programs_of
from xltools.checks.selection import select
from xltools.jobs import jobs, working_with
from xltools.reading.model import Reading
from xltools.reading.reader import read_file
from xltools.tables.collection import Collection

FEWER = 1000
"""So many the growth is measured from."""
_FIRST = f"cold consolidate, the first {FEWER}"


def the_floor(paths: Sequence[Path], summary: Path, target: Path) -> Action:
    """The least: reading the cells of every workbook, writing those of a summary that is there."""
    written = cells(summary)
    return lambda: floor(paths, written, jobs(), target)


def writing_the_cells(summary: Path, target: Path) -> Action:
    """The second half of the least alone."""
    written = cells(summary)
    return lambda: write(written, target)


def calamine_alone(paths: Sequence[Path]) -> Action:
    """The first half of the least alone, in one process."""
    return lambda: count_cells(paths)


def cold(paths: Sequence[Path], target: Path) -> Action:
    """Consolidating, nothing known from before."""
    return lambda: api.consolidate(paths, target)


def reading(paths: Sequence[Path], count: int | None) -> Action:
    """Reading in so many processes; None for as many as it takes by itself."""

    def read() -> None:
        with working_with(count):
            api.read(paths)

    return read


def reading_and_checking(paths: Sequence[Path]) -> Action:
    """Reading and checking one sheet after the other, in one process."""
    return lambda: [api.check(read_file(path)) for path in paths]


def validating(paths: Sequence[Path]) -> Action:
    """What `xltools validate` does."""
    return lambda: api.check_all(api.read(paths))


def checking(paths: Sequence[Path]) -> Action:
    """All checks, everything read before."""
    readings = api.read(paths)
    return lambda: api.check_all(readings)


def summing_up(paths: Sequence[Path]) -> Action:
    """The summary, everything read and checked before."""
    of = collection(api.read(paths))
    return lambda: write_summary(tempfile.TemporaryFile(), of.form, of, "ja", Path())


def collection(readings: Sequence[Reading]) -> Collection:
    """What `consolidate` sums up."""
    chosen = select(readings)
    form, problems = chosen.form, tuple(api.check_all(readings))
    return Collection(form, form.fiscal_year, chosen.counted, chosen.left_out, problems, programs=programs_of(chosen.counted))


def main(count: int, rounds: int, folder: Path, brief: bool) -> None:
    """Print the figures."""
    paths = in_a_process(submitted, folder, count)
    some, fewer, summary, out = paths[:MOST], paths[:FEWER], folder / "summary.xlsx", folder / "out.xlsx"
    print(machine("openpyxl", "pandas", "python-calamine", "jsonschema-rs", "XlsxWriter"))
    print(f"{count} submissions, {sum(path.stat().st_size for path in paths) / 1e6:.0f} MB; median of {rounds}")
    print(f"{'':44s} {'by the clock':>10s} {'over all cores':>20s} {'':>10s} {'to script':>9s} {'memory':>9s} {'a worker':>9s}")
    runs = in_turn(
        {
            "the script": (the_script, some, out),
            **({_FIRST: (cold, fewer, out)} if count >= 2 * FEWER else {}),
            "cold consolidate": (cold, paths, summary),
            "the floor: calamine and XlsxWriter": (the_floor, paths, summary, out),
        },
        rounds,
    )
    base = runs.pop("the script").scaled(count / len(some))
    print(line(f"the straightforward script (on {len(some)}, scaled)", base, count))
    for name, run in runs.items():
        print(line(name, run, *((FEWER,) if name == _FIRST else (count, base))))
    first, whole, lowest = runs.get(_FIRST), runs["cold consolidate"], runs["the floor: calamine and XlsxWriter"]
    print(f"cold consolidate to the floor: {whole.seconds / lowest.seconds:.2f}; the summary has {summary.stat().st_size / 1e6:.1f} MB")
    if first:
        longer = whole.seconds / count / (first.seconds / FEWER)
        more = (whole.memory - first.memory) * 1000 / (count - FEWER)
        print(f"to the first {FEWER}: {longer:.2f} of the time for a submission; {more:.0f} KB for each further one")
    if brief:
        return
    runs = in_turn(
        {
            "  of that XlsxWriter, the summary's cells": (writing_the_cells, summary, out),
            "calamine alone, one process": (calamine_alone, paths),
            "read and check each sheet, one process": (reading_and_checking, paths),
            "read alone, one process": (reading, paths, 1),
            "read alone, as many processes as are useful": (reading, paths, None),
            "validate: read, check all": (validating, paths),
            "checks alone": (checking, paths),
            "summary alone": (summing_up, paths),
        },
        rounds,
    )
    for name, run in runs.items():
        print(line(name, run, count, base))
    bare, checked = runs["calamine alone, one process"], runs["read and check each sheet, one process"]
    print(f"read and check to calamine alone (seconds of a core): {checked.core_seconds / bare.core_seconds:.2f}")


if __name__ == "__main__":
    given = [*sys.argv[1:], *("100", "1", "", "")[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as made:
        main(int(given[0]), int(given[1]), Path(given[2] or made), given[3] == "brief")
