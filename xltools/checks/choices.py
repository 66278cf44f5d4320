"""Answers that have to go together."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.checks.sheet_values import SheetValues
from xltools.forms.model import Check
from xltools.problems import Path, Problem


def together(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """`wanted` is filled if `given` is one of the options ``when``, and blank if it is not (checks.md A19, A20). With an answer of the
    options ``perhaps`` it may be filled. Nothing is said while `given` is blank."""
    for case in check.cases:
        given, wanted = sheet.value(case["given"]), case["wanted"]
        if given is None or wanted in sheet.told:
            continue
        told = {"other": sheet.label(case["given"]), "answer": sheet.answer(case["given"])}
        if given in check.options["when"]:
            if sheet.value(wanted) is None:
                yield sheet.problem(check, "answer-missing", wanted, **told)
        elif sheet.value(wanted) is not None and given not in check.options.get("perhaps", ()):
            yield sheet.problem(check, "answer-unwanted", wanted, sheet.answer(wanted), **told)


def year_between(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """A `year` is not after the sheet's own, and not before the year `not_before`, where one of the two is named (checks.md A20)."""
    for case in check.cases:
        year = sheet.number(case["year"])
        if year is None:
            continue
        if "not_before" in case:
            first = sheet.number(case["not_before"])
            if first is not None and year < first:
                told = {"other": sheet.label(case["not_before"]), "first": sheet.year(first)}
                yield sheet.problem(check, "year-before", case["year"], sheet.year(year), **told)
        elif year > sheet.form.fiscal_year:
            yield sheet.problem(check, "year-in-future", case["year"], sheet.year(year), last=sheet.year(sheet.form.fiscal_year))


def past_end(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """A program whose `end` is past is classified as one of the options ``ended`` (checks.md A20). `answers` are the classifications of
    the sheet's own year and of those after it; the first that is wrong is named."""
    for case in check.cases:
        end = sheet.number(case["end"])
        for year, answer in enumerate(case["answers"], sheet.form.fiscal_year):
            found = sheet.value(answer)
            if end is not None and end < year and found is not None and found not in check.options["ended"]:
                told = {"other": sheet.label(case["end"]), "end": sheet.year(end), "should": "、".join(check.options["ended"])}
                yield sheet.problem(check, "past-end", answer, found, **told)
                break


def new_program(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """A program is called new, with `kind` one of the options ``new``, if and only if it `start`s in the sheet's year or in one of the
    ``years`` before it, and then `since` is that year (checks.md A20). One called otherwise is looked at only if its kind is one of the
    options ``continued``."""
    for case in check.cases:
        kind, start, since = sheet.value(case["kind"]), sheet.number(case["start"]), sheet.number(case["since"])
        if kind is None or start is None or start > sheet.form.fiscal_year:
            continue
        young = start >= sheet.form.fiscal_year - check.limits["years"]
        told = {"other": sheet.label(case["start"]), "start": sheet.year(start)}
        if kind in check.options["new"] and not young:
            yield sheet.problem(check, "not-new", case["kind"], kind, **told)
        elif kind in check.options["new"] and since is not None and since != start:
            yield sheet.problem(check, "new-since-differs", case["since"], sheet.year(since), **told)
        elif kind in check.options["continued"] and young:
            yield sheet.problem(check, "not-called-new", case["kind"], kind, should="、".join(check.options["new"]), **told)


def wants_blank(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """With an `answer` of the options ``when``, an `amount` is blank or 0 (checks.md A21)."""
    for case in check.cases:
        amount = sheet.number(case["amount"])
        if sheet.value(case["answer"]) in check.options["when"] and amount:
            told = {"other": sheet.label(case["answer"]), "answer": sheet.answer(case["answer"])}
            yield sheet.problem(check, "amount-unwanted", case["amount"], amount, **told)


def wants_text(check: Check, sheet: SheetValues) -> Iterator[Problem]:
    """With one of the `answers` among the options ``when``, a row of the table `rows` says something in `text` (checks.md A21)."""
    for case in check.cases:
        chosen = [answer for answer in case["answers"] if sheet.value(answer) in check.options["when"]]
        rows: list[Path] = [(*row, *case["text"]) for row in sheet.rows(case["rows"])]
        if chosen and not any(sheet.text(row) for row in rows):
            told = {"other": sheet.label(chosen[0]), "answer": sheet.answer(chosen[0])}
            where = rows[0] if rows else case["rows"]
            yield sheet.problem(check, "text-wanted", where, **told)
