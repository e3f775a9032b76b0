"""Which texts could be about the same thing: a growing index, looked up by shared rare words.

It is used both ways: later statements look up the commitments made before them, and a commitment
that arrives late looks up the statements already there. Which way a pair is met, and what else is
in the index, changes nothing: the score is a function of the two texts alone, and the selection is
a rule on it («score ≥ θ»), never the best k of what happens to be there.
"""

import math
from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from yinuo.decode.folding import fold
from yinuo.judge.grams import UNSEEN, grams, weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    _Lists = list[tuple[array[int], int]]

__all__ = ["THRESHOLD", "Features", "Index", "features", "pair_score"]

RARE = 4.0  # pairs that stand in fewer than 1 of 55 passages; the others cost time and tell little
THRESHOLD = 3.5  # below it the model of ``evidence`` accepts no bearing pair of the gold data (benchmark/pairs.py)
_PLAIN = round(UNSEEN * UNSEEN * 100)
_NEARLY = 1 - 1e-9  # bounds are drawn a hair wide: rounding must lose nothing


@dataclass(frozen=True, slots=True)
class Features:
    """A text as the index sees it: its rare pairs with squared weights, and a length to divide by.

    Weights are whole numbers, so that sums are exact in any order.
    """

    weights: dict[str, int]
    norm: float  # fourth root of the sum of the weights: softer than a cosine


def features(text: str) -> Features:
    """Read a text (as it stands) for the index."""
    table = _squares()
    read = {gram: value for gram in grams(fold(text, flowing=True).text) if (value := table.get(gram, _PLAIN))}
    return Features(read, math.sqrt(math.sqrt(sum(read.values()) / 100)) * 10 if read else 1.0)


@lru_cache(maxsize=1)
def _squares() -> dict[str, int]:
    """Squared weights in hundredths; 0 for a pair too common to look up by."""
    return {gram: round(value * value * 100) if value >= RARE else 0 for gram, value in weights().items()}


def pair_score(one: Features, other: Features) -> float:
    """How much two texts share; 0 and up, symmetric, the same as ``Index.search`` gives."""
    small, large = sorted((one.weights, other.weights), key=len)
    return sum(value for gram, value in small.items() if gram in large) / (one.norm * other.norm)


class Index:
    """Texts under keys, looked up by what they share with another text.

    >>> index = Index()
    >>> index.add("bridge", "三峽河長福橋改建工程預計明年三月完工")
    >>> [key for key, _ in index.search("長福橋改建工程已於二月完工")]
    ['bridge']
    """

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._norms = array("d")
        self._postings: dict[str, array[int]] = {}
        self._shortest = math.inf  # least norm held
        self._sums: NDArray[np.int64] | None = None  # room to add up in; zero between searches

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: str, text: str | Features) -> None:
        """Add a text; the index grows in place, nothing is built again."""
        read = features(text) if isinstance(text, str) else text
        for gram in read.weights:
            self._postings.setdefault(gram, array("i")).append(len(self._keys))
        self._keys.append(key)
        self._norms.append(read.norm)
        self._shortest = min(self._shortest, read.norm)

    def search(self, text: str | Features, threshold: float = THRESHOLD) -> list[tuple[str, float]]:
        """Every text with a score of at least ``threshold``, best first, equal scores by key.

        Looks only at texts that share a rare pair, so the time follows what is shared, not what is held.

        Args:
            text: what to look up, as it stands or already read by ``features``.
            threshold: the least score; the default is the pipeline's own θ.
        """
        read = features(text) if isinstance(text, str) else text
        shared = [(posting, value) for gram, value in read.weights.items() if (posting := self._postings.get(gram))]
        common, rare = _split(shared, self._least(read, threshold))
        if not rare:
            return []
        import numpy as np  # noqa: PLC0415  (late: the commands that only show need no arrays)

        norms = np.frombuffer(self._norms)
        held, sums = self._met([(np.frombuffer(posting, dtype=np.int32), value) for posting, value in rare])
        could = sums + sum(value for _, value in common) >= threshold * read.norm * norms[held] * _NEARLY
        held, first = np.unique(held[could], return_index=True)
        sums = sums[could][first]
        for posting, value in common:
            places = np.frombuffer(posting, dtype=np.int32)
            at = np.minimum(np.searchsorted(places, held), len(places) - 1)
            sums += np.where(places[at] == held, value, 0)
        scores = sums / (read.norm * norms[held])
        found = [
            (self._keys[place], score)
            for place, score in zip(held.tolist(), scores.tolist(), strict=True)
            if score >= threshold
        ]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def _least(self, read: Features, threshold: float) -> float:
        """The least that any text held must share to reach the threshold.

        Sharing S asks for ``S >= threshold * norm * other norm``, and a text cannot share more than it has,
        ``other norm ** 4 / 100``: so a short text cannot reach it at all.
        """
        shortest = max(self._shortest, math.cbrt(100 * threshold * read.norm))
        return threshold * read.norm * shortest * _NEARLY

    def _met(self, lists: "list[tuple[NDArray[np.int32], int]]") -> "tuple[NDArray[np.int32], NDArray[np.int64]]":
        """Places in these postings, in their order, each with the sum of all the values it stands under."""
        import numpy as np  # noqa: PLC0415

        if self._sums is None or len(self._sums) < len(self._keys):
            self._sums = np.zeros(2 * len(self._keys), dtype=np.int64)
        for places, value in lists:
            self._sums[places] += value  # a place stands once in a posting
        met = np.concatenate([places for places, _ in lists])
        sums = self._sums[met]
        self._sums[met] = 0  # left as it was found: zero everywhere
        return met, sums


def _split(shared: "_Lists", least: float) -> "tuple[_Lists, _Lists]":
    """The longest postings that together are worth less than ``least``, and all others.

    What stands in none of the others cannot reach the threshold, so the long ones need no reading through.
    """
    by_length = sorted(shared, key=lambda item: (-len(item[0]), item[1]))
    worth = 0
    for at, (_, value) in enumerate(by_length):
        worth += value
        if worth >= least:
            return by_length[:at], by_length[at:]
    return by_length, []
