"""Postings in flat arrays: a segment that never changes, and one that still grows.

A segment is a handful of arrays, so that it can lie in a file and be looked at in place; segments are merged,
never built again from texts. Text number ``place`` of a segment stands in the posting of each of its terms. The texts
of a segment lie in order of their length, the shortest first, and so does each posting.
"""

import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from yinuo.judge.tally import Places

__all__ = ["COLUMNS", "FIRST_PAIR", "Growing", "Part", "Postings", "Segment", "Told", "merged", "norms", "term_id"]

FIRST_PAIR = 0x3400_0000  # numbers from here on are pairs of Han characters; all other terms are hashed below it
COLUMNS = 7  # arrays of a segment
_AT_ONCE = 1 << 22  # postings moved at a time while merging: 32 MB of room, whatever the size of the segments


@lru_cache(maxsize=1 << 16)
def term_id(term: str) -> int:
    """The number of a term: a pair of Han characters by its two codes, exactly; a word or a name by a hash.

    Two of the hashed ones share a number once in 870 million.
    """
    if len(term) == 2 and term[0] >= "\u3400" and term[1] >= "\u3400":
        return ord(term[0]) << 16 | ord(term[1])
    return zlib.crc32(term.encode()) % FIRST_PAIR


def norms(totals: NDArray[np.uint32]) -> NDArray[np.float64]:
    """``Features.norm`` of each total, to the last bit."""
    return np.asarray(np.where(totals > 0, np.sqrt(np.sqrt(totals / 100)) * 10, 1.0))


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of some terms, in one array.

    Attributes:
        which: of each posting, which of the terms looked up it is of.
        lows: where it begins in ``places``.
        highs: where it ends there.
        places: places of texts; of one posting ascending.
    """

    which: NDArray[np.int64]
    lows: NDArray[np.int64]
    highs: NDArray[np.int64]
    places: Places


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of some texts, an array each."""

    norms: NDArray[np.float64]
    days: NDArray[np.int32]
    ties: NDArray[np.uint32]
    keys: NDArray[np.int64]


