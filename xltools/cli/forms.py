"""``xltools forms``: the forms that there are."""

from __future__ import annotations

import click

from xltools import api
from xltools.cli.command import Command


@click.command(cls=Command)
def forms() -> None:
    """List the forms, one a line: id, title, first and last fiscal year."""
    for definition in api.definitions():
        valid = definition["valid"]
        click.echo(f"{definition['id']}\t{definition['title']}\t{valid['from']}-{valid.get('to') or ''}")
