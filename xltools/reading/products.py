"""Files that are workbooks and yet no submissions: those that xltools itself wrote, blank forms, other people's forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from xltools.forms.record import FORM_KEY, YEAR_KEY
from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading.grid import Grid
from xltools.reading.model import Reading

PROPERTY_KIND = "xltools.kind"
"""Custom document property of every workbook that xltools writes and that is no form: what it is."""
KINDS = ("summary", "comparison", "problems", "roster", "status")
"""What it may be."""
LONGEST_TITLE = 40


def own_product(grid: Grid) -> Problem | None:
    """The problem of a workbook that xltools wrote for people to read, not to fill in; None for any other."""
    kind = grid.properties.get(PROPERTY_KIND)
    return Problem("not-a-submission", grid.source, details={"kind": Word(f"kind.{kind}")}) if kind in KINDS else None


def judged(reading: Reading, grid: Grid) -> Reading:
    """The reading; for a form that nobody filled in, and a workbook of no form that is known, with the problem in its place."""
    if reading.record is not None and not _filled(reading):
        return Reading(reading.source, problems=(Problem("template-unfilled", reading.source),))
    if any(problem.code == "no-stamp" for problem in reading.problems):
        return replace(reading, problems=tuple(_titled(problem, grid) for problem in reading.problems))
    return reading


def _titled(problem: Problem, grid: Grid) -> Problem:
    if problem.code != "no-stamp":
        return problem
    title = looks_like(grid)
    return replace(problem, value=title) if title else replace(problem, details={**problem.details, "value": Word("looks.blank")})


def looks_like(grid: Grid) -> str:
    """The first text of the first sheet that holds any, shortened; empty if there is none."""
    for rows in grid.sheets.values():
        for row in rows:
            for value in row:
                text = " ".join(value.split()) if isinstance(value, str) else ""
                if text:
                    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"
    return ""


def _filled(reading: Reading) -> bool:
    """Whether anything at all stands in the form: a value, or one that could not be read."""
    record: Mapping[str, Any] = reading.record or {}
    unread = any(problem.severity == "error" for problem in reading.problems)
    return unread or any(_holds(value) for key, value in record.items() if key not in (FORM_KEY, YEAR_KEY))


def _holds(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds, value.values()))
    if isinstance(value, list):
        return any(map(_holds, value))
    return value is not None
