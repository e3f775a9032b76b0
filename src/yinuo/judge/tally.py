"""Which texts stand in several postings, and what that is worth: by sorting, with no room set aside for every text.

A posting's place and a code of what the posting is worth lie in one whole number, the place above. Once the numbers are
sorted, those of one text are neighbours, and a text that stands in at least ``count`` postings is where a number has
the same place as the one ``count - 1`` further on. So the thousands of texts that share one or two common pairs fall
out in two passes over plain numbers, before anything is looked up for them.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["NOTHING", "Found", "Places", "Sums", "Tally", "room"]

Places = NDArray[np.int32]
Sums = NDArray[np.int64]
Found = tuple[NDArray[np.int64], Sums]

NOTHING: Found = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
_SMALL = 32  # bits of the numbers sorted soonest


def _bits(amounts: int) -> int:
    """Bits of a code."""
    return max(1, (amounts - 1).bit_length())


def room(places: int, values: Sums) -> int:
    """How many times so many places still lie in small numbers; at least 1."""
    return max(1, (1 << _SMALL - _bits(len(np.unique(values)))) // max(1, places))


class Tally:
    """Postings, as far as they were read."""

    def __init__(self, places: int, values: Sums) -> None:
        """Begin with nothing.

        Args:
            places: how many there are.
            values: what postings can be worth.
        """
        self._amounts = np.unique(values)
        self._bits = _bits(len(self._amounts))
        small = places << self._bits <= 1 << _SMALL
        self._whole: type[np.unsignedinteger[Any]] = np.uint32 if small else np.uint64
        self._last = places - 1
        self._keys: NDArray[Any] = np.zeros(0, dtype=self._whole)  # place << bits | code, ascending

    def __len__(self) -> int:
        return len(self._keys)

    def read(self, lists: Sequence[Places], bases: NDArray[np.int64], values: Sums) -> None:
        """Add postings.

        Args:
            lists: their places.
            bases: what is added to the places of each.
            values: what each is worth.
        """
        new = np.concatenate(lists).astype(self._whole)
        new <<= self._whole(self._bits)
        more = (bases << self._bits | self._amounts.searchsorted(values)).astype(self._whole)
        new += np.repeat(more, [len(one) for one in lists])
        self._keys = np.concatenate((self._keys, new)) if len(self._keys) else new
        self._keys.sort()

    def at(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many of the numbers are of texts before each of these places."""
        last = np.minimum(places, self._last)
        found = self._keys.searchsorted((last << self._bits).astype(self._whole))
        return np.where(places > self._last, len(self._keys), found)

    def often(self, begin: int, end: int, count: int) -> Found:
        """Of the numbers from ``begin`` to before ``end``: the places that stand there ``count`` times, and their sums.

        No place may have numbers on both sides of ``begin`` or of ``end``.
        """
        keys = self._keys[begin:end]
        if count > len(keys) or not len(keys):
            return NOTHING
        places = keys >> self._whole(self._bits)
        if count == 1:
            first = _changes(places)
            return places[first].astype(np.int64), np.add.reduceat(self._worth(keys), first)
        met = (places[count - 1 :] == places[: 1 - count]).nonzero()[0]
        if not len(met):
            return NOTHING
        cut = _changes(places[met])
        first, last = met[cut], met[np.append(cut[1:], len(met)) - 1] + count
        return places[first].astype(np.int64), self._sums(keys, first, last - first)

    def _sums(self, keys: NDArray[Any], first: NDArray[np.int64], lengths: NDArray[np.int64]) -> Sums:
        """What the numbers of each stretch are worth together."""
        starts = lengths.cumsum() - lengths
        held = keys[np.repeat(first - starts, lengths) + np.arange(int(lengths.sum()))]
        return np.asarray(np.add.reduceat(self._worth(held), starts))

    def _worth(self, keys: NDArray[Any]) -> Sums:
        return np.asarray(self._amounts.take(keys & self._whole((1 << self._bits) - 1)))


def _changes(places: NDArray[Any]) -> NDArray[np.int64]:
    """Where each place first stands."""
    new = np.empty(len(places), dtype=bool)
    new[0] = True
    np.not_equal(places[1:], places[:-1], out=new[1:])
    return new.nonzero()[0]
