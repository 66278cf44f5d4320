"""``xltools template``: the blank form, or one prefilled workbook per program."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import api
from xltools.cli.command import Command, lang_of
from xltools.cli.talk import progress, say, tell


@click.command(cls=Command)
@click.argument("form", required=False)
@click.option("--year", type=int)
@click.option("--roster", type=click.Path(path_type=Path))
@click.option("--previous", multiple=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@click.option("--force", is_flag=True)
@click.option("--skip-bad", is_flag=True)
@click.pass_context
def template(
    ctx: click.Context,
    form: str | None,
    year: int | None,
    roster: Path | None,
    previous: tuple[str, ...],
    output: Path,
    force: bool,
    skip_bad: bool,
) -> None:
    """Write the blank form, or one prefilled workbook per program."""
    lang, wanted = lang_of(ctx), api.load_form(form, year)
    if not roster and not previous:
        api.template(wanted, output, overwrite=force)
        say("done.written", lang, target=output)
        return
    with progress(lang) as done:
        handed = api.hand_out(wanted, output, roster, previous, force, skip_bad, done)
    tell(handed.problems, lang)
    folders = len({target.parent for target in handed.targets})
    say("done.handed-out", lang, count=len(handed.targets), folders=folders, target=output)
    ctx.exit(1 if any(problem.severity == "error" for problem in handed.problems) else 0)
