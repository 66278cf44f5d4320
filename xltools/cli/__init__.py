"""The command line: one thin module per command. Errors are caught here, once, and turned into a sentence and an exit code.

Exit codes: 0 done · 1 done, but not clean · 2 usage, or nothing to read · 3 a bug · 130 interrupted.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from xltools import messages
from xltools.cli.command import Group, spoken
from xltools.cli.talk import speak_safely, tell
from xltools.cli.usage import explain as explain_usage
from xltools.errors import XltoolsError
from xltools.files import reason_of
from xltools.jobs import working_with
from xltools.resources import tool_version

COMPLETE = "_XLTOOLS_COMPLETE"
"""Variable by which a shell asks how a line may go on."""
DONE, UNCLEAN, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130


COMMANDS = {
    "roster": "roster", "template": "template", "fill": "fill", "read": "read", "validate": "validate", "return": "give_back",
    "inspect": "inspect", "consolidate": "consolidate", "compare": "compare", "upgrade": "upgrade", "checks": "checks",
    "explain": "explain", "schema": "schema", "forms": "forms", "init": "init", "status": "status", "changes": "changes",
    "history": "history", "remind": "remind", "exclude": "exclude", "settle": "exclude:settle", "settings": "settings",
    "completion": "completion",
}  # fmt: skip
"""Every command and the module of `xltools.cli` that it stands in, with its function there if that has another name
(``module:function``); in the order in which they are used."""


@click.group(cls=Group, modules=COMMANDS)
@click.option("--lang", type=click.Choice(messages.LANGUAGES), is_eager=True)
@click.option("--settings", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), envvar="XLTOOLS_JOBS")
@click.option("--cluster", metavar="ADDRESS", envvar="XLTOOLS_CLUSTER")
@click.option("--debug", is_flag=True)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=lambda ctx, _, given: _say_version(ctx) if given else None
)
@click.pass_context
def xltools(ctx: click.Context, lang: str | None, settings: Path | None, jobs: int | None, cluster: str | None, debug: bool) -> None:
    """Forms out, records in, one summary."""
    ctx.with_resource(working_with(jobs))
    if cluster:
        from xltools import cluster as clusters

        ctx.with_resource(clusters.cluster(cluster))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with the given arguments (without the program's name), by default those of the process.

    Returns the exit code; never raises.
    """
    speak_safely()
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    debug, lang = "--debug" in given, spoken(_asked(given))
    if COMPLETE in os.environ:
        from xltools.cli import completion  # noqa: F401 - it brings PowerShell to those that click knows
    try:
        result = xltools.main(given, prog_name="xltools", standalone_mode=False)
        return result if isinstance(result, int) else DONE
    except XltoolsError as error:
        tell(getattr(error, "problems", ()), lang)
        _say(messages.message(error.code, error.details, lang), messages.hint(error.code, error.details, lang))
        return USAGE
    except click.UsageError as error:
        _say(*explain_usage(error, lang))
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        if debug:
            traceback.print_exc()
        details: dict[str, object] = {"target": "stdout", "reason": reason_of(error)}
        _say(messages.message("output-not-writable", details, lang), messages.hint("output-not-writable", details, lang))
        return USAGE
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a sentence
        if debug:
            traceback.print_exc()
        details = {"reason": f"{type(error).__name__}: {error}"}
        _say(messages.message("bug", details, lang), messages.hint("bug", details, lang))
        return BUG


def _asked(given: Sequence[str]) -> str | None:
    """The language asked for on the command line, found before the command line is understood."""
    for index, word in enumerate(given):
        if word == "--lang" and index + 1 < len(given):
            return given[index + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return None


def _say_version(ctx: click.Context) -> None:
    click.echo(f"xltools {tool_version() or '?'}")
    ctx.exit()


def _say(*sentences: str) -> None:
    click.echo("\n".join(filter(None, sentences)), err=True)
