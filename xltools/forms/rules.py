"""Linear rules: one statement, two faces. `total = ± term ± term …` is a formula in the template and a check in the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from xltools.cells import CellRef
from xltools.forms.model import Form, LinearRule
from xltools.problems import Path


def in_order_of_need(rules: Sequence[LinearRule]) -> list[LinearRule]:
    """The rules ordered so that every total is computed before the totals that it is a term of.

    Raises:
        ValueError: a total depends on itself; its argument is the path.
    """
    by_total = {rule.total: rule for rule in rules}
    done: dict[Path, LinearRule] = {}
    open_: set[Path] = set()

    def visit(path: Path) -> None:
        if path not in by_total or path in done:
            return
        if path in open_:
            raise ValueError("/" + "/".join(map(str, path)))
        open_.add(path)
        for _, term in by_total[path].terms:
            visit(term)
        done[path] = by_total[path]

    for total in by_total:
        visit(total)
    return list(done.values())


def computed(rule: LinearRule, values: Mapping[Path, Any]) -> int | float | None:
    """The total as its terms give it; None as soon as one of them is blank or not a number."""
    total: int | float = 0
    for sign, path in rule.terms:
        value = values.get(path)
        if value is None or isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        total += sign * value
    return total


def recomputed(form: Form, values: Mapping[Path, Any]) -> dict[Path, Any]:
    """All values, every total of a form replaced by what its terms give (None where a term is blank)."""
    result = dict(values)
    for rule in _ordered(form):
        result[rule.total] = computed(rule, result)
    return result


@lru_cache(maxsize=64)
def _ordered(form: Form) -> list[LinearRule]:
    return in_order_of_need(form.rules)


def excel_formula(rule: LinearRule, cell_of: Callable[[Path], CellRef]) -> str:
    """The rule as an Excel formula: blank until every term is filled, like `computed`."""
    cells = [cell_of(path) for _, path in rule.terms]
    own = cell_of(rule.total).sheet
    names = [cell.a1 if cell.sheet == own else cell.absolute for cell in cells]
    if len(cells) > 2 and all(sign == 1 for sign, _ in rule.terms) and cells[0].sheet == own and _in_one_column(cells):
        terms = f"{names[0]}:{names[-1]}"
        return f'=IF(COUNT({terms})<{len(cells)},"",SUM({terms}))'
    total = "".join(("+" if sign > 0 else "-") + name for (sign, _), name in zip(rule.terms, names, strict=True)).removeprefix("+")
    return f'=IF(COUNT({",".join(names)})<{len(names)},"",{total})'


def _in_one_column(cells: Sequence[CellRef]) -> bool:
    first = cells[0]
    return all(cell == first.moved(down=index) for index, cell in enumerate(cells))
