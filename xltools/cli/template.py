"""``xltools template``: the blank form."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import api
from xltools.cli.command import Command, lang_of
from xltools.cli.talk import say


@click.command(cls=Command)
@click.argument("form", required=False)
@click.option("--year", type=int)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--force", is_flag=True)
@click.pass_context
def template(ctx: click.Context, form: str | None, year: int | None, output: Path, force: bool) -> None:
    """Write the blank form."""
    api.template(api.load_form(form, year), output, overwrite=force)
    say("done.written", lang_of(ctx), target=output)
