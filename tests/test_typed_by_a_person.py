"""Filled by a stranger: every entry cell typed into with LibreOffice, saved by it, read by xltools."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import _missing

import xltools
from xltools.books.form_book import form_workbook
from xltools.forms.definition import load_form
from xltools.forms.model import NUMBER_TYPES, Form, Slot
from xltools.forms.record import build
from xltools.forms.rules import recomputed
from xltools.reading.values import BLANK_MARK, MARK

TYPING = Path(__file__).parent / "uno_typing.py"
SECONDS = 120
PYTHONS = ("/usr/bin/python3", "python3", "/usr/lib/libreoffice/program/python")
"""Where LibreOffice's Python module may be found: Debian's package python3-uno is for Debian's own Python."""

YEARS = {
    2018: {("start_year",): ("昭和", "58", 1983), ("end_year",): ("", "38", 2026)},
    2019: {("start_year",): ("令和", "元", 2019), ("end_year",): ("", "8", 2026)},
}
"""How the two years of a sheet are typed: the era marked with ●, what is typed beside it, the year that is meant."""


@pytest.fixture(scope="session")
def uno_python() -> str:
    """A Python that can talk to LibreOffice."""
    for name in PYTHONS:
        found = shutil.which(name)
        if found and subprocess.run([found, "-c", "import uno"], capture_output=True, timeout=60, check=False).returncode == 0:
            return found
    _missing("no Python has LibreOffice's module uno (Debian: python3-uno)")


@dataclass(frozen=True)
class Saved:
    """A template typed into: before, after, what was typed into which cell, and what locked cells held before and after it."""

    form: Form
    blank: Path
    path: Path
    record: Mapping[str, Any]
    typed: Mapping[str, str]
    refused: Mapping[str, tuple[str, str]]


def number_of(slot: Slot, index: int) -> int | float:
    """A number that no other cell holds."""
    if slot.type == "count":
        return index % 100
    if slot.type == "number" and index % 2:
        return 1000 + index + 0.25
    return -(1000 + index) if slot.minimum is None and index % 5 == 0 else 1000 + index


def answer(form: Form, slots: tuple[Slot, ...], index: int) -> tuple[object, dict[Slot, str]]:
    """A value for a field and what a person types for it, cell by cell."""
    slot = slots[-1]
    if slot.type == "mark":
        chosen = slots[index % len(slots)]
        return chosen.choices[slots.index(chosen)].value, {one: MARK if one is chosen else BLANK_MARK for one in slots}
    if slot.type == "year":
        era, text, year = YEARS[form.fiscal_year][slot.path]
        return year, {**{one: MARK if one.era == era else BLANK_MARK for one in slots[:-1]}, slot: text}
    if slot.type in NUMBER_TYPES:
        number = number_of(slot, index)
        return number, {slot: f"{number:,}"}
    text = {
        "choice": "4その他" if slot.open else slot.choices[index % max(1, len(slot.choices))].text if slot.choices else "",
        "code": slot.example,
        "prose": f"①{slot.label}　{index}\n・半角ｶﾅのｼｽﾃﾑ（㈱例示／1,234円）\n\n③最後の行",
    }.get(slot.type, f"{slot.label} {index}、ｼｽﾃﾑⅦ㈱")
    return text, {slot: text}


def filling(form: Form) -> tuple[dict[str, Any], dict[Slot, str]]:
    """A record with every field filled, and the text of every entry cell."""
    values: dict[Any, object] = {}
    texts: dict[Slot, str] = {}
    for index, (path, slots) in enumerate(form.fields().items()):
        if not slots[-1].computed:
            values[path], typed = answer(form, slots, index)
            texts.update(typed)
    return build(form, recomputed(form, values)).record, texts


def locked(form: Form) -> list[tuple[str, str]]:
    """Cells that nobody types into: printed texts and totals."""
    printed = [label.area.first for sheet in form.sheets for label in sheet.labels]
    return [(cell.sheet, cell.a1) for cell in (*printed, *(slot.at for slot in form.slots if slot.computed))]


