"""The columns that say how far an indicator has come, and whether it became better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from xltools.arithmetic import Number, difference, number
from xltools.checks.achievement import achieved, lower_is_better
from xltools.forms.record import value_at
from xltools.tables.columns import Words, is_year
from xltools.tables.model import Column, Mark

Movement = Literal["better", "worse", "same"]


def moved(actual: Number | None, before: Number | None, lower: bool) -> Movement | None:
    """Whether the value became better or worse than the one before; None if either is blank."""
    if actual is None or before is None:
        return None
    if actual == before:
        return "same"
    return "better" if (actual < before) is lower else "worse"


def achievement_columns(words: Words, settings: Mapping[str, Any]) -> list[Column]:
    """The columns of the achievement: ratio, verdict, direction; where the definition says so the movement and the target's year."""
    year = settings["actual"][-1]
    said = words.said(settings["title"])
    title = f"{said} {words.year(int(year))}" if is_year(year) else said
    missed = (Mark("equal", words.text("verdict.missed")),)
    columns = [
        Column("achievement", words.with_unit(title, words.text("percent")), "rate", words.text("percent")),
        Column("verdict", words.text("verdict"), "text", marks=missed),
        Column("direction", words.text("direction"), "text"),
    ]
    if "before" in settings:
        compared = settings["before"][-1]
        moved_title = words.text("movement", title=words.year(int(compared)) if is_year(compared) else "")
        worse = (Mark("equal", words.text("movement.worse")),)
        columns += [Column("difference", words.text("change-short"), "number"), Column("movement", moved_title, "text", marks=worse)]
    if "target_year" in settings:
        title = words.text("target-year")
        columns += [
            Column("target_year", words.text("western", title=title), "year"),
            Column("target_era", words.text("era-of", title=title), "text"),
        ]
    return columns


def achievement_cells(words: Words, settings: Mapping[str, Any], row: Mapping[str, Any], cells: Sequence[Any]) -> tuple[Any, ...]:
    """What stands in them for one row of the form's table; `cells` are its values, whose texts tell the direction."""
    lower = lower_is_better(cells, settings.get("lower_is_better", ()), settings.get("but_not", ()))
    actual, target = (number(value_at(row, settings[key])) for key in ("actual", "target"))
    ratio, verdict = achieved(actual, target, lower)
    found: list[Any] = [
        ratio,
        words.text(f"verdict.{verdict}") if verdict else None,
        words.text(f"direction.{'lower' if lower else 'higher'}"),
    ]
    if "before" in settings:
        before = number(value_at(row, settings["before"]))
        movement = moved(actual, before, lower)
        found += [difference(actual, before), words.text(f"movement.{movement}") if movement else None]
    if "target_year" in settings:
        year = settings["target_year"]
        found += [None, None] if target is None else [year, words.era_year(year)]
    return tuple(found)
