"""Comparing two folders: two fiscal years, or two versions of one year or of one submission."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from xltools import files, messages
from xltools.checks.selection import one_each, select
from xltools.errors import NothingToReadError
from xltools.forms.model import Form
from xltools.problems import Problem, in_order
from xltools.reading.model import Reading
from xltools.reading.readings import read_all

if TYPE_CHECKING:
    from xltools.tables.model import SummaryTable
    from xltools.tables.versions_paired import Pair

COMPARISON_VERSION = 1
"""Of the plain data that `comparison_data` gives. It changes when something is taken away or changes its meaning."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two folders or files have in common and what not.

    `kind` says what they are: different fiscal years (``years``), or sheets of one year (``versions``). `form` gives its words, `lang` is
    the language of the tables. `problems` say which files were not compared, and why. `sources` are all files.
    """

    kind: Literal["years", "versions"]
    form: Form
    lang: str
    tables: tuple[SummaryTable, ...]
    problems: tuple[Problem, ...]
    sources: tuple[str, ...]


def compare(old: str | Path, new: str | Path, lang: str | None = None, on_done: Callable[[], None] | None = None) -> Comparison:
    """Compare two folders, files, patterns or files of records. If both have sheets of one fiscal year, they are taken as two versions of
    it; else their years are compared.

    Raises:
        NothingToReadError: one of the two has no sheet that can be compared.
    """
    from xltools.tables.columns import Words
    from xltools.tables.versions import version_tables
    from xltools.tables.years import compared
    from xltools.tables.years_sheets import years_of

    sides = [sorted(read_all([source], on_done), key=lambda reading: reading.source) for source in (old, new)]
    every = [reading for side in sides for reading in side]
    first, second = ({_year(reading) for reading in side if reading.record is not None} for side in sides)
    for side, found in zip(sides, (first, second), strict=True):
        if not found:
            raise NothingToReadError("nothing-to-read", [problem for reading in side for problem in reading.problems])
    spoken, sources = messages.language(lang), (str(old), str(new), *(reading.source for reading in every))
    if first & second:
        pairs, problems = _paired(*sides)
        form = _latest([sheet for pair in pairs for sheet in pair if sheet]).form
        tables = version_tables(Words(form, spoken), pairs)
        return Comparison("versions", form, spoken, tuple(tables), tuple(in_order(problems)), sources)
    newest = max(year for _, year in first | second)
    selection = select(every, newest)
    words = Words(selection.form, spoken)
    settings = next((table for table in selection.form.summary.get("tables", ()) if table["kind"] == "years"), None)
    made = compared(years_of(words, (*selection.counted, *selection.others)), "years", settings or {"name": words.text("years.compare")})
    reasons = [reason for _, reason in selection.left_out]
    return Comparison("years", selection.form, spoken, tuple(made), tuple(in_order(reasons)), sources)


def _year(reading: Reading) -> tuple[str, int]:
    return (reading.form.family, reading.form.fiscal_year) if reading.form else ("", 0)


def _latest(sheets: Sequence[Any]) -> Any:
    return max(sheets, key=lambda sheet: (sheet.year, sheet.form.id))


def _paired(old: Sequence[Reading], new: Sequence[Reading]) -> tuple[list[Pair], list[Problem]]:
    """The sheets of the two versions side by side, those without a key by their name; and why others are not."""
    from xltools.tables.versions_paired import paired_sheets
    from xltools.tables.years_sheets import sheet_of

    problems: list[Problem] = []
    sides = []
    for readings in (old, new):
        unique, left_out = one_each(readings)
        nameable = [reading for reading, reason in left_out if reason.code == "no-program-code"]
        problems += [reason for reading, reason in left_out if reading not in nameable]
        sides.append([sheet_of(reading) for reading in (*unique, *nameable)])
    return paired_sheets(*sides), problems


def comparison_workbook(comparison: Comparison, folder: Path) -> bytes:
    """A comparison as an .xlsx file that is to stand in `folder`: its links lead from there to the files. The same comparison gives the
    same bytes."""
    from xltools.books.tables_book import tables_workbook

    title = messages.text(f"summary.compare.title.{comparison.kind}", comparison.lang, title=comparison.form.title)
    return tables_workbook(comparison.form, "comparison", title, comparison.tables, folder, comparison.lang)


def save_comparison(comparison: Comparison, target: Path, overwrite: bool = False) -> None:
    """Write the workbook of a comparison.

    Raises:
        XltoolsError: the file exists and `overwrite` is not given, it is one of those compared, or it cannot be written.
    """
    files.may_write(target, overwrite, comparison.sources)
    files.save_whole(target, comparison_workbook(comparison, target.absolute().parent))


def comparison_data(comparison: Comparison) -> dict[str, object]:
    """A comparison as plain data, as ``schemas/comparison.schema.json`` describes it."""
    return {
        "version": COMPARISON_VERSION,
        "kind": comparison.kind,
        "form": comparison.form.id,
        "tables": [_table(table) for table in comparison.tables],
        "problems": [problem.as_json(comparison.lang) for problem in comparison.problems],
    }


def _table(table: SummaryTable) -> dict[str, object]:
    columns = [column for column in table.columns if column.kind != "trend"]
    rows: Iterable[dict[str, object]] = (
        {column.key: value for column, value in zip(table.columns, row, strict=True) if column.kind != "trend"} for row in table.rows
    )
    described = [{"key": column.key, "title": column.title, "kind": column.kind, "unit": column.unit or None} for column in columns]
    return {"name": table.name, "title": table.title, "note": table.note, "columns": described, "rows": list(rows)}
