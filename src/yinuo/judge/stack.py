"""A pile of segments that grows: what is new lies on top, and segments of like size are merged.

Adding a text costs the logarithm of what is held, a look-up passes a handful of segments, and nothing is ever
built again.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from yinuo.judge.candidates import THRESHOLD, Features
from yinuo.judge.lookup import Hit, Wanted, best
from yinuo.judge.segments import Growing, Segment, merged, term_id

__all__ = ["LOCKED_AT", "Stack", "settled"]

LOCKED_AT = 4096  # texts that lie loose on top: 4 MB
_STEP = 4  # a segment lies on one at least so many times as long
_ALWAYS = (0, 1 << 30)


class Stack:
    """Texts under numbers.

    >>> stack = Stack()
    >>> stack.add(7, features("三峽河長福橋改建工程預計明年三月完工"), day=738000, tie=1)  # doctest: +SKIP
    >>> [hit.key for hit in stack.search(features("長福橋改建工程已於二月完工"))]  # doctest: +SKIP
    [7]
    """

    def __init__(self, segments: Iterable[Segment] = (), *, locked_at: int = LOCKED_AT) -> None:
        self._segments = list(segments)
        self._locked_at = locked_at
        self._top = Growing()

    def __len__(self) -> int:
        return sum(map(len, self._segments)) + len(self._top)

    def add(self, key: int, text: Features, *, day: int, tie: int) -> None:
        """Add a text; ``tie`` orders texts of equal score and day, and should come from its identity."""
        self._top.add(map(term_id, text.weights), text.total, day, tie, key)
        if len(self._top) >= self._locked_at:
            self.lock()

    def take(self, segment: Segment) -> None:
        """Add the texts of a segment that was made elsewhere."""
        self._segments = settled([*self.lock(), segment])

    def lock(self) -> tuple[Segment, ...]:
        """Make a segment of what is loose, merge what is of like size, and give all segments, longest first."""
        if len(self._top):
            self._segments = settled([*self._segments, self._top.locked()])
            self._top = Growing()
        return tuple(self._segments)

    def search(
        self, text: Features, threshold: float = THRESHOLD, *, limit: int = 0, days: tuple[int, int] = _ALWAYS
    ) -> list[Hit]:
        """The texts with a score of at least ``threshold`` and a day of ``days`` (first, last), best first.

        Args:
            text: what to look up.
            threshold: least score.
            limit: most texts; the best are found exactly. 0 for all.
            days: ordinals.
        """
        (hits,) = self.search_all([text], threshold, limit=limit, days=days)
        return hits

    def search_all(
        self,
        texts: Sequence[Features],
        threshold: float = THRESHOLD,
        *,
        limit: int = 0,
        days: tuple[int, int] = _ALWAYS,
    ) -> list[list[Hit]]:
        """What ``search`` gives for each of these texts, in one pass: for a letter's passages a third of the time."""
        return best(self._parts(), wanted(texts, threshold, limit, days))

    def _parts(self) -> Iterator[Segment | Growing]:
        yield from self._segments
        yield self._top


def wanted(texts: Sequence[Features], threshold: float, limit: int, days: tuple[int, int]) -> Wanted:
    """Texts as ``lookup`` asks for them."""
    cuts = np.append(0, np.cumsum([len(text.weights) for text in texts], dtype=np.int64))
    terms = chain.from_iterable(text.weights for text in texts)
    ids = np.fromiter(map(term_id, terms), dtype=np.uint32, count=cuts[-1])
    worths = chain.from_iterable(text.weights.values() for text in texts)
    values = np.fromiter(worths, dtype=np.int64, count=cuts[-1])
    norms = np.array([text.norm for text in texts], dtype=np.float64)
    named = np.array([text.named for text in texts], dtype=np.int64)
    return Wanted(ids, values, cuts, norms, named, threshold, limit, *days)


def settled(segments: list[Segment]) -> list[Segment]:
    """The same texts with each segment at least ``_STEP`` times as long as the next."""
    kept: list[Segment] = []
    for segment in sorted(segments, key=len, reverse=True):
        kept.append(segment)
        while len(kept) > 1 and len(kept[-2]) < _STEP * len(kept[-1]):
            above = kept.pop()
            kept[-1] = merged([kept[-1], above])
    return kept
