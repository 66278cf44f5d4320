"""Columns made from the form's own labels: title, unit, kind, width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any

from xltools import fiscal_years, messages
from xltools.forms.model import NUMBER_TYPES, Form, Slot
from xltools.forms.record import value_at
from xltools.problems import Path, pointer
from xltools.tables.model import NUMERIC, Column, Kind

KINDS: dict[str, Kind] = {
    "text": "text", "choice": "text", "mark": "text", "code": "code", "prose": "prose", "year": "year",
    "amount": "amount", "number": "number", "count": "count",
}  # fmt: skip
"""The kind of column for each type of slot."""

WIDEST: dict[str, int] = {"text": 29, "code": 16, "prose": 46}
"""Widest column of text by kind, in characters of half width; longer texts are wrapped."""

LEAST: dict[str, int] = {"year": 9, "order": 6, "count": 8, "rate": 9}
"""Narrowest column of numbers by kind."""

TREND = 18
"""Width of a column that draws a small line."""

SHORT_TITLE = 12
"""A heading up to this width is not wrapped."""

NARROW, AIRY = 170, 3
"""A table that stays within this width gives its columns of numbers so much more room, and its headings what keeps them together."""

BLOCK = 1_000
"""So many rows are looked at together."""

_PIECES = re.compile(r"[ 　]|(?=（[^（）]*）$)")

MAX_TITLE = 255
"""Longest heading of a native table, in characters."""


class Words:
    """The words of one summary: the form's labels, and xltools' own texts in the summary's language."""

    def __init__(self, form: Form, lang: str) -> None:
        self.form = form
        self.lang = lang
        self.fields = form.fields()

    def text(self, code: str, **details: object) -> str:
        """A text of the catalogue under ``summary.``."""
        return messages.text(f"summary.{code}", self.lang, **details)

    def said(self, text: str | Mapping[str, str]) -> str:
        """A text of the definition's own settings, which may be said in each language."""
        return text if isinstance(text, str) else text[self.lang]

    def year(self, year: int) -> str:
        """A fiscal year in Western and Japanese counting: ``2017（平成29）年度``."""
        return self.text("year", western=year_number(year), both=fiscal_years.label(year, self.form.fiscal_year, "both"))

    def era_year(self, year: int) -> str:
        """A fiscal year in Japanese counting: ``平成29年度``."""
        return fiscal_years.label(year, self.form.fiscal_year, "era")

    @property
    def axis_of_years(self) -> tuple[str, Callable[[int], str], str]:
        """How an axis counts fiscal years: in eras in Japanese, in Western years in any other language. The column with the years, how one
        is said, and the number format of the axis (empty for texts)."""
        return ("era", self.era_year, "") if self.lang == messages.LANGUAGES[0] else ("year", self.year, '"FY"0')

    def with_unit(self, title: str, unit: str) -> str:
        """A title with its unit behind it, unless it says so already."""
        return self.text("with-unit", title=title, unit=unit) if unit and unit not in title else title

    def slot(self, path: Path) -> Slot | None:
        """The first slot of a path: what its column is named and typed after."""
        slots = self.fields.get(path)
        return slots[0] if slots else None

    def unit(self, path: Path) -> str:
        """The unit of the first field under a path that has one."""
        return _unit(self.form, path)

    def computed(self, path: Path) -> frozenset[str | int]:
        """The lines of a statement under a path that the form computes from others: its totals and balances."""
        return _computed(self.form, path)

    def groups(self, path: Path) -> list[str]:
        """The labels of the groups around a path, the outermost first; rows do not count."""
        keys = tuple(part for part in path if not isinstance(part, int))
        return [word for index in range(1, len(keys)) if (word := self._part(keys[:index]))]

    def leaf(self, path: Path) -> str:
        """The label of the last part of a path."""
        keys = tuple(part for part in path if not isinstance(part, int))
        slot = self.slot(path)
        return self._part(keys) if is_year(keys[-1]) or slot is None else slot.label

    def _part(self, keys: Path) -> str:
        if is_year(keys[-1]):
            return self.year(int(keys[-1]))
        return self.form.labels.get(keys, "").replace("\n", "")

    def columns(self, paths: Sequence[Path], inside: int = 0) -> list[Column]:
        """A column for each path, named by its leaf and the nearest group around it, by more groups where needed to tell
        columns apart. The `inside` outermost groups are common to all and not named."""
        groups = [self.groups(path)[inside:] for path in paths]
        depth = [min(1, len(found)) for found in groups]
        while True:
            titles = [
                " ".join((*found[len(found) - used :], self.leaf(path))) for path, found, used in zip(paths, groups, depth, strict=True)
            ]
            short = [i for i, title in enumerate(titles) if titles.count(title) > 1 and depth[i] < len(groups[i])]
            if not short:
                return [self._column(path, title) for path, title in zip(paths, titles, strict=True)]
            depth = [used + (index in short) for index, used in enumerate(depth)]

    def _column(self, path: Path, title: str) -> Column:
        slot = self.slot(path)
        kind = KINDS[slot.type] if slot else "prose"
        unit = slot.unit if slot else ""
        if kind == "year":
            title = self.text("western", title=title)
        return Column(pointer(path), self.with_unit(title, unit), kind, unit)

    def identity(self) -> list[Column]:
        """The columns that stand first in every table."""
        return self.columns(self.identity_paths())

    def identity_paths(self) -> tuple[Path, ...]:
        """The places of what stands first in every table."""
        found: tuple[Path, ...] = self.form.summary.get("identity", (self.form.key, self.form.name))
        return found

    def identity_of(self, record: Any) -> tuple[Any, ...]:
        """What stands in them for one record."""
        return tuple(self.value(record, path) for path in self.identity_paths())

    def value(self, record: Any, path: Path) -> Any:
        """The value at a path as a cell shows it: an answer in the form's word."""
        value = value_at(record, path)
        if isinstance(value, bool):
            template = tuple(0 if isinstance(part, int) else part for part in path)
            slots = self.fields.get(path) or self.fields.get(template, ())
            return next((slot.mark.text for slot in slots if slot.mark and slot.mark.value is value), messages.shown(value))
        return value


