"""Numbers as official Chinese writes them: 3萬3110, 一百二十, 一一〇, 百分之二十, 四成五, 7.5億.

Values are exact (``Decimal``). A quantity that names no number (半數, 數十, 三分之一) is refused.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from yinuo.decode.folding import fold

__all__ = ["Number", "find_numbers", "read_number"]

_WRITTEN = ("〇○零", "一壹", "二貳兩", "三參", "四肆", "五伍", "六陸", "七柒", "八捌", "九玖")
_DIGITS = {char: value for value, chars in enumerate(_WRITTEN) for char in chars}
_ONES = frozenset(char for char, value in _DIGITS.items() if value)
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SHORT_TENS = {"廿": 20, "卅": 30}
_MYRIADS = {"萬": 10**4, "億": 10**8, "兆": 10**12}
_MULTIPLIERS = _TENS.keys() | _MYRIADS.keys()
_HAN = "".join([*_DIGITS, *_TENS, *_SHORT_TENS, *_MYRIADS])
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_TOKEN = re.compile(rf"{_ARABIC}|[{''.join(_DIGITS)}]+|[{''.join([*_TENS, *_SHORT_TENS, *_MYRIADS])}]")
_RUN = re.compile(rf"(百分之)?((?:{_ARABIC}|[{_HAN}])(?:[{_HAN}]|(?<=[{_HAN}]){_ARABIC})*)")
_TENTHS = re.compile(rf"成(?![立為果員本長功效人年就案績分熟品交份])(?:([{''.join(_DIGITS)}])(?![{_HAN}個項]))?")
_LONGEST = 24  # characters; a longer run is an account or serial number
_VAGUE = ("數", "幾", "上")
_LARGEST = Decimal(10**20)


class Number(NamedTuple):
    """A number in a text: ``text[start:end]``, its value, and ``%`` where the words say a share."""

    start: int
    end: int
    value: Decimal
    unit: str = ""


def read_number(text: str) -> Decimal | None:
    """The value of ``text`` where all of it is one number.

    Reads «１,２３４.５» (1234.5), «3萬3110» (33110), «１兆2,000億», «一一〇» (110), «百分之二十» (20),
    «四成五» (45), «20%» (20). Refuses «半數», «數十», «3至5», «1,23», «».
    """
    shadow = fold(text).text.strip()
    found = next(_numbers(shadow), None)
    if found is None or (found.start, found.end) != (0, len(shadow)):
        return None
    return found.value


def find_numbers(text: str) -> Iterator[Number]:
    """Every number of ``text``, in order; offsets count characters of ``text``.

    What a number counts (年, 條, 元 …) is for the caller to read from what follows: «第2條» has
    the number 2, and so has «統一» the number 1.
    """
    shadow = fold(text)
    for number in _numbers(shadow.text):
        start, end = shadow.original(number.start, number.end)
        yield number._replace(start=start, end=end)


def _numbers(text: str) -> Iterator[Number]:
    done = 0
    for run in _RUN.finditer(text):
        start, end = run.span()
        value = _value(run[2]) if start >= done else None
        vague = text[start] in _MULTIPLIERS and text[start - 1 : start] in _VAGUE  # 「數十」, 「上千」
        if value is None or value > _LARGEST or vague:
            continue
        unit, done = "", end
        if run[1] or text.startswith("%", end):
            unit, done = "%", end + text.startswith("%", end)
        elif 0 < value <= 10 and (tenths := _TENTHS.match(text, end)):
            unit, done = "%", tenths.end()
            value = value * 10 + _DIGITS.get(tenths[1] or "零", 0)
        yield Number(start, done, _plain(value), unit)


def _plain(value: Decimal) -> Decimal:
    """168000 rather than 168000.0."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()


def _value(words: str) -> Decimal | None:
    """The value of a run of numerals, or ``None`` where they make no number."""
    tokens = _TOKEN.findall(words) if len(words) <= _LONGEST else []
    if not tokens or (all(token in _MULTIPLIERS for token in tokens) and tokens not in (["十"], ["百"])):
        return None  # 「千萬」 tells no number
    total = Decimal(0)
    ceiling, begun = 10**20, 0
    for at, token in enumerate(tokens):
        size = _MYRIADS.get(token)
        if size is None:
            continue
        section = _section(tokens[begun:at], 0)
        if section is None or (size >= ceiling and (begun < at or begun > 2)):
            return None
        total = total * size if begun == at and total else total + section * size  # 「1萬億」
        ceiling, begun = size, at + 1
    rest = _section(tokens[begun:], ceiling if begun else 0)
    return None if rest is None else total + rest


def _section(tokens: list[str], place: int) -> Decimal | None:
    """The value below one 萬: «三百六十五», «3千5», «1,200».

    ``place`` is the unit before it: one last numeral after 百, 千 or 萬 counts tenths of that
    («一百二» is 120, «兩萬五» is 25000); «一百零五» is 105.
    """
    value = Decimal(0)
    pending: Decimal | None = None
    for token in tokens:
        if token in _SHORT_TENS:
            value, place = value + _SHORT_TENS[token], 10
        elif token in _TENS:
            value += (Decimal(1) if pending is None else pending) * _TENS[token]
            pending, place = None, _TENS[token]
        elif pending is not None:
            return None
        elif token[0] in _DIGITS:
            pending = Decimal("".join(str(_DIGITS[char]) for char in token))
        else:
            pending = Decimal(token.replace(",", ""))
    if pending is not None and place >= 100 and tokens[-1] in _ONES:
        pending = pending * place / 10
    return value + (pending or 0)
