"""The sheet of checks: the verdict, what is still open, and every check with its state; live, each line linking to its cell."""

from __future__ import annotations

from typing import Any

from xltools.books.form_checks import FormCheck, Values, form_checks, open_checks
from xltools.books.form_colours import WRONG
from xltools.books.form_look import help_properties
from xltools.books.form_open_points import Columns, OpenPoints, write_open_points, write_verdict
from xltools.books.form_words import CHECK_SHEET, excel_text, worded
from xltools.books.sheets import Book, Page
from xltools.cells import Area, CellRef
from xltools.forms.model import Form, Slot

LINES = 10
"""How many open checks are listed at the top."""
STATE, LABEL, MESSAGE, LINK, TARGET, COUNT = range(1, 7)
_WIDTHS = {STATE: 16, LABEL: 52, MESSAGE: 66, LINK: 10}
_HEADING_ROW = LINES + 7
_A4 = 9


def check_columns(form: Form) -> Columns:
    """Where the sheet keeps what the lists of open points look up."""
    first, rows = CellRef(worded(CHECK_SHEET), _HEADING_ROW + 1, 1), len(form_checks(form))
    label, message, target, count = (Area(first.moved(right=column - 1), rows) for column in (LABEL, MESSAGE, TARGET, COUNT))
    return Columns(label, message, target, count)


def write_check_sheet(book: Book, form: Form, values: Values) -> None:
    """Add the sheet, with the states that these values give stored beside the formulas."""
    page, columns = book.sheet(worded(CHECK_SHEET)), check_columns(form)
    still_open = open_checks(form, values)
    top = CellRef(page.name, 1, STATE)
    plain, bold = help_properties(form), help_properties(form, 11, bold=True)
    write_verdict(book, page, top, columns, len(still_open), help_properties(form, 16, bold=True))
    _write_program(book, page, form, values, top.moved(down=1), plain)
    page.write(top.moved(down=2), worded("check-intro"), book.format(**plain))
    page.write(top.moved(down=3), worded("open-heading"), book.format(**bold))
    points = OpenPoints(columns, 0, columns.count.rows, LINES, still_open)
    write_open_points(book, page, top.moved(down=4), points, plain)
    page.write(CellRef(page.name, _HEADING_ROW - 1, STATE), worded("all-heading"), book.format(**bold))
    _write_table(book, page, form, {id(check) for check in still_open})
    _set_up(page, columns.label.last.row)


def _write_program(book: Book, page: Page, form: Form, values: Values, at: CellRef, look: dict[str, Any]) -> None:
    """Which program this is: its code and its name, as they stand on the form."""
    slots: dict[object, Slot] = {slot.path: slot for slot in form.slots}
    cells = [slots[path].at.absolute for path in (form.key, form.name)]
    stored = "　".join(str(values.get(path) or "") for path in (form.key, form.name))
    page.write_formula(at, f'={cells[0]}&"　"&{cells[1]}', book.format(**look), stored)


def _write_table(book: Book, page: Page, form: Form, still_open: set[int]) -> None:
    """Every check on one row: its state, a word and not only a colour, the form's label, what to do, where."""
    boxed = help_properties(form, 9.5, border=1, border_color="#BFBFBF", shrink=True)
    look, link = book.format(**boxed), book.format(**{**boxed, "font_color": "#0563C1", "underline": 1})
    heading = book.format(**{**boxed, "bold": True, "bg_color": "#DCE6F1"})
    hidden = book.format(**help_properties(form, 8))
    for column, code in ((STATE, "head-state"), (LABEL, "head-label"), (MESSAGE, "head-todo"), (LINK, "head-cell")):
        page.write(CellRef(page.name, _HEADING_ROW, column), worded(code), heading)
    page.write(CellRef(page.name, _HEADING_ROW, COUNT), 0, hidden)
    good, count = worded("state.good"), 0
    for row, check in enumerate(form_checks(form), _HEADING_ROW + 1):
        cells = {column: CellRef(page.name, row, column) for column in range(STATE, COUNT + 1)}
        state = good if id(check) not in still_open else _state(check)
        count += id(check) in still_open
        page.write_formula(cells[STATE], f"=IF({check.formula},{excel_text(good)},{excel_text(_state(check))})", look, state)
        page.write(cells[LABEL], check.label, look)
        page.write(cells[MESSAGE], check.message, look)
        page.write_link(cells[LINK], f"internal:{check.name}", f"{check.cell.sheet} {check.cell.a1}", link)
        page.write(cells[TARGET], f"#{check.name}", hidden)
        above = cells[COUNT].moved(down=-1).a1
        page.write_formula(cells[COUNT], f"={above}+IF({cells[STATE].a1}={excel_text(good)},0,1)", hidden, count)
    states = Area(CellRef(page.name, _HEADING_ROW + 1, STATE), len(form_checks(form)))
    criteria = f"=$A{_HEADING_ROW + 1}<>{excel_text(good)}"
    page.conditional(states, {"type": "formula", "criteria": criteria, "format": book.format(**WRONG)})


def _state(check: FormCheck) -> str:
    """The word for a check that is not passed."""
    return worded(f"state.{check.kind}")


def _set_up(page: Page, last_row: int) -> None:
    """Widths, printing on A4, protection without a password in which filtering is allowed."""
    raw = page.raw
    for column, width in _WIDTHS.items():
        raw.set_column(column - 1, column - 1, width)
    raw.set_column(TARGET - 1, COUNT - 1, 4, None, {"hidden": True})
    raw.autofilter(_HEADING_ROW - 1, STATE - 1, last_row - 1, LINK - 1)
    raw.print_area(0, 0, last_row - 1, LINK - 1)
    raw.repeat_rows(_HEADING_ROW - 1)
    raw.set_paper(_A4)
    raw.fit_to_pages(1, 0)
    raw.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
    raw.set_footer("&C&P / &N")
    raw.hide_gridlines(2)
    raw.protect("", {"format_rows": True, "format_columns": True, "autofilter": True, "sort": False})
