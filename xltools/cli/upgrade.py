"""``xltools upgrade``: workbooks of an older version of the form on the newest one."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import api
from xltools.cli.command import Command, lang_of
from xltools.cli.talk import progress, say, tell


@click.command(cls=Command)
@click.argument("src", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--force", is_flag=True)
@click.pass_context
def upgrade(ctx: click.Context, src: tuple[str, ...], output: Path, force: bool) -> None:
    """Carry workbooks over to the newest version of their form."""
    lang = lang_of(ctx)
    with progress(lang) as done:
        upgraded = api.upgrade(src, output, force, done)
    tell(upgraded.problems, lang)
    say("done.upgraded", lang, count=len(upgraded.targets), target=output)
    ctx.exit(1 if any(problem.severity == "error" for problem in upgraded.problems) else 0)
