"""A month later: how long the monthly round takes of which nothing was read before, of which nothing changed, and of which one workbook
in twenty changed; the last one next to what writing its summary alone takes.

    python benchmarks/monthly.py [PROGRAMS] [MONTHS] [FOLDER]

The submissions (`submissions.py`) are written into FOLDER and stay there for the next time; without it into one that is removed. Every
run has a fresh process; in each of the MONTHS there is one of each, and the medians are told. The results stand in benchmarks/README.md.
"""

from __future__ import annotations

import datetime
import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from measuring import Action, in_a_process, in_turn, line, machine, middle
from submissions import YEAR, submitted

from xltools import api
from xltools.books.summary_book import write_summary
from xltools.monthly import collection_of

SHARE = 20
"""One workbook of so many changes in a month."""


def working_folder(root: Path, paths: list[Path]) -> None:
    """A working folder in which these workbooks came in."""
    (root / "提出").mkdir(parents=True)
    (root / "xltools.toml").write_text(f"[run]\nyear = {YEAR}\n", encoding="utf-8")
    for path in paths:
        shutil.copy2(path, root / "提出" / path.name)


def change(root: Path) -> int:
    """Let one workbook in twenty have another content than last month, though the same sheet. How many there are."""
    paths = sorted((root / "提出").glob("*.xlsx"))
    for path in paths[::SHARE]:
        data = bytearray(path.read_bytes())
        data += b"\0" * 16  # behind the end of the archive, where nobody looks: another content, the same sheet
        path.write_bytes(data)
    return len(paths[::SHARE])


def round_of(root: Path, day: str) -> Action:
    """The whole round on a day."""

    def run() -> None:
        os.chdir(root)
        made = api.monthly_round(api.working_folder(api.load_settings(Path("xltools.toml"))), datetime.date.fromisoformat(day))
        print(f"  {day}: {made.found.read} read of {len(made.found.readings)}", flush=True)

    return run


def summing_up(root: Path, day: str) -> Action:
    """The summary of a round alone: everything read, checked and chosen before."""
    os.chdir(root)
    found = api.look(api.working_folder(api.load_settings(Path("xltools.toml"))), datetime.date.fromisoformat(day))
    of = collection_of(found)
    return lambda: write_summary(tempfile.TemporaryFile(), of.form, of, "ja", found.folder.summary)


def main(count: int, months: int, folder: Path) -> None:
    """Measure and print."""
    print(machine("openpyxl", "XlsxWriter", "python-calamine"))
    paths = in_a_process(submitted, folder, count)
    with tempfile.TemporaryDirectory() as made:
        root = Path(made) / "w"
        working_folder(root, paths)
        days = iter(f"{YEAR + month // 12}-{1 + month % 12:02}-01" for month in range(6, 6 + 2 * months + 1))
        cold = in_turn({"cold": (round_of, root, next(days))})["cold"]
        taken = []
        for _ in range(months):
            first, second = next(days), next(days)
            before = in_turn({"unchanged": (round_of, root, first)})
            changed = change(root)
            taken.append(before | in_turn({"warm": (round_of, root, second), "alone": (summing_up, root, second)}))
    unchanged, warm, alone = (middle([runs[name] for runs in taken]) for name in ("unchanged", "warm", "alone"))
    ratio = median(runs["warm"].seconds / runs["alone"].seconds for runs in taken)
    print(line("cold", cold, count, cold))
    print(line("nothing changed", unchanged, count, cold))
    print(line(f"{changed} changed", warm, count, cold))
    print(line("the summary of that alone", alone, count, cold))
    print(f"{changed} changed to the summary alone: {ratio:.2f}, the median of {months}")
    print(f"cold : warm = {cold.seconds / warm.seconds:.2f} (seconds of a core {cold.core_seconds / warm.core_seconds:.2f})")


if __name__ == "__main__":
    given = [*sys.argv[1:], *("100", "1", "")[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as somewhere:
        main(int(given[0]), int(given[1]), Path(given[2] or somewhere))
