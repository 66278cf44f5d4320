"""`years`: the sheets of two to ten fiscal years compared. What a table of the definition shows of one year it shows of all years, if its
settings say so (`over_years`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.model import SummaryTable
from xltools.tables.years_changes import changes_table, sheets_table
from xltools.tables.years_choices import choices_tables
from xltools.tables.years_figures import figures_of
from xltools.tables.years_restated import restated_table
from xltools.tables.years_rows import rows_table
from xltools.tables.years_series import series_tables
from xltools.tables.years_sheets import Years, compared_tables, years_of
from xltools.tables.years_statement import statement_table
from xltools.tables.years_texts import text_tables
from xltools.tables.years_totals import totals_table


def tables(words: Words, name: str, settings: Mapping[str, Any], collection: Collection) -> list[SummaryTable]:
    """The tables of several years; with the sheets of one year only, what there is and a sentence."""
    years = years_of(words, (*collection.readings, *collection.others))
    return compared(years, name, settings)


def compared(years: Years, name: str, settings: Mapping[str, Any]) -> list[SummaryTable]:
    """On the main sheet how many programs there are, the totals, what came of announcements, how many texts stay; on sheets of their own
    what became of programs, the disagreements, and every table that is compared over the years."""
    words = years.words
    sheet = words.said(settings["name"])
    if len(years.years) < 2:
        said = words.text("list-comma").join(map(words.year, years.years)) or words.year(words.form.fiscal_year)
        return [sheets_table(years, name, sheet, words.text("note.years-one", year=said))]
    found = [(program, figures_of(words, program)) for program in years.programs]
    main = [
        sheets_table(years, name, sheet, words.text("note.years-sheets", changes=words.text("years.changes"))),
        totals_table(years, f"{name}_totals", sheet, found),
    ]
    others = [changes_table(years, f"{name}_changes"), restated_table(years, f"{name}_restated", found)]

    def named(kind: str, index: int) -> str:
        return f"{name}_{kind}" + (f"_{index + 1}" if index else "")

    for index, own in enumerate(compared_tables(words.form, "series")):
        others += series_tables(years, named("series", index), index, own, found)
    for index, own in enumerate(compared_tables(words.form, "statement")):
        others.append(statement_table(years, named("statement", index), index, own, found))
    for index, own in enumerate(compared_tables(words.form, "rows")):
        others.append(rows_table(years, named("rows", index), index, own, found))
    for index, own in enumerate(compared_tables(words.form, "choices")):
        history, counts = choices_tables(years, named("choices", index), index, own, sheet)
        main.append(counts)
        others.append(history)
    if "texts" in settings:
        listing, counts = text_tables(years, f"{name}_texts", settings["texts"], sheet)
        main.append(counts)
        others.append(listing)
    return [*main, *others]
