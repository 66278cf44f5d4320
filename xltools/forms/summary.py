"""A definition's settings of the summary: every year, list and path in them filled in, and what in them leads nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from xltools.forms.definition_shape import say
from xltools.forms.expand import Vocabulary, unknown_word
from xltools.forms.model import Slot
from xltools.problems import Path

PATHS = ("path", "planned", "actual", "current", "next", "amount", "comment")
"""Keys of a table's settings that hold a path of the record."""
PATH_LISTS = ("columns", "beside", "texts")
"""Keys that hold several."""
PLACES = ("actual", "before", "target")
"""Keys of an achievement that hold a path within a row."""

Test = Callable[[Path], bool]
"""Whether a path is of the kind that is wanted."""


def compiled_summary(definition: Mapping[str, Any], words: Vocabulary) -> dict[str, Any]:
    """The settings with paths as tuples, lists of lines as their members, years as Western ints; empty if there are none."""
    summary = definition.get("summary")
    if not summary:
        return {}
    groups = [
        {**group, "levels": tuple(tuple(words.path(path) for path in level) for level in group["levels"])}
        for group in summary.get("groups", ())
    ]
    return {
        "identity": tuple(words.path(path) for path in summary["identity"]),
        "groups": tuple(groups),
        "reason": words.path(summary["reason"]) if "reason" in summary else None,
        "tables": tuple(_table(table, words) for table in summary["tables"]),
    }


def _table(table: Mapping[str, Any], words: Vocabulary) -> dict[str, Any]:
    filled: dict[str, Any] = dict(table)
    for key in PATHS:
        if key in filled:
            filled[key] = words.path(filled[key])
    for key in PATH_LISTS:
        if key in filled:
            filled[key] = tuple(words.path(path) for path in filled[key])
    if "settled_until" in filled:
        filled["settled_until"] = words.year(filled["settled_until"])
    if "lines" in filled:
        filled["years"] = tuple(words.years(filled["years"]))
        for key in ("lines", "main"):
            filled[key] = tuple(member.key for member in words.members(filled[key])) if key in filled else ()
    if isinstance(filled.get("chart"), Mapping) and "lines" in filled["chart"]:
        lines = tuple(member.key for member in words.members(filled["chart"]["lines"]))
        filled["chart"] = {**filled["chart"], "lines": lines}
    for key in ("trend", "row_name"):
        if key in filled:
            filled[key] = words.path(filled[key])
    if "achievement" in filled:
        achievement = filled["achievement"]
        places = {key: words.path(achievement[key]) for key in PLACES if key in achievement}
        years = {"target_year": words.year(achievement["target_year"])} if "target_year" in achievement else {}
        filled["achievement"] = {**achievement, **places, **years}
    return filled


def summary_mistakes(
    definition: Mapping[str, Any], words: Vocabulary, fields: Mapping[Path, list[Slot]], is_value: Test, is_group: Test, is_table: Test
) -> Iterator[str]:
    """Every reference of the summary's settings that leads nowhere, or to something of another kind than is wanted there."""
    summary = definition.get("summary", {"identity": (), "tables": ()})
    for path in summary["identity"]:
        yield from wrong_path("summary > identity", path, words, is_value)
    for number, group in enumerate(summary.get("groups", ())):
        for path in (path for level in group["levels"] for path in level):
            yield from wrong_path(f"summary > groups > {number}", path, words, is_value)
    if "reason" in summary:
        yield from wrong_path("summary > reason", summary["reason"], words, is_value)
    for table in summary["tables"]:
        trail = f"summary > tables > {table['name']['ja'] if isinstance(table['name'], Mapping) else table['name']}"
        for key in PATH_LISTS:
            for path in table.get(key, ()):
                yield from wrong_path(f"{trail} > {key}", path, words, is_value)
        for key, fits in (*((key, is_group) for key in ("planned", "actual")), *((key, is_value) for key in PATHS[3:])):
            if key in table:
                yield from wrong_path(f"{trail} > {key}", table[key], words, fits)
        if table["kind"] == "rows":
            yield from _rows_mistakes(table, trail, words, is_table, fields)
        if table["kind"] == "statement":
            yield from _statement_mistakes(table, trail, words, is_value)


def wrong_path(trail: str, pattern: str, words: Vocabulary, fits: Test) -> Iterator[str]:
    """The mistake of a path that has an unknown word in it or is not of the kind that is wanted; nothing if it is right."""
    unknown = unknown_word(lambda: words.path(pattern))
    if unknown is not None:
        yield say(trail, "unknown-name", name=unknown)
    elif not fits(words.path(pattern)):
        yield say(trail, "unknown-path", path=pattern)


def _rows_mistakes(
    table: Mapping[str, Any], trail: str, words: Vocabulary, is_table: Test, fields: Mapping[Path, list[Slot]]
) -> Iterator[str]:
    found = list(wrong_path(f"{trail} > path", table["path"], words, is_table))
    yield from found
    if found:
        return
    start = words.path(table["path"])
    inner = {path[len(start) + 1 :] for path in fields if path[: len(start)] == start}
    groups = {path[:length] for path in inner for length in range(1, len(path))}
    for key in PLACES:
        if key in table.get("achievement", {}):
            yield from wrong_path(f"{trail} > achievement > {key}", table["achievement"][key], words, inner.__contains__)
    for key, fits in (("trend", groups.__contains__), ("row_name", inner.__contains__)):
        if key in table:
            yield from wrong_path(f"{trail} > {key}", table[key], words, fits)


def _statement_mistakes(table: Mapping[str, Any], trail: str, words: Vocabulary, is_value: Test) -> Iterator[str]:
    chart = table.get("chart", {"lines": table["lines"]})
    named: tuple[tuple[str, str, Callable[[str], object]], ...] = (
        ("lines", table["lines"], words.members),
        ("main", table.get("main", table["lines"]), words.members),
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
            yield from wrong_path(f"{trail} > path", f"{table['path']}/{member.key}/{key}", words, is_value)
