"""Texts as XlsxWriter writes them to the letter: it takes some for more than text, and leaves others as XML cannot hold them."""

from __future__ import annotations

import re

_CODE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def as_text(text: str) -> str:
    """A text as XlsxWriter writes it to the letter: one that begins with ``<r>`` and ends with ``</r>`` it takes for the XML of a rich
    text, so it gets one that says just that."""
    if not (text.startswith("<r>") and text.endswith("</r>")):
        return text
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<r><t xml:space="preserve">{plain}</t></r>'


def as_result(text: str) -> str:
    """A text to be stored beside a formula, with what XML has no characters for as Excel codes it: there XlsxWriter does not."""
    text = _CODE.sub("_x005F_", text)
    return _NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
