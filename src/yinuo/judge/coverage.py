"""What was searched: silence means something only where somebody looked who may be spoken of.

A letter of the Yuan may speak of any ministry's promise; a ministry's own report speaks of its own.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from yinuo.model import AgencyRef

__all__ = ["Coverage", "Searched"]


@dataclass(frozen=True, slots=True, order=True)
class Searched:
    """A document that was collected and searched.

    ``body`` is whom it speaks for, where that is one body (a ministry's report): its silence says nothing of
    another body's promise. ``None``: a letter of the Yuan, which may speak of any.
    """

    last: date  # the document's last possible day: known of from then on
    first: date  # its first possible day: it tells of nothing later for certain
    body: str | None = None


@dataclass(frozen=True)
class Coverage:
    """What was searched. Silence means something only where somebody looked."""

    searched: tuple[Searched, ...] = ()

    def until(self, day: date, agency: AgencyRef | None = None) -> date | None:
        """The latest day that documents known of by ``day`` tell of, if they may speak of this body's promises."""
        names = tuple(name for name in (agency.name, agency.successor, agency.words) if name) if agency else ()
        bodies = [body for body in self._by_body if body is None or any(name.startswith(body) for name in names)]
        return max((found for body in bodies if (found := self._latest(body, day))), default=None)

    def _latest(self, body: str | None, day: date) -> date | None:
        known, latest = self._by_body[body]
        at = bisect_right(known, day)
        return latest[at - 1] if at else None

    @cached_property
    def _by_body(self) -> dict[str | None, tuple[list[date], list[date]]]:
        """By body: the days on which documents became known, and the latest day told by then."""
        found: dict[str | None, tuple[list[date], list[date]]] = {}
        for item in sorted(self.searched, key=lambda item: (item.last, item.first)):
            known, latest = found.setdefault(item.body, ([], []))
            known.append(item.last)
            latest.append(max(item.first, latest[-1]) if latest else item.first)
        return found
