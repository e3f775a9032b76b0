"""A whole part of an index gone through in compiled code: what is soonest done among hundreds of thousands of texts.

``lookup`` leaves out every posting that cannot matter, in array operations. Compiled, merely adding up every posting is
quicker: the sums of some ten thousand texts of like length lie beside the processor, each posting is read from where it
was left, and a sum is looked at once. What is found is the same, to the last bit. Numba compiles it (the extra
``scale``); where that is not installed, ``lookup`` goes on alone.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yinuo.judge.segments import Segment
from yinuo.judge.tally import Numbers
from yinuo.judge.wanted import Hit, Wanted

__all__ = ["LARGE", "code_for", "reach", "swept"]

LARGE = 150_000  # texts in an index from which on compiling pays
_BLOCK = 65_536  # texts whose sums lie beside the processor
_LOOK = 256  # sums looked at together
_ROOM = 1 << 16  # hits there is room for at first
_NEARLY = 1 - 1e-9  # the bar is drawn a hair lower: what is found is held to it again

Reach = Callable[..., int]


def code_for(texts: int) -> Reach | None:
    """``reach`` as machine code; None where it does not pay for so many texts, or Numba is not installed."""
    return _compiled() if texts >= LARGE else None


@lru_cache(maxsize=1)
def _compiled() -> Reach | None:
    if find_spec("numba") is None:
        return None
    from numba import njit  # noqa: PLC0415 - half a second, which small ledgers need not wait

    code: Reach = njit(cache=True)(reach)
    return code


def reach(  # noqa: C901 - one loop over arrays, as a compiler takes it
    places: NDArray[np.int32],
    lows: Numbers,
    highs: Numbers,
    values: Numbers,
    cuts: Numbers,
    asked: NDArray[np.float64],
    norms: NDArray[np.float64],
    which: NDArray[np.int32],
    where: NDArray[np.int32],
    sums: Numbers,
) -> int:
    """Every text whose shared worth reaches what its length asks, passage by passage; how many there are.

    Args:
        places: places of texts, posting by posting, ascending in each.
        lows: where each posting begins in ``places``; the postings of a passage stand together.
        highs: where each ends.
        values: what each is worth.
        cuts: where the postings of each passage begin; one more at the end.
        asked: of each passage what a text of length 1 must share.
        norms: length of each text, ascending.
        which: filled with the passage of each hit, as far as there is room.
        where: filled with its text's place.
        sums: filled with what it shares.
    """
    size, found = len(norms), 0
    left = lows.copy()  # how far each posting is read
    held = np.zeros(_BLOCK, dtype=np.int32)
    for passage in range(len(cuts) - 1):
        first, last = cuts[passage], cuts[passage + 1]
        total = values[first:last].sum()
        for begin in range(0, size, _BLOCK):
            if total < asked[passage] * norms[begin]:
                break  # nor can any longer text be reached
            end = min(size, begin + _BLOCK)
            for posting in range(first, last):
                at, stop, worth = left[posting], highs[posting], np.int32(values[posting])
                while at < stop:
                    place = places[at]
                    if place >= end:
                        break
                    held[place - begin] += worth
                    at += 1
                left[posting] = at
            least = np.int32(max(1, math.ceil(asked[passage] * norms[begin])))
            for low in range(0, _BLOCK, _LOOK):
                some = np.int32(0)
                for at in range(low, low + _LOOK):
                    some |= np.int32(held[at] >= least)
                if some:
                    for at in range(low, low + _LOOK):
                        if held[at] >= least and held[at] >= asked[passage] * norms[begin + at]:
                            if found < len(which):
                                which[found], where[found], sums[found] = passage, begin + at, held[at]
                            found += 1
            held[:] = 0
    return found


def swept(part: Segment, wanted: Wanted, bars: NDArray[np.float64], code: Reach) -> list[list[Hit]]:
    """For each passage the texts of the part at or above its bar; with a limit, its best ones.

    Args:
        part: what is gone through.
        wanted: the passages.
        bars: least score of each passage.
        code: ``reach``, compiled or not.
    """
    which, where, sums = _reached(part, wanted, bars, code)
    days = part.days_at(where)
    inside = (days >= wanted.first) & (days <= wanted.last)
    which, where, sums = which[inside], where[inside], sums[inside]
    scores = sums / (wanted.norms[which] * part.norms_at(where))
    ends = which.searchsorted(np.arange(len(bars) + 1)).tolist()
    return [
        _best(part, where[low:high], scores[low:high], bar, wanted.limit)
        for (low, high), bar in zip(pairwise(ends), bars.tolist(), strict=True)
    ]


def _reached(
    part: Segment, wanted: Wanted, bars: NDArray[np.float64], code: Reach
) -> tuple[NDArray[np.int32], NDArray[np.int32], Numbers]:
    """Passages, places and sums of what is near the bar; more room is made where there was too little."""
    found = part.postings(wanted.ids)
    passages = np.repeat(np.arange(len(bars)), np.diff(wanted.cuts))[found.which]
    cuts = passages.searchsorted(np.arange(len(bars) + 1)).astype(np.int64)
    asked = bars * wanted.norms * _NEARLY
    room = _ROOM
    while True:
        given: tuple[Any, ...] = (np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int64))
        values = wanted.values[found.which]
        count = code(found.places, found.lows, found.highs, values, cuts, asked, part.norms, *given)
        if count <= room:
            which, where, sums = (one[:count] for one in given)
            return which, where, sums
        room = count


def _best(part: Segment, places: NDArray[np.int32], scores: NDArray[np.float64], bar: float, limit: int) -> list[Hit]:
    """The hits of one passage: of more than the limit those that score no less than the last of the best."""
    if limit and len(scores) > limit:
        bar = max(bar, float(np.partition(scores, -limit)[-limit]))
    kept = (scores >= bar).nonzero()[0]
    told = part.told(places[kept])
    rows = zip(*(one.tolist() for one in (-scores[kept], told.days, told.ties, told.keys)), strict=True)
    return [Hit(*row) for row in rows]
