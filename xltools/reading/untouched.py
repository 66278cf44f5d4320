"""The quick look at the file that most people send: a form of which nothing was moved, added or renamed.

There the search for labels and names has one possible outcome, the form's own addresses. Whatever is not as on the form, a
single label or name, sends the file to the search.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from xltools import messages
from xltools.cells import CellRef
from xltools.forms.model import Form
from xltools.forms.verify import BEHIND_THE_FORM
from xltools.reading.anchors import Place, pages_of, squeezed
from xltools.reading.grid import Grid


@dataclass(frozen=True, slots=True)
class Layout:
    """A form as it is handed out: the cell of every slot by its name, of the word of every ○ likewise; per page its size, its
    labels and every place at which something may stand; the names of the sheets behind the pages."""

    cells: Mapping[str, CellRef]
    answers: Mapping[str, CellRef]
    sizes: Mapping[str, Place]
    labels: Mapping[str, Mapping[Place, str]]
    known: Mapping[str, frozenset[Place]]
    behind: frozenset[str]


@lru_cache(maxsize=64)
def layout_of(form: Form) -> Layout:
    """The layout of a form."""
    pages = pages_of(form)
    return Layout(
        cells={slot.name: slot.at for slot in form.slots},
        answers={name: CellRef(page.sheet.name, *place) for page in pages for name, place in page.answers.items()},
        sizes={page.sheet.name: (len(page.sheet.row_heights), page.sheet.column_count) for page in pages},
        labels={
            page.sheet.name: {
                (label.area.first.row, label.area.first.column): squeezed(label.text) for label in page.sheet.labels if label.text
            }
            for page in pages
        },
        known={
            page.sheet.name: frozenset(
                (cell.row, cell.column)
                for cell in (*(label.area.first for label in page.sheet.labels), *(slot.at for slot in page.slots), page.sheet.stamp)
            )
            for page in pages
        },
        behind=frozenset(messages.text(code, lang) for code in BEHIND_THE_FORM for lang in messages.LANGUAGES),
    )


def untouched(grid: Grid, form: Form) -> Layout | None:
    """The layout of a form, if a file has it: every name leads to its cell, every label stands in its place, nothing else stands on
    the pages, and there is no other sheet. None if anything is otherwise."""
    layout = layout_of(form)
    if not layout.behind >= grid.sheets.keys() - layout.sizes.keys():
        return None
    if any(grid.names.get(name) != cell for name, cell in layout.cells.items()):
        return None
    return layout if all(_as_printed(grid, layout, sheet) for sheet in layout.sizes) else None


def _as_printed(grid: Grid, layout: Layout, sheet: str) -> bool:
    """Whether a page holds its labels and, but for its slots, nothing else."""
    rows, (last_row, last_column), known = grid.sheets.get(sheet, ()), layout.sizes[sheet], layout.known[sheet]
    for row, values in enumerate(rows[:last_row], 1):
        for column, value in enumerate(values[:last_column], 1):
            if value is not None and (row, column) not in known:
                return False
    return all(squeezed(grid.value(CellRef(sheet, *place))) == text for place, text in layout.labels[sheet].items())
