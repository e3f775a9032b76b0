"""Features of the company a unit keeps: what governs it, and its list mates.

A bare «盤點需求。» promises under «未來將推動下列事項：» and reports under «已推動下列事項：».
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from yinuo.extract.cues import Hit
from yinuo.extract.naming import prefixed
from yinuo.extract.reading import Unit

__all__ = ["company"]

_STRETCH = 128  # units: a list longer than this is read in parts, so that long documents take linear time
_STRONG = 1.5  # a cue as strong as this tells what is ahead or past by itself
_BARE = re.compile(
    "(?:[^，。：；]{2,24}：)?(?:並|且|另|同時|全面|共同|定期|主動|適時|優先|逐步|逐年|逐月|積極|持續|賡續|繼續){0,4}"
    "(?:建立|建置|建構|設置|設立|增設|成立|增加|擴大|擴增|加強|強化|提升|提高|推動|推廣|辦理|協助|輔導|補助|獎勵|鼓勵"
    "|研議|研擬|研訂|研發|修正|修訂|訂定|制定|檢討|盤點|規劃|開發|開放|培育|培養|完善|健全|落實|督導|督促|整合|結合"
    "|宣導|改善|優化|精進|發展|拓展|促進|促成|導入|引進|引導|運用|透過|配合|因應|針對|提供|確保|維持|監測|查核|稽查"
    "|執行|實施|召開|邀集|爭取|打造|營造|深化|簡化|調整|擬定|擬訂|發動|調降|放寬|延長|編列|挹注|布建|汰換|興建)"
)


def company(units: Sequence[Unit], cues: Sequence[Sequence[Hit]], block: range) -> list[list[str]]:
    """Names that hold of each unit of ``block`` by what stands around it.

    Args:
        units: the units of one document, in order.
        cues: the cue hits of each of them.
        block: the units wanted; a unit has the same names whatever the block.
    """
    said = _Said(units, cues)
    lists = _lists(said, block)
    names: list[list[str]] = []
    for at in block:
        own = said[at]
        kept = [f"manner {own.kind}", "begins bare" if own.bare else "begins otherwise"]
        names.append([*kept, *_governed(said, at), *_mates(own, lists[said.of(at)])])
    return names


class _Manner(NamedTuple):
    """How one unit speaks."""

    cues: tuple[str, ...]  # each once, sorted
    tense: str  # ahead, past, both or none
    bare: bool  # begins with its verb: «盤點需求。»
    kind: str  # tense, and whether bare


class _Said(dict[int, _Manner]):
    """How each unit speaks, by its number; looked at when first asked for."""

    def __init__(self, units: Sequence[Unit], cues: Sequence[Sequence[Hit]]) -> None:
        super().__init__()
        self.units = units
        self.hits = cues

    def __missing__(self, at: int) -> _Manner:
        hits = self.hits[at]
        tense, bare = _tense(hits), bool(_BARE.match(self.units[at].words))
        self[at] = found = _Manner(tuple(sorted({hit.cue.id for hit in hits})), tense, bare, tense + " bare" * bare)
        return found

    def of(self, at: int) -> tuple[int, int]:
        """The list it stands in: its governor (-1 where none does), and which stretch of the document."""
        governed = self.units[at].governed
        return governed[0] if governed else -1, at // _STRETCH


class _List(NamedTuple):
    """The units with one governor: how many, and how often each cue and each kind occurs."""

    size: int
    cues: Counter[str]
    kinds: Counter[str]


def _lists(said: _Said, block: range) -> dict[tuple[int, int], _List]:
    """Every list that a unit of ``block`` stands in, read over whole stretches."""
    members: dict[tuple[int, int], list[_Manner]] = {}
    first, last = block.start // _STRETCH * _STRETCH, (block.stop // _STRETCH + 1) * _STRETCH
    for at in range(first, min(last, len(said.units))):
        members.setdefault(said.of(at), []).append(said[at])
    return {
        name: _List(len(own), Counter([cue for one in own for cue in one.cues]), Counter([one.kind for one in own]))
        for name, own in members.items()
    }


def _tense(hits: Sequence[Hit]) -> str:
    """Ahead, past, both or none, by the strong cues: «將…» is ahead, «已…，並將…» both."""
    strong = {hit.cue.role for hit in hits if hit.cue.strength >= _STRONG}
    ahead, past = "commits" in strong, "reports" in strong
    return ("none", "ahead", "past", "both")[ahead + 2 * past]


def _governed(said: _Said, at: int) -> list[str]:
    """The chain above it: its cues, and the tense of the nearest governor that has one."""
    chain = said.units[at].governed
    told: dict[str, None] = {}
    for up, number in enumerate(chain):
        told.update(dict.fromkeys(prefixed(f"governed {min(up, 2)}", said[number].cues)))
        told.update(dict.fromkeys(prefixed("governs", said[number].cues)))
    names = list(told)
    over = next((said[number].tense for number in chain if said[number].tense != "none"), "none")
    names += (f"over {over}", f"over {over} own {said[at].kind}", f"depth {len(chain)}")
    if chain:
        names += (f"governor ends {said.units[chain[0]].words[-3:-1]}", f"item {min(at - chain[0], 4)}")
    return names


def _mates(own: _Manner, around: _List) -> list[str]:
    """The other units with the same governor: their cues, and how most of them are said."""
    names = [f"mates {cue}" for cue, count in around.cues.items() if count > (cue in own.cues)]
    for kind, count in around.kinds.items():
        others = count - (kind == own.kind)
        if 2 * others >= max(1, around.size - 1):
            names += (f"most mates {kind}", f"most mates {kind} own {own.kind}")
        elif others:
            names.append(f"some mates {kind}")
    return names
