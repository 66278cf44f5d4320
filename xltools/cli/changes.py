"""``xltools changes``: what is different from an earlier run."""

from __future__ import annotations

import datetime

import click

from xltools.cli.command import Command, lang_of
from xltools.cli.folder import as_of_option, looked
from xltools.cli.talk import say, table_lines


@click.command(cls=Command)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]))
@as_of_option
@click.pass_context
def changes(ctx: click.Context, since: datetime.datetime | None, as_of: datetime.datetime | None) -> None:
    """Print what is different from an earlier summary."""
    from xltools.tables import changes as tables
    from xltools.tables.columns import Words

    lang = lang_of(ctx)
    found = looked(ctx, as_of, since=since.date() if since else None)
    if found.since is None:
        say("changes.none-before", lang)
    elif not found.since.changes:
        say("changes.nothing", lang, date=found.since.day)
    else:
        say("changes.head", lang, date=found.since.day, count=len(found.since.changes))
        table = tables.table(Words(found.selection.form, lang), found.since)
        for line in table_lines([[column.title for column in table.columns], *table.rows]):
            click.echo(line)
