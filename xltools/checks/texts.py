"""What stands in texts: amounts, numbered items, and whether it can all be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltools import fiscal_years
from xltools.checks.sheet_values import SheetValues
from xltools.forms.expand import CIRCLED
from xltools.forms.measure import printed_in
from xltools.forms.model import Check
from xltools.problems import Path, Problem
from xltools.reading.numbers import FOLDED

_ERAS = "|".join(era.name for era in fiscal_years.ERAS)
_YEAR = rf"\((?P<era>{_ERAS})?(?P<number>元|[0-9]{{1,2}})年度[^()]*\)"


def amounts_in_prose(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """An amount with its fiscal year in brackets in one of the `texts`, such as ``12,113,942円（平成29年度）``, is not above what the
    table `rows` of that year has in its rows whose `name` is one of the options ``names`` (checks.md A18).

    The option ``unit`` is the word behind the amount, the limit ``per`` how many of them make one of the table's unit; the amount
    is rounded half up, and may be larger by the limit ``tolerance``. A year without such a row is not looked at: a table lists the
    main items only.
    """
    pattern = re.compile(rf"(?<![0-9,.])(?P<amount>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+){check.options['unit']}[ 　]*{_YEAR}")
    for case in check.cases:
        listed = _listed(check, sheet, case["rows"], case["name"], case["amount"])
        for text in case["texts"]:
            for found in pattern.finditer(sheet.text(text).translate(FOLDED)):
                year = _year(sheet, found["era"], found["number"])
                amount = (int(found["amount"].replace(",", "")) * 2 + int(check.limits["per"])) // (2 * int(check.limits["per"]))
                if year in listed and amount > listed[year] + check.limits["tolerance"]:
                    told = {"names": "、".join(check.options["names"]), "year": sheet.year(year), "amount": amount, "most": listed[year]}
                    yield sheet.problem(check, "prose-amount-over", text, found[0], difference=amount - listed[year], **told)


def _listed(check: Check, sheet: SheetValues, groups: Path, name: Path, amount: Path) -> dict[int, int]:
    """What the rows of each year have under the names looked for; a year in which one of them is not known is left out."""
    found: dict[int, int] = {}
    for year in sheet.years(groups):
        rows = [row for row in sheet.rows((*groups, str(year))) if sheet.text((*row, *name)) in check.options["names"]]
        amounts = [sheet.number((*row, *amount)) for row in rows]
        if amounts and None not in amounts:
            found[year] = int(sum(number for number in amounts if number is not None))
    return found


def _year(sheet: SheetValues, era: str | None, number: str) -> int:
    """The fiscal year that a text names; without an era it is read as the form prints it. 0 if there is none."""
    if era:
        return fiscal_years.year_of(era, 1 if number == "元" else int(number)) or 0
    own = sheet.form.fiscal_year
    return next((year for year in range(own, own - 30, -1) if fiscal_years.label(year, own, "bare") == number), 0)


def numbered_pairs(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """Item ① of a `text` is answered by the first row of the table `rows`, and so on, and no row is without its item (checks.md A24).
    A text without such numbers is not compared."""
    for case in check.cases:
        text = sheet.text(case["text"])
        items = [index for index, sign in enumerate(CIRCLED) if sign in text]
        if not items:
            continue
        on_form = _on_form(sheet, case["rows"])
        rows = {on_form.get(row, int(row[-1])): row for row in sheet.rows(case["rows"])}
        for item in items:
            if item not in rows:
                yield sheet.problem(check, "item-unanswered", case["text"], CIRCLED[item], other=sheet.label(case["rows"]))
        for number, row in rows.items():
            if number not in items:
                told = {"other": sheet.label(case["text"]), "item": CIRCLED[number]}
                yield sheet.problem(check, "answer-without-item", sheet.first_filled(row), **told)


def _on_form(sheet: SheetValues, table: Path) -> dict[Path, int]:
    """The position of each row of a table on the form (0-based), which differs from the record's where blank rows stand before it."""
    size = len(table) + 1
    return {
        path[:size]: int(field[size - 1]) for path, field in sheet.reading.fields.items() if path[: size - 1] == table and len(path) > size
    }


def planned_and_done(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """In each of the `rows`, what is `planned` has been `done` (checks.md A24)."""
    for case in check.cases:
        for row in sheet.rows(case["rows"]):
            planned, done = (*row, *case["planned"]), (*row, *case["done"])
            if sheet.text(planned) and not sheet.text(done) and done not in sheet.told:
                yield sheet.problem(check, "planned-not-done", done, other=sheet.label(planned))


def fits(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """Every text can be printed in its cell in letters of at least the limit ``points`` (checks.md A25)."""
    boxes = printed_in(sheet.form)
    for path, field in sheet.reading.fields.items():
        box = boxes.get(field)
        text = sheet.text(path) if box else ""
        if box and text and not box.holds(text, size := min(check.limits["points"], box.size)):
            yield sheet.problem(check, "text-overflows", path, text, length=len(text), points=size)
