"""What is wrong with a definition, each mistake with its breadcrumb: sheet, item, key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from xltools import fiscal_years, messages
from xltools.cells import CellRef, parse_cell
from xltools.forms.compile import NAME_PREFIX, compile_form, labels_of, linear_rules, slots_of
from xltools.forms.expand import Vocabulary
from xltools.forms.model import NUMBER_TYPES, LinearRule, Slot
from xltools.forms.rules import in_order_of_need
from xltools.problems import Path, pointer

MAX_LIST_VALIDATION = 255
"""Excel drops a list of answers that is longer than this many characters."""


def mistakes_in(definition: Any, schema: Mapping[str, Any]) -> list[str]:
    """Every mistake of a definition, shape first: a definition of the wrong shape is not looked into further."""
    from jsonschema import Draft202012Validator

    errors = sorted(Draft202012Validator(schema).iter_errors(definition), key=lambda error: list(map(str, error.absolute_path)))
    if errors:
        return [_shape_mistake(definition, error) for error in map(_innermost, errors)]
    words = Vocabulary(definition, definition["valid"]["from"])
    found = [*_vocabulary_mistakes(definition, words), *_style_mistakes(definition)]
    if not found:
        slots: dict[Path, list[Slot]] = {}
        for page in definition["sheets"]:
            found += _page_mistakes(page, words, slots)
        found = found or [*_path_mistakes(slots), *_rule_mistakes(definition, words, slots), *_reference_mistakes(definition, words, slots)]
    if not found:
        compile_form(definition, definition["valid"]["from"])
    return found


def _say(trail: str, code: str, **details: object) -> str:
    return f"{trail}: {messages.message('definition.' + code, details)}"


def _innermost(error: Any) -> Any:
    """The error worth showing: of alternatives, the one that went furthest."""
    while error.context:
        deepest = max(error.context, key=lambda inner: (len(inner.absolute_path), inner.validator != "const"))
        error = deepest
    return error


def _shape_mistake(definition: Any, error: Any) -> str:
    trail, place = [], definition
    for part in error.absolute_path:
        place = place[part] if isinstance(place, (dict, list)) else None
        if isinstance(part, int):
            name = next((str(place[key]) for key in ("name", "path", "text", "id", "box") if isinstance(place, dict) and key in place), "")
            trail.append(f"[{part + 1}] {name}".rstrip())
        else:
            trail.append(str(part))
    wanted = f"{error.validator}: {error.validator_value}"[:200]
    return _say(" > ".join(trail) or "/", "shape", found=repr(error.instance)[:80], wanted=wanted)


def _vocabulary_mistakes(definition: Mapping[str, Any], words: Vocabulary) -> Iterator[str]:
    for name in definition.get("years", {}):
        if not words.years(name):
            yield _say(f"years > {name}", "years-backwards")
    for name in definition.get("lists", {}):
        try:
            words.members(name)
        except (KeyError, ValueError) as error:
            yield _say(f"lists > {name}", "unknown-name", name=str(error.args[0]))
    for path, text in definition.get("labels", {}).items():
        try:
            words.text(text)
        except (KeyError, ValueError) as error:
            yield _say(f"labels > {path}", "unknown-name", name=str(error.args[0]))
    for name, answers in definition.get("choices", {}).items():
        length = len(",".join(answers))
        if length > MAX_LIST_VALIDATION or any("," in answer for answer in answers):
            yield _say(f"choices > {name}", "list-too-long", length=length, limit=MAX_LIST_VALIDATION)


def _style_mistakes(definition: Mapping[str, Any]) -> Iterator[str]:
    styles = definition["styles"]
    for name in styles:
        seen, at = {name}, styles[name].get("base")
        while at is not None:
            if at not in styles or at in seen:
                yield _say(f"styles > {name} > base", "unknown-style", name=at)
                break
            seen.add(at)
            at = styles[at].get("base")


def _page_mistakes(page: Mapping[str, Any], words: Vocabulary, slots: dict[Path, list[Slot]]) -> Iterator[str]:
    """Mistakes of one sheet's items; its slots are added to `slots`."""
    taken: dict[CellRef, str] = {}
    last = CellRef(page["name"], len(page["row_heights"]), page["column_count"])
    for number, item in enumerate(page["items"], 1):
        name = item.get("path") or item.get("text") or item.get("box")
        trail = f"sheets > {page['name']} > items[{number}] {name}"
        try:
            labels = list(labels_of(item, page["name"], words))
            own = list(slots_of(item, page["name"], words, {}, frozenset())) if "path" in item else []
        except (KeyError, ValueError, IndexError) as error:
            yield _say(trail, "unknown-name", name=str(error.args[0]))
            continue
        yield from _item_mistakes(item, trail, words.definition)
        for area in [label.area for label in labels] + [slot.area for slot in own]:
            if area.last.row > last.row or area.last.column > last.column:
                yield _say(f"{trail} > at", "off-page", area=area.a1, last=last.a1)
            clashing = next((cell for cell in area.cells() if cell in taken), None)
            if clashing:
                yield _say(f"{trail} > at", "overlap", area=area.a1, cell=clashing.a1, other=taken[clashing])
            taken.update(dict.fromkeys(area.cells(), f"items[{number}] {name}"))
        for slot in own:
            same = slots.setdefault(slot.path, [])
            if any(other.name == slot.name for other in same):
                yield _say(f"{trail} > path", "path-twice", path=pointer(slot.path))
            same.append(slot)
    stamp = parse_cell(page["stamp"], page["name"])
    if stamp.row <= last.row and stamp.column <= last.column:
        yield _say(f"sheets > {page['name']} > stamp", "stamp-on-page", cell=stamp.a1)


