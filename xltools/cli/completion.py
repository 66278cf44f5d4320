"""``xltools completion``: what makes a shell complete commands."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, get_completion_class, split_arg_string

from xltools.cli.command import Command
from xltools.cli.talk import data

VARIABLE = "_XLTOOLS_COMPLETE"
SHELLS = ("powershell", "bash", "zsh", "fish")


@add_completion_class
class PowerShell(ShellComplete):
    """Completion in PowerShell, which hands over the line typed so far and the word under the cursor."""

    name = "powershell"
    source_template = """\
Register-ArgumentCompleter -Native -CommandName xltools -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $env:%(complete_var)s = "powershell_complete"
    $env:_XLTOOLS_LINE = $commandAst.ToString()
    $env:_XLTOOLS_WORD = $wordToComplete
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        xltools | ForEach-Object {
            $kind, $value = $_ -split "`t", 2
            if ($kind -eq "plain") { [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $value) }
        }
    } finally {
        [Console]::OutputEncoding = $encoding
        Remove-Item Env:%(complete_var)s, Env:_XLTOOLS_LINE, Env:_XLTOOLS_WORD
    }
}
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the cursor, and the one under it."""
        import os

        line, word = os.environ.get("_XLTOOLS_LINE", ""), os.environ.get("_XLTOOLS_WORD", "")
        words = split_arg_string(line.replace("\\", "/"))[1:]
        return words[:-1] if words and word and words[-1] == word else words, word

    def format_completion(self, item: CompletionItem) -> str:
        """One suggestion: its kind (files are left to PowerShell itself) and its text."""
        return f"{item.type}\t{item.value}"


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the lines that make a shell complete commands."""
    found = get_completion_class(shell)
    if found is not None:
        data(found(ctx.find_root().command, {}, "xltools", VARIABLE).source())
