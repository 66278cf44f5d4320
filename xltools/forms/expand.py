"""Repetition and placeholders: what `each`, {year}, {row}, {line} and {Y-1} of a definition stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xltools import fiscal_years
from xltools.problems import Path

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_YEAR = re.compile(r"Y(?:([+-])([0-9]{1,2}))?|([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Member:
    """One step of a repetition: `key` goes into the path (an int is a row), `text` into labels."""

    kind: str
    key: str | int
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One repetition of an item: what its placeholders stand for and how far it lies from the first."""

    members: Mapping[str, Member]
    down: int = 0
    right: int = 0


class Vocabulary:
    """What the placeholders of one definition mean in one fiscal year.

    Every method raises KeyError for a name that the definition does not have and ValueError for one that is not
    understood.
    """

    def __init__(self, definition: Mapping[str, Any], fiscal_year: int) -> None:
        self.definition = definition
        self.fiscal_year = fiscal_year

    def year(self, text: str) -> int:
        """``Y``, ``Y-1`` or ``2026`` as a fiscal year."""
        match = _YEAR.fullmatch(text)
        if not match:
            raise ValueError(f"not a year: {text!r}")
        if match[3]:
            return int(match[3])
        return self.fiscal_year + int(f"{match[1] or '+'}{match[2] or 0}")

    def years(self, name: str) -> list[int]:
        """The fiscal years of a named run, oldest first."""
        first, last = self.definition.get("years", {})[name]
        return list(range(self.year(first), self.year(last) + 1))

    def members(self, name: str, seen: tuple[str, ...] = ()) -> list[Member]:
        """The members of a named list; a list inside a list stands for its members."""
        if name in seen:
            raise ValueError(f"list {name!r} contains itself")
        found: list[Member] = []
        for key in self.definition.get("lists", {})[name]:
            if key in self.definition.get("lists", {}):
                found += self.members(key, (*seen, name))
            else:
                found.append(Member("line", key, self.definition.get("members", {})[key]))
        return found

    def steps(self, each: Mapping[str, Mapping[str, Any]] | None) -> Iterator[Step]:
        """Every repetition of an item, the first dimension slowest; a single one without `each`."""
        steps = [Step({})]
        for kind, dimension in (each or {}).items():
            down, right = dimension.get("down", 0), dimension.get("right", 0)
            members = self._dimension(kind, dimension)
            steps = [
                Step({**step.members, kind: member}, step.down + down * index, step.right + right * index)
                for step in steps
                for index, member in enumerate(members)
            ]
        yield from steps

    def _dimension(self, kind: str, dimension: Mapping[str, Any]) -> list[Member]:
        if "years" in dimension:
            return [Member(kind, str(year), self.year_label(year)) for year in self.years(dimension["years"])]
        if "rows" in dimension:
            return [Member(kind, row, str(row + 1)) for row in range(dimension["rows"])]
        return [Member(kind, member.key, member.text) for member in self.members(dimension["list"])]

    def year_label(self, year: int, form: str = "") -> str:
        """A fiscal year as this sheet prints it."""
        return fiscal_years.label(year, self.fiscal_year, form)

    def path(self, pattern: str, members: Mapping[str, Member] | None = None) -> Path:
        """A path pattern such as ``/results/{row}/values/{year}`` as a path."""
        return tuple(self._key(part, members or {}) for part in pattern.strip("/").split("/"))

    def paths(self, pattern: str, step: Step) -> list[Path]:
        """Every path of a pattern: the name of a list in it stands for each of its members."""
        names = [part[1:-1] for part in pattern.strip("/").split("/") if part[1:-1] in self.definition.get("lists", {})]
        if not names or names[0] in step.members:
            return [self.path(pattern, step.members)]
        return [self.path(pattern, {**step.members, names[0]: member}) for member in self.members(names[0])]

    def _key(self, part: str, members: Mapping[str, Member]) -> str | int:
        match = _PLACEHOLDER.fullmatch(part)
        if not match:
            return part
        return members[match[1]].key if match[1] in members else str(self.year(match[1]))

    def text(self, pattern: str, members: Mapping[str, Member] | None = None) -> str:
        """A text with every placeholder filled in."""
        return _PLACEHOLDER.sub(lambda match: self._word(match[1], members or {}), pattern)

    def _word(self, word: str, members: Mapping[str, Member]) -> str:
        name, _, form = word.partition(":")
        if name == "title":
            return str(self.definition["title"])
        if name == "label":
            return self.text(self.definition.get("labels", {})[form], members)
        if name in members:
            return self._member(members[name], form)
        return self.year_label(self.year(name), form)

    def _member(self, member: Member, form: str) -> str:
        if member.kind == "year" and form:
            return self.year_label(int(member.key), form)
        if member.kind == "row" and form == "circled":
            if int(member.key) >= len(CIRCLED):
                raise ValueError(f"no circled number {member.text!r}")
            return CIRCLED[int(member.key)]
        return member.text


def unknown_word(read: Callable[[], object]) -> str | None:
    """The word that `read` does not understand, as its error quotes it; None if it understands everything."""
    try:
        read()
    except (KeyError, ValueError) as error:
        quoted = re.findall(r"'([^']*)'", str(error))
        return quoted[-1] if quoted else str(error)
    except RecursionError:
        return "{label}"
    return None
