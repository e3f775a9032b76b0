"""Figures against the target: how much of it was reached, by when, in the words of the evidence.

A figure counts only where a reader could not doubt that it measures the promised quantity: it stands in
accepted evidence or in the sentence that this is cut from, in a unit of the target's kind, it is reported
rather than planned, it belongs to the promised thing and to no other (``objects``), and it is a level where
the target is a level: «110年新增3.2MW» (what one year added) says nothing of «累計20MW». Where two figures
compete, neither is taken.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import cast

from yinuo.decode.already import ALREADY
from yinuo.decode.dates import find_dates
from yinuo.judge.delivery import meets, reported
from yinuo.judge.facts import accepted
from yinuo.judge.figures import Figure, comparable, figures
from yinuo.judge.objects import Kind, Wanted, kind_of, nearest, wanted
from yinuo.judge.reading import read
from yinuo.model import Commitment, Direction, Evidence, Quote, Target

__all__ = ["Measure", "Start", "measures", "share", "start"]

_FROM = re.compile(r"(?:由|自|從|原|目前|現行|現況)[^，。；]{0,12}$")
_ASIDE = re.compile(r"\(([^()]{1,20})\)")
_THERE = re.compile(f"{ALREADY}|截至|迄今|實際")  # in a sentence that promises again, only this tells what there is
_ENDS = "。；\n"
_LONGEST = 400  # characters of a sentence on either side of a quote
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Measure:
    """One point of the series.

    Attributes:
        on: the last day by which the value held.
        value: the figure in the target's unit, 萬 and 億 expanded.
        words: the figure as written.
        evidence_id: the evidence it stands in.
        met: True where the target is reached.
        start: where ``words`` begin in the evidence's document.
    """

    on: date
    value: Decimal
    words: str
    evidence_id: str
    met: bool
    start: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """Where the promise itself says that it started: 7 of «由7%提升至11%», in the target's unit.

    Attributes:
        on: the last day by which the value held.
        value: in the target's unit.
        words: the figure as written.
        start: where ``words`` begin in the promise's document.
    """

    on: date
    value: Decimal
    words: str
    start: int = 0


def measures(
    commitment: Commitment, evidence: Sequence[Evidence], texts: Mapping[str, str] | None = None
) -> tuple[Measure, ...]:
    """What accepted evidence tells of the target, oldest first; nothing where there is no target.

    Args:
        commitment: the promise.
        evidence: what was linked to it, in any order.
        texts: the documents' texts by id, where they are at hand: then the whole sentence of a quote is read, as
            the level often stands before the promise told again («截至9月已達7GW，仍朝20GW努力»).
    """
    target = commitment.target
    if target is None:
        return ()
    mine = wanted(commitment.quote.exact, target)
    found: dict[tuple[date, Decimal], Measure] = {}
    for item in sorted(evidence, key=lambda item: (item.effective.last, item.stated_on.last, item.id)):
        if item.commitment_id == commitment.id and accepted(item) and item.relation.bears:
            start, words = _sentence(item.quote, (texts or {}).get(item.quote.document_id))
            for point in _points(item, start, words, mine):
                found.setdefault((point.on, point.value), point)
    days = [day for day, _ in found]
    return tuple(found[key] for key in sorted(found) if days.count(key[0]) == 1)  # two values of one day: doubt


def _sentence(quote: Quote, text: str | None) -> tuple[int, str]:
    """Where the sentence of a quote begins, and the sentence; the quote alone where its text is not at hand."""
    if text is None:
        return quote.start, quote.exact
    low = max(quote.start - _LONGEST, *(text.rfind(end, 0, quote.start) + 1 for end in _ENDS))
    last = quote.end - 1 if quote.exact[-1] in _ENDS else quote.end
    high = min((at for end in _ENDS if (at := text.find(end, last)) >= 0), default=len(text))
    return low, text[low : max(quote.end, min(high, quote.end + _LONGEST))]


def _points(item: Evidence, start: int, words: str, mine: Wanted) -> Iterator[Measure]:
    """The figures of one sentence that measure the target: one, or one for each day that it names."""
    shadow = read(words).shadow
    dated = list(_measured(item, shadow.text, mine))
    if len({on for _, _, on in dated}) != len(dated):
        return  # two figures for one day: which of them it is, no reader could say
    for figure, value, on in dated:
        first, last = shadow.original(figure.start, figure.end)
        yield Measure(on, value, words[first:last], item.id, meets(value, mine.target), start + first)


def _measured(item: Evidence, text: str, mine: Wanted) -> Iterator[tuple[Figure, Decimal, date]]:
    given = figures(text)
    for figure in given:
        value = comparable(figure, mine.target.unit)
        told = item.stated_on.last
        if value is None or not reported(text, figure, told) or kind_of(text, figure) is not mine.kind:
            continue
        if not item.relation.moves and not _THERE.search(_clause(text, figure)):
            continue
        if mine.is_mine(text, figure, nearest(given, figure)):
            yield figure, value, _day(item, text, figure)


def _clause(text: str, figure: Figure) -> str:
    return text[max(text.rfind(stop, 0, figure.start) for stop in "，。；") + 1 : figure.start]


def _day(item: Evidence, text: str, figure: Figure) -> date:
    """The day the figure's own clause names, where it is over; else the day of what the quote tells."""
    begin = max(text.rfind(stop, 0, figure.start) for stop in "，。；") + 1
    told = [
        mention.interval.last
        for mention in find_dates(text[begin : figure.start], item.stated_on)
        if mention.kind != "label" and mention.interval.last <= item.stated_on.last
    ]
    return told[-1] if told else item.effective.last


