"""``xltools init``: a working folder."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import api, messages
from xltools.cli.command import Command, lang_of
from xltools.cli.talk import progress, say, tell


@click.command(cls=Command)
@click.argument("year", type=int)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--from", "from_", multiple=True)
@click.pass_context
def init(ctx: click.Context, year: int, folder: Path, from_: tuple[str, ...]) -> None:
    """Make a working folder for a fiscal year."""
    lang = lang_of(ctx)
    with progress(lang) as done:
        _, problems = api.init(api.load_form(None, year), folder, from_, ctx.find_root().params.get("lang") or "ja", done)
    tell(problems, lang)
    say("done.started", lang, target=folder)
    for code in ("next.round", "next.read-guide"):
        click.echo(("" if code == "next.round" else "  - ") + messages.text(code, lang), err=True)
    ctx.exit(1 if any(problem.severity == "error" for problem in problems) else 0)
