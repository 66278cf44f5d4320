"""The amounts of a statement: every line for its years and the change between them, of every program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltools.arithmetic import Number, covered, number, total, total_difference
from xltools.forms.record import value_at
from xltools.problems import Path
from xltools.tables.columns import Words
from xltools.tables.model import Column


@dataclass(frozen=True, slots=True)
class Amounts:
    """A statement of all programs.

    `keys` are the columns of the statement: its years (as text, oldest first) and, last, the change. `values` hold for a line and a key
    one amount per program, None where it is blank.
    """

    path: Path
    lines: tuple[str, ...]
    years: tuple[int, ...]
    change: str
    unit: str
    count: int
    values: Mapping[tuple[str, str], Sequence[Number | None]]

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the statement."""
        return (*map(str, self.years), self.change)

    def of(self, line: str, key: str, members: Sequence[int] | None = None) -> list[Number | None]:
        """The amounts of some programs, of all by default."""
        values = self.values[line, key]
        return list(values) if members is None else [values[member] for member in members]

    def sums(self, line: str, members: Sequence[int] | None = None) -> list[Number | None]:
        """The sum for every key."""
        return [total(self.of(line, key, members)) for key in self.keys]

    def counts(self, line: str, members: Sequence[int] | None = None) -> list[int]:
        """How many programs each of these sums covers."""
        return [covered(self.of(line, key, members)) for key in self.keys]

    def rate(self, line: str, members: Sequence[int] | None = None) -> float | None:
        """The change between the last two years in percent, over the programs that have both."""
        if len(self.years) < 2:
            return None
        earlier, later = (self.of(line, str(year), members) for year in self.years[-2:])
        return total_difference(zip(later, earlier, strict=True))[1]

    def leaf(self, words: Words, line: str) -> str:
        """What the form calls a line."""
        return words.leaf((*self.path, line))

    def said(self, words: Words, key: str) -> str:
        """What heads a column of the statement."""
        return words.text("change-short") if key == self.change else words.year(int(key))

    def columns(self, words: Words) -> list[Column]:
        """A column for every key."""
        return [Column(key, words.with_unit(self.said(words, key), self.unit), "amount", self.unit) for key in self.keys]

    def counted_columns(self, words: Words) -> list[Column]:
        """A column for every key, each followed by one that says how many programs it covers, and the change in percent."""
        programs = words.text("programs-unit")
        found = []
        for column in self.columns(words):
            title = words.text("covers", title=self.said(words, column.key))
            found += [column, Column(f"{column.key}_count", title, "count", programs)]
        return [*found, Column("change_rate", words.text("change-rate-short"), "rate", words.text("percent"))]

    def counted(self, line: str, members: Sequence[int] | None = None) -> list[Number | None]:
        """What stands in them."""
        amounts = [self.of(line, key, members) for key in self.keys]
        return [*(value for own in amounts for value in (total(own), covered(own))), self.rate(line, members)]


def amounts_of(words: Words, settings: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> Amounts:
    """The statement that a definition's settings describe."""
    path: Path = settings["path"]
    keys = [*map(str, settings["years"]), settings["change"]]
    parts = settings["chart"]["lines"] if settings.get("chart") else ()
    lines = tuple(dict.fromkeys((*settings["lines"], *settings["main"], *parts)))
    values = {(line, key): [number(value_at(record, (*path, line, key))) for record in records] for line in lines for key in keys}
    return Amounts(path, tuple(settings["lines"]), tuple(settings["years"]), settings["change"], words.unit(path), len(records), values)
