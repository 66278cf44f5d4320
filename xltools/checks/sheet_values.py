"""One sheet as the rules see it: values, labels and cells by their place in the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from xltools.cells import CellRef
from xltools.forms.compile import full_label
from xltools.forms.model import Check, Form
from xltools.forms.record import value_at
from xltools.problems import Path, Problem
from xltools.reading.model import Reading

Number = int | float


@dataclass(frozen=True, slots=True)
class SheetValues:
    """A reading that has a record, for rules to look at.

    `told` are the places that an error was already reported about: their values count as blank, so that one cause gives one
    message.
    """

    reading: Reading
    form: Form
    told: frozenset[Path] = field(default_factory=frozenset)

    def value(self, path: Path) -> Any:
        """The value at a place; None if it is blank, unknown, or an error was reported about it."""
        return None if path in self.told else value_at(self.reading.record, path)

    def number(self, path: Path) -> Number | None:
        """The number at a place; None for everything else."""
        value = self.value(path)
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None

    def text(self, path: Path) -> str:
        """The text at a place; empty for everything else."""
        value = self.value(path)
        return value if isinstance(value, str) else ""

    def series(self, path: Path) -> dict[int, Number]:
        """The numbers of a group whose keys are fiscal years, oldest first; blanks are left out."""
        group = value_at(self.reading.record, path)
        years = sorted(key for key in group if str(key).isdigit()) if isinstance(group, dict) else ()
        return {int(year): number for year in years if (number := self.number((*path, year))) is not None}

    def rows(self, table: Path) -> Iterator[Path]:
        """The places of a table's rows."""
        rows = value_at(self.reading.record, table)
        return ((*table, index) for index in range(len(rows) if isinstance(rows, list) else 0))

    def at(self, path: Path) -> CellRef | None:
        """The cell of a place; of a table or a group, its first cell."""
        if path in self.reading.origins:
            return self.reading.origins[path]
        inside = [cell for place, cell in self.reading.origins.items() if place[: len(path)] == path]
        return min(inside, key=lambda cell: (cell.row, cell.column), default=None)

    def label(self, path: Path) -> str:
        """The form's own name of a place."""
        field_ = self.reading.fields.get(path, path)
        slot = next((slot for slot in self.form.slots if slot.path == field_), None)
        return slot.full_label if slot else full_label((*path, ""), "", self.form.labels)

    def problem(self, check: Check, code: str, path: Path, value: object = None, severity: str = "", **details: object) -> Problem:
        """A finding at a place. `severity` is that of the message in the catalogue if it is not given."""
        found = {"rule": check.id, **details}
        return Problem(code, self.reading.source, severity, self.at(path), path, self.label(path), value, found)
