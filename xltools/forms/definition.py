"""Form definitions: found, loaded, verified and compiled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path as FilePath
from typing import Any

from xltools import resources
from xltools.errors import DefinitionError, XltoolsError
from xltools.forms.compile import compile_form
from xltools.forms.definition_shape import say
from xltools.forms.inherit import BASE, ITEMS, UnknownItem, inherited
from xltools.forms.model import Form
from xltools.forms.verify import mistakes_in

SCHEMA_FILE = "form-definition.schema.json"


def load_form(name: str | None = None, year: int | None = None) -> Form:
    """Load a form, compiled for a fiscal year. The same form and year give the same object.

    `name` is a form's id (``program-analysis-2018``), a family (``program-analysis``) or the path of a definition file;
    without it the only family shipped. Of a family the version valid in `year` is taken, without a year the latest. The
    year defaults to the first one that the version is valid for.

    Raises:
        XltoolsError: no such form, or it is not handed out in that year.
        DefinitionError: the definition is wrong; it says where.
    """
    definition = _definition(name, year)
    wanted = year if year is not None else definition["valid"]["from"]
    if any(definition is shipped for shipped in definitions()):
        return _compiled(definition["id"], wanted)
    if not valid_in(definition, wanted):
        raise XltoolsError("form-not-for-year", form=definition["id"], year=str(wanted))
    return compile_form(definition, wanted)


@lru_cache(maxsize=64)
def _compiled(form_id: str, year: int) -> Form:
    return compile_form(_definition(form_id, None), year)


def load_version(form_id: str, year: int) -> Form:
    """Load a version of a shipped form in any year: what is filled in on an older or newer version than the one handed out
    in its year can be read all the same. Where `load_form` gives a form too, it is the same object.

    Raises:
        XltoolsError: no such form.
    """
    return _compiled(form_id, year)


def newest(family: str) -> Mapping[str, Any]:
    """The definition of a family's newest version.

    Raises:
        XltoolsError: no such family.
    """
    return _definition(family, None)


def definitions() -> list[Mapping[str, Any]]:
    """Every definition shipped, by id."""
    return [_shipped(name) for name in _shipped_files()]


@cache
def _shipped_files() -> tuple[str, ...]:
    return tuple(sorted(entry.name for entry in resources.folder("templates").iterdir() if entry.name.endswith(".json")))


def valid_in(definition: Mapping[str, Any], year: int) -> bool:
    """Whether a version of a form is handed out in a fiscal year."""
    valid = definition["valid"]
    return bool(valid["from"] <= year <= (valid.get("to") or year))


def readable_in(definition: Mapping[str, Any], year: int) -> bool:
    """Whether a filled version of a form may be of a fiscal year: one in which any version of the form is handed out."""
    return any(valid_in(version, year) for version in definitions() if version["family"] == definition["family"])


def verified(text: str, source: str) -> Mapping[str, Any]:
    """A definition's text as data, after every check.

    Raises:
        DefinitionError: with every mistake found, each with its breadcrumb.
    """
    definition = _loaded(text, source)
    mistakes = mistakes_in(definition, json.loads(resources.read_text("schemas", SCHEMA_FILE)))
    if mistakes:
        raise DefinitionError(source, [f"{source} > {mistake}" for mistake in mistakes])
    return definition


def _loaded(text: str, source: str) -> Mapping[str, Any]:
    """A definition's text as data, with what it takes over from another one."""
    try:
        definition = json.loads(text, object_pairs_hook=_no_key_twice)
    except json.JSONDecodeError as error:
        raise DefinitionError(source, [say(source, "not-json", line=error.lineno, column=error.colno)]) from error
    except _KeyTwice as error:
        raise DefinitionError(source, [say(source, "key-twice", key=error.args[0])]) from error
    except RecursionError as error:
        raise DefinitionError(source, [say(source, "not-json", line=1, column=1)]) from error
    loaded: Mapping[str, Any] = _extended(definition, source) if isinstance(definition, dict) and BASE in definition else definition
    return loaded


def _extended(definition: dict[str, Any], source: str) -> dict[str, Any]:
    """A definition with what it takes over from a shipped one, which stands whole."""
    base = f"{definition[BASE]}.json"
    if base not in _shipped_files() or BASE in json.loads(resources.read_text("templates", base)):
        raise DefinitionError(source, [f"{source} > {say(BASE, 'unknown-name', name=definition[BASE])}"])
    try:
        return inherited(definition, _shipped(base))
    except UnknownItem as error:
        raise DefinitionError(source, [f"{source} > {say(ITEMS, 'unknown-name', name=error.args[0])}"]) from error


class _KeyTwice(Exception):
    """A key stands twice in one object; its argument is the key."""


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _KeyTwice(key)
        found[key] = value
    return found


@lru_cache(maxsize=64)
def _shipped(file_name: str) -> Mapping[str, Any]:
    """A shipped definition. The tests verify those, so it is not done in every process that reads a file: it takes most of a second."""
    return _loaded(resources.read_text("templates", file_name), file_name)


def _definition(name: str | None, year: int | None) -> Mapping[str, Any]:
    if name and name.endswith(".json"):
        try:
            return verified(FilePath(name).read_text(encoding="utf-8"), FilePath(name).name)
        except (OSError, UnicodeDecodeError) as error:
            raise XltoolsError("file-unreadable", source=name) from error
    shipped = definitions()
    for definition in shipped:
        if definition["id"] == name:
            if year is not None and not valid_in(definition, year):
                raise XltoolsError("form-not-for-year", form=name, year=str(year))
            return definition
    families = sorted({found["family"] for found in shipped if not found.get("example")})
    family = name or (families[0] if len(families) == 1 else None)
    versions = sorted((found for found in shipped if found["family"] == family), key=lambda found: int(found["valid"]["from"]))
    if not versions:
        known = ", ".join([*families, *(str(found["id"]) for found in shipped)])
        raise XltoolsError("form-unknown", form=name or "", known=known)
    if year is None:
        return versions[-1]
    for version in versions[::-1]:
        if valid_in(version, year):
            return version
    raise XltoolsError("form-not-for-year", form=family, year=str(year))
