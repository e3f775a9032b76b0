"""What was searched: silence means something only where somebody looked who may be spoken of.

A letter of the Yuan may speak of any ministry's promise; a ministry's own report speaks of its own.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

from yinuo.model import AgencyRef

__all__ = ["GAP_DAYS", "Coverage", "Searched", "Stretch"]

GAP_DAYS = 92  # a quarter without a document is a hole: the Yuan's own recess is about as long


@dataclass(frozen=True, slots=True, order=True)
class Searched:
    """Documents of one day that were collected and searched.

    ``body`` is whom they speak for, where that is one body (a ministry's report): their silence says nothing of
    another body's promise. ``None``: a letter of the Yuan, which may speak of any.
    """

    last: date  # the documents' last possible day: known of from then on
    first: date  # their first possible day: they tell of nothing later for certain
    body: str | None = None
    papers: int = 1  # how many such documents


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which documents of one kind of speaker were searched, with no hole longer than ``GAP_DAYS`` in them."""

    body: str | None
    first: date
    last: date
    papers: int


@dataclass(frozen=True)
class Coverage:
    """What was searched. Silence means something only where somebody looked."""

    searched: tuple[Searched, ...] = ()

    def until(self, day: date, agency: AgencyRef | None = None) -> date | None:
        """The latest day that documents known of by ``day`` tell of, if they may speak of this body's promises."""
        return max((found for body in self._speaking_of(agency) if (found := self._latest(body, day))), default=None)

    def known_beyond(self, day: date, agency: AgencyRef | None = None) -> date | None:
        """The first day by which documents that tell of a later day than ``day`` are known of; None where none is.

        The other way round than ``until``: ``until(d) > day`` holds from this day on, and on no day before it.
        """
        return min((at for body in self.bodies(agency) if (at := self._beyond(body, day))), default=None)

    def bodies(self, agency: AgencyRef | None = None) -> tuple[str | None, ...]:
        """Whom the searched documents speak for, of those that may speak of this body's promises."""
        return tuple(self._speaking_of(agency))

    def papers(self, after: date, until: date, agency: AgencyRef | None = None) -> int:
        """How many documents wholly later than ``after``, known of by ``until``, may speak of this body's promises."""
        return sum(self._count(body, after, until) for body in self._speaking_of(agency))

    def stretches(self, until: date, agency: AgencyRef | None = None) -> tuple[Stretch, ...]:
        """The days searched by ``until``, in order, those of letters and those of each body apart."""
        found = (stretch for body in self._speaking_of(agency) for stretch in self._stretches(body, until))
        return tuple(sorted(found, key=lambda item: (item.first, item.last, item.body or "")))

    def _speaking_of(self, agency: AgencyRef | None) -> list[str | None]:
        names = tuple(name for name in (agency.name, agency.successor, agency.words) if name) if agency else ()
        return [body for body in self._by_body if body is None or any(name.startswith(body) for name in names)]

    def _latest(self, body: str | None, day: date) -> date | None:
        items, latest, _, _ = self._by_body[body]
        at = bisect_right(items, day, key=lambda item: item.last)
        return latest[at - 1] if at else None

    def _beyond(self, body: str | None, day: date) -> date | None:
        items, latest, _, _ = self._by_body[body]
        at = bisect_right(latest, day)
        return items[at].last if at < len(items) else None

    def _count(self, body: str | None, after: date, until: date) -> int:
        items, _, sums, longest = self._by_body[body]
        at = bisect_right(items, until, key=lambda item: item.last)
        low = bisect_right(items, after, key=lambda item: item.last)
        # what begins by ``after`` ends at most so much later
        edge = bisect_right(items, after.toordinal() + longest, key=lambda item: item.last.toordinal())
        early = sum(item.papers for item in items[low : min(edge, at)] if item.first <= after)
        return max(0, (sums[at - 1] if at else 0) - (sums[low - 1] if low else 0) - early)

    def _stretches(self, body: str | None, until: date) -> Iterator[Stretch]:
        items, *_ = self._by_body[body]
        known = sorted((item for item in items if item.last <= until), key=lambda item: (item.first, item.last))
        now: Stretch | None = None
        for item in known:
            if now and item.first <= now.last + timedelta(days=GAP_DAYS):
                now = Stretch(body, now.first, max(now.last, item.last), now.papers + item.papers)
            else:
                if now:
                    yield now
                now = Stretch(body, item.first, item.last, item.papers)
        if now:
            yield now

    @cached_property
    def _by_body(self) -> dict[str | None, tuple[list[Searched], list[date], list[int], int]]:
        """By body: its documents as they became known, the latest day told by then, how many; days of the longest."""
        found: dict[str | None, list[Searched]] = {}
        for item in sorted(self.searched, key=lambda item: (item.last, item.first, item.papers)):
            found.setdefault(item.body, []).append(item)
        return {
            body: (
                items,
                list(accumulate((item.first for item in items), max)),
                list(accumulate(item.papers for item in items)),
                max((item.last - item.first).days for item in items),
            )
            for body, items in found.items()
        }
