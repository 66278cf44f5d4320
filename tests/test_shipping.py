"""Readings from process to process: what the other side has already does not go along, and the readings are the same."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from examples_for_tests import EXAMPLES
from reading_for_tests import nameless, read_with, with_row

from xltools.reading import shipping
from xltools.reading.model import Reading
from xltools.reading.reader import interpret, read_bytes, read_file
from xltools.reading.shipping import Receiver, Sender


def sent(readings: list[Reading]) -> tuple[list[Reading], list[int]]:
    """Readings as they come out on the other side, and the bytes that each took."""
    sender, receiver = Sender(), Receiver()
    ways = [pickle.dumps(sender.packed(reading)) for reading in readings]
    return [receiver.unpacked(pickle.loads(way)) for way in ways], [len(way) for way in ways]


def examples() -> list[Reading]:
    return [read_file(Path(path)) for path in sorted(EXAMPLES.glob("*.xlsx"))]


def same(one: Reading, other: Reading) -> bool:
    """Equal, in the same order, and 1 is not True."""
    return one == other and all(
        repr(getattr(one, part)) == repr(getattr(other, part)) for part in ("record", "origins", "fields", "stated")
    )


def test_readings_arrive_as_they_were() -> None:
    readings = [*examples(), interpret(with_row(nameless(), "No2", 10)), read_bytes(b"no workbook", "x.xlsx")]
    arrived, _ = sent([*readings, *reversed(readings)])
    assert all(same(one, other) for one, other in zip(arrived, [*readings, *reversed(readings)], strict=True))
    assert arrived[0].form is readings[0].form


def test_where_the_values_stand_goes_along_once() -> None:
    reading, *_ = examples()
    (one, other), (first, second) = sent([reading, reading])
    assert second < first / 2
    assert one.origins is other.origins


def test_same_cells_with_other_answers_are_not_mixed_up() -> None:
    readings = [read_with({"No2!AM3": value}) for value in (1, None, 0, "－", "x")]
    assert sent(readings)[0] == readings


def test_layouts_are_forgotten_by_both_sides_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, moved, further = interpret(nameless()), *(interpret(with_row(nameless(), "No2", row)) for row in (10, 4))
    assert len({tuple(one.origins.items()) for one in (plain, moved, further)}) == 3
    monkeypatch.setattr(shipping, "LAYOUTS", 2)
    readings = [plain, moved, plain, further, moved, plain, further, further, moved]
    assert sent(readings)[0] == readings


def test_what_is_no_reading_arrives_as_it_was() -> None:
    assert [Receiver().unpacked(Sender().packed(made)) for made in (None, "died", {"a": 1})] == [None, "died", {"a": 1}]
