"""The rules by their kind. A rule is a pure function of a check and the sheet that it looks at; to add one, write the function, name
it here, declare a check of its kind in the definition, and give its messages in the catalogue the kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from xltools.checks import amounts, choices, execution, indicators, series, texts
from xltools.checks.carried import announced, lines_kept, taken_up, target_kept, text_copied, unchanging
from xltools.checks.programs import CHANGES
from xltools.checks.restated import forecast, magnitude, restated, revised
from xltools.checks.sheet_values import SheetValues
from xltools.checks.shifted import SHIFTED, years_shifted
from xltools.checks.whole import YearSheets, in_no_group, item_shared, number_expected, program_changes
from xltools.forms.model import Check
from xltools.problems import Problem

SheetRule = Callable[[Check, SheetValues], Iterable[Problem]]

SHEET_RULES: Mapping[str, SheetRule] = {
    rule.__name__: rule
    for rule in (
        amounts.parts_of,
        amounts.at_least,
        amounts.listed_parts,
        amounts.same_amount,
        execution.execution,
        execution.unused,
        amounts.changed,
        series.magnitude,
        amounts.sum_is,
        indicators.same_row,
        indicators.achievement,
        indicators.percentages,
        texts.amounts_in_prose,
        choices.together,
        choices.year_between,
        choices.past_end,
        choices.new_program,
        choices.wants_blank,
        choices.wants_text,
        texts.numbered_pairs,
        texts.planned_and_done,
        texts.fits,
    )
}
"""Rules that look at one sheet."""

TOLD = "told"
"""The kind of a check that names messages of reading and of the record's schema, so that settings hold for them too. Its option
``codes`` are the messages; with places in its `paths` it is about those there alone."""

LINEAR = "linear"
"""The kind that messages about a linear rule (a total and its parts) name."""

PairRule = Callable[[Check, SheetValues, SheetValues], Iterable[Problem]]

PAIR_RULES: Mapping[str, PairRule] = {
    SHIFTED: years_shifted,
    "magnitude_apart": magnitude,
    "restated": restated,
    "revised": revised,
    "forecast": forecast,
    "announced": announced,
    "taken_up": taken_up,
    "target_kept": target_kept,
    "unchanging": unchanging,
    "text_copied": text_copied,
    "lines_kept": lines_kept,
}
"""Rules that look at the sheet of one program and the one after it."""

YEAR_RULES: Mapping[str, Callable[[Check, YearSheets], Iterable[Problem]]] = {
    CHANGES: program_changes,
    "item_shared": item_shared,
    "in_no_group": in_no_group,
    "number_expected": number_expected,
}
"""Rules that look at all sheets of a year."""
