"""The form as data: what a compiled definition consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from xltools.cells import Area, CellRef
from xltools.problems import Path

TEXT_TYPES = frozenset({"text", "prose", "code", "choice"})
NUMBER_TYPES = frozenset({"amount", "number", "count"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a slot takes: the value in the record and the word on the form."""

    value: object
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One entry cell of the form.

    `path` is its place in the record, with 0-based rows as the form counts them. `name` is its defined name in the
    workbook. `accepts` are other spellings of its choices, each with the choice it stands for. `carried_from` is the place in the
    previous year's record that the field starts with, None if it starts blank; with `review` the section is asked to look the
    value through. A mark slot (``mark`` not None) is one ○ of a group that shares a path: its cell says whether that answer was
    chosen. An era slot (``era`` not "") is one ○ beside a year. Every other slot holds the value itself.
    """

    path: Path
    name: str
    area: Area
    type: str
    label: str
    full_label: str
    unit: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    accepts: tuple[tuple[str, str], ...] = ()
    open: bool = False
    pattern: str = ""
    example: str = ""
    minimum: int | None = None
    max_length: int | None = None
    style: str = ""
    computed: bool = False
    help: str = ""
    carried_from: Path | None = None
    review: bool = False
    mark: Choice | None = None
    era: str = ""

    @property
    def at(self) -> CellRef:
        """The cell that holds the value: the top-left one of its area."""
        return self.area.first


@dataclass(frozen=True, slots=True)
class Label:
    """A printed text and where it stands."""

    text: str
    area: Area
    style: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the form. Row heights are in points, the column width in pixels at 96 dpi."""

    name: str
    row_heights: tuple[float, ...]
    column_count: int
    column_width: int
    stamp: CellRef
    freeze_rows: int
    labels: tuple[Label, ...]
    boxes: tuple[tuple[Area, str], ...]

    @property
    def print_area(self) -> Area:
        """The page: from A1 over all rows and columns of the form."""
        return Area(CellRef(self.name, 1, 1), len(self.row_heights), self.column_count)


@dataclass(frozen=True, slots=True)
class LinearRule:
    """``total = ± term ± term …``: an Excel formula in the template and a check in the reader.

    `rounding` is the difference that is only a warning (rounding to 千円); more is an error. `complete` says that a
    blank term is a mistake of its own as soon as another term is filled. `source` says where the rule comes from.
    """

    id: str
    title: str
    total: Path
    terms: tuple[tuple[int, Path], ...]
    rounding: int
    complete: bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What an experienced reader of the form looks at beyond its arithmetic. `kind` names the rule, a function of `xltools.checks`.

    `cases` are the places that the rule looks at, one mapping per repetition: a name of the rule's → a path of the record, or
    several. A path that begins without a slash in the definition is relative to a row of a table. `limits` are its thresholds,
    `options` whatever else it needs (words, a number that the form prints). `level` is the severity of its worst finding.
    `reasons` are places whose text explains a finding. Until `trial_until` (an ISO date, empty if it is no trial) a finding is
    a warning at most. `source` says where the rule comes from.
    """

    id: str
    kind: str
    title: str
    level: str
    cases: tuple[Mapping[str, Any], ...] = ({},)
    limits: Mapping[str, int | float] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[Path, ...] = ()
    trial_until: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A definition compiled for one fiscal year. Two forms are the same only if they are one object (`load_form` keeps them)."""

    id: str
    family: str
    title: str
    fiscal_year: int
    sheets: tuple[Sheet, ...]
    slots: tuple[Slot, ...]
    rules: tuple[LinearRule, ...]
    checks: tuple[Check, ...]
    labels: Mapping[Path, str]
    styles: Mapping[str, Mapping[str, Any]]
    page: Mapping[str, Any]
    key: Path
    name: Path
    file_name: str
    folder_name: str = ""
    required_rows: tuple[Path, ...] = ()
    roster: tuple[Path, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)

    def fields(self) -> Mapping[Path, tuple[Slot, ...]]:
        """The slots of each path, in the order of the form: one for a plain value, several for a group of ○."""
        return _fields(self)


@lru_cache(maxsize=64)
def _fields(form: Form) -> Mapping[Path, tuple[Slot, ...]]:
    found: dict[Path, list[Slot]] = {}
    for slot in form.slots:
        found.setdefault(slot.path, []).append(slot)
    return MappingProxyType({path: tuple(slots) for path, slots in found.items()})
