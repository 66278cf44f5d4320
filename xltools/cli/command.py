"""Commands that speak the user's language: their help stands in the catalogue under ``help.<command>[.<option>]``."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from xltools import messages
from xltools.errors import XltoolsError
from xltools.settings import Settings, find_settings, load_settings

_SPOKEN = "xltools.lang"


def lang_of(ctx: click.Context) -> str:
    """The language to speak, found once."""
    root = ctx.find_root()
    if _SPOKEN not in root.meta:
        root.meta[_SPOKEN] = spoken(root.params.get("lang"), root.params.get("settings"))
    found: str = root.meta[_SPOKEN]
    return found


def spoken(chosen: str | None, settings: Path | None = None) -> str:
    """The language to speak: the one chosen, else ``XLTOOLS_LANG``, else that of the settings (if they can be read), else as
    `messages.language` finds it."""
    if not chosen and not os.environ.get("XLTOOLS_LANG"):
        with suppress(XltoolsError):
            stated = load_settings(settings or find_settings(Path.cwd())).run.get("lang")
            chosen = stated.value if stated else None
    return messages.language(chosen)


def settings_of(ctx: click.Context) -> Settings:
    """The settings that apply: the file of ``--settings``, else ``xltools.toml`` in the current folder or the nearest one above it.

    Raises:
        XltoolsError: they cannot be read, or hold a mistake.
    """
    given = ctx.find_root().params.get("settings")
    return load_settings(given or find_settings(Path.cwd()))


class _Speaking(click.Command):
    """A command whose help comes from the catalogue."""

    def _text(self, ctx: click.Context, part: str = "") -> str:
        name = "xltools" if ctx.parent is None else str(self.name)
        return messages.text(f"help.{name}{part}", lang_of(ctx))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        prefix = messages.text("help.usage", lang_of(ctx)) + " "
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does, and its example."""
        formatter.write_paragraph()
        with formatter.indentation():
            for line in self._text(ctx).split("\n"):
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        rows = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record:
                code = "help.help" if "--help" in parameter.opts else f"help.option.{parameter.name}"
                rows.append((record[0], messages.text(code, lang_of(ctx))))
        with formatter.section(messages.text("help.options", lang_of(ctx))):
            formatter.write_dl(rows)


class Command(_Speaking):
    """A command of xltools."""


class Group(_Speaking, click.Group):
    """The command `xltools` itself. Each of its commands is imported when it is called: `modules` names the module of `xltools.cli` that
    it stands in, as the function of the module's name."""

    def __init__(self, *arguments: Any, modules: Mapping[str, str], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.modules = modules

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """A command by its name; None if there is none."""
        if name not in self.modules:
            return None
        module, _, function = self.modules[name].partition(":")
        command: click.Command = getattr(importlib.import_module(f"xltools.cli.{module}"), function or module)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        rows = [(name, messages.text(f"help.{name}", lang_of(ctx)).split("\n")[0]) for name in self.list_commands(ctx)]
        with formatter.section(messages.text("help.commands", lang_of(ctx))):
            formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they are used, not of the alphabet."""
        return list(self.modules)
