"""How many records a second are checked: in the sheet, and across three years. ``python benchmarks/checks.py [PROGRAMS]``.

The baseline of the same run is the record schema alone, by jsonschema.
"""

from __future__ import annotations

import copy
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xltools import api
from xltools.checks.shape import shape_problems
from xltools.forms.definition import load_form
from xltools.reading.from_record import reading_of
from xltools.reading.model import Reading

EXAMPLES = Path(__file__).parent.parent / "examples" / "2018" / "records.json"
YEARS = (2018, 2019, 2020)


def programs(count: int) -> list[Reading]:
    """Sheets of three years of so many programs, made of the six real ones: other codes, departments and figures, rolled on by a year."""
    chance = random.Random(0)
    real = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    found = []
    for number in range(count):
        one = copy.deepcopy(real[number % len(real)])
        code = f"{number // 2500 + 10:02d}-{number // 50 % 50 + 10:02d}-{number % 50 + 10:02d}"
        one |= {"program_code": code, "program_name": f"{one['program_name']} {number}", "department": f"第{number % 40 + 1}課"}
        one["budget_items"] = [{**item, "code": code} for item in one["budget_items"][:1]]
        scale = chance.uniform(0.5, 2)
        for key in ("budget", "settlement"):
            one[key] = {year: round(value * scale) for year, value in one[key].items()}
        for later, year in enumerate(YEARS):
            found.append(reading_of(load_form("program-analysis", year), rolled(one, later), f"{year}/{code}.xlsx"))
    return found


def rolled(one: dict[str, Any], later: int) -> dict[str, Any]:
    """A record so many years later: every series goes on with its last value."""
    made = copy.deepcopy(one)
    made["fiscal_year"] += later
    for series in (made["budget"], made["settlement"], *(row["values"] for key in ("indicators", "results") for row in made[key])):
        for _ in range(later):
            years = sorted(series)
            series[str(int(years[-1]) + 1)] = series[years[-1]]
            del series[years[0]]
    made["breakdown"] = {str(int(year) + later): rows for year, rows in made["breakdown"].items()}
    for line in made["cost_statement"].values():
        for year in sorted((key for key in line if key.isdigit()), reverse=True):
            line[str(int(year) + later)] = line.pop(year)
    return made


def seconds(action: Callable[[], object], runs: int = 3) -> float:
    """The median time of some runs."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    """Print records per second and the ratio to the baseline."""
    readings = programs(int(sys.argv[1]) if len(sys.argv) > 1 else 1051)
    schema = seconds(lambda: [list(shape_problems(reading)) for reading in readings])
    sheet = seconds(lambda: [api.check(reading) for reading in readings])
    whole = seconds(lambda: api.check_all(readings))
    for name, took in (
        ("record schema alone (jsonschema)", schema),
        ("all checks of the sheet", sheet),
        ("sheet, years, collection", whole),
    ):
        print(f"{name:34s} {len(readings) / took:8,.0f} records/s  {took:6.2f} s  ×{took / schema:.2f}")


if __name__ == "__main__":
    main()
