"""``xltools explain``: the messages of the catalogue."""

from __future__ import annotations

import click

from xltools import messages
from xltools.cli.command import Command, lang_of
from xltools.errors import XltoolsError


@click.command(cls=Command)
@click.argument("code", required=False)
@click.pass_context
def explain(ctx: click.Context, code: str | None) -> None:
    """Print one message in full, or all of them, one a line: code, severity, sentence."""
    lang = lang_of(ctx)
    if code is None:
        for known in messages.explainable():
            click.echo("\t".join((known, _severity(known, lang), messages.explanation(known, lang).message.split("\n")[0])))
    elif code in messages.explainable():
        click.echo(_in_full(messages.explanation(code, lang), lang))
    elif near := messages.nearest(code):
        raise XltoolsError("code-mistyped", name=code, near=near)
    else:
        raise XltoolsError("no-such-code", name=code)


def _severity(code: str, lang: str) -> str:
    return messages.text(f"severity.{messages.catalogue()[code]['severity']}", lang)


def _in_full(found: messages.Explanation, lang: str) -> str:
    lines = [f"{found.code} [{_severity(found.code, lang)}]", *(f"  {line}" for line in found.message.split("\n"))]
    for word, text in (("when", found.when), ("hint", found.hint), ("expected", found.expected)):
        if text:
            lines.append(f"  {messages.text(f'word.{word}', lang)}: {text}")
    return "\n".join(lines)
