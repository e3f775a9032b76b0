"""Figures against the target: how much of it was reached, by when, in the words of the evidence.

A figure counts only where a reader could not doubt that it measures the promised quantity: it stands
in accepted evidence, in a unit of the target's kind, it is reported rather than planned, it belongs to
the promised thing and to no other (``objects``), and it is a level where the target is a level:
«110年新增3.2MW» (what one year added) says nothing of «累計20MW». Where two figures compete, neither is taken.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from yinuo.decode.dates import find_dates
from yinuo.judge.delivery import meets, reported
from yinuo.judge.facts import accepted
from yinuo.judge.figures import Figure, comparable, figures
from yinuo.judge.objects import Wanted, kind_of, nearest, wanted
from yinuo.judge.reading import read
from yinuo.model import Commitment, Direction, Evidence, Relation, Target

__all__ = ["Measure", "Start", "measures", "share", "start"]

_FROM = re.compile(r"(?:由|自|從|原|目前|現行|現況)[^，。；]{0,12}$")
_ASIDE = re.compile(r"\(([^()]{1,20})\)")
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
    """Where the promise itself says that it started: 7 of «由7%提升至11%», in the target's unit."""

    on: date
    value: Decimal
    words: str


def measures(commitment: Commitment, evidence: Sequence[Evidence]) -> tuple[Measure, ...]:
    """What accepted evidence tells of the target, oldest first; nothing where there is no target."""
    target = commitment.target
    if target is None:
        return ()
    mine = wanted(commitment.quote.exact, target)
    found: dict[tuple[date, Decimal], Measure] = {}
    for item in sorted(evidence, key=lambda item: (item.effective.last, item.stated_on.last, item.id)):
        if item.commitment_id == commitment.id and accepted(item) and _tells(item):
            for point in _points(item, mine):
                found.setdefault((point.on, point.value), point)
    days = [day for day, _ in found]
    return tuple(found[key] for key in sorted(found) if days.count(key[0]) == 1)  # two values of one day: doubt


def _tells(item: Evidence) -> bool:
    return item.relation in (Relation.PROGRESS, Relation.FULFILLED, Relation.CHANGED)


def _points(item: Evidence, mine: Wanted) -> Iterator[Measure]:
    """The figures of one quote that measure the target: one, or one for each day that the quote names."""
    shadow = read(item.quote.exact).shadow
    dated = list(_measured(item, shadow.text, mine))
    if len({on for _, _, on in dated}) != len(dated):
        return  # two figures for one day: which of them it is, no reader could say
    for figure, value, on in dated:
        first, last = shadow.original(figure.start, figure.end)
        words = item.quote.exact[first:last]
        yield Measure(on, value, words, item.id, meets(value, mine.target), item.quote.start + first)


def _measured(item: Evidence, text: str, mine: Wanted) -> Iterator[tuple[Figure, Decimal, date]]:
    given = figures(text)
    for figure in given:
        value = comparable(figure, mine.target.unit)
        before = nearest(given, figure)
        told = item.stated_on.last
        if value is None or not reported(text, figure, told) or kind_of(text, figure) is not mine.kind:
            continue
        if mine.is_mine(text, figure, before):
            yield figure, value, _day(item, text, figure)


def _day(item: Evidence, text: str, figure: Figure) -> date:
    """The day the figure's own clause names, where it is over; else the day of what the quote tells."""
    begin = max(text.rfind(stop, 0, figure.start) for stop in "，。；") + 1
    told = [
        mention.interval.last
        for mention in find_dates(text[begin : figure.start], item.stated_on)
        if mention.kind != "label" and mention.interval.last <= item.stated_on.last
    ]
    return told[-1] if told else item.effective.last


def start(commitment: Commitment) -> Start | None:
    """Where the promise says that its quantity started; None where it does not.

    Reads «普及率由93.7%（106年）提高至95.5%（114年）»; refuses «將設置20處», whose start nobody tells.
    """
    target = commitment.target
    if target is None:
        return None
    shadow = read(commitment.quote.exact).shadow
    given = figures(shadow.text)
    for figure, following in pairwise(given):
        value, goal = comparable(figure, target.unit), comparable(following, target.unit)
        if value is None or goal != target.value or not _FROM.search(shadow.text[: figure.start]):
            continue
        first, last = shadow.original(figure.start, figure.end)
        days = _days_of(shadow.text, figure, commitment)
        return Start(days[0] if days else commitment.made_on.last, value, commitment.quote.exact[first:last])
    return None


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
