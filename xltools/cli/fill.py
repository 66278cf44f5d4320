"""``xltools fill``: filled workbooks from records."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import api
from xltools.cli.command import Command, lang_of
from xltools.cli.talk import say, tell
from xltools.errors import XltoolsError


@click.command(cls=Command)
@click.argument("records", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--force", is_flag=True)
@click.pass_context
def fill(ctx: click.Context, records: Path, output: Path, force: bool) -> None:
    """Write one filled workbook per record."""
    filled = api.fill(api.parse_records(_text(records), records.name), output, records.name, overwrite=force)
    tell((problem for one in filled for problem in one.problems), lang_of(ctx))
    written = [one for one in filled if one.target]
    say("done.filled", lang_of(ctx), count=len(written), target=output)
    ctx.exit(0 if len(written) == len(filled) else 1)


def _text(source: Path) -> str:
    try:
        with click.open_file(str(source), encoding="utf-8-sig") as stream:
            return str(stream.read())
    except (OSError, UnicodeDecodeError) as error:
        raise XltoolsError("file-unreadable", source=str(source)) from error
