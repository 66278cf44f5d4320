"""Mistakes in typing a command, in the user's language."""

from __future__ import annotations

import click

from xltools import messages


def explain(error: click.UsageError, lang: str) -> tuple[str, str]:
    """What was wrong with the command line, and where help is."""
    command = error.ctx.command_path if error.ctx else "xltools"
    code, details = "usage.other", {"command": command}
    if isinstance(error, click.MissingParameter) and error.param:
        code = "usage.missing"
        details["name"] = "/".join(error.param.opts) if error.param.param_type_name == "option" else error.param.human_readable_name
    elif isinstance(error, click.NoSuchOption):
        code, details["name"] = "usage.no-option", error.option_name
    elif isinstance(error, click.BadParameter) and error.param:
        code, details["name"] = "usage.bad-value", "/".join(error.param.opts)
    elif error.ctx and isinstance(error.ctx.command, click.Group):
        code = "usage.no-command"
    return messages.message(code, details, lang), messages.hint(code, details, lang)
