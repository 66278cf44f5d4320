"""Moulds: a casting is the file that XlsxWriter writes, byte for byte; what a mould cannot be trusted with is not cast."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any

import pytest

from xltools.books import mould as moulds
from xltools.books.mould import Casting, Mould, cast, castable, hole, mould_of
from xltools.books.mould_styles import Look
from xltools.books.sheets import MAX_TEXT, new_book
from xltools.cells import Area, CellRef

ENTRIES = {"code": "A2", "name": "B2", "amount": "C2", "remark": "A3"}
"""Where the entries of the small workbook stand, by the names of their holes."""
WIDE = {"remark": 3}
TOTAL = "表!C4"
BASE = {"font_size": 10, "bg_color": "#FFFDEF", "border": 1}


def made(contents: Mapping[str, Any], looks: Mapping[str, Look] | None = None, notes: Collection[str] = ("A2", "C2")) -> bytes:
    """A workbook of XlsxWriter: a page with four entries and a total, and one behind it that shares texts and looks with it."""
    with new_book({"title": "試し"}) as book:
        page, behind = book.sheet("表"), book.sheet("案内")
        page.write(CellRef("表", 1, 1), "見出し", book.format(bold=True))
        for name, at in ENTRIES.items():
            row, column = int(at[1]), ord(at[0]) - 64
            area = Area(CellRef("表", row, column), 1, WIDE.get(name, 1))
            look = (looks or {}).get(name, Look())
            style = {**BASE, **({"font_size": look.size} if look.size else {}), **({"bg_color": look.fill} if look.fill else {})}
            page.merge(area, book.format(**style))
            for number, cell in enumerate(area.cells()):
                page.write(cell, None if number else contents[name], book.format(**style, **({"italic": True} if number else {})))
        page.write_formula(CellRef("表", 4, 3), "=SUM(C2:C3)", book.format(bold=True, font_size=9), contents[TOTAL])
        page.write(CellRef("表", 5, 1), 5, book.format(num_format="0.0"))
        for at in notes:
            page.note(CellRef("表", int(at[1]), ord(at[0]) - 64), "見直してください。", {"author": "", "x_scale": 1.5})
        for row, text in enumerate(("見出し", "良", "-1", "後ろ"), 1):
            behind.write(CellRef("案内", row, 1), text, book.format(**{**BASE, "bg_color": "#EAF3FB"}))
        behind.write(CellRef("案内", 9, 1), "形のない文字")
    return book.data


def a_mould(notes: Collection[str] = ("A2", "C2", "A3")) -> Mould:
    areas = {(1, "A2"): "code", (1, "B2"): "name", (1, "C2"): "amount", **{(1, f"{letter}3"): "remark" for letter in "ABC"}}
    names = [*ENTRIES, TOTAL]
    found = mould_of(made({name: hole(name) for name in names}, notes=notes), names, areas)
    assert found
    return found


FULL = {"code": "01-02", "name": "駐輪場", "amount": 1_234, "remark": "良", TOTAL: 1_234}
FILLINGS: dict[str, dict[str, Any]] = {
    "as most": FULL,
    "nothing": {**dict.fromkeys(ENTRIES), TOTAL: None},
    "empty texts": {**dict.fromkeys(ENTRIES, ""), TOTAL: ""},
    "a text twice": {**FULL, "name": "01-02", "remark": "01-02"},
    "texts that stand elsewhere": {**FULL, "code": "後ろ", "name": "見出し", "remark": "形のない文字"},
    "a formula as text": {**FULL, "name": "=1+1", "remark": "+1", "code": "-1"},
    "text that looks like a number": {**FULL, "amount": "▲ 1,234", "code": "007"},
    "markup": {**FULL, "name": "<b>&amp;</b>", "remark": "</t></si>\"'", TOTAL: "<&>"},
    "blanks and lines": {**FULL, "name": " 前後 ", "remark": "一\n二\n", "code": "　", TOTAL: " 前後\n"},
    "a link": {**FULL, "name": "https://example.com/", "remark": "mailto:a@example.com"},
    "far characters": {**FULL, "name": "𠮷野家🚲", "remark": "\ue000\u200b"},
    "as long as can be": {**FULL, "remark": "長" * (MAX_TEXT // 2)},
    "decimals": {**FULL, "amount": 0.1 + 0.2, TOTAL: 0.1 + 0.2},
    "small and large": {**FULL, "amount": -1e-7, "code": 1e22, "name": 123456789012345678, TOTAL: 1e22},
    "zero": {**FULL, "amount": 0, "name": -0.0, TOTAL: 0},
}


@pytest.mark.parametrize("name", FILLINGS)
def test_a_casting_is_what_the_writer_gives(name: str) -> None:
    assert all(map(castable, FILLINGS[name].values()))
    assert cast(a_mould(), Casting(FILLINGS[name], {}, {1: {"A2", "C2"}})) == made(FILLINGS[name])


LOOKS = {
    "smaller letters": {"remark": Look(8.5)},
    "another fill": {"code": Look(None, "#EAF3FB"), "remark": Look(None, "#EAF3FB")},
    "both, and of several sizes": {"code": Look(9.0, "#EAF3FB"), "name": Look(9.0), "remark": Look(7.5, "#EAF3FB")},
    "a size that was there": {"name": Look(10), "amount": Look(9)},
    "everything otherwise": dict.fromkeys(ENTRIES, Look(5.0, "#EAF3FB")),
}


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_changes_all_cells_of_its_area_and_is_counted_as_the_writer_counts(name: str) -> None:
    assert cast(a_mould(), Casting(FULL, LOOKS[name], {1: {"A2", "C2"}})) == made(FULL, LOOKS[name])


@pytest.mark.parametrize("notes", [{"A2"}, {"C2"}, {"A3", "C2"}, {"A2", "A3", "C2"}])
def test_only_the_cells_asked_for_have_a_note(notes: set[str]) -> None:
    assert cast(a_mould(), Casting(FULL, {}, {1: notes})) == made(FULL, notes=notes)


def test_without_notes_there_is_no_part_for_them() -> None:
    assert cast(a_mould(()), Casting(FULL, {}, {})) == made(FULL, notes=())


def test_castings_do_not_touch_each_other() -> None:
    one = a_mould()
    for looks, filling in zip([*LOOKS.values()] * 3, FILLINGS.values(), strict=True):
        assert cast(one, Casting(filling, looks, {1: {"C2"}})) == made(filling, looks, {"C2"})


@pytest.mark.parametrize(
    "content",
    ["a\x0bb", "\r", "_x000B_", "<r>赤</r>", "#N/A", "\uffff", "\ud800", hole("name"), "長" * (MAX_TEXT // 2 + 1), True, False,
     float("nan"), float("inf"), datetime.date(2019, 4, 1), datetime.timedelta(1), ["一"]],
)  # fmt: skip
def test_what_the_writer_treats_in_its_own_way_is_not_cast(content: object) -> None:
    assert not castable(content)


def test_a_workbook_without_one_of_its_holes_makes_no_mould() -> None:
    data = made({**{name: hole(name) for name in ENTRIES}, TOTAL: 0})
    assert mould_of(data, [*ENTRIES, TOTAL], {}) is None
    assert mould_of(data, list(ENTRIES), {})


def test_a_workbook_that_would_not_give_itself_again_makes_no_mould(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moulds, "_MADE", (1981, 1, 1, 0, 0, 0))
    names = [*ENTRIES, TOTAL]
    assert mould_of(made({name: hole(name) for name in names}), names, {}) is None
