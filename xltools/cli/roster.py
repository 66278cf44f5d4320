"""``xltools roster``: the table of the programs that a sheet is expected of."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import api
from xltools.cli.command import Command, lang_of
from xltools.cli.talk import progress, say, tell


@click.command(cls=Command)
@click.argument("form", required=False)
@click.option("--year", type=int)
@click.option("--from", "from_", multiple=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--force", is_flag=True)
@click.pass_context
def roster(ctx: click.Context, form: str | None, year: int | None, from_: tuple[str, ...], output: Path, force: bool) -> None:
    """Write a roster, empty or with the programs of records."""
    lang = lang_of(ctx)
    with progress(lang) as done:
        entries, problems = api.roster(api.load_form(form, year), output, from_, force, ctx.find_root().params.get("lang") or "ja", done)
    tell(problems, lang)
    say("done.roster", lang, count=len(entries), target=output)
    ctx.exit(1 if any(problem.severity == "error" for problem in problems) else 0)
