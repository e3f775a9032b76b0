"""A text as the judge compares it: its shadow, weighted pairs, strong keys and signs; read once, kept."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from yinuo.decode.folding import Folded, fold
from yinuo.judge.grams import UNSEEN, find_grams, weights
from yinuo.judge.keys import keys
from yinuo.judge.signs import kinds_in

__all__ = ["Read", "pairs", "read", "topic"]

_STOP = re.compile("[，。；：、！？]")
_FORMALITY = re.compile(
    r"\([^)]{1,6}\)|行政院函送|就第\d{1,3}屆第\d{1,2}會期|總質詢|施政質詢|質詢之書面答復|之書面答復|所提質詢|請查照案|經交據.{1,20}查復如下"
)


@dataclass(frozen=True, slots=True)
class Read:
    """What comparing needs of one text."""

    shadow: Folded
    order: tuple[tuple[int, str], ...]  # pairs with their places, as they stand
    weights: dict[str, float]  # of each different pair; frozen
    rarest: tuple[str, ...]  # the twenty rarest pairs, rarest first
    soft: float  # sum of the weights to the power 2.5
    clauses: tuple[frozenset[str], ...]  # the pairs of each clause
    total: float  # sum of the weights
    squares: float  # sum of their squares
    keys: dict[str, frozenset[str]]  # strong keys by kind; frozen
    kinds: frozenset[str]  # signs

    @property
    def text(self) -> str:
        """The matching shadow."""
        return self.shadow.text


@lru_cache(maxsize=8192)
def read(text: str) -> Read:
    """Read a text as it stands; the same text is read once."""
    shadow = fold(text, flowing=True)
    order = tuple(find_grams(shadow.text))
    table = weights()
    own = {gram: table.get(gram, UNSEEN) for _, gram in order}
    values = sorted(own.values())
    squares, soft = sum(value * value for value in values), math.fsum(value**2.5 for value in values)
    rarest = tuple(sorted(own, key=lambda gram: (-own[gram], gram))[:20])
    clauses = tuple(_clauses(shadow.text, order))
    found, kinds = keys(shadow.text), kinds_in(shadow.text)
    return Read(shadow, order, own, rarest, soft, clauses, sum(values), squares, found, kinds)


def _clauses(text: str, order: Sequence[tuple[int, str]]) -> Iterator[frozenset[str]]:
    """The pairs of each clause that has any."""
    ends = [match.start() for match in _STOP.finditer(text)]
    clause: set[str] = set()
    at = 0
    for place, gram in order:
        while at < len(ends) and ends[at] < place:
            at += 1
            if clause:
                yield frozenset(clause)
                clause = set()
        clause.add(gram)
    if clause:
        yield frozenset(clause)


@lru_cache(maxsize=8192)
def pairs(text: str) -> dict[str, float]:
    """The weighted pairs of a text that only stands beside what is compared. Frozen."""
    table = weights()
    return {gram: table.get(gram, UNSEEN) for _, gram in find_grams(fold(text, flowing=True).text)}


@lru_cache(maxsize=4096)
def topic(subject: str) -> str:
    """A letter's subject without what every letter's subject says.

    «行政院函送羅委員就第10屆第4會期施政質詢之書面答復» leaves «羅委員»: no topic, only the asker.
    """
    return _FORMALITY.sub("", fold(subject).text)
