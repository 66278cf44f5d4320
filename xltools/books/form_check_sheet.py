"""The sheet of checks: the verdict, what is still open, and every check with its state; live, each line linking to its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltools.books.form_checks import FormCheck, Values, form_checks
from xltools.books.form_colours import WRONG
from xltools.books.form_look import help_properties
from xltools.books.form_open_points import Columns, OpenPoints, stored_points, verdict, write_open_points, write_verdict
from xltools.books.form_words import CHECK_SHEET, excel_text, worded
from xltools.books.sheets import Book, Page
from xltools.cells import Area, CellRef
from xltools.forms.model import Form

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


def write_check_sheet(book: Book, form: Form, stored: Mapping[CellRef, object]) -> None:
    """Add the sheet; `stored` are the values of its formulas by cell."""
    page, points, top = book.sheet(worded(CHECK_SHEET)), _points(form), _top()
    plain, bold = help_properties(form), help_properties(form, 11, bold=True)
    write_verdict(book, page, top, points.columns, stored[top], help_properties(form, 16, bold=True))
    cells = [form.fields()[path][-1].at.absolute for path in (form.key, form.name)]
    page.write_formula(top.moved(down=1), f'={cells[0]}&"　"&{cells[1]}', book.format(**plain), stored[top.moved(down=1)])
    page.write(top.moved(down=2), worded("check-intro"), book.format(**plain))
    page.write(top.moved(down=3), worded("open-heading"), book.format(**bold))
    write_open_points(book, page, points, stored, plain)
    page.write(CellRef(page.name, _HEADING_ROW - 1, STATE), worded("all-heading"), book.format(**bold))
    _write_table(book, page, form, stored)
    _set_up(page, points.columns.label.last.row)


def stored_on_check_sheet(form: Form, values: Values, still_open: Sequence[FormCheck]) -> dict[CellRef, object]:
    """What the formulas of the sheet give with these values, which leave these checks open, by cell."""
    top, left, good, count = _top(), set(map(id, still_open)), worded("state.good"), 0
    program = "　".join(str(values.get(path) or "") for path in (form.key, form.name))
    stored: dict[CellRef, object] = {top: verdict(len(still_open)), top.moved(down=1): program}
    for row, check in enumerate(form_checks(form), _HEADING_ROW + 1):
        count += id(check) in left
        stored[CellRef(top.sheet, row, STATE)] = _state(check) if id(check) in left else good
        stored[CellRef(top.sheet, row, COUNT)] = count
    return {**stored, **stored_points(_points(form), form_checks(form), still_open)}


def _top() -> CellRef:
    """The first cell of the sheet, which holds the verdict; below it stands which program this is."""
    return CellRef(worded(CHECK_SHEET), 1, STATE)


def _points(form: Form) -> OpenPoints:
    """The list of all checks that are open."""
    columns = check_columns(form)
    return OpenPoints(_top().moved(down=4), columns, 0, columns.count.rows, LINES)


def _write_table(book: Book, page: Page, form: Form, stored: Mapping[CellRef, object]) -> None:
    """Every check on one row: its state, a word and not only a colour, the form's label, what to do, where."""
    boxed = help_properties(form, 9.5, border=1, border_color="#BFBFBF", shrink=True)
    look, link = book.format(**boxed), book.format(**{**boxed, "font_color": "#0563C1", "underline": 1})
    heading = book.format(**{**boxed, "bold": True, "bg_color": "#DCE6F1"})
    hidden = book.format(**help_properties(form, 8))
    for column, code in ((STATE, "head-state"), (LABEL, "head-label"), (MESSAGE, "head-todo"), (LINK, "head-cell")):
        page.write(CellRef(page.name, _HEADING_ROW, column), worded(code), heading)
    page.write(CellRef(page.name, _HEADING_ROW, COUNT), 0, hidden)
    good = worded("state.good")
    for row, check in enumerate(form_checks(form), _HEADING_ROW + 1):
        cells = {column: CellRef(page.name, row, column) for column in range(STATE, COUNT + 1)}
        formula = f"=IF({check.formula},{excel_text(good)},{excel_text(_state(check))})"
        page.write_formula(cells[STATE], formula, look, stored[cells[STATE]])
        page.write(cells[LABEL], check.label, look)
        page.write(cells[MESSAGE], check.message, look)
        page.write_link(cells[LINK], f"internal:{check.name}", f"{check.cell.sheet} {check.cell.a1}", link)
        page.write(cells[TARGET], f"#{check.name}", hidden)
        above = cells[COUNT].moved(down=-1).a1
        page.write_formula(cells[COUNT], f"={above}+IF({cells[STATE].a1}={excel_text(good)},0,1)", hidden, stored[cells[COUNT]])
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
