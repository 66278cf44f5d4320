"""Indicators: named figures with a target."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from xltools.arithmetic import difference
from xltools.checks.achievement import achieved, lower_is_better
from xltools.checks.sheet_values import SheetValues
from xltools.forms.model import Check
from xltools.forms.record import leaves
from xltools.messages import shown
from xltools.problems import Path, Problem


def achievement(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """What was reached is not a multiple of the target beyond the limits ``high`` and ``extreme`` percent (checks.md A16).

    What is compared, and which words mean that less is better, stands in the summary's table of the same `rows`; where less is
    better, and with a target of 0, there is no ratio to look at.
    """
    for case in check.cases:
        judges = [table["achievement"] for table in sheet.form.summary["tables"] if table.get("path") == case["rows"]]
        for judge in judges:
            for row in sheet.rows(case["rows"]):
                yield from _achieved(check, sheet, row, case, judge)


def _achieved(check: Check, sheet: SheetValues, row: Path, case: Mapping[str, Any], judge: Mapping[str, Any]) -> Iterator[Problem]:
    texts = [value for _, value in leaves(sheet.value(row))]
    lower = lower_is_better(texts, judge.get("lower_is_better", ()), judge.get("but_not", ()))
    place, target = (*row, *judge["actual"]), sheet.number((*row, *judge["target"]))
    actual = sheet.number(place)
    rate, _ = achieved(actual, target, lower)
    if rate is not None and rate >= check.limits["high"]:
        code = "achievement-extreme" if rate >= check.limits["extreme"] else "achievement-high"
        name = sheet.text((*row, *case["name"]))
        yield sheet.problem(check, code, place, actual, target=target, rate=rate, **sheet.called(place, name))


def percentages(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """The numbers of a row whose name says that they are percentages, by one of the options ``signs`` in brackets, lie between
    ``least`` and ``most`` (checks.md A17); not if one of the options ``unless`` stands in its name, such as a rate of growth. One
    finding for a row, at the first such number."""
    for case in check.cases:
        for row in (row for table in case["tables"] for row in sheet.rows(table)):
            name = sheet.text((*row, *case["name"]))
            in_percent = any(f"({sign})" in unicodedata.normalize("NFKC", name) for sign in check.options["signs"])
            if not in_percent or any(word in name for word in check.options["unless"]):
                continue
            paths = [(*row, *path) for path, _ in leaves(sheet.value(row))]
            found = [(path, number) for path in paths if (number := sheet.number(path)) is not None]
            out = [(path, number) for path, number in found if not check.limits["least"] <= number <= check.limits["most"]]
            if out:
                told = {
                    "values": "、".join(shown(number) for _, number in out),
                    "least": check.limits["least"],
                    "most": check.limits["most"],
                }
                yield sheet.problem(check, "percent-out", out[0][0], out[0][1], **told, **sheet.called(out[0][0], name))


def same_row(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """Rows of the same name in two tables say the same of the same year (checks.md A15). Names are the same if they differ in blanks,
    the width of letters and a unit in brackets behind them only."""
    for case in check.cases:
        named = {_bare(sheet.text((*row, *case["name"]))): row for row in sheet.rows(case["other_rows"])}
        for row in sheet.rows(case["rows"]):
            other = named.get(_bare(sheet.text((*row, *case["name"]))))
            if other is not None:
                name = sheet.text((*row, *case["name"]))
                yield from _differences(check, sheet, (*row, *case["values"]), (*other, *case["values"]), name)


def _differences(check: Check, sheet: SheetValues, row: Path, other: Path, name: str) -> Iterator[Problem]:
    theirs = sheet.series(other)
    for year, value in sheet.series(row).items():
        if year in theirs and theirs[year] != value:
            twin: Path = (*other, str(year))
            place: Path = (*row, str(year))
            told = {"other": sheet.label(twin), "other_at": str(sheet.at(twin) or ""), "should": theirs[year]}
            gap = difference(value, theirs[year])
            yield sheet.problem(check, "twins-differ", place, value, difference=gap, **told, **sheet.called(place, name))


def _bare(name: str) -> str:
    """A name as it is compared: full- and half-width alike, without blanks and without a unit in brackets at its end."""
    folded = "".join(unicodedata.normalize("NFKC", name).split())
    return re.sub(r"\([^()]*\)$", "", folded) or folded
