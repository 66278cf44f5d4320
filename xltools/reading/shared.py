"""What many readings have in common, held once: forms filled in alike have their values in the same cells, under the same keys.

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
_PLACES = 20_000
_NESTED = frozenset({dict, list})


def sharing(reading: Reading) -> Reading:
    """The same reading, what it has in common with those before it being theirs."""
    return replace(
        reading,
        record=_keyed(reading.record),
        origins=_origins(tuple(reading.origins.items())),
        fields=_fields(tuple(reading.fields.items())),
        stated={_path(path): value for path, value in reading.stated.items()},
        formulas=_formulas(reading.formulas),
    )


def _keyed(value: Any) -> Any:
    """A record with keys that all records share."""
    if isinstance(value, dict):
        return {intern(key): _keyed(inner) if type(inner) in _NESTED else inner for key, inner in value.items()}
    return [_keyed(inner) for inner in value] if isinstance(value, list) else value


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
