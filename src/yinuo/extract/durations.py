"""The last day of a promise that tells a length and, elsewhere in its sentence, a day to count from.

«預計111年1月開工，工期300日曆天» is due 300 days after the last day on which it may start; «自111年起
投入4年» and «4年（111-114年）» with their last year.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from yinuo.decode.already import ALREADY
from yinuo.decode.date_counts import counted, number_of
from yinuo.decode.dates import DateMention
from yinuo.model import DateInterval, Precision

__all__ = ["lengths"]

_NUMBER = r"\d{1,4}|[一二三四五六七八九十兩]{1,3}"
_WORKS = re.compile(
    rf"(?:施工|工程|履約)?(?:工期|期程|期限)(?:約|為|共|計|預計|估計|需|[:：]){{0,3}}"
    rf"(?P<count>{_NUMBER})個?(?P<unit>日曆天|工作[天日]|天|日|月|年)"
)
_STARTED = re.compile(r"[^，。；]{0,10}(?:開工|動工|施工)")
_YEARS = re.compile(
    rf"(?:投入|編列|分|為期|以)(?P<count>{_NUMBER})年(?![前後內來級度資齡底中初])"
    rf"|(?<![\d第])(?P<before>{_NUMBER})年(?:期|間)?(?:(?:總|合?共|合計)?(?:經費|預算)?投入|(?=\([^()]{{5,24}}年(?:底|度)?\)(?!之|的|計畫|方案)))"
)
_TOLD = re.compile(f"{ALREADY}|曾")
_LONGEST = 30  # years; a longer count is no programme
_NEAR = 200  # characters between a length and the day it is counted from


def lengths(text: str, mentions: Sequence[DateMention], said_on: DateInterval) -> Iterator[DateMention]:
    """Limits that a length gives, as mentions of kind «due» whose words are the length.

    Reads «預計111年1月開工，工期24個月» (2024-01-31), «預計自111年起投入4年» (2025-12-31). Refuses
    «開工後24個月內完工» (nobody says when works start), a length with another day after it
    («…工期24個月，預計113年1月完工»), and what is over («自107年起投入3年»).

    Args:
        text: the folded promise.
        mentions: all its dates, as ``find_dates`` gives them.
        said_on: the letter's date.
    """
    for found in _WORKS.finditer(text) if "期" in text else ():
        if (start := _start_of_works(text, mentions, found)) is not None:
            unit = found["unit"].replace("日曆天", "天")
            last = counted(start.last, found["count"], unit)
            yield from _mention(text, found, start.first, last, said_on)
    for found in _YEARS.finditer(text) if "年" in text else ():
        count = number_of(found["count"] or found["before"])
        if 1 < count <= _LONGEST and (years := _programme(text, mentions, found, count)) is not None:
            yield from _mention(text, found, years.first, years.last, said_on)


def _mention(
    text: str, found: re.Match[str], first: date, last: date | None, said_on: DateInterval
) -> Iterator[DateMention]:
    if last is not None and last > said_on.last:
        name = "count" if found["count"] else "before"
        end = found.end("unit") if "unit" in found.groupdict() else found.end(name) + 1
        start = found.start(name)
        yield DateMention(start, end, text[start:end], DateInterval(first, last, Precision.SPAN), "due")


def _start_of_works(text: str, mentions: Sequence[DateMention], found: re.Match[str]) -> DateInterval | None:
    """When the works begin that are to take so long; ``None`` where it is not told, or a later day is."""
    begin, end = _sentence(text, found)
    if any(found.end() <= one.start < end for one in mentions):
        return None
    before = [one for one in mentions if begin <= one.start and one.end <= found.start()]
    started = [one for one in before if _STARTED.match(text, one.end)]
    return started[-1].interval if started and found.start() - started[-1].end <= _NEAR else None


def _programme(text: str, mentions: Sequence[DateMention], found: re.Match[str], count: int) -> DateInterval | None:
    """The years of a programme of ``count`` years: its range told beside it, or counted from its first."""
    begin, end = _sentence(text, found)
    if _TOLD.search(text, max(begin, found.start() - 20), found.start()):
        return None
    for one in mentions:
        if not (begin <= one.start < end) or abs(one.start - found.start()) > _NEAR:
            continue
        years = one.interval.last.year - one.interval.first.year + 1
        whole = (one.interval.first.month, one.interval.last.month) == (1, 12)
        if one.interval.precision is Precision.SPAN and whole and years == count:
            return one.interval
        if one.kind == "start" and one.interval.precision is Precision.YEAR and one.end <= found.start():
            first, last = one.interval.first, DateInterval.year(one.interval.first.year + count - 1).last
            return DateInterval(first, last, Precision.SPAN)
    return None


def _sentence(text: str, found: re.Match[str]) -> tuple[int, int]:
    """Where the sentence around a length begins and ends."""
    begin = max(text.rfind(stop, 0, found.start()) for stop in "。；\n") + 1
    ends = [at for stop in "。；\n" if (at := text.find(stop, found.end())) >= 0]
    return begin, min(ends, default=len(text))
