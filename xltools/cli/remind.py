"""``xltools remind``: one text per unit that has something to do."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from xltools import api
from xltools.cli.command import Command, lang_of
from xltools.cli.folder import as_of_option, looked, shown_path, written_lang
from xltools.cli.talk import say


@click.command(cls=Command)
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False))
@click.option("--force", is_flag=True)
@as_of_option
@click.pass_context
def remind(ctx: click.Context, output: Path | None, force: bool, as_of: datetime.datetime | None) -> None:
    """Write reminders."""
    found = looked(ctx, as_of)
    target = output or found.folder.reminders / found.as_of.isoformat()
    made = api.remind(found, target, force, written_lang(found.folder))
    if made:
        say("done.reminded", lang_of(ctx), count=len(made), target=shown_path(target))
    else:
        say("done.nothing-to-remind", lang_of(ctx))
