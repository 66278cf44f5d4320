"""What an .xlsx says that the cell reader does not: names, properties, error cells, formulas, and how far its cells reach."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from xml.etree import ElementTree

from xltools.cells import CellRef, parse_reference
from xltools.reading.package import Refused, damaged, too_large
from xltools.reading.scan import MAX_STRINGS, Scan, area_within_limits
from xltools.reading.sheet_part import is_sheet, well_formed
from xltools.reading.stretches import looked_through

_NAMES, _NAMES_END = b"<definedNames>", b"</definedNames>"
ROOT = "xl/workbook.xml"
"""Where nearly every program puts the part that is the workbook."""
_TEXTS = "sharedStrings.xml"
_TEXT, _TEXT_END = b"<si", b"</si>"
_COUNT = re.compile(rb"""\suniqueCount=["']([0-9]{1,9})["']""")
_NO_CELLS = ("docProps/", "xl/theme/")
"""Where what says nothing of cells stands in nearly every workbook."""
LONGEST_KEPT = 100_000
"""Up to how many bytes of names, of relations, of the elements of a part are kept; a form has a quarter of it."""


def scan_xlsx(parts: Mapping[str, bytes], without: Container[str] = ()) -> Scan:
    """Look through the parts of an .xlsx or .xlsm, but for those of the sheets `without`, if these can be told for sure.

    Raises:
        Refused: a part is missing or broken, or a sheet reaches beyond the limits.
    """
    root = _root(parts)
    unnamed, names = _with_names(parts[root])
    workbook, targets = _tree_of(unnamed), relations(parts, root)
    sheets = _sheets(workbook, targets)
    sure = root == ROOT and _each_in_its_part(workbook, parts, targets, sheets) and _all_texts_there(parts)
    passed = {part: sheet for part, sheet in sheets.items() if sheet in without} if sure else {}
    errors: dict[CellRef, str] = {}
    formulas: set[CellRef] = set()
    unsaved: set[CellRef] = set()
    kept: dict[str, bytes] = {root: unnamed}
    area = 0
    for part in parts:
        if part in passed:
            continue
        xml = parts[part]
        if (sure and part not in sheets) or not is_sheet(xml):
            if part.endswith(_TEXTS):
                _strings(xml)
            continue
        reach, kept[part] = looked_through(xml)
        for row, column, found in reach.special:
            cell = CellRef(sheets.get(part, ""), row, column)
            if found.formula:
                formulas.add(cell)
            if found.unsaved:
                unsaved.add(cell)
            if found.error:
                errors[cell] = found.error
        area = area_within_limits(reach.last_row, reach.last_column, area)
    return Scan(
        names,
        properties(parts),
        errors,
        frozenset(formulas),
        frozenset(unsaved),
        passed_over=frozenset(passed.values()),
        parts=_for_the_cell_reader(parts, sheets, passed, kept) if sure else {},
    )


def _for_the_cell_reader(
    parts: Mapping[str, bytes], sheets: Container[str], passed: Container[str], kept: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The parts of a workbook but for those that say nothing of cells, each as it is or as it is `kept`."""
    wanted = (part for part in parts if part not in passed and (part in sheets or not part.startswith(_NO_CELLS)))
    return {part: kept[part] if part in kept else parts[part] for part in wanted}


def _each_in_its_part(
    workbook: ElementTree.Element, parts: Mapping[str, bytes], targets: Mapping[str, tuple[str, str]], sheets: Mapping[str, str]
) -> bool:
    """Whether it is beyond doubt which part each sheet is in, so that the cell reader cannot take it from another one."""
    keys = [key for element in all_of(workbook, "sheet") for name, key in element.items() if _local(name) == "id"]
    return (
        len({part.lower() for part in parts}) == len(parts)
        and parts.get(_relations_of(ROOT), b"").count(b"<Relationship ") == len(targets)
        and len(sheets) == len(keys) == sum(1 for _ in all_of(workbook, "sheet"))
        and sheets.keys() <= parts.keys()
    )


def _all_texts_there(parts: Mapping[str, bytes]) -> bool:
    """Whether the texts of a workbook are as many as they say. With one lost those behind it stand in each other's cells; what betrays
    that is a cell of a sheet behind, for which no text is left."""
    texts = [parts[part] for part in parts if part.endswith(_TEXTS)]
    return all((stated := _COUNT.search(xml)) is not None and int(stated[1]) == xml.count(_TEXT_END) for xml in texts)


def _root(parts: Mapping[str, bytes]) -> str:
    """The part that is the workbook."""
    stated = {target for kind, target in relations(parts, "").values() if kind == "officeDocument"} or {ROOT}
    if len(stated) > 1 or not stated <= parts.keys():
        raise damaged("damage.part")
    return stated.pop()


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The name of the sheet that each part holds.

    Raises:
        Refused: a part is missing or broken.
    """
    root = _root(parts)
    return _sheets(tree(parts[root]), relations(parts, root))


def _sheets(workbook: ElementTree.Element, targets: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The name of the sheet that each part holds."""
    return {
        targets[key][1]: element.get("name", "")
        for element in all_of(workbook, "sheet")
        for name, key in element.items()
        if _local(name) == "id" and key in targets
    }


def _with_names(xml: bytes) -> tuple[bytes, Mapping[str, CellRef]]:
    """The workbook's part without its names, and those of them that name a cell. What states them, nine tenths of the part, is the same
    in nearly all files of a form, so it is looked at once in a process."""
    before, begin, rest = xml.partition(_NAMES)
    names, end, after = rest.partition(_NAMES_END)
    known = None if not end or len(names) > LONGEST_KEPT or b"<!" in xml else _known_names(begin + names + end)
    return (xml, _names(tree(xml))) if known is None else (before + after, known)


@lru_cache(maxsize=32)
def _known_names(xml: bytes) -> Mapping[str, CellRef] | None:
    """The names in their element; None if something else stands in it, or if it is nothing by itself."""
    try:
        element = tree(xml)
    except Refused:
        return None
    return MappingProxyType(_names(element)) if all(one.tag == "definedName" and not len(one) for one in element) else None


def _names(workbook: ElementTree.Element) -> dict[str, CellRef]:
    """The names of the whole workbook that name a cell; a copied sheet's own doubles and lost references are no names."""
    found = {}
    for element in all_of(workbook, "definedName"):
        cell = parse_reference((element.text or "").strip())
        if cell and "localSheetId" not in element.attrib:
            found[element.get("name", "")] = cell
    return found


def properties(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The custom document properties.

    Raises:
        Refused: their part is broken.
    """
    part = next((target for kind, target in relations(parts, "").values() if kind == "custom-properties"), "docProps/custom.xml")
    if part not in parts:
        return {}
    return {element.get("name", ""): "".join(element.itertext()).strip() for element in all_of(_tree_of(parts[part]), "property")}


def relations(parts: Mapping[str, bytes], part: str) -> Mapping[str, tuple[str, str]]:
    """The relations of a part (of the package itself if empty): id → last word of its type, name of the target part.

    Raises:
        Refused: the part that states them is broken.
    """
    own = _relations_of(part)
    if own not in parts:
        return {}
    stated = _known_stated if len(parts[own]) <= LONGEST_KEPT else _stated
    return stated(parts[own], posixpath.dirname(part))


def _stated(xml: bytes, folder: str) -> Mapping[str, tuple[str, str]]:
    """What a part says of the relations of one in a folder."""
    return {
        element.get("Id", ""): (
            posixpath.basename(element.get("Type", "")),
            posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/"),
        )
        for element in all_of(tree(xml), "Relationship")
    }


@lru_cache(maxsize=32)
def _known_stated(xml: bytes, folder: str) -> Mapping[str, tuple[str, str]]:
    """The same, kept: it is the same in nearly all files of a form."""
    return MappingProxyType(_stated(xml, folder))


def _relations_of(part: str) -> str:
    """The part that states the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _strings(xml: bytes) -> None:
    """See that the part of the texts is well-formed, and that they are no more than a person makes."""
    texts = xml.count(_TEXT) if len(xml) > MAX_STRINGS * len(_TEXT) else 0
    if texts > MAX_STRINGS:
        raise too_large("what.strings", texts, MAX_STRINGS)
    well_formed(xml)


def _tree_of(xml: bytes) -> ElementTree.Element:
    """The elements of a part that is small, and the same, in nearly all files of a form: nobody may change them."""
    return _known_tree(xml) if len(xml) <= LONGEST_KEPT else tree(xml)


@lru_cache(maxsize=32)
def _known_tree(xml: bytes) -> ElementTree.Element:
    return tree(xml)


def tree(xml: bytes) -> ElementTree.Element:
    """The elements of a part.

    Raises:
        Refused: it is broken.
    """
    try:
        return ElementTree.fromstring(xml)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged("damage.xml") from error


def all_of(tree: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Every element of this name, in whichever namespace (files come in a transitional and a strict one)."""
    return (element for element in tree.iter() if isinstance(element.tag, str) and _local(element.tag) == name)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
