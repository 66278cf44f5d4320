"""``xltools settings``: what applies, and from where."""

from __future__ import annotations

import json

import click

from xltools import api, messages
from xltools.cli.command import Command, lang_of, settings_of


@click.command(cls=Command)
@click.pass_context
def settings(ctx: click.Context) -> None:
    """Print every setting, one a line: key, value, origin."""
    lang, found = lang_of(ctx), settings_of(ctx)
    head = "settings.source" if found.source else "settings.none"
    click.echo(messages.text(head, lang, source=str(found.source)))
    values = api.run_settings(found, {"lang": ctx.find_root().params.get("lang")})
    for key, value in values.items():
        origin = messages.text(f"origin.{value.origin}", lang)
        if value.origin == "file":
            origin = messages.text("origin.line", lang, line=value.place)
        elif value.place:
            origin = f"{origin} {value.place}"
        click.echo(f"run.{key}\t{'' if value.value is None else value.value}\t{origin}")
    origin = messages.text("origin.file", lang)
    for key, option in found.checks.options.items():
        click.echo(f"checks.{key}\t{option}\t{origin}")
    for rule, limits in found.checks.rules.items():
        click.echo(f"checks.{rule}\t{json.dumps(dict(limits), ensure_ascii=False)}\t{origin}")
