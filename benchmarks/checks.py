"""How many records a second are checked: in the sheet, and across two years. ``python benchmarks/checks.py [PROGRAMS] [ROUNDS]``.

The baseline of the same run is the record schema alone, by jsonschema.
"""

from __future__ import annotations

import sys

from jsonschema import Draft202012Validator
from measuring import machine, seconds
from submissions import BEFORE, YEAR, programs

from xltools import api
from xltools.checks.shape import shape_problems
from xltools.forms.record_schema import record_schema
from xltools.reading.from_record import reading_of
from xltools.reading.model import Reading


def readings_of(count: int) -> list[Reading]:
    """Sheets of two years of so many programs."""
    before = programs(count, BEFORE)
    made = [(BEFORE, before), (YEAR, programs(count, YEAR, before))]
    return [
        reading_of(api.load_form("program-analysis", year), one, f"{year}/{number}.xlsx")
        for year, records in made
        for number, one in enumerate(records)
    ]


def main(count: int = 1051, rounds: int = 3) -> None:
    """Print records per second and the ratio to the baseline."""
    readings = readings_of(count)
    validators = {year: Draft202012Validator(record_schema(api.load_form("program-analysis", year))) for year in (BEFORE, YEAR)}

    def jsonschema() -> None:
        for reading in readings:
            if reading.form and reading.record:
                list(validators[reading.form.fiscal_year].iter_errors(dict(reading.record)))

    print(machine("jsonschema", "jsonschema-rs"))
    wrong = sum(bool(list(shape_problems(reading))) for reading in readings)
    print(f"{len(readings)} records, {wrong} of them wrong; median of {rounds}, one core")
    base = seconds(jsonschema, rounds)
    for name, took in (
        ("record schema by jsonschema", base),
        ("record schema as it is checked", seconds(lambda: [list(shape_problems(reading)) for reading in readings], rounds)),
        ("all checks of the sheet", seconds(lambda: [api.check(reading) for reading in readings], rounds)),
        ("sheet, years, collection", seconds(lambda: api.check_all(readings), rounds)),
    ):
        each = took / len(readings) * 1000
        print(f"{name:34s} {len(readings) / took:8,.0f} records/s  {each:6.2f} ms each  ×{took / base:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
