"""Postings in flat arrays: a segment that never changes, and one that still grows.

A segment is a handful of arrays, so that it can lie in a file and be looked at in place; segments are merged,
never built again from texts. Text number ``place`` of a segment stands in the posting of each of its terms.
"""

import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["COLUMNS", "FIRST_PAIR", "Growing", "Part", "Posting", "Segment", "merged", "norms", "term_id"]

FIRST_PAIR = 0x3400_0000  # numbers from here on are pairs of Han characters; all other terms are hashed below it
COLUMNS = 7  # arrays of a segment
_AT_ONCE = 1 << 22  # postings moved at a time while merging: 32 MB of room, whatever the size of the segments

Places = NDArray[np.int32]
Posting = tuple[int, Places]  # which of the terms looked up, and the places of the texts that have it


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
    def last_day(self) -> int:
        """The latest day of any text held."""

    def postings(self, ids: NDArray[np.uint32]) -> list[Posting]:
        """The posting of each of these sorted terms that any text has."""

    def norms_at(self, at: Places) -> NDArray[np.float64]:
        """The norms of the texts at these places."""

    def days_at(self, at: Places) -> NDArray[np.int32]:
        """The days of the texts at these places."""

    def told(self, at: Places) -> Told:
        """What is known of the texts at these places."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Texts under lock: nothing is added and nothing taken out.

    Attributes:
        terms: the terms that occur, ascending.
        starts: where the posting of each begins in ``places``; one more at the end.
        places: the postings, one after another, each ascending.
        totals: of each text, the sum of its pairs' weights (``Features.total``).
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
    last_day: int
    norms: NDArray[np.float64]  # worked out once: every look-up divides by them

    @classmethod
    def of(cls, arrays: Sequence[NDArray[Any]]) -> Self:
        """From its arrays, in the order of the attributes; they may lie in a file."""
        terms, starts, places, totals, days, ties, keys = arrays
        least, last = (int(totals.min()), int(days.max())) if len(keys) else (0, 0)
        return cls(terms, starts, places, totals, days, ties, keys, least, last, norms(totals))

    def arrays(self) -> tuple[NDArray[Any], ...]:
        """The arrays, in the order of the attributes."""
        return tuple(getattr(self, field.name) for field in fields(self)[:COLUMNS])

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays together."""
        return sum(one.nbytes for one in self.arrays())

    def postings(self, ids: NDArray[np.uint32]) -> list[Posting]:
        """The posting of each of these sorted terms that any text has."""
        if not len(self.terms):
            return []
        at = np.searchsorted(self.terms, ids)
        held = np.flatnonzero(self.terms[np.minimum(at, len(self.terms) - 1)] == ids)
        low, high = self.starts[at[held]].tolist(), self.starts[at[held] + 1].tolist()
        return [(which, self.places[low[n] : high[n]]) for n, which in enumerate(held.tolist())]

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
        self.least_total = self.last_day = 0

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
        self.last_day = max(self.last_day, day) if place else day

    def postings(self, ids: NDArray[np.uint32]) -> list[Posting]:
        """The posting of each of these terms that any text has."""
        found = ((which, self._postings.get(term)) for which, term in enumerate(ids.tolist()))
        return [(which, np.array(places, dtype=np.int32)) for which, places in found if places is not None]

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
        return Segment.of((terms, starts, np.array(joined, dtype=np.int32), *columns))


def merged(parts: Sequence[Segment]) -> Segment:
    """All texts of these segments in one, in their order; time and room follow what is moved."""
    terms = np.unique(np.concatenate([part.terms for part in parts]))
    at = [np.searchsorted(terms, part.terms) for part in parts]
    lengths = np.zeros((len(parts), len(terms)), dtype=np.int64)
    for row, part in enumerate(parts):
        lengths[row, at[row]] = np.diff(part.starts)
    starts = np.concatenate([[0], np.cumsum(lengths.sum(axis=0))])
    places = np.empty(int(starts[-1]), dtype=np.int32)
    before = starts[:-1].copy()  # where the next segment's share of each posting goes
    shift = 0
    for row, part in enumerate(parts):
        _move(part, before[at[row]], shift, places)
        before += lengths[row]
        shift += len(part)
    columns = [np.concatenate([getattr(part, name) for part in parts]) for name in ("totals", "days", "ties", "keys")]
    return Segment.of((terms, starts, places, *columns))


def _move(part: Segment, targets: NDArray[np.int64], shift: int, into: Places) -> None:
    """Copy the postings of a segment to their targets, places counted on by ``shift``."""
    low, terms = 0, len(part.terms)
    while low < terms:
        reach = int(np.searchsorted(part.starts, part.starts[low] + _AT_ONCE))
        high = min(terms, max(low + 1, reach - 1))
        begin, end = int(part.starts[low]), int(part.starts[high])
        lengths = np.diff(part.starts[low : high + 1])
        to = np.repeat(targets[low:high] - part.starts[low:high], lengths) + np.arange(begin, end)
        into[to] = part.places[begin:end] + np.int32(shift)
        low = high
