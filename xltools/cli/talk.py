"""What the commands say: data on stdout, everything else on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

import click

from xltools import messages
from xltools.problems import Problem, folded, in_order


def speak_safely() -> None:
    """Let no character that the console lacks end the run: it is replaced by a question mark."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def data(text: str) -> None:
    """Write data to stdout as UTF-8, whatever the console's encoding is; line ends stay as they are."""
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None or sys.stdout.isatty():
        click.echo(text, nl=False)
    else:
        buffer.write(text.encode("utf-8"))
        buffer.flush()


def say(code: str, lang: str, **details: object) -> None:
    """Say a sentence of the catalogue on stderr."""
    click.echo(messages.text(code, lang, **details), err=True)


def problem_lines(problems: Iterable[Problem], lang: str) -> Iterator[str]:
    """Problems as text, grouped by file, at most three of a kind: where and what, what is right, what to do."""
    source = None
    for problem in folded(in_order(problems)):
        if problem.source != source:
            source = problem.source
            yield f"■ {source or messages.text('word.all-files', lang)}"
        severity = messages.text(f"severity.{problem.severity}", lang)
        place = f"{problem.at} " if problem.at else ""
        rule = f" {problem.rule}" if problem.rule else ""
        yield f"  [{severity}{rule}] {place}{problem.message(lang)}"
        for word, text in problem.remarks(lang):
            yield f"      {word}: {text}"


def table_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Rows as text, one a line: in even columns on a terminal, separated by tabs for any other program."""
    from xltools.tables.columns import shown_width

    texts = [
        [" ".join(messages.shown(value).split()) if isinstance(value, str) else messages.shown(value) for value in row] for row in rows
    ]
    if not sys.stdout.isatty():
        yield from ("\t".join(row).rstrip() for row in texts)
        return
    widths = [max(map(shown_width, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        yield "  ".join(text + " " * (width - shown_width(text)) for text, width in zip(row, widths, strict=True)).rstrip()


def tell(problems: Iterable[Problem], lang: str) -> None:
    """Say problems on stderr."""
    for line in problem_lines(problems, lang):
        click.echo(line, err=True)


@contextmanager
def progress(lang: str) -> Iterator[Callable[..., None]]:
    """A progress bar on a terminal, nothing when piped; call what it gives after each file read, and with the number of files
    after each file written."""
    if not sys.stderr.isatty():
        yield lambda total=None: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def done(total: int | None = None) -> None:
            word = "word.files" if total is None else "word.writing"
            if word not in tasks:
                tasks[word] = bar.add_task(messages.text(word, lang), total=total)
            bar.advance(tasks[word])

        yield done
