"""How often links of a real run bear on their promise: what the ``confidence`` of a link says.

A score is calibrated on the gold pairs, whose passages were found by one search for each promise. A run meets other
pairs: every promise with every later passage that shares enough with it, and most of what scores alike is background.
So links of runs over the letters were read one by one (``benchmark/link_verdicts.tsv``), and two logistic curves fitted
to what was read (``benchmark/train_shares.py``). Of a promise told again the score alone tells how often it is the
same promise, more steeply than on the gold pairs. Of told movement it tells next to nothing; how much of the passage
the promise meets word by word does (``pair_encoder``: ``near_back``), on the links read and, less, on the gold pairs.
"""

import math

from yinuo.model import Relation

__all__ = ["share"]

_AGAIN = (-0.45, 2.5)  # level, and weight of the log-odds of the score
_MOVES = (0.9, 10.9, 0.7)  # level at, weight of, and middle of ``near_back``
_UNREAD = 0.75  # most for movement that no encoder compared word by word: 6 of the 8 read bear
_LEAST_READ = 0.5  # no link of told movement below this product was read: such a one is never told surer
_EDGE = 1e-6


def share(relation: Relation, score: float, sureness: float, near_back: float | None) -> float:
    """The share of real links like this one that bear on their promise, and move it if they say so; 0 to 1.

    Args:
        relation: what the passage is said to do.
        score: how surely it bears, calibrated on gold pairs, 0 to 1.
        sureness: the chance that what is told is movement, given that it bears; 1 where none is told.
        near_back: how much of the passage's words the promise meets, 0 to 1; None where no encoder read the pair.
    """
    if relation is Relation.RESTATED:
        level, weight = _AGAIN
        inside = min(max(score, _EDGE), 1 - _EDGE)
        return _chance(level + weight * math.log(inside / (1 - inside)))
    told = score * sureness
    if near_back is None:
        return told if relation is Relation.FULFILLED else min(told, _UNREAD)
    level, weight, middle = _MOVES
    read = _chance(level + weight * (near_back - middle)) * sureness
    return read if relation is Relation.PROGRESS and told >= _LEAST_READ else min(told, read)


def _chance(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
