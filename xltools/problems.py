"""What is wrong with a person's file: collected, never raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xltools import messages
from xltools.cells import CellRef

Path = tuple[str | int, ...]
"""Where a value stands in the record: keys, and 0-based row numbers of lists."""

SEVERITIES = ("error", "warning", "note")
"""Worst first: the sheet goes back · a reason is wanted · only said."""

MOST_PLACES = 10
"""How many of the places that `folded` leaves out it names."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one file.

    `code` names the message of the catalogue; `source` is the file as it was named; `at` the cell, None if it is about
    the whole file; `path` the place in the record; `label` the form's own name of the cell; `value` what was found;
    `details` fill the blanks of the message.
    """

    code: str
    source: str
    severity: str = ""
    at: CellRef | None = None
    path: Path = ()
    label: str = ""
    value: object = None
    details: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.severity:
            object.__setattr__(self, "severity", messages.catalogue()[self.code]["severity"])

    def message(self, lang: str | None = None) -> str:
        """The sentence that says what is wrong."""
        return messages.message(self.code, self._blanks(), lang)

    def hint(self, lang: str | None = None) -> str:
        """What to do, with an example of a right answer."""
        return messages.hint(self.code, self._blanks(), lang)

    def expected(self, lang: str | None = None) -> str:
        """What should stand there."""
        return messages.expected(self.code, self._blanks(), lang)

    def texts(self, lang: str | None = None) -> tuple[str, str, str]:
        """What is wrong, what to do and what should stand there, as `message`, `hint` and `expected` say it."""
        blanks = self._blanks()
        message, hint, expected = (said(self.code, blanks, lang) for said in (messages.message, messages.hint, messages.expected))
        return message, hint, expected

    @property
    def difference(self) -> int | float | None:
        """By how much a number is off; None if that is not what is wrong."""
        found = self.details.get("difference")
        return found if isinstance(found, (int, float)) else None

    @property
    def rule(self) -> str:
        """The id of the check that found it (``A10``); empty if none did."""
        return str(self.details.get("rule", ""))

    @property
    def check(self) -> str:
        """The title of the check that found it by its own rule; empty for what reading, the record's schema or a sum shows."""
        return str(self.details.get("check", ""))

    @property
    def explanation(self) -> str:
        """The reason that the sheet itself gives for what was found; empty if there is none."""
        return str(self.details.get("explanation", ""))

    @property
    def trial(self) -> str:
        """The day (ISO) until which the rule that found it is on trial; empty if it is not."""
        return str(self.details.get("trial", ""))

    def remarks(self, lang: str | None = None) -> list[tuple[str, str]]:
        """What else is to be said, each with its heading: what should stand there and what to do, or the reason that the sheet itself
        gives; the end of the rule's trial."""
        todo = (("expected", self.expected(lang)), ("hint", self.hint(lang)))
        said = (*(() if self.explanation else todo), ("explanation", self.explanation), ("trial", self.trial))
        return [(messages.text(f"word.{word}", lang), text) for word, text in said if text]

    def _blanks(self) -> dict[str, object]:
        where = str(self.at) if self.at else ""
        return {"source": self.source, "label": self.label, "value": self.value, "at": where, **self.details}

    def as_json(self, lang: str | None = None) -> dict[str, object]:
        """The problem as plain data, texts in the language asked for."""
        return {
            "code": self.code,
            "rule": self.rule or None,
            "severity": self.severity,
            "file": self.source,
            "sheet": self.at.sheet if self.at else None,
            "cell": self.at.a1 if self.at else None,
            "pointer": pointer(self.path) if self.path else None,
            "label": self.label or None,
            "value": self.value if isinstance(self.value, (str, int, float, bool, type(None))) else str(self.value),
            "expected": self.expected(lang) or None,
            "difference": self.difference,
            "message": self.message(lang),
            "hint": self.hint(lang) or None,
            "explanation": self.explanation or None,
            "trial": self.trial or None,
            "other": self._other(lang),
        }

    def _other(self, lang: str | None) -> dict[str, object] | None:
        """The cell of another file that the problem speaks of too, as plain data; None if it speaks of none."""
        if "other_source" not in self.details:
            return None
        at, value = str(self.details.get("other_at", "")), self.details.get("other_value")
        sheet, _, cell = at.rpartition("!")
        plain = value if isinstance(value, (str, int, float, type(None))) else messages.shown(value, lang)
        return {"file": self.details["other_source"], "sheet": sheet or None, "cell": cell or None, "value": plain}


def pointer(path: Path) -> str:
    """A path as a JSON Pointer (RFC 6901): ``("budget", "2017")`` → ``/budget/2017``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file, worst first, then as the eye goes over the form."""

    def place(problem: Problem) -> tuple[str, int, str, int, int, str]:
        at = problem.at
        cell = (at.sheet, at.row, at.column) if at else ("", 0, 0)
        return (problem.source, SEVERITIES.index(problem.severity), *cell, problem.code)

    return sorted(problems, key=place)


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Worst first, whatever the file; then by file and as the eye goes over the form."""
    return sorted(in_order(problems), key=lambda problem: SEVERITIES.index(problem.severity))


def folded(problems: Iterable[Problem], keep: int = 3) -> list[Problem]:
    """The problems in the order given, but of one repeated kind only the first `keep`; behind them one that counts the others
    and says where they are.

    Of one kind are problems of one file with one code, in one table or group of the form, or else on one sheet.
    """
    groups: dict[Path, list[Problem]] = {}
    lines: list[tuple[Path, int, Problem]] = []
    for problem in problems:
        group = groups.setdefault(_kind(problem), [])
        group.append(problem)
        lines.append((_kind(problem), len(group), problem))
    found = []
    for kind, number, problem in lines:
        if number <= keep:
            found.append(problem)
        elif number == keep + 1:
            found.append(_others(groups[kind][keep:]))
    return found


def _kind(problem: Problem) -> Path:
    sheet = problem.at.sheet if problem.at else ""
    return (problem.source, problem.severity, problem.code, sheet, *problem.path[:1])


def _others(problems: list[Problem]) -> Problem:
    """One problem that stands for several of a kind, at the cell of the first."""
    first = problems[0]
    places = [problem.at.a1 if problem.at else str(problem.details.get("at", "")) for problem in problems]
    cells = list(dict.fromkeys(filter(None, places)))
    names = cells if len(cells) == len(problems) else list(dict.fromkeys(problem.label for problem in problems if problem.label))
    named = "、".join(names[:MOST_PLACES]) + ("…" if len(names) > MOST_PLACES else "")
    details = {"count": len(problems), "places": named or first.source}
    return Problem("more-of-this", first.source, first.severity, first.at, first.path, details=details)
