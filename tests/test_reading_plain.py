"""What is read without further ado is read as it is with all of it, and leaves nothing to say."""

from __future__ import annotations

import datetime
import itertools

import pytest
from reading_for_tests import form, workbook

from xltools.forms.model import Slot
from xltools.reading.entry import Entry, ErrorValue, Parsed, typed
from xltools.reading.marks import BLANK_MARK, MARK
from xltools.reading.plain import UNSURE, plain_mark, plain_value
from xltools.reading.values import parse

CONTENTS = (
    *(None, "", " \n　", "庶務", " 庶務　", "２ 庶務\n３ 庶務", "a\r\nb", "a\x0bb", "a_x000D_b", "#REF!", "Err:508", "#1", "Errata"),
    *(0.0, -0.0, 5.0, -7386.0, 5.5, 1e15, -1e15, 1e300, float("nan"), float("inf"), 3, True, ErrorValue("#N/A")),
    *("12", "１２", "-", "―", "03-04-01", "03-4-1", "継続", "2一部委託", "２一部委託", MARK, BLANK_MARK, datetime.date(2019, 4, 1)),
)
PLAIN_OF_EACH = {"amount": 5.0, "number": 5.5, "count": 5.0, "text": "庶務", "prose": "庶務", "choice": "継続", "code": "03-04-01"}


def fields(*types: str) -> list[tuple[Slot, ...]]:
    return [slots for slots in form().fields().values() if slots[-1].type in types]


def agrees(slots: tuple[Slot, ...], raws: list[object], beside: list[object]) -> bool:
    """Whether the field was read plainly, and then as it should be."""
    cells = [slot.at for slot in slots]
    if slots[-1].mark:
        plain = plain_mark(slots, cells, raws, beside)
    else:
        value = plain_value(slots[0], raws[0])
        plain = None if value is UNSURE else Parsed(value, cells[0])
    if plain is None:
        return False
    entries = [Entry(slot, slot.at, typed(raw), "", word) for slot, raw, word in zip(slots, raws, beside, strict=True)]
    thorough = parse(entries, form().fiscal_year)
    assert (plain, type(plain.value)) == (thorough, type(thorough.value)), raws
    assert plain.problems == ()
    return True


@pytest.mark.parametrize("kind", [*PLAIN_OF_EACH, "year"])
def test_one_cell(kind: str) -> None:
    read = [content for slots in fields(kind) if len(slots) == 1 for content in CONTENTS if agrees(slots, [content], [None])]
    assert kind not in PLAIN_OF_EACH or PLAIN_OF_EACH[kind] in read
    assert None in read


def test_a_group_of_marks() -> None:
    marks = (None, BLANK_MARK, MARK, "レ", "", ErrorValue("#N/A"))
    read = 0
    for slots in fields("mark"):
        words = [slot.mark.text if slot.mark else "" for slot in slots]
        for first in itertools.product(marks, repeat=min(len(slots), 3)):
            raws = [*first, *[BLANK_MARK] * (len(slots) - len(first))]
            for beside in (words, [None] * len(slots), [f"{MARK}{words[0]}", *words[1:]], [words[0], *(f"{word}✓" for word in words[1:])]):
                read += agrees(slots, raws, beside)
    assert read > 3 * 2 * len(fields("mark"))


def test_nearly_every_field_of_a_filled_form_is_read_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    from xltools.reading import reader

    asked: list[object] = []
    monkeypatch.setattr(reader, "parse", lambda entries, year: asked.append(entries[0].slot.path) or parse(entries, year))
    assert reader.read_bytes(workbook(), "提出.xlsx").problems == ()
    assert len(asked) < len(form().fields()) / 20
