"""Definition → form: every item repeated, every placeholder filled, one flat list of slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from xltools.cells import parse_area, parse_cell
from xltools.forms.checks import checks_of
from xltools.forms.expand import Step, Vocabulary
from xltools.forms.model import Choice, Form, Label, LinearRule, Sheet, Slot
from xltools.forms.summary import compiled_summary
from xltools.problems import Path

NAME_PREFIX = "slot"
"""Every slot's defined name begins with this, so that staff's own names never collide with ours."""


def compile_form(definition: Mapping[str, Any], fiscal_year: int) -> Form:
    """Compile a definition for one fiscal year. `definition` must have passed `xltools.forms.definition.verified`."""
    words = Vocabulary(definition, fiscal_year)
    rules = tuple(linear_rules(definition.get("rules", ()), words))
    totals = frozenset(rule.total for rule in rules)
    labels = container_labels(definition, words)
    sheets = []
    slots: list[Slot] = []
    for page in definition["sheets"]:
        sheets.append(_sheet(page, words))
        for item in page["items"]:
            if "path" in item:
                slots += slots_of(item, page["name"], words, labels, totals)
    return Form(
        id=definition["id"],
        family=definition["family"],
        title=definition["title"],
        fiscal_year=fiscal_year,
        sheets=tuple(sheets),
        slots=tuple(slots),
        rules=rules,
        checks=tuple(checks_of(definition, words)),
        labels=labels,
        styles=resolved_styles(definition["styles"]),
        page=definition["page"],
        key=words.path(definition["key"]),
        name=words.path(definition["name"]),
        file_name=definition["file_name"],
        folder_name=definition.get("folder_name", ""),
        roster=tuple(
            tuple(int(part) if part.isdigit() else part for part in path.strip("/").split("/")) for path in definition.get("roster", ())
        ),
        required_rows=tuple(words.path(path) for path in definition.get("required_rows", ())),
        summary=compiled_summary(definition, words),
    )


def container_labels(definition: Mapping[str, Any], words: Vocabulary) -> dict[Path, str]:
    """The labels of the groups that fields belong to, lists' members and years included."""
    labels = {words.path(pattern): words.text(text).replace("\n", "") for pattern, text in definition.get("labels", {}).items()}
    for page in definition["sheets"]:
        for item in page["items"]:
            parts = item.get("path", "").strip("/").split("/")
            if item.get("each") and any("{" in part for part in parts[:-1]):
                for step in words.steps(item["each"]):
                    path = words.path(item["path"], step.members)
                    for index, part in enumerate(parts[:-1]):
                        member = step.members.get(part.strip("{}"))
                        if member and member.kind != "row":
                            labels.setdefault(group_key(path[: index + 1]), member.text)
    return labels


def group_key(path: Path) -> Path:
    """The path under which a group's label is kept: without row numbers, for all rows have the same."""
    return tuple(part for part in path if isinstance(part, str))


def full_label(path: Path, leaf: str, labels: Mapping[Path, str]) -> str:
    """The form's name of a cell with the groups it belongs to: ``実績の推移 2行目 29年度``."""
    words = []
    for index in range(1, len(path)):
        part = path[index - 1]
        words.append(f"{part + 1}行目" if isinstance(part, int) else labels.get(group_key(path[:index]), ""))
    return " ".join(word for word in (*words, leaf) if word)


def linear_rules(rules: Any, words: Vocabulary) -> Iterator[LinearRule]:
    """Every linear rule, one per repetition."""
    for rule in rules:
        for step in words.steps(rule.get("each")):
            yield LinearRule(
                id=rule["id"],
                title=rule["title"],
                total=words.path(rule["total"], step.members),
                terms=tuple((1 if pattern[0] == "+" else -1, path) for pattern in rule["terms"] for path in words.paths(pattern[1:], step)),
                rounding=rule.get("rounding", 0),
                complete=rule.get("complete", False),
                source=rule.get("source", ""),
            )


