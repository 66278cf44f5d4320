"""Years: typed in an era's counting, the era marked with ● beside the number, stated in the text, or that of the sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xltools import fiscal_years
from xltools.forms.model import Slot
from xltools.reading.entry import DASHES, Entry, Parsed, unread
from xltools.reading.marks import BLANK_MARK, MARK, chosen_of
from xltools.reading.numbers import FOLDED

_ERAS = {name: era for era in fiscal_years.ERAS for name in (era.name, era.letter)}
_LETTERS = {ord(letter) + 0xFEE0: letter for era in fiscal_years.ERAS for letter in era.letter}
_YEAR = re.compile(rf"({'|'.join(_ERAS)})?[ 　]*(元|[0-9]{{1,4}})[ 　]*(?:年度|年)?")


def parse_year(entries: Sequence[Entry], seen_from: int) -> Parsed:
    """Read a year as a fiscal year of Western counting; None if it is blank or cannot be read.

    `entries` are the ○ of the eras, if the form has any, and the cell of the number. A bare number counts in the era
    marked; without any ○ on the form it counts in the era of `seen_from`, the sheet's own year. A text that names its era
    (平成30, S58) or a four-digit year stands for itself, and must not contradict the mark.
    """
    eras, (cell,) = [entry for entry in entries if entry.slot.era], [entry for entry in entries if not entry.slot.era]
    chosen, problems = chosen_of(eras)
    if problems:
        return Parsed(None, cell.at, problems)
    marked = chosen[0].slot.era if chosen else ""
    if cell.blank:
        return unread(cell, "era-without-year") if marked else Parsed(None, cell.at)
    if cell.text and DASHES.issuperset(cell.text):
        return unread(cell, "dash-is-blank")
    stated = _stated(cell.raw)
    if stated is None:
        return unread(cell, "not-a-year")
    era, number = stated
    if not era and number < 1000:
        if eras and not marked:
            return unread(cell, "no-era", choices="、".join(entry.slot.era for entry in eras))
        era = marked or fiscal_years.era_of(seen_from, seen_from)[0].name
        year = fiscal_years.year_of(era, number)
        return unread(cell, "not-a-year") if year is None else Parsed(year, cell.at)
    year = fiscal_years.year_of(era, number) if era else number
    if year is None or year < fiscal_years.ERAS[0].first_year:
        return unread(cell, "not-a-year")
    if marked and marked != (era or fiscal_years.era_of(year, seen_from)[0].name):
        return unread(cell, "year-contradicts", era=marked)
    notes = (cell.problem("year-read-as", year=str(year)),) if eras or not era else ()
    return Parsed(year, cell.at, notes)


def _stated(raw: object) -> tuple[str, int] | None:
    """The era named in a cell (in full; empty if none) and its number, or a Western year; None if it holds no year."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return ("", int(raw)) if 0 < raw < 10_000 and raw == int(raw) else None
    match = _YEAR.fullmatch(str(raw).strip(" \t\r\n　").translate(FOLDED).translate(_LETTERS).upper()) if isinstance(raw, str) else None
    if not match:
        return None
    number = 1 if match[2] == "元" else int(match[2])
    return (_ERAS[match[1]].name if match[1] else "", number)


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
    if fiscal_years.year_of(era.name, number) != value:
        return "", str(value)
    text = fiscal_years.number_text(number)
    offered = [slot.era for slot in slots if slot.era]
    if era.name in offered:
        return era.name, text
    if not offered and era == fiscal_years.era_of(seen_from, seen_from)[0]:
        return "", text
    return "", f"{era.name}{text}"
