"""What a definition's settings refer to: the key, the file name, the labels of groups, the tables of the summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from string import Formatter
from typing import Any

from xltools.forms.checks import check_mistakes
from xltools.forms.definition_shape import say
from xltools.forms.expand import Vocabulary, unknown_word
from xltools.forms.model import TEXT_TYPES, Slot
from xltools.problems import Path

Test = Callable[[Path], bool]


def reference_mistakes(definition: Mapping[str, Any], words: Vocabulary, fields: Mapping[Path, list[Slot]]) -> Iterator[str]:
    """Every reference that leads nowhere, or to something of another kind than is wanted there."""
    is_value, is_group, is_table = _tests(fields)
    for key in ("key", "name"):
        yield from _wrong(key, definition[key], words, is_value)
    for key in ("file_name", "folder_name"):
        yield from _file_name_mistakes(key, definition.get(key, ""), fields)
    for path in definition.get("labels", {}):
        if words.path(path)[0] not in ("form", "fiscal_year"):
            yield from _wrong("labels", path, words, is_group)
    for path in definition.get("required_rows", ()):
        yield from _wrong("required_rows", path, words, is_table)
    for path in definition.get("roster", ()):
        slots = fields.get(tuple(int(part) if part.isdigit() else part for part in path.strip("/").split("/")))
        if not slots or slots[-1].type not in TEXT_TYPES:
            yield say("roster", "unknown-path", path=path)
    for sheet in definition["sheets"]:
        for item in sheet["items"]:
            yield from _carry_mistakes(item, f"sheets > {sheet['name']} > {item.get('path')} > carry", words, is_value)
    yield from check_mistakes(definition, words, is_value, is_group)
    summary = definition.get("summary", {"identity": (), "tables": ()})
    for path in summary["identity"]:
        yield from _wrong("summary > identity", path, words, is_value)
    for table in summary["tables"]:
        trail = f"summary > tables > {table['name']}"
        for key in ("columns", "beside"):
            for path in table.get(key, ()):
                yield from _wrong(f"{trail} > {key}", path, words, is_value)
        for key in ("planned", "actual"):
            if key in table:
                yield from _wrong(f"{trail} > {key}", table[key], words, is_group)
        if table["kind"] == "rows":
            yield from _rows_mistakes(table, trail, words, is_table, fields)
        if table["kind"] == "statement":
            yield from _statement_mistakes(table, trail, words, is_value)


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


def _wrong(trail: str, pattern: str, words: Vocabulary, fits: Test) -> Iterator[str]:
    unknown = unknown_word(lambda: words.path(pattern))
    if unknown is not None:
        yield say(trail, "unknown-name", name=unknown)
    elif not fits(words.path(pattern)):
        yield say(trail, "unknown-path", path=pattern)


def _file_name_mistakes(trail: str, pattern: str, fields: Mapping[Path, list[Slot]]) -> Iterator[str]:
    unreadable = unknown_word(lambda: list(Formatter().parse(pattern)))
    if unreadable is not None:
        yield say(trail, "unknown-name", name=pattern)
        return
    for _, key, _, _ in Formatter().parse(pattern):
        if key is not None and (key,) not in fields:
            yield say(trail, "unknown-path", path=f"/{key}")


def _rows_mistakes(
    table: Mapping[str, Any], trail: str, words: Vocabulary, is_table: Test, fields: Mapping[Path, list[Slot]]
) -> Iterator[str]:
    found = list(_wrong(f"{trail} > path", table["path"], words, is_table))
    yield from found
    if found or "achievement" not in table:
        return
    start = words.path(table["path"])
    inner = {path[len(start) + 1 :] for path in fields if path[: len(start)] == start}
    for key in ("actual", "target"):
        yield from _wrong(f"{trail} > achievement > {key}", table["achievement"][key], words, inner.__contains__)


def _statement_mistakes(table: Mapping[str, Any], trail: str, words: Vocabulary, is_value: Test) -> Iterator[str]:
    chart = table.get("chart", {"lines": table["lines"]})
    named: tuple[tuple[str, str, Callable[[str], object]], ...] = (
        ("lines", table["lines"], words.members),
        ("years", table["years"], words.years),
        ("chart > lines", chart["lines"], words.members),
    )
    unknown = [(key, name) for key, name, read in named if unknown_word(lambda name=name, read=read: read(name)) is not None]  # type: ignore[misc]
    for key, name in unknown:
        yield say(f"{trail} > {key}", "unknown-name", name=name)
    if unknown:
        return
    keys = [*map(str, words.years(table["years"])), table["change"]]
    for member in words.members(table["lines"]):
        for key in keys:
            yield from _wrong(f"{trail} > path", f"{table['path']}/{member.key}/{key}", words, is_value)
