"""What was done to a form: every kind of change, sheet by sheet, then the workbook as a whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from xltools.cells import CellRef, column_letters, column_number, parse_cell
from xltools.inspect.cells import as_shown, cell_changes
from xltools.inspect.overlay import File, Overlay, blank_book, laid_over, plain
from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading.anchors import pages_of
from xltools.reading.notes import of_people

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MOST_LABELS = 3


def changes(file: File) -> Iterator[Problem]:
    """Everything that was changed in the form itself."""
    form = file.located.form
    blank = blank_book(form)
    titles = set()
    for page in pages_of(form):
        overlay = laid_over(file, page, blank)
        if overlay is None:
            continue
        titles.add(overlay.page.title)
        yield from structure_changes(file, overlay)
        yield from name_changes(file, overlay)
        yield from cell_changes(file, overlay)
        yield from hidden_lines(file, overlay)
        yield from notes(file, overlay)
        if overlay.blank.protection.sheet and not overlay.page.protection.sheet:
            yield Problem("tampered-protection", file.source, at=CellRef(overlay.page.title, 1, 1), details={"sheet": overlay.page.title})
    yield from hidden_sheets(file, titles, blank)
    yield from foreign_parts(file)


def structure_changes(file: File, overlay: Overlay) -> Iterator[Problem]:
    """Rows and columns that were inserted or deleted."""
    title = overlay.page.title
    for what, lines in (("row", overlay.rows), ("column", overlay.columns)):
        for (own, place), (own_next, next_place) in pairwise(sorted([(0, 0), *lines.items()])):
            more = (next_place - place) - (own_next - own)
            at = next_place - max(more, 0)
            cell = CellRef(title, at, 1) if what == "row" else CellRef(title, 1, at)
            details = {"what": Word(f"what.{what}"), "count": abs(more), "sheet": title}
            if more:
                yield Problem("tampered-inserted" if more > 0 else "tampered-deleted", file.source, at=cell, details=details)


def name_changes(file: File, overlay: Overlay) -> Iterator[Problem]:
    """Defined names of entry cells that are lost or lead elsewhere."""
    lost = []
    for slot in overlay.form_page.slots:
        named, place = file.grid.names.get(slot.name), overlay.place(slot.at)
        if named is None:
            lost.append(slot.full_label)
        elif place and named != place:
            yield Problem("tampered-name", file.source, at=place, label=slot.full_label, value=str(named))
    if lost:
        labels = list(dict.fromkeys(lost))
        shown = "、".join(labels[:MOST_LABELS]) + ("…" if len(labels) > MOST_LABELS else "")
        details = {"sheet": overlay.page.title, "count": len(lost), "labels": shown}
        yield Problem("tampered-names-lost", file.source, at=CellRef(overlay.page.title, 1, 1), details=details)


def hidden_lines(file: File, overlay: Overlay) -> Iterator[Problem]:
    """Rows and columns of the page that nobody sees."""
    page, title = overlay.page, overlay.page.title
    rows = [row for row in overlay.rows.values() if (line := page.row_dimensions.get(row)) and (line.hidden or line.height == 0)]
    hidden = {
        column
        for letters, line in page.column_dimensions.items()
        for column in range(line.min or column_number(letters), (line.max or column_number(letters)) + 1)
        if line.hidden or line.width == 0
    }
    columns = [column for column in overlay.columns.values() if column in hidden]
    for what, lines in (("row", sorted(rows)), ("column", sorted(columns))):
        if lines:
            at = CellRef(title, lines[0], 1) if what == "row" else CellRef(title, 1, lines[0])
            names = [str(line) if what == "row" else column_letters(line) for line in lines]
            details = {"what": Word(f"what.{what}"), "names": "、".join(names[:10]) + ("…" if len(names) > 10 else ""), "sheet": title}
            yield Problem("tampered-hidden", file.source, at=at, details=details)


def notes(file: File, overlay: Overlay) -> Iterator[Problem]:
    """Notes that the blank form does not have, but for those that the form itself attaches."""
    for row in overlay.page.iter_rows():
        for cell in row:
            text = str(cell.comment.text or "").strip() if cell.comment else ""
            if of_people(text):
                yield Problem("tampered-comment", file.source, at=parse_cell(cell.coordinate, overlay.page.title), value=as_shown(text))


def hidden_sheets(file: File, pages: set[str], blank: Workbook) -> Iterator[Problem]:
    """Sheets that nobody sees, but for those that the form itself hides."""
    for sheet in file.book.worksheets + file.book.chartsheets:
        own = blank[sheet.title].sheet_state if sheet.title in blank.sheetnames and sheet.title not in pages else "visible"
        if sheet.sheet_state != "visible" and own == "visible":
            state = Word("hidden.very" if sheet.sheet_state == "veryHidden" else "hidden.plain")
            yield Problem("tampered-hidden-sheet", file.source, details={"sheet": sheet.title, "state": state})


def foreign_parts(file: File) -> Iterator[Problem]:
    """Macros, and links to other workbooks with the first cell that uses each."""
    with zipfile.ZipFile(io.BytesIO(file.data)) as package:
        if any(name.lower().endswith("vbaproject.bin") for name in package.namelist()):
            yield Problem("tampered-macros", file.source)
    for number, link in enumerate(getattr(file.book, "_external_links", ()), 1):
        target = link.file_link.Target if link.file_link is not None else ""
        uses = [cell for cell in sorted(file.grid.formulas) if f"[{number}]" in plain(file.book[cell.sheet][cell.a1].value)]
        yield Problem("tampered-link", file.source, at=uses[0] if uses else None, value=target, details={"count": len(uses)})
