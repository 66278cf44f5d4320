"""One sheet as the rules see it: values, labels and cells by their place in the record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from xltools import arithmetic, fiscal_years
from xltools.cells import CellRef
from xltools.forms.compile import full_label
from xltools.forms.model import Check, Form
from xltools.forms.record import value_at
from xltools.messages import shown
from xltools.problems import Path, Problem
from xltools.reading.model import Reading

Number = int | float
_YEAR = re.compile("[1-9][0-9]{3}")


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
        return None if self.told and path in self.told else value_at(self.reading.record, path)

    def number(self, path: Path) -> Number | None:
        """The number at a place; None for everything else."""
        return arithmetic.number(self.value(path))

    def text(self, path: Path) -> str:
        """The text at a place; empty for everything else."""
        value = self.value(path)
        return value if isinstance(value, str) else ""

    def series(self, path: Path) -> dict[int, Number]:
        """The numbers of a group whose keys are fiscal years, oldest first; blanks are left out."""
        group = value_at(self.reading.record, path)
        found = {year: arithmetic.number(group[key]) for year, key in _years_in(group) if not self.told or (*path, key) not in self.told}
        return {year: number for year, number in found.items() if number is not None}

    def years(self, path: Path) -> list[int]:
        """The fiscal years that are the keys of a group, oldest first."""
        return [year for year, _ in _years_in(value_at(self.reading.record, path))]

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
        slots = self.form.fields().get(self.reading.fields.get(path, path))
        return slots[0].full_label if slots else full_label((*path, ""), "", self.form.labels)

    def answer(self, path: Path) -> str:
        """What stands at a place as the form says it: the answer's own words where it is chosen, a year as the sheet prints it."""
        value, slots = self.value(path), self.form.fields().get(self.reading.fields.get(path, path), ())
        words = [choice.text for slot in slots for choice in slot.choices if choice.value == value]
        return words[0] if words else self.year(value) if slots and slots[-1].type == "year" else shown(value)

    def year(self, year: object) -> str:
        """A fiscal year with its era."""
        if isinstance(year, int) and year >= fiscal_years.ERAS[0].first_year:
            return fiscal_years.label(year, self.form.fiscal_year, "era")
        return shown(year)

    def first_filled(self, row: Path) -> Path:
        """The first place of a row that holds something; of a blank one, the row itself."""
        return next((path for path in self.reading.fields if path[: len(row)] == row and self.value(path) is not None), row)

    def called(self, path: Path, name: str) -> dict[str, object]:
        """What a message calls a place in a row that the sheet itself has a name for: label and name."""
        return {"label": f"{self.label(path)} {name}"} if name else {}

    def excused(self, check: Check, case: Mapping[str, Any]) -> bool:
        """Whether the place `unless` of a case, if it names one, holds one of the check's options ``unless``."""
        return "unless" in case and self.value(case["unless"]) in check.options.get("unless", ())

    def amount_and_rate(self, amount: Number, whole: Number) -> str:
        """An amount with what it is in percent of another, as a message shows them: ``13,610 / 34.9 %``."""
        rate = arithmetic.percent(amount, abs(whole))
        return shown(amount) if rate is None else f"{shown(amount)} / {rate:,} %"

    def problem(self, check: Check, code: str, path: Path, value: object = None, severity: str = "", /, **details: object) -> Problem:
        """A finding at a place. `severity` is that of the message in the catalogue if it is not given."""
        found = {"rule": check.id, "check": check.title, **details}
        return Problem(code, self.reading.source, severity, self.at(path), path, self.label(path), value, found)


def _years_in(group: object) -> tuple[tuple[int, str], ...]:
    """The fiscal years among the keys of a group, oldest first, each with its key."""
    return _years_among(tuple(group)) if isinstance(group, dict) else ()


@lru_cache(maxsize=1_000)
def _years_among(keys: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted((int(key), key) for key in keys if _YEAR.fullmatch(key)))
