"""A reading as plain data and back, without any loss. What it is called, where it lies and when it was saved is not part of it:
one content may lie in several files. Nor are its size and digest, by which the store finds it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from xltools.cells import CellRef
from xltools.forms.definition import load_version
from xltools.messages import Word
from xltools.problems import Path, Problem
from xltools.reading.entry import ErrorValue
from xltools.reading.model import Reading
from xltools.reading.shared import LAYOUTS, Held, Layout, held, layout_of, sharing

_KIND = "$"
"""Key of an object that stands for something that JSON has no notion of; no key of a record begins with it."""


def packed_record(reading: Reading) -> str:
    """The record as JSON; ``null`` if there is none."""
    return _dumped(reading.record)


def packed_layout(reading: Reading) -> str:
    """Where the values of the record stand, as JSON: origins, fields and formulas. Forms filled in alike have the same."""
    return _packed_layout(layout_of(reading))


@lru_cache(maxsize=32)
def _packed_layout(layout: Layout) -> str:
    origins, fields, formulas = layout
    return _dumped(
        {
            "origins": [[list(path), *_cell(at)] for path, at in origins],
            "fields": [[list(path), list(field)] for path, field in fields],
            "formulas": sorted((list(path) for path in formulas), key=str),
        }
    )


def packed_origins(reading: Reading) -> str:
    """What else stood there, as JSON: stated totals and people's notes."""
    return _dumped(
        {
            "stated": [[list(path), plain(value)] for path, value in reading.stated.items()],
            "comments": [[list(path), text] for path, text in reading.comments.items()],
        }
    )


def packed_problems(problems: Iterable[Problem]) -> str:
    """Problems of one file, as JSON."""
    return _dumped([_problem(problem) for problem in problems])


def unpacked(
    source: str, form: tuple[str, int] | None, record: str, layout: str, origins: str, problems: str, size: int = 0, digest: str = ""
) -> Reading:
    """The reading of a file called `source` that was packed; `form` is its form's id and fiscal year.

    Raises:
        XltoolsError: there is no such form any more.
        ValueError, KeyError, TypeError: the text is not what was packed.
    """
    places = json.loads(origins)
    reading = Reading(
        source,
        size=size,
        digest=digest,
        form=load_version(*form) if form else None,
        record=json.loads(record),
        stated={tuple(path): restored(value) for path, value in places["stated"]},
        comments={tuple(path): text for path, text in places["comments"]},
        problems=unpacked_problems(problems, source),
    )
    return sharing(reading, _held(layout))


def unpacked_problems(problems: str, source: str) -> tuple[Problem, ...]:
    """Problems that were packed, those of a file called `source`.

    Raises:
        ValueError, KeyError, TypeError: the text is not what was packed.
    """
    return tuple(_restored_problem(problem, source) for problem in json.loads(problems))


@lru_cache(maxsize=LAYOUTS)
def _held(text: str) -> Held:
    """A layout that was packed, as all readings share it."""
    places = json.loads(text)
    origins = tuple((tuple(path), CellRef(*at)) for path, *at in places["origins"])
    fields = tuple((tuple(path), tuple(field)) for path, field in places["fields"])
    return held((origins, fields, frozenset(tuple(path) for path in places["formulas"])))


def _dumped(value: object) -> str:
    """JSON as it is read fastest: with every character as it is, but for a text with half of a character pair, which no file can hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


def _cell(at: CellRef) -> tuple[str, int, int]:
    return at.sheet, at.row, at.column


def _problem(problem: Problem) -> list[object]:
    at = list(_cell(problem.at)) if problem.at else None
    return [problem.code, problem.severity, at, list(problem.path), problem.label, plain(problem.value), plain(problem.details)]


def _restored_problem(packed: list[Any], source: str) -> Problem:
    code, severity, at, path, label, value, details = packed
    return Problem(code, source, severity, CellRef(*at) if at else None, tuple(path), label, restored(value), restored(details))


def plain(value: object) -> Any:
    """A value as JSON can say it.

    Raises:
        TypeError: something that no reading holds.
    """
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    kind, content = _taken_apart(value)
    return {_KIND: kind, "is": content}


def _taken_apart(value: object) -> tuple[str, object]:
    """What JSON has no notion of, by the name of its kind."""
    match value:
        case Word(code, details):
            return "word", [code, plain(details)]
        case ErrorValue(code):
            return "error", code
        case CellRef():
            return "cell", list(_cell(value))
        case tuple():
            return "tuple", [plain(inner) for inner in value]
        case datetime.datetime():
            return "datetime", value.isoformat()
        case datetime.date():
            return "date", value.isoformat()
        case datetime.time():
            return "time", value.isoformat()
    raise TypeError(f"a reading that holds {type(value).__name__}")


def restored(value: Any) -> Any:
    """The value that `plain` made plain."""
    if isinstance(value, list):
        return [restored(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if _KIND not in value:
        return {key: restored(inner) for key, inner in value.items()}
    return _MADE[value[_KIND]](value["is"])


def _tuple(content: list[Any]) -> Path:
    return tuple(restored(inner) for inner in content)


_MADE: Mapping[str, Any] = {
    "word": lambda content: Word(content[0], restored(content[1])),
    "error": ErrorValue,
    "cell": lambda content: CellRef(*content),
    "tuple": _tuple,
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
}
