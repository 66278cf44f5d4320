"""``xltools return``: submissions with errors, to be mended."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from xltools import api
from xltools.cli.command import Command, lang_of, settings_of
from xltools.cli.folder import as_of_option, looked, shown_path
from xltools.cli.talk import progress, say, tell


@click.command("return", cls=Command)
@click.argument("src", nargs=-1)
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False))
@click.option("--all", "everything", is_flag=True)
@click.option("--force", is_flag=True)
@as_of_option
@click.pass_context
def give_back(
    ctx: click.Context, src: tuple[str, ...], output: Path | None, everything: bool, force: bool, as_of: datetime.datetime | None
) -> None:
    """Write fresh workbooks of submissions with errors, what is wrong marked in them."""
    lang, settings, known = lang_of(ctx), settings_of(ctx), None
    if not src:
        found = looked(ctx, as_of)
        output = output or found.folder.returned / found.as_of.isoformat()
        src, known = (str(found.folder.submitted),), found.checked()
    elif output is None:
        raise click.MissingParameter(ctx=ctx, param=next(option for option in ctx.command.params if option.name == "output"))
    with progress(lang) as done:
        given = api.give_back(src, output, force, everything, done, settings, known)
    tell(given.problems, lang)
    say("done.given-back", lang, count=len(given.targets), target=shown_path(output), clean=len(given.clean))
    ctx.exit(1 if any(problem.severity == "error" for problem in given.problems) else 0)
