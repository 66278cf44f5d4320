"""The form as a workbook: blank, or filled with a record. Printed texts, entry cells, formulas, names and stamps all come from the form."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from xltools.books.form_check_sheet import check_columns, write_check_sheet
from xltools.books.form_checks import Values, form_checks, open_checks
from xltools.books.form_colours import check_rules, number_rules, tint
from xltools.books.form_help import validations
from xltools.books.form_look import format_properties, help_properties, page_borders
from xltools.books.form_marks import FILLS, Marks, mark_rules, marks_of, note_size
from xltools.books.form_open_points import OpenPoints, found_between, write_open_points, write_verdict
from xltools.books.form_words import worded
from xltools.books.guide_sheet import write_guide_sheet
from xltools.books.leftover_sheet import write_leftover
from xltools.books.request_sheet import write_request_sheet
from xltools.books.sheets import Book, Page, new_book
from xltools.cells import Area, CellRef
from xltools.forms.measure import fitting_size, size_in_points
from xltools.forms.model import Form, Sheet, Slot
from xltools.forms.record import flatten
from xltools.forms.rules import excel_formula, recomputed
from xltools.forms.stamp import PROPERTY_FORM, PROPERTY_YEAR, stamp_name, stamp_text
from xltools.problems import Path
from xltools.reading.given_back import Content
from xltools.reading.leftover import Leftover
from xltools.reading.values import show

_PAPERS = {"A3": 8, "A4": 9}
_MM_PER_INCH = 25.4
_ZOOM = 110
"""Percent at which a page opens: its letters are as large as on paper, and the checks beside it are in sight."""
_NOTE = {"author": "", "x_scale": 1.6, "y_scale": 0.6, "font_name": "ＭＳ Ｐゴシック", "font_size": 9}
_OPEN_LINES = 15
"""How many open points stand beside a page."""
_OPEN_WIDTH = 480
"""Width of their column in pixels."""


def form_workbook(
    form: Form,
    record: Mapping[str, Any] | None = None,
    review: Collection[Path] = frozenset(),
    leftover: Sequence[Leftover] = (),
    back: Content | None = None,
) -> bytes:
    """The form's workbook, as the bytes of an .xlsx file: blank without a record, else with every value of the record
    that has a place on the form (see `xltools.forms.fit.misfits` for those that have none).

    `review` are paths of fields, as the form counts their rows, whose values were carried over from last year: they have a
    tint of their own and a note that asks the section to look them through. Behind the pages stand a sheet of checks and
    one of guidance.

    `leftover` is content of the file that this workbook is made of and has no place on the form; it is listed on a sheet of its own.

    `back` is a submission that goes back to its section (its record and leftover stand for the others): what could not be read
    stands in its cells as it was typed, what is wrong is marked, and the first sheet asks for it to be mended.

    Totals are formulas; the values stored beside them are computed from their parts, whatever the record says.

    Raises:
        XltoolsError: a text that is longer than a cell of Excel can hold.
    """
    record, leftover = (back.record, back.leftover) if back else (record or {}, leftover)
    values = recomputed(form, flatten(form, record))
    contents = {slot: content for path, slots in form.fields().items() for slot, content in show(form, slots, values[path]).items()}
    if back:
        contents |= {slot: back.raw[slot.name] for slot in form.slots if slot.name in back.raw}
        values |= {slot.path: contents[slot] for slot in form.slots if slot.name in back.raw and slot.mark is None and not slot.era}
    filling = _Filling(contents, frozenset(path for path in review if values.get(path) is not None), marks_of(form, back))
    properties = {"title": form.title, "subject": str(form.fiscal_year)}
    with new_book(properties, {PROPERTY_FORM: form.id, PROPERTY_YEAR: form.fiscal_year}) as book:
        if back:
            write_request_sheet(book, form, back)
        for number, sheet in enumerate(form.sheets, 1):
            page = book.sheet(sheet.name)
            _write_page(book, page, form, sheet, filling)
            _write_open_points(book, page, form, sheet, values)
            _set_up(page, form, sheet)
            book.define_name(stamp_name(number), sheet.stamp)
        write_check_sheet(book, form, values)
        write_guide_sheet(book, form)
        for slot in form.slots:
            book.define_name(slot.name, slot.at)
        if leftover:
            write_leftover(book, leftover)
    return book.data


@dataclass(frozen=True, slots=True)
class _Filling:
    """What stands in the cells of slots, which fields were carried over, what is marked."""

    contents: Mapping[Slot, object]
    carried: Collection[Path]
    marks: Marks

    def fill(self, slot: Slot) -> str:
        """The fill of an entry cell."""
        severity = self.marks.slots.get(slot.name)
        return FILLS[severity] if severity else tint(slot.path in self.carried)


def _write_page(book: Book, page: Page, form: Form, sheet: Sheet, filling: _Filling) -> None:
    """Write every cell of one sheet: printed texts, entries with their help, formulas, borders, the stamp."""
    slots = [slot for slot in form.slots if slot.at.sheet == sheet.name]
    pen = _Pen(book, page, page_borders(form, sheet))
    for label in sheet.labels:
        pen.put(label.area, form.styles[label.style], label.text or None)
    cells = {slot.path: slot.at for slot in form.slots}
    formulas = {rule.total: excel_formula(rule, cells.__getitem__) for rule in form.rules if cells[rule.total].sheet == sheet.name}
    for slot in slots:
        style = dict(form.styles[slot.style])
        content = filling.contents[slot]
        if isinstance(content, str) and style.get("wrap"):
            style["size"] = fitting_size(content, style["size"], *size_in_points(form, slot.area))
        if slot.computed:
            marked = {"fill": filling.fill(slot)} if slot.name in filling.marks.slots else {}
            pen.put(slot.area, {**style, **marked}, content, formula=formulas[slot.path])
        else:
            pen.put(slot.area, {**style, "unlocked": True, "fill": filling.fill(slot)}, content)
            page.validate(slot.area, validations(form)[slot.name])
    pen.rest()
    page.write(sheet.stamp, stamp_text(form, sheet.name), book.format(**format_properties(form.styles["stamp"])))
    for slot in {slot.path: slot for slot in reversed(slots) if slot.path in filling.carried}.values():
        page.note(slot.at, worded("carried-over"), _NOTE)
    for at, text in filling.marks.notes.items():
        if at.sheet == sheet.name:
            page.note(at, text, {**_NOTE, **note_size(text)})
    before, behind = mark_rules(form, sheet.name, filling.marks, filling.contents)
    for rule in (*before, *check_rules(form, sheet), *behind, *number_rules(form, sheet)):
        options = {"type": "formula", "criteria": rule.criteria, "format": book.format(**rule.look), "stop_if_true": rule.last}
        page.conditional(rule.area, options)


def _write_open_points(book: Book, page: Page, form: Form, sheet: Sheet, values: Values) -> None:
    """The checks beside a page, outside of what is printed: the verdict on the whole form, then the page's own open points."""
    checks, columns = form_checks(form), check_columns(form)
    own = [number for number, check in enumerate(checks) if check.cell.sheet == sheet.name]
    if not own:
        return
    still_open = open_checks(form, values)
    at = sheet.stamp.moved(right=2)
    points = OpenPoints(columns, own[0], own[-1] + 1, _OPEN_LINES, found_between(checks, still_open, own[0], own[-1] + 1))
    write_verdict(book, page, at, columns, len(still_open), help_properties(form, 12, bold=True))
    write_open_points(book, page, at.moved(down=1), points, help_properties(form, 9))
    page.raw.set_column_pixels(at.column - 1, at.column - 1, _OPEN_WIDTH)


