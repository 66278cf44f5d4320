"""``xltools consolidate``: the summary workbook."""

from __future__ import annotations

from pathlib import Path

import click

from xltools import api
from xltools.cli.command import Command, lang_of, settings_of
from xltools.cli.talk import progress, say, tell
from xltools.cli.validate import counts


@click.command(cls=Command)
@click.argument("src", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--year", type=int)
@click.option("--strict", is_flag=True)
@click.option("--valid-only", is_flag=True)
@click.option("--tidy", type=click.Path(path_type=Path, file_okay=False))
@click.option("--roster", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def consolidate(
    ctx: click.Context,
    src: tuple[str, ...],
    output: Path,
    year: int | None,
    strict: bool,
    valid_only: bool,
    tidy: Path | None,
    roster: Path | None,
) -> None:
    """Write the summary workbook."""
    lang = lang_of(ctx)
    settings = settings_of(ctx)
    book_lang = ctx.find_root().params.get("lang") or "ja"
    with progress(lang) as done:
        collection = api.consolidate(src, output, year, book_lang, valid_only=valid_only, on_done=done, settings=settings, roster=roster)
    left_out = [reason for _, reason in collection.left_out]
    tell(left_out, lang)
    problems = list(collection.problems)
    say(
        "done.consolidated", lang, year=str(collection.fiscal_year), count=len(collection.readings), target=output,
        compared=len(collection.others), left_out=len(left_out), counts=counts(problems, lang),
    )  # fmt: skip
    if tidy is not None:
        written = api.tidy(collection, tidy, book_lang)
        say("done.tidy", lang, count=len(written.targets), target=tidy)
        if not written.parquet:
            say("done.no-parquet", lang)
    unclean = problems if strict else left_out
    ctx.exit(1 if any(problem.severity == "error" for problem in unclean) else 0)
