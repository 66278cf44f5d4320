"""``xltools inspect``: what of the form itself was changed in a submission."""

from __future__ import annotations

import click

from xltools import api
from xltools.cli.command import Command, lang_of
from xltools.cli.talk import progress, say
from xltools.cli.validate import counts, report


@click.command(cls=Command)
@click.argument("src", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def inspect(ctx: click.Context, src: tuple[str, ...], format_: str) -> None:
    """Compare submissions with the blank form, cell by cell."""
    lang = lang_of(ctx)
    with progress(lang) as done:
        readings = api.inspect_files(src, done)
    problems = [problem for reading in readings for problem in reading.problems]
    report(readings, problems, format_, None, False, lang)
    if format_ == "text":
        say("done.inspected", lang, files=len(readings), counts=counts(problems, lang))
    if not any(reading.form for reading in readings):
        ctx.exit(2)
    ctx.exit(1 if any(problem.severity != "note" for problem in problems) else 0)
