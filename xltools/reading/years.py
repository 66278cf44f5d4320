"""Years: typed in an era's counting, the era marked with ● beside the number, stated in the text, or that of the sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xltools import fiscal_years
from xltools.forms.model import Slot
from xltools.problems import Problem
from xltools.reading.entry import BLANKS, DASHES, Entry, Parsed, unread
from xltools.reading.marks import BLANK_MARK, MARK, chosen_of
from xltools.reading.numbers import FOLDED

_ERAS = {name: era for era in fiscal_years.ERAS for name in (era.name, era.letter)}
_LETTERS = {ord(letter) + 0xFEE0: letter for era in fiscal_years.ERAS for letter in era.letter}
_YEAR = re.compile(rf"({'|'.join(_ERAS)})?[ 　]*(元|[0-9]{{1,4}})[ 　]*(?:年度|年)?")
_MONTH = re.compile(
    rf"({'|'.join(_ERAS)})?[ 　]*(元|[0-9]{{1,4}})[ 　]*[年./][ 　]*([0-9]{{1,2}})(?:[ 　]*月)?(?:[./月]?[ 　]*[0-9]{{1,2}}日?)?"
)
_FIRST_MONTH, _LAST_MONTH = 4, 12
"""A fiscal year begins in April."""
_LAST_BARE = 999
"""Up to here a number is an era's year, beyond it a Western one."""
_FAR = 15
"""Years from the sheet's own within which a bare number is expected to lie if it could belong to either of two eras."""


def parse_year(entries: Sequence[Entry], seen_from: int) -> Parsed:
    """Read a year as a fiscal year of Western counting; None if it is blank or cannot be read.

    `entries` are the ○ of the eras, if the form has any, and the cell of the number. A bare number counts in the era
    marked; without any ○ on the form it counts in the era of `seen_from`, the sheet's own year. A text that names its era
    (平成30, S58) or a four-digit year stands for itself, and must not contradict the mark. With a month (H30.4) it is the fiscal
    year of that month: from January to March the one before.
    """
    eras, (cell,) = [entry for entry in entries if entry.slot.era], [entry for entry in entries if not entry.slot.era]
    chosen, problems = chosen_of(eras)
    if any(problem.severity == "error" for problem in problems):
        return Parsed(None, cell.at, problems)
    said = problems
    marked = chosen[0].slot.era if chosen else ""
    if cell.blank:
        return unread(cell, "era-without-year") if marked else Parsed(None, cell.at)
    if cell.text and DASHES.issuperset(cell.text):
        return unread(cell, "dash-is-blank")
    stated = _stated(cell.raw)
    if stated is None:
        return unread(cell, "not-a-year")
    era, number, month = stated
    if not era and number <= _LAST_BARE:
        if eras and not marked:
            return unread(cell, "no-era", choices="、".join(entry.slot.era for entry in eras))
        era = marked or fiscal_years.era_of(seen_from, seen_from)[0].name
        year = fiscal_years.year_of(era, number)
        other = None if marked else _rival(number, seen_from)
        if year is not None and other:
            return unread(cell, "era-unclear", own=f"{era}{number}", other=f"{other}{number}")
        if year is None:
            return unread(cell, "not-a-year")
        return Parsed(year, cell.at, (*said, *_exceeded(cell, era, number, seen_from)) if marked else said)
    year = fiscal_years.year_of(era, number) if era else number
    if year is not None and month:
        year -= month < _FIRST_MONTH
    if year is None or year < fiscal_years.ERAS[0].first_year:
        return unread(cell, "not-a-year")
    if marked and marked != (era or fiscal_years.era_of(year, seen_from)[0].name):
        return unread(cell, "year-contradicts", era=marked)
    notes = (cell.problem("year-read-as", year=str(year)),) if eras or month or not era else ()
    return Parsed(year, cell.at, (*said, *notes))


def _exceeded(cell: Entry, marked: str, number: int, seen_from: int) -> tuple[Problem, ...]:
    """What is said of a year beyond the last one of the era that is marked, as that of the sheet knows it: the ○ of the next era was
    there to be marked. 昭和64 and 平成31 are the last."""
    year = fiscal_years.year_of(marked, number) or 0
    own, count = fiscal_years.era_of(year, seen_from)
    if own.name == marked or year <= own.first_year:
        return ()
    return (cell.problem("era-exceeded", value=f"{marked}{number}", year=f"{own.name}{fiscal_years.number_text(count)}"),)


def _rival(number: int, seen_from: int) -> str | None:
    """The era before the sheet's own, if a bare number may just as well be of it: it lies near there and far off in the own era."""
    own = fiscal_years.era_of(seen_from, seen_from)[0]
    before = [era for era in fiscal_years.ERAS if era.first_year < own.first_year][-1]
    year = fiscal_years.year_of(before.name, number)
    far = own.first_year + number - 1 > seen_from + _FAR
    return before.name if far and year is not None and year > seen_from - _FAR else None


def _stated(raw: object) -> tuple[str, int, int] | None:
    """The era named in a cell (in full; empty if none), its number or a Western year, and the month (0 if none is named); None if
    the cell holds no year. A month needs an era or a Western year before it."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return ("", int(raw), 0) if 0 < raw < 10_000 and raw == int(raw) else None
    text = str(raw).strip(BLANKS).translate(FOLDED).translate(_LETTERS).upper() if isinstance(raw, str) else ""
    year, dated = _YEAR.fullmatch(text), _MONTH.fullmatch(text)
    match = year or dated
    if not match:
        return None
    number, month = 1 if match[2] == "元" else int(match[2]), 0
    if not year:
        month = int(match[3])
        if not 1 <= month <= _LAST_MONTH or not (match[1] or number > _LAST_BARE):
            return None
    return (_ERAS[match[1]].name if match[1] else "", number, month)


def show_year(slots: Sequence[Slot], value: object, seen_from: int) -> dict[Slot, object]:
    """A year as the form states it: the ● beside its era and the number, or the number alone if the year is of the sheet's
    own era. An era that the form has no ○ for stands in the text; a year that no era counts is written in Western counting."""
    marked, text = _shown(slots, value, seen_from)
    return {slot: (MARK if slot.era == marked else BLANK_MARK) if slot.era else text for slot in slots}


def _shown(slots: Sequence[Slot], value: object, seen_from: int) -> tuple[str, object]:
    """The era to mark, empty if none, and the content of the number's cell."""
    if not isinstance(value, int) or isinstance(value, bool) or value < fiscal_years.ERAS[0].first_year:
        return "", value
    era, number = fiscal_years.era_of(value, seen_from)
    if fiscal_years.year_of(era.name, number) != value or number > _LAST_BARE:
        return "", str(value)
    text = fiscal_years.number_text(number)
    offered = [slot.era for slot in slots if slot.era]
    if era.name in offered:
        return era.name, text
    if not offered and era == fiscal_years.era_of(seen_from, seen_from)[0] and not _rival(number, seen_from):
        return "", text
    return "", f"{era.name}{text}"
