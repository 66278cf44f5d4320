"""``xltools schema``: the JSON Schema of a form's records."""

from __future__ import annotations

import click

from xltools import api
from xltools.cli.command import Command
from xltools.cli.talk import data


@click.command(cls=Command)
@click.argument("form", required=False)
@click.option("--year", type=int)
def schema(form: str | None, year: int | None) -> None:
    """Print the record schema of a form."""
    data(api.schema_text(api.load_form(form, year)))
