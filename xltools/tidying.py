"""Writing the tables of a summary for other programs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltools import files

if TYPE_CHECKING:
    from xltools.tables.collection import Collection as Summed


@dataclass(frozen=True, slots=True)
class TidyFiles:
    """What `tidy` wrote, and whether Parquet was among it."""

    targets: tuple[Path, ...]
    parquet: bool


def tidy(collection: Summed, folder: Path, lang: str | None = "ja") -> TidyFiles:
    """Write the tables of a summary into a folder as CSV (UTF-8 with a byte order mark) and, where pyarrow is installed, as Parquet, with a
    data package descriptor; files of the same names are replaced.

    Raises:
        XltoolsError: a file cannot be written.
    """
    from xltools.tables.tidy import tidy_files

    made = tidy_files(collection, lang)
    _clear_parts(folder, made.files)
    for name, data in made.files.items():
        files.make_folder((folder / name).parent)
        files.save_whole(folder / name, data)
    return TidyFiles(tuple(folder / name for name in made.files), made.parquet)


def _clear_parts(folder: Path, names: Collection[str]) -> None:
    """Take away what an earlier call left of a table that is now in fewer parts, in one file, or no longer in one: a program that reads
    the folder would take it for a part of the table.

    Raises:
        XltoolsError: it cannot be taken away.
    """
    for table in {folder / name.split("/")[0] for name in names if ".parquet" in name}:
        parts = list(table.glob("part-*.parquet"))
        whole = [table] if table.is_file() and table.name not in names else []
        for path in (*parts, *whole):
            if path.relative_to(folder).as_posix() not in names:
                files.remove(path)
        if parts and not any(table.iterdir()):
            files.remove(table)
