"""Files that appear whole or not at all, and file names that Windows accepts."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from pathlib import Path

from xltools.errors import XltoolsError

_FORBIDDEN = {ord(character): "＿" for character in '<>:"/\\|?*'} | dict.fromkeys(range(32), "＿") | {127: "＿"}
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
MAX_NAME = 120
"""Longest file name made, in characters: a path on Windows ends at 260, its folders included."""


def save_whole(target: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old content or the new one, never a part: a temporary file beside it,
    flushed to the disk, then put in its place. The folder is made if need be.

    Raises:
        XltoolsError: the file cannot be written; the old content, if any, is untouched.
    """
    temporary = target.with_name(f"~{secrets.token_hex(4)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except OSError as error:
        raise XltoolsError("output-not-writable", target=str(target), reason=error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def safe_name(text: str) -> str:
    """A text as a file name (without suffix) that Windows accepts: forbidden characters become ＿, the ends lose blanks
    and dots, a device name such as CON gets a ＿ behind it, a long name is cut."""
    name = text.translate(_FORBIDDEN).strip(" .　")[:MAX_NAME].rstrip(" .　") or "＿"
    return f"{name}＿" if _DEVICES.fullmatch(name) else name
