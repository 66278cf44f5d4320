"""Many workbooks of the form at once, over all cores: the same bytes whoever writes them and in whatever order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from xltools import files
from xltools.books.form_book import form_workbook
from xltools.books.form_casting import cast_workbook
from xltools.errors import XltoolsError
from xltools.forms.definition import definitions, load_version
from xltools.forms.model import Form
from xltools.jobs import jobs
from xltools.problems import Path
from xltools.reading.given_back import Content
from xltools.reading.leftover import Leftover

PARALLEL_FROM = 60
"""With fewer workbooks than this, starting the workers takes longer than writing."""
AT_ONCE = 16
"""So many workbooks go to a worker together."""
CAST_FROM = 3
"""With fewer workbooks than this, making a mould of the form takes longer than it saves."""


@dataclass(frozen=True, slots=True)
class Order:
    """One workbook to be written: where, and with what."""

    target: FilePath
    record: Mapping[str, Any]
    review: frozenset[Path] = frozenset()
    leftover: tuple[Leftover, ...] = ()
    back: Content | None = None


def write_workbooks(orders: Sequence[tuple[Form, Order]], on_done: Callable[[int], None] | None = None) -> None:
    """Write workbooks; `on_done` is called with their number after each of them.

    Raises:
        XltoolsError: one of them could not be written; what was written before it stays.
    """
    done = on_done or (lambda total: None)
    shipped = {definition["id"] for definition in definitions()}
    if len(orders) < PARALLEL_FROM or jobs() == 1 or any(form.id not in shipped for form, _ in orders):
        for form, order in orders:
            _write(form, order, len(orders) >= CAST_FROM)
            done(len(orders))
        return
    packs = [orders[first : first + AT_ONCE] for first in range(0, len(orders), AT_ONCE)]
    with ProcessPoolExecutor(jobs()) as pool:
        try:
            waiting = {pool.submit(_written, [(form.id, form.fiscal_year, order) for form, order in pack]): pack for pack in packs}
            for future in as_completed(waiting):
                refusal = future.result()
                if refusal:
                    raise XltoolsError(refusal[0], **refusal[1])
                for _ in waiting[future]:
                    done(len(orders))
        except BaseException:  # interrupted, or nowhere to write: no worker is to begin another one
            pool.shutdown(cancel_futures=True)
            raise


def _written(pack: Sequence[tuple[str, int, Order]]) -> tuple[str, Mapping[str, Any]] | None:
    """Write a pack in a worker, which has forms of its own. What stops it is handed back as data: an error of ours does not
    travel between processes."""
    try:
        for form_id, year, order in pack:
            _write(load_version(form_id, year), order, many=True)
    except XltoolsError as error:
        return error.code, error.details
    return None


def _write(form: Form, order: Order, many: bool) -> None:
    """Write one workbook, one of many the faster way; what goes back to its section is too unlike any other for that."""
    if many and order.back is None and not order.leftover:
        data = cast_workbook(form, order.record, order.review)
    else:
        data = form_workbook(form, order.record, order.review, order.leftover, order.back)
    files.save_whole(order.target, data)