class Part(Protocol):
    """What a look-up needs: postings, and for each place its total, day, tie and key."""

    def __len__(self) -> int: ...

    @property
    def least_total(self) -> int:
        """The least total of any text held."""

    @property
    def first_day(self) -> int:
        """The earliest day of any text held."""

    @property
    def last_day(self) -> int:
        """The latest day of any text held."""

    def postings(self, ids: NDArray[np.uint32]) -> Postings:
        """The posting of each of these terms that any text has."""

    def bounds(self, norms: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each norm a place before which no text is longer, and one from which on every text is."""

    def least_norms(self, at: Places) -> NDArray[np.float64]:
        """For each place a norm that no text there or further on is below."""

    def norms_at(self, at: Places) -> NDArray[np.float64]:
        """The norms of the texts at these places."""

    def days_at(self, at: Places) -> NDArray[np.int32]:
        """The days of the texts at these places."""

    def told(self, at: Places) -> Told:
        """What is known of the texts at these places."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Texts under lock, the shortest first: nothing is added and nothing taken out.

    Attributes:
        terms: the terms that occur, ascending.
        starts: where the posting of each begins in ``places``; one more at the end.
        places: the postings, one after another, each ascending.
        totals: of each text, the sum of its pairs' weights (``Features.total``), ascending.
        days: of each text, its day as an ordinal.
        ties: of each text, a number that orders equals, from its identity.
        keys: of each text, the number by which whoever added it knows it.
    """

    terms: NDArray[np.uint32]
    starts: NDArray[np.int64]
    places: NDArray[np.int32]
    totals: NDArray[np.uint32]
    days: NDArray[np.int32]
    ties: NDArray[np.uint32]
    keys: NDArray[np.int64]
    least_total: int
    first_day: int
    last_day: int
    norms: NDArray[np.float64]  # worked out once: every look-up divides by them

    @classmethod
    def of(cls, arrays: Sequence[NDArray[Any]]) -> Self:
        """From its arrays, in the order of the attributes; they may lie in a file."""
        terms, starts, places, totals, days, ties, keys = arrays
        known = (int(totals[0]), int(days.min()), int(days.max())) if len(keys) else (0, 0, 0)
        return cls(terms, starts, places, totals, days, ties, keys, *known, norms(totals))

    def arrays(self) -> tuple[NDArray[Any], ...]:
        """The arrays, in the order of the attributes."""
        return tuple(getattr(self, field.name) for field in fields(self)[:COLUMNS])

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays together."""
        return sum(one.nbytes for one in self.arrays())

    def postings(self, ids: NDArray[np.uint32]) -> Postings:
        """The posting of each of these terms that any text has."""
        at = self.terms.searchsorted(ids)
        at[at == len(self.terms)] = 0
        held = (self.terms[at] == ids).nonzero()[0] if len(self.terms) else np.zeros(0, dtype=np.int64)
        return Postings(held, self.starts[at[held]], self.starts[at[held] + 1], self.places)

    def bounds(self, norms: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each norm a place before which no text is longer, and one from which on every text is: the same."""
        places = self.norms.searchsorted(norms, "right")
        return places, places

    def least_norms(self, at: Places) -> NDArray[np.float64]:
        """For each place a norm that no text there or further on is below: its own."""
        return self.norms[at]

    def norms_at(self, at: Places) -> NDArray[np.float64]:
        """The norms of the texts at these places."""
        return self.norms[at]

    def days_at(self, at: Places) -> NDArray[np.int32]:
        """The days of the texts at these places."""
        return self.days[at]

    def told(self, at: Places) -> Told:
        """What is known of the texts at these places."""
        return Told(self.norms[at], self.days[at], self.ties[at], self.keys[at])


class Growing:
    """Texts that were added last, in a dictionary of postings."""

    def __init__(self) -> None:
        self._postings: dict[int, array[int]] = {}
        self._totals, self._days, self._ties, self._keys = array("I"), array("i"), array("I"), array("q")
        self.least_total = self.first_day = self.last_day = 0

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, terms: Iterable[int], total: int, day: int, tie: int, key: int) -> None:
        """Add a text with these different terms."""
        place = len(self._keys)
        for term in set(terms):
            self._postings.setdefault(term, array("i")).append(place)
        for column, value in zip(
            (self._totals, self._days, self._ties, self._keys), (total, day, tie, key), strict=True
        ):
            column.append(value)
        self.least_total = min(self.least_total, total) if place else total
        self.first_day = min(self.first_day, day) if place else day
        self.last_day = max(self.last_day, day) if place else day

    def postings(self, ids: NDArray[np.uint32]) -> Postings:
        """The posting of each of these terms that any text has."""
        found = [(which, self._postings[term]) for which, term in enumerate(ids.tolist()) if term in self._postings]
        ends = np.cumsum([len(places) for _, places in found], dtype=np.int64)
        places = np.frombuffer(b"".join(map(bytes, (one for _, one in found))), dtype=np.int32)
        return Postings(np.array([which for which, _ in found], dtype=np.int64), np.append(0, ends)[:-1], ends, places)

    def bounds(self, norms: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each norm a place before which no text is longer, and one from which on every text is: none or all."""
        shortest = self.least_norms(np.zeros(1, dtype=np.int32))
        return np.zeros(len(norms), dtype=np.int64), np.where(norms >= shortest, len(self), 0)

    def least_norms(self, at: Places) -> NDArray[np.float64]:
        """For each place a norm that no text there or further on is below: in no order, so of all."""
        return norms(np.full(len(at), self.least_total, dtype=np.uint32))

    def norms_at(self, at: Places) -> NDArray[np.float64]:
        """The norms of the texts at these places."""
        return norms(np.array(self._totals, dtype=np.uint32)[at])

    def days_at(self, at: Places) -> NDArray[np.int32]:
        """The days of the texts at these places."""
        return np.array(self._days, dtype=np.int32)[at]

    def told(self, at: Places) -> Told:
        """What is known of the texts at these places."""
        ties, keys = np.array(self._ties, dtype=np.uint32), np.array(self._keys, dtype=np.int64)
        return Told(self.norms_at(at), self.days_at(at), ties[at], keys[at])

    def locked(self) -> Segment:
        """The same texts as a segment."""
        terms = np.array(sorted(self._postings), dtype=np.uint32)
        lists = [self._postings[term] for term in terms.tolist()]
        starts = np.zeros(len(terms) + 1, dtype=np.int64)
        np.cumsum([len(one) for one in lists], out=starts[1:])
        joined = array("i")
        for one in lists:
            joined.extend(one)
        columns = (
            np.array(self._totals, dtype=np.uint32),
            np.array(self._days, dtype=np.int32),
            np.array(self._ties, dtype=np.uint32),
            np.array(self._keys, dtype=np.int64),
        )
        return _ordered([_Share(terms, starts, np.array(joined, dtype=np.int32))], [columns])


@dataclass(frozen=True, slots=True)
class _Share:
    """Postings of some texts, which may lie in any order."""

    terms: NDArray[np.uint32]
    starts: NDArray[np.int64]
    places: Places


def merged(parts: Sequence[Segment]) -> Segment:
    """All texts of these segments in one; time and room follow what is moved."""
    columns = [(part.totals, part.days, part.ties, part.keys) for part in parts]
    return _ordered([_Share(part.terms, part.starts, part.places) for part in parts], columns)


def _ordered(shares: Sequence[_Share], columns: Sequence[tuple[NDArray[Any], ...]]) -> Segment:
    """The texts of these shares in one segment, the shortest first; of equal ones those of an earlier share."""
    together = [np.concatenate(one) for one in zip(*columns, strict=True)]
    order = np.argsort(together[0], kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    cuts = np.cumsum([len(one[0]) for one in columns])
    ranks = np.split(rank, cuts[:-1])
    terms = np.unique(np.concatenate([share.terms for share in shares]))
    lengths = np.zeros(len(terms), dtype=np.int64)
    for share in shares:
        lengths[np.searchsorted(terms, share.terms)] += np.diff(share.starts)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    places = np.empty(int(starts[-1]), dtype=np.int32)
    low = 0
    while low < len(terms):
        high = max(low + 1, int(np.searchsorted(starts, starts[low] + _AT_ONCE, "right")) - 1)
        keys = np.concatenate([_keys(*one, terms[low:high]) for one in zip(shares, ranks, strict=True)])
        keys.sort()
        places[starts[low] : starts[high]] = keys & 0xFFFF_FFFF
        low = high
    return Segment.of((terms, starts, places, *(one[order] for one in together)))


def _keys(share: _Share, rank: NDArray[np.int64], terms: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The postings that a share has of some neighbouring terms: which term above, the new place below."""
    low, high = np.searchsorted(share.terms, terms[0]), np.searchsorted(share.terms, terms[-1], "right")
    which = np.searchsorted(terms, share.terms[low:high])
    new = rank[share.places[share.starts[low] : share.starts[high]]]
    return np.repeat(which, np.diff(share.starts[low : high + 1])) << 32 | new
