"""The best texts for each of some texts, exactly: of the postings of their terms no more is read than can matter.

All passages of a letter are looked up in one pass, each text held standing under «passage * texts + place»; so what a
step costs beside its numbers is paid once a letter. Only the postings themselves are gone through a few passages at a
time, no more than lie near the processor (``tally``).

Postings are read rarest first. A text that stands in none of those read cannot share more than the others are worth
together, and a longer text must share more. So of a common term's posting, where the shortest texts stand first, only
the beginning is read: up to the length for which it and all longer postings could still decide. A first look at the
rarest tells how good the best ``limit`` texts are at least, and that is what all others are held to. What the postings
not read are worth to the few texts that remain is asked text by text.

Among very many texts compiled code, where it is installed, is quicker still with less thought (``sweep``).

Tried among a million and left, as nothing was gained: a bar raised by asking the likeliest texts of the first look for
all that they share, a first look that grows with the passage, and more or fewer postings left unread (0.15 to 0.45).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from yinuo.judge.segments import Part, Segment
from yinuo.judge.sweep import code_for, swept
from yinuo.judge.tally import NOTHING, Found, Numbers, Places, Tally, room
from yinuo.judge.wanted import Hit, Wanted

__all__ = ["Hit", "Wanted", "best"]

_AT_ONCE = 65_536  # postings sorted at a time, about: they stay near the processor
_FIRST = 8192  # postings read for a passage before the first look at how good the best are
_WHOLE = 65_536  # where a passage's postings are no more than that together, reading them all is soonest done
_SLICED = 512  # longest posting that is not worth looking for the end of what matters
_RESERVE = 0.3  # of what is asked for, what postings not read may be worth at most: less and more of them are read
_BANDS = 1.1 ** np.arange(12)  # times the least length that can reach the bar: from each on a text must share more
_STRETCH = 4096  # postings gone through at a time at least: on average, or all together
_NEARLY = 1 - 1e-9  # bounds are drawn a hair wide: rounding must lose nothing


def best(parts: Iterable[Part], wanted: Wanted) -> list[list[Hit]]:
    """For each passage the texts that share enough, best first; at most ``limit``, and then exactly the best."""
    found: list[list[Hit]] = [[] for _ in wanted.norms]
    bars = np.full(len(found), wanted.threshold)
    held = sorted(parts, key=len, reverse=True)
    code = code_for(sum(map(len, held)))
    for part in held:
        if not len(part) or part.last_day < wanted.first:
            continue
        if code is not None and isinstance(part, Segment):
            looked = swept(part, wanted, bars, code)
        else:
            looked = _Look(part, wanted, bars).hits()
        for at, hits in enumerate(looked):
            found[at] = sorted(found[at] + hits)
            if wanted.limit and len(found[at]) >= wanted.limit:
                del found[at][wanted.limit :]
                bars[at] = max(bars[at], found[at][-1].score)
    return found


@dataclass(frozen=True, slots=True)
class _Bands:
    """Texts of about one length, by passage and band.

    Attributes:
        begins: the place from which on texts are so long.
        lacking: what such a text must be seen to share at least.
    """

    begins: Numbers
    lacking: NDArray[np.float64]


class _Look:
    """One look-up of some passages in one part; the rarest of each passage's terms come first."""

    def __init__(self, part: Part, wanted: Wanted, bars: NDArray[np.float64]) -> None:
        self._part, self._wanted, self._bars, self._size = part, wanted, bars.copy(), len(part)
        found = part.postings(wanted.ids)
        passages = np.repeat(np.arange(len(bars)), np.diff(wanted.cuts))[found.which]
        lengths = found.highs - found.lows
        order = np.lexsort((lengths, passages))
        self._passages, self._lengths = passages[order], lengths[order]
        self._places, self._lows, self._highs = found.places, found.lows[order], found.highs[order]
        self._cuts = self._passages.searchsorted(np.arange(len(bars) + 1))  # where each passage's terms begin
        self._values = wanted.values[found.which[order]]
        self._rest = _from_here(self._values, self._cuts)  # of each posting and all longer ones of the passage
        self._ends = _up_to_here(self._lengths, self._cuts)
        self._upto = np.zeros(len(order), dtype=np.int64)  # the place up to which each was read
        self._whole = np.append(0, self._ends)[self._cuts[1:]] * (np.diff(self._cuts) > 0) <= _WHOLE
        self._amounts = np.unique(wanted.values)
        self._shortest = float(part.least_norms(np.zeros(1, dtype=np.int32))[0])

    def hits(self) -> list[list[Hit]]:
        """For each passage every text of the part at or above the bar; with a limit, its best ones."""
        if not len(self._ends):
            return [[] for _ in self._bars]
        alive = (np.append(self._rest, 0)[self._cuts[:-1]] >= self._asked * self._least())[self._passages]
        if self._wanted.limit and not self._whole.all():
            rare = alive & ~self._whole[self._passages] & (self._ends <= _FIRST)
            self._upto = np.where(rare, self._size, 0)
            self._raise_bars(*self._able(*_joined(self._shared(*one) for one in self._tallies())))
        self._upto = np.where(alive, self._matter(), 0)
        bands = self._banded()
        found = (self._counted(bands, *one) for one in self._tallies())
        return self._told(*self._settled(*self._able(*_joined(found))))

    def _tallies(self) -> Iterator[tuple[int, int, Tally]]:
        """The postings as far as they are read, a few passages at a time: from which, to before which, and they."""
        size = np.minimum(self._upto, self._size) * (self._lengths / self._size)
        ends = np.append(0, size.cumsum())[self._cuts].tolist()
        most, begin = room(self._size, self._amounts), 0
        while begin < len(self._bars):
            end = begin + 1
            while end < len(self._bars) and end - begin < most and ends[end + 1] - ends[begin] <= _AT_ONCE:
                end += 1
            yield begin, end, self._tallied(begin, end)
            begin = end

    @property
    def _asked(self) -> NDArray[np.float64]:
        """What a text of length 1 must share to reach the bar; of another length, so many times as much."""
        return np.asarray(self._bars * self._wanted.norms * _NEARLY)

    def _least(self) -> NDArray[np.float64]:
        """The least length of a text that can reach the bar.

        Sharing S asks for ``S >= bar * norm * other norm``; and a text cannot share more than it has, ``other norm
        ** 4 / 100`` and our names.
        """
        more = 100 * (self._asked - self._wanted.named / self._shortest)
        return np.maximum(self._shortest, np.cbrt(np.maximum(more, 0.0))) * _NEARLY

    def _matter(self) -> Numbers:
        """The place up to which each posting matters: all longer texts must share more than is left."""
        norms = self._rest / (self._asked * _RESERVE)[self._passages]
        upto = self._part.bounds(norms)[1]
        return np.where((self._lengths <= _SLICED) | self._whole[self._passages], self._size, upto)

    def _tallied(self, begin: int, end: int) -> Tally:
        """Read the postings of these passages, each up to its place."""
        low, high = self._cuts[begin], self._cuts[end]
        at = low + self._upto[low:high].nonzero()[0]
        lows, highs, places = self._lows[at].tolist(), self._highs[at].tolist(), self._places
        lists = [places[low:high] for low, high in zip(lows, highs, strict=True)]
        for number in (self._upto[at] < self._size).nonzero()[0].tolist():
            one = lists[number]
            lists[number] = one[: one.searchsorted(np.int32(self._upto[at[number]]))]
        return Tally(
            (end - begin) * self._size,
            self._amounts,
            lists,
            (self._passages[at] - begin) * self._size,
            self._values[at],
        )

    def _split(self, held: Numbers) -> tuple[Numbers, Places]:
        """Of which passage and of which text they are."""
        passages = held // self._size
        return passages, (held - passages * self._size).astype(np.int32)

    def _unread(self, passages: Numbers, places: Places) -> Numbers:
        """What the postings not read can be worth to texts, by passage and place; more to the later ones."""
        stops = self._passages * (self._size + 1) + self._size - self._upto
        at = stops.searchsorted(passages * (self._size + 1) + self._size - places)
        return np.where(at < self._cuts[passages + 1], np.append(self._rest, 0)[at], 0)

    def _able(self, held: Numbers, sums: Numbers) -> Found:
        """Those that could reach the bar, of a day asked for."""
        passages, places = self._split(held)
        lacking = self._part.norms_at(places) * self._asked[passages] - self._unread(passages, places)
        able = (sums >= lacking).nonzero()[0]
        if not self._wanted.first <= self._part.first_day <= self._part.last_day <= self._wanted.last:
            days = self._part.days_at(places[able])
            able = able[(days >= self._wanted.first) & (days <= self._wanted.last)]
        return held[able], sums[able]

    def _raise_bars(self, held: Numbers, sums: Numbers) -> None:
        """What ``limit`` texts have reached already, the best must reach."""
        passages, places = self._split(held)
        scores = sums / (self._wanted.norms[passages] * self._part.norms_at(places))
        ends = passages.searchsorted(np.arange(len(self._bars) + 1)).tolist()
        for passage, (low, high) in enumerate(pairwise(ends)):
            if high - low >= self._wanted.limit:
                self._bars[passage] = max(self._bars[passage], _nth(scores[low:high], self._wanted.limit))

    def _shared(self, begin: int, _: int, tally: Tally) -> Found:
        """The texts that stand in two of the postings read, or more."""
        held, sums = tally.reached(0, len(tally), 2, 0)
        return held + begin * self._size, sums

    def _banded(self) -> _Bands:
        """What texts must be seen to share: of what they share, postings not read are worth ``_RESERVE`` at most."""
        norms = self._least()[:, None] * _BANDS
        asked = self._asked * np.where(self._whole, 1.0, 1.0 - _RESERVE)
        before, after = (places.reshape(norms.shape) for places in self._part.bounds(norms.ravel()))
        return _Bands(np.where(np.arange(len(_BANDS)), after, before), norms * asked[:, None])

    def _counted(self, bands: _Bands, begin: int, end: int, tally: Tally) -> Found:
        """The texts that could reach the bar by what they share in the postings read."""
        begins = (bands.begins[begin:end] + np.arange(end - begin)[:, None] * self._size).ravel()
        lacking = bands.lacking[begin:end].ravel()
        counts = tally.counts(lacking)
        starts = np.append(0, (counts[1:] != counts[:-1]).nonzero()[0] + 1)  # neighbours of equal count go together
        if len(tally) < _STRETCH * len(starts):
            starts = starts[:1]
        cuts = [*tally.at(begins[starts]).tolist(), len(tally)]
        least = (np.minimum.reduceat(one, starts).tolist() for one in (counts, lacking))
        found = [tally.reached(*one) for one in zip(cuts, cuts[1:], *least, strict=False)]
        held, sums = _joined(found)
        edges = np.append(held.searchsorted(begins), len(held))
        enough = (sums >= np.repeat(lacking, np.diff(edges))).nonzero()[0]
        return held[enough] + begin * self._size, sums[enough]

    def _settled(self, held: Numbers, sums: Numbers) -> Found:
        """All that each text shares; those that fall short of the bar are dropped. The likeliest raise it first."""
        if self._wanted.limit and len(held) > 2 * self._wanted.limit * len(self._bars):
            self._raise_bars(held, sums)
            self._raise_bars(*self._asked_for(*self._likeliest(held, sums)))
            held, sums = self._able(held, sums)
        return self._asked_for(held, sums)

    def _likeliest(self, held: Numbers, sums: Numbers) -> Found:
        """Of each passage the ``limit`` texts or more that share most for their length."""
        passages, places = self._split(held)
        scores = sums / (self._wanted.norms[passages] * self._part.norms_at(places))
        likely = (scores >= self._bars[passages]).nonzero()[0]
        return held[likely], sums[likely]

    def _asked_for(self, held: Numbers, sums: Numbers) -> Found:
        """These texts with what they share in the postings not read."""
        passages, places = self._split(held)
        sums = sums.copy()
        cuts = passages.searchsorted(np.arange(len(self._bars) + 1))
        ends, some = cuts.tolist(), np.diff(cuts) > 0
        for rank in (some[self._passages] & (self._upto < self._size)).nonzero()[0].tolist():
            low, high = ends[self._passages[rank]], ends[self._passages[rank] + 1]
            low += int(places[low:high].searchsorted(self._upto[rank]))
            if low < high:
                posting, asked = self._places[self._lows[rank] : self._highs[rank]], places[low:high]
                at = np.minimum(posting.searchsorted(asked), len(posting) - 1)
                sums[low:high] += (posting[at] == asked) * self._values[rank]
        return held, sums

    def _told(self, held: Numbers, sums: Numbers) -> list[list[Hit]]:
        """The best texts of each passage."""
        passages, places = self._split(held)
        scores = sums / (self._wanted.norms[passages] * self._part.norms_at(places))
        kept = (scores >= self._bars[passages]).nonzero()[0]
        passages, scores, told = passages[kept], scores[kept], self._part.told(places[kept])
        rows = map(Hit, *(one.tolist() for one in (-scores, told.days, told.ties, told.keys)))
        hits = list(rows)
        ends = passages.searchsorted(np.arange(len(self._bars) + 1)).tolist()
        return [hits[low:high] for low, high in pairwise(ends)]


def _joined(found: Iterable[Found]) -> Found:
    held, sums = (np.concatenate(one) for one in zip(*(NOTHING, *found), strict=True))
    return held, sums


def _from_here(values: Numbers, cuts: Numbers) -> Numbers:
    """Of each value the sum of it and all later ones before the next cut."""
    after = np.append(values[::-1].cumsum()[::-1], 0)
    return np.asarray(after[:-1] - np.repeat(after[cuts[1:]], np.diff(cuts)))


def _up_to_here(values: Numbers, cuts: Numbers) -> Numbers:
    """Of each value the sum of it and all earlier ones from the cut before."""
    before = np.append(0, values.cumsum())
    return np.asarray(before[1:] - np.repeat(before[cuts[:-1]], np.diff(cuts)))


def _nth(scores: NDArray[np.float64], number: int) -> float:
    """The score that so many reach."""
    return float(np.partition(scores, -number)[-number])
