"""``xltools validate``: every problem of every submission."""

from __future__ import annotations

import json
from pathlib import Path

import click

from xltools import api, files, messages
from xltools.cli.command import Command, lang_of, settings_of
from xltools.cli.talk import data, problem_lines, progress, say
from xltools.problems import SEVERITIES, Problem

FORMATS = ("text", "json", "xlsx")


@click.command(cls=Command)
@click.argument("src", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True)
@click.option("--deep", is_flag=True)
@click.option("--roster", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def validate(
    ctx: click.Context, src: tuple[str, ...], format_: str, output: Path | None, force: bool, deep: bool, roster: Path | None
) -> None:
    """List every problem, with its cell and what to do."""
    lang = lang_of(ctx)
    if format_ == "xlsx" and output is None:
        raise click.MissingParameter(ctx=ctx, param=next(option for option in ctx.command.params if option.name == "output"))
    settings = settings_of(ctx)
    with progress(lang) as done:
        readings = api.read(src, done)
    expected, wrong = api.expected_programs(roster, readings)
    problems = [*api.check_all(readings, deep, settings, expected), *wrong]
    report(readings, problems, format_, output, force, lang)
    if format_ != "json":
        say("done.validated", lang, files=len(readings), counts=counts(problems, lang))
    if not any(reading.record is not None for reading in readings):
        ctx.exit(2)
    ctx.exit(1 if any(problem.severity == "error" for problem in problems) else 0)


def report(readings: list[api.Reading], problems: list[Problem], format_: str, output: Path | None, force: bool, lang: str) -> None:
    """Print problems in one of the formats, or write them into a file."""
    if output is not None:
        files.may_write(output, force, [reading.source for reading in readings])
    if format_ == "xlsx" and output is not None:
        content = api.problem_workbook(readings, problems, output.absolute().parent, lang)
    elif format_ == "json":
        content = (json.dumps(api.report(readings, problems, lang), ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    else:
        content = "".join(line + "\n" for line in problem_lines(problems, lang)).encode("utf-8")
    if output is not None:
        files.save_whole(output, content)
        say("done.listed", lang, count=len(problems), target=output)
    elif format_ == "json":
        data(content.decode("utf-8"))
    else:
        click.echo(content.decode("utf-8"), nl=False)


def counts(problems: list[Problem], lang: str) -> str:
    """How many problems there are of each severity, in words."""
    numbers = {severity: sum(problem.severity == severity for problem in problems) for severity in SEVERITIES}
    return messages.text("word.comma", lang).join(f"{messages.text(f'severity.{name}', lang)} {number}" for name, number in numbers.items())
