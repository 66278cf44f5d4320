"""The gate: what a file is, and the workbook in it, made safe for the cell reader."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from xltools.messages import Word
from xltools.reading.kinds import kind_of, lock_owner, package_kind
from xltools.reading.notes import notes_of
from xltools.reading.ole import container_kind, open_container
from xltools.reading.package import MAX_FILE, Refused, pack_parts, read_parts, too_large
from xltools.reading.scan import Scan
from xltools.reading.scan_ods import plain_ods, scan_ods
from xltools.reading.scan_xls import scan_xls
from xltools.reading.scan_xlsb import plain_xlsb, scan_xlsb
from xltools.reading.scan_xlsx import scan_xlsx
from xltools.reading.sheet_part import KNOWN_ERRORS, is_sheet, without_errors

LARGE = 4_000_000
"""From this many bytes of parts on, a workbook is read in a process of its own; a filled form has a tenth of it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is a workbook: its `kind` (``xlsx``, ``ods``, ``xls`` or ``xlsb``), its bytes and, but for an .xls, its parts, and how
    many bytes these are."""

    kind: str
    data: bytes
    parts: Mapping[str, bytes]
    size: int

    @property
    def trusted(self) -> bool:
        """Whether its cells can be read in this very process. The cell reader crashes on one in seven damaged .xls, on hardly
        any .xlsx or .ods that was looked through before; but a large one may take all the time and memory there is."""
        return self.kind in ("xlsx", "ods") and self.size < LARGE


def open_book(data: bytes) -> Opened:
    """Recognise a file by its content.

    Raises:
        Refused: it is no workbook, encrypted, broken or beyond a limit.
    """
    if len(data) > MAX_FILE:
        raise too_large("what.file", len(data), MAX_FILE)
    kind = kind_of(data)
    if kind == "empty":
        raise Refused("file-empty")
    if kind == "lock":
        raise Refused("file-is-lock", owner=lock_owner(data))
    if kind == "cloud":
        raise Refused("file-in-cloud")
    parts: Mapping[str, bytes] = {}
    size = 0
    if kind == "zip":
        parts = read_parts(data)
        size = parts.size
        kind = package_kind(parts)
    elif kind == "ole":
        kind = container_kind(open_container(data))
    if kind not in ("xlsx", "ods", "xls", "xlsb"):
        dict(parts)  # a package that is broken anywhere is said to be that
        raise Refused("not-a-workbook", found=Word(f"found.{kind}"), todo=Word(f"todo.{kind}"))
    return Opened(kind, data, parts, size)


def scanned(book: Opened, without: Container[str] = ()) -> tuple[bytes, Scan]:
    """The workbook as the cell reader can read it, and what that passes over; the sheets `without` are not looked at, if these can
    be told for sure.

    Raises:
        Refused: it is broken or beyond a limit.
    """
    if book.kind == "xls":
        return book.data, scan_xls(open_container(book.data))
    parts: Mapping[str, bytes]
    if book.kind == "xlsb":
        parts = plain_xlsb(book.parts)
        return pack_parts(parts), scan_xlsb(parts)
    if book.kind == "ods":
        scan = scan_ods(book.parts)
        content = plain_ods(book.parts["content.xml"])
        same = content == book.parts["content.xml"]
        return book.data if same else pack_parts({**book.parts, "content.xml": content}), scan
    scan = replace(scan_xlsx(book.parts, without), notes=notes_of(book.parts))
    if KNOWN_ERRORS.issuperset(scan.errors.values()):
        return pack_parts(scan.parts) if scan.parts else book.data, scan
    parts = scan.parts or book.parts
    return pack_parts({name: without_errors(part) if is_sheet(part) else part for name, part in parts.items()}), scan
