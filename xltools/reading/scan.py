"""What a workbook says that the cell reader does not, and how large its sheets may be.

The cell reader allocates a rectangle over everything that holds a value; one stray value in the last corner of a sheet would
end the process. So a file's parts are looked through before it sees them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xltools.cells import CellRef
from xltools.reading.package import too_large

MAX_ROW = 20_000
MAX_COLUMN = 2_000
MAX_CELLS = 2_000_000
"""Rows times columns of all sheets together."""
MAX_STRINGS = 200_000
"""Texts of a workbook that differ."""
MAX_MERGES = 50_000
"""Merged areas of one sheet."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands in the parts of a workbook: defined names of the whole workbook with the cell each one names, custom
    document properties, the cells that show an error, those that hold a formula, the formulas that no program has
    ever computed, and the notes that people attached to cells. `passed_over` are the names of the sheets that were not looked at: the
    cell reader must not see them. `parts` are the parts of the workbook without what says nothing to the cell reader; there are none
    where it is given the workbook as it is."""

    names: Mapping[str, CellRef] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[CellRef, str] = field(default_factory=dict)
    formulas: frozenset[CellRef] = frozenset()
    unsaved_formulas: frozenset[CellRef] = frozenset()
    notes: Mapping[CellRef, str] = field(default_factory=dict)
    passed_over: frozenset[str] = frozenset()
    parts: Mapping[str, bytes] = field(default_factory=dict)


def area_within_limits(last_row: int, last_column: int, before: int) -> int:
    """The number of cells of a workbook's sheets, `before` in earlier ones and more in one whose values reach to this row and
    column (1-based; 0 for an empty sheet).

    Raises:
        Refused: too far, or too many.
    """
    if last_row > MAX_ROW:
        raise too_large("what.row", last_row, MAX_ROW)
    if last_column > MAX_COLUMN:
        raise too_large("what.column", last_column, MAX_COLUMN)
    area = before + last_row * last_column
    if area > MAX_CELLS:
        raise too_large("what.cells", area, MAX_CELLS)
    return area
