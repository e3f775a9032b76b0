"""Numbers as drawings: only geometry here; the template draws it and sets a table beside it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yinuo.publish.edition import Row
from yinuo.words import State

__all__ = ["Band", "Bar", "Stack", "over_time", "stack", "states_of"]

ORDER = (
    State.FULFILLED,
    State.PARTIAL,
    State.PROGRESSING,
    State.OPEN,
    State.POSTPONED,
    State.STALLED,
    State.DROPPED,
    State.OVERDUE,
    State.NO_NEWS,
    State.UNKNOWN,
    State.UNVERIFIABLE,
)
"""From delivered to unknown: neighbours in a bar are neighbours in meaning."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a bar: of ``total``, ``count`` are in a state; positions are shares of the whole width, 0..1."""

    state: str
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar with its label."""

    label: str
    total: int
    share: float  # of the longest bar of the chart, 0..1
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The states of everything promised by the end of a day."""

    day: date
    counts: tuple[tuple[str, int], ...]


def stack(label: str, counts: Sequence[tuple[str, int]], longest: int) -> Stack:
    """A bar of counts by state, in the fixed order; nothing drawn for nothing."""
    held = dict(counts)
    total = sum(held.values())
    bars, start = [], 0.0
    for state in ORDER:
        if count := held.get(state.value, 0):
            bars.append(Bar(state.value, count, start / total, count / total))
            start += count
    return Stack(label, total, total / longest if longest else 0.0, tuple(bars))


def over_time(changes: Iterable[Row], as_of: date, most: int = 16) -> list[Band]:
    """How many commitments were in each state at the ends of quarters, and on the last day.

    Args:
        changes: state changes, oldest first.
        as_of: the last day.
        most: at most so many days; of a longer history each second quarter, each fourth, and so on.
    """
    waiting = sorted(changes, key=lambda row: (row["date"], row["commitment_id"]))
    if not waiting:
        return []
    days = _quarters(date.fromisoformat(waiting[0]["date"]), as_of, most)
    states: dict[str, str] = {}
    found, at = [], 0
    for day in days:
        while at < len(waiting) and waiting[at]["date"] <= day.isoformat():
            states[waiting[at]["commitment_id"]] = waiting[at]["after"]
            at += 1
        counts = Counter(states.values())
        found.append(Band(day, tuple((state.value, counts[state.value]) for state in ORDER if counts[state.value])))
    return found


def _quarters(first: date, last: date, most: int) -> list[date]:
    count = (last.year - first.year) * 4 + (last.month - first.month) // 3 + 1
    step = max(1, -(-count // most))
    ends = [date.fromordinal(date(year, month, 1).toordinal() - 1) for year, month in _months(first.year, last.year)]
    inside = [day for day in ends if first <= day < last]
    return [*inside[::-1][::step][::-1], last]


def _months(first: int, last: int) -> Iterable[tuple[int, int]]:
    return ((year, month) for year in range(max(first, 2), min(last, 9998) + 2) for month in (1, 4, 7, 10))


def states_of(stacks: Iterable[Stack]) -> list[str]:
    """The states that a chart shows, in the fixed order."""
    shown = {bar.state for one in stacks for bar in one.bars}
    return [state.value for state in ORDER if state.value in shown]
