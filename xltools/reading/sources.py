"""Which files are meant: files, folders searched through, and patterns (which Windows shells do not expand)."""

from __future__ import annotations

import glob
import os
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from xltools.problems import Problem

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".gsheet"})
"""What is taken for a submission in a folder; a file that is named itself is always tried."""


_COMPOSED: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
"""How the letters of a name may be composed: as Windows does it, as a Mac does."""


def find_files(sources: Sequence[str]) -> tuple[list[Path], list[Problem]]:
    """The files meant by `sources`, in that order, folders and patterns sorted, each file once; and what is missing.

    In folders Excel's lock files (``~$…``) and hidden files and folders are passed over, and so are links to folders. What a
    cloud service left in a workbook's place is not, so that it is told.
    """
    found: dict[str, Path] = {}
    problems = []
    for source in sources:
        path = Path(_as_it_is(source))
        if not source.strip():
            problems.append(Problem("file-missing", source))
            continue
        if _is_folder(path):
            files = sorted(_in_folder(path), key=_order)
            if not files:
                problems.append(Problem("folder-empty", source))
        elif os.path.lexists(path):
            files = [path]
        else:
            files = _matching(str(path))
            if not files:
                problems.append(Problem("file-missing", source))
        for file in files:
            found.setdefault(_identity(file), file)
    return list(found.values()), problems


def _as_it_is(source: str) -> str:
    """What was typed as the file system spells it: with ``/`` where ``\\`` is no separator, and with the letters composed as in the
    name that is there (a Mac takes が apart into two)."""
    if os.path.lexists(source):
        return source
    spelt = source.replace("\\", os.sep)
    here = Path(Path(spelt).anchor)
    for part in Path(spelt).relative_to(here).parts:
        here = here / (part if os.path.lexists(here / part) else _alike(here, part))
    return str(here) if spelt.strip() else source


def _alike(folder: Path, name: str) -> str:
    """The name in a folder that only differs in how its letters are composed; the name itself if there is none, or if it is a
    pattern."""
    wanted = unicodedata.normalize("NFC", name)
    try:
        return next((entry for entry in os.listdir(folder) if unicodedata.normalize("NFC", entry) == wanted), name)  # noqa: PTH208
    except OSError:
        return name


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # within a folder that may not be entered
        return False


def _in_folder(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in files if _submitted(name))


def _submitted(name: str) -> bool:
    if name.startswith(".") and name.endswith(".icloud"):  # what macOS leaves of a file that it moved to the cloud
        return _submitted(name[1:].removesuffix(".icloud"))
    return not name.startswith(("~$", ".")) and Path(name).suffix.lower() in SUFFIXES


def _matching(pattern: str) -> list[Path]:
    """The files that a pattern such as ``submitted/*.xlsx`` names; none if it is no pattern. A folder it names is searched
    through."""
    if not glob.has_magic(pattern):
        return []
    matches = [Path(match) for form in _COMPOSED for match in glob.glob(unicodedata.normalize(form, pattern), recursive=True)]  # noqa: PTH207
    files = [file for match in matches for file in (_in_folder(match) if _is_folder(match) else [match])]
    return sorted((file for file in files if not file.name.startswith("~$")), key=_order)


def _order(path: Path) -> tuple[str, ...]:
    return path.parts


def _identity(path: Path) -> str:
    """The same for two names of one file."""
    return os.path.normcase(os.path.realpath(path))
