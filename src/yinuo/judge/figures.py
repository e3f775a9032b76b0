"""Figures with their units in a passage: «累計設置7.0MW», «4.2億元», «1,032家», «每日2.5萬噸»."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from yinuo.decode.numerals import find_numbers
from yinuo.extract.targets import in_base
from yinuo.vocabulary import load_toml

__all__ = ["Figure", "comparable", "figures"]

_MORE = {"千瓦": "瓩", "國": "國", "段": "段", "艘次": "艘次"}  # units that are told though seldom promised
_PER_BEFORE = re.compile(r"每(日|天|月|年|季|週|周|小時|學期)(?:最大|約|可|產水|供水|增加|處理|新增){0,4}$")
_PER_AFTER = re.compile(r"/([日月年時])")
_SAME = {"天": "日", "周": "週"}
_LONE = frozenset("一二三四五六七八九十兩")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure where it stands: ``text[start:end] == words``; ``value`` in ``unit``, 萬 and 億 expanded.

    A rate has its period in the unit: «每日2.5萬噸» is 25000 «噸/日».
    """

    start: int
    end: int
    words: str
    value: Decimal
    unit: str


@lru_cache(maxsize=1)
def _units() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of every unit as written, and each one's name."""
    names = dict(_MORE)
    for entry in load_toml("units.toml").values():
        for forms in entry.get("units", ()):
            names.update(dict.fromkeys(forms, forms[0]))
    longest_first = sorted(names, key=lambda form: (-len(form), form))
    return re.compile(" ?[餘多]?(" + "|".join(map(re.escape, longest_first)) + ")"), names


@lru_cache(maxsize=8192)
def figures(text: str) -> tuple[Figure, ...]:
    """Every figure with a unit of a folded text, in order; the same text is read once.

    Reads «2萬5250元» as 25250 元 and «百分之二十» as 20 %; takes «第3場», «一案» and «111年» for no figure.
    """
    pattern, names = _units()
    found = []
    for number in find_numbers(text):
        unit = None if number.unit else pattern.match(text, number.end)
        written = text[number.start : number.end]
        if not (number.unit or unit) or text[max(0, number.start - 1) : number.start] == "第" or written in _LONE:
            continue
        end = unit.end() if unit else number.end
        name = number.unit or (names[unit[1]] if unit else "")
        before = _PER_BEFORE.search(text, max(0, number.start - 16), number.start)
        after = _PER_AFTER.match(text, end)
        if name != "%" and (rate := before or after):
            end = after.end() if after else end
            name = f"{name}/{_SAME.get(rate[1], rate[1])}"
        found.append(Figure(number.start, end, text[number.start : end], number.value, name))
    return tuple(found)


def comparable(figure: Figure, unit: str) -> Decimal | None:
    """A figure's value in another unit of the same kind: 1200 MW is 1.2 in GW; None where the kinds differ.

    «公頃» and «平方公里» are areas, «萬瓩» and «GW» powers; 噸 a day and 噸 are not one kind.
    """
    value, base = in_base(figure.value, figure.unit)
    one, wanted = in_base(Decimal(1), unit)
    return value / one if base == wanted else None
