"""The quick look at the file that most people send: a form of which nothing was moved, added or renamed.

There the search for labels and names has one possible outcome, the form's own addresses. Whatever is not as on the form, a
single label or name, sends the file to the search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress

from xltools import messages
from xltools.cells import CellRef
from xltools.forms.model import Form
from xltools.forms.verify import BEHIND_THE_FORM
from xltools.reading.anchors import Page, pages_of, squeezed
from xltools.reading.grid import Grid


@dataclass(frozen=True, slots=True)
class Layout:
    """A form as it is handed out: the cell of every slot by its name, of the word of every ○ likewise; the names of its pages; the
    cells of its labels, and these as they are printed and squeezed; per page and row, for every column whether nothing may stand there."""

    cells: Mapping[str, CellRef]
    answers: Mapping[str, CellRef]
    places: Sequence[CellRef]
    labels: Sequence[tuple[str, str]]
    blank: Mapping[str, Sequence[Sequence[bool]]]


@lru_cache(maxsize=64)
def layout_of(form: Form) -> Layout:
    """The layout of a form."""
    pages = pages_of(form)
    labels = [label for page in pages for label in page.sheet.labels if label.text]
    return Layout(
        cells={slot.name: slot.at for slot in form.slots},
        answers={name: CellRef(page.sheet.name, *place) for page in pages for name, place in page.answers.items()},
        places=[label.area.first for label in labels],
        labels=[(label.text, squeezed(label.text)) for label in labels],
        blank={page.sheet.name: _blank(page) for page in pages},
    )


def _blank(page: Page) -> Sequence[Sequence[bool]]:
    cells = (*(label.area.first for label in page.sheet.labels), *(slot.at for slot in page.slots), page.sheet.stamp)
    known = {(cell.row, cell.column) for cell in cells}
    columns = range(1, page.sheet.column_count + 1)
    return [[(row, column) not in known for column in columns] for row in range(1, len(page.sheet.row_heights) + 1)]


@cache
def behind_the_form() -> frozenset[str]:
    """The names of the sheets that a form brings along behind its pages. Nobody fills them in."""
    return frozenset(messages.text(code, lang) for code in BEHIND_THE_FORM for lang in messages.LANGUAGES)


def untouched(grid: Grid, form: Form) -> Layout | None:
    """The layout of a form, if a file has it: every name leads to its cell, every label stands in its place, nothing else stands on
    the pages, and there is no other sheet. None if anything is otherwise."""
    layout = layout_of(form)
    if not behind_the_form() >= grid.sheets.keys() - layout.blank.keys():
        return None
    if not layout.cells.items() <= grid.names.items():
        return None
    if not all(_nothing_else(grid.sheets.get(sheet, ()), blank) for sheet, blank in layout.blank.items()):
        return None
    printed = zip(grid.contents(layout.places), layout.labels, strict=True)
    return layout if all(value == text or squeezed(value) == short for value, (text, short) in printed) else None


def _nothing_else(rows: Sequence[Sequence[object]], blank: Sequence[Sequence[bool]]) -> bool:
    """Whether nothing stands in any cell that is blank on the form."""
    return all({None}.issuperset(compress(values, empty)) for values, empty in zip(rows, blank, strict=False))
