"""What a ward may decide for itself: ``xltools.toml``, checked against ``schemas/settings.schema.json``."""

from __future__ import annotations

import datetime
import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools import resources
from xltools.errors import XltoolsError

if TYPE_CHECKING:
    from xltools.forms.model import Form

FILE_NAME = "xltools.toml"
SCHEMA_FILE = "settings.schema.json"
PREFIX = "XLTOOLS_"
"""The name of a variable of the environment that holds a setting begins with this."""
LANG = "lang"
"""The one setting whose variable (``XLTOOLS_LANG``) only says how to talk, not what to write."""
OFF = "off"
"""The level of a check that is not made."""
ROUNDING = "rounding"
"""The limit of a linear rule: up to this difference a wrong total is rounding."""
LEVELS = (OFF, "note", "warning", "error")


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """Section ``[checks]``: `options` hold for every check (``budget_basis``), `rules` for the one whose id is the key: its
    ``level`` and its limits."""

    options: Mapping[str, Any] = field(default_factory=dict, hash=False)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)

    def level(self, rule: str) -> str | None:
        """The level that a rule was given; None if it keeps its own."""
        level: str | None = self.rules.get(rule, {}).get("level")
        return level


@dataclass(frozen=True, slots=True)
class Value:
    """One setting of section ``[run]`` and where it comes from: ``default``, ``file``, ``environment`` or ``option``; `place` is the
    line of the file (1-based), the variable or the option, empty for a default."""

    value: Any
    origin: str = "default"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `source` is the file they come from, None if there is none and every default applies. `run` are those of section
    ``[run]`` that the file states."""

    source: Path | None = None
    checks: CheckSettings = CheckSettings()
    run: Mapping[str, Value] = field(default_factory=dict)


DEFAULTS = Settings()


def find_settings(start: Path) -> Path | None:
    """The settings that apply in a folder: those in it or in the nearest folder above it."""
    here = start.absolute()
    return next((file for folder in (here, *here.parents) if (file := folder / FILE_NAME).is_file()), None)


def load_settings(path: Path | None) -> Settings:
    """Read a file of settings; the defaults without one.

    Raises:
        XltoolsError: the file cannot be read, is no TOML, or holds a setting that there is not; it names the line.
    """
    if path is None:
        return DEFAULTS
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise XltoolsError("file-unreadable", source=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line ([0-9]+)", str(error))
        raise XltoolsError("settings-not-toml", source=str(path), line=line[1] if line else str(len(text.splitlines()))) from error
    data = _dates_as_text(data)
    _verify(data, text, path)
    run = {key: Value(value, "file", str(line_of(text, ("run", key)))) for key, value in data.get("run", {}).items()}
    return Settings(path, settings_of_checks(data.get("checks", {})), run)


def settings_of_checks(section: Mapping[str, Any]) -> CheckSettings:
    """What the section ``[checks]`` says: its tables are rules, everything else is an option."""
    rules = {key: value for key, value in section.items() if isinstance(value, Mapping)}
    return CheckSettings({key: value for key, value in section.items() if key not in rules}, rules)


def is_valid(data: Mapping[str, Any]) -> bool:
    """Whether settings are as they should be, by a validator that takes a fraction of the time and has no words."""
    from jsonschema_rs import Draft202012Validator

    try:
        return Draft202012Validator(dict(settings_schema())).is_valid(dict(data))
    except ValueError:  # TOML knows numbers that JSON does not
        return False


def _verify(data: Mapping[str, Any], text: str, path: Path) -> None:
    if is_valid(data):
        return
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(settings_schema()).iter_errors(dict(data)):
        keys = tuple(map(str, error.absolute_path))
        details: dict[str, object] = {"source": str(path), "line": str(line_of(text, keys)), "key": ".".join(keys)}
        if error.validator == "additionalProperties":
            known = error.schema["properties"]
            unknown = next(key for key in error.instance if key not in known)
            keys = (*keys, unknown)
            details |= {"line": str(line_of(text, keys)), "key": ".".join(keys), "known": "、".join(known)}
            raise XltoolsError("setting-unknown", **details)
        raise XltoolsError("setting-wrong", **details, value=json.dumps(error.instance, ensure_ascii=False), expected=_wanted(error.schema))


def _wanted(schema: Mapping[str, Any]) -> str:
    wanted = schema.get("enum") or schema.get("examples") or schema.get("type")
    return "、".join(map(str, wanted)) if isinstance(wanted, list) else f"{wanted}"


def _dates_as_text(value: Any) -> Any:
    """What TOML read, with its dates as JSON would have them."""
    if isinstance(value, dict):
        return {key: _dates_as_text(inner) for key, inner in value.items()}
    return value.isoformat() if isinstance(value, datetime.date) else value


def run_settings(settings: Settings, options: Mapping[str, object], environment: Mapping[str, str] = os.environ) -> dict[str, Value]:
    """Every setting of section ``[run]`` and where it comes from: an option that was given (not None) beats a variable of the
    environment (``XLTOOLS_YEAR`` for ``year``), that the file, that the default.

    Raises:
        XltoolsError: a variable of the environment holds what the setting cannot be.
    """
    found = {}
    for key, schema in settings_schema()["properties"]["run"]["properties"].items():
        variable = f"{PREFIX}{key.upper()}"
        if options.get(key) is not None:
            found[key] = Value(options[key], "option", f"--{key}")
        elif environment.get(variable) and key != LANG:
            found[key] = Value(_from_text(environment[variable], schema, variable), "environment", variable)
        else:
            found[key] = settings.run.get(key) or Value(schema.get("default"))
    return found


def _from_text(text: str, schema: Mapping[str, Any], variable: str) -> object:
    from jsonschema import Draft202012Validator

    value = int(text) if schema["type"] == "integer" and re.fullmatch("[0-9]{1,9}", text) else text
    if not Draft202012Validator(dict(schema)).is_valid(value):
        raise XltoolsError("variable-wrong", name=variable, value=text, expected=_wanted(schema))
    return value


@cache
def settings_schema() -> Mapping[str, Any]:
    """The schema of settings."""
    schema: Mapping[str, Any] = json.loads(resources.read_text("schemas", SCHEMA_FILE))
    return schema


def line_of(text: str, keys: tuple[str, ...]) -> int:
    """The line (1-based) of a file of settings in which a key stands, given with the tables around it; of what is not found, the
    line of the nearest table around it."""
    best, depth = 1, 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[([^\[\]]+)\]", line)
        key = re.match(r"\s*([^#=\[]+?)\s*=", line)
        if header:
            table = _parts(header[1])
        here = table if header else (*table, *_parts(key[1])) if key else ()
        if here and keys[: len(here)] == here and len(here) > depth:
            best, depth = number, len(here)
    return best


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def with_checks(schema: Mapping[str, Any], forms: Iterable[Form]) -> dict[str, Any]:
    """The schema of settings with every check of some forms in it: its levels and its limits, defaults included."""
    checks: dict[str, Any] = {
        name: part for name, part in schema["properties"]["checks"]["properties"].items() if not re.fullmatch("[A-Z][0-9]+", name)
    }
    for form in forms:
        declared: list[tuple[str, str, Mapping[str, int | float]]] = [
            (rule.id, rule.title, {ROUNDING: rule.rounding}) for rule in form.rules
        ] + [(check.id, check.title, check.limits) for check in form.checks]
        for name, title, limits in declared:
            own = checks.setdefault(name, {"type": "object", "additionalProperties": False, "properties": {}})
            own.setdefault("description", title)
            own["properties"].setdefault("level", {"enum": list(LEVELS)})
            for limit, value in limits.items():
                own["properties"].setdefault(limit, {"type": "number", "minimum": 0, "default": value})
    properties = {**schema["properties"], "checks": {**schema["properties"]["checks"], "properties": checks}}
    return {**schema, "properties": properties}
