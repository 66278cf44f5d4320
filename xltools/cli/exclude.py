"""``xltools exclude`` and ``xltools settle``: what an officer decides about one program."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import click

from xltools import api
from xltools.cli.command import Command, lang_of
from xltools.cli.folder import as_of_option, day, folder_of, looked, shown_path
from xltools.cli.talk import say


def decision(function: Callable[..., None]) -> click.Command:
    """A command by which somebody (``--by``) decides about the program `key`, for a reason, or takes that back (``--undo``)."""
    for option in (
        click.pass_context,
        as_of_option,
        click.option("--undo", is_flag=True),
        click.option("--by", required=True),
        click.option("--reason", default=""),
        click.argument("key"),
    ):
        function = option(function)
    return click.command(cls=Command)(function)


@decision
def exclude(ctx: click.Context, key: str, reason: str, by: str, undo: bool, as_of: datetime.datetime | None) -> None:
    """Leave a program out of the summaries."""
    if not undo and not reason.strip():
        raise click.MissingParameter(ctx=ctx, param=next(option for option in ctx.command.params if option.name == "reason"))
    folder = folder_of(ctx)
    api.exclude(folder, key, by, day(as_of), reason, undo)
    say("done.included" if undo else "done.excluded", lang_of(ctx), key=key, target=shown_path(folder.decisions))


@decision
def settle(ctx: click.Context, key: str, reason: str, by: str, undo: bool, as_of: datetime.datetime | None) -> None:
    """Declare the sheet of a program final."""
    found = looked(ctx, as_of)
    api.settle(found, key, by, reason, undo)
    say("done.reopened" if undo else "done.settled", lang_of(ctx), key=key, target=shown_path(found.folder.decisions))
