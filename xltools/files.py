"""Files that appear whole or not at all, and file names that Windows accepts."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from xltools.errors import XltoolsError
from xltools.messages import Word

_FORBIDDEN = {ord(character): "＿" for character in '<>:"/\\|?*'} | dict.fromkeys(range(32), "＿") | {127: "＿"}
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(\.|$))")
_ENDS = " .　"
_TOKEN = 4
"""Random bytes in the name of a temporary file."""
_LONG = 240
"""From this many characters on a path is marked on Windows, where one of a folder may have 247 and one of a file 259."""
MAX_NAME = 120
"""Longest file name made, in characters: a path on Windows ends at 260, its folders included."""
MOST_NUMBERS = 100
"""A file gets no higher number behind its name."""
MAX_NAME_BYTES = 240
"""Longest file name made, in bytes of UTF-8: a name on Linux ends at 255, its suffix included."""


def reachable(path: Path) -> Path:
    """A path as the system takes it whatever its length: Windows wants a mark before one of 260 characters or more."""
    return Path(_marked(str(path.absolute()))) if os.name == "nt" and len(str(path.absolute())) >= _LONG else path


def _marked(path: str) -> str:
    """An absolute path of Windows with the mark of a long one."""
    if path.startswith("\\\\?\\"):
        return path
    return "\\\\?\\UNC\\" + path[2:] if path.startswith("\\\\") else "\\\\?\\" + path


Content = bytes | IO[bytes]
"""What goes into a file: bytes, or all that another file, which is open, holds."""


def save_whole(target: Path, content: Content) -> None:
    """Write a file so that a reader sees the old content or the new one, never a part: a temporary file beside it,
    flushed to the disk, then put in its place. The folder is made if need be.

    Raises:
        XltoolsError: the file cannot be written; the old content, if any, is untouched.
    """
    target = reachable(target.resolve() if target.is_symlink() else target)
    if not target.name or (target.exists() and not target.is_file()):
        raise XltoolsError("output-not-writable", target=str(target), reason=Word("reason.no-file"))
    temporary = target.with_name(f"~{secrets.token_hex(_TOKEN)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as stream:
            if isinstance(content, bytes):
                stream.write(content)
            else:
                content.seek(0)
                shutil.copyfileobj(content, stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except OSError as error:
        raise XltoolsError("output-not-writable", target=str(target), reason=reason_of(error)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def clear_leftovers(folder: Path) -> None:
    """Remove what a run that was killed left of files that it was about to write. Nobody else may be writing into the folder."""
    leftover = re.compile(rf"~[0-9a-f]{{{2 * _TOKEN}}}\.tmp")
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if leftover.fullmatch(path.name):
                path.unlink()


def save_or_number(target: Path, content: Content) -> Path:
    """Write a file as `save_whole`; if the one that is there is in use, as a workbook that is open in Excel is, under a numbered name
    beside it. Returns the file written.

    Raises:
        XltoolsError: neither can be written.
    """
    try:
        save_whole(target, content)
    except XltoolsError as refusal:
        if not target.is_file() or not isinstance(refusal.__cause__, PermissionError):
            raise
        for number in range(2, MOST_NUMBERS):
            other = target.with_name(f"{target.stem} ({number}){target.suffix}")
            if not other.exists():
                save_whole(other, content)
                return other
        raise
    return target


def make_folder(folder: Path) -> None:
    """Make a folder, with those around it, unless it is there.

    Raises:
        XltoolsError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise XltoolsError("output-not-writable", target=str(folder), reason=reason_of(error)) from error


def remove(path: Path) -> None:
    """Remove a file, or an empty folder.

    Raises:
        XltoolsError: it cannot be removed.
    """
    try:
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise XltoolsError("output-not-writable", target=str(path), reason=reason_of(error)) from error


def may_write(target: Path, overwrite: bool, sources: Iterable[str | Path] = ()) -> None:
    """Make sure that a file may be written: it is none of the files that were read, and not there unless `overwrite`.

    Raises:
        XltoolsError: it may not.
    """
    if any(_same_file(target, source) for source in sources):
        raise XltoolsError("output-is-input", target=str(target))
    if target.exists() and not overwrite:
        raise XltoolsError("output-exists", target=str(target))


def _same_file(target: Path, source: str | Path) -> bool:
    try:
        return target.samefile(source)
    except OSError:
        return False


def may_write_all(targets: Iterable[Path], overwrite: bool, sources: Iterable[str | Path] = ()) -> None:
    """Make sure of many files at once: `may_write`, and no two of them are one file on a system that ignores case.

    Raises:
        XltoolsError: one of them may not be written.
    """
    taken: set[str] = set()
    read = {os.path.realpath(source) for source in sources}
    for target in targets:
        if str(target).lower() in taken:
            raise XltoolsError("same-name-twice", target=str(target))
        taken.add(str(target).lower())
        may_write(target, overwrite, [target] if os.path.realpath(target) in read else [])


def reason_of(error: OSError) -> Word:
    """Why the system refused, as a word of the catalogue."""
    if isinstance(error, PermissionError):
        return Word("reason.permission")
    if isinstance(error, (NotADirectoryError, FileExistsError)):
        return Word("reason.no-folder")
    if isinstance(error, IsADirectoryError):
        return Word("reason.no-file")
    return Word("reason.disk-full" if error.errno == errno.ENOSPC else "reason.other")


def safe_name(text: str) -> str:
    """A text as a file name (without suffix) that Windows accepts: forbidden characters become ＿, the ends lose blanks
    and dots, a device name such as CON gets a ＿ behind it (before a dot: Windows takes CON.01.xlsx for the device, too), a long
    name is cut."""
    name = text.encode("utf-8", "replace").decode("utf-8").translate(_FORBIDDEN).strip(_ENDS)
    name = _DEVICE.sub(r"\1＿", name, count=1) if _DEVICE.match(name) else name
    cut = name[:MAX_NAME].encode("utf-8")[:MAX_NAME_BYTES].decode("utf-8", "ignore")
    return cut.rstrip(_ENDS) or "＿"
