"""What is wrong with a definition, each mistake with its breadcrumb: sheet, item, key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from xltools import fiscal_years, messages
from xltools.cells import Area, CellRef, parse_area, parse_cell
from xltools.forms.compile import NAME_PREFIX, compile_form, labels_of, linear_rules, slots_of
from xltools.forms.definition_shape import say, shape_mistakes
from xltools.forms.expand import Vocabulary, unknown_word
from xltools.forms.model import NUMBER_TYPES, Label, LinearRule, Slot
from xltools.forms.record import FORM_KEY, YEAR_KEY
from xltools.forms.rules import in_order_of_need
from xltools.forms.verify_references import reference_mistakes
from xltools.problems import Path, pointer

MAX_LIST_VALIDATION = 255
"""Excel drops a list of answers that is longer than this many characters."""

STAMP_STYLE = "stamp"
"""The look of the stamps, which no item names."""

BEHIND_THE_FORM = ("form.sheet-check", "form.sheet-guide")
"""What the sheets behind those of the form are called in the catalogue of messages."""

Fields = dict[Path, list[Slot]]


def mistakes_in(definition: Any, schema: Mapping[str, Any]) -> list[str]:
    """Every mistake of a definition, shape first: a definition of the wrong shape is not looked into further."""
    shape = shape_mistakes(definition, schema)
    if shape:
        return shape
    words = Vocabulary(definition, definition["valid"]["from"])
    found = [*_vocabulary_mistakes(definition, words), *_style_mistakes(definition), *_sheet_name_mistakes(definition)]
    if found:
        return found
    fields: Fields = {}
    trails: dict[Path, str] = {}
    for page in definition["sheets"]:
        found += _page_mistakes(page, words, fields, trails)
    found = found or [
        *_path_mistakes(fields, trails),
        *_rule_mistakes(definition, words, fields),
        *reference_mistakes(definition, words, fields),
    ]
    if not found:
        compile_form(definition, definition["valid"]["from"])
    return list(dict.fromkeys(found))


def _vocabulary_mistakes(definition: Mapping[str, Any], words: Vocabulary) -> Iterator[str]:
    valid = definition["valid"]
    if (valid.get("to") or valid["from"]) < valid["from"]:
        yield say("valid", "years-backwards")
    for name in definition.get("years", {}):
        if not words.years(name):
            yield say(f"years > {name}", "years-backwards")
    for name in definition.get("lists", {}):
        unknown = unknown_word(lambda name=name: words.members(name))  # type: ignore[misc]
        if unknown is not None:
            yield say(f"lists > {name}", "unknown-name", name=unknown)
    for path, text in definition.get("labels", {}).items():
        unknown = unknown_word(lambda path=path, text=text: (words.path(path), words.text(text)))  # type: ignore[misc]
        if unknown is not None:
            yield say(f"labels > {path}", "unknown-name", name=unknown)
    for name, answers in definition.get("choices", {}).items():
        length = len(",".join(answers))
        if length > MAX_LIST_VALIDATION or any("," in answer for answer in answers):
            yield say(f"choices > {name}", "list-too-long", length=length, limit=MAX_LIST_VALIDATION)
    for name, spellings in definition.get("accepts", {}).items():
        known = definition.get("choices", {}).get(name, ())
        for unknown in [name] if not known else [answer for answer in spellings.values() if answer not in known]:
            yield say(f"accepts > {name}", "unknown-name", name=unknown)


def _style_mistakes(definition: Mapping[str, Any]) -> Iterator[str]:
    styles = definition["styles"]
    if STAMP_STYLE not in styles:
        yield say("styles", "unknown-style", name=STAMP_STYLE)
    for name in styles:
        seen, at = {name}, styles[name].get("base")
        while at is not None:
            if at not in styles or at in seen:
                yield say(f"styles > {name} > base", "unknown-style", name=at)
                break
            seen.add(at)
            at = styles[at].get("base")


def _sheet_name_mistakes(definition: Mapping[str, Any]) -> Iterator[str]:
    seen: set[str] = set()
    reserved = {messages.text(code, "ja") for code in BEHIND_THE_FORM}
    for page in definition["sheets"]:
        if page["name"] in reserved:
            yield say(f"sheets > {page['name']} > name", "reserved-sheet", name=page["name"])
        if page["name"].lower() in seen:
            yield say(f"sheets > {page['name']} > name", "path-twice", path=page["name"])
        seen.add(page["name"].lower())


def _page_mistakes(page: Mapping[str, Any], words: Vocabulary, fields: Fields, trails: dict[Path, str]) -> Iterator[str]:
    """Mistakes of one sheet's items; its slots are added to `fields`, the items' breadcrumbs to `trails`."""
    taken: dict[CellRef, str] = {}
    last = CellRef(page["name"], len(page["row_heights"]), page["column_count"])
    for number, item in enumerate(page["items"], 1):
        name = item.get("path") or item.get("text") or item.get("box")
        trail = f"sheets > {page['name']} > items[{number}] {name}".rstrip()
        labels: list[Label] = []
        own: list[Slot] = []
        unknown = unknown_word(lambda item=item, labels=labels, own=own: _expand(item, page["name"], words, labels, own))  # type: ignore[misc]
        if unknown is not None:
            yield say(trail, "unknown-name", name=unknown)
            continue
        yield from _item_mistakes(item, trail, words.definition)
        yield from _look_mistakes(item, trail, words.definition["styles"], [label.style for label in labels] + [slot.style for slot in own])
        for key, area in _areas(item, page["name"], labels, own):
            if area.last.row > last.row or area.last.column > last.column:
                yield say(f"{trail} > {key}", "off-page", area=area.a1, last=last.a1)
            if key == "box":
                continue
            clashing = next((cell for cell in area.cells() if cell in taken), None)
            if clashing:
                yield say(f"{trail} > {key}", "overlap", area=area.a1, cell=clashing.a1, other=taken[clashing])
            taken.update(dict.fromkeys(area.cells(), f"items[{number}] {name}"))
        for path in _stated_twice(own, fields):
            yield say(f"{trail} > path", "path-twice", path=pointer(path))
        for slot in own:
            fields.setdefault(slot.path, []).append(slot)
            trails.setdefault(slot.path, trail)
    yield from _stamp_mistakes(page, last)


def _expand(item: Mapping[str, Any], sheet: str, words: Vocabulary, labels: list[Label], own: list[Slot]) -> None:
    labels += labels_of(item, sheet, words)
    if "path" in item:
        own += slots_of(item, sheet, words, {}, frozenset())
    if "box" in item:
        parse_area(item["box"], sheet)


def _areas(item: Mapping[str, Any], sheet: str, labels: list[Label], own: list[Slot]) -> Iterator[tuple[str, Area]]:
    """Every area that an item takes up, with the key that puts it there."""
    group = "options" if "options" in item else "eras"
    for index, label in enumerate(labels):
        yield "at" if "text" in item else "label_at" if index == 0 and "label_at" in item else group, label.area
    for slot in own:
        yield group if slot.mark or slot.era else "at", slot.area
    if "box" in item:
        yield "box", parse_area(item["box"], sheet)


def _stated_twice(own: list[Slot], earlier: Fields) -> Iterator[Path]:
    """Paths that an earlier item states, that two repetitions of this one share, or that every record has anyway."""
    names = [slot.name for slot in own]
    for path, slot in {slot.path: slot for slot in own}.items():
        if path in earlier or path[0] in (FORM_KEY, YEAR_KEY) or names.count(slot.name) > 1:
            yield path


def _stamp_mistakes(page: Mapping[str, Any], last: CellRef) -> Iterator[str]:
    trail = f"sheets > {page['name']} > stamp"
    unknown = unknown_word(lambda: parse_cell(page["stamp"]))
    if unknown is not None:
        yield say(trail, "unknown-name", name=unknown)
        return
    stamp = parse_cell(page["stamp"])
    if stamp.row <= last.row and stamp.column <= last.column:
        yield say(trail, "stamp-on-page", cell=stamp.a1)


def _look_mistakes(item: Mapping[str, Any], trail: str, styles: Mapping[str, Any], used: list[str]) -> Iterator[str]:
    for name in dict.fromkeys(used):
        if name not in styles:
            key = next((key for key in ("style", "label_style", "type") if item.get(key) == name), "style")
            yield say(f"{trail} > {key}", "unknown-style", name=name)


def _item_mistakes(item: Mapping[str, Any], trail: str, definition: Mapping[str, Any]) -> Iterator[str]:
    if "choices" in item and item["choices"] not in definition.get("choices", {}):
        yield say(f"{trail} > choices", "unknown-name", name=item["choices"])
    for era in item.get("eras", ()):
        if all(era["era"] != known.name for known in fiscal_years.ERAS):
            yield say(f"{trail} > eras", "unknown-name", name=era["era"])
    if "pattern" in item:
        try:
            fits = re.fullmatch(item["pattern"], item.get("example", ""))
        except re.error as error:
            yield say(f"{trail} > pattern", "bad-pattern", position=(error.pos or 0) + 1)
        else:
            if not fits:
                yield say(f"{trail} > example", "bad-example", example=item.get("example", ""), pattern=item["pattern"])


def _path_mistakes(fields: Fields, trails: Mapping[Path, str]) -> Iterator[str]:
    names: dict[str, Path] = {}
    kinds: dict[Path, type] = {}
    for path, own in fields.items():
        trail = f"{trails[path]} > path"
        for length in range(1, len(path)):
            if path[:length] in fields:
                yield say(trail, "path-inside", other=pointer(path[:length]))
        rows = [part for part in path if isinstance(part, int)]
        mixed = any(kinds.setdefault(path[:length], type(path[length])) is not type(path[length]) for length in range(len(path)))
        if mixed or len(rows) > 1 or isinstance(path[-1], int):
            yield say(trail, "bad-path", path=pointer(path))
        for slot in own:
            if names.setdefault(slot.name.lower(), path) != path or not re.fullmatch(NAME_PREFIX + r"[\w.]{1,240}", slot.name):
                yield say(trail, "bad-name", name=slot.name)


def _rule_mistakes(definition: Mapping[str, Any], words: Vocabulary, fields: Fields) -> Iterator[str]:
    rules: list[LinearRule] = []
    for number, rule in enumerate(definition.get("rules", ()), 1):
        trail = f"rules[{number}] {rule['id']} {rule['title']}"
        compiled: list[LinearRule] = []
        unknown = unknown_word(lambda rule=rule, compiled=compiled: compiled.extend(linear_rules([rule], words)))  # type: ignore[misc]
        if unknown is not None:
            yield say(trail, "unknown-name", name=unknown)
            continue
        rules += compiled
        for one in compiled:
            for key, path in (("total", one.total), *(("terms", path) for _, path in one.terms)):
                if path not in fields or fields[path][0].type not in NUMBER_TYPES:
                    yield say(f"{trail} > {key}", "unknown-path", path=pointer(path))
            if [other.total for other in rules].count(one.total) > 1:
                yield say(f"{trail} > total", "path-twice", path=pointer(one.total))
    try:
        in_order_of_need(rules)
    except ValueError as error:
        yield say("rules", "circle", path=str(error.args[0]))
