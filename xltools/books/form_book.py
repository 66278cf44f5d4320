"""The form as a workbook: blank, or filled with a record. Printed texts, entry cells, formulas, names and stamps all come from the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltools.books.form_look import borders_of, fitting_size, format_properties, size_in_points
from xltools.books.sheets import Book, Page, new_book
from xltools.cells import Area, CellRef
from xltools.forms.model import Form, Sheet, Slot
from xltools.forms.record import flatten
from xltools.forms.rules import excel_formula, recomputed
from xltools.forms.stamp import PROPERTY_FORM, PROPERTY_YEAR, stamp_name, stamp_text
from xltools.problems import Path
from xltools.reading.values import BLANK_MARK, MARK, show

_PAPERS = {"A3": 8, "A4": 9}
_MM_PER_INCH = 25.4


def form_workbook(form: Form, record: Mapping[str, Any] | None = None) -> bytes:
    """The form's workbook, as the bytes of an .xlsx file: blank without a record, else with every value of the record
    that has a place on the form (see `xltools.forms.record.unplaced` for those that have none).

    Totals are formulas; the values stored beside them are computed from their parts, whatever the record says.

    Raises:
        XltoolsError: a text that is longer than a cell of Excel can hold.
    """
    values = recomputed(form.rules, flatten(form, record or {}))
    contents = {slot: content for path, slots in form.fields().items() for slot, content in show(form, slots, values[path]).items()}
    properties = {"title": form.title, "subject": str(form.fiscal_year)}
    with new_book(properties, {PROPERTY_FORM: form.id, PROPERTY_YEAR: form.fiscal_year}) as book:
        for number, sheet in enumerate(form.sheets, 1):
            page = book.sheet(sheet.name)
            _write_page(book, page, form, sheet, contents)
            _set_up(page, form, sheet)
            book.define_name(stamp_name(number), sheet.stamp)
        for slot in form.slots:
            book.define_name(slot.name, slot.at)
    return book.data


def _write_page(book: Book, page: Page, form: Form, sheet: Sheet, contents: Mapping[Slot, object]) -> None:
    """Write every cell of one sheet: printed texts, entries, formulas, borders, the stamp."""
    slots = [slot for slot in form.slots if slot.at.sheet == sheet.name]
    printed = [(label.area, form.styles[label.style]) for label in sheet.labels]
    entries = [(slot.area, form.styles[slot.style]) for slot in slots]
    borders = borders_of(sheet, [area for area, style in printed + entries if style.get("border")])
    pen = _Pen(book, page, borders)
    for label in sheet.labels:
        pen.put(label.area, form.styles[label.style], label.text or None)
    formulas = {rule.total: excel_formula(rule, _cells(form).__getitem__) for rule in form.rules}
    for slot in slots:
        style = dict(form.styles[slot.style])
        content = contents[slot]
        if isinstance(content, str) and style.get("wrap"):
            style["size"] = fitting_size(content, style["size"], *size_in_points(form, slot.area))
        if slot.computed:
            pen.put(slot.area, style, content, formula=formulas[slot.path])
        else:
            pen.put(slot.area, {**style, "unlocked": True}, content)
            _validate(page, slot)
    pen.rest()
    page.write(sheet.stamp, stamp_text(form, sheet.name), book.format(**format_properties(form.styles["stamp"])))
    _number_formats(book, page, form, slots)


def _cells(form: Form) -> dict[Path, CellRef]:
    return {slot.path: slot.at for slot in form.slots}


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
            else:
                self.page.write(cell, content, look)
            self.written.add(cell)

    def rest(self) -> None:
        """Draw the borders of the cells that hold nothing."""
        for cell, sides in self.borders.items():
            if cell not in self.written:
                self.page.write(cell, None, self.book.format(**sides))


def _validate(page: Page, slot: Slot) -> None:
    """Offer the answers of a slot that has a list of them."""
    if slot.mark is not None or slot.era:
        page.validate(Area(slot.at), {"validate": "list", "source": [BLANK_MARK, MARK]})
    elif slot.choices:
        answers = [choice.text for choice in slot.choices]
        page.validate(Area(slot.at), {"validate": "list", "source": answers, "show_error": not slot.open})


def _number_formats(book: Book, page: Page, form: Form, slots: list[Slot]) -> None:
    """Show the numbers of a row with decimals as soon as one of them has any, else with separated thousands.

    The cell's own format shows every digit, so a program that does not know such formats hides none.
    """
    rows: dict[tuple[int, str], list[Slot]] = {}
    for slot in slots:
        if "decimals_format" in form.styles[slot.style]:
            rows.setdefault((slot.at.row, slot.style), []).append(slot)
    for (row, style), own in rows.items():
        first, last = own[0].at, own[-1].area.last
        numbers = f"${first.a1.rstrip('0123456789')}${row}:${last.a1.rstrip('0123456789')}${row}"
        for criteria, name in (
            (f"=SUMPRODUCT(--({numbers}<>INT({numbers})))>0", "decimals_format"),
            (f"=AND(ISNUMBER({first.a1}),{first.a1}=INT({first.a1}))", "whole_format"),
        ):
            look = book.format(num_format=form.styles[style][name])
            options = {"type": "formula", "criteria": criteria, "format": look, "stop_if_true": True}
            page.raw.conditional_format(first.row - 1, first.column - 1, last.row - 1, last.column - 1, options)


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
    raw.protect("", {"format_cells": True, "format_rows": True, "format_columns": True})
