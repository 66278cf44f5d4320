"""What stops a run. Mistakes in a person's file are not errors but problems (see `xltools.problems`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltools.problems import Problem


class XltoolsError(Exception):
    """The run cannot go on. Raised anywhere, caught once, in `xltools.cli`.

    `code` names a message of the catalogue, `details` fill its blanks.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        from xltools.messages import hint, message

        return "\n".join(filter(None, (message(self.code, self.details), hint(self.code, self.details))))


class NothingToReadError(XltoolsError):
    """Of all the files named none could be used. `problems` say why, file by file."""

    def __init__(self, code: str, problems: Sequence[Problem] = (), **details: object) -> None:
        super().__init__(code, **details)
        self.problems = tuple(problems)


class RefusedError(XltoolsError):
    """What was given has errors, so that nothing was written. `problems` are all of them."""

    def __init__(self, code: str, problems: Sequence[Problem] = (), **details: object) -> None:
        super().__init__(code, **details)
        self.problems = tuple(problems)


class DefinitionError(XltoolsError):
    """A form definition is wrong. `mistakes` are breadcrumbs: file, sheet, item, key, and what is wrong there."""

    def __init__(self, source: str, mistakes: Sequence[str]) -> None:
        super().__init__("definition-wrong", source=source, mistakes="\n".join(mistakes))
        self.mistakes = tuple(mistakes)
