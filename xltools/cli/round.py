"""What is said after a monthly run, and the log that is left beside its summary."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import click

from xltools import api, messages
from xltools.cli.folder import shown_path
from xltools.cli.talk import problem_lines, tell
from xltools.cli.validate import counts
from xltools.resources import tool_version
from xltools.tables.standing import MISSING, TO_MEND


def report(made: api.Round, lang: str) -> None:
    """Say on stderr what was left out, what was made, and what to do next."""
    tell(made.found.notes, lang)
    tell((reason for _, reason in made.collection.left_out if reason.severity != "note"), lang)
    for line in _lines(made, lang):
        click.echo(line, err=True)


def _lines(made: api.Round, lang: str) -> Iterator[str]:
    found, left_out = made.found, len(made.collection.left_out)
    for wanted, other in made.moved.items():
        yield messages.text("done.moved", lang, target=shown_path(wanted), other=shown_path(other))
    yield messages.text(
        "done.round",
        lang,
        count=len(made.collection.readings),
        target=shown_path(made.summary),
        read=found.read,
        kept=len(found.readings) + len(found.earlier) - found.read,
        compared=len(made.collection.others),
        left_out=left_out,
        counts=counts(list(made.collection.problems), lang),
    )
    yield messages.text("next.round", lang)
    yield from (f"  - {line}" for line in _next(made, lang))


def _next(made: api.Round, lang: str) -> Iterator[str]:
    """What to do after the run, the most urgent first."""
    found = made.found
    missing = [one for one in found.standings if one.state == MISSING]
    steps = []
    if made.collection.left_out:
        sheet = messages.text("summary.sheet.status", lang)
        steps.append(messages.text("next.left-out", lang, count=len(made.collection.left_out), sheet=sheet))
    if missing:
        steps.append(messages.text("next.missing", lang, count=len(missing), overdue=sum(one.overdue for one in missing)))
    if any(one.state == TO_MEND for one in found.standings):
        steps.append(messages.text("next.mend", lang, target=shown_path(made.problems)))
    if found.since and found.since.changes:
        steps.append(messages.text("next.changes", lang, date=found.since.day, count=len(found.since.changes)))
    yield from steps or [messages.text("next.nothing", lang)]


def log_text(made: api.Round, began: datetime.datetime, ended: datetime.datetime, lang: str) -> str:
    """The log of a run: when and with what, every file that did not count, every problem, what was made."""
    found = made.found
    times = {name: time.isoformat(timespec="seconds") for name, time in (("began", began), ("ended", ended))}
    source = str(found.folder.settings.source)
    head = messages.text(
        "log.head", lang, version=tool_version(), folder=found.folder.root, date=str(found.as_of), settings=source, **times
    )
    problems = [*found.notes, *made.collection.all_problems()]
    return "\n".join([head, "", *problem_lines(problems, lang), "", *_lines(made, lang), ""])
