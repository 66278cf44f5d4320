"""``xltools explain``: the messages of the catalogue, and the checks of the forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from xltools import api, messages
from xltools.cli.command import Command, lang_of, settings_of
from xltools.errors import XltoolsError


@click.command(cls=Command)
@click.argument("code", required=False)
@click.pass_context
def explain(ctx: click.Context, code: str | None) -> None:
    """Print one message or one check in full, or all messages, one a line: code, severity, sentence."""
    lang = lang_of(ctx)
    if code is None:
        for known in messages.explainable():
            click.echo("\t".join((known, _severity(known, lang), messages.explanation(known, lang).message.split("\n")[0])))
    elif code in messages.explainable():
        click.echo("\n".join(_in_full(code, lang)))
    else:
        checks = api.all_checks(settings_of(ctx))
        found = [(forms, rule) for forms, rules in checks for rule in rules if rule.id == code.upper()]
        if not found:
            near = messages.nearest(code, (rule.id for _, rules in checks for rule in rules))
            raise XltoolsError("code-mistyped", name=code, near=near) if near else XltoolsError("no-such-code", name=code)
        click.echo("\n\n".join("\n".join(_check(forms, rule, lang)) for forms, rule in found))


def _severity(code: str, lang: str) -> str:
    return messages.text(f"severity.{messages.catalogue()[code]['severity']}", lang)


def _in_full(code: str, lang: str) -> Iterator[str]:
    found = messages.explanation(code, lang)
    yield f"{found.code} [{_severity(found.code, lang)}]"
    yield from (f"  {line}" for line in found.message.split("\n"))
    yield from _remarks((("when", found.when), ("hint", found.hint), ("expected", found.expected)), lang)


def _remarks(said: Sequence[tuple[str, str]], lang: str) -> Iterator[str]:
    return (f"  {messages.text(f'word.{word}', lang)}: {text}" for word, text in said if text)


def _check(forms: Sequence[str], rule: api.Rule, lang: str) -> Iterator[str]:
    """A check with the settings that apply, and each of its messages."""
    yield f"{rule.id} [{messages.text(f'severity.{rule.level}', lang)}]"
    yield f"  {rule.title}"
    limits = "、".join(f"{name} = {value}" for name, value in rule.limits.items())
    reasons, trial = "、".join(rule.reasons), rule.trial_until
    said = (("forms", "、".join(forms)), ("limits", limits), ("reasons", reasons), ("source", rule.source), ("trial", trial))
    yield from _remarks(said, lang)
    for code in rule.codes:
        yield from (f"  {line}" for line in _in_full(code, lang))
