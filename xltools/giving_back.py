"""Giving back: a submission with errors becomes a fresh workbook with its content, marked where something is to be mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltools.checks.sheet import check
from xltools.forms.model import Form
from xltools.problems import Problem, in_order
from xltools.reading.given_back import Content, given_back
from xltools.reading.locate import Located, locate
from xltools.reading.model import Reading
from xltools.replacing import blank_cells, cells_again, readable, target_of, write_beside
from xltools.settings import DEFAULTS, Settings


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The workbooks written, the files without errors that were left alone, and why others could not be read."""

    targets: tuple[Path, ...]
    clean: tuple[str, ...]
    problems: tuple[Problem, ...]


def give_back(
    sources: Sequence[str | Path],
    folder: Path,
    overwrite: bool = False,
    everything: bool = False,
    on_done: Callable[..., None] | None = None,
    settings: Settings = DEFAULTS,
    known: Sequence[tuple[Reading, Sequence[Problem]]] | None = None,
) -> GivenBack:
    """Write for every submission with errors a workbook to be mended, under its own file name, within the folders in which it stood.

    It is a fresh form with all that the section wrote; what is wrong is marked at its cell and listed on the first sheet, what has
    no place on the form on the last. Read again, it gives the same record. With `everything` submissions without errors
    are given back too. The originals are only read. With `known`, files within the sources and all that was found in each, only
    these are looked at, and neither read nor checked once more.

    Raises:
        NothingToReadError: not one of the files could be read.
        XltoolsError: a workbook exists (without `overwrite`), is one of the originals, or two would have one name: nothing was
            written. A folder that cannot be written.
    """
    from xltools.books.many_books import Order

    if known is None:
        known = [(reading, check(reading, settings.checks)) for reading in readable(sources, on_done)]
    unread: list[Problem] = []
    clean: list[str] = []
    orders: list[tuple[Form, Order]] = []
    for reading, problems in known:
        if reading.form is None:
            unread += reading.problems
            continue
        if not everything and not any(problem.severity == "error" for problem in problems):
            clean.append(reading.source)
            continue
        content = _content(reading, problems)
        if isinstance(content, Problem):
            unread.append(content)
        else:
            orders.append((reading.form, Order(target_of(reading.source, sources, folder), {}, back=content)))
    targets = write_beside(orders, [reading for reading, _ in known], overwrite, on_done)
    return GivenBack(targets, tuple(clean), tuple(in_order(unread)))


def _content(reading: Reading, problems: Sequence[Problem]) -> Content | Problem:
    """A file's content, read a second time for what stands in its cells and beside them."""
    grid = cells_again(reading)
    located = grid if isinstance(grid, Problem) else locate(grid)
    if isinstance(grid, Problem) or not isinstance(located, Located):
        return located if isinstance(located, Problem) else Problem("file-unreadable", reading.source)
    return given_back(reading, problems, grid, located, blank_cells(located.form))
