"""``xltools consolidate``: the summary workbook, of files that are named or of the working folder."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from xltools import api, files
from xltools.checks.strategies import STRATEGIES
from xltools.cli.command import Command, lang_of, settings_of
from xltools.cli.folder import as_of_option, day, folder_of, waiting, written_lang
from xltools.cli.round import log_text, report
from xltools.cli.talk import progress, say, tell
from xltools.cli.validate import counts
from xltools.problems import Problem


@click.command(cls=Command)
@click.argument("src", nargs=-1)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--year", type=int)
@click.option("--strict", is_flag=True)
@as_of_option
@click.option("--verify", is_flag=True)
@click.option("--strategy", type=click.Choice(STRATEGIES))
@click.pass_context
def consolidate(
    ctx: click.Context,
    src: tuple[str, ...],
    output: Path | None,
    year: int | None,
    strict: bool,
    as_of: datetime.datetime | None,
    verify: bool,
    strategy: str | None,
) -> None:
    """Write the summary workbook."""
    if not src:
        options: dict[str, object] = {"year": year, "strategy": strategy, "output": str(output.absolute()) if output else None}
        left_out, problems = _round(ctx, day(as_of), verify, options)
    else:
        if output is None:
            raise click.MissingParameter(ctx=ctx, param=next(option for option in ctx.command.params if option.name == "output"))
        left_out, problems = _of_files(ctx, src, output, year)
    unclean = problems if strict else left_out
    ctx.exit(1 if any(problem.severity == "error" for problem in unclean) else 0)


def _of_files(ctx: click.Context, src: tuple[str, ...], output: Path, year: int | None) -> tuple[list[Problem], list[Problem]]:
    """Sum up what is named; why files were left out, and every problem."""
    lang = lang_of(ctx)
    settings = settings_of(ctx)
    with progress(lang) as done:
        spoken = ctx.find_root().params.get("lang") or "ja"
        collection = api.consolidate(src, output, year, spoken, on_done=done, settings=settings)
    left_out = [reason for _, reason in collection.left_out]
    tell(left_out, lang)
    problems = list(collection.problems)
    say("done.consolidated", lang, count=len(collection.readings), target=output, left_out=len(left_out), counts=counts(problems, lang))
    return left_out, problems


def _round(ctx: click.Context, as_of: datetime.date, verify: bool, options: dict[str, object]) -> tuple[list[Problem], list[Problem]]:
    """The whole round in the working folder; why files were left out, and every problem."""
    lang = lang_of(ctx)
    folder = folder_of(ctx, **options)
    began = datetime.datetime.now(datetime.UTC)
    with progress(lang) as done:
        made = api.monthly_round(folder, as_of, written_lang(folder), verify, done, waiting(lang))
    report(made, lang)
    files.save_whole(made.log, log_text(made, began, datetime.datetime.now(datetime.UTC), written_lang(folder)).encode("utf-8"))
    return [reason for _, reason in made.collection.left_out], list(made.collection.problems)
