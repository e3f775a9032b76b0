"""What is looked up in an index, and what is found."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yinuo.judge.tally import Numbers

__all__ = ["Hit", "Wanted"]


class Hit(NamedTuple):
    """A text found; sorting puts the best first: by score, then the earlier, then by a number of its own."""

    loss: float  # the score, below zero
    day: int
    tie: int
    key: int

    @property
    def score(self) -> float:
        """How much it shares with what was looked up."""
        return -self.loss


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked up: some passages, all for the same days.

    Attributes:
        ids: numbers of their terms, passage by passage.
        values: what sharing each is worth.
        cuts: where the terms of each passage begin; one more at the end.
        norms: length of each passage (``Features.norm``).
        named: what the names of each are worth together; they lengthen no text.
        threshold: least score.
        limit: most texts found for a passage; 0 for all.
        first: earliest day of a text, as an ordinal.
        last: latest day.
    """

    ids: NDArray[np.uint32]
    values: Numbers
    cuts: Numbers
    norms: NDArray[np.float64]
    named: Numbers
    threshold: float
    limit: int = 0
    first: int = 0
    last: int = 1 << 30
