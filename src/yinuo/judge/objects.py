"""Whose figure it is, and of what kind: the promised thing's level, or another thing's, or one year's addition.

«民間屋頂光電累計5MW» is no figure of a promise on 「公有屋頂光電」; «110年新增3MW» is no point on the way to
«累計20MW».
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from yinuo.decode.folding import fold
from yinuo.judge.figures import Figure, comparable, figures
from yinuo.judge.grams import grams
from yinuo.model import Target

__all__ = ["Kind", "Wanted", "kind_of", "nearest", "wanted"]

_STOPS = "，。；：、()"
_GENERIC = re.compile(
    r"累計|累積|合計|總計|共計|總共|截至|目前|迄今|歷年|實際|業已|業經|達成|達到|完成|設置|建置|布建|裝置|容量|增加|新增|增設|提[升高]|降[至低]|減少"
    r"|至少|不?超過|不?低於|不少於|不逾|以上|以下|預計|預定|規劃|目標|本年度?|今年|去年|當年|年度|全國|全台|全臺|台灣|我國|國內|該|本部|本局|本署|本會"
    r"|[已達約計為至到年月底日將止於在的之共可由從自餘近逾高再為其內前後及與和並等數個量\d]"
)
_RATE = re.compile(r"每(?:年|月|日|季|週|天|學期|小時)")
_ADDS = re.compile(r"新增|增設|新建|增聘|增置|增購|再增|(?<!續)增加(?!至|到|為)|另")
_WHOLE = re.compile(r"累計|累積|總計|歷年|截至|迄今|目前|現有")
_PERIOD = re.compile(
    r"當年|本月|單月|上半年|下半年|(?:本年|今年|去年|\d{2,4}年)度?(?!\d|底|[前止]|間?起)|平均|其中|預算|經費|總價"
)


class Kind(StrEnum):
    """What sort of quantity a figure is."""

    LEVEL = "level"  # how much there is: 累計達20MW
    ADDED = "added"  # how much came since the promise: 新增53處
    FLOW = "flow"  # how much a stretch of time brought: 110年新增3MW, 當年補助640家
    RATE = "rate"  # how much a day or year brings again and again: 每日2.5萬噸


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a figure must be to measure a target."""

    target: Target
    kind: Kind
    own: frozenset[str]  # words by the target in the promise
    others: tuple[frozenset[str], ...]  # words by other figures of the same kind there
    everywhere: frozenset[str]  # words anywhere in the promise

    def is_mine(self, text: str, figure: Figure, before: int) -> bool:
        """True where what stands by a figure names the promised thing, or nothing at all.

        Args:
            text: the (folded) passage.
            figure: a figure of it.
            before: where the figure before it ends; 0 where there is none.
        """
        theirs = _content(_lead(text, figure.start, before))
        if theirs - self.everywhere:
            return False  # it names something that the promise does not
        near = len(theirs & self.own)
        return all(near > len(theirs & other) for other in self.others)

    def is_beside(self, text: str, figure: Figure, before: int, goal: Figure, between: int) -> bool:
        """True where a figure that stands before the target in one sentence is of the same thing.

        It names nothing («截至9月已達7GW，…達成太陽光電20GW»), the target names nothing of its own, or both name one
        thing. What a figure counts stands after it too: of «已掌握3GW案源» it is projects, no power that is there.

        Args:
            text: the (folded) sentence.
            figure: the figure that tells how much there is.
            before: where the figure before it ends.
            goal: the target's own figure.
            between: where the figure before the target's ends.
        """
        theirs, own = _content(_lead(text, figure.start, before)), _content(_lead(text, goal.start, between))
        counted = _content(_follow(text, figure.end))
        if counted and not counted & (own | _content(_follow(text, goal.end))):
            return False
        return not theirs or not own or bool(theirs & own)


def wanted(promise: str, target: Target) -> Wanted:
    """What a figure must be to measure the target of a promise (as written)."""
    text, words = fold(promise, flowing=True).text, fold(target.words, flowing=True).text
    at = max(0, text.find(words))
    before, own, others = 0, frozenset[str](), []
    for figure in figures(text):
        beside = _content(_lead(text, figure.start, before))
        before = figure.end
        if at <= figure.start < at + len(words) or figure.start <= at < figure.end:
            own = beside
        elif comparable(figure, target.unit) is not None and not text.startswith(("提", "增", "降"), figure.end):
            others.append(beside)
    kind = _promised_kind(_lead(text, at, 0), target)
    return Wanted(target, kind, own, tuple(other - own for other in others if other - own), grams(text))


def _promised_kind(lead: str, target: Target) -> Kind:
    if "/" in target.unit:
        return Kind.RATE
    return Kind.ADDED if _ADDS.search(lead) and not _WHOLE.search(lead) else Kind.LEVEL


def kind_of(text: str, figure: Figure) -> Kind:
    """What sort of quantity a figure of a (folded) passage is, by its clause.

    «截至110年底累計布建7MW» is a level, «已新增30處» added, «110年新增3MW» a flow, «每日產水1萬噸» a rate.
    """
    clause = text[max(text.rfind(stop, 0, figure.start) for stop in "，。；") + 1 : figure.end]
    if "/" in figure.unit or _RATE.search(clause):
        return Kind.RATE
    if _WHOLE.search(clause):
        return Kind.ADDED if _ADDS.search(clause) else Kind.LEVEL
    if _PERIOD.search(clause):
        return Kind.FLOW
    return Kind.ADDED if _ADDS.search(clause) else Kind.LEVEL


def _lead(text: str, at: int, before: int) -> str:
    begin = max([before, *(text.rfind(stop, 0, at) + 1 for stop in _STOPS)])
    return text[begin:at]


def _follow(text: str, at: int) -> str:
    return text[at : min((place for stop in _STOPS if (place := text.find(stop, at)) >= 0), default=len(text))]


def _content(lead: str) -> frozenset[str]:
    return grams(_GENERIC.sub(" ", lead))


def nearest(found: Sequence[Figure], figure: Figure) -> int:
    """Where the figure before this one ends; 0 where there is none."""
    return max((other.end for other in found if other.end <= figure.start), default=0)