class _Pen:
    """Puts contents into areas, each cell with its own borders."""

    def __init__(self, book: Book, page: Page, borders: Mapping[CellRef, Mapping[str, int]]) -> None:
        self.book, self.page, self.borders = book, page, borders
        self.written: set[CellRef] = set()

    def put(self, area: Area, style: Mapping[str, Any], content: object, formula: str = "") -> None:
        """Write one area: merged, its content in the top-left cell."""
        properties = format_properties(style)
        if style.get("unlocked"):
            properties["locked"] = False
        self.page.merge(area, self.book.format(**properties))
        for cell in area.cells():
            look = self.book.format(**properties, **self.borders.get(cell, {}))
            if cell != area.first:
                self.page.write(cell, None, look)
            elif formula:
                self.page.write_formula(cell, formula, look, content)
            elif isinstance(content, (date, time, timedelta)):
                dated = self.book.format(**{**properties, "num_format": _date_format(content)}, **self.borders.get(cell, {}))
                self.page.write_date(cell, content, dated)
            else:
                self.page.write(cell, content, look)
            self.written.add(cell)

    def rest(self) -> None:
        """Draw the borders of the cells that hold nothing."""
        for cell, sides in self.borders.items():
            if cell not in self.written:
                self.page.write(cell, None, self.book.format(**sides))


def _date_format(content: date | time | timedelta) -> str:
    """The number format that shows a day, with its time if it has one, a time of day or a duration."""
    if isinstance(content, timedelta):
        return "[h]:mm:ss"
    if isinstance(content, time):
        return "h:mm:ss"
    return "yyyy/m/d h:mm:ss" if isinstance(content, datetime) and content.time() != time() else "yyyy/m/d"


def _set_up(page: Page, form: Form, sheet: Sheet) -> None:
    """Sizes, printing on one page of paper, protection without a password."""
    raw, margins = page.raw, {side: size / _MM_PER_INCH for side, size in form.page["margins_mm"].items()}
    raw.set_column_pixels(0, sheet.column_count - 1, sheet.column_width)
    for index, height in enumerate(sheet.row_heights):
        raw.set_row(index, height)
    raw.set_paper(_PAPERS[form.page["paper"]])
    if form.page["orientation"] == "landscape":
        raw.set_landscape()
    raw.set_margins(**margins)
    raw.set_header("", {"margin": 0})
    raw.set_footer("", {"margin": 0})
    last = sheet.print_area.last
    raw.print_area(0, 0, last.row - 1, last.column - 1)
    raw.fit_to_pages(1, 1)
    raw.center_horizontally()
    raw.hide_gridlines(2)
    raw.print_black_and_white()
    raw.set_zoom(_ZOOM)
    if sheet.freeze_rows:
        raw.freeze_panes(sheet.freeze_rows, 0)
    entries = [slot.area for slot in form.slots if slot.at.sheet == sheet.name and not slot.computed]
    if entries:
        first = min(entries, key=lambda area: (area.first.row, area.first.column))
        raw.set_selection(first.first.row - 1, first.first.column - 1, first.last.row - 1, first.last.column - 1)
    raw.protect("", {"format_cells": True, "format_rows": True, "format_columns": True})
