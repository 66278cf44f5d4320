"""A workbook of XlsxWriter for millions of cells: its parts are put together in a folder, and packed in two thirds of the time."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook

LEVEL = 5
"""How hard zlib works. XlsxWriter leaves that at 6, which takes half as long again for a file that is a fiftieth smaller."""

_SAVED = (1980, 1, 31, 0, 0, 0, 0, 0, -1)
"""When every part is said to have been saved, as XlsxWriter has it."""


class LargeBook(Workbook):  # type: ignore[misc]  # XlsxWriter has no types
    """A workbook that is written into an open file; its parts stand in `folder` before."""

    def __init__(self, file: IO[bytes], folder: Path, options: dict[str, Any]) -> None:
        super().__init__(io.BytesIO(), {**options, "in_memory": False, "tmpdir": str(folder)})
        self._into = file
        self._lister = _Lister()

    def _get_packager(self) -> Packager:
        return self._lister

    def _store_workbook(self) -> None:
        """XlsxWriter puts the parts together, and packs none of them."""
        super()._store_workbook()
        saved = time.mktime(_SAVED)
        with ZipFile(self._into, "w", ZIP_DEFLATED, allowZip64=self.allow_zip64, compresslevel=LEVEL) as package:
            for part, name, _ in self._lister.parts:
                os.utime(part, (saved, saved))
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
