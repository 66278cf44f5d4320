"""Reminders: one ready text per unit that still has something to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from xltools import files, fiscal_years, messages
from xltools.forms.record import named
from xltools.monthly import Findings
from xltools.problems import Problem, folded, in_order
from xltools.reading.sources import SUFFIXES
from xltools.tables.standing import MISSING, TO_CONFIRM, TO_MEND, Standing

_PARTS = ((MISSING, ""), (TO_MEND, "error"), (TO_CONFIRM, "warning"))
"""The parts of a text: the state, and which problems of the files are listed."""
_NEW_LINE = "\r\n"


def remind(found: Findings, folder: Path, overwrite: bool = False, lang: str = "ja") -> tuple[Path, ...]:
    """Write one text per unit with something missing, to be mended or to be confirmed, in the order of the roster.

    They are UTF-8 with a mark in front, and their lines end as Windows wants it.

    Raises:
        XltoolsError: one of the files is there already (without `overwrite`): nothing was written; the folder cannot be written.
    """
    programs = [one for one in found.standings if one.state in (MISSING, TO_MEND, TO_CONFIRM)]
    unknown = messages.text("summary.no-unit", lang)
    units = dict.fromkeys(one.unit for one in programs)
    texts = {
        folder / f"{files.safe_name(unit or unknown)}.txt": _text(
            found, unit or unknown, [one for one in programs if one.unit == unit], lang
        )
        for unit in units
    }
    files.may_write_all(texts, overwrite)
    for target, text in texts.items():
        files.save_whole(target, text.replace("\n", _NEW_LINE).encode("utf-8-sig"))
    return tuple(texts)


def _text(found: Findings, unit: str, programs: Sequence[Standing], lang: str) -> str:
    form = found.selection.form
    year = fiscal_years.label(form.fiscal_year, form.fiscal_year, "both")
    lines = [
        messages.text("remind.head", lang, unit=unit, title=form.title, both=year, western=str(form.fiscal_year), date=str(found.as_of))
    ]
    for state, severity in _PARTS:
        own = [one for one in programs if one.state == state]
        if own:
            lines += ["", messages.text(f"remind.{state}", lang, count=len(own))]
            lines += [line for one in own for line in _program(found, one, severity, lang)]
    return "\n".join([*lines, "", messages.text("remind.foot", lang), ""])


def _program(found: Findings, one: Standing, severity: str, lang: str) -> Iterator[str]:
    yield messages.text("remind.program", lang, key=one.key or "", name=one.name or (Path(one.source).name if one.source else ""))
    if one.deadline and one.days_left is not None:
        code = "remind.late" if one.days_left < 0 else "remind.due"
        yield messages.text(code, lang, date=str(one.deadline), days=abs(one.days_left))
    problems = [problem for problem in found.problems if problem.source == one.source and problem.severity == severity]
    for problem in folded(in_order(problems)) if one.source and severity else ():
        yield _line(problem, lang)
    returned = _returned(found, one)
    if returned:
        yield messages.text("remind.returned", lang, file=str(returned))


def _line(problem: Problem, lang: str) -> str:
    place = f"{problem.at} " if problem.at else ""
    return messages.text("remind.problem", lang, place=place, message=problem.message(lang), hint=problem.hint(lang))


def _returned(found: Findings, one: Standing) -> Path | None:
    """The workbook that went back to the section, if there is one, the latest of several (they lie in folders named after days): it has
    the name of the submission, or the program's own."""
    folder, form = found.folder.returned, found.selection.form
    record = next((reading.record for reading in found.readings if reading.source == one.source), None)
    names = {Path(one.source).stem} if one.source else set()
    if record:
        names.add(files.safe_name(named(form.file_name, record)))
    books = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)[::-1] if names and folder.is_dir() else []
    return next((path for path in books if path.stem in names), None)