def run_typing(python: str, soffice: str, job: Path) -> dict[str, list[str]]:
    """What the typing script printed. LibreOffice is gone afterwards, whatever happened."""
    process = subprocess.Popen(
        [python, str(TYPING), soffice, str(job)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        printed, errors = process.communicate(timeout=SECONDS)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert process.returncode == 0, errors
    found: dict[str, list[str]] = json.loads(printed)
    return found


@pytest.fixture(scope="module", params=sorted(YEARS))
def saved(request: pytest.FixtureRequest, soffice: str, uno_python: str, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """One template of each version, filled in LibreOffice."""
    folder = tmp_path_factory.mktemp("typed")
    form = load_form("program-analysis", request.param)
    record, texts = filling(form)
    (folder / "blank.xlsx").write_bytes(form_workbook(form))
    typed = [(slot.at.sheet, slot.at.a1, text) for slot, text in texts.items()]
    refused = [(sheet, cell, "9" if index % 2 else "書き込み") for index, (sheet, cell) in enumerate(locked(form))]
    paths = {"open": str(folder / "blank.xlsx"), "save": str(folder / "saved.xlsx"), "profile": str(folder / "profile")}
    job = folder / "job.json"
    job.write_text(json.dumps({**paths, "typed": typed, "refused": refused}), encoding="utf-8")
    held = run_typing(uno_python, soffice, job)
    return Saved(
        form,
        folder / "blank.xlsx",
        folder / "saved.xlsx",
        record,
        {f"{sheet}!{cell}": text for sheet, cell, text in typed},
        {f"{sheet}!{cell}": pair for (sheet, cell, _), pair in zip(refused, zip(held["before"], held["after"], strict=True), strict=True)},
    )


def test_every_entry_cell_was_typed_into(saved: Saved) -> None:
    assert saved.typed.keys() == {str(slot.at) for slot in saved.form.slots if not slot.computed}


def test_what_was_typed_is_read(saved: Saved) -> None:
    (reading,) = xltools.read([saved.path])
    assert reading.form is saved.form
    assert reading.record == saved.record
    assert [(str(problem.at), problem.code) for problem in reading.problems if problem.severity != "note"] == []


def test_totals_were_calculated_while_typing(saved: Saved) -> None:
    (reading,) = xltools.read([saved.path])
    totals = {path: value for path, value in reading.stated.items() if path in reading.formulas}
    assert len(totals) == sum(slot.computed for slot in saved.form.slots)
    for (_, line, column), value in totals.items():
        assert saved.record["cost_statement"][line][column] == value


def test_typing_into_a_locked_cell_is_refused(saved: Saved) -> None:
    changed = {cell: pair for cell, pair in saved.refused.items() if pair[0] != pair[1]}
    assert changed == {}
    assert any(before.startswith("=") for before, _ in saved.refused.values())
    assert saved.refused["No1!A2"][0] == "事務事業コード"


@cache
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def unlocked(path: Path) -> set[tuple[str, str]]:
    return {(page.title, cell.coordinate) for page in book(path) for row in page.iter_rows() for cell in row if not cell.protection.locked}


def validated(path: Path) -> Iterator[tuple[str, str, str]]:
    """Every cell with a data validation, and the kind of it."""
    for page in book(path):
        for rule in page.data_validations.dataValidation:
            for area in rule.sqref.ranges:
                for row in page[area.coord] if area.size["rows"] * area.size["columns"] > 1 else ((page[area.coord],),):
                    yield from ((page.title, cell.coordinate, rule.type) for cell in row)


def test_protection_survives(saved: Saved) -> None:
    pages = [sheet.name for sheet in saved.form.sheets]
    for name in pages:
        assert book(saved.blank)[name].protection.sheet
        assert book(saved.path)[name].protection.sheet
    assert unlocked(saved.path) == unlocked(saved.blank)
    entries = {(slot.at.sheet, slot.at.a1) for slot in saved.form.slots if not slot.computed}
    assert entries <= unlocked(saved.blank)
    assert not unlocked(saved.blank) & set(locked(saved.form))


def test_validations_survive(saved: Saved) -> None:
    before = sorted(validated(saved.blank))
    assert {cell[:2] for cell in before} >= {(slot.at.sheet, slot.at.a1) for slot in saved.form.slots if slot.mark or slot.era}
    assert sorted(validated(saved.path)) == before


def test_stamps_survive(saved: Saved) -> None:
    before, after = book(saved.blank), book(saved.path)
    assert {one.name: one.value for one in after.custom_doc_props.props} == {one.name: one.value for one in before.custom_doc_props.props}
    assert before.defined_names.keys() <= after.defined_names.keys()
