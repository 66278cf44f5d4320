"""``xltools validate``: every problem of every submission."""

from __future__ import annotations

import json

import click

from xltools import api, messages
from xltools.cli.command import Command, lang_of
from xltools.cli.talk import data, problem_lines, progress, say
from xltools.problems import SEVERITIES, Problem, in_order


@click.command(cls=Command)
@click.argument("src", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def validate(ctx: click.Context, src: tuple[str, ...], format_: str) -> None:
    """List every problem, with its cell and what to do."""
    lang = lang_of(ctx)
    with progress(lang) as done:
        readings = api.read(src, done)
    problems = in_order(problem for reading in readings for problem in api.check(reading))
    if format_ == "json":
        data(json.dumps(_report(readings, problems, lang), ensure_ascii=False, indent=1) + "\n")
    else:
        click.echo("".join(line + "\n" for line in problem_lines(problems, lang)), nl=False)
        say("done.validated", lang, files=len(readings), counts=counts(problems, lang))
    if not any(reading.record is not None for reading in readings):
        ctx.exit(2)
    ctx.exit(1 if any(problem.severity == "error" for problem in problems) else 0)


def counts(problems: list[Problem], lang: str) -> str:
    """How many problems there are of each severity, in words."""
    numbers = {severity: sum(problem.severity == severity for problem in problems) for severity in SEVERITIES}
    return messages.text("word.comma", lang).join(f"{messages.text(f'severity.{name}', lang)} {number}" for name, number in numbers.items())


def _report(readings: list[api.Reading], problems: list[Problem], lang: str) -> dict[str, object]:
    return {
        "version": 1,
        "files": [{"file": reading.source, "read": reading.record is not None} for reading in readings],
        "problems": [problem.as_json(lang) for problem in problems],
    }
