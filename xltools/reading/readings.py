"""Readings of everything that was named: workbooks, folders of them, files of records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from xltools.problems import Problem
from xltools.reading.batch import read_files
from xltools.reading.from_record import form_of, parse_records, reading_of
from xltools.reading.model import Reading
from xltools.reading.sources import find_files

RECORDS = frozenset({".json", ".jsonl"})
"""A file with such a name holds records; everything else is read as a workbook, or a folder or pattern of workbooks."""


Reader = Callable[[Sequence[Path], Callable[[], None] | None], Sequence[Reading]]
"""What reads workbooks, in the order given: `read_files`, or what takes from a store what it holds."""


def read_workbooks(sources: Iterable[str | Path], on_done: Callable[[], None] | None = None, reader: Reader = read_files) -> list[Reading]:
    """Read workbooks: files, folders (searched through) and patterns. What is missing comes last, as a reading that says so."""
    paths, missing = find_files([str(source) for source in sources])
    saved = [_modified(path) for path in paths]
    dated = [replace(reading, modified=time) for reading, time in zip(reader(paths, on_done), saved, strict=True)]
    return [*dated, *(Reading(problem.source, problems=(problem,)) for problem in missing)]


def _modified(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except (OSError, ValueError):
        return None


def read_all(sources: Iterable[str | Path], on_done: Callable[[], None] | None = None, reader: Reader = read_files) -> list[Reading]:
    """Read workbooks and files of records, the workbooks first.

    Raises:
        XltoolsError: a file of records that holds something else, or records of no known form.
    """
    named = [Path(source) for source in sources]
    records = [path for path in named if path.suffix.lower() in RECORDS]
    readings = read_workbooks([path for path in named if path not in records], on_done, reader)
    return readings + [reading for path in records for reading in _records(path)]


def _records(path: Path) -> list[Reading]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        code = "file-missing" if isinstance(error, FileNotFoundError) else "file-unreadable"
        return [Reading(str(path), problems=(Problem(code, str(path)),))]
    records = parse_records(text, path.name)
    return [reading_of(form_of(record, path.name, number), record, f"{path}#{number}") for number, record in enumerate(records, 1)]
