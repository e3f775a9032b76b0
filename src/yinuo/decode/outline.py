"""The outline of an official letter: 壹、 一、 (一) 1. (1) A. ①, and the headings above every position.

Letters come without line breaks, so marks are found where a statement may start: at the start of
the text or of a line, and after 。 ； ！ ？ ： 」 or another mark. «109年» and «1.5億元» are no marks.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from yinuo.decode.folding import Folded, fold

__all__ = ["Heading", "heading_path", "marks", "paths", "sections"]

MOST_WORDS = 80  # a longer lead is a sentence that happens to hold a colon

_NUMERALS = "一二三四五六七八九十"
_KINDS: tuple[tuple[str, int], ...] = (
    (r"[壹貳參叁肆伍陸柒捌玖拾]{1,3}、", 1),
    (rf"[{_NUMERALS}]{{1,3}}、", 2),
    (r"[甲乙丙丁戊己庚辛]、", 2),
    (rf"[(（][{_NUMERALS}]{{1,3}}[)）]、?", 3),
    (r"[0-9０-９]{1,2}[.．、](?![0-9０-９])", 4),
    (r"[(（][0-9０-９]{1,2}[)）](?![、，])", 5),
    (r"[A-HＡ-Ｈ][.．、](?![A-Za-z])", 6),
    (r"[①-⑳]", 7),
    (r"[(（][A-Ha-h][)）]|[a-h][.．、](?![A-Za-z.])", 7),
)
_MARK = re.compile("|".join(f"({pattern})" for pattern, _ in _KINDS))
_LEVELS = tuple(level for _, level in _KINDS)
_BLANKS = " \t　"
_FIRST = "[壹貳參叁肆伍陸柒捌玖拾一二三四五六七八九十甲乙丙丁戊己庚辛(（0-9０-９A-HＡ-Ｈa-h①-⑳]"
_BEFORE = re.compile(rf"[。；！？：\n」』;:][{_BLANKS}]*(?={_FIRST})")
_BLANK = re.compile(r"(?<=[^\x00-\xff])\s+|\s+(?=[^\x00-\xff])|\s+(?=\s)")
_LEAD = re.compile(rf"[^：:。；;\n]{{1,{MOST_WORDS}}}(?=[：:\n]|\Z)")


@dataclass(frozen=True, slots=True)
class Heading:
    """One outline item: where its mark starts, where its words end, and what they are.

    ``words`` is empty for a list item that is a sentence of its own, not a heading; it still
    closes the deeper items before it.
    """

    start: int
    end: int
    level: int  # 1 = 壹、, 2 = 一、, 3 = (一), 4 = 1., 5 = (1), 6 = A., 7 = ①
    marker: str
    words: str


@lru_cache(maxsize=16)
def marks(shadow: str) -> tuple[tuple[int, int, int], ...]:
    """Outline marks of a folded text as (start, end, level), in order; linear in its length.

    Kept for the last texts asked: one letter's headings, units and readings all start from here.

    Reads «…說明如下：一、關於…問題：(一)本部…» as three; refuses «109年», «1.5億元», «第一、二期».
    """
    found: list[tuple[int, int, int]] = []
    blanks = len(shadow) - len(shadow.lstrip(_BLANKS))
    for place in (blanks, *(stop.end() for stop in _BEFORE.finditer(shadow))):
        position = place
        while (mark := _MARK.match(shadow, position)) and mark.lastindex is not None:
            found.append((mark.start(), mark.end(), _LEVELS[mark.lastindex - 1]))
            position = mark.end()
            while position < len(shadow) and shadow[position] in _BLANKS:
                position += 1
    return tuple(found)


def sections(text: str, folded: Folded | None = None) -> tuple[Heading, ...]:
    """Every outline item of ``text`` in order, with offsets into ``text`` itself.

    Args:
        text: any text, with or without line breaks.
        folded: its shadow, where the caller has it already.

    Example:
        >>> [h.words for h in sections("查復如下：一、關於停車問題：(一)本部將增設車位。")]
        ['關於停車問題', '']
    """
    shadow = fold(text) if folded is None else folded
    found: list[Heading] = []
    for start, end, level in marks(shadow.text):
        lead = _LEAD.match(shadow.text, end)
        first, marked = shadow.original(start, end)
        last = shadow.original(end, lead.end())[1] if lead else marked
        words = _BLANK.sub("", text[marked:last].strip()) if lead else ""
        found.append(Heading(first, last, level, text[first:marked].strip(), words))
    return tuple(found)


def heading_path(headings: Sequence[Heading], position: int) -> tuple[str, ...]:
    """Words of the headings above ``position``, outermost first; () before the first mark.

    For one look-up; ``paths`` walks a whole document once.
    """
    upto = bisect_right(headings, position, key=lambda heading: heading.start)
    path: list[Heading] = []
    for heading in headings[:upto]:
        _open(path, heading)
    return tuple(heading.words for heading in path if heading.words)


def paths(headings: Sequence[Heading], positions: Sequence[int]) -> list[tuple[str, ...]]:
    """``heading_path`` of each of the rising ``positions``, in one walk."""
    found: list[tuple[str, ...]] = []
    path: list[Heading] = []
    words: tuple[str, ...] = ()
    nearest = 0
    for position in positions:
        moved = False
        while nearest < len(headings) and headings[nearest].start <= position:
            _open(path, headings[nearest])
            nearest += 1
            moved = True
        if moved:
            words = tuple(heading.words for heading in path if heading.words)
        found.append(words)
    return found


def _open(path: list[Heading], heading: Heading) -> None:
    while path and path[-1].level >= heading.level:
        path.pop()
    path.append(heading)
