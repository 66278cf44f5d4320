"""Upgrading: a workbook filled in on another version of a form becomes the same content on the newest one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltools.forms.definition import load_version, newest
from xltools.forms.model import Form
from xltools.problems import Problem, in_order
from xltools.reading.model import Reading
from xltools.reading.upgraded import Upgraded, upgraded
from xltools.replacing import blank_cells, cells_again, readable, target_of, write_beside


@dataclass(frozen=True, slots=True)
class UpgradedFiles:
    """The workbooks written, and everything to be said: files that could not be read, or are of the newest version already,
    and content without a place, by its old cell."""

    targets: tuple[Path, ...]
    problems: tuple[Problem, ...]


def upgrade(
    sources: Sequence[str | Path], folder: Path, overwrite: bool = False, on_done: Callable[..., None] | None = None
) -> UpgradedFiles:
    """Write every workbook of an older version again on the newest version of its form, under its own file name.

    The fiscal year stays: a sheet of FY2018 becomes a sheet of FY2018 on the form of today, which is read like any other. What
    has no place there stands on a sheet of its own. The originals are only read.

    Raises:
        NothingToReadError: not one of the files could be read.
        XltoolsError: a workbook exists (without `overwrite`), is one of the originals, or two would have one name: nothing was
            written. A folder that cannot be written.
    """
    from xltools.books.many_books import Order

    readings = readable(sources, on_done)
    problems: list[Problem] = []
    orders: list[tuple[Form, Order]] = []
    for reading in readings:
        if reading.form is None:
            problems += reading.problems
            continue
        form = load_version(newest(reading.form.family)["id"], reading.form.fiscal_year)
        if form is reading.form:
            problems.append(Problem("newest-already", reading.source, details={"form": form.id}))
            continue
        content = _content(form, reading)
        if isinstance(content, Problem):
            problems.append(content)
            continue
        if content.leftover:
            problems.append(Problem("left-over", reading.source, details={"count": len(content.leftover)}))
        target = target_of(reading.source, sources, folder)
        orders.append((form, Order(target, content.record, leftover=content.leftover)))
    targets = write_beside(orders, readings, overwrite, on_done)
    return UpgradedFiles(targets, tuple(in_order(problems)))


def _content(form: Form, reading: Reading) -> Upgraded | Problem:
    """A file's content for the new form, read a second time for what stands outside the entry cells."""
    grid = cells_again(reading)
    if isinstance(grid, Problem) or reading.form is None:
        return grid if isinstance(grid, Problem) else Problem("file-unreadable", reading.source)
    return upgraded(form, reading, grid, blank_cells(reading.form))
