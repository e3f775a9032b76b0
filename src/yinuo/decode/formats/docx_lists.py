"""Automatic numbers of .docx lists: ``numbering.xml`` and the styles that point at it."""

import re
from typing import Final

from lxml import etree

from yinuo.decode.formats.numbering import DECIMAL, Counters, Level

__all__ = ["Lists", "W", "value"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BASES: Final = 9  # styles based on styles: more than this is a loop
_Style = tuple[str | None, str | None, str | None]  # numId, ilvl, basedOn


def value(element: etree._Element | None, name: str) -> str | None:
    """``w:val`` of a child, or ``None``."""
    child = element.find(W + name) if element is not None else None
    return child.get(W + "val") if child is not None else None


def _number(words: str | None, default: int) -> int:
    return int(words) if words and re.fullmatch(r"-?[0-9]{1,6}", words) else default


class Lists:
    """A document's lists; ``label`` must be asked paragraph by paragraph, in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        """Read the two parts of the file that define lists; both may be absent."""
        self._styles: dict[str, _Style] = {}
        for element in styles.iterfind(W + "style") if styles is not None else ():
            properties = element.find(f"{W}pPr/{W}numPr")
            told = value(properties, "numId"), value(properties, "ilvl"), value(element, "basedOn")
            self._styles[element.get(W + "styleId", "")] = told
        self._counters = Counters()
        if numbering is not None:
            self._read(numbering)

    def _read(self, numbering: etree._Element) -> None:
        abstract, nums = self._counters.abstract, self._counters.nums
        for element in numbering.iterfind(W + "num"):
            starts = {
                _number(change.get(W + "ilvl"), 0): _number(value(change, "startOverride"), 1)
                for change in element.iterfind(W + "lvlOverride")
                if change.find(W + "startOverride") is not None
            }
            nums[element.get(W + "numId", "")] = (value(element, "abstractNumId") or "", starts)
        links: dict[str, str] = {}
        for element in numbering.iterfind(W + "abstractNum"):
            key = element.get(W + "abstractNumId", "")
            levels = {_number(level.get(W + "ilvl"), 0): _level(level) for level in element.iterfind(W + "lvl")}
            abstract[key] = levels
            link = value(element, "numStyleLink")
            if link is not None and not levels:
                links[key] = link
        for key, link in links.items():
            number = self._styles.get(link, (None, None, None))[0]
            abstract[key] = abstract.get(nums.get(number or "", ("", {}))[0], {})

    def label(self, properties: etree._Element | None) -> str:
        """The number before a paragraph with these properties, as a reader sees it; "" for none."""
        own = properties.find(W + "numPr") if properties is not None else None
        number, depth = value(own, "numId"), value(own, "ilvl")
        style = value(properties, "pStyle")
        for _ in range(_BASES):
            if style is None or (number is not None and depth is not None):
                break
            inherited, its_depth, style = self._styles.get(style, (None, None, None))
            number = number if number is not None else inherited
            depth = depth if depth is not None else its_depth
        return self._counters.label(number, _number(depth, 0))


def _level(element: etree._Element) -> Level:
    restart = value(element, "lvlRestart")
    legal = element.find(W + "isLgl")
    return Level(
        style=next((found.get(W + "val") or DECIMAL for found in element.iter(W + "numFmt")), DECIMAL),
        label=(value(element, "lvlText") or "")[:60],
        start=_number(value(element, "start"), 1),
        restart=_number(restart, 0) if restart is not None else None,
        legal=legal is not None and legal.get(W + "val") not in ("0", "false"),
        blank=value(element, "suff") != "nothing",
    )
