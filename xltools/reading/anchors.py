"""The printed labels as anchors: which rows and columns of a sheet are which rows and columns of the form.

Rows and columns that people insert, delete or move carry their labels with them. So the sequence of the form's labelled rows is
aligned with the sheet's rows, then its columns likewise; what stands in both is an anchor. What lies between two anchors is
known only if as many rows lie between them as on the form; otherwise it is left open, for names or contents to decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from xltools.forms.model import Form, Label, Sheet, Slot

Place = tuple[int, int]
"""Row and column of a cell, 1-based."""

MARKS = "●○◯〇◎⦿☑■□☐✓✔レ"
"""What people put before or behind the words of a label to choose it; it does not make the label another one."""


def squeezed(value: object) -> str:
    """A text without blanks, line breaks and marks beside it: programs differ in how they keep those, people add these."""
    return _squeezed(value) if isinstance(value, str) else ""


@lru_cache(maxsize=8192)
def _squeezed(value: str) -> str:
    """Kept, for most texts of a form stand in every file."""
    text = "".join(value.split())
    return text.strip(MARKS) or text


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of the form as the search needs it.

    `labels` are the printed texts that say something, by their places, `words` all printed texts, brackets too; `weights` what
    one occurrence of a text counts: less if the text is printed often. `frames` holds per slot the nearest labels on its four
    sides, `answers` per ○ the place of the word it belongs to, `blocks` the first and last row of each block.
    """

    sheet: Sheet
    slots: tuple[Slot, ...]
    labels: Mapping[Place, str]
    words: frozenset[str]
    weights: Mapping[str, float]
    frames: Mapping[str, tuple[Place, ...]]
    answers: Mapping[str, Place]
    blocks: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on one sheet of a file: its filled cells, and the squeezed text of those that hold one."""

    name: str
    filled: frozenset[Place]
    texts: Mapping[Place, str]

    def score(self, page: Page) -> float:
        """The share of the page's labels that this sheet holds somewhere."""
        found = Counter(self.texts.values())
        total = sum(page.weights[text] for text in page.labels.values())
        had = sum(min(found[text], round(1 / weight)) * weight for text, weight in page.weights.items() if text in found)
        return had / total if total else 0.0


def paper_of(name: str, rows: Sequence[Sequence[object]]) -> Paper:
    """A sheet of a file as the search needs it."""
    filled: set[Place] = set()
    texts: dict[Place, str] = {}
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value is None:
                continue
            if isinstance(value, str):
                if not value.strip():
                    continue
                texts[row, column] = squeezed(value)
            filled.add((row, column))
    return Paper(name, frozenset(filled), texts)


@lru_cache(maxsize=64)
def pages_of(form: Form) -> tuple[Page, ...]:
    """The sheets of a form as the search needs them."""
    return tuple(_page(sheet, tuple(slot for slot in form.slots if slot.at.sheet == sheet.name)) for sheet in form.sheets)


def _page(sheet: Sheet, slots: tuple[Slot, ...]) -> Page:
    telling = [label for label in sheet.labels if any(character.isalnum() for character in label.text)]
    labels = {(label.area.first.row, label.area.first.column): squeezed(label.text) for label in telling}
    counts = Counter(labels.values())
    frames = {slot.name: tuple(_frame(slot, telling)) for slot in slots}
    answers = {slot.name: place for slot in slots if (place := _answer(slot, labels))}
    words = frozenset(squeezed(label.text) for label in sheet.labels)
    return Page(sheet, slots, labels, words, {text: 1 / count for text, count in counts.items()}, frames, answers, tuple(_blocks(sheet)))


def _frame(slot: Slot, labels: Iterable[Label]) -> Iterable[Place]:
    """The labels next to a slot: left and right of it in its row, above and below it within its width."""
    row, column = slot.at.row, slot.at.column
    sides: dict[str, tuple[int, Place]] = {}
    last_column = slot.area.last.column
    for label in labels:
        first, last_row = label.area.first, label.area.first.row + label.area.rows - 1
        if first.row <= row <= last_row:
            side, distance = ("left", column - first.column) if first.column < column else ("right", first.column - column)
        elif column <= first.column <= last_column:
            side, distance = ("above", row - first.row) if first.row < row else ("below", first.row - row)
        else:
            continue
        sides[side] = min(sides.get(side, (distance, (first.row, first.column))), (distance, (first.row, first.column)))
    return (place for _, place in sides.values())


def _answer(slot: Slot, labels: Mapping[Place, str]) -> Place | None:
    """Where the word of a ○ is printed: right of it, in its row."""
    word = squeezed(slot.era or (slot.mark.text if slot.mark else ""))
    return min(
        (place for place, text in labels.items() if text == word and place[0] == slot.at.row and place[1] > slot.at.column), default=None
    )


def _blocks(sheet: Sheet) -> list[Place]:
    """The page cut into blocks of rows: a thin box, a label or a slot is never cut through."""
    areas = [area for area, border in sheet.boxes if border == "thin"] + [label.area for label in sheet.labels]
    spans = sorted((area.first.row, area.last.row) for area in areas)
    blocks: list[Place] = []
    for first, last in spans:
        if blocks and first <= blocks[-1][1]:
            blocks[-1] = (blocks[-1][0], max(last, blocks[-1][1]))
        else:
            blocks.append((first, last))
    starts = [first for first, _ in blocks]
    ends = [*(start - 1 for start in starts[1:]), len(sheet.row_heights)]
    return list(zip(starts, ends, strict=True))


def heaviest(weights: Mapping[Place, float]) -> dict[int, int]:
    """The heaviest matching in which both sides only increase, of pairs and what each counts.

    A pair is left out of it if another one of at least its weight would fit between its neighbours: then it is not clear which
    one is meant.
    """
    targets = sorted({target for _, target in weights})
    position = {target: index for index, target in enumerate(targets)}
    by_source: dict[int, list[tuple[int, float]]] = {}
    for (source, target), weight in weights.items():
        by_source.setdefault(source, []).append((position[target], weight))
    best: list[_Chain | None] = [None] * len(targets)
    for source in sorted(by_source):
        ahead: list[_Chain | None] = []
        top: _Chain | None = None
        for chain in best:
            ahead.append(top)
            top = chain if chain and (top is None or chain.weight > top.weight) else top
        for index, weight in by_source[source]:
            before, present = ahead[index], best[index]
            score = weight + (before.weight if before else 0)
            if present is None or score > present.weight:
                best[index] = _Chain(score, (source, targets[index]), before)
    last = max((chain for chain in best if chain), key=lambda chain: chain.weight, default=None)
    pairs: list[Place] = []
    while last:
        pairs.append(last.pair)
        last = last.before
    return _clear(pairs[::-1], weights)


class _Chain(NamedTuple):
    """A matching so far: its weight, its last pair, what stands before that."""

    weight: float
    pair: Place
    before: _Chain | None


def _clear(pairs: list[Place], weights: Mapping[Place, float]) -> dict[int, int]:
    """The pairs of a matching that have no equal rival between their neighbours."""
    kept = {}
    for index, (source, target) in enumerate(pairs):
        low = pairs[index - 1][1] if index else 0
        high = pairs[index + 1][1] if index + 1 < len(pairs) else max(other for _, other in weights) + 1
        rivals = [
            other
            for (rival, other), weight in weights.items()
            if rival == source and other != target and low < other < high and weight >= weights[source, target]
        ]
        if not rivals:
            kept[source] = target
    return kept
