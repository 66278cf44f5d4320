"""`rows`: one row per row of a table of the form; keys that stand before the row in the path (such as a year) become columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xltools.forms.record import value_at
from xltools.problems import Path
from xltools.tables.achievement import achievement_cells, achievement_columns
from xltools.tables.collection import Collection, record_of
from xltools.tables.columns import Words, is_year
from xltools.tables.model import Column, SummaryTable, summary_table


def tables(words: Words, name: str, settings: Mapping[str, Any], collection: Collection) -> list[SummaryTable]:
    """The one table. Its columns: identity, the keys before the row, the row's number, what stands in the row, the
    achievement, and the values of the record that the definition wants beside."""
    path: Path = settings["path"]
    below = [found for found in words.fields if found[: len(path)] == path and _row_at(found) is not None]
    at = min((_row_at(found) or 0 for found in below), default=len(path))
    below = [found for found in below if _row_at(found) == at]
    outer = list(dict.fromkeys(found[len(path) : at] for found in below))
    inner: dict[Path, Path] = {}
    for found in below:
        inner.setdefault(found[at + 1 :], found)

    columns = words.identity()
    for depth in range(at - len(path)):
        columns += _key_columns(words, [key[depth] for key in outer], depth)
    columns.append(Column("row", words.text("row"), "order"))
    frozen = len(columns)
    within = words.columns(list(inner.values()), inside=len(words.groups((*next(iter(inner.values()), path)[:at], ""))))
    columns += within
    trend = _trend_columns(words, settings, list(inner), within)
    columns += trend
    judge = settings.get("achievement")
    columns += achievement_columns(words, judge) if judge else []
    beside = settings.get("beside", ())
    columns += words.columns(beside)

    rows = []
    for reading in collection.readings:
        record = record_of(reading)
        for key in outer:
            for index, row in enumerate(_rows(value_at(record, (*path, *key)))):
                place = (*path, *key, index)
                cells = [words.value(record, (*place, *rest)) for rest in inner]
                rows.append(
                    (
                        *words.identity_of(record),
                        *(cell for depth in range(len(key)) for cell in _key_cells(words, path, key[: depth + 1])),
                        index + 1,
                        *cells,
                        *(None for _ in trend),
                        *(achievement_cells(words, judge, row, cells) if judge else ()),
                        *(words.value(record, other) for other in beside),
                    )
                )
    note = words.text("note.achievement" if judge else "note.rows")
    return [summary_table(name, words.said(settings["name"]), columns, rows, note, frozen)]


def _trend_columns(words: Words, settings: Mapping[str, Any], inner: list[Path], within: list[Column]) -> list[Column]:
    """The column that draws the yearly values of a row, if the definition wants it."""
    trend = settings.get("trend")
    drawn = [column.key for rest, column in zip(inner, within, strict=True) if trend and rest[: len(trend)] == trend]
    return [Column("trend", words.text("trend"), "trend", drawn=(drawn[0], drawn[-1]))] if drawn else []


def _row_at(path: Path) -> int | None:
    return next((index for index, part in enumerate(path) if isinstance(part, int)), None)


def _rows(found: Any) -> Iterator[Mapping[str, Any]]:
    yield from found if isinstance(found, list) else ()


def _key_columns(words: Words, parts: list[str | int], depth: int) -> list[Column]:
    if all(is_year(part) for part in parts):
        title = words.text("western", title=words.text("fiscal-year"))
        return [Column(f"key{depth}", title, "year"), Column(f"key{depth}_era", words.text("era-year"), "text")]
    return [Column(f"key{depth}", words.text("group"), "text")]


def _key_cells(words: Words, path: Path, key: Path) -> tuple[Any, ...]:
    if is_year(key[-1]):
        return int(key[-1]), words.era_year(int(key[-1]))
    return (words.leaf((*path, *key)),)
