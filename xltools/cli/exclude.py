"""``xltools exclude`` and ``xltools settle``: what an officer decides about one program."""

from __future__ import annotations

import datetime

import click

from xltools import api
from xltools.cli.command import Command, lang_of
from xltools.cli.folder import as_of_option, day, folder_of, looked, shown_path
from xltools.cli.talk import say


@click.command(cls=Command)
@click.argument("key")
@click.option("--reason", default="")
@click.option("--by", required=True)
@click.option("--undo", is_flag=True)
@as_of_option
@click.pass_context
def exclude(ctx: click.Context, key: str, reason: str, by: str, undo: bool, as_of: datetime.datetime | None) -> None:
    """Leave a program out of the summaries."""
    if not undo and not reason.strip():
        raise click.MissingParameter(ctx=ctx, param=next(option for option in ctx.command.params if option.name == "reason"))
    folder = folder_of(ctx)
    api.exclude(folder, key, by, day(as_of), reason, undo)
    say("done.included" if undo else "done.excluded", lang_of(ctx), key=key, target=shown_path(folder.decisions))


@click.command(cls=Command)
@click.argument("key")
@click.option("--reason", default="")
@click.option("--by", required=True)
@click.option("--undo", is_flag=True)
@as_of_option
@click.pass_context
def settle(ctx: click.Context, key: str, reason: str, by: str, undo: bool, as_of: datetime.datetime | None) -> None:
    """Declare the sheet of a program final."""
    found = looked(ctx, as_of)
    api.settle(found, key, by, reason, undo)
    say("done.reopened" if undo else "done.settled", lang_of(ctx), key=key, target=shown_path(found.folder.decisions))
