"""``xltools compare``: two years, or two versions of one year or of one submission."""

from __future__ import annotations

import json
from pathlib import Path

import click

from xltools import api, files, messages
from xltools.cli.command import Command, lang_of
from xltools.cli.comparison_text import comparison_lines
from xltools.cli.talk import data, progress, say, tell
from xltools.cli.validate import FORMATS


@click.command(cls=Command)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--format", "format_", type=click.Choice(FORMATS))
@click.option("--force", is_flag=True)
@click.pass_context
def compare(ctx: click.Context, old: Path, new: Path, output: Path | None, format_: str | None, force: bool) -> None:
    """Compare two folders or files."""
    lang = lang_of(ctx)
    wanted = format_ or ("xlsx" if output is not None and output.suffix.lower() == ".xlsx" else "text")
    if wanted == "xlsx" and output is None:
        raise click.MissingParameter(ctx=ctx, param=next(option for option in ctx.command.params if option.name == "output"))
    book_lang = ctx.find_root().params.get("lang") or "ja"
    with progress(lang) as done:
        comparison = api.compare(old, new, book_lang if wanted == "xlsx" else lang, done)
    tell(comparison.problems, lang)
    if wanted == "xlsx" and output is not None:
        api.save_comparison(comparison, output, force)
    else:
        shown = (
            comparison_lines(comparison)
            if wanted == "text"
            else [json.dumps(api.comparison_data(comparison), ensure_ascii=False, indent=1)]
        )
        content = "".join(f"{line}\n" for line in shown)
        if output is not None:
            files.may_write(output, force, comparison.sources)
            files.save_whole(output, content.encode("utf-8"))
        elif wanted == "json":
            data(content)
        else:
            click.echo(content, nl=False)
    if output is not None:
        say("done.compared", lang, target=output, what=messages.text(f"compare.kind.{comparison.kind}", lang))
    ctx.exit(1 if any(problem.severity == "error" for problem in comparison.problems) else 0)