def _item_mistakes(item: Mapping[str, Any], trail: str, definition: Mapping[str, Any]) -> Iterator[str]:
    for key in ("style", "label_style"):
        if key in item and item[key] not in definition["styles"]:
            yield _say(f"{trail} > {key}", "unknown-style", name=item[key])
    if "type" in item and "style" not in item and item["type"] not in definition["styles"]:
        yield _say(f"{trail} > type", "unknown-style", name=item["type"])
    if "choices" in item and item["choices"] not in definition.get("choices", {}):
        yield _say(f"{trail} > choices", "unknown-name", name=item["choices"])
    for era in item.get("eras", ()):
        if all(era["era"] != known.name for known in fiscal_years.ERAS):
            yield _say(f"{trail} > eras", "unknown-name", name=era["era"])
    if "pattern" in item:
        try:
            fits = re.fullmatch(item["pattern"], item.get("example", ""))
        except re.error as error:
            yield _say(f"{trail} > pattern", "bad-pattern", reason=str(error))
        else:
            if not fits:
                yield _say(f"{trail} > example", "bad-example", example=item.get("example", ""), pattern=item["pattern"])


def _path_mistakes(slots: Mapping[Path, list[Slot]]) -> Iterator[str]:
    names: dict[str, Path] = {}
    for path, own in slots.items():
        for length in range(1, len(path)):
            if path[:length] in slots:
                yield _say(pointer(path), "path-inside", other=pointer(path[:length]))
        for slot in own:
            if names.setdefault(slot.name.lower(), path) != path or not re.fullmatch(NAME_PREFIX + r"[\w.]{1,240}", slot.name):
                yield _say(pointer(path), "bad-name", name=slot.name)


def _rule_mistakes(definition: Mapping[str, Any], words: Vocabulary, slots: Mapping[Path, list[Slot]]) -> Iterator[str]:
    rules: list[LinearRule] = []
    for number, rule in enumerate(definition.get("rules", ()), 1):
        trail = f"rules[{number}] {rule['id']} {rule['title']}"
        try:
            compiled = list(linear_rules([rule], words))
        except (KeyError, ValueError) as error:
            yield _say(trail, "unknown-name", name=str(error.args[0]))
            continue
        rules += compiled
        for one in compiled:
            for key, path in (("total", one.total), *(("terms", path) for _, path in one.terms)):
                if path not in slots or slots[path][0].type not in NUMBER_TYPES:
                    yield _say(f"{trail} > {key}", "unknown-path", path=pointer(path))
    totals = [rule.total for rule in rules]
    for total in {total for total in totals if totals.count(total) > 1}:
        yield _say("rules", "path-twice", path=pointer(total))
    try:
        in_order_of_need(rules)
    except ValueError as error:
        yield _say("rules", "circle", path=str(error.args[0]))


def _reference_mistakes(definition: Mapping[str, Any], words: Vocabulary, slots: Mapping[Path, list[Slot]]) -> Iterator[str]:
    def known(path: Path) -> bool:
        return any(slot_path[: len(path)] == path for slot_path in slots)

    for key in ("key", "name"):
        if words.path(definition[key]) not in slots:
            yield _say(key, "unknown-path", path=definition[key])
    for word in re.findall(r"\{([^{}]*)\}", definition["file_name"]):
        if (word,) not in slots:
            yield _say("file_name", "unknown-path", path=word)
    summary = definition.get("summary", {"identity": [], "tables": []})
    places = [("identity", path) for path in summary["identity"]]
    for table in summary["tables"]:
        trail = f"tables > {table['name']}"
        places += [(trail, table[key]) for key in ("path", "planned", "actual") if key in table]
        places += [(trail, path) for key in ("columns", "beside") for path in table.get(key, ())]
    for trail, path in places:
        if not known(words.path(path)):
            yield _say(f"summary > {trail}", "unknown-path", path=path)
