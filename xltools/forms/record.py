"""Slot values ↔ record. The record of one program and one fiscal year is nested data; blank rows of its tables are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import Any, NamedTuple

from xltools.forms.model import Form
from xltools.problems import Path

FORM_KEY = "form"
YEAR_KEY = "fiscal_year"
"""The two keys of every record that no slot holds: which family of forms, and which fiscal year."""
_PLAIN = frozenset({str, int, float, bool, type(None)})


@dataclass(frozen=True, slots=True)
class Built:
    """A record and, for each of its leaves, the path of the form's field that it came from (they differ in the row
    where blank rows were left out)."""

    record: dict[str, Any]
    fields: Mapping[Path, Path]


def build(form: Form, values: Mapping[Path, Any]) -> Built:
    """Make a record of field values by path; a path that is missing is blank (None)."""
    kept = _kept_rows(form, values)
    record: dict[str, Any] = {FORM_KEY: form.family, YEAR_KEY: form.fiscal_year}
    holders: dict[Path, Any] = {(): record}
    fields: dict[Path, Path] = {}
    for path, around, key, row in _places(form):
        placed = path
        if row is not None:
            if row.table not in holders:
                holders[row.table] = _holder(record, row.table, [])
            number = kept.get(row.table, {}).get(row.number)
            if number is None:
                continue
            around = (*row.table, number, *row.inside)
            placed = (*around, key)
        holder = holders.get(around)
        if holder is None:
            holder = holders[around] = _holder(record, around, {})
        holder[key] = values.get(path)
        fields[placed] = path
    return Built(record, fields)


def laid_out(form: Form, values: Mapping[Path, Any]) -> dict[str, Any]:
    """Field values by path as nested data that keeps the rows of the form's tables where they are, blank ones too: what a
    sheet starts with, as `flatten` takes it."""
    record: dict[str, Any] = {FORM_KEY: form.family, YEAR_KEY: form.fiscal_year}
    for path in form.fields():
        _set(record, path, values.get(path))
    return record


def named(pattern: str, record: Mapping[str, Any]) -> str:
    """A name that the definition gives (of a file, of a folder), its blanks filled with values of a record."""
    return pattern.format_map({key: record.get(key) or "" for key in _blanks_of(pattern)})


@lru_cache(maxsize=64)
def _blanks_of(pattern: str) -> tuple[str, ...]:
    """The fields that a name names."""
    return tuple(key for _, key, _, _ in Formatter().parse(pattern) if key)


def flatten(form: Form, record: Mapping[str, Any]) -> dict[Path, Any]:
    """The field values of a record by path; keys and rows that the form does not have are not looked at."""
    return {path: value_at(record, path) for path in form.fields()}


def leaves(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """Every leaf of nested data with its path; an empty object or list is a leaf."""
    if type(value) in _PLAIN:  # first: whether something is a Mapping takes ten times as long to tell
        return [(path, value)]
    if isinstance(value, Mapping) and value:
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, str(key)))]
    if isinstance(value, list) and value:
        return [leaf for index, inner in enumerate(value) for leaf in leaves(inner, (*path, index))]
    return [(path, value)]


def value_at(record: Any, path: Path) -> Any:
    """The value at a path, None where the record has no such place."""
    value = record
    for part in path:
        if isinstance(value, dict):  # first: whether something is a Mapping takes ten times as long to tell
            value = value.get(part)
        elif isinstance(part, int):
            value = value[part] if isinstance(value, list) and part < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return value


class _Row(NamedTuple):
    """A row of a table of the form: the table, its number (0-based), and what it holds of the path of a field behind that."""

    table: Path
    number: int
    inside: Path


@lru_cache(maxsize=64)
def _places(form: Form) -> tuple[tuple[Path, Path, str | int, _Row | None], ...]:
    """The paths of a form, each with what is around it, its key there, and the row that it is in."""
    return tuple((path, path[:-1], path[-1], _row(path)) for path in form.fields())


def _row(path: Path) -> _Row | None:
    at = next((index for index, part in enumerate(path) if isinstance(part, int)), None)
    return None if at is None else _Row(path[:at], int(path[at]), path[at + 1 : -1])


def _kept_rows(form: Form, values: Mapping[Path, Any]) -> dict[Path, dict[int, int]]:
    """Per table, the rows that are not wholly blank, as the form counts them → as the record counts them."""
    filled: dict[Path, set[int]] = {}
    for path, _, _, row in _places(form):
        if row is not None and values.get(path) is not None:
            filled.setdefault(row.table, set()).add(row.number)
    return {table: {row: index for index, row in enumerate(sorted(rows))} for table, rows in filled.items()}


def _set(record: Any, path: Path, value: Any) -> None:
    _holder(record, path[:-1], {})[path[-1]] = value


def _holder(record: Any, path: Path, new: Any) -> Any:
    """What stands at a path, `new` if nothing did; the objects and lists around it are made if need be."""
    place = record
    for index, part in enumerate(path):
        made = new if index == len(path) - 1 else [] if isinstance(path[index + 1], int) else {}
        if isinstance(part, int):
            if part == len(place):
                place.append(made)
            place = place[part]
        else:
            place = place.setdefault(part, made)
    return place
