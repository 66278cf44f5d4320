"""Fiscal years and Japanese eras.

A fiscal year is a Western int: 平成30年度 is 2018. It is named after the era in force when it is *labelled*: on a sheet of
FY2018 the year 2026 is 38年度 (平成), on a sheet of FY2019 it is 8年度 (令和). So every function that names a year takes
`seen_from`, the fiscal year of the sheet that carries the label.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Era:
    """An era and the fiscal year that is its first (元年度)."""

    name: str
    letter: str
    first_year: int


ERAS = (
    Era("明治", "M", 1868),
    Era("大正", "T", 1912),
    Era("昭和", "S", 1926),
    Era("平成", "H", 1989),
    Era("令和", "R", 2019),
)


def era_of(year: int, seen_from: int) -> tuple[Era, int]:
    """The era of a fiscal year, of those known in `seen_from`, and the number of the year in it (1 is 元年).

    Raises:
        ValueError: `year` lies before the first era.
    """
    known = [era for era in ERAS if era.first_year <= min(year, seen_from)]
    if not known:
        raise ValueError(f"no era for fiscal year {year}")
    return known[-1], year - known[-1].first_year + 1


def number_text(number: int) -> str:
    """A year's number in its era, as it is printed: 1 is 元."""
    return "元" if number == 1 else str(number)


@lru_cache(maxsize=10_000)
def label(year: int, seen_from: int, form: str = "") -> str:
    """A fiscal year as the form prints it.

    `form` is ``""`` for 29年度, ``"era"`` for 平成29年度, ``"bare"`` for 29, ``"both"`` for 2017（平成29）年度.

    Raises:
        ValueError: unknown `form`.
    """
    era, number = era_of(year, seen_from)
    text = number_text(number)
    if form == "":
        return f"{text}年度"
    if form == "era":
        return f"{era.name}{text}年度"
    if form == "bare":
        return text
    if form == "both":
        return f"{year}（{era.name}{text}）年度"
    raise ValueError(f"unknown year form {form!r}")


def year_of(era_name: str, number: int) -> int | None:
    """The fiscal year of a numbered year of an era named in full (昭和) or by its letter (S); None if there is no such
    year: an unknown era, a number below 1, or one that lies after the era's end by more than the 30 years for which
    printed forms keep counting in an old era."""
    for era, following in zip(ERAS, (*ERAS[1:], None), strict=True):
        if era_name in (era.name, era.letter):
            year = era.first_year + number - 1
            too_late = following is not None and year > following.first_year + 30
            return None if number < 1 or too_late else year
    return None
