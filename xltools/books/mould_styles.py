"""The styles of a mould: every cell's look taken apart, so that it can change and be numbered anew, in the order of its use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_XF = re.compile(r'(<xf [^>]*)fontId="([0-9]+)" fillId="([0-9]+)" borderId="([0-9]+)"([^>]*/>|[^>]*[^/]>.*?</xf>)')
_SIZE = re.compile(r'(?<=<sz val=")[^"]*')
_COLOUR = re.compile(r'(?<=<fgColor rgb=")[^"]*')


@dataclass(frozen=True, slots=True)
class Look:
    """What changes in the look of a cell: the size of its letters in points and its fill (``#RRGGBB``), None for the mould's."""

    size: float | None = None
    fill: str | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a cell, in the words of the file: font, fill, border, and the rest before and behind their numbers."""

    font: str
    fill: str
    border: str
    before: str
    behind: str


@dataclass(frozen=True, slots=True)
class StyleMould:
    """The part of the styles cut up: what stands between its lists, the fonts and fills that are there without any style, and the
    styles by their number in the mould, to which those of changed looks are added."""

    gaps: Sequence[str]
    own_fonts: Sequence[str]
    own_fills: Sequence[str]
    styles: list[Style]
    _numbers: dict[Style, int] = field(default_factory=dict)
    _changed: dict[tuple[int, str, str | None], int] = field(default_factory=dict)

    def numbering(self, looks: Mapping[str, Look]) -> Numbering:
        """A numbering of the styles of one workbook, with these looks of areas."""
        return Numbering(self, looks)

    def changed(self, number: int, look: Look) -> int:
        """The style that another one becomes with a look."""
        key = number, str(look.size), look.fill  # 9 and 9.0 are written as they are
        if key not in self._changed:
            style = self.styles[number]
            font = style.font if look.size is None else _SIZE.sub(str(look.size), style.font)
            fill = style.fill if look.fill is None else _COLOUR.sub(f"FF{look.fill[1:]}", style.fill)
            new = Style(font, fill, style.border, style.before, style.behind)
            if not self._numbers:
                self._numbers.update((known, at) for at, known in enumerate(self.styles))
            if new not in self._numbers:
                self._numbers[new] = len(self.styles)
                self.styles.append(new)
            self._changed[key] = self._numbers[new]
        return self._changed[key]


@dataclass(slots=True)
class Numbering:
    """The numbers of the styles in one workbook, in the order in which they are asked for."""

    mould: StyleMould
    looks: Mapping[str, Look]
    used: dict[int, str] = field(default_factory=lambda: {0: "0"})

    def number(self, style: int, area: str) -> str:
        """The number of a style of the mould, in an area that may have a look of its own."""
        if area in self.looks:
            style = self.mould.changed(style, self.looks[area])
        number = self.used.get(style)
        if number is None:
            number = self.used[style] = str(len(self.used))
        return number


def style_mould(part: str) -> StyleMould:
    """Cut up the part with the styles."""
    gaps, lists, end = [], {}, 0
    for name in ("fonts", "fills", "borders", "cellXfs"):
        start, stop = part.index(f"<{name} "), part.index(f"</{name}>")
        gaps.append(part[end:start])
        lists[name] = part[start:stop].partition(">")[2]
        end = stop + len(f"</{name}>")
    fonts, fills, borders = (re.findall(rf"<{one}>.*?</{one}>", lists[f"{one}s"]) for one in ("font", "fill", "border"))
    styles, used = [], set()
    for before, font, fill, border, behind in _XF.findall(lists["cellXfs"]):
        used.add(int(font))
        styles.append(Style(fonts[int(font)], fills[int(fill)], borders[int(border)], before, behind))
    own = [font for number, font in enumerate(fonts) if number not in used]
    return StyleMould((*gaps, part[end:]), own, fills[:2], styles)


def cast_styles(mould: StyleMould, numbering: Numbering) -> str:
    """The part with the styles that were numbered, every font, fill and border in the order of its first use."""
    styles = [mould.styles[style] for style in numbering.used]
    fonts, borders = _numbers(style.font for style in styles), _numbers(style.border for style in styles)
    fills = _numbers([*mould.own_fills, *(style.fill for style in styles)])
    xfs = [
        f'{style.before}fontId="{fonts[style.font]}" fillId="{fills[style.fill]}" borderId="{borders[style.border]}"{style.behind}'
        for style in styles
    ]
    lists = {"fonts": [*fonts, *mould.own_fonts], "fills": [*fills], "borders": [*borders], "cellXfs": xfs}
    cut = [f'{gap}<{name} count="{len(own)}">{"".join(own)}</{name}>' for gap, (name, own) in zip(mould.gaps, lists.items(), strict=False)]
    return "".join([*cut, mould.gaps[-1]])


def _numbers(things: Iterable[str]) -> dict[str, int]:
    """The number of everything there is, counted in its order."""
    return {thing: number for number, thing in enumerate(dict.fromkeys(things))}
