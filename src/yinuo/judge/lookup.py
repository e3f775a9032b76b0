"""The best texts for one text, exactly: postings are read rarest first, and no further than they can matter.

A text that stands in none of the postings read so far cannot share more than all the others are worth together. As
soon as that is less than the threshold asks for, or than the worst of the best ``limit`` texts has already, the long
postings of common pairs need no reading through: they are only asked about the texts that are still in question.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yinuo.judge.segments import Part, Places, norms

__all__ = ["Hit", "Wanted", "best"]

_FIRST = 4096  # postings read before the first look at how good the best are; each later step doubles what was read
_CHEAPER = 16  # asking a posting about one text takes as long as reading this many of its places
_NEARLY = 1 - 1e-9  # bounds are drawn a hair wide: rounding must lose nothing

Sums = NDArray[np.int32]


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
    """What is looked up.

    Attributes:
        ids: numbers of its terms, ascending.
        values: what sharing each is worth.
        norm: its length (``Features.norm``).
        named: what its names are worth together; they lengthen no text.
        threshold: least score.
        limit: most texts found; 0 for all.
        first: earliest day of a text, as an ordinal.
        last: latest day.
    """

    ids: NDArray[np.uint32]
    values: NDArray[np.int32]
    norm: float
    named: int
    threshold: float
    limit: int = 0
    first: int = 0
    last: int = 1 << 30


def best(parts: Iterable[Part], wanted: Wanted) -> list[Hit]:
    """The texts that share enough, best first; at most ``limit``, and then exactly the best there are."""
    found: list[Hit] = []
    bar = wanted.threshold
    for part in sorted(parts, key=len, reverse=True):
        if len(part) and part.last_day >= wanted.first:
            found += _Look(part, wanted, bar).hits()
            found.sort()
        if wanted.limit and len(found) >= wanted.limit:
            del found[wanted.limit :]
            bar = max(bar, found[-1].score)
    return found


class _Look:
    """One look-up in one part."""

    def __init__(self, part: Part, wanted: Wanted, bar: float) -> None:
        self._part, self._wanted, self._bar = part, wanted, bar
        found = sorted(part.postings(wanted.ids), key=lambda one: len(one[1]))
        self._lists = [places for _, places in found]
        self._values: Sums = wanted.values[[which for which, _ in found]]
        self._lengths = [len(places) for places in self._lists]
        self._worth = int(self._values.sum())  # of what was not read yet
        self._read = 0  # how many lists were read
        self._shortest = float(norms(np.array([part.least_total], dtype=np.uint32))[0])

    def hits(self) -> list[Hit]:
        """Every text of the part at or above the bar; with a limit, at least its best ones."""
        if self._worth < self._least():
            return []
        sums: Sums = np.zeros(len(self._part), dtype=np.int32)
        self._find(sums)
        held = self._settle(sums, self._met(sums))
        told = self._part.told(held)
        scores = sums[held] / (self._wanted.norm * told.norms)
        kept = np.flatnonzero(scores >= self._bar)
        if self._wanted.limit and len(kept) > self._wanted.limit:
            last = np.partition(scores[kept], -self._wanted.limit)[-self._wanted.limit]
            kept = kept[scores[kept] >= last]
        rows = zip(*(one[kept].tolist() for one in (-scores, told.days, told.ties, told.keys)), strict=True)
        return [Hit(*row) for row in rows]

    def _least(self) -> float:
        """The least that a text held must share to reach the bar.

        Sharing S asks for ``S >= bar * norm * other norm``; and a text cannot share more than it has, ``other norm
        ** 4 / 100`` and our names, so that a short text cannot reach it at all.
        """
        asked = self._bar * self._wanted.norm
        room = 100 * (asked - self._wanted.named / self._shortest)
        return asked * max(self._shortest, math.cbrt(room) if room > 0 else 0.0) * _NEARLY

    def _find(self, sums: Sums) -> None:
        """Read postings, rarest first, until no text unseen can reach the bar; the bar rises with what is found."""
        total = 0
        while self._read < len(self._lists) and self._worth >= self._least():
            begin, upto = self._read, total + max(_FIRST, total)
            while self._read < len(self._lists) and (total < upto or self._read == begin):
                total += self._lengths[self._read]
                self._read += 1
            met = self._add(sums, begin, self._read)
            if self._wanted.limit and self._read < len(self._lists):
                self._raise_bar(sums, met)

    def _add(self, sums: Sums, begin: int, end: int) -> Places:
        """Add up what sharing these postings is worth; gives all their places."""
        met = np.concatenate(self._lists[begin:end])
        values = self._values[begin:end]
        np.add.at(sums, met, np.repeat(values, self._lengths[begin:end]))
        self._worth -= int(values.sum())
        return met

    def _raise_bar(self, sums: Sums, met: Places) -> None:
        """What ``limit`` texts have reached already, the best must reach."""
        met = self._above(sums, met, 0)
        if len(met) < self._wanted.limit:
            return
        scores = sums[met] / (self._wanted.norm * self._part.norms_at(met))
        if len(scores) >= self._wanted.limit:
            self._bar = max(self._bar, float(np.partition(scores, -self._wanted.limit)[-self._wanted.limit]))

    def _above(self, sums: Sums, met: Places, more: int) -> Places:
        """The different ones of these places that could reach the bar with so much more, of a day asked for.

        A first look asks as if each text were the shortest one, which throws most away; then its own length counts.
        """
        held = met[sums[met] >= self._bar * self._wanted.norm * self._shortest * _NEARLY - more]
        held = _distinct(held[sums[held] >= self._needed(held) - more])
        return self._in_time(held)

    def _needed(self, held: Places) -> NDArray[np.float64]:
        """What each of these texts must share to reach the bar."""
        return np.asarray(self._part.norms_at(held) * (self._bar * self._wanted.norm * _NEARLY))

    def _in_time(self, held: Places) -> Places:
        days = self._part.days_at(held)
        return np.asarray(held[(days >= self._wanted.first) & (days <= self._wanted.last)])

    def _met(self, sums: Sums) -> Places:
        """The places read of that could still reach the bar, in time."""
        if not self._read:
            return np.empty(0, dtype=np.int32)
        if sum(self._lengths[: self._read]) * 4 < len(sums):
            return self._above(sums, np.concatenate(self._lists[: self._read]), self._worth)
        need = self._bar * self._wanted.norm * self._shortest * _NEARLY - self._worth
        held = np.flatnonzero(sums >= max(1, math.ceil(need))).astype(np.int32)
        return self._in_time(held[sums[held] >= self._needed(held) - self._worth])

    def _settle(self, sums: Sums, held: Places) -> Places:
        """Add what the postings not read are worth to the texts in question, and drop those that fall out."""
        for rank in range(self._read, len(self._lists)):
            places = self._lists[rank]
            if len(held) * _CHEAPER > len(places):
                self._add(sums, rank, rank + 1)
            else:
                value = self._values[rank]
                at = np.minimum(np.searchsorted(places, held), len(places) - 1)
                sums[held] += np.where(places[at] == held, value, np.int32(0))
                self._worth -= int(value)
            if not len(held):
                break
            held = held[sums[held] >= self._needed(held) - self._worth]
        return held


def _distinct(places: Places) -> Places:
    """These places in order, each once; ``numpy.unique`` takes several times as long for a few thousand."""
    places = np.sort(places)
    return places[np.concatenate([[True], places[1:] != places[:-1]])] if len(places) else places
