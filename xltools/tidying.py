"""Writing the tables of a summary for other programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltools import files

if TYPE_CHECKING:
    from xltools.tables.collection import Collection


@dataclass(frozen=True, slots=True)
class TidyFiles:
    """What `tidy` wrote, and whether Parquet was among it."""

    targets: tuple[Path, ...]
    parquet: bool


def tidy(collection: Collection, folder: Path, lang: str | None = "ja") -> TidyFiles:
    """Write the tables of a summary into a folder as CSV (UTF-8 with a byte order mark) and, where pyarrow is installed, as Parquet, with a
    data package descriptor; files of the same names are replaced.

    Raises:
        XltoolsError: a file cannot be written.
    """
    from xltools.tables.tidy import tidy_files

    made = tidy_files(collection, lang)
    for name, data in made.files.items():
        files.save_whole(folder / name, data)
    return TidyFiles(tuple(folder / name for name in made.files), made.parquet)
