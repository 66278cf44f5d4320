"""A ward's submissions, made up from the six real programs: the same ones for the same number.

    python benchmarks/submissions.py FOLDER [PROGRAMS]

Figures, texts, departments, measures and classes vary. The amounts of a program are those of a real one so many times over, so that sums
and rates are as good as there, and a sheet has two or three findings, as the real ones have. One sheet in ten is dirty: figures are
typed as text, in full width, with blanks. One in twelve has a mistake.
"""

from __future__ import annotations

import copy
import json
import math
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xltools
from xltools import files
from xltools.books.many_books import Order, write_workbooks
from xltools.forms.model import Form, Slot
from xltools.forms.record import build, flatten, named
from xltools.forms.rules import recomputed

EXAMPLES = Path(__file__).parent.parent / "examples"
BEFORE, YEAR = 2018, 2019
DEPARTMENTS, MEASURES = 40, 60
RESTATED = 0.02
"""So many of the figures of years that are over are others than the year before."""
BLANK, ANOTHER = 0.002, 0.2
"""So many of the figures are left blank; so many of those that are no amounts are others than those of the real program."""
DIRTY, WRONG = 0.1, 0.08
"""So many of the sheets."""

CHANGED = ("amount", "number", "count")
WIDE = str.maketrans("0123456789,-", "０１２３４５６７８９，－")


def programs(count: int, year: int, before: Sequence[Mapping[str, Any]] = (), seed: int = 1) -> list[dict[str, Any]]:
    """So many records of a fiscal year: those of the examples with other figures, some of them blank, other texts, departments, measures
    and classes. The programs of every year bear the same codes. What the records of the year `before` say of years that are over, those
    of this year say too, but for a few."""
    six = json.loads((EXAMPLES / str(year) / "records.json").read_text(encoding="utf-8"))
    form = xltools.load_form("program-analysis", year)
    slots = {slot.path: slot for slot in form.slots}
    classes = [choice.value for choice in slots[("classification", "current")].choices]
    made = []
    for number in range(count):
        stays, chance = random.Random(f"{seed} {number}"), random.Random(f"{seed} {number} {year}")  # over the years; in this one
        record = copy.deepcopy(six[number % len(six)])
        times = math.ceil(stays.lognormvariate(0, 1.5))
        values = flatten(form, record)
        for path, value in values.items():
            if slots[path].type in CHANGED and isinstance(value, (int, float)) and not slots[path].computed:
                values[path] = figure(chance, slots[path].type, value, times)
            elif slots[path].type == "prose" and isinstance(value, str):
                values[path] = reworded(chance, value)
            elif path[0] == "budget_items" and path[-1] == "code" and value:
                values[path] = code(10 * number + int(path[1]))
        said = flatten(form, before[number]) if before else {}
        for path in values:
            if path in said and str(path[-1]).isdigit() and int(path[-1]) < BEFORE:
                restated = chance.random() < RESTATED and isinstance(said[path], int)
                values[path] = round(said[path] * chance.uniform(0.95, 1.05)) if restated else said[path]
        measure = stays.randrange(MEASURES)
        values |= {
            ("program_code",): code(number),
            ("program_name",): f"{record['program_name']}{number + 1}",
            ("department",): f"{record['department']}{stays.randrange(DEPARTMENTS) + 1}",
            ("classification", "current"): chance.choice(classes),
            ("classification", "next"): chance.choice(classes),
            ("policy_system", "policy", "code"): f"{measure // 4 + 1:02}",
            ("policy_system", "measure", "code"): f"{measure % 4 + 1:02}",
        }
        made.append(build(form, recomputed(form, values)).record)
    return made


def figure(chance: random.Random, kind: str, value: float, times: int) -> float | None:
    """A figure of another program: an amount so many times over, any other sometimes a little less; now and then none."""
    if chance.random() < BLANK:
        return None
    if kind == "amount":
        return value * times
    return round(value * chance.uniform(0.9, 1)) if chance.random() < ANOTHER else value


def code(number: int) -> str:
    """A code of three pairs of digits that no other number has."""
    return f"{number // 9801 % 100:02}-{number // 99 % 99 + 1:02}-{number % 99 + 1:02}"


def reworded(chance: random.Random, text: str) -> str:
    """A text with some of its sentences, at least one, in another order."""
    sentences = [sentence for sentence in text.replace("\n", "").split("。") if sentence]
    return "".join(f"{sentence}。" for sentence in chance.sample(sentences, chance.randint(1, len(sentences)))) if sentences else text


def as_typed(form: Form, record: Mapping[str, Any], chance: random.Random) -> Mapping[str, Any]:
    """A record as a section may type it: most as it is, some with figures as text, some with a mistake."""
    values = flatten(form, record)
    slots = {path: found[-1] for path, found in form.fields().items() if not found[-1].computed}
    figures = [path for path, slot in slots.items() if slot.type in CHANGED and values[path]]
    if chance.random() < DIRTY:
        for path in chance.sample(figures, min(4, len(figures))):
            text = f"{values[path]:,}"
            values[path] = chance.choice([text, text.translate(WIDE), f" {text}　"])
    if chance.random() < WRONG:
        path, value = mistake(chance, slots, values, figures)
        values[path] = value
    return build(form, values).record


def mistake(chance: random.Random, slots: Mapping[Any, Slot], values: Mapping[Any, Any], figures: Sequence[Any]) -> tuple[Any, object]:
    """A place and what stands there by mistake: a word for a figure, a figure below the least, a code of another pattern, a blank."""
    filled = {path: slot for path, slot in slots.items() if values[path] is not None}
    found: list[tuple[Any, object]] = [(path, "未定") for path in figures[:8]]
    found += [(path, slot.minimum - 1) for path, slot in list(filled.items()) if slot.minimum is not None][:8]
    found += [(path, "内線12") for path, slot in filled.items() if slot.type == "code" and path != ("program_code",)]
    found += [(path, None) for path, slot in filled.items() if slot.required and slot.type == "prose"]
    return chance.choice(found)


def submitted(folder: Path, count: int, seed: int = 1) -> list[Path]:
    """The workbooks of so many programs in a folder of their own inside `folder`; those that are not there are written."""
    form, chance = xltools.load_form("program-analysis", YEAR), random.Random(seed)
    target = folder / f"submitted-{count}"
    records = programs(count, YEAR, seed=seed)
    orders = []
    for record in records:
        path = target / f"{files.safe_name(named(form.file_name, record))}.xlsx"
        orders.append((form, Order(path, as_typed(form, record, chance))))
    paths = [order.target for _, order in orders]
    target.mkdir(parents=True, exist_ok=True)
    write_workbooks([(form, order) for form, order in orders if not order.target.exists()])
    return sorted(paths)


if __name__ == "__main__":
    print(len(submitted(Path(sys.argv[1]), *map(int, sys.argv[2:] or ["1051"]))), "workbooks")
