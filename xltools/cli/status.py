"""``xltools status``: who has sent what."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click

from xltools import api, files
from xltools.cli.command import Command, lang_of
from xltools.cli.folder import as_of_option, looked, written_lang
from xltools.cli.talk import data, say, table_lines
from xltools.cli.validate import FORMATS


@click.command(cls=Command)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True)
@as_of_option
@click.pass_context
def status(ctx: click.Context, format_: str, output: Path | None, force: bool, as_of: datetime.datetime | None) -> None:
    """Show who has sent what."""
    lang = lang_of(ctx)
    if format_ == "xlsx" and output is None:
        raise click.MissingParameter(ctx=ctx, param=next(option for option in ctx.command.params if option.name == "output"))
    found = looked(ctx, as_of)
    if format_ == "xlsx":
        content = api.status_workbook(found, output.absolute().parent if output else None, written_lang(found.folder))
    elif format_ == "json":
        content = (json.dumps(api.status_data(found, lang), ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    else:
        content = _text(found, lang).encode("utf-8")
    if output is not None:
        files.may_write(output, force, [reading.source for reading in found.readings])
        files.save_whole(output, content)
        say("done.written", lang, target=output)
    elif format_ == "json":
        data(content.decode("utf-8"))
    else:
        click.echo(content.decode("utf-8"), nl=False)


def _text(found: api.Findings, lang: str) -> str:
    """Two tables, their columns separated by tabs: counts per unit, and one program a line."""
    from xltools.tables import status as tables
    from xltools.tables.columns import Words

    words = Words(found.selection.form, lang)
    lines = [tables.title(words, found.as_of)]
    for table in (tables.by_unit(words, found.standings), tables.table(words, found.standings)):
        lines += ["", *table_lines([[column.title for column in table.columns], *table.rows])]
    return "\n".join([*lines, ""])
