"""Parts of a large workbook, packed by a thread while other rows are being written.

zlib works without Python's lock, so a second core packs what the first one has written. A part is packed in portions, each with the end
of the one before as its dictionary; one behind the other they are a single stream (RFC 1951), so what a part begins with may be packed
last. XlsxWriter writes that only when all its rows are known.
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, reduce
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LEVEL = 5
"""How hard zlib works. XlsxWriter leaves that at 6, which takes half as long again for a file that is a fiftieth smaller."""

PORTION = 250_000
"""So many characters, or a few more, are packed at a time."""

WAITING = 8
"""So many portions at most wait to be packed: whoever writes faster than that waits for the thread."""

WINDOW = 1 << 15
"""So far back zlib looks for what it has seen before, in bytes."""

_POLYNOMIAL = 0xEDB88320
"""That of the checksum of a zip, its lowest power first."""


class Packed(NamedTuple):
    """A packed portion: where it begins in the file of all portions, and its length there; the checksum and the length of what it was.
    All lengths are in bytes."""

    start: int
    length: int
    crc: int
    size: int


Portion = Future[Packed]


class Packing:
    """What is packed for one workbook, in a folder of its own. A context manager: its end ends the thread."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "packed").open("w+b")
        self._thread = ThreadPoolExecutor(1, "packing")
        self._end = 0
        self._waiting: deque[Portion] = deque()
        self._parts: dict[str, PackedPart] = {}

    def __enter__(self) -> Packing:
        return self

    def __exit__(self, *error: object) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._file.close()

    def pack(self, data: bytes, before: bytes = b"", last: bool = False) -> Portion:
        """Have a portion packed; `before` are those bytes of its part that stand right before it, if they are known already. The `last`
        one ends its part.

        Raises:
            OSError: there was no room for an earlier one.
        """
        if len(self._waiting) == WAITING:
            self._waiting.popleft().result()
        portion = self._thread.submit(self._packed, data, before[-WINDOW:], last)
        self._waiting.append(portion)
        return portion

    def part(self, path: str) -> PackedPart:
        """A part to be written, which XlsxWriter has a file of this name for."""
        self._parts[path] = PackedPart(self)
        return self._parts[path]

    def finish(self) -> None:
        """Wait until everything is packed; nothing can be added from then on."""
        self._thread.shutdown()

    def put(self, package: ZipFile, path: str, name: str) -> bool:
        """Put the part that was written for a file into a package, under a name; whether there is one.

        Raises:
            OSError: there is no room for it.
        """
        if path not in self._parts:
            return False
        portions = [portion.result() for portion in self._parts[path].portions]
        info = ZipInfo.from_file(path, name)
        info.compress_type = ZIP_DEFLATED
        info.compress_size, info.file_size = sum(one.length for one in portions), sum(one.size for one in portions)
        info.CRC = reduce(lambda crc, one: joined(crc, one.crc, one.size), portions, 0)
        self._into(package, info, portions)
        return True

    def _packed(self, data: bytes, before: bytes, last: bool) -> Packed:
        packer = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS, zdict=before)
        packed = packer.compress(data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)
        start, self._end = self._end, self._end + len(packed)
        self._file.write(packed)
        return Packed(start, len(packed), zlib.crc32(data), len(data))

    def _into(self, package: ZipFile, info: ZipInfo, portions: Iterable[Packed]) -> None:
        """What `ZipFile.write` does with a file that it packs itself."""
        target: Any = package.fp
        info.header_offset = target.seek(package.start_dir)
        target.write(info.FileHeader())
        for portion in portions:
            self._file.seek(portion.start)
            target.write(self._file.read(portion.length))
        package.start_dir = target.tell()
        package.filelist.append(info)
        package.NameToInfo[info.filename] = info


class PackedPart:
    """A part under construction, as far as XlsxWriter knows a file that takes text."""

    def __init__(self, packing: Packing) -> None:
        self.portions: list[Portion] = []
        self._packing = packing
        self._held: list[str] = []
        self._size = 0

    def write(self, text: str) -> None:
        """Add a text."""
        self._held.append(text)
        self._size += len(text)
        if self._size > PORTION:
            self._pack()

    def add(self, portions: Iterable[Portion]) -> None:
        """Add what is packed, or being packed, already."""
        self._pack()
        self.portions += portions

    def close(self) -> None:
        """End the part."""
        self._pack(last=True)

    def _pack(self, last: bool = False) -> None:
        data = "".join(self._held).encode()
        self._held, self._size = [], 0
        self.portions.append(self._packing.pack(data, last=last))


def joined(first: int, second: int, size: int) -> int:
    """The CRC-32 of two texts, one behind the other, by those of the two and the length of the second in bytes.

    A byte behind a text multiplies its checksum by x⁸, as polynomials over GF(2) modulo that of CRC-32.
    """
    power = first
    for bit in range(size.bit_length()):
        if size >> bit & 1:
            power = _product(_factor(bit), power)
    return power ^ second


@cache
def _factor(bit: int) -> int:
    """x⁸ to the power of 2 to the power of `bit`; the highest bit of a polynomial is that of x⁰."""
    return _product(_factor(bit - 1), _factor(bit - 1)) if bit else 1 << 23


def _product(one: int, other: int) -> int:
    """The product of two polynomials."""
    found = 0
    for bit in range(31, -1, -1):
        if one >> bit & 1:
            found ^= other
        other = other >> 1 ^ _POLYNOMIAL * (other & 1)
    return found
