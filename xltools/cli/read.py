"""``xltools read``: records as JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path

import click

from xltools import api, files
from xltools.cli.command import Command, lang_of
from xltools.cli.talk import data, progress, say, tell
from xltools.errors import NothingToReadError


@click.command(cls=Command)
@click.argument("src", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True)
@click.pass_context
def read(ctx: click.Context, src: tuple[str, ...], output: Path | None, force: bool) -> None:
    """Print what is filled in as JSON Lines."""
    lang = lang_of(ctx)
    with progress(lang) as done:
        readings = api.read(src, done)
    problems = [problem for reading in readings for problem in reading.problems]
    records = [reading.record for reading in readings if reading.record is not None]
    if not records:
        raise NothingToReadError("nothing-to-read", problems)
    tell(problems, lang)
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    if output is None:
        data(text)
    else:
        files.may_write(output, force, [reading.source for reading in readings])
        files.save_whole(output, text.encode("utf-8"))
        say("done.read", lang, count=len(records), target=output)
    ctx.exit(0 if len(records) == len(readings) else 1)