def resolved_styles(styles: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Every style with what it takes over from its base."""

    def resolved(name: str) -> dict[str, Any]:
        own = dict(styles[name])
        base = own.pop("base", None)
        return {**resolved(base), **own} if base else own

    return {name: resolved(name) for name in styles}


def _sheet(page: Mapping[str, Any], words: Vocabulary) -> Sheet:
    return Sheet(
        name=page["name"],
        row_heights=tuple(page["row_heights"]),
        column_count=page["column_count"],
        column_width=page["column_width"],
        stamp=parse_cell(page["stamp"], page["name"]),
        freeze_rows=page.get("freeze_rows", 0),
        labels=tuple(label for item in page["items"] for label in labels_of(item, page["name"], words)),
        boxes=tuple((parse_area(item["box"], page["name"]), item.get("border", "thin")) for item in page["items"] if "box" in item),
    )


def labels_of(item: Mapping[str, Any], sheet: str, words: Vocabulary) -> Iterator[Label]:
    """The printed texts of an item: a text's own at every repetition, a field's label once, the words beside its ○."""
    if "label_at" in item:
        first = next(words.steps(item.get("each")))
        yield Label(words.text(item["label"], first.members), parse_area(item["label_at"], sheet), item.get("label_style", "label"))
    for step in words.steps(item.get("each")):
        if "text" in item:
            area = parse_area(item["at"], sheet).moved(step.down, step.right)
            yield Label(words.text(item["text"], step.members), area, item.get("style", "label"))
        for option in (*item.get("options", ()), *item.get("eras", ())):
            if "label_at" in option:
                yield Label(_option(option, words).text, parse_area(option["label_at"], sheet).moved(step.down, step.right), "plain")


def _option(option: Mapping[str, Any], words: Vocabulary) -> Choice:
    value = option.get("value", option.get("era"))
    if isinstance(value, Mapping):
        value = words.year(value["year"])
    return Choice(value, words.text(option.get("text", str(value))))


def slots_of(item: Mapping[str, Any], sheet: str, words: Vocabulary, labels: Mapping[Path, str], totals: frozenset[Path]) -> Iterator[Slot]:
    """The slots of a field, at every repetition: its ○ (of answers, of eras) first, then the cell of the value."""
    choices = tuple(Choice(value, value) for value in words.definition.get("choices", {}).get(item.get("choices"), ()))
    accepts = tuple(words.definition.get("accepts", {}).get(item.get("choices"), {}).items())
    options = tuple(_option(option, words) for option in item.get("options", ()))
    for step in words.steps(item.get("each")):
        path = words.path(item["path"], step.members)
        leaf = words.text(item["label"], step.members).replace("\n", "")
        value = Slot(
            path=path,
            name=".".join((NAME_PREFIX, *(str(part + 1) if isinstance(part, int) else part for part in path))),
            area=parse_area(item.get("at", "A1"), sheet).moved(step.down, step.right),
            type=item["type"],
            label=leaf,
            full_label=full_label(path, leaf, labels),
            unit=item.get("unit", ""),
            required=item.get("required", False),
            choices=options or choices,
            accepts=accepts,
            open=item.get("open", False),
            pattern=item.get("pattern", ""),
            example=item.get("example", ""),
            minimum=item.get("minimum"),
            max_length=item.get("max_length"),
            style=item.get("style", item["type"]),
            computed=path in totals,
            help=words.text(item.get("help", ""), step.members),
            carried_from=_carried_from(item, path, step, words),
            review=isinstance(item.get("carry"), Mapping) and item["carry"].get("review", False),
        )
        for kind, marks in (("mark", item.get("options", ())), ("era", item.get("eras", ()))):
            for index, mark in enumerate(marks):
                own = {"mark": options[index]} if kind == "mark" else {"era": mark["era"]}
                area = parse_area(mark["at"], sheet).moved(step.down, step.right)
                yield replace(value, name=f"{value.name}.{kind}{index + 1}", area=area, style="mark", **own)
        if "at" in item:
            yield value


def _carried_from(item: Mapping[str, Any], path: Path, step: Step, words: Vocabulary) -> Path | None:
    """Where in the previous year's record the first value of a field stands; None if the field starts blank."""
    carry = item.get("carry")
    if not carry:
        return None
    rule = carry if isinstance(carry, Mapping) else {}
    if "until" in rule and int(step.members["year"].key) > words.year(rule["until"]):
        return None
    return words.path(rule["from"], step.members) if "from" in rule else path
