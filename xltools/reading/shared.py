"""What many readings have in common, held once: forms filled in alike have their values in the same cells, under the same keys, and
say the same few words in many places: the answers to choose from, units, the names of a ward's sections.

Readings that come from another process or from the store hold copies of their own of all that; of a thousand readings it is most of what
they take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from sys import intern
from typing import Any

from xltools.cells import CellRef
from xltools.problems import Path
from xltools.reading.model import Reading

LAYOUTS = 1_000
"""How many ways to place a form's values are held. A form has few: each row that is left blank makes another."""
SHORT = 32
"""A text of so many characters at most is likely to be said again."""
_PLACES = 20_000
_SHARED = frozenset({dict, list, str})

Layout = tuple[tuple[tuple[Path, CellRef], ...], tuple[tuple[Path, Path], ...], frozenset[Path]]
"""Where the values of a reading stand: its origins and fields, in their order, and its formulas."""
Held = tuple[Mapping[Path, CellRef], Mapping[Path, Path], frozenset[Path]]
"""The same as readings share it."""


def layout_of(reading: Reading) -> Layout:
    """Where the values of a reading stand."""
    return tuple(reading.origins.items()), tuple(reading.fields.items()), reading.formulas


def held(layout: Layout) -> Held:
    """A layout as all readings share it."""
    origins, fields, formulas = layout
    return _origins(origins), _fields(fields), _formulas(formulas)


def sharing(reading: Reading, layout: Held | None = None) -> Reading:
    """The same reading, what it has in common with those before it being theirs; its values stand where `layout` says, if it is given."""
    origins, fields, formulas = layout or held(layout_of(reading))
    return replace(
        reading,
        record=_common(reading.record),
        origins=origins,
        fields=fields,
        stated={_path(path): value for path, value in reading.stated.items()},
        formulas=formulas,
    )


def _common(value: Any) -> Any:
    """A part of a record with the keys and the short texts that all records share."""
    kind = type(value)
    if kind is dict:
        return {intern(key): _common(inner) if type(inner) in _SHARED else inner for key, inner in value.items()}
    if kind is list:
        return [_common(inner) if type(inner) in _SHARED else inner for inner in value]
    return intern(value) if kind is str and len(value) <= SHORT else value


@lru_cache(maxsize=LAYOUTS)
def _origins(items: tuple[tuple[Path, CellRef], ...]) -> Mapping[Path, CellRef]:
    return {_path(path): at for path, at in items}


@lru_cache(maxsize=LAYOUTS)
def _fields(items: tuple[tuple[Path, Path], ...]) -> Mapping[Path, Path]:
    return {_path(path): _path(field) for path, field in items}


@lru_cache(maxsize=LAYOUTS)
def _formulas(paths: frozenset[Path]) -> frozenset[Path]:
    return frozenset(map(_path, paths))


@lru_cache(maxsize=_PLACES)
def _path(path: Path) -> Path:
    return path
