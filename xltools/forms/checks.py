"""The checks that a definition declares: compiled for a fiscal year, and what is wrong with their declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from xltools.forms.definition_shape import say
from xltools.forms.expand import Step, Vocabulary, unknown_word
from xltools.forms.model import Check
from xltools.problems import Path


def checks_of(definition: Mapping[str, Any], words: Vocabulary) -> Iterator[Check]:
    """Every check of a definition, its places for each repetition."""
    for check in definition.get("checks", ()):
        yield Check(
            id=check["id"],
            kind=check["kind"],
            title=check["title"],
            level=check["level"],
            cases=tuple(_case(check, step, words) for step in words.steps(check.get("each"))),
            limits=check.get("limits", {}),
            options=check.get("options", {}),
            reasons=tuple(words.path(path) for path in check.get("reasons", ())),
            trial_until=check.get("trial_until", ""),
            source=check.get("source", ""),
        )


def _case(check: Mapping[str, Any], step: Step, words: Vocabulary) -> dict[str, Path | tuple[Path, ...]]:
    """The places of one repetition; a list in a path of several stands for all its members."""
    found: dict[str, Path | tuple[Path, ...]] = {}
    for name, places in check.get("paths", {}).items():
        if isinstance(places, str):
            found[name] = words.path(places, step.members)
        else:
            found[name] = tuple(path for pattern in places for path in words.paths(pattern, step))
    return found


def check_mistakes(
    definition: Mapping[str, Any], words: Vocabulary, is_value: Callable[[Path], bool], is_group: Callable[[Path], bool]
) -> Iterator[str]:
    """Places of checks that the form does not have. A place inside a row is looked for in every table."""
    for check in definition.get("checks", ()):
        trail = f"checks > {check['id']} {check['title']}"
        unknown = unknown_word(lambda check=check: list(checks_of({**definition, "checks": [check]}, words)))  # type: ignore[misc]
        if unknown is not None:
            yield say(trail, "unknown-name", name=unknown)
            continue
        named = [*check.get("paths", {}).values(), *([path] for path in check.get("reasons", ()))]
        for pattern in (pattern for places in named for pattern in ([places] if isinstance(places, str) else places)):
            steps = words.steps(check.get("each")) if pattern.startswith("/") else ()
            paths = [path for step in steps for path in words.paths(pattern, step)]
            if any(not (is_value(path) or is_group(path)) for path in paths):
                yield say(trail, "unknown-path", path=pattern)
