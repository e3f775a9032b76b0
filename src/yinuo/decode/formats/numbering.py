"""Automatic list numbers: the label of the n-th item, as Word and OpenDocument name the styles.

They are not text in the file, yet readers see them and outlines need them: «一、», «（一）», «1.».
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["DECIMAL", "count", "han_count"]

DECIMAL: Final = "decimal"
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
