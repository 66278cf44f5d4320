"""A small form that has one of everything: what tests of the lower rooms change, break and compile."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xltools.forms.compile import compile_form
from xltools.forms.definition import definitions, verified
from xltools.forms.model import Form

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "templates" / "program-analysis-2018.json"
SOURCE = "small.json"
"""The file name that the small definition's mistakes are reported under."""

_SMALL = {
    "id": "small-2018",
    "family": "small",
    "title": "小さな様式",
    "valid": {"from": 2018},
    "key": "/code",
    "name": "/name",
    "file_name": "{code}_{name}",
    "years": {"pair": ["Y-1", "Y"]},
    "members": {"rent": "家賃", "wages": "給料", "sum": "支出合計", "income": "収入", "rest": "差引"},
    "lists": {"costs": ["rent", "wages"], "all": ["costs", "sum", "income", "rest"]},
    "choices": {"grade": ["良", "可"]},
    "labels": {"/items": "内訳", "/money": "収支"},
    "page": {"paper": "A4", "orientation": "portrait", "margins_mm": {"left": 10, "right": 10, "top": 10, "bottom": 10}},
    "styles": {
        "base": {"size": 10},
        **{name: {"base": "base"} for name in ("label", "plain", "mark", "text", "code", "choice", "year", "amount", "number", "stamp")},
    },
    "sheets": [
        {
            "name": "表",
            "column_count": 12,
            "column_width": 40,
            "row_heights": [15] * 14,
            "stamp": "N1",
            "items": [
                {"text": "{title}（{Y:era}）", "at": "A1:L1"},
                {"path": "/code", "type": "code", "label": "コード", "label_at": "A2", "at": "B2:C2",
                 "pattern": "[0-9]{2}-[0-9]{2}", "example": "01-02", "required": True},
                {"path": "/name", "type": "text", "label": "名称", "label_at": "D2", "at": "E2:L2", "max_length": 10, "required": True},
                {"path": "/kind", "type": "mark", "label": "種類", "label_at": "A3", "required": True, "options": [
                    {"value": "新規", "at": "B3", "label_at": "C3"},
                    {"value": {"year": "Y-1"}, "text": "{Y-1}", "at": "D3", "label_at": "E3"},
                    {"value": False, "text": "無", "at": "F3", "label_at": "G3"}]},
                {"path": "/since", "type": "year", "label": "開始", "label_at": "A4", "at": "F4", "eras": [
                    {"era": "昭和", "at": "B4", "label_at": "C4"}, {"era": "平成", "at": "D4", "label_at": "E4"}]},
                {"path": "/grade", "type": "choice", "label": "評価", "label_at": "G4", "at": "H4", "choices": "grade"},
                {"path": "/items/{row}/what", "type": "text", "label": "品目", "label_at": "A5:D5", "at": "A6:D6",
                 "each": {"row": {"rows": 3, "down": 1}}, "required": True},
                {"path": "/items/{row}/price", "type": "amount", "unit": "円", "label": "{Y-1}の額", "label_at": "E5", "at": "E6",
                 "each": {"row": {"rows": 3, "down": 1}}, "minimum": 0},
                {"text": "{year}", "at": "E9", "each": {"year": {"years": "pair", "right": 1}}},
                {"text": "{line}", "at": "A10:D10", "each": {"line": {"list": "all", "down": 1}}},
                {"path": "/money/{line}/{year}", "type": "amount", "unit": "円", "label": "{year}", "at": "E10",
                 "each": {"line": {"list": "all", "down": 1}, "year": {"years": "pair", "right": 1}}},
                {"box": "A2:L14", "border": "medium"},
            ],
        }
    ],
    "rules": [
        {"id": "A1", "title": "支出合計", "each": {"year": {"years": "pair"}}, "total": "/money/sum/{year}",
         "terms": ["+/money/{costs}/{year}"]},
        {"id": "A2", "title": "差引", "each": {"year": {"years": "pair"}}, "total": "/money/rest/{year}",
         "terms": ["+/money/income/{year}", "-/money/sum/{year}"]},
    ],
    "summary": {"identity": ["/code"], "tables": [{"name": "一覧", "kind": "records", "columns": ["/name", "/money/rest/{Y}"]}]},
}  # fmt: skip


def small() -> dict[str, Any]:
    """The small definition, a fresh copy."""
    return copy.deepcopy(_SMALL)


def item(definition: Mapping[str, Any], path_or_text: str) -> dict[str, Any]:
    """The item of a definition that has this path, text or box."""
    items = [item for sheet in definition["sheets"] for item in sheet["items"]]
    (found,) = [item for item in items if path_or_text in (item.get("path"), item.get("text"), item.get("box"))]
    return found


def text_of(definition: Mapping[str, Any]) -> str:
    """The definition as its file would hold it."""
    return json.dumps(definition, ensure_ascii=False)


def shipped_form(form_id: str, fiscal_year: int) -> Form:
    """A shipped form in any year, also one that it is not handed out in."""
    (definition,) = [found for found in definitions() if found["id"] == form_id]
    return compile_form(definition, fiscal_year)


def small_form(fiscal_year: int = 2018) -> Form:
    """The small form, verified and compiled."""
    return compile_form(verified(text_of(small()), SOURCE), fiscal_year)
