"""`rows` over the years: the rows of a table of the form (indicators), matched by name, with all their years and their targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xltools.arithmetic import Number, difference
from xltools.tables.columns import year_number
from xltools.tables.model import Column, Mark, SummaryTable, summary_table
from xltools.tables.years_columns import gaps, remark_cells, remark_columns, trend_columns, year_columns
from xltools.tables.years_figures import Figure, years_in
from xltools.tables.years_sheets import OVER_YEARS, ProgramSheets, Told, Years, settings_in


def rows_table(
    years: Years, name: str, index: int, settings: Mapping[str, Any], found: Sequence[tuple[ProgramSheets, Sequence[Figure]]]
) -> SummaryTable:
    """A row per program and row of the form's table."""
    words = years.words
    own = [(program, [figure for figure in figures if (figure.kind, figure.table) == ("rows", index)]) for program, figures in found]
    every = years_in([figure for _, figures in own for figure in figures])
    trend = trend_columns(words, every)
    judged = "achievement" in settings
    title = words.leaf((*settings["path"], 0, *settings["row_name"]))
    columns = [*words.identity(), Column("name", title, "text")]
    frozen = len(columns)
    columns += [Column("standing", words.text("years.standing"), "text"), Column("sheets", words.text("years.on-sheets"), "text")]
    columns += [*trend, *year_columns(words, every, "", amount=False)]
    columns += [*(_target_columns(years, settings) if judged else ()), *remark_columns(words)]
    rows = [
        (
            *program.identity,
            figure.label or words.text("left-blank"),
            words.text(f"years.standing.{_standing(years, program, figure)}"),
            words.text("list-comma").join(map(year_number, figure.rows)),
            *(None for _ in trend),
            *map(figure.value, every),
            *(_target_cells(years, program, index, figure) if judged else ()),
            *remark_cells(words, figure, every),
        )
        for program, figures in own
        for figure in figures
    ]
    note = words.text("note.years-targets" if judged else "note.years-rows")
    return summary_table(name, words.said(settings[OVER_YEARS]), columns, rows, note, frozen)


def _standing(years: Years, program: ProgramSheets, figure: Figure) -> str:
    """Whether a row goes on, is new on the program's latest sheet, or is not on it any more."""
    sheets = list(program.sheets)
    if len(sheets) < 2:
        return "one-sheet"
    on_latest, on_others = sheets[-1] in figure.rows, any(year in figure.rows for year in sheets[:-1])
    return ("kept" if on_others else "new") if on_latest else "gone"


def _target_columns(years: Years, settings: Mapping[str, Any]) -> Iterator[Column]:
    """The target as each year's sheets give it, how it changed from sheet to sheet, and why one is missing."""
    words = years.words
    target = words.leaf((*settings["path"], 0, *settings["achievement"]["target"]))
    for year in years.years:
        yield Column(f"target/{year}", words.text("years.target-on", target=target, year=words.year(year)), "number")
    yield Column("target_change", words.text("change", title=target), "number")
    lowered, raised = (Mark("equal", words.text(f"years.target.{key}")) for key in ("lowered", "raised"))
    yield Column("target_state", words.text("years.target-state", target=target), "text", marks=(lowered, raised))
    yield Column("target_gaps", words.text("years.target-gaps", target=target), "text")


def _target_cells(years: Years, program: ProgramSheets, index: int, figure: Figure) -> list[Number | str | None]:
    words = years.words
    told = {year: _target(program, index, figure, year) for year in years.years}
    values = [found.value if found else None for found in told.values()]
    filled = [value for value in values if value is not None]
    change = difference(filled[-1], filled[-2]) if len(filled) > 1 else None
    lacking = gaps(words, ((year_number(year), found) for year, found in told.items()))
    return [*values, change, words.text(f"years.target.{_course([found for found in told.values() if found])}"), lacking]


def _target(program: ProgramSheets, index: int, figure: Figure, year: int) -> Told | None:
    """The target on the sheet of a year; None if that sheet does not have the row."""
    if year not in figure.rows:
        return None
    sheet = program.sheets[year]
    settings = settings_in(sheet.form, "rows", index)
    return sheet.figure((*figure.rows[year], *settings["achievement"]["target"])) if settings else None


def _course(told: Sequence[Told]) -> str:
    """What became of the target between the two latest sheets that have the row."""
    if any(found.state == "unread" for found in told[-2:]):
        return "unknown"
    if len(told) < 2:
        return "only-one"
    before, now = (found.value for found in told[-2:])
    if before is None or now is None:
        return "none" if before is now else "set" if before is None else "withdrawn"
    return "kept" if now == before else "raised" if now > before else "lowered"
