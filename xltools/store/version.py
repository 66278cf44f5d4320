"""Which code made a reading, and what was found in it: another one may read the same file in another way, or check it by other rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib import resources as shipped
from importlib.metadata import PackageNotFoundError, version
from importlib.resources.abc import Traversable

from xltools import resources
from xltools.settings import CheckSettings

_ROOMS = ("cells.py", "fiscal_years.py", "problems.py", "forms", "reading", "messages.json")
"""What a reading depends on, within the package; beside it there are the form definitions and the library that reads cells."""
_RULES = ("arithmetic.py", "settings.py", "checks")
"""What the checks of a sheet depend on beside the reading, and in front of the libraries that judge its shape."""
_READS = ("python-calamine",)
_JUDGES = ("jsonschema", "jsonschema-rs")


@cache
def reader_version() -> str:
    """A short fingerprint of everything that a reading depends on, its file excepted: the program, the form definitions, the
    library that reads cells."""
    definitions = [part for part in _files(resources.folder("templates")) if part.name.endswith(".json")]
    return _fingerprint(f"{resources.tool_version()} {_libraries(_READS)}", [*_parts(_ROOMS), *definitions])


def rules_version(settings: CheckSettings) -> str:
    """A short fingerprint of everything that the findings of the checks of a sheet depend on, the sheet excepted: the reading code, the
    checks, a ward's settings."""
    return _fingerprint(f"{_checks_version()} {json.dumps([settings.options, settings.rules], sort_keys=True)}", ())


@cache
def _checks_version() -> str:
    return _fingerprint(f"{reader_version()} {_libraries(_JUDGES)}", _parts(_RULES))


def _fingerprint(said: str, parts: Iterable[Traversable]) -> str:
    found = hashlib.sha256(said.encode())
    for part in parts:
        content = part.read_bytes()
        found.update(f"\0{part.name} {len(content)}\0".encode() + content)
    return found.hexdigest()[:16]


def _parts(rooms: Iterable[str]) -> list[Traversable]:
    package = shipped.files("xltools")
    return [part for name in rooms for part in _files(package / name)]


def _libraries(names: Iterable[str]) -> str:
    """The versions of libraries; nothing for one that is not installed."""
    found = []
    for name in names:
        with suppress(PackageNotFoundError):
            found.append(version(name))
    return " ".join(found)


def _files(place: Traversable) -> list[Traversable]:
    """A file itself, or those right in a folder, compiled ones excepted; nothing where an installation has only those."""
    if place.is_dir():
        return sorted((part for part in place.iterdir() if part.is_file() and not part.name.endswith(".pyc")), key=lambda part: part.name)
    return [place] if place.is_file() else []
