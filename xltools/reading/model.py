"""What reading a file gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xltools.cells import CellRef
from xltools.forms.model import Form
from xltools.problems import Path, Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """One file, read.

    `source` is the file as it was named, `size` its bytes, `modified` the time at which it was last written (seconds since
    1970, None if it is no file), `digest` the SHA-256 of its content (hex; empty if it could not
    be opened). `form` and `record` are None when the file did not pass the gates; `problems` then says why. `origins` tells
    for each leaf of the record the cell it came from (for a group of ○ its ●, else its first ○), `fields` the
    form's own path of it, which differs in the row where blank rows were left out. `stated` are the totals
    as they stood in the file, by their path in the record; the record holds them recomputed. `formulas` are the paths of
    those totals that were still formulas in the file. `comments` are the notes that people attached to cells, by the place
    of the record.
    """

    source: str
    size: int = 0
    modified: float | None = None
    digest: str = ""
    form: Form | None = None
    record: Mapping[str, Any] | None = None
    origins: Mapping[Path, CellRef] = field(default_factory=dict)
    fields: Mapping[Path, Path] = field(default_factory=dict)
    stated: Mapping[Path, Any] = field(default_factory=dict)
    formulas: frozenset[Path] = frozenset()
    comments: Mapping[Path, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
