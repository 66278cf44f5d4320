"""``xltools checks``: the rules that a finance officer's eye goes by."""

from __future__ import annotations

import json

import click

from xltools import api, messages
from xltools.cli.command import Command, lang_of, settings_of
from xltools.cli.talk import data


@click.command(cls=Command)
@click.argument("form", required=False)
@click.option("--year", type=int)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def checks(ctx: click.Context, form: str | None, year: int | None, format_: str) -> None:
    """List the rules, one a line: id, level, title, limits, source."""
    lang, settings = lang_of(ctx), settings_of(ctx)
    wanted = api.load_form(form, year)
    rules = api.checks(wanted, settings)
    if format_ == "json":
        report = {
            "form": wanted.id,
            "settings": str(settings.source) if settings.source else None,
            "rules": [rule.as_json() for rule in rules],
        }
        data(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        return
    for rule in rules:
        limits = " ".join(f"{name}={value}" for name, value in rule.limits.items())
        click.echo("\t".join((rule.id, messages.text(f"severity.{rule.level}", lang), rule.title, limits, rule.source)))
