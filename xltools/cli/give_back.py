"""``xltools return``: submissions with errors, to be mended."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import api
from xltools.cli.command import Command, lang_of, settings_of
from xltools.cli.talk import progress, say, tell


@click.command("return", cls=Command)
@click.argument("src", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--all", "everything", is_flag=True)
@click.option("--force", is_flag=True)
@click.pass_context
def give_back(ctx: click.Context, src: tuple[str, ...], output: Path, everything: bool, force: bool) -> None:
    """Write fresh workbooks of submissions with errors, what is wrong marked in them."""
    lang = lang_of(ctx)
    settings = settings_of(ctx)
    with progress(lang) as done:
        given = api.give_back(src, output, force, everything, done, settings)
    tell(given.problems, lang)
    say("done.given-back", lang, count=len(given.targets), target=output, clean=len(given.clean))
    ctx.exit(1 if any(problem.severity == "error" for problem in given.problems) else 0)
