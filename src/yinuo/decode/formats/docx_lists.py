"""Automatic numbers of .docx lists: ``numbering.xml`` and the styles that point at it."""

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from yinuo.decode.formats.numbering import DECIMAL, count

__all__ = ["Lists", "W", "value"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS: Final = 9
_PLACE = re.compile(r"%([1-9])")
_BULLET: Final = "•"


def value(element: etree._Element | None, name: str) -> str | None:
    """``w:val`` of a child, or ``None``."""
    child = element.find(W + name) if element is not None else None
    return child.get(W + "val") if child is not None else None


def _number(words: str | None, default: int) -> int:
    return int(words) if words and re.fullmatch(r"-?[0-9]{1,6}", words) else default


@dataclass(frozen=True, slots=True)
class _Level:
    style: str
    label: str  # «%1、», «（%2）»
    start: int
    restart: int | None  # the level after which counting begins anew; 0: never
    legal: bool
    blank: bool  # whether a blank or tab follows


@dataclass(slots=True)
class Lists:
    """The counters of a document's lists; ``label`` must be asked paragraph by paragraph, in order."""

    abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    nums: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    styles: dict[str, tuple[str | None, str | None, str | None]] = field(default_factory=dict)
    counters: dict[str, list[int | None]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def read(cls, numbering: etree._Element | None, styles: etree._Element | None) -> "Lists":
        """The lists that two parts of the file define; both may be absent."""
        lists = cls()
        links: dict[str, str] = {}
        for element in numbering.iterfind(W + "abstractNum") if numbering is not None else ():
            key = element.get(W + "abstractNumId", "")
            lists.abstract[key] = {
                _number(level.get(W + "ilvl"), 0): _level(level) for level in element.iterfind(W + "lvl")
            }
            if (link := value(element, "numStyleLink")) is not None:
                links[key] = link
        for element in numbering.iterfind(W + "num") if numbering is not None else ():
            starts = {
                _number(change.get(W + "ilvl"), 0): _number(value(change, "startOverride"), 1)
                for change in element.iterfind(W + "lvlOverride")
                if change.find(W + "startOverride") is not None
            }
            lists.nums[element.get(W + "numId", "")] = (value(element, "abstractNumId") or "", starts)
        for element in styles.iterfind(W + "style") if styles is not None else ():
            properties = element.find(f"{W}pPr/{W}numPr")
            lists.styles[element.get(W + "styleId", "")] = (
                value(properties, "numId"), value(properties, "ilvl"), value(element, "basedOn"),
            )  # fmt: skip
        for key, link in links.items():
            target = lists.nums.get(lists.styles.get(link, (None, None, None))[0] or "", ("", {}))[0]
            lists.abstract[key] = lists.abstract[key] or lists.abstract.get(target, {})
        return lists

    def label(self, properties: etree._Element | None) -> str:
        """The number before a paragraph with these properties, as a reader sees it; "" for none."""
        number, depth = self._place(properties)
        abstract, starts = self.nums.get(number or "", ("", {}))
        levels = self.abstract.get(abstract, {})
        level = levels.get(depth)
        if level is None or not 0 <= depth < _LEVELS:
            return ""
        counters = self.counters.setdefault(abstract, [None] * _LEVELS)
        if depth in starts and (number or "", depth) not in self.started:
            self.started.add((number or "", depth))
            counters[depth] = None
            level = _Level(level.style, level.label, starts[depth], level.restart, level.legal, level.blank)
        before = counters[depth]
        counters[depth] = level.start if before is None else before + 1
        for deeper in range(depth + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and depth < restart):
                counters[deeper] = None
        return self._words(level, levels, counters)

    def _place(self, properties: etree._Element | None) -> tuple[str | None, int]:
        own = properties.find(W + "numPr") if properties is not None else None
        number, depth = value(own, "numId"), value(own, "ilvl")
        style = value(properties, "pStyle")
        for _ in range(_LEVELS):
            if style is None or (number is not None and depth is not None):
                break
            inherited, its_depth, style = self.styles.get(style, (None, None, None))
            number = number if number is not None else inherited
            depth = depth if depth is not None else its_depth
        return number, _number(depth, 0)

    def _words(self, level: _Level, levels: dict[int, _Level], counters: list[int | None]) -> str:
        if level.style == "none" and "%" not in level.label:
            return level.label
        if level.style == "bullet":
            return _BULLET + " "

        def counted(found: re.Match[str]) -> str:
            index = int(found[1]) - 1
            of = levels.get(index, level)
            reached = counters[index]
            return count(DECIMAL if level.legal else of.style, of.start if reached is None else reached)

        words = _PLACE.sub(counted, level.label)
        return words + (" " if level.blank and words and not words.endswith(("、", "）", ")", "　")) else "")


def _level(element: etree._Element) -> _Level:
    restart = value(element, "lvlRestart")
    legal = element.find(W + "isLgl")
    return _Level(
        style=_style(element),
        label=(value(element, "lvlText") or "")[:60],
        start=_number(value(element, "start"), 1),
        restart=_number(restart, 0) if restart is not None else None,
        legal=legal is not None and legal.get(W + "val") not in ("0", "false"),
        blank=value(element, "suff") != "nothing",
    )


def _style(element: etree._Element) -> str:
    for found in element.iter(W + "numFmt"):
        return found.get(W + "val") or DECIMAL
    return DECIMAL
