"""Excel forms out, validated records in, one summary workbook.

The functions below are the public API; each is described in `xltools.api`. Importing this package is cheap: what a function
needs is loaded when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xltools.api import (
        check,
        compare,
        consolidate,
        definitions,
        fill,
        form_workbook,
        give_back,
        hand_out,
        load_form,
        parse_records,
        read,
        read_roster,
        record_schema,
        roster,
        schema_text,
        template,
        upgrade,
    )

__all__ = [
    "check",
    "compare",
    "consolidate",
    "definitions",
    "fill",
    "form_workbook",
    "give_back",
    "hand_out",
    "load_form",
    "parse_records",
    "read",
    "read_roster",
    "record_schema",
    "roster",
    "schema_text",
    "template",
    "upgrade",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from xltools import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
