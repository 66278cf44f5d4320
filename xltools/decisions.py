"""What the officer decided by hand, with who, when and why: a file of plain text in the working folder, which is only ever added to.

It does not stand in the store, so that deleting the store changes no figure.
"""

from __future__ import annotations

import datetime
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltools import files, messages
from xltools.errors import XltoolsError

EXCLUDE, INCLUDE, SETTLE, REOPEN = KINDS = ("exclude", "include", "settle", "reopen")
"""The program does not count · it does again · its sheet is final as it is · it is not any more."""
_OPPOSITE = {EXCLUDE: INCLUDE, SETTLE: REOPEN}
_TABLE = "decision"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about one program: who made it, on which day, and why. `digest` is the content that was declared final."""

    kind: str
    program: str
    by: str
    on: datetime.date
    reason: str = ""
    digest: str = ""


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """Every decision, the oldest first; none without a file.

    Raises:
        XltoolsError: the file cannot be read, or is not as it was written.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise XltoolsError("file-unreadable", source=str(path)) from error
    try:
        entries = tomllib.loads(text).get(_TABLE, [])
        return tuple(_decision(entry) for entry in entries)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise XltoolsError("decisions-wrong", source=str(path)) from error


def _decision(entry: dict[str, Any]) -> Decision:
    """One table of the file.

    Raises:
        KeyError, TypeError, ValueError: something is missing or of another kind.
    """
    found = Decision(entry["what"], entry["program"], entry["by"], entry["on"], entry.get("reason", ""), entry.get("digest", ""))
    texts = (found.kind, found.program, found.by, found.reason, found.digest)
    if found.kind not in KINDS or not all(isinstance(text, str) for text in texts) or type(found.on) is not datetime.date:
        raise ValueError(entry)
    return found


def standing(decisions: Sequence[Decision], kind: str) -> dict[str, Decision]:
    """The programs for which a decision of a kind (``exclude`` or ``settle``) holds now: none that was taken back later."""
    found: dict[str, Decision] = {}
    for decision in decisions:
        if decision.kind == kind:
            found[decision.program] = decision
        elif decision.kind == _OPPOSITE[kind]:
            found.pop(decision.program, None)
    return found


def add_decision(path: Path, decision: Decision, lang: str = "ja") -> None:
    """Write a decision behind the others; what stands in the file stays as it is.

    Raises:
        XltoolsError: the file is not one of decisions, or cannot be written.
    """
    read_decisions(path)
    before = path.read_text(encoding="utf-8-sig") if path.exists() else _comment(messages.text("decisions.about", lang))
    entry = {
        "what": decision.kind,
        "program": decision.program,
        "by": decision.by,
        "on": decision.on,
        "reason": decision.reason,
        "digest": decision.digest,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in entry.items() if value != ""]
    text = "\n".join([before.rstrip("\n"), "", f"[[{_TABLE}]]", *lines, ""])
    files.save_whole(path, text.encode("utf-8"))


def _comment(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))


def _toml(value: object) -> str:
    """A text or a date as TOML writes it; its texts are those of JSON, but for one character."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return json.dumps(str(value).encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False).replace("\x7f", "\\u007f")
