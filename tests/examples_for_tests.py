"""The six real programs of examples/2018 and those of examples/2019, as records and as workbooks."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from xltools.forms.definition import load_form
from xltools.forms.model import Form

EXAMPLES = Path(__file__).parent.parent / "examples" / "2018"
LATER_EXAMPLES = EXAMPLES.parent / "2019"


@cache
def _records() -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads((EXAMPLES / "records.json").read_text(encoding="utf-8"))
    return records


def records() -> list[dict[str, Any]]:
    """The six records; change them as you like."""
    return copy.deepcopy(_records())


def record(code: str = "03-04-02") -> dict[str, Any]:
    """One record, by default one without any error."""
    return next(found for found in records() if found["program_code"] == code)


def clean() -> dict[str, Any]:
    """A record of which no check finds anything at all: 03-04-06, its breakdown of FY2016 without the rounding of 1."""
    found = record("03-04-06")
    found["breakdown"]["2016"][0]["amount"] -= 1
    return found


def form() -> Form:
    """The form of FY2018."""
    return load_form("program-analysis", 2018)


@cache
def _later_records() -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads((LATER_EXAMPLES / "records.json").read_text(encoding="utf-8"))
    return records


def later_records() -> list[dict[str, Any]]:
    """The six records of a year later, whose new figures are invented; change them as you like."""
    return copy.deepcopy(_later_records())


def later_record(code: str) -> dict[str, Any]:
    """One record of a year later."""
    return next(found for found in later_records() if found["program_code"] == code)


def later_form() -> Form:
    """The form of FY2019."""
    return load_form("program-analysis", 2019)
