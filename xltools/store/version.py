"""Which reading code made a reading: another one may read the same file in another way."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources as shipped
from importlib.metadata import PackageNotFoundError, version
from importlib.resources.abc import Traversable

from xltools import resources

_ROOMS = ("cells.py", "fiscal_years.py", "problems.py", "forms", "reading", "messages.json")
"""What a reading depends on, within the package; beside it there are the form definitions and the library that reads cells."""
_LIBRARY = "python-calamine"


@cache
def reader_version() -> str:
    """A short fingerprint of everything that a reading depends on, its file excepted: the program, the form definitions, the
    library that reads cells."""
    found = hashlib.sha256(f"{resources.tool_version()} {_library()}".encode())
    package = shipped.files("xltools")
    parts = [part for name in _ROOMS for part in _files(package / name)]
    parts += [part for part in _files(resources.folder("templates")) if part.name.endswith(".json")]
    for part in parts:
        content = part.read_bytes()
        found.update(f"\0{part.name} {len(content)}\0".encode() + content)
    return found.hexdigest()[:16]


def _library() -> str:
    try:
        return version(_LIBRARY)
    except PackageNotFoundError:
        return ""


def _files(place: Traversable) -> list[Traversable]:
    """A file itself, or those right in a folder, compiled ones excepted; nothing where an installation has only those."""
    if place.is_dir():
        return sorted((part for part in place.iterdir() if part.is_file() and not part.name.endswith(".pyc")), key=lambda part: part.name)
    return [place] if place.is_file() else []
