"""The largest increases and decreases, with what the program says about them beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltools.arithmetic import Number, change_rate
from xltools.problems import Path
from xltools.tables.columns import Words
from xltools.tables.model import Column


@dataclass(frozen=True, slots=True)
class Ranked:
    """One place of a ranking: the 1-based rank (equal changes share one), the 0-based program and the change."""

    rank: int
    index: int
    change: Number


def ranked(changes: Sequence[Number | None], most: int, rise: bool) -> list[Ranked]:
    """The increases (or decreases) among the changes of the programs, the largest first, up to rank `most`; whoever shares the last
    rank is among them. A blank and a change of 0 are neither."""
    found = [(abs(change), index, change) for index, change in enumerate(changes) if change and (change > 0) is rise]
    found.sort(key=lambda place: (-place[0], place[1]))
    places: list[Ranked] = []
    for position, (size, index, change) in enumerate(found, 1):
        rank = places[-1].rank if places and abs(places[-1].change) == size else position
        if rank > most:
            break
        places.append(Ranked(rank, index, change))
    return places


def change_columns(words: Words, years: tuple[int, int], unit: str) -> list[Column]:
    """Two years, the change between them, and that in percent."""
    percent = words.text("percent")
    return [
        *(Column(f"year/{year}", words.with_unit(words.year(year), unit), "amount", unit) for year in years),
        Column("change", words.with_unit(words.text("change-short"), unit), "amount", unit),
        Column("change_rate", words.text("change-rate-short"), "rate", percent),
    ]


def change_cells(earlier: Number | None, later: Number | None, change: Number | None) -> tuple[Number | None, ...]:
    """What stands in them."""
    return earlier, later, change, change_rate(later, earlier)


def name_first(words: Words) -> tuple[Path, ...]:
    """The identity of a program as a reader of the main figures wants it: its name first, its key last."""
    paths = words.identity_paths()
    known = [path for path in paths if path not in (words.form.name, words.form.key)]
    return (words.form.name, *known, words.form.key)


def reason_columns(words: Words) -> list[Column]:
    """The column of what a program says about its changes, if the form has such a field."""
    reason = words.form.summary.get("reason")
    return words.columns([reason]) if reason else []


def reason_cells(words: Words, record: Mapping[str, Any]) -> Iterable[Any]:
    """What stands in it."""
    reason = words.form.summary.get("reason")
    return (words.value(record, reason),) if reason else ()
