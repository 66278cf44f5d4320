"""From a path to the bytes of a file, or why there are none."""

from __future__ import annotations

import errno
import stat
import sys
from pathlib import Path

from xltools.files import reachable
from xltools.messages import Word
from xltools.problems import Problem
from xltools.reading.package import MAX_FILE

_IN_USE = frozenset({errno.EBUSY, errno.EAGAIN, errno.EDEADLK, errno.ETXTBSY})
_WINDOWS_IN_USE = frozenset({32, 33})
"""ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION."""
_WINDOWS_CLOUD = range(358, 405)
"""ERROR_CLOUD_FILE_…: the file is a mere mark of one that is elsewhere and cannot be fetched now."""
_PLACEHOLDERS = (".icloud", ".url", ".webloc", ".gsheet")
"""Suffixes of the marks that cloud services leave in place of a file."""


def bytes_of(path: Path) -> bytes | Problem:
    """The content of a regular file that is not too large, or why there is none.

    The file is read once, as a whole; nothing but a regular file is.
    """
    source = str(path)
    path = reachable(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Problem("file-unreadable", source)
        if status.st_size > MAX_FILE:
            return Problem("file-too-large", source, details={"what": Word("what.file"), "found": status.st_size, "limit": MAX_FILE})
        data = path.read_bytes()
    except FileNotFoundError:
        return Problem("file-missing", source)
    except OSError as error:
        return Problem(_reason(error, path), source, details={"owner": ""})
    except ValueError:  # a name that cannot be
        return Problem("file-unreadable", source)
    return Problem("file-in-cloud", source) if not data and path.suffix.lower() in _PLACEHOLDERS else data


def _reason(error: OSError, path: Path) -> str:
    """The code for a file that is there and cannot be read. Python does not pass on why Windows denies a file: there, it is
    nearly always open in Excel."""
    windows = getattr(error, "winerror", None)
    if windows in _WINDOWS_CLOUD:
        return "file-in-cloud"
    if windows in _WINDOWS_IN_USE or error.errno in _IN_USE or (sys.platform == "win32" and isinstance(error, PermissionError)):
        return "file-is-lock" if path.name.startswith("~$") else "file-in-use"
    return "file-unreadable"
