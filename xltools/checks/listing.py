"""The rules of a form as a list to read: id, title, level, limits, where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xltools import messages
from xltools.checks.applied import checks_for, rules_for
from xltools.checks.rules import LINEAR, TOLD
from xltools.forms.compile import full_label
from xltools.forms.model import Form
from xltools.problems import SEVERITIES, Path
from xltools.settings import ROUNDING, CheckSettings


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with a ward's settings.

    `title` is in the form's language, `level` the severity of its worst finding or ``off``. `limits` are its thresholds by the names that
    the settings have for them, `reasons` the form's names of the places whose text explains a finding.
    `codes` are those of the messages that it gives. `trial_until` is the day until which it is on trial, empty if it is not.
    """

    id: str
    title: str
    level: str
    limits: Mapping[str, int | float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    source: str = ""
    trial_until: str = ""
    codes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The rule as plain data."""
        return {
            "id": self.id,
            "title": self.title,
            "level": self.level,
            "limits": dict(self.limits),
            "reasons": list(self.reasons),
            "source": self.source or None,
            "trial_until": self.trial_until or None,
            "codes": list(self.codes),
        }


def rules_of(form: Form, settings: CheckSettings) -> tuple[Rule, ...]:
    """Every rule of a form, those that are switched off too, by their ids."""
    found: dict[tuple[str, str], Rule] = {}
    linear = messages.of_kind(LINEAR)
    for rule in rules_for(form, settings):
        level = settings.level(rule.id) or SEVERITIES[0]
        found.setdefault(
            (rule.id, rule.title), Rule(rule.id, rule.title, level, {ROUNDING: rule.rounding}, source=rule.source, codes=linear)
        )
    used = {(check.id, check.title): check for check in checks_for(form, settings)}
    for check in form.checks:
        check = used.get((check.id, check.title), check)
        level = settings.level(check.id) or check.level
        reasons = tuple(_label(form, path) for path in check.reasons)
        codes = tuple(check.options["codes"]) if check.kind == TOLD else messages.of_kind(check.kind)
        found[check.id, check.title] = Rule(check.id, check.title, level, check.limits, reasons, check.source, check.trial_until, codes)
    return tuple(sorted(found.values(), key=lambda rule: _place(rule.id)))


def rules_by_forms(forms: Iterable[Form], settings: CheckSettings) -> list[tuple[tuple[str, ...], tuple[Rule, ...]]]:
    """The rules of several forms; forms with the same rules stand together: their ids, and the rules."""
    found: list[tuple[list[str], tuple[Rule, ...]]] = []
    for form in forms:
        rules = rules_of(form, settings)
        same = next((ids for ids, known in found if known == rules), None)
        if same is None:
            found.append(([form.id], rules))
        else:
            same.append(form.id)
    return [(tuple(ids), rules) for ids, rules in found]


def changed_settings(settings: CheckSettings) -> tuple[tuple[str, object], ...]:
    """Every setting that a ward has made, as the settings spell it: ``A10.low`` and its value."""
    own = [(f"{rule}.{name}", value) for rule, values in settings.rules.items() for name, value in values.items()]
    return tuple(sorted([*settings.options.items(), *own], key=lambda one: (_place(one[0].partition(".")[0]), one[0])))


def _place(name: str) -> tuple[str, int]:
    """The order of ids: by letter, then by number; what is none stands first."""
    match = re.fullmatch("([A-Z])([0-9]+)", name)
    return (match[1], int(match[2])) if match else ("", 0)


def _label(form: Form, path: Path) -> str:
    return next((slot.full_label for slot in form.slots if slot.path == path), full_label((*path, ""), "", form.labels))
