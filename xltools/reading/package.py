"""The parts of an office package, inflated within limits."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from xltools.messages import Word

MAX_FILE = 50_000_000
"""Largest file read, in bytes."""
MAX_ENTRIES = 2_000
MAX_INFLATED = 64_000_000
"""All parts together, in bytes."""
LARGEST_KEPT = 100_000
"""Up to how many bytes of a part are kept for the next time that it is looked at."""
LONGEST_NAME = 65_535
"""Of a part, in bytes: a zip has two of them for its length."""
MAX_RATIO = 500
"""An honest workbook inflates to less than this many times its size."""

_ROOT_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml\s[^<>]*\?>)?\s*<[A-Za-z_]")
"""How a part begins in which no document type can stand: behind the start of its first element it is an error of any parser's."""
_FORBIDDEN_XML = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Refused(Exception):
    """The file cannot be read. It never leaves this room: `read_grid` turns it into a problem."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def damaged(reason: str) -> Refused:
    """The refusal of a broken file; `reason` is a code of the catalogue."""
    return Refused("file-damaged", reason=Word(reason))


def too_large(what: str, found: int, limit: int) -> Refused:
    """The refusal of a file beyond a limit; `what` is a code of the catalogue."""
    return Refused("file-too-large", what=Word(what), found=found, limit=limit)


_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError, ValueError, IndexError)
"""What a container raises that is broken, or in which something lies."""


class Parts(Mapping[str, bytes]):
    """The XML and binary parts of a package by their names, each inflated and measured when it is looked at, within limits. Pictures
    and the like are not among them. Of large ones only the newest is kept: a workbook's parts are looked at one after the other.

    Raises, wherever a part is looked at:
        Refused: it lies about its size or is not what was packed, goes beyond a limit, or has a document type or entities of its own.
    """

    def __init__(self, data: bytes, entries: Mapping[str, zipfile.ZipInfo], limit: int) -> None:
        self.size = sum(entry.file_size for entry in entries.values())
        """Bytes of all parts and pictures, as the container declares them."""
        if self.size > limit:
            raise too_large("what.size", self.size, limit)
        self._data, self._limit = data, limit
        self._known: dict[str, bytes] = {}
        self._large = ("", b"")
        self._entries = dict(entries)
        for name, entry in entries.items():
            if not _is_xml(name):
                content = self._inflated(entry)
                if b"sheetData" in content:
                    self._known[name] = _plain_xml(content)
                elif name.lower().endswith(".bin"):
                    self._known[name] = content
                else:
                    del self._entries[name]

    def __getitem__(self, name: str) -> bytes:
        if name in self._known:
            return self._known[name]
        if name != self._large[0]:
            content = _plain_xml(self._inflated(self._entries[name]))
            if len(content) <= LARGEST_KEPT:
                self._known[name] = content
                return content
            self._large = (name, content)
        return self._large[1]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def _inflated(self, entry: zipfile.ZipInfo) -> bytes:
        try:
            content = _inflated(self._data, entry, self._limit)
        except _BROKEN as error:
            raise damaged("damage.zip") from error
        if len(content) > self._limit:
            raise too_large("what.size", len(content), self._limit)
        return content


def read_parts(data: bytes) -> Parts:
    """The parts of a package.

    Raises:
        Refused: the container is broken or encrypted, or goes beyond a limit.
    """
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:
        raise too_large("what.entries", data.count(b"PK\x01\x02"), MAX_ENTRIES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            listed = container.infolist()
    except _BROKEN as error:
        raise damaged("damage.zip") from error
    if any(entry.flag_bits & 1 for entry in listed):
        raise Refused("file-protected")
    entries = {entry.filename: entry for entry in listed}
    if len(entries) < len(listed) or not all(0 < len(name.encode()) <= LONGEST_NAME for name in entries):
        raise damaged("damage.zip")
    return Parts(data, entries, min(MAX_INFLATED, MAX_RATIO * len(data)))


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels")) or name == "mimetype"


def pack_parts(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts alone, not compressed: never written to a disk."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return packed.getvalue()


def _inflated(data: bytes, entry: zipfile.ZipInfo, budget: int) -> bytes:
    """One entry's content, at most one byte more than `budget`. The stream is followed to its own end: what the container
    declares may be a lie. So may what it says by the check sum, at which the cell reader does not look."""
    name_length, extra_length = struct.unpack_from("<HH", data, entry.header_offset + 26)
    start = entry.header_offset + 30 + name_length + extra_length
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        content = packed[: budget + 1]
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        stream = zlib.decompressobj(-15)
        content = stream.decompress(packed, budget + 1)
        if len(content) <= budget and not stream.eof:
            raise damaged("damage.zip")
    else:
        raise damaged("damage.zip")
    if len(content) <= budget and (len(content) != entry.file_size or zlib.crc32(content) != entry.CRC):
        raise damaged("damage.zip")
    return content


def _plain_xml(content: bytes) -> bytes:
    """An XML part that a parser may see: in UTF-8, without a document type or entities."""
    if b"\x00" in content[:64] or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise damaged("damage.xml")
    if not _ROOT_FIRST.match(content) and _FORBIDDEN_XML.search(content):
        raise damaged("damage.xml")
    return content
