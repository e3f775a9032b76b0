"""Figures with their units in a passage: «累計設置7.0MW», «4.2億元», «1,032家»."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

__all__ = ["Figure", "figures"]

_MANY = {"萬": 10**4, "億": 10**8, "兆": 10**12}
_FIGURE = re.compile(
    r"(?<![\d.,])(?P<whole>\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?P<part>\.\d{1,6})?(?P<many>[萬億兆]?)(?P<rest>\d{0,4})餘?多?"
    r"(?P<unit>平方公里|平方公尺|立方公尺|公里|公尺|公頃|公噸|萬瓩|千瓦|%|GW|MW|kW|瓩|元|處|座|所|家|戶|班|人次|人|席|輛|"
    r"艘|架|台|套|床|劑|件|案|次|場|國|名|位|間|棟|站|校|隊|坪|噸|度|口|組|段|條)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure where it stands: ``text[start:end] == words``; ``value`` in ``unit``, 萬 and 億 expanded."""

    start: int
    end: int
    words: str
    value: Decimal
    unit: str


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure with a unit of a folded text, in order.

    Reads «2萬5250元» as 25250 元; takes «第3場» and «111年» for no figure.
    """
    found = []
    for match in _FIGURE.finditer(text):
        value = _value(match)
        if value is not None and text[max(0, match.start() - 1) : match.start()] != "第":
            found.append(Figure(match.start(), match.end(), match.group(), value, match["unit"]))
    return tuple(found)


def _value(match: re.Match[str]) -> Decimal | None:
    try:
        value = Decimal(match["whole"].replace(",", "") + (match["part"] or ""))
    except InvalidOperation:  # digits of other scripts: \d knows more of them than Decimal has to
        return None
    if match["many"]:
        return value * _MANY[match["many"]] + (Decimal(match["rest"]) if match["rest"] else 0)
    return value if not match["rest"] else None
