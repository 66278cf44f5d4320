"""The parts of an office package, inflated within limits."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

from xltools.messages import Word

MAX_FILE = 50_000_000
"""Largest file read, in bytes."""
MAX_ENTRIES = 2_000
MAX_INFLATED = 64_000_000
"""All parts together, in bytes."""
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


def read_parts(data: bytes) -> Mapping[str, bytes]:
    """The XML and binary parts of a package by their names, every part inflated and measured, pictures and the like not kept.

    Raises:
        Refused: the container is broken or encrypted, lies about its sizes, goes beyond a limit, or a part has a document
            type or entities of its own.
    """
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:
        raise too_large("what.entries", data.count(b"PK\x01\x02"), MAX_ENTRIES)
    limit = min(MAX_INFLATED, MAX_RATIO * len(data))
    parts: dict[str, bytes] = {}
    names: set[str] = set()
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            for entry in container.infolist():
                content = _inflated(data, entry, limit - total)
                total += len(content)
                if total > limit:
                    raise too_large("what.size", total, limit)
                if entry.filename in names:
                    raise damaged("damage.zip")
                names.add(entry.filename)
                if entry.filename.lower().endswith((".xml", ".rels")) or entry.filename == "mimetype" or b"sheetData" in content:
                    parts[entry.filename] = _plain_xml(content)
                elif entry.filename.lower().endswith(".bin"):
                    parts[entry.filename] = content
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError, ValueError, IndexError) as error:
        raise damaged("damage.zip") from error
    return parts


def pack_parts(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts alone, not compressed: never written to a disk."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return packed.getvalue()


def _inflated(data: bytes, entry: zipfile.ZipInfo, budget: int) -> bytes:
    """One entry's content, at most one byte more than `budget`. The stream is followed to its own end: what the container
    declares may be a lie."""
    if entry.flag_bits & 1:
        raise Refused("file-protected")
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
    if len(content) <= budget and len(content) != entry.file_size:
        raise damaged("damage.zip")
    return content


def _plain_xml(content: bytes) -> bytes:
    """An XML part that a parser may see: in UTF-8, without a document type or entities."""
    if b"\x00" in content[:64] or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise damaged("damage.xml")
    if not _ROOT_FIRST.match(content) and _FORBIDDEN_XML.search(content):
        raise damaged("damage.xml")
    return content
