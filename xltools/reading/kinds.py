"""What kind of file some bytes are, by their content, whatever the file is called."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "document"),
    (b"bplist00", "cloud"),
    (b"[InternetShortcut]", "cloud"),
)
_HEAD = 4096
_HTML = re.compile(
    rb"(?>\s+|<!--.*?-->|<\?xml[^>]*>)*+<(?:!doctype\s+html|html|head|body|table|meta)\b|MIME-Version:", re.IGNORECASE | re.DOTALL
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CLOUD = re.compile(rb"""\s*\{\s*["'](?:url|doc_id|resource_id|resource_key)["']\s*:""")
_LINK = re.compile(rb"<key>URL</key>")
_OLD_XML = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|mso-application[^>]*Excel")
_LOCK_SIZES = (165, 171)
"""Length of the lock file that Excel leaves beside an open workbook (a later one of Office for the Mac is longer)."""
_LOCK_NAME = 54
"""Most bytes of the user's name in it."""

_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_WORKBOOK_TYPE = re.compile(rb"(?:spreadsheetml\.(?:sheet|template)|ms-excel\.(?:sheet|template)\.macroEnabled)\.main\+xml")
_BINARY_TYPE = b"ms-excel.sheet.binary.macroEnabled.main"
_DOCUMENT_TYPES = re.compile(rb"wordprocessingml|presentationml|ms-word|ms-powerpoint|ms-visio")


def kind_of(data: bytes) -> str:
    """What a file is: ``empty``, ``zip``, ``ole`` (old or encrypted office files), ``pdf``, ``image``, ``archive``, ``document``,
    ``cloud`` (a link to a file that is elsewhere), ``lock``, ``html``, ``xml`` (the spreadsheets of 2003), ``csv``, ``text`` or
    ``other``."""
    if not data:
        return "empty"
    if lock_owner(data):
        return "lock"
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if _HTML.match(head):
        return "html"
    if _OLD_XML.search(head):
        return "xml"
    if _CLOUD.match(head) or _LINK.search(head):
        return "cloud"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _table_or_text(head.decode("utf-16", "ignore").encode())
    return "other" if _CONTROL.search(head) else _table_or_text(head)


def _table_or_text(head: bytes) -> str:
    """``csv`` if the first two lines hold separators in like number, else ``text``."""
    lines = head.splitlines()[:2]
    for separator in (b",", b"\t", b";"):
        counts = [line.count(separator) for line in lines]
        if len(counts) == 2 and counts[0] == counts[1] > 0:
            return "csv"
    return "text"


def lock_owner(data: bytes) -> str:
    """Who has the workbook open whose lock file this is; empty if it is no lock file.

    Excel's holds a byte of length, the user's name padded with blanks, and the same once more in UTF-16.
    """
    if len(data) not in _LOCK_SIZES or not 0 < data[0] <= _LOCK_NAME:
        return ""
    length = int.from_bytes(data[55:57], "little")
    if data[55:57] == b"  " or not 0 < length <= _LOCK_NAME:
        return ""
    name = data[57 : 57 + 2 * length].decode("utf-16-le", "replace").strip("\0 ")
    return name if name and name.isprintable() else ""


def package_kind(parts: Mapping[str, bytes]) -> str:
    """``xlsx`` (also .xlsm), ``xlsb`` or ``ods``; for a package of another kind ``document`` or ``archive``."""
    mimetype = parts.get("mimetype", b"").strip()
    if mimetype.startswith(_ODS_TYPE) and "content.xml" in parts:
        return "ods"
    types = parts.get("[Content_Types].xml", b"")
    if _WORKBOOK_TYPE.search(types):
        return "xlsx"
    if _BINARY_TYPE in types:
        return "xlsb"
    return "document" if mimetype or _DOCUMENT_TYPES.search(types) else "archive"
