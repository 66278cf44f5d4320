"""Working folders, and workbooks of any program made quickly: a real example with other texts and numbers in its cells."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from examples_for_tests import EXAMPLES, clean, form, record

from xltools.books.form_book import form_workbook
from xltools.books.roster_book import roster_workbook
from xltools.monthly import Findings, Round, look, run
from xltools.reading.roster import RosterEntry
from xltools.settings import load_settings
from xltools.working_folder import WorkingFolder, working_folder

CLEAN = "03-04-06"
"""The code of an example of which no check finds anything once its rounding is mended."""
WRONG = "03-04-05"
"""The code of one with an error."""
PAGE_2 = "xl/worksheets/sheet2.xml"
BUDGET = "AM3"
"""A cell of page 2 that holds an amount of the budget."""


@cache
def example(code: str) -> bytes:
    """One of the six real workbooks; the clean one as `clean` has it."""
    if code == CLEAN:
        return form_workbook(form(), clean())
    return next(EXAMPLES.glob(f"{code}*.xlsx")).read_bytes()


def book(code: str, base: str = CLEAN, name: str = "", budget: int | None = None) -> bytes:
    """The workbook of a program: an example with another code, name and amount of the budget."""
    texts = {base: code} | {item["code"]: _item(code, number) for number, item in enumerate(record(base)["budget_items"])}
    texts[next(EXAMPLES.glob(f"{base}*.xlsx")).stem.partition("_")[2]] = name or f"事業{code}"
    return _edited(example(base), texts, {BUDGET: budget} if budget is not None else {})


def _item(code: str, number: int) -> str:
    """A code of a budget item that no other program has."""
    head, last = code[:-2], int(code[-2:])
    return f"{head}{(last + 50 * number) % 100:02d}"


def _edited(data: bytes, texts: Mapping[str, str], numbers: Mapping[str, int]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "xl/sharedStrings.xml":
                for text, other in texts.items():
                    assert f">{text}<".encode() in content
                    content = content.replace(f">{text}<".encode(), f">{other}<".encode())
            elif info.filename == PAGE_2:
                for cell, number in numbers.items():
                    content, count = re.subn(rf'(<c r="{cell}"[^>]*><v>)[^<]*'.encode(), rf"\g<1>{number}".encode(), content)
                    assert count == 1
            packing = zipfile.ZIP_STORED if info.filename == PAGE_2 else zipfile.ZIP_DEFLATED  # so that a digit is a byte
            new.writestr(zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0)), content, packing)
    return made.getvalue()


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def entry(code: str, name: str = "事業", unit: str = "企画課", row: int = 2, **more: object) -> RosterEntry:
    """A row of the roster."""
    values = {form().key: code, form().name: name, ("department",): unit}
    return RosterEntry(row, values, **more)  # type: ignore[arg-type]


def made(root: Path, roster: Sequence[RosterEntry] = (), settings: str = "") -> WorkingFolder:
    """A working folder with a roster and some settings of section [run]."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "xltools.toml").write_text(f"[run]\nyear = {form().fiscal_year}\n{settings}\n", encoding="utf-8")
    (root / "提出").mkdir(exist_ok=True)
    if roster:
        (root / "台帳.xlsx").write_bytes(roster_workbook(form(), roster))
    return opened(root)


def opened(root: Path) -> WorkingFolder:
    return working_folder(load_settings(root / "xltools.toml"))


def submit(folder: WorkingFolder, name: str, data: bytes) -> Path:
    """Put a file into the folder of what came in."""
    path = folder.submitted / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def rounded(folder: WorkingFolder, on: str) -> Round:
    """A whole run on a day."""
    return run(folder, day(on))


def found(folder: WorkingFolder, on: str) -> Findings:
    return look(folder, day(on))


def told(findings: Findings) -> list[tuple[str | None, str]]:
    """Code and state of everything in the status."""
    return [(one.key, one.state) for one in findings.standings]


def changed(findings: Findings) -> list[tuple[str, str]]:
    """Kind and code of every change."""
    assert findings.since is not None
    return [(change.kind, change.key) for change in findings.since.changes]
