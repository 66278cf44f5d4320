"""A working folder: one form and fiscal year, what came in, what is made of it, and what the officer decided."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltools.errors import XltoolsError
from xltools.forms.definition import load_form
from xltools.forms.model import Form
from xltools.settings import Settings, Value, run_settings


@dataclass(frozen=True, slots=True)
class WorkingFolder:
    """What the settings say, as places: `root` is the folder of ``xltools.toml``, as seen from the current folder; the others lie in it
    unless they are absolute.

    `output` and `problems` are names in the folder `summary`, with ``{as_of}`` for the day of a run. `deadline` holds where the
    roster states none.
    """

    root: Path
    form: Form
    settings: Settings
    lang: str | None
    strategy: str
    deadline: datetime.date | None
    submitted: Path
    earlier: Path
    summary: Path
    handout: Path
    returned: Path
    reminders: Path
    roster: Path
    decisions: Path
    store: Path
    output: str
    problems: str


def working_folder(settings: Settings, options: Mapping[str, object] | None = None) -> WorkingFolder:
    """The working folder that settings describe; `options` are values that beat them.

    Raises:
        XltoolsError: there is no file of settings, or it names no year, so there is no working folder; no form for its year; a
            variable of the environment that is wrong.
    """
    if settings.source is None:
        raise XltoolsError("no-working-folder")
    values = run_settings(settings, options or {})
    if values["year"].value is None:
        raise XltoolsError("no-working-folder")
    root = _from_here(settings.source.absolute().parent)

    def place(key: str) -> Path:
        return root / str(values[key].value)

    return WorkingFolder(
        root,
        load_form(values["form"].value, values["year"].value),
        settings,
        values["lang"].value,
        values["strategy"].value,
        _day(values["deadline"], settings),
        place("submitted"),
        place("earlier"),
        place("summary"),
        place("handout"),
        place("returned"),
        place("reminders"),
        place("roster"),
        place("decisions"),
        place("store"),
        str(values["output"].value),
        str(values["problems"].value),
    )


def _from_here(folder: Path) -> Path:
    """A folder as seen from the current one: what stands in summaries and messages is then the same wherever the folder lies."""
    try:
        return Path(os.path.relpath(folder))
    except ValueError:  # another drive of Windows
        return folder


def named_for(name: str, as_of: datetime.date) -> str:
    """The name of an output for a day; a name without ``{as_of}`` stays as it is."""
    return name.replace("{as_of}", as_of.isoformat())


def _day(value: Value, settings: Settings) -> datetime.date | None:
    if value.value is None:
        return None
    try:
        return datetime.date.fromisoformat(str(value.value))
    except ValueError as error:  # 31 February
        details: dict[str, Any] = {"source": str(settings.source), "line": value.place, "key": "run.deadline"}
        raise XltoolsError("setting-wrong", **details, value=str(value.value), expected="YYYY-MM-DD") from error
