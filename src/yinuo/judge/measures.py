"""Figures against the target: how much of it was reached, by when, in the words of the evidence.

A figure counts only where a reader could not doubt that it measures the promised quantity: it stands
in accepted evidence, in the target's own unit, it is the only one of that unit in its quote, it is
reported rather than planned, and it is a level where the target is a level. «110年新增3.2MW» (what one
year added) says nothing of «累計20MW»; where two figures compete, neither is taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yinuo.judge.delivery import meets, reported
from yinuo.judge.facts import accepted
from yinuo.judge.figures import Figure, figures
from yinuo.judge.reading import read
from yinuo.model import Commitment, Direction, Evidence, Relation, Target

__all__ = ["Measure", "measures", "share"]

_FLOW = re.compile(
    r"新增|增加(?!至|到|為)|每年|每月|每日|當年|本年度?(?:補助|核定|設置|完成)|其中|另|平均|預算|經費|總價"
)
_LEVEL = re.compile("累計|總計|合計|截至|達|至")


@dataclass(frozen=True, slots=True)
class Measure:
    """One point of the series.

    Attributes:
        on: the last day by which the value held.
        value: the figure in the target's unit, 萬 and 億 expanded.
        words: the figure as written.
        evidence_id: the evidence it stands in.
        met: True where the target is reached.
    """

    on: date
    value: Decimal
    words: str
    evidence_id: str
    met: bool


def measures(commitment: Commitment, evidence: Sequence[Evidence]) -> tuple[Measure, ...]:
    """What accepted evidence tells of the target, oldest first; nothing where there is no target."""
    target = commitment.target
    if target is None:
        return ()
    found: dict[tuple[date, Decimal], Measure] = {}
    for item in sorted(evidence, key=lambda item: (item.effective.last, item.stated_on.last, item.id)):
        if item.commitment_id != commitment.id or not accepted(item) or not _tells(item):
            continue
        figure = _measured(read(item.quote.exact).text, target, read(commitment.quote.exact).text)
        if figure is not None:
            point = Measure(item.effective.last, figure.value, figure.words, item.id, meets(figure.value, target))
            found.setdefault((point.on, point.value), point)
    return tuple(found.values())


def _tells(item: Evidence) -> bool:
    return item.relation in (Relation.PROGRESS, Relation.FULFILLED, Relation.CHANGED)


def _measured(text: str, target: Target, promise: str) -> Figure | None:
    """The one figure of the quote that measures the target; None where there is none, or doubt."""
    same = [item for item in figures(text) if item.unit == target.unit]
    if len(same) != 1 or not reported(text, same[0]):
        return None
    start = max(text.rfind(stop, 0, same[0].start) for stop in "，。；") + 1
    clause = text[start : same[0].end]
    flow_promised = bool(_FLOW.search(promise)) and not _LEVEL.search(promise)
    if _FLOW.search(clause) and not _LEVEL.search(clause) and not flow_promised:
        return None
    return same[0]


def share(point: Measure, target: Target) -> Decimal | None:
    """How much of the target a value is, 1 for all of it; None where a share says nothing.

    7 of «至少20MW» is 0.35. Of «降至12%以下» no share is told: where it started is not known.
    """
    if target.direction is Direction.AT_MOST or target.value == 0:
        return None
    return (point.value / target.value).quantize(Decimal("0.0001"))
