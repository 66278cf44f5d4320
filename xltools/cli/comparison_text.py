"""A comparison as text for a terminal: what differs, table by table; the rest is in the workbook and in the JSON."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from xltools import messages

if TYPE_CHECKING:
    from xltools.comparing import Comparison
    from xltools.tables.model import Column, SummaryTable

LONG = 40
"""A text longer than this is told by the lines that differ."""

PLACES = frozenset(f"{side}_{part}" for side in ("then", "now", "before", "after") for part in ("source", "sheet"))
TOLD: dict[str, frozenset[str]] = {
    "years": frozenset(),
    "years_totals": frozenset({"era", "unit", "both", "both_before"}),
    "years_choices_counts": frozenset(),
    "years_texts_counts": frozenset(),
    "years_changes": PLACES | {"era"},
    "years_restated": PLACES | {"era", "table", "unit"},
}
"""The tables that are printed, each with the columns that are not, beside those that hold nothing."""
MOST_IDENTITY = 2
"""So many of the columns that identify a program are printed."""


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """The lines of a comparison."""
    if comparison.kind == "versions":
        yield from _version_lines(comparison)
        return
    for table in comparison.tables:
        if table.name in TOLD:
            yield from _table_lines(table, TOLD[table.name], comparison.lang)
    rest = [table.title for table in comparison.tables if table.name not in TOLD]
    if rest:
        yield ""
        yield messages.text("compare.more", comparison.lang, tables=messages.text("word.comma", comparison.lang).join(rest))


def _table_lines(table: SummaryTable, hidden: Collection[str], lang: str) -> Iterator[str]:
    """A table in columns, each as wide as it needs."""
    from xltools.tables.columns import shown_width
    from xltools.tables.model import NUMERIC

    rows = table.rows
    yield f"■ {table.title}"
    yield f"  {table.note}"
    if not rows:
        yield f"  {messages.text('summary.empty', lang)}"
        yield ""
        return
    used, names = [], Counter[str]()
    for index, column in enumerate(table.columns):
        side = column.key.partition("/")[0] if "/" in column.key else column.key
        names[side] += 1
        if column.key not in hidden and names[side] <= MOST_IDENTITY and any(row[index] is not None for row in rows):
            used.append(index)
    columns = [table.columns[index] for index in used]
    cells = [[column.title for column in columns], *([_shown(table.columns[index], row[index], lang) for index in used] for row in rows)]
    widths = [max(shown_width(line[place]) for line in cells) for place in range(len(used))]
    for line in cells:
        padded = [
            " " * (width - shown_width(text)) + text if column.kind in NUMERIC else text + " " * (width - shown_width(text))
            for column, text, width in zip(columns, line, widths, strict=True)
        ]
        yield ("  " + "  ".join(padded)).rstrip()
    yield ""


def _shown(column: Column, value: Any, lang: str) -> str:
    """A value in one line; years without separators."""
    return " ".join((str(value) if column.kind in ("year", "order") and value is not None else messages.shown(value, lang)).split())


def _version_lines(comparison: Comparison) -> Iterator[str]:
    """Program by program, field by field: old → new."""
    lang = comparison.lang
    programs, fields = (_rows(table) for table in comparison.tables)
    identity = [column.key for column in comparison.tables[0].columns][1:3]
    key = ("year", *(column.key for column in comparison.tables[0].columns if column.key.startswith("/")))
    by_program: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in fields:
        by_program.setdefault(tuple(row[name] for name in key), []).append(row)
    yield messages.text(
        "compare.summary", lang, programs=len(programs), differs=sum(bool(row["count"]) for row in programs), fields=len(fields)
    )
    for row in programs:
        if row["count"] == 0:
            continue
        name = " ".join(str(row[part]) for part in identity if row[part] is not None)
        told = messages.text("compare.fields", lang, count=row["count"]) if row["count"] else row["what"]
        yield f"■ {row['year']} {name} - {told}"
        for own in by_program.get(tuple(row[part] for part in key), ()) if row["count"] else ():
            yield from _field_lines(own, lang)


def _field_lines(row: dict[str, Any], lang: str) -> Iterator[str]:
    place = " ".join(str(row[part]) for part in ("new_sheet", "new_cell") if row[part]) or " ".join(
        str(row[part]) for part in ("old_sheet", "old_cell") if row[part]
    )
    label = f"{row['field']} {row['row']}" if row["row"] else row["field"]
    old, new = ("" if row[side] is None else messages.shown(row[side], lang) for side in ("old", "new"))
    if row["kind"] in (messages.text(f"summary.versions.kind.row-{what}", lang) for what in ("new", "gone")):
        yield f"    {label}: {row['kind']}  {' '.join((old or new).split())}  {place}".rstrip()
        return
    if max(len(old), len(new)) > LONG or "\n" in old + new:
        yield f"    {label} ({row['kind']}) {place}".rstrip()
        for line in difflib.ndiff(old.splitlines(), new.splitlines()):
            if line[:2] in ("- ", "+ "):
                yield f"      {line}"
        return
    blank = messages.text("word.blank-cell", lang)
    apart = "" if row["difference"] is None else f" ({'+' if row['difference'] > 0 else ''}{messages.shown(row['difference'], lang)})"
    yield f"    {label}: {old or blank} → {new or blank}{apart}  {place}".rstrip()


def _rows(table: SummaryTable) -> list[dict[str, Any]]:
    return [dict(zip((column.key for column in table.columns), row, strict=True)) for row in table.rows]
