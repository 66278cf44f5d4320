"""Two versions of the sheets of a fiscal year: field by field what changed, and which programs only one of them has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from xltools.arithmetic import difference, number
from xltools.forms.model import Form
from xltools.forms.record import value_at
from xltools.problems import Path
from xltools.tables.columns import Words, as_said
from xltools.tables.model import Column, Mark, Source, SummaryTable, summary_table
from xltools.tables.versions_paired import first_text, paired_rows
from xltools.tables.years_columns import Links, place_cells, place_columns, place_links
from xltools.tables.years_sheets import Told, YearSheet

Pair = tuple[YearSheet | None, YearSheet | None]
"""The sheets of one program in the old and the new version; None where a version does not have it."""

Change = Literal["changed", "filled", "emptied", "unread", "row-new", "row-gone"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field whose content differs. `row` is the number of the row in its table as the new version counts them (of one that is gone, as
    the old one did), `of` what that row is about. Of a row that only one version has the other side is None."""

    field: str
    row: int | None
    of: str | None
    old: Told | None
    new: Told | None

    @property
    def kind(self) -> Change:
        """What became of the field."""
        if self.old is None or self.new is None:
            return "row-new" if self.old is None else "row-gone"
        if "unread" in (self.old.state, self.new.state):
            return "unread"
        if self.old.state == "blank":
            return "filled"
        return "emptied" if self.new.state == "blank" else "changed"


def version_tables(words: Words, pairs: Sequence[Pair]) -> list[SummaryTable]:
    """A row per program with what became of it, and a row per field that differs. The pairs are in the order of their programs."""
    found = [(pair, _differences(words, *pair)) for pair in pairs]
    return [_programs(words, found), _fields(words, found)]


def _programs(words: Words, found: Sequence[tuple[Pair, Sequence[Difference]]]) -> SummaryTable:
    sides = [words.text(f"versions.{side}") for side in ("old", "new")]
    columns = [
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        *words.identity(),
        Column("what", words.text("versions.what"), "text", marks=(Mark("equal", words.text("versions.only-old")),)),
        Column("count", words.text("versions.count"), "count"),
        Column("old_source", words.text("years.of", title=words.text("file"), part=sides[0]), "text"),
        Column("new_source", words.text("years.of", title=words.text("file"), part=sides[1]), "text"),
    ]
    rows: list[tuple[Any, ...]] = []
    links: Links = {}
    for (old, new), differences in found:
        sheet = new or old
        if sheet is None:
            continue
        what = "only-new" if old is None else "only-old" if new is None else "differs" if differences else "same"
        for key, own in (("old", old), ("new", new)):
            if own:
                links[len(rows), f"{key}_source"] = Source(own.reading.source)
        count = len(differences) if old and new else None
        files = (own.reading.source if own else None for own in (old, new))
        rows.append((sheet.year, *words.identity_of(sheet.record), words.text(f"versions.{what}"), count, *files))
    title, note = words.text("versions.programs"), words.text("note.versions-programs")
    return summary_table("versions", title, columns, rows, note, 1 + len(words.identity()), links=links)


def _fields(words: Words, found: Sequence[tuple[Pair, Sequence[Difference]]]) -> SummaryTable:
    sides = [words.text(f"versions.{side}") for side in ("old", "new")]
    columns = [
        Column("year", words.text("western", title=words.text("fiscal-year")), "year"),
        *words.identity(),
        Column("field", words.text("field"), "text"),
        Column("row", words.text("row"), "order"),
        Column("of", words.text("row-name"), "text"),
        Column("kind", words.text("versions.kind"), "text"),
        Column("old", sides[0], "prose"),
        Column("new", sides[1], "prose"),
        Column("difference", words.text("change-short"), "number"),
        Column("unit", words.text("unit"), "text"),
        *place_columns(words, "old", sides[0]),
        *place_columns(words, "new", sides[1]),
    ]
    rows: list[tuple[Any, ...]] = []
    links: Links = {}
    for (old, new), differences in found:
        sheet = new or old
        for one in differences if sheet else ():
            for key, told in (("old", one.old), ("new", one.new)):
                place_links(links, len(rows), key, told)
            values = [number(told.value) if told else None for told in (one.old, one.new)]
            rows.append(
                (
                    sheet.year if sheet else None, *words.identity_of(sheet.record if sheet else {}), one.field, one.row, one.of,
                    words.text(f"versions.kind.{one.kind}"), shown(words, one.old), shown(words, one.new),
                    difference(values[1], values[0]), _unit(words, one), *place_cells(one.old), *place_cells(one.new),
                )
            )  # fmt: skip
    title, note = words.text("versions.fields"), words.text("note.versions-fields")
    return summary_table("version_fields", title, columns, rows, note, 1 + len(words.identity()), links=links)


def shown(words: Words, told: Told | None) -> Any:
    """What stands in a place: the value, None for a blank, what could not be read as such; a year as a text."""
    if told is None or told.state == "blank":
        return None
    if told.state == "unread":
        return words.text("years.unread-content", value=told.sheet.unread.get(told.path, told.value))
    return as_said(words.slot(_unnumbered(told.path)), words.value(told.sheet.record, told.path))


def _unit(words: Words, one: Difference) -> str | None:
    told = one.new or one.old
    slot = words.slot(_unnumbered(told.path)) if told else None
    return slot.unit or None if slot else None


def _unnumbered(path: Path) -> Path:
    """A path with the first row of the form in the place of any."""
    return tuple(0 if isinstance(part, int) else part for part in path)


def _differences(words: Words, old: YearSheet | None, new: YearSheet | None) -> list[Difference]:
    """Every field that differs, in the order of the form; none if only one version has the program."""
    if old is None or new is None:
        return []
    return list(_each(words, old, new))


def _each(words: Words, old: YearSheet, new: YearSheet) -> Iterator[Difference]:
    tables: dict[Path, list[Path]] = {}
    order: list[Path] = []
    for path in _fields_of(new.form):
        at = next((index for index, part in enumerate(path) if isinstance(part, int)), None)
        place = path if at is None else path[:at]
        if place not in tables:
            order.append(place)
        tables.setdefault(place, []).extend([] if at is None else [path[at + 1 :]])
    for place in order:
        if tables[place]:
            yield from _rows(words, old, new, place, list(dict.fromkeys(tables[place])))
        else:
            before, now = old.said(place), new.said(place)
            if not before.same(now):
                yield Difference(_label(words, place), None, None, before, now)


def _fields_of(form: Form) -> list[Path]:
    return list(form.fields())


def _rows(words: Words, old: YearSheet, new: YearSheet, table: Path, inner: Sequence[Path]) -> Iterator[Difference]:
    rows = [found if isinstance(found := value_at(sheet.record, table), list) else [] for sheet in (old, new)]
    for before, now in paired_rows(*rows):
        index = before if now is None else now
        row = rows[0 if now is None else 1][index] if index is not None else None
        for rest in inner:
            was = old.said((*table, before, *rest)) if before is not None else None
            told = new.said((*table, now, *rest)) if now is not None else None
            if was and told and was.same(told):
                continue
            if (was is None or told is None) and (was or told).state == "blank":  # type: ignore[union-attr]
                continue
            yield Difference(_label(words, (*table, 0, *rest)), None if index is None else index + 1, first_text(row), was, told)


def _label(words: Words, path: Path) -> str:
    return " ".join((*words.groups(path), words.leaf(path)))
