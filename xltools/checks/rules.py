"""The rules by their kind. A rule is a pure function of a check and the sheet that it looks at; to add one, write the function, name
it here, and declare a check of its kind in the definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from xltools.checks.amounts import at_least, parts_of
from xltools.checks.sheet_values import SheetValues
from xltools.forms.model import Check
from xltools.problems import Problem

SheetRule = Callable[[Check, SheetValues], Iterable[Problem]]

SHEET_RULES: Mapping[str, SheetRule] = {
    "at_least": at_least,
    "parts_of": parts_of,
}
"""Rules that look at one sheet."""

TOLD = "told"
"""The kind of a check that names messages of reading and of the record's schema, so that settings hold for them too."""
