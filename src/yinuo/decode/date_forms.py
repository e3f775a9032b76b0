"""The surface forms of a date in a folded text, and the days each one means.

``readings`` finds them one by one; ``dates`` joins ranges and tells what each date is for.
Conventions (docs/deadlines.md): a year ends on 31 December, a quarter or month on its last day,
上旬 on the 10th, 中旬 on the 20th; 年底 is December, 月底 the month's last ten days.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from yinuo.decode.date_counts import add_months, counted, days_of_month, number_of, week_of
from yinuo.decode.feasts import FEAST_WORDS, eve, on_the_day
from yinuo.model import DateInterval, Precision

__all__ = ["Reading", "readings", "roc_year"]

_HAN = "一二三四五六七八九十"
_END = (  # what may follow 中 of a year or month; not 中央, 中小企業, 中長程
    r"(?=[前，。；、)\n及與]|完|內|以前|之前|底|左右|前後|提[報出送]|公[布告]|啟[用動]|[通開動]工|通車|上[線路]|"
    r"推[出動]|召開|舉辦|辦理|發[布包放]|實施|施行|試辦|試營|招標|核定|修正|報[院核送]|送[請交審]|可望|可完|正式|陸續|將|$)"
)
_YEAR = rf"\d{{3,4}}|(?<=民國)\d{{1,2}}|[6-9]\d(?=年度?(?:\d|底))|[{_HAN}〇○零百]{{3,6}}"
_LASTING = "(?:歷史|校慶|租期|樹齡|老[樹屋街])"  # «建校120年校慶» counts years and names none
_PARTS = r"(?:度?第?\d|[底初]|[上下]半)"  # «逾113年6月底» names a year, «逾113年» counts them
_PART_AHEAD = rf"(?:\d{{1,2}}|[{_HAN}]{{1,3}})月(?!刊)|第[1-4一二三四]季|[上下]半年|{FEAST_WORDS}"
_FIRST = "".join(sorted({word[0] for word in FEAST_WORDS.split("|")}))
_HEAD = re.compile(
    rf"""(?=[\d{_HAN}〇○零百兩半未今往民中西公本去明翌隔同當該上後前次下第年月{_FIRST}])(?:
    (?<![\d.,/-])(?P<ny>\d{{4}}|1\d\d|[89]\d)(?P<mark>[./-])(?P<nm>\d{{1,2}})(?P=mark)(?P<numeric>\d{{1,2}})(?![\d./-])
  | (?<![\d.,/-])(?P<py>20\d\d|1[0-2]\d|0[89]\d)(?P<pm>0[1-9]|1[0-2])(?P<packed>0[1-9]|[12]\d|3[01])
        (?![\d.,/元人件戶噸公號萬億%-])
  | (?<![近前每逾\d.,])(?P<ahead>未來|今後|往後)?(?P<count>\d{{1,4}}|[{_HAN}兩]{{1,3}}|半)個?
        (?P<span>工作[日天]|星期|禮拜|月|年|日|天|週|周)(?:[之以]?內|(?(ahead)(?![級期])|(?!)))
  | (?<!\d)(?<!\d,)(?P<range_year>\d{{2,4}})(?=[至到~—-](?:民國)?\d{{2,4}}年(?!級))
  | (?<![\d.,])(?P<range_month>\d{{1,2}})(?=[至到~—-]\d{{1,2}}月)
  | (?<![\d第{_HAN}])(?<!\d,)(?:(?<![近逾滿])|(?=\d+年{_PARTS}))(?:(?:中華)?民國|西元|公元)?(?P<year>{_YEAR})
        (?:年(?![級期來資齡]|之?{_LASTING})|(?=學年))
  | (?P<relative>[本今去明翌隔同當該]|(?<!以)上(?!年紀)|(?<!以)後|(?<![以之年目])前|(?<![一首初再每])次(?:一(?=年度))?
        |下一?(?=年度))
        (?:\((?:民國)?(?P<gloss>\d{{2,4}})年?\))?年(?![級期來資齡輕長])
  | (?P<nearby>[本上次下當同該])(?:\(\d{{1,2}}\)|(?<=[上下])個)?月(?![刊報])
  | (?P<week>[本下])[一個]?[週周](?![期年轉遭邊報刊知全])(?P<weekday>[一二三四五六日天](?![般面共旦]))?
  | (?<![\d.,/個{_HAN}-])(?P<bare>(?={_PART_AHEAD}))
  | (?<![\d{_HAN}近歷每往全多半一幾數])(?P<alone>年底|年中{_END}|年內(?!部)|月底|月中{_END})
    )""",
    re.VERBOSE,
)
_PART = re.compile(
    rf"""(?:會計年度|學?年?度)?[之的間]?(?:
    (?P<month>\d{{1,2}}|[{_HAN}]{{1,3}})月份?
        (?:(?P<day>\d{{1,2}}|[{_HAN}]{{1,3}})[日號]|(?P<within>底|末|初(?![步期審次])|上旬|中旬|下旬|中{_END}))?
  | 第?(?P<quarter>[1-4一二三四])季[底末]?|[Qq](?P<q>[1-4])(?!\d)
  | (?P<half>[上下])半年(?!度?報)
  | (?P<feast>{FEAST_WORDS})(?=之?前|以前)|(?P<feastday>{FEAST_WORDS})(?=起|當[日天]|上路|實施|施行|開放|啟用|通車)
  | (?P<edge>年?[底末](?![層價定部端])|年?初(?![步期審次級選評任稿始])|年?中{_END})
    )""",
    re.VERBOSE,
)
_NEARBY = re.compile(r"份?(?:(?P<day>\d{1,2})[日號]|(?P<within>底|末|初|上旬|中旬|下旬))?")
_SCHOOL_YEAR = re.compile(r"學年?度?(?:第?(?P<term>[12一二])學期)?")
_MONTHS = re.compile(r"(?P<from>\d{1,2})[、至到~-](?P<to>\d{1,2})月(?:份|底|間)?")
_EACH = re.compile(r"[每各][^，。；]{0,24}$|[之滿後束]$")
_FISCAL_YEAR = re.compile(r"(?:會計)?年?度")
_AHEAD = re.compile(r"(?:預計|預定|預估|將|擬|規劃|可望|力拼|訂於|定於|可於|目標|期於|儘速)[^，。；]{0,12}$")
_BEHIND = re.compile(r"(?:已|業|曾|前|原)(?:於|自|在)?$")
_QUARTERS = "一二三四"
_OFFSETS = {"本": 0, "今": 0, "去": -1, "上": -1, "前": -2, "明": 1, "後": 2, "下": 1, "下一": 1}
_TOO_FAR = 270  # days; a promised month that is further ahead than this was this year's


class Reading(NamedTuple):
    """One form in the shadow: where, which days, and whether it tells its own year."""

    start: int
    end: int
    interval: DateInterval
    told_year: bool
    yearly: str = ""  # 年度 or 學年度 where the form is a label of a year rather than a day


def roc_year(number: int) -> int:
    """The year of the Common Era: 110 is 2021; 1911 and later already are."""
    return number if number >= 1911 else number + 1911


def readings(text: str, said: date) -> Iterator[Reading]:
    """Every date form of a folded text, in order; ``said`` is the day the text was written.

    Reads «本(110)年底», «8月10日», «3個月內»; refuses what the calendar has not (2月30日) and
    what no day can be told of («次年» with no year before it).
    """
    position, anchor, seen = 0, None, 0
    while head := _HEAD.search(text, position):
        position = max(head.end(), head.start() + 1)
        if any(text.find(stop, seen, head.start()) >= 0 for stop in "。；"):
            anchor = None
        seen = head.start()
        try:
            reading = _read(text, head, said, anchor)
        except (ValueError, OverflowError):
            continue
        if reading is None and head["relative"] and (part := _PART.match(text, position)):
            position = part.end()  # «次年5月底» of an unknown year is no month of the letter's
        if reading is not None and reading.interval.first.year >= 1911 and reading.interval.last.year <= 2200:
            position, anchor = max(reading.end, position), reading.interval if reading.told_year else anchor
            yield reading


def _read(text: str, head: re.Match[str], said: date, anchor: DateInterval | None) -> Reading | None:
    kind = head.lastgroup or ""
    if kind in ("numeric", "packed", "span", "range_year"):
        interval = _whole(head, kind, said)
        return Reading(*head.span(), interval, kind != "span") if interval else None
    if head["year"] or head["relative"]:
        known = roc_year(number_of(head["year"])) if head["year"] else _relative(head, said, anchor)
        return _in_year(text, *head.span(), known, said)
    if kind == "nearby":
        return _nearby(text, head, said, anchor)
    if head["week"]:
        return Reading(*head.span(), week_of(said, head["week"], head["weekday"]), told_year=True)
    return _alone(head, said, anchor) if kind == "alone" else _yearless(text, head, said, anchor)


def _whole(head: re.Match[str], kind: str, said: date) -> DateInterval | None:
    """The forms that are complete in themselves: 112/02/21, 1090101, 3個月內, the 111 of 111-114年."""
    if kind == "numeric":
        return DateInterval.day(roc_year(int(head["ny"])), int(head["nm"]), int(head["numeric"]))
    if kind == "packed":
        return DateInterval.day(roc_year(int(head["py"])), int(head["pm"]), int(head["packed"]))
    if kind == "range_year":
        return DateInterval.year(roc_year(int(head["range_year"])))
    last = counted(said, head["count"], head["span"])
    return DateInterval(said, last, Precision.SPAN) if last else None


def _relative(head: re.Match[str], said: date, anchor: DateInterval | None) -> int | None:
    if head["gloss"]:
        return roc_year(int(head["gloss"]))
    word = head["relative"]
    if word in _OFFSETS:
        return said.year + _OFFSETS[word]
    if anchor is not None:
        return anchor.last.year + (word[0] in "次翌隔")
    text, start = head.string, head.start()
    coming = (
        word[0] == "次" and text.startswith("度", head.end()) and not _EACH.search(text[max(0, start - 30) : start])
    )
    return said.year + 1 if coming else None


def _in_year(text: str, start: int, end: int, year: int | None, said: date) -> Reading | None:
    """The year itself, or the part of it told right after it."""
    if year is None or not 1911 <= year <= 2200:
        return None
    part = _PART.match(text, end)
    if months := _MONTHS.match(text, end):
        ends = [DateInterval.month(year, int(months[name])) for name in ("from", "to")]
        return Reading(start, months.end(), DateInterval(ends[0].first, ends[1].last, Precision.SPAN), told_year=True)
    if part:
        found = _part(part, year, said)
        return Reading(start, part.end(), found, told_year=True) if found else None
    if school := _SCHOOL_YEAR.match(text, end):
        days = (date(year, 8, 1), date(year + 1, 1, 31), date(year + 1, 2, 1), date(year + 1, 7, 31))
        first, last = {"1": (0, 1), "一": (0, 1), "2": (2, 3), "二": (2, 3)}.get(school["term"] or "", (0, 3))
        interval = DateInterval(days[first], days[last], Precision.SPAN)
        return Reading(start, school.end(), interval, told_year=True, yearly="學年度")
    if fiscal := _FISCAL_YEAR.match(text, end):
        return Reading(start, fiscal.end(), DateInterval.year(year), told_year=True, yearly="年度")
    return Reading(start, end, DateInterval.year(year), told_year=True)


def _part(part: re.Match[str], year: int, said: date) -> DateInterval | None:
    if part["month"]:
        month = number_of(part["month"])
        if part["day"]:
            return DateInterval.day(year, month, number_of(part["day"]))
        return days_of_month(year, month, part["within"])
    if quarter := part["quarter"] or part["q"]:
        number = int(quarter) if quarter.isascii() else _QUARTERS.index(quarter) + 1
        last = DateInterval.month(year, number * 3).last
        return DateInterval(date(year, number * 3 - 2, 1), last, Precision.QUARTER)
    if part["half"]:
        first, last = (
            (date(year, 1, 1), date(year, 6, 30)) if part["half"] == "上" else (date(year, 7, 1), date(year, 12, 31))
        )
        return DateInterval(first, last, Precision.HALF)
    if word := part["feast"] or part["feastday"]:
        before = eve(word, year=year, after=said)
        return before if part["feast"] or before is None else on_the_day(before)
    return DateInterval.month(year, {"初": 1, "中": 6}.get(part["edge"][-1], 12))


def _nearby(text: str, head: re.Match[str], said: date, anchor: DateInterval | None) -> Reading | None:
    """本月底, 次月10日, 上月; 當月 and 同月 only after a month that was told."""
    within = _NEARBY.match(text, head.end())
    word = head["nearby"]
    base = anchor.last if anchor and word in "次當同該" else said
    if within is None or (word in "當同該" and (anchor is None or anchor.precision > Precision.MONTH)):
        return None
    month = add_months(base.replace(day=1), {"上": -1, "次": 1, "下": 1}.get(word, 0))
    if within["day"]:
        interval = DateInterval.day(month.year, month.month, int(within["day"]))
    else:
        interval = days_of_month(month.year, month.month, within["within"])
    return Reading(head.start(), within.end(), interval, told_year=True)


def _alone(head: re.Match[str], said: date, anchor: DateInterval | None) -> Reading:
    """年底, 年中, 年內, 月底 with nothing before them: of the year told before, or of the letter."""
    year = anchor.last.year if anchor and anchor.last.year >= said.year else said.year
    word = head["alone"]
    if word == "年內":
        interval = DateInterval.year(said.year)
    elif word[0] == "年":
        interval = DateInterval.month(year, 12 if word[1] == "底" else 6)
    else:
        interval = days_of_month(said.year, said.month, word[1])
    return Reading(head.start(), head.end(), interval, told_year=False)


def _yearless(text: str, head: re.Match[str], said: date, anchor: DateInterval | None) -> Reading | None:
    """A month, quarter or half without its year.

    It has the year told before it in the sentence, if it is not earlier than that date; else the
    letter's. «預計2月底前完成» of a December letter means the next February, for it is promised;
    «12月2日至31日開放» of a January letter means the last December, which is the nearest.
    """
    if head.lastgroup == "range_month":
        end, month = head.end(), int(head["range_month"])
        told = [DateInterval.month(year, month) for year in (said.year - 1, said.year, said.year + 1)]
    else:
        part = _PART.match(text, head.start())
        if part is None:
            return None
        end = part.end()
        read = [_part(part, year, said) for year in (said.year - 1, said.year, said.year + 1)]
        told = [interval for interval in read if interval is not None]
        if part["feast"] or part["feastday"] or len(told) < 3:
            coming = [interval for interval in told if interval.last >= said][:1]
            return Reading(head.start(), end, coming[0], told_year=False) if coming else None
        if anchor and (same := _part(part, anchor.last.year, said)) and same.last >= anchor.first:
            return Reading(head.start(), end, same, told_year=False)
    behind = anchor is not None and anchor.last < said
    interval = _likeliest(
        told, said, text[max(0, head.start() - 20) : head.start()], text[end : end + 2], behind=behind
    )
    return Reading(head.start(), end, interval, told_year=False)


def _likeliest(told: list[DateInterval], said: date, before: str, after: str, *, behind: bool) -> DateInterval:
    """Last year's, this year's or next year's, by the words around it; without any, the nearest.

    ``behind``: the sentence has told of something past, and goes on telling it unless it says so.
    """
    last, this, coming = told
    if _AHEAD.search(before) or after.startswith(("前", "以前")):
        return coming if this.last < said and (coming.first - said).days < _TOO_FAR else this
    if behind or _BEHIND.search(before) or after == "以來":
        return this if this.first <= said else last
    return min((this, last, coming), key=lambda interval: abs((interval.first - said).days))
