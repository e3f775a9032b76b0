"""Which texts stand in several postings, and what that is worth: by sorting, with no room set aside for every text.

A posting's place and a code of what the posting is worth lie in one whole number, the place above. Once the numbers are
sorted, those of one text are neighbours, and a text that stands in at least ``count`` postings is where a number has
the same place as the one ``count - 1`` further on. So the thousands of texts that share one or two common pairs fall
out in two passes over plain numbers, before anything is looked up for them; one posting alone is enough only where it
is worth all that is asked for. Sorting costs 4 to 6 ns a posting while the numbers lie near the processor; adding each
posting to a sum of its text, with room for a million sums, costs twice to three times as much.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["NOTHING", "Found", "Numbers", "Places", "Tally", "room"]

Places = NDArray[np.int32]
Numbers = NDArray[np.int64]
Found = tuple[Numbers, Numbers]  # places, ascending, and what each shares

NOTHING: Found = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
_MANY = 4  # postings in common that are told apart from fewer
_SMALL = 32  # bits of the numbers sorted soonest


def _bits(amounts: int) -> int:
    """Bits of a code."""
    return max(1, (amounts - 1).bit_length())


def room(places: int, amounts: Numbers) -> int:
    """How many times so many places still lie in small numbers; at least 1."""
    return max(1, (1 << _SMALL - _bits(len(amounts))) // max(1, places))


class Tally:
    """Postings, as far as they were read."""

    def __init__(self, places: int, amounts: Numbers, lists: Sequence[Places], bases: Numbers, values: Numbers) -> None:
        """Read postings.

        Args:
            places: how many there are.
            amounts: what postings can be worth, ascending.
            lists: the places of each posting.
            bases: what is added to the places of each.
            values: what each is worth.
        """
        self._amounts = amounts
        self._bits = _bits(len(amounts))
        small = places << self._bits <= 1 << _SMALL
        self._whole: type[np.unsignedinteger[Any]] = np.uint32 if small else np.uint64
        self._mask = self._whole((1 << self._bits) - 1)
        self._last = places - 1
        more = (bases << self._bits | amounts.searchsorted(values)).astype(self._whole)
        joined = np.concatenate(lists) if lists else np.zeros(0, dtype=np.int32)
        self._keys: NDArray[Any] = joined.view(np.uint32) if small else joined.astype(np.uint64)
        self._keys <<= self._whole(self._bits)  # place << bits | code, ascending
        self._keys += np.repeat(more, [len(one) for one in lists])
        self._keys.sort()

    def __len__(self) -> int:
        return len(self._keys)

    def at(self, places: Numbers) -> Numbers:
        """How many of the numbers are of texts before each of these places."""
        last = np.minimum(places, self._last)
        found = self._keys.searchsorted((last << self._bits).astype(self._whole))
        return np.where(places > self._last, len(self._keys), found)

    def reached(self, begin: int, end: int, count: int, least: float) -> Found:
        """Of the numbers from ``begin`` to before ``end``: the places whose sums are at least so much, and these.

        No place may have numbers on both sides of ``begin`` or of ``end``, and none less than ``count`` of them.
        """
        keys = self._keys[begin:end]
        places = keys >> self._whole(self._bits)
        held, sums = self._often(keys, places, max(2, count))
        enough = (sums >= least).nonzero()[0]
        held, sums = held[enough], sums[enough]
        if count > 1 or not len(keys):
            return held, sums
        once = self._once(keys, places, least)
        held = np.concatenate([held, places[once].astype(np.int64)])
        order = held.argsort()
        return held[order], np.concatenate([sums, self._worth(keys[once])])[order]

    def counts(self, least: NDArray[np.float64]) -> Numbers:
        """In how many postings a text stands at least that reaches so much; ``_MANY`` stands for more."""
        return np.clip(np.ceil(least / int(self._amounts[-1])), 1, _MANY).astype(np.int64)

    def _once(self, keys: NDArray[Any], places: NDArray[Any], least: float) -> Numbers:
        """Which numbers stand alone and are worth so much."""
        lone = np.ones(len(keys) + 1, dtype=bool)
        np.not_equal(places[1:], places[:-1], out=lone[1:-1])
        worthy = (keys & self._mask) >= self._whole(self._amounts.searchsorted(least))
        return (worthy & lone[1:] & lone[:-1]).nonzero()[0]

    def _often(self, keys: NDArray[Any], places: NDArray[Any], count: int) -> Found:
        """The places that stand there ``count`` times, at least 2, and their sums."""
        at = (places[count - 1 :] == places[: 1 - count]).nonzero()[0]
        if not len(at):
            return NOTHING
        first = _changes(places[at]).nonzero()[0]
        sums = np.add.reduceat(self._worth(keys[at + (count - 1)]), first)  # of the last, and of those before
        at = at[first]
        for before in range(count - 1):
            sums += self._worth(keys[at + before])
        return places[at].astype(np.int64), sums

    def _worth(self, keys: NDArray[Any]) -> Numbers:
        return np.asarray(self._amounts.take(keys & self._mask))


def _changes(places: NDArray[Any]) -> NDArray[np.bool_]:
    """Which places are others than the one before."""
    new = np.ones(len(places), dtype=bool)
    np.not_equal(places[1:], places[:-1], out=new[1:])
    return new
