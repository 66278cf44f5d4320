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
from xltools.tables.collection import Collection


@click.command(cls=Command)
@click.argument("src", nargs=-1)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--year", type=int)
@click.option("--strict", is_flag=True)
@click.option("--valid-only", is_flag=True)
@click.option("--tidy", type=click.Path(path_type=Path, file_okay=False))
@click.option("--roster", type=click.Path(path_type=Path, dir_okay=False))
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
    valid_only: bool,
    tidy: Path | None,
    roster: Path | None,
    as_of: datetime.datetime | None,
    verify: bool,
    strategy: str | None,
) -> None:
    """Write the summary workbook."""
    lang = lang_of(ctx)
    if src:
        if output is None:
            raise click.MissingParameter(ctx=ctx, param=next(option for option in ctx.command.params if option.name == "output"))
        book_lang = ctx.find_root().params.get("lang") or "ja"
        collection = _of_files(ctx, src, output, year, book_lang, valid_only, roster)
    else:
        options = {"year": year, "strategy": strategy, "output": _place(output), "roster": _place(roster)}
        folder = folder_of(ctx, **options)
        book_lang = written_lang(folder)
        collection = _round(folder, day(as_of), verify, valid_only, lang)
    if tidy is not None:
        written = api.tidy(collection, tidy, book_lang)
        say("done.tidy", lang, count=len(written.targets), target=tidy)
        if not written.parquet:
            say("done.no-parquet", lang)
    unclean = collection.problems if strict else [reason for _, reason in collection.left_out]
    ctx.exit(1 if any(problem.severity == "error" for problem in unclean) else 0)


def _place(path: Path | None) -> str | None:
    """A path as a setting, which would else be relative to the working folder."""
    return str(path.absolute()) if path else None


def _of_files(
    ctx: click.Context, src: tuple[str, ...], output: Path, year: int | None, book_lang: str, valid_only: bool, roster: Path | None
) -> Collection:
    """Sum up what is named."""
    lang, settings = lang_of(ctx), settings_of(ctx)
    with progress(lang) as done:
        collection = api.consolidate(src, output, year, book_lang, valid_only=valid_only, on_done=done, settings=settings, roster=roster)
    left_out: list[Problem] = [reason for _, reason in collection.left_out]
    tell(left_out, lang)
    say(
        "done.consolidated", lang, year=str(collection.fiscal_year), count=len(collection.readings), target=output,
        compared=len(collection.others), left_out=len(left_out), counts=counts(list(collection.problems), lang),
    )  # fmt: skip
    return collection


def _round(folder: api.WorkingFolder, as_of: datetime.date, verify: bool, valid_only: bool, lang: str) -> Collection:
    """The whole round in the working folder."""
    began = datetime.datetime.now(datetime.UTC)
    with progress(lang) as done:
        made = api.monthly_round(folder, as_of, written_lang(folder), verify, done, waiting(lang), valid_only)
    report(made, lang)
    files.save_whole(made.log, log_text(made, began, datetime.datetime.now(datetime.UTC), written_lang(folder)).encode("utf-8"))
    return made.collection
