"""OpenDocument text → the visible text, a line a paragraph, the cells of a row divided by tabs.

Tracked deletions, notes and comments are left out; list numbers are written out where the list
style gives them («一、», «（一）», «1.»).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from lxml import etree

from yinuo.decode.formats.numbering import count
from yinuo.decode.formats.text import plain_lines

__all__ = ["Parts", "read_odt"]

_T: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SKIPPED: Final = frozenset(
    (
        _T + "tracked-changes", _T + "note", _OFFICE + "annotation", _OFFICE + "forms", _T + "sequence-decls",
        _T + "variable-decls", _T + "user-field-decls", _T + "ruby-text",
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}title",
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc",
    )
)  # fmt: skip
_PARAGRAPHS: Final = (_T + "p", _T + "h")
_BLANK = re.compile(r"[ \t\n\r]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_LEVELS: Final = 10


class Parts(Protocol):
    """An office file's parts by name; see ``archive``."""

    def tree(self, name: str) -> etree._Element | None:
        """The root of an XML part, or ``None`` where the file has no such part."""
        ...


@dataclass(frozen=True, slots=True)
class _Level:
    style: str  # "1", "一, 二, 三, ..."; "" for none
    prefix: str
    suffix: str
    start: int
    shown: int  # levels that the label shows
    bullet: bool


def read_odt(parts: Parts) -> str:
    """The text of an .odt file's body."""
    root = parts.tree("content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text") if root is not None else None
    if root is None or body is None:
        return ""
    styles: dict[str, dict[int, _Level]] = {}
    for tree in (parts.tree("styles.xml"), root):
        for element in tree.iter(_T + "list-style") if tree is not None else ():
            styles[element.get(_STYLE + "name", "")] = dict(map(_level, element.iterchildren(etree.Element)))
    lines = _Walk(styles).blocks(body)
    return _BLANK_LINES.sub("\n\n", plain_lines("".join(lines))).strip("\n")


def _level(element: etree._Element) -> tuple[int, _Level]:
    style = (element.get(_STYLE + "num-format") or "").split(",")[0].strip()
    level = _Level(
        style=style,
        prefix=(element.get(_STYLE + "num-prefix") or "")[:20],
        suffix=(element.get(_STYLE + "num-suffix") or "")[:20],
        start=_small(element.get(_T + "start-value"), 1),
        shown=_small(element.get(_T + "display-levels"), 1),
        bullet=element.tag == _T + "list-level-style-bullet",
    )
    return _small(element.get(_T + "level"), 1), level


def _small(words: str | None, default: int) -> int:
    return int(words) if words and re.fullmatch("[0-9]{1,5}", words) else default


class _Walk:
    """One pass over a body, with the lists' counters."""

    def __init__(self, styles: dict[str, dict[int, _Level]]) -> None:
        self._styles = styles
        self._counters: dict[str, list[int]] = {}
        self._last = ""  # the label of an item whose first paragraph has not come yet

    def blocks(self, parent: etree._Element, style: str = "", depth: int = 0) -> Iterator[str]:
        """The lines of everything below an element; inside a list its style and depth (from 1)."""
        for element in parent:
            tag = element.tag
            if tag in _SKIPPED:
                continue
            if tag in _PARAGRAPHS:
                yield from self._paragraph(element)
            elif tag == _T + "list":
                yield from self._list(element, style, depth + 1)
            elif tag == _TABLE + "table-row":
                cells = [
                    "".join(self.blocks(cell)).strip("\n") for cell in element if cell.tag == _TABLE + "table-cell"
                ]
                yield "\t".join(cells) + "\n"
            else:
                yield from self.blocks(element, style, depth)

    def _paragraph(self, element: etree._Element) -> Iterator[str]:
        label, self._last = self._last, ""
        words = _inline_text(element)
        yield (label if words.strip() else "") + words + "\n"
        for box in element.iter("{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box"):
            yield from self.blocks(box)

    def _list(self, element: etree._Element, style: str, depth: int) -> Iterator[str]:
        style = element.get(_T + "style-name") or style
        counters = self._counters.setdefault(style, [0] * (_LEVELS + 1))
        goes_on = element.get(_T + "continue-numbering") == "true" or element.get(_T + "continue-list") is not None
        if depth > _LEVELS:
            return
        if not goes_on:
            counters[depth:] = [0] * (_LEVELS + 1 - depth)
        for item in element:
            if item.tag == _T + "list-item":
                first = item[0].tag if len(item) else None
                self._last = self._label(item, style, depth, counters) if first in _PARAGRAPHS else ""
                yield from self.blocks(item, style, depth)
            elif item.tag == _T + "list-header":
                yield from self.blocks(item, style, depth)

    def _label(self, item: etree._Element, style: str, depth: int, counters: list[int]) -> str:
        levels = self._styles.get(style, {})
        level = levels.get(depth)
        if level is None:
            return ""
        told = item.get(_T + "start-value")
        reached = counters[depth]
        counters[depth] = _small(told, 1) if told else (reached + 1 if reached else level.start)
        counters[depth + 1 :] = [0] * (_LEVELS - depth)
        if level.bullet:
            return "• "
        if not level.style:
            return level.prefix + level.suffix
        shown = range(max(1, depth - level.shown + 1), depth + 1)
        words = ".".join(count(levels.get(at, level).style or "1", counters[at] or 1) for at in shown)
        words = level.prefix + words + level.suffix
        return words if words.endswith(("、", "）", ")")) else words + " "


def _inline_text(element: etree._Element) -> str:
    parts: list[str] = [_BLANK.sub(" ", element.text or "")]
    for child in element:
        parts.extend((_inline_child(child), _BLANK.sub(" ", child.tail or "")))
    return "".join(parts)


def _inline_child(child: etree._Element) -> str:
    tag = child.tag
    if tag in _SKIPPED or tag.endswith(("}frame", "}custom-shape", "}g")):
        return ""
    if tag == _T + "s":
        return " " * min(_small(child.get(_T + "c"), 1), 200)
    if tag == _T + "tab":
        return "\t"
    return "\n" if tag == _T + "line-break" else _inline_text(child)
