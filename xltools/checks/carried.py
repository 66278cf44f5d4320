"""What a sheet takes over from the one before it: announcements, plans, targets and texts (checks B6–B8, B10–B12)."""

from __future__ import annotations

from collections.abc import Iterator

from xltools import fiscal_years
from xltools.checks.comparing import comparable
from xltools.checks.sheet_values import SheetValues
from xltools.checks.side_by_side import COVERS, difference, same_rows
from xltools.forms.model import Check
from xltools.messages import Word
from xltools.problems import Path, Problem

EXCERPT = 40
"""So many characters of a text are repeated in a message."""


def announced(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[Problem]:
    """What the earlier sheet announced for the next year (`next`) is what the later one says (`now`) (B6)."""
    if later.form.fiscal_year - earlier.form.fiscal_year != 1:
        return
    for case in check.cases:
        before, now = earlier.value(case["next"]), later.value(case["now"])
        if before is not None and now is not None and before != now:
            yield difference(check, "not-as-announced", earlier, later, [(case["next"], case["now"])], check.level, should=before)


def taken_up(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[Problem]:
    """Every plan that a row of the earlier sheet announced (`next`) stands in a row of the later one (`now`) (B7)."""
    if later.form.fiscal_year - earlier.form.fiscal_year != 1:
        return
    for case in check.cases:
        table, nexts, nows = case["table"], case["next"], case["now"]
        rows = list(later.rows(table))
        known = {comparable(later.value((*row, *nows))) for row in rows}
        on_form = {later.reading.fields.get((*row, *nows), (*row, *nows)): row for row in rows}
        for row in earlier.rows(table):
            before = (*row, *nexts)
            plan = earlier.text(before)
            field = earlier.reading.fields.get(before, before)
            place = on_form.get((*field[: len(row)], *nows))
            now = (*place, *nows) if place else table
            if plan and comparable(plan) not in known and now not in later.told:
                yield difference(
                    check, "plan-not-taken-up", earlier, later, [(before, now)], check.level,
                    should=plan, plan=excerpt(plan), found=excerpt(later.text(now)) or Word("word.blank-cell"),
                )  # fmt: skip


def target_kept(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[Problem]:
    """The target (`value`) of rows that have one `name` on both sheets stays (B8)."""
    for case in check.cases:
        for before, now in same_rows(earlier, later, case["table"], case["name"]):
            places = ((*before, *case["value"]), (*now, *case["value"]))
            first, second = earlier.number(places[0]), later.number(places[1])
            if first is not None and second is not None and first != second:
                code = "target-lowered" if second < first else "target-raised"
                name, apart = later.text((*now, *case["name"])), second - first
                yield difference(check, code, earlier, later, [places], check.level, name=name, should=first, difference=apart)


def unchanging(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[Problem]:
    """Facts that stay from year to year (`facts`) (B10). Another spelling is no other fact; a place that an error was reported about
    is passed over."""
    for case in check.cases:
        for path in case["facts"]:
            before, now = earlier.value(path), later.value(path)
            is_same = before == now or (isinstance(before, str) and comparable(before) == comparable(now))
            if not is_same and path not in earlier.told | later.told:
                shown = [_fact(later, path, value) for value in (before, now)]
                yield difference(check, "fact-changed", earlier, later, [(path, path)], check.level, before=shown[0], found=shown[1])


def lines_kept(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[Problem]:
    """A list of events (`text`, one a line) keeps its lines and gets a new one (B11)."""
    for case in check.cases:
        path: Path = case["text"]
        before, now = (_lines(sheet.text(path)) for sheet in (earlier, later))
        gone = [line for known, line in before.items() if known not in now]
        if not before or path in later.told:
            continue
        if gone:
            lines = tuple(Word("between.row", {"name": excerpt(line)}) for line in gone)
            yield difference(check, "lines-gone", earlier, later, [(path, path)], check.level, count=len(gone), lines=lines)
        elif not now.keys() - before.keys():
            yield difference(check, "no-new-line", earlier, later, [(path, path)], check.level, lines=len(before))


def text_copied(check: Check, earlier: SheetValues, later: SheetValues) -> Iterator[Problem]:
    """Whole texts (`texts`) that are the last sheet's, word for word, all of those that are filled in (B12): one finding."""
    for case in check.cases:
        filled = [path for path in case["texts"] if later.text(path)]
        same = [path for path in filled if comparable(later.text(path)) == comparable(earlier.text(path))]
        if len(same) >= check.limits["texts"] and len(same) == len(filled):
            places = [(path, path) for path in same]
            names = tuple(Word("between.row", {"name": later.label(path)}) for path in same)
            yield difference(
                check, "texts-copied", earlier, later, places, check.level, rows=names, count=len(same), **{COVERS: tuple(same)}
            )


def excerpt(text: str) -> str:
    """The beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT]}…"


def _fact(sheet: SheetValues, path: Path, value: object) -> object:
    """A fact as a message shows it."""
    slot = next(iter(sheet.form.fields().get(sheet.reading.fields.get(path, path), ())), None)
    if slot and slot.type == "year" and isinstance(value, int):
        return fiscal_years.label(value, sheet.form.fiscal_year, "both")
    return Word("word.blank-cell") if value is None else excerpt(str(value))


def _lines(text: str) -> dict[str, str]:
    """The lines of a text, by what is compared of them; blank ones are left out."""
    return {known: line for line in text.split("\n") if (known := comparable(line))}
