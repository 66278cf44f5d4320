"""What a definition's settings refer to: the key, the file name, the labels of groups, the tables of the summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from xltools.forms.checks import check_mistakes
from xltools.forms.definition_shape import say
from xltools.forms.expand import Vocabulary, unknown_word
from xltools.forms.model import TEXT_TYPES, Slot
from xltools.forms.summary import Test, summary_mistakes, wrong_path
from xltools.problems import Path


def reference_mistakes(definition: Mapping[str, Any], words: Vocabulary, fields: Mapping[Path, list[Slot]]) -> Iterator[str]:
    """Every reference that leads nowhere, or to something of another kind than is wanted there."""
    is_value, is_group, is_table = _tests(fields)
    for key in ("key", "name"):
        yield from wrong_path(key, definition[key], words, is_value)
    for key in ("file_name", "folder_name"):
        yield from _file_name_mistakes(key, definition.get(key, ""), fields)
    for path in definition.get("labels", {}):
        if words.path(path)[0] not in ("form", "fiscal_year"):
            yield from wrong_path("labels", path, words, is_group)
    for path in definition.get("required_rows", ()):
        yield from wrong_path("required_rows", path, words, is_table)
    for path in definition.get("roster", ()):
        slots = fields.get(tuple(int(part) if part.isdigit() else part for part in path.strip("/").split("/")))
        if not slots or slots[-1].type not in TEXT_TYPES:
            yield say("roster", "unknown-path", path=path)
    for sheet in definition["sheets"]:
        for item in sheet["items"]:
            yield from _carry_mistakes(item, f"sheets > {sheet['name']} > {item.get('path')} > carry", words, is_value)
    yield from check_mistakes(definition, words, is_value, is_group)
    yield from summary_mistakes(definition, words, fields, is_value, is_group, is_table)


def _carry_mistakes(item: Mapping[str, Any], trail: str, words: Vocabulary, is_value: Test) -> Iterator[str]:
    """A carry rule that takes its value from nowhere, or ends a series that the field does not have."""
    rule = item.get("carry")
    if not isinstance(rule, Mapping):
        return
    if "until" in rule and "year" not in item.get("each", {}):
        yield say(f"{trail} > until", "unknown-name", name="year")
    if "from" in rule:
        for step in words.steps(item.get("each")):
            unknown = unknown_word(lambda step=step: words.path(rule["from"], step.members))  # type: ignore[misc]
            if unknown is not None or not is_value(words.path(rule["from"], step.members)):
                yield say(f"{trail} > from", "unknown-path", path=rule["from"])
                return


def _tests(fields: Mapping[Path, list[Slot]]) -> tuple[Test, Test, Test]:
    """Whether a path is a value, a group of values, a group with rows; rows do not count in a group's path."""
    groups: dict[Path, bool] = {}
    for path in fields:
        for length in range(1, len(path)):
            has_rows = any(isinstance(part, int) for part in path[length:])
            plain = tuple(part for part in path[:length] if isinstance(part, str))
            groups[plain] = groups.get(plain, False) or has_rows
    return fields.__contains__, groups.__contains__, lambda path: groups.get(path, False)


def _file_name_mistakes(trail: str, pattern: str, fields: Mapping[Path, list[Slot]]) -> Iterator[str]:
    unreadable = unknown_word(lambda: list(Formatter().parse(pattern)))
    if unreadable is not None:
        yield say(trail, "unknown-name", name=pattern)
        return
    for _, key, _, _ in Formatter().parse(pattern):
        if key is not None and (key,) not in fields:
            yield say(trail, "unknown-path", path=f"/{key}")
