"""Submissions, inspected one after the other in a process that may hang or die.

openpyxl, which hangs on some hostile files, works with a time limit and only on files that passed reading's gates.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from xltools.inspect.changes import changes
from xltools.inspect.overlay import File, loaded
from xltools.messages import Word
from xltools.problems import Problem, in_order
from xltools.reading.fetch import bytes_of
from xltools.reading.grid import read_grid
from xltools.reading.locate import locate
from xltools.reading.model import Reading
from xltools.reading.products import own_product
from xltools.reading.reader import interpret
from xltools.reading.sources import find_files
from xltools.reading.worker import NoWorkerError, Worker

DEADLINE = 60.0
"""Seconds that one file may take; a filled form takes one or two."""

_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, zipfile.BadZipFile, ElementTree.ParseError)
"""What openpyxl raises at a file that it does not understand."""


def inspect_files(sources: Iterable[str | Path], on_done: Callable[[], None] | None = None) -> list[Reading]:
    """Inspect files, folders and patterns. The problems of each reading are what was changed, or why it could not be looked at."""
    paths, missing = find_files([str(source) for source in sources])
    worker = Worker("xltools.inspect.submissions:inspected", DEADLINE)
    readings = []
    try:
        for path in paths:
            readings.append(_inspected(worker, path))
            (on_done or (lambda: None))()
    finally:
        worker.stop()
    return [*readings, *(Reading(problem.source, problems=(problem,)) for problem in missing)]


def _inspected(worker: Worker, path: Path) -> Reading:
    source, data = str(path), bytes_of(path)
    if isinstance(data, Problem):
        return Reading(source, problems=(data,))
    try:
        found = worker.read(data, source)
    except NoWorkerError:
        return _failed(source, "died")
    return _failed(source, found) if isinstance(found, str) else found


def _failed(source: str, reason: str) -> Reading:
    return Reading(source, problems=(Problem("inspect-failed", source, details={"reason": Word(f"inspect.{reason}")}),))


def inspected(data: bytes, source: str) -> Reading:
    """The reading of a file's bytes, its problems what of the form was changed. It may hang: call it in a worker."""
    grid = read_grid(data, source)
    if isinstance(grid, Problem):
        return Reading(source, problems=(grid,))
    located = own_product(grid) or locate(grid)
    if isinstance(located, Problem):
        return Reading(source, problems=(located,))
    names = zipfile.ZipFile(io.BytesIO(data)).namelist() if data.startswith(b"PK") else []
    if "xl/workbook.bin" in names or not any(name.startswith("xl/") for name in names):
        problems: list[Problem] = [Problem("inspect-not-xlsx", source)]
    else:
        try:
            book = loaded(data)
        except _UNREADABLE:
            return _failed(source, "unreadable")
        if not book.worksheets or not set(grid.sheets) <= set(book.sheetnames):  # what openpyxl makes of a Strict file
            return _failed(source, "unreadable")
        problems = list(changes(File(source, data, grid, located, book)))
    return replace(interpret(grid), problems=tuple(in_order(problems)))
