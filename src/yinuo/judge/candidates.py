"""Which texts could be about the same thing: what two texts share, and a growing index to look it up in.

It is used both ways: later statements look up the commitments made before them, and a commitment
that arrives late looks up the statements already there. The score is a function of the two texts alone, and
a pair is a candidate where it reaches θ; of the candidates of one text the best ``PER_PASSAGE`` or ``PER_PROMISE``
are judged (``shelves``), which binds only where a great many letters say the same.
"""

import math
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from yinuo.decode.folding import fold
from yinuo.judge.grams import UNSEEN, grams, weights
from yinuo.judge.keys import keys

if TYPE_CHECKING:
    from yinuo.judge.lookup import Hit

__all__ = ["THRESHOLD", "Features", "Index", "features", "pair_score"]

RARE = 4.0  # pairs that stand in fewer than 1 of 55 passages; the others cost time and tell little
THRESHOLD = 3.5  # below it the model of ``evidence`` accepts no bearing pair of the gold data (benchmark/pairs.py)
_PLAIN = round(UNSEEN * UNSEEN * 100)
_NAMES = ("spot", "route", "quoted", "law", "plan")
_NAMED = 3000  # what sharing a name adds to the pairs it is written with: as much as a pair in 240 passages
_LETTER = re.compile(r"字第(\d{6,12})號")


@dataclass(frozen=True, slots=True)
class Features:
    """A text as the index sees it: its terms with what sharing each is worth, and a length to divide by.

    Terms are rare pairs of characters and Latin words («長福», «gw»), and names («law:再生能源條例»,
    «letter:1110012345»); any other sign of what a text is about can be one more term, the cell of a vector
    (``cell:812``) for instance. Values are whole numbers, so that sums are exact in any order.
    """

    weights: dict[str, int]
    norm: float  # fourth root of the sum of the pairs' weights: softer than a cosine
    total: int  # that sum
    named: int  # what the names are worth together


def features(text: str) -> Features:
    """Read a text (as it stands) for the index."""
    table = _squares()
    shadow = fold(text, flowing=True).text
    read = {gram: value for gram in grams(shadow) if (value := table.get(gram, _PLAIN))}
    total = sum(read.values())
    names = _names(shadow)
    read.update(dict.fromkeys(names, _NAMED))
    return Features(read, math.sqrt(math.sqrt(total / 100)) * 10 if total else 1.0, total, _NAMED * len(names))


def _names(shadow: str) -> frozenset[str]:
    """Names of places, roads, laws, plans, and numbers of letters, as terms.

    Takes «letter:1110012345» from «復貴委員院臺專字第1110012345號函», and nothing from «第3號碼頭».
    """
    read = keys(shadow)
    named = {f"{kind}:{name}" for kind in _NAMES for name in read.get(kind, ())}
    return frozenset(named.union(f"letter:{number}" for number in _LETTER.findall(shadow)))


@lru_cache(maxsize=1)
def _squares() -> dict[str, int]:
    """Squared weights in hundredths; 0 for a pair too common to look up by."""
    return {gram: round(value * value * 100) if value >= RARE else 0 for gram, value in weights().items()}


def pair_score(one: Features, other: Features) -> float:
    """How much two texts share; 0 and up, symmetric, the same as ``Index.search`` gives."""
    small, large = sorted((one.weights, other.weights), key=len)
    return sum(value for gram, value in small.items() if gram in large) / (one.norm * other.norm)


class Index:
    """Texts under names, looked up by what they share with another text.

    >>> index = Index()
    >>> index.add("bridge", "三峽河長福橋改建工程預計明年三月完工")
    >>> [key for key, _ in index.search("長福橋改建工程已於二月完工")]
    ['bridge']
    """

    def __init__(self) -> None:
        from yinuo.judge.stack import Stack  # noqa: PLC0415  (late: the commands that only show need no arrays)

        self._stack = Stack()
        self._names: list[str] = []

    def __len__(self) -> int:
        return len(self._names)

    def add(self, key: str, text: str | Features, day: int = 0) -> None:
        """Add a text; the index grows in place, nothing is built again. ``day`` is an ordinal."""
        read = features(text) if isinstance(text, str) else text
        self._stack.add(len(self._names), read, day=day, tie=zlib.crc32(key.encode()))
        self._names.append(key)

    def search(
        self,
        text: str | Features,
        threshold: float = THRESHOLD,
        *,
        limit: int = 0,
        days: tuple[int, int] = (0, 1 << 30),
    ) -> list[tuple[str, float]]:
        """Every text with a score of at least ``threshold``, best first, equal scores by key.

        Looks only at texts that share a rare term, so the time follows what is shared, not what is held.

        Args:
            text: what to look up, as it stands or already read by ``features``.
            threshold: the least score; the default is the pipeline's own θ.
            limit: most texts, the best ones: of equal score the earlier; 0 for all.
            days: first and last day of the texts wanted, as ordinals.
        """
        read = features(text) if isinstance(text, str) else text
        hits: list[Hit] = self._stack.search(read, threshold, limit=limit, days=days)
        found = [(self._names[hit.key], hit.score) for hit in hits]
        return found if limit else sorted(found, key=lambda one: (-one[1], one[0]))

    def search_all(
        self, texts: Sequence[Features], *, limit: int, days: tuple[int, int]
    ) -> list[list[tuple[str, float]]]:
        """What ``search`` gives for each of these texts, by θ and with a limit, in one pass."""
        found = self._stack.search_all(texts, THRESHOLD, limit=limit, days=days)
        return [[(self._names[hit.key], hit.score) for hit in hits] for hits in found]
