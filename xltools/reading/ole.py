"""Compound files, the containers of old .xls and of encrypted workbooks: which streams they hold, and their bytes.

Source: [MS-CFB], Microsoft's description of the format. Every number in the file may be a lie; nothing is followed twice.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from xltools.reading.package import Refused, damaged

_FREE = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""
_ENTRY = 128
_MINI = 64


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: its first sector and its length in bytes."""

    first: int
    size: int


@dataclass(frozen=True, slots=True)
class Container:
    """An opened compound file; of two streams of one name the first counts."""

    data: bytes
    sector_size: int
    table: Sequence[int]
    streams: dict[str, Stream]
    small: tuple[bytes, Sequence[int], int]
    """The stream that small streams stand in, their table, and the length below which a stream is small."""

    def read(self, name: str) -> bytes:
        """The bytes of a stream.

        Raises:
            Refused: a chain of sectors that does not hold them.
        """
        stream = self.streams[name]
        content, table, limit = self.small
        if stream.size < limit:
            found = b"".join(content[sector * _MINI : (sector + 1) * _MINI] for sector in _chain(table, stream.first))
        else:
            found = _joined(self.data, self.sector_size, self.table, stream.first)
        if len(found) < stream.size:
            raise damaged("damage.ole")
        return found[: stream.size]


def open_container(data: bytes) -> Container:
    """Read the directory of a compound file.

    Raises:
        Refused: it is broken.
    """
    try:
        return _opened(data)
    except (struct.error, IndexError, KeyError, UnicodeDecodeError) as error:
        raise damaged("damage.ole") from error


def _opened(data: bytes) -> Container:
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise damaged("damage.ole")
    size = 1 << shift
    table = _table(data, size)
    first_directory, limit, first_small_table = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    streams: dict[str, Stream] = {}
    root = None
    directory = _joined(data, size, table, first_directory)
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        first, large = struct.unpack_from("<IQ", directory, at + 116)
        stream = Stream(first, large & 0xFFFFFFFF)
        if kind == 5 and root is None:
            root = stream
        elif kind in (1, 2):
            name = directory[at : at + min(64, max(0, length - 2))].decode("utf-16-le", "replace")
            streams.setdefault(name, stream)
    if root is None:
        raise damaged("damage.ole")
    content = _joined(data, size, table, root.first)
    small_table = _numbers(_joined(data, size, table, first_small_table))
    return Container(data, size, table, streams, (content, small_table, limit))


def _table(data: bytes, size: int) -> Sequence[int]:
    """The table that says for every sector which one follows it."""
    sectors = [sector for sector in struct.unpack_from("<109I", data, 76) if sector < _FREE]
    following = struct.unpack_from("<I", data, 68)[0]
    seen: set[int] = set()
    while following < _FREE and following not in seen:
        seen.add(following)
        *more, following = _numbers(_sector(data, size, following))
        sectors += [sector for sector in more if sector < _FREE]
    if len(sectors) > len(data) // size:
        raise damaged("damage.ole")
    return _numbers(b"".join(_sector(data, size, sector) for sector in sectors))


def _numbers(content: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _sector(data: bytes, size: int, number: int) -> bytes:
    """One sector; the last one of a file may be short."""
    found = data[(number + 1) * size : (number + 2) * size]
    if not found:
        raise damaged("damage.ole")
    return found.ljust(size, b"\0")


def _chain(table: Sequence[int], first: int) -> list[int]:
    chain: list[int] = []
    while first < _FREE:
        chain.append(first)
        if first >= len(table) or len(chain) > len(table):
            raise damaged("damage.ole")
        first = table[first]
    return chain


def _joined(data: bytes, size: int, table: Sequence[int], first: int) -> bytes:
    return b"".join(_sector(data, size, sector) for sector in _chain(table, first))


def container_kind(container: Container) -> str:
    """``xls``, ``document`` (an old Word or PowerPoint file), ``mail`` or ``other``.

    Raises:
        Refused: a workbook encrypted with a password.
    """
    names = container.streams.keys()
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise Refused("file-protected")
    if "Workbook" in names or "Book" in names:
        return "xls"
    if "WordDocument" in names or "PowerPoint Document" in names:
        return "document"
    return "mail" if "__properties_version1.0" in names else "other"
