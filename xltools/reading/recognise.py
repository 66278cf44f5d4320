"""Which form a file without a stamp is: by its printed title, the year in it, and a clear majority of its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from xltools import fiscal_years
from xltools.forms.definition import definitions, load_version, readable_in, valid_in
from xltools.forms.model import Form
from xltools.reading.alignment import anchored
from xltools.reading.anchors import Page, Paper, pages_of, squeezed
from xltools.reading.numbers import FOLDED

MAJORITY = 0.6
"""Share of a page's labels that must be there for it to be that page."""

_YEAR = re.compile(rf"({'|'.join(era.name for era in fiscal_years.ERAS)})?(元|[0-9]{{1,4}})年度?")


def recognised(papers: Sequence[Paper]) -> list[Form]:
    """The forms that a file may be of, by what is printed in it: one for each title in it, the one that most labels bear out."""
    texts = sorted({text for paper in papers for text in paper.texts.values()})
    found = []
    for definition in definitions():
        title = squeezed(definition["title"])
        found += [text for text in texts if text.startswith(title) and text not in found]
    best = [max(forms, key=lambda form: (_standing(form, papers), _own_year(form))) for text in found if (forms := _titled(text, papers))]
    return list(dict.fromkeys(best))


def _titled(text: str, papers: Sequence[Paper]) -> list[Form]:
    """The forms that bear this title in any year that it may name, and most of whose labels are there."""
    forms = []
    for definition in definitions():
        title = squeezed(definition["title"])
        for year in _years(text.removeprefix(title)) if text.startswith(title) else ():
            if readable_in(definition, year):
                form = load_version(definition["id"], year)
                if all(max((share(page, paper) for paper in papers), default=0) >= MAJORITY for page in pages_of(form)):
                    forms.append(form)
    return forms


def _own_year(form: Form) -> bool:
    definition: Mapping[str, object] = next(found for found in definitions() if found["id"] == form.id)
    return valid_in(definition, form.fiscal_year)


def _standing(form: Form, papers: Sequence[Paper]) -> int:
    """How many labels stand where this version of the form has them."""
    return sum(max(len(anchored(page, paper).standing) for paper in papers if paper.score(page) >= MAJORITY) for page in pages_of(form))


def share(page: Page, paper: Paper) -> float:
    """The share of a page's labels that stand on a sheet as on the form, wherever the page was moved to."""
    return anchored(page, paper).share if paper.score(page) >= MAJORITY else 0.0


def _years(text: str) -> Iterator[int]:
    """The fiscal years that the first year in a text can mean: one, or one for every era if it names none."""
    match = _YEAR.search(text.translate(FOLDED))
    if not match:
        return
    number = 1 if match[2] == "元" else int(match[2])
    if number >= fiscal_years.ERAS[0].first_year:
        yield number
        return
    for era in fiscal_years.ERAS:
        year = fiscal_years.year_of(era.name, number) if match[1] in (None, era.name) else None
        if year is not None:
            yield year
