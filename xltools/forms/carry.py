"""From last year's record to the values that this year's sheet starts with, as the definition says field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xltools.forms.fit import fits
from xltools.forms.model import Form
from xltools.forms.record import value_at
from xltools.problems import Path


@dataclass(frozen=True, slots=True)
class Carried:
    """What a sheet starts with: values by the form's paths, and those of them that the section is asked to look through."""

    values: Mapping[Path, Any]
    review: frozenset[Path]


def carried(form: Form, previous: Mapping[str, Any]) -> Carried:
    """The values that `form` takes over from the record of the year before. A value that the form does not offer (any more)
    is left out: the field starts blank. A total is no value to start with, for its cell holds a formula."""
    values: dict[Path, Any] = {}
    review: set[Path] = set()
    for path, slots in form.fields().items():
        slot = slots[-1]
        value = value_at(previous, slot.carried_from) if slot.carried_from and not slot.computed else None
        if value is not None and fits(slot, value):
            values[path] = value
            if slot.review:
                review.add(path)
    return Carried(values, frozenset(review))
