"""Thousands of broken workbooks: every one gives a record or one clear problem; none a traceback, a hang, a dead run.

An ordinary run reads a few hundred, ``.ci/run`` (XLTOOLS_ALL_MUTATIONS=1) fifteen hundred, XLTOOLS_FULL=1 all 6,300. A case is named
by its base and number and is the same on every machine: `mutated(base, number)`.
"""

from __future__ import annotations

import io
import os
import random
import re
import struct
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from examples_for_tests import EXAMPLES
from reading_for_tests import workbook

from xltools.messages import catalogue
from xltools.reading import apart
from xltools.reading.reader import read_bytes
from xltools.reading.worker import DEADLINE

ALL = os.environ.get("XLTOOLS_ALL_MUTATIONS") == "1"
CHUNK = 150
FULL = os.environ.get("XLTOOLS_FULL") == "1"
CHUNKS = 34 if FULL else 8 if ALL else 2
OLD = 400 if FULL else 80 if ALL else 40

NUMBERS = (b"0", b"-1", b"1", b"65536", b"1048577", b"4294967295", b"99999999999999999999", b"1e999", b"NaN", b"")
TEXTS = (*NUMBERS, b"XFD1048576", b"A0", b"&#0;", b"&amp;", b"&x;", b"\xff\xfe", b"e", b"s", b"str", b"inlineStr", b"d", b"x" * 40_000)


@cache
def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook())) as container:
        return {name: container.read(name) for name in container.namelist()}


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return made.getvalue()


def flipped(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def shuffled(data: bytes, chance: random.Random) -> bytes:
    """A piece doubled, lost, or moved over another one."""
    start, size = chance.randrange(len(data)), chance.choice((1, 4, 100, 4096))
    piece, place = data[start : start + size], chance.randrange(len(data))
    doubled, lost = data[:place] + piece + data[place:], data[:start] + data[start + size :]
    return chance.choice((doubled, lost, data[:place] + piece + data[place + size :]))


def lied(data: bytes, chance: random.Random) -> bytes:
    """A field of a zip header, local or central, that says something else."""
    made = bytearray(data)
    local = chance.random() < 0.5
    headers = [found.start() for found in re.finditer(rb"PK\x03\x04" if local else rb"PK\x01\x02|PK\x05\x06", data)]
    place = chance.choice(headers) + chance.randrange(4, 30 if local else 46)
    struct.pack_into("<H", made, min(place, len(made) - 2), chance.choice((0, 1, 8, 12, 255, 0x7FFF, 0xFFFF)))
    return bytes(made)


def regrouped(chance: random.Random) -> bytes:
    """Parts lost, swapped, emptied, renamed, put in another's place."""
    members = dict(parts())
    one, other = chance.sample(sorted(members), 2)
    match chance.randrange(5):
        case 0:
            del members[one]
        case 1:
            members[one], members[other] = members[other], members[one]
        case 2:
            members[one] = b""
        case 3:
            members[one.upper() if chance.random() < 0.5 else f"{one}.bak"] = members.pop(one)
        case 4:
            members[one] = members[other]
    return packed(members, chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)))


ATTRIBUTE = re.compile(rb'\s[\w:]+="([^"]*)"')
TAG = re.compile(rb"<[^<>]+>")
TEXT = re.compile(rb">([^<>]+)<")


def rewritten(chance: random.Random) -> bytes:
    """One to three changes in the XML of a part: attributes, tags, texts, pieces."""
    members = dict(parts())
    name = chance.choice([name for name in members for _ in range(6 if "sheet" in name or "workbook" in name else 1)])
    content = members[name]
    for _ in range(chance.randint(1, 3)):
        content = changed(content, chance)
    members[name] = content
    return packed(members)


def changed(content: bytes, chance: random.Random) -> bytes:
    kind = chance.choice((ATTRIBUTE, ATTRIBUTE, TAG, TEXT))
    places = list(kind.finditer(content))
    if not places:
        return flipped(content, chance)
    place = chance.choice(places)
    if kind is TAG:
        return content[: place.start()] + place[0] * chance.choice((0, 2, 300)) + content[place.end() :]
    if kind is ATTRIBUTE and chance.random() < 0.2:
        return content[: place.start()] + content[place.end() :]
    new = chance.choice((*TEXTS, chance.choice(places)[1]))
    return content[: place.start(1)] + new + content[place.end(1) :]


def mutated(base: str, number: int, data: bytes = b"") -> bytes:
    """The broken workbook of this number; bases other than xlsx are broken byte by byte."""
    chance = random.Random(f"{base}:{number}")
    if base == "xlsx":
        data = workbook()
        if number % 5 == 0:
            return regrouped(chance)
        if number % 5 in (1, 2):
            return rewritten(chance)
    ways = [flipped, truncated, shuffled]
    if data.startswith(b"PK"):
        ways.append(lied)
        if number % 2:  # within the parts, so that the container stays whole
            with zipfile.ZipFile(io.BytesIO(data)) as container:
                members = {name: container.read(name) for name in container.namelist()}
            name = chance.choice([name for name, content in members.items() if content])
            members[name] = chance.choice(ways[:3])(members[name], chance)
            return packed(members)
    return chance.choice(ways)(data, chance)


def survives(data: bytes, name: str) -> str:
    """Read a broken workbook; what came of it: ``read`` or the code of its one problem."""
    begun = time.monotonic()
    found = read_bytes(data, name)
    assert time.monotonic() - begun < 3 * DEADLINE, name
    if found.record is not None:
        assert found.form is not None, name
        assert {problem.code for problem in found.problems} <= catalogue().keys(), name
        return "read"
    assert len(found.problems) == 1, (name, found.problems)
    assert name in found.problems[0].message("ja"), name
    assert found.problems[0].hint("en"), name
    return found.problems[0].code


@pytest.fixture(autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    apart.end_worker()


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_broken_xlsx_gives_a_record_or_one_problem(chunk: int) -> None:
    outcomes = Counter(survives(mutated("xlsx", number), f"xlsx-{number}") for number in range(chunk * CHUNK, (chunk + 1) * CHUNK))
    assert outcomes["read"] > CHUNK / 20  # the mutations are no mere noise
    print(sorted(outcomes.items()))


@pytest.mark.parametrize("base", ["xls", "xlsb", "ods"])
def test_a_broken_file_of_another_format_gives_a_record_or_one_problem(
    base: str, tmp_path: Path, save_with_node: Callable[[str, Path, list[Path]], None]
) -> None:
    source, target = next(EXAMPLES.glob("03-04-02*.xlsx")), tmp_path / f"base.{base}"
    save_with_node("sheetjs", source, [target])
    data = target.read_bytes()
    outcomes = Counter(survives(mutated(base, number, data), f"{base}-{number}") for number in range(OLD))
    print(sorted(outcomes.items()))
