"""``xltools history``: what came in of one program so far."""

from __future__ import annotations

import json

import click

from xltools import api, messages
from xltools.cli.command import Command, lang_of
from xltools.cli.folder import folder_of
from xltools.cli.talk import data, table_lines
from xltools.store.runs import COUNTED


@click.command(cls=Command)
@click.argument("key")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text")
@click.pass_context
def history(ctx: click.Context, key: str, format_: str) -> None:
    """Print what came in of a program, one content a line."""
    lang = lang_of(ctx)
    found = api.history(folder_of(ctx), key)
    if format_ == "json":
        data(json.dumps({"key": key, "versions": [_data(past, lang) for past in found]}, ensure_ascii=False, indent=1) + "\n")
        return
    heads = [messages.text(f"history.{name}", lang) for name in ("first", "last")]
    heads += [messages.text("severity.error", lang), messages.text("severity.warning", lang)]
    heads += [messages.text(f"summary.{name}", lang) for name in ("file", "state")]
    rows = [
        (past.first.as_of, past.last.as_of, past.sighting.errors, past.sighting.warnings, past.sighting.path, _state(past, lang))
        for past in found
    ]
    for line in table_lines([heads, *rows]):
        click.echo(line)


def _state(past: api.Past, lang: str) -> str:
    one = past.sighting
    return messages.text("history.counted", lang) if one.state == COUNTED or one.reason is None else one.reason.message(lang)


def _data(past: api.Past, lang: str) -> dict[str, object]:
    one = past.sighting
    return {
        "first": past.first.as_of.isoformat(),
        "last": past.last.as_of.isoformat(),
        "file": one.path,
        "digest": one.digest,
        "counted": one.state == COUNTED,
        "reason": None if one.state == COUNTED else _state(past, lang),
        "errors": one.errors,
        "warnings": one.warnings,
        "record": past.record,
    }
