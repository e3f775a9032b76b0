"""Automatic list numbers: the label of the n-th item, as Word and OpenDocument name the styles.

They are not text in the file, yet readers see them and outlines need them: «一、», «（一）», «1.».
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

__all__ = ["BULLET", "DECIMAL", "NONE", "Counters", "Level", "count", "han_count"]

DECIMAL: Final = "decimal"
BULLET: Final = "bullet"
NONE: Final = "none"
_LEVELS: Final = 9
_PLACE = re.compile(r"%([1-9])")
_CLOSED: Final = ("、", "）", ")", "\u3000")  # a label that ends so needs no blank after it
_DIGITS: Final = "〇一二三四五六七八九"
_LEGAL: Final = "零壹貳參肆伍陸柒捌玖"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def han_count(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """A number below ten thousand as official outlines count: 一, 十, 十一, 二十, 一百零五.

    >>> han_count(21), han_count(105), han_count(10)
    ('二十一', '一百零五', '十')
    """
    if not 0 < number < 10_000:
        return str(number)
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + digits[digit] + (units[place - 1] if place else "")
        gap = False
    return words[1:] if words.startswith("一十") else words


def _roman(number: int) -> str:
    words = ""
    for value, letters in _ROMAN:
        words, number = words + letters * min(number // value, 9), number % value
    return words


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


def _positional(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _wide(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


def _ringed(first: str, last: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if number <= last else str(number)


_STYLES: Final[Mapping[str, Callable[[int], str]]] = MappingProxyType(
    {
        "decimal": str,
        "decimalZero": "{:02d}".format,
        "lowerLetter": _letters,
        "upperLetter": lambda number: _letters(number).upper(),
        "lowerRoman": _roman,
        "upperRoman": lambda number: _roman(number).upper(),
        "taiwaneseCountingThousand": han_count,
        "taiwaneseCounting": han_count,
        "taiwaneseDigital": _positional,
        "chineseCounting": han_count,
        "chineseCountingThousand": han_count,
        "japaneseCounting": han_count,
        "ideographDigital": _positional,
        "ideographLegalTraditional": lambda number: han_count(number, _LEGAL, "拾佰仟"),
        "chineseLegalSimplified": lambda number: han_count(number, _LEGAL, "拾佰仟"),
        "ideographTraditional": _cycle(_STEMS),
        "ideographZodiac": _cycle(_BRANCHES),
        "decimalFullWidth": _wide,
        "decimalFullWidth2": _wide,
        "decimalEnclosedCircle": _ringed("①", 20),
        "decimalEnclosedCircleChinese": _ringed("①", 20),
        "decimalEnclosedFullstop": _ringed("⒈", 20),
        "decimalEnclosedParen": _ringed("⑴", 20),
        # OpenDocument names a style by its first labels
        "1": str,
        "a": _letters,
        "A": lambda number: _letters(number).upper(),
        "i": _roman,
        "I": lambda number: _roman(number).upper(),
        "一": han_count,
        "壹": lambda number: han_count(number, _LEGAL, "拾佰仟"),
        "甲": _cycle(_STEMS),
        "子": _cycle(_BRANCHES),
        "１": _wide,
        "①": _ringed("①", 20),
    }
)


def count(style: str, number: int) -> str:
    """The label of the ``number``-th item in a style; decimal where the style is unknown.

    >>> count("taiwaneseCountingThousand", 12), count("ideographTraditional", 2), count("lowerRoman", 4)
    ('十二', '乙', 'iv')
    """
    if not 0 < number < 10_000:
        return str(number)
    return _STYLES.get(style, str)(number)


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a Word list counts."""

    style: str
    label: str  # «%1、», «（%2）»
    start: int = 1
    restart: int | None = None  # the level after which counting begins anew; 0: never
    legal: bool = False  # whether every level shows as a plain number
    blank: bool = True  # whether a blank or tab follows


@dataclass(slots=True)
class Counters:
    """The counters of a Word document's lists; ``label`` must be asked item by item, in order.

    ``abstract`` holds the levels of every list; ``nums`` what a paragraph points at: a list, and
    the levels at which this use of it starts anew.
    """

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    nums: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    _reached: dict[str, list[int | None]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def label(self, number: str | None, depth: int) -> str:
        """The words before the next item of ``nums[number]`` at a depth (from 0); "" for none."""
        abstract, starts = self.nums.get(number or "", ("", {}))
        levels = self.abstract.get(abstract, {})
        level = levels.get(depth)
        if level is None or not 0 <= depth < _LEVELS:
            return ""
        reached = self._reached.setdefault(abstract, [None] * _LEVELS)
        start = level.start
        if depth in starts and (number or "", depth) not in self._started:
            self._started.add((number or "", depth))
            reached[depth], start = None, starts[depth]
        before = reached[depth]
        reached[depth] = start if before is None else before + 1
        for deeper in range(depth + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and depth < restart):
                reached[deeper] = None
        return _words(level, levels, reached)


def _words(level: Level, levels: dict[int, Level], reached: list[int | None]) -> str:
    if level.style == BULLET:
        return "• "

    def counted(found: re.Match[str]) -> str:
        index = int(found[1]) - 1
        of, number = levels.get(index, level), reached[index]
        return count(DECIMAL if level.legal else of.style, of.start if number is None else number)

    words = level.label if level.style == NONE and "%" not in level.label else _PLACE.sub(counted, level.label)
    return words + (" " if level.blank and words and not words.endswith(_CLOSED) else "")
