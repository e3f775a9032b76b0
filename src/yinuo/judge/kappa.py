"""Cohen's κ: how far two readers agree beyond what chance alone would give."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

__all__ = ["Kappa", "kappa"]


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement of two readings of the same things.

    Attributes:
        count: how many things both read.
        observed: share on which they agree, 0 to 1.
        expected: share on which they would by chance, given how often each uses each label.
        value: (observed - expected) / (1 - expected); None where nothing can be told (no thing, or one label only).
        low: the lower end of the 95 % interval (large-sample; few things make it wide).
        high: the upper end.
    """

    count: int
    observed: float
    expected: float
    value: float | None
    low: float | None = None
    high: float | None = None


def kappa(pairs: Sequence[tuple[str, str]]) -> Kappa:
    """κ of the labels that two readers gave, one pair a thing.

    Two readers who agree on 45 of 50 things, each calling half of them «progress», have κ 0.8. Where both only ever
    say one word, agreement says nothing and there is no κ.
    """
    count = len(pairs)
    if not count:
        return Kappa(0, 0.0, 0.0, None)
    observed = sum(one == other for one, other in pairs) / count
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(first[label] * second[label] for label in first) / count**2
    if expected >= 1:
        return Kappa(count, observed, expected, None)
    value = (observed - expected) / (1 - expected)
    spread = 1.96 * sqrt(observed * (1 - observed) / count) / (1 - expected)
    return Kappa(count, observed, expected, value, max(-1.0, value - spread), min(1.0, value + spread))
