"""Making a working folder: settings to look through, an empty roster, the folders, one page that says what to do, and what to click."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from xltools import files, fiscal_years, messages, resources
from xltools.forms.model import Form
from xltools.reading.roster import RosterEntry
from xltools.settings import FILE_NAME, SCHEMA_FILE, Settings, run_settings, settings_schema

GUIDE, BATCH, SHELL = "手順.md", "集計.bat", "集計.sh"
_FOLDERS = ("handout", "submitted", "returned", "summary", "earlier")
_SCHEMA_PLACE = f".xltools/{SCHEMA_FILE}"

_BATCH = """\
@echo off
chcp 65001 >nul
pushd "%~dp0"
set PYTHONUTF8=1
where xltools >nul 2>nul
if errorlevel 1 (py -m xltools consolidate %*) else (xltools consolidate %*)
popd
echo.
pause
"""
"""ASCII alone, so that no code page matters; pushd also enters a shared folder without a drive letter."""

_SHELL = """\
#!/bin/sh
cd "$(dirname "$0")" || exit 2
exec xltools consolidate "$@"
"""


def start_folder(form: Form, folder: Path, entries: Sequence[RosterEntry] = (), lang: str = "ja") -> tuple[Path, ...]:
    """Make a working folder for a form and its fiscal year; the files written. `entries` are put on the roster.

    Raises:
        XltoolsError: one of the files is there already: nothing was written; the folder cannot be written.
    """
    from xltools.books.roster_book import roster_workbook

    values = {key: str(value.value) for key, value in run_settings(Settings(), {}, {}).items()}
    contents = {
        folder / FILE_NAME: _settings_text(form, lang).encode("utf-8"),
        folder / values["roster"]: roster_workbook(form, entries, lang),
        folder / GUIDE: _guide(form, values, lang).encode("utf-8"),
        folder / BATCH: _BATCH.replace("\n", "\r\n").encode("ascii"),
        folder / SHELL: _SHELL.encode("ascii"),
    }
    files.may_write_all(contents, overwrite=False)
    for target, content in contents.items():
        files.save_whole(target, content)
    files.save_whole(folder / _SCHEMA_PLACE, resources.read_text("schemas", SCHEMA_FILE).encode("utf-8"))
    (folder / SHELL).chmod(0o755)
    for name in _FOLDERS:
        files.make_folder(folder / values[name])
    return tuple(contents)


def _settings_text(form: Form, lang: str) -> str:
    """The file of settings: every setting with what it means; those that keep their default are commented out."""
    stated = {"year": form.fiscal_year, "form": form.family}
    lines = [f"#:schema ./{_SCHEMA_PLACE}", *_comment(messages.text("init.settings", lang)), "", "[run]"]
    for key, schema in settings_schema()["properties"]["run"]["properties"].items():
        lines += ["", *_comment(messages.text(f"setting.{key}", lang))]
        value = stated.get(key, schema.get("default", next(iter(schema.get("examples") or schema.get("enum") or ()), None)))
        line = f"{key} = {value if schema.get('format') == 'date' else json.dumps(value, ensure_ascii=False)}"
        lines.append(line if key in stated else f"# {line}")
    lines += ["", *_comment(messages.text("init.checks", lang)), "# [checks.A5]", '# level = "off"', ""]
    return "\n".join(lines)


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in text.split("\n")]


def _guide(form: Form, values: dict[str, str], lang: str) -> str:
    """The page for the officer."""
    year = fiscal_years.label(form.fiscal_year, form.fiscal_year, "both")
    places = {key: values[key] for key in ("roster", "handout", "submitted", "returned", "summary", "earlier", "reminders", "decisions")}
    return messages.text(
        "init.guide", lang, title=form.title, both=year, western=str(form.fiscal_year), year=str(form.fiscal_year), batch=BATCH, **places
    )
