"""What the commands of a working folder share: which folder, which day, and what is said while another run is at work."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from xltools import api
from xltools.cli.command import lang_of, settings_of
from xltools.cli.talk import progress, say, tell

as_of_option = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), envvar="XLTOOLS_AS_OF")
"""The option that says which day to show the state of."""


def folder_of(ctx: click.Context, **options: object) -> api.WorkingFolder:
    """The working folder around the current folder, its settings beaten by the options that are given."""
    return api.working_folder(settings_of(ctx), {"lang": ctx.find_root().params.get("lang"), **options})


def written_lang(folder: api.WorkingFolder) -> str:
    """The language of what is written: Japanese unless something else was chosen."""
    return folder.lang or "ja"


def day(as_of: datetime.datetime | None) -> datetime.date:
    """The day asked for, today if none was."""
    return as_of.date() if as_of else datetime.date.today()


def waiting(lang: str) -> Callable[[], None]:
    """What says that another run is at work."""
    return lambda: say("word.waiting", lang)


def looked(ctx: click.Context, as_of: datetime.datetime | None, **more: Any) -> api.Findings:
    """What the working folder holds; problems of the roster and the store are said."""
    lang = lang_of(ctx)
    folder = folder_of(ctx)
    with progress(lang) as done:
        found = api.look(folder, day(as_of), on_done=done, on_wait=waiting(lang), **more)
    tell(found.notes, lang)
    return found


def shown_path(path: Path) -> str:
    """A path as it is said: from the current folder on, if it lies there."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
