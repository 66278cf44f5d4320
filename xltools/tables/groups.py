"""Programs in the groups that the definition names, one level inside another: 部課; 分野, 政策, 施策."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xltools.problems import Path
from xltools.tables.columns import Words
from xltools.tables.model import Column

Level = tuple[Path, ...]
"""The paths that name a group: it is known by the first; the others are shown beside it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Programs that belong together: `keys` are those of the levels from the outermost inwards (None: left blank), `cells` what is
    shown for every level (None inside the group), `members` the 0-based programs."""

    keys: tuple[Any, ...]
    cells: tuple[Any, ...]
    members: tuple[int, ...]

    @property
    def depth(self) -> int:
        """0 for all programs, 1 for a group of the outermost level."""
        return len(self.keys)


def groups_of(words: Words, levels: Sequence[Level], records: Sequence[Mapping[str, Any]]) -> list[Group]:
    """All programs, then every group followed by the groups inside it, in the order of their keys, blank ones last.

    Where programs write the name beside one key in different ways, the most frequent one stands for the group.
    """
    shown = [[tuple(words.value(record, path) for path in level) for level in levels] for record in records]
    blank = words.text("left-blank")

    def below(keys: tuple[Any, ...], cells: tuple[Any, ...], members: Sequence[int]) -> list[Group]:
        depth = len(keys)
        rest = (None,) * sum(len(level) for level in levels[depth:])
        found = [Group(keys, (*cells, *rest), tuple(members))]
        if depth == len(levels):
            return found
        inside: dict[Any, list[int]] = {}
        for member in members:
            inside.setdefault(shown[member][depth][0], []).append(member)
        for key in sorted(inside, key=lambda key: (key is None, str(key))):
            beside = zip(*(shown[member][depth][1:] for member in inside[key]), strict=True)
            head = blank if key is None else key
            found += below((*keys, key), (*cells, head, *map(most_frequent, beside)), inside[key])
        return found

    return below((), (), range(len(records)))


def most_frequent(values: Sequence[Any]) -> Any:
    """The value that stands there most often, of equals the first in order; None if none does."""
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], str(value)), default=None)


def level_name(words: Words, level: Level) -> str:
    """What the form calls a level: the group around its fields, or the field itself."""
    around = words.groups(level[0])
    return around[-1] if around else words.leaf(level[0])


def level_columns(words: Words, levels: Sequence[Level]) -> list[Column]:
    """A column for everything that names a group."""
    return words.columns([path for level in levels for path in level])


def depth_name(words: Words, levels: Sequence[Level], depth: int) -> str:
    """What a row of a depth sums up."""
    return words.text("whole") if depth == 0 else level_name(words, levels[depth - 1])
