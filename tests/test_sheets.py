"""The strict face of XlsxWriter: text stays the text that it is, and the file can be read."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.dom import minidom

import openpyxl
import pytest

from xltools.books.sheets import new_book
from xltools.cells import CellRef

AT = CellRef("表", 1, 1)
MARKUP = ["<r>", "<r></r>", "<r>x & y</r>", "<r><t>赤字</t></r>", '<r><rPr><b/></rPr><t xml:space="preserve"> 太</t></r>']
CONTROLS = ["a\x0bb", "a\x00b", "a\rb", "\x1f", "_x000B_", "a\ufffeb", "\uffff"]
PLAIN = ["=1+1", "a\nb", "&<>", "\ttab", " 前後 "]


def texts(data: bytes, part: str, tag: str) -> list[str]:
    """What stands in every element of a name, its codes such as ``_x000B_`` decoded as Excel decodes them: once, from the left."""
    tree = minidom.parseString(zipfile.ZipFile(io.BytesIO(data)).read(part))
    found = ["".join(_texts_in(element)) for element in tree.getElementsByTagName(tag)]
    return [re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text) for text in found]


def _texts_in(node: Any) -> list[str]:
    return [node.data] if node.nodeType == node.TEXT_NODE else [text for child in node.childNodes for text in _texts_in(child)]


@pytest.mark.parametrize("text", [*MARKUP, *CONTROLS, *PLAIN])
def test_text_is_the_text_that_it_is(text: str) -> None:
    with new_book() as book:
        book.sheet(AT.sheet).write(AT, text, book.format(bold=True))
    assert texts(book.data, "xl/sharedStrings.xml", "si") == [text]
    (cell,) = next(openpyxl.load_workbook(io.BytesIO(book.data))[AT.sheet].iter_rows())
    assert (cell.data_type, cell.font.bold) == ("s", True)


@pytest.mark.parametrize("text", [*MARKUP, *CONTROLS, *PLAIN, "_x005F_x000B_"])
def test_text_stored_beside_a_formula_is_the_text_that_it_gives(text: str) -> None:
    with new_book() as book:
        book.sheet(AT.sheet).write_formula(AT, "=B1", None, text)
    assert texts(book.data, "xl/worksheets/sheet1.xml", "v") == [text]
