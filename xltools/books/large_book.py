"""A workbook of XlsxWriter for millions of cells: its parts are put together in a folder, and its rows packed while it is being written."""

from __future__ import annotations

import io
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook

from xltools.books import packing
from xltools.books.packing import Packing
from xltools.books.table_sheet import TableSheet

_SAVED = (1980, 1, 31, 0, 0, 0, 0, 0, -1)
"""When every part is said to have been saved, as XlsxWriter has it."""


@contextmanager
def large_book(file: IO[bytes], options: dict[str, Any]) -> Iterator[LargeBook]:
    """A workbook that is written into an open file; its parts stand in a temporary folder before."""
    with tempfile.TemporaryDirectory(prefix="xltools-") as folder, Packing(Path(folder)) as packed:
        yield LargeBook(file, folder, packed, options)


class LargeBook(Workbook):  # type: ignore[misc]  # XlsxWriter has no types
    """Use `large_book`."""

    def __init__(self, file: IO[bytes], folder: str, packed: Packing, options: dict[str, Any]) -> None:
        super().__init__(io.BytesIO(), {**options, "in_memory": False, "tmpdir": folder})
        self._into = file
        self._packed = packed
        self._lister = _Lister()

    def _add_sheet(self, name: str | None, worksheet_class: type | None = None) -> Any:
        """XlsxWriter adds a sheet."""
        sheet = super()._add_sheet(name, worksheet_class)
        if isinstance(sheet, TableSheet):
            sheet.packing = self._packed
        return sheet

    def _get_packager(self) -> Packager:
        return self._lister

    def _store_workbook(self) -> None:
        """XlsxWriter puts the parts together, and packs none of them."""
        super()._store_workbook()
        self._packed.finish()
        saved = time.mktime(_SAVED)
        with ZipFile(self._into, "w", ZIP_DEFLATED, allowZip64=self.allow_zip64, compresslevel=packing.LEVEL) as package:
            for part, name, _ in self._lister.parts:
                os.utime(part, (saved, saved))
                if not self._packed.put(package, part, name):
                    package.write(part, name)
                Path(part).unlink()


class _Lister(Packager):  # type: ignore[misc]
    """Puts the parts together and keeps the list of them: the file of each, its name in the workbook, whether it is no text."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[str, str, bool]] = []

    def _create_package(self) -> list[tuple[str, str, bool]]:
        self.parts = super()._create_package()
        return []