def start(commitment: Commitment, text: str | None = None) -> Start | None:
    """Where the promise says that its quantity started; None where it does not.

    Reads «普及率由93.7%（106年）提高至95.5%（114年）» and «截至9月已達7GW，將續朝2025年20GW目標推動»; refuses
    «將設置20處», whose start nobody tells, and «風力截至9月已達1GW，太陽光電將達20GW», another's.

    Args:
        commitment: the promise.
        text: its document's text, where it is at hand: then the whole sentence is read.
    """
    target = commitment.target
    if target is None:
        return None
    begin, words = _sentence(commitment.quote, text)
    shadow = read(words).shadow
    given = figures(shadow.text)
    goal = _goal(given, shadow.original, commitment, begin)
    found = (
        None
        if goal is None
        else (_from(shadow.text, given, goal, target) or _there(commitment, shadow.text, given, goal))
    )
    if found is None:
        return None
    figure, value, on = found
    first, last = shadow.original(figure.start, figure.end)
    return Start(on or _told(shadow.text, figure, commitment), value, words[first:last], begin + first)


def _goal(
    given: Sequence[Figure], original: Callable[[int, int], tuple[int, int]], commitment: Commitment, begin: int
) -> Figure | None:
    """The target's own figure in the sentence: the one of its value that stands where its words do."""
    target = commitment.target
    at = commitment.quote.start + commitment.quote.exact.find(target.words) if target else -1
    for figure in given:
        low, high = (begin + edge for edge in original(figure.start, figure.end))
        if target and comparable(figure, target.unit) == target.value and low < at + len(target.words) and at < high:
            return figure
    return None


def _from(text: str, given: Sequence[Figure], goal: Figure, target: Target) -> tuple[Figure, Decimal, None] | None:
    """The figure of «由93.7%提高至95.5%» that stands right before the target's."""
    for figure, following in pairwise(given):
        value = comparable(figure, target.unit)
        if following is goal and value is not None and _FROM.search(text[: figure.start]):
            return figure, value, None
    return None


def _there(
    commitment: Commitment, text: str, given: Sequence[Figure], goal: Figure
) -> tuple[Figure, Decimal, date] | None:
    """The one level told as reached before the target in its sentence; None where there are two, or it is another's."""
    mine = wanted(commitment.quote.exact, cast("Target", commitment.target))
    told = commitment.made_on.last
    found = [
        (figure, value)
        for figure in given
        if figure.end <= goal.start
        and (value := comparable(figure, mine.target.unit)) is not None
        and _THERE.search(_clause(text, figure))
        and reported(text, figure, told)
    ]
    if len(found) != 1 or mine.kind is not Kind.LEVEL or meets(found[0][1], mine.target):
        return None
    ((figure, value),) = found
    beside = mine.is_beside(text, figure, nearest(given, figure), goal, nearest(given, goal))
    return (figure, value, _told(text, figure, commitment)) if beside and kind_of(text, figure) is Kind.LEVEL else None


def _told(text: str, figure: Figure, commitment: Commitment) -> date:
    days = _days_of(text, figure, commitment)
    return days[0] if days else commitment.made_on.last


def _days_of(text: str, figure: Figure, commitment: Commitment) -> list[date]:
    """The past days told of a figure: before it in its clause, or in brackets after it."""
    begin = max(text.rfind(stop, 0, figure.start) for stop in "，。；") + 1
    aside = _ASIDE.match(text, figure.end)
    told = find_dates(text[begin : figure.start], commitment.made_on)
    told += find_dates(aside[1], commitment.made_on) if aside else ()
    return [mention.interval.last for mention in told if mention.interval.last <= commitment.made_on.last]


def share(point: Measure, target: Target, begun: Start | None = None) -> Decimal | None:
    """How much of the target a value is, 1 for all of it; None where a share says nothing.

    7 of «至少20MW» is 0.35; 9 of «由7%提升至11%» is 0.5 of the way. Of «降至12%以下» no share is told unless
    it is known where it started.
    """
    if begun is not None and begun.value != target.value:
        return ((point.value - begun.value) / (target.value - begun.value)).quantize(_PLACES)
    if target.direction is Direction.AT_MOST or target.value == 0:
        return None
    return (point.value / target.value).quantize(_PLACES)
