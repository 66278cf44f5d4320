"""Workbooks that replace files: the files are read, looked through a second time for what stands beside their entries, and left alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from xltools import files
from xltools.errors import NothingToReadError
from xltools.forms.model import Form
from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading.apart import cells_apart
from xltools.reading.fetch import bytes_of
from xltools.reading.grid import Grid, grid_of, opened, read_grid
from xltools.reading.model import Reading
from xltools.reading.opening import Opened
from xltools.reading.readings import read_workbooks
from xltools.reading.worker import NoWorkerError

if TYPE_CHECKING:
    from xltools.books.many_books import Order


def cells_again(reading: Reading) -> Grid | Problem:
    """The cells of the file of a reading and, of an .xlsx, people's notes at them, if it is still the same file; else why there are
    none. What could end this process is read in another one."""
    data = bytes_of(Path(reading.source))
    if isinstance(data, Problem):
        return data
    if hashlib.sha256(data).hexdigest() != reading.digest:
        return Problem("file-in-use", reading.source)
    book = opened(data, reading.source)
    if isinstance(book, Opened) and not book.trusted:
        try:
            return cells_apart(data, reading.source)
        except NoWorkerError:
            return Problem("file-damaged", reading.source, details={"reason": Word("damage.died")})
    return book if isinstance(book, Problem) else grid_of(book, reading.source)


@cache
def blank_cells(form: Form) -> Grid:
    """The cells of a blank workbook of a form."""
    from xltools.books.form_book import form_workbook

    grid = read_grid(form_workbook(form), form.id)
    if isinstance(grid, Problem):
        raise TypeError(grid.message())
    return grid


def readable(sources: Sequence[str | Path], on_done: Callable[..., None] | None = None) -> list[Reading]:
    """Read workbooks that others are to be made of.

    Raises:
        NothingToReadError: not one of them could be read.
    """
    readings = read_workbooks(sources, on_done)
    if all(reading.record is None for reading in readings):
        raise NothingToReadError("nothing-to-read", [problem for reading in readings for problem in reading.problems])
    return readings


def write_beside(
    orders: Sequence[tuple[Form, Order]], readings: Sequence[Reading], overwrite: bool, on_done: Callable[..., None] | None = None
) -> tuple[Path, ...]:
    """Write the workbooks that were made of some readings, and return where.

    Raises:
        XltoolsError: one exists (without `overwrite`), is a file that was read, or two would have one name: nothing was
            written. A folder that cannot be written.
    """
    from xltools.books.many_books import write_workbooks

    targets = tuple(order.target for _, order in orders)
    files.may_write_all(targets, overwrite, [reading.source for reading in readings])
    write_workbooks(orders, on_done)
    return targets


def target_of(source: str, sources: Sequence[str | Path], folder: Path) -> Path:
    """Where the workbook that replaces a file goes: under its own name, within the folder where it stood in the one that was named."""
    path = Path(source)
    for named in map(Path, sources):
        if named.is_dir() and path.is_relative_to(named):
            return folder / path.relative_to(named).with_suffix(".xlsx")
    return folder / f"{os.path.splitext(path.name)[0]}.xlsx"  # noqa: PTH122 - a name may end in a dot