def as_said(slot: Slot | None, value: Any) -> Any:
    """A value for a column that holds amounts, texts and years alike: a number that is no amount, such as a year, as a text, for it has no
    thousands separators."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f"{value:.15g}" if number and slot and slot.type not in NUMBER_TYPES else value


@lru_cache(maxsize=1_000)
def _unit(form: Form, path: Path) -> str:
    return next((slot.unit for slot in form.slots if slot.path[: len(path)] == path and slot.unit), "")


@lru_cache(maxsize=1_000)
def _computed(form: Form, path: Path) -> frozenset[str | int]:
    found = (slot.path for slot in form.slots if slot.computed and slot.path[: len(path)] == path and is_year(slot.path[-1]))
    return frozenset(own[len(path)] for own in found)


def is_year(part: str | int) -> bool:
    """Whether a part of a path is a fiscal year: no key of a definition begins with a digit."""
    return isinstance(part, str) and len(part) == 4 and part.isascii() and part.isdigit()


def year_number(year: int) -> str:
    """A Western year without a thousands separator."""
    return f"{year:d}"


def told_apart(columns: Iterable[Column]) -> list[Column]:
    """The columns with titles that Excel takes as different: within its length, none twice, whatever the case."""
    seen: set[str] = set()
    found = []
    for column in columns:
        base = title = " ".join(column.title.split())[: MAX_TITLE - 5] or column.key
        number = 1
        while title.casefold() in seen:
            number += 1
            title = f"{base} {number}"
        seen.add(title.casefold())
        found.append(replace(column, title=title))
    return found


def fitted(columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> tuple[Column, ...]:
    """The columns as wide as their values need, within limits."""
    made = tuple(replace(column, width=_width(column, own)) for column, own in zip(columns, _held(columns, rows), strict=True))
    airy = tuple(replace(column, width=column.width + AIRY) if column.kind in NUMERIC else column for column in made)
    whole = tuple(replace(column, width=max(column.width, _longest_piece(column.title) + 2)) for column in airy)
    return next((wider for wider in (whole, airy) if sum(column.width for column in wider) <= NARROW), made)


def _held(columns: Sequence[Column], rows: Iterable[tuple[Any, ...]]) -> list[set[Any]]:
    """The values that each column holds, each once, blanks left out. The rows are gone through by blocks: they may be made on the way."""
    held: list[set[Any]] = [set() for _ in columns]
    coming = iter(rows)
    while block := list(islice(coming, BLOCK)):
        for own, values in zip(held, zip(*block, strict=True), strict=True):
            own.update(values)
    for own in held:
        own.discard(None)
    return held


def _longest_piece(title: str) -> int:
    """The width of the longest piece of a heading that is not to be parted: it may be at a blank, and before the unit at its end."""
    return max(map(shown_width, _PIECES.split(title)))


def _width(column: Column, present: Iterable[Any]) -> int:
    if column.kind == "trend":
        return TREND
    if column.kind in NUMERIC:
        numbers = [value for value in present if isinstance(value, (int, float))]
        longest = max((len(f"{value:,}") + (value < 0) * 2 for value in numbers), default=0)
        title = shown_width(column.title)
        return max(LEAST.get(column.kind, 9), title + 1 if title <= SHORT_TITLE else 0, longest + (3 if column.kind != "order" else 2))
    limit = WIDEST[column.kind]
    longest = max((shown_width(line) for value in present for line in str(value).split("\n")), default=0)
    least = min(shown_width(column.title) + 2, 16)
    return max(9, least, min(longest + 3, limit))


def shown_width(text: str) -> int:
    """The width of a text in characters of half width."""
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, int]):
    """The width of every character that was asked about."""

    def __missing__(self, character: str) -> int:
        self[character] = width = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        return width


_WIDTHS = _Widths()
