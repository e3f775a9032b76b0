"""Dates in official Chinese: 民國110年1月19日, 本年底, 明（113）年第2季, 111-114年, 3個月內.

What a date is for (``DateMention.kind``) is read from the words that touch it:

- ``label``: the name of something, «110年度預算», 「前瞻基礎建設計畫（106年至114年）」, a document number;
- ``past``: over before the day the text was said;
- ``due``: 前, 底前, 內, 止, or 至 … alone;
- ``start``: 起, 開始, 自 … ;
- ``plain``: anything else.
"""

import re
from bisect import bisect_right
from datetime import date
from typing import NamedTuple

from yinuo.decode.date_forms import Reading, readings, roc_year
from yinuo.decode.folding import fold
from yinuo.model import DateInterval, Precision

__all__ = ["DateMention", "find_dates", "letter_date", "roc_year"]

_JOINT = re.compile(r"起?(?:至|到|迄|~|-|—|－)(?:民國)?$|起?(?:至|到|迄)$")
_DUE_AFTER = re.compile(r"(?:之|以)?[前內](?!往|進|來|述|揭|開|瞻|部|政)|間?(?:為)?(?:止|截止|屆滿)")
_START_AFTER = re.compile(r"[起](?!訖|草|跑)|(?:開始|正式|即)(?!前)")
_SINCE = re.compile(r"(?:自|從|由)$")
_UNTIL = re.compile(r"(?:至|到|迄)(?:民國)?$")
_NAMED = re.compile(r"「[^「」]{1,40}」|《[^《》]{1,40}》|『[^『』]{1,40}』")
_TERM_OF_PLAN = re.compile(r"(?:計畫|方案|條例|策略|綱領|預算|工作)\($")
_NUMBERED = re.compile(r"(?:字第|文號|編號)\d{0,12}$")
_YEARLY_USE = re.compile(r"起|底|前|內(?!政)|編列|完成|實施|辦理|開始|施行|推動|賡續|持續|上路|啟動|提出|將")
_YEARLY_LEAD = re.compile(r"(?:於|自|至|在|預計|預定|規劃|訂於|將)$")
_YEARLY_NOUN = re.compile(r"[^，。；：、]{0,10}(?:計畫|預算|作業|手冊|決算|考試|考招)")
_BALANCE = re.compile(r"[之的]?(?:不足|短絀|賸餘|剩餘|餘額|結餘|缺口|差額|欠[款費撥]|應付|未付|未撥|決算)")
_DATED = re.compile(r"(?:中華)?民國[\d〇○零一二三四五六七八九十百]{1,5}年")


class DateMention(NamedTuple):
    """A date in a text: ``text[start:end] == words``, its days, and what it is for."""

    start: int
    end: int
    words: str
    interval: DateInterval
    kind: str


def find_dates(text: str, said_on: date | DateInterval) -> tuple[DateMention, ...]:
    """Every date of ``text``, in order, read as of the day it was said.

    ``said_on`` is the letter's own date; of an interval, its first day counts as «now» and its
    last as the edge of the past. Ranges are one mention («111-114年» is 2022-01-01/2025-12-31).
    Reads «預計114年3月完工»; refuses «第110條» and the ten digits of a letter's number.
    """
    said = said_on if isinstance(said_on, date) else said_on.first
    latest = said_on if isinstance(said_on, date) else said_on.last
    shadow = fold(text)
    found = _joined(shadow.text, [*readings(shadow.text, latest)])
    names = [match.span() for match in _NAMED.finditer(shadow.text)] if found else []
    mentions = []
    for reading in found:
        start, end = shadow.original(reading.start, reading.end)
        name = bisect_right(names, (reading.start, len(shadow.text))) - 1
        kind = "label" if name >= 0 and reading.end <= names[name][1] else _kind(shadow.text, reading, said)
        mentions.append(DateMention(start, end, text[start:end], reading.interval, kind))
    return tuple(mentions)


def letter_date(text: str) -> DateInterval | None:
    """A document's own date, from its number line, head or title; ``None`` where none is told.

    Reads «行政院函　中華民國110年12月9日院臺施字第…號» and «112/09/15»; a text with no full date
    gives its first month, else its first year («2023年工作回顧»).
    """
    shadow = fold(text).text
    marked = _DATED.search(shadow)
    found = [*readings(shadow[marked.start() if marked else 0 :], date(2000, 1, 1))]
    told = [reading.interval for reading in found if reading.told_year and not reading.yearly]
    for precision in (Precision.DAY, Precision.TEN_DAYS, Precision.MONTH, Precision.YEAR):
        for interval in told:
            if interval.precision is precision:
                return interval
    return None


def _joined(text: str, found: list[Reading]) -> list[Reading]:
    """Two dates with 至, 到 or ~ between them are one span."""
    joined: list[Reading] = []
    for reading in found:
        left = joined[-1] if joined else None
        if left and reading.start - left.end <= 4 and _JOINT.fullmatch(text[left.end : reading.start]):
            right = reading.interval
            if not reading.told_year and right.last < left.interval.first:
                right = _a_year_on(right)
            if right.last >= left.interval.first and left.interval.precision is not Precision.SPAN:
                span = DateInterval(left.interval.first, right.last, Precision.SPAN)
                joined[-1] = Reading(left.start, reading.end, span, left.told_year, reading.yearly)
                continue
        joined.append(reading)
    return joined


def _a_year_on(interval: DateInterval) -> DateInterval:
    """The same month or quarter of the next year."""
    if interval.precision is Precision.MONTH:
        return DateInterval.month(interval.first.year + 1, interval.first.month)
    try:
        later = interval.first.replace(year=interval.first.year + 1), interval.last.replace(year=interval.last.year + 1)
    except ValueError:  # 29 February
        return interval
    return DateInterval(*later, interval.precision)


def _kind(text: str, reading: Reading, said: date) -> str:
    before, after = text[max(0, reading.start - 14) : reading.start], text[reading.end : reading.end + 8]
    if _NUMBERED.search(before) or (after.startswith(")") and _TERM_OF_PLAN.search(before)):
        return "label"
    led = _YEARLY_LEAD.search(before) and not _YEARLY_NOUN.match(text, reading.end)
    if reading.yearly and (_BALANCE.match(after) or not (led or _YEARLY_USE.match(after))):
        return "label"
    if reading.interval.last < said:
        return "past"
    if _START_AFTER.match(after) or (_SINCE.search(before) and reading.interval.precision is not Precision.SPAN):
        return "start"
    if _DUE_AFTER.match(after) or _UNTIL.search(before) or text.startswith(("內", "以內"), reading.end - 1):
        return "due"
    return "plain"
