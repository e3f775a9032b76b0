"""When what a passage tells took place, or is to: chronology, by the passage's own days.

«累計至119年達30GW», told in 111, is a plan and no report; «於同年4月召開» behind «109年1月發布» was over in 109.
"""

import re
from datetime import date
from functools import lru_cache

from yinuo.decode.dates import DateMention, find_dates
from yinuo.extract.deadlines import deadlines
from yinuo.judge.figures import figures
from yinuo.judge.pair import Passage, Promise
from yinuo.judge.reading import read
from yinuo.judge.signs import kinds_in
from yinuo.judge.terms import postpones
from yinuo.model import DateInterval, Precision

__all__ = ["event", "is_later_day", "is_to_come", "new_due", "signs_of"]

_RUNS_TO = re.compile(r"累計至(?:民國|西元)?(\d{2,4})年[^，。；]{0,60}")
_GOES_ON = frozenset({"under_way"})
_OPENING = 8  # characters into a sentence before which its day must stand: «另於», «經濟部已於»
_ON = str.maketrans("。；", "，，")  # a year told in one sentence is that of «同年» in the next
_SAME_YEAR = re.compile("[同次翌隔]年|[同次翌]月")


def _dates(passage: Passage) -> tuple[DateMention, ...]:
    """The days of a passage; «同年4月» is of the year named last, be it a sentence or two before."""
    back = bool(_SAME_YEAR.search(passage.text))
    return _read_dates(passage.context if back else "", passage.text, passage.date, back=back)


@lru_cache(maxsize=8192)
def _read_dates(lead: str, text: str, told: date, *, back: bool) -> tuple[DateMention, ...]:
    """A passage is compared with many promises and read once; where it points ``back``, as one sentence."""
    if not back:
        return find_dates(text, told)
    skip = len(lead)
    found = (item for item in find_dates((lead + text).translate(_ON), told) if item.start >= skip)
    return tuple(item._replace(start=item.start - skip, end=item.end - skip) for item in found)


def signs_of(passage: Passage) -> frozenset[str]:
    """The signs of a passage; «累計至119年達30GW», told in 111, is a plan and signs nothing."""
    other = read(passage.text)
    plans = [at.span() for at in _RUNS_TO.finditer(other.text) if _year(at[1]) > passage.date.year]
    if not plans:
        return other.kinds
    edges = [0, *(edge for plan in plans for edge in plan), len(other.text)]
    return kinds_in("".join(other.text[low:high] for low, high in zip(edges[::2], edges[1::2], strict=True)))


def _year(written: str) -> int:
    """A year of the Common Era; short ones are the Republic's."""
    return int(written) + (1911 if int(written) < 1911 else 0)


def is_to_come(passage: Passage, start: int, end: int) -> bool:
    """True where the stretch names a year after the passage: «累計至119年裝置容量達9GW», told in 111, is a plan."""
    return any(
        start <= item.start and item.end <= end and item.interval.first.year > passage.date.year
        for item in _dates(passage)
        if item.kind != "label"
    )


def is_later_day(promise: Promise, passage: Passage, start: int, end: int) -> bool:
    """True where the quote gives a later day for the very act, and no other quantity of it."""
    if not promise.deadlines:
        return False
    quote = passage.text[start:end]
    if not postpones(
        promise.text,
        deadlines(promise.text, DateInterval(promise.date, promise.date)),
        quote,
        deadlines(quote, DateInterval(passage.date, passage.date)),
    ):
        return False
    target = promise.target
    given = [item.value for item in figures(read(quote).text) if target and item.unit == target.unit]
    return target is None or not given or target.value in given


def event(passage: Passage, start: int, end: int) -> DateInterval | None:
    """When the event of the quote took place: the latest day told in it that is not after the passage.

    Of «於109年4月24日召開會議，要求儘速查察» the quote «要求儘速查察» took place that day: where it tells no day
    and nothing that goes on, the day on which its sentence opens counts. Of «自109年起補助，刻正檢討» it does not.
    """
    over = [item for item in _dates(passage) if item.kind != "label" and item.interval.last <= passage.date]
    told = [item.interval for item in over if start <= item.start and item.end <= end]
    if not told and not kinds_in(read(passage.text[start:end]).text) & _GOES_ON:
        opens = max(passage.text.rfind(stop, 0, start) for stop in "。；\n") + 1
        led = [item for item in over if opens <= item.start <= opens + _OPENING and item.end <= start]
        told = [item.interval for item in led if item.kind == "past" and item.interval.precision is Precision.DAY]
    return max(told, key=lambda interval: (interval.last, interval.first), default=None)


def new_due(promise: Promise, passage: Passage, start: int, end: int) -> date | None:
    """The day a postponement moves to: the latest day still to come that its quote names."""
    days = [
        item.interval.last
        for item in _dates(passage)
        if start <= item.start and item.end <= end and item.kind != "label" and item.interval.last > passage.date
    ]
    return max((day for day in days if day > promise.date), default=None)
