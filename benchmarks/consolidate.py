"""How long it takes to read, check and sum up a ward's submissions of a year, next to the script that one would write first.

    python benchmarks/consolidate.py [PROGRAMS] [ROUNDS] [FOLDER] [brief]

The submissions (`submissions.py`) are written into FOLDER and stay there for the next time; without it into one that is removed. The
script (`straightforward.py`) is run on 60 of them at most, and scaled. A brief run measures consolidating and the floor only. Every run
has a fresh process. The results stand in benchmarks/README.md.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from measuring import Action, Run, apart, line, machine
from straightforward import cells, count_cells, floor, script, write
from submissions import YEAR, submitted

from xltools import api
from xltools.books.summary_book import summary_workbook
from xltools.checks.programs import programs_of
from xltools.checks.selection import select
from xltools.jobs import jobs, working_with
from xltools.reading.model import Reading
from xltools.reading.reader import read_file
from xltools.tables.collection import Collection

MOST = 60
"""So many workbooks the straightforward script is given."""


def the_script(paths: Sequence[Path], target: Path) -> Action:
    """What one would write first."""
    return lambda: script(paths, YEAR, target)


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


def reading(paths: Sequence[Path], count: int) -> Action:
    """Reading in so many processes."""

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
    return lambda: summary_workbook(of.form, of, "ja", Path())


def collection(readings: Sequence[Reading]) -> Collection:
    """What `consolidate` sums up."""
    chosen = select(readings)
    form, problems = chosen.form, tuple(api.check_all(readings))
    return Collection(form, form.fiscal_year, chosen.counted, chosen.left_out, problems, programs=programs_of(chosen.counted))


def main(count: int, rounds: int, folder: Path, brief: bool) -> None:
    """Print the figures."""
    paths = submitted(folder, count)
    some, summary, out = paths[:MOST], folder / "summary.xlsx", folder / "out.xlsx"
    print(machine("openpyxl", "pandas", "python-calamine", "jsonschema-rs", "XlsxWriter"))
    print(f"{count} submissions, {sum(path.stat().st_size for path in paths) / 1e6:.0f} MB; median of {rounds}")
    print(f"{'':44s} {'by the clock':>10s} {'over all cores':>20s} {'':>10s} {'to script':>9s} {'memory':>9s} {'a worker':>9s}")
    base = apart(the_script, some, out).scaled(count / len(some))
    print(line(f"the straightforward script (on {len(some)}, scaled)", base, count), flush=True)

    def measured(name: str, prepare: Callable[..., Action], *arguments: object) -> Run:
        run = apart(prepare, *arguments, rounds=rounds)
        print(line(name, run, count, base), flush=True)
        return run

    whole = measured("cold consolidate", cold, paths, summary)
    lowest = measured("the floor: calamine and XlsxWriter", the_floor, paths, summary, out)
    print(f"cold consolidate to the floor: {whole.seconds / lowest.seconds:.2f}; the summary has {summary.stat().st_size / 1e6:.1f} MB")
    if brief:
        return
    measured("  of that XlsxWriter, the summary's cells", writing_the_cells, summary, out)
    bare = measured("calamine alone, one process", calamine_alone, paths)
    measured("read alone, one process", reading, paths, 1)
    checked = measured("read and check each sheet, one process", reading_and_checking, paths)
    measured(f"read alone, {jobs()} processes", reading, paths, jobs())
    measured("validate: read, check all", validating, paths)
    measured("checks alone", checking, paths)
    measured("summary alone", summing_up, paths)
    print(f"read and check to calamine alone (seconds of a core): {checked.core_seconds / bare.core_seconds:.2f}")


if __name__ == "__main__":
    given = [*sys.argv[1:], *("100", "1", "", "")[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as made:
        main(int(given[0]), int(given[1]), Path(given[2] or made), given[3] == "brief")
