"""What is decided already and applies from a day to come: the decision is a report; that it will apply, a promise."""

import re

from yinuo.decode.dates import find_dates
from yinuo.model import DateInterval

__all__ = ["takes_effect"]

_EFFECT = re.compile(r"自(?P<day>[^，。；自]{2,18}?)起?(?:正式|開始|全面)?(?:施行|實施|生效|上路)")
_HYPOTHETICAL = re.compile(r"倘|如獲|若|建議|歐盟|美國|日本|韓國|英國|德國|該國|各國|大陸")


def takes_effect(words: str, said_on: DateInterval) -> bool:
    """True where a (folded) unit says that a measure applies from a day after the letter's.

    Reads «「海堤法」業經公布，並自114年5月1日施行。» in a letter of March 114 (COMMITMENTS.md: a start date that is
    only when a measure begins to apply counts); refuses it in a letter of June, «自公布日施行» and «倘自114年5月1日
    實施», which says what if, and another country's «歐盟自115年起實施».
    """
    for effect in _EFFECT.finditer(words):
        begin = max(words.rfind(stop, 0, effect.start()) for stop in "。；") + 1
        days = [item.interval for item in find_dates(effect["day"], said_on.last) if item.kind != "label"]
        to_come = bool(days) and all(day.first > said_on.last for day in days)
        if to_come and not _HYPOTHETICAL.search(words, begin, effect.end()):
            return True
    return False
