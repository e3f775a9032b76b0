"""When a commitment's state became another: worked out by judging it anew for days of the past.

A state is a function of the day (DESIGN §4), so its history needs no diary. New evidence, a promise told again and
the days after a deadline are asked about; between two of them nothing new is told, so that halving the time between
two days of different states finds the day on which it changed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from yinuo.judge.schedule import GRACE_DAYS
from yinuo.model import Judgement, stable_id
from yinuo.words import Headline, State

__all__ = ["StateChange", "state_changes"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StateChange:
    """From one state to another on a day; ``before`` is None on the day of the promise."""

    commitment_id: str
    on: date
    before: State | None
    after: State
    headline: Headline

    @property
    def id(self) -> str:
        """The same change has the same id whenever it is worked out."""
        return stable_id("change", self.commitment_id, self.on, self.before, self.after)


def state_changes(
    judged: Callable[[date], Judgement], made: date, told: frozenset[date], due: frozenset[date], as_of: date
) -> tuple[StateChange, ...]:
    """The states of one commitment from the day it was made to ``as_of``, as changes, oldest first.

    Args:
        judged: judges it for a day.
        made: the last day of its letter's date.
        told: days on which evidence or a later version was told.
        due: days on which it was ever due.
        as_of: the last day asked about.

    Returns:
        The first state and each change; none where it was made after ``as_of``.
    """
    if made > as_of:
        return ()
    late = {day + timedelta(days=GRACE_DAYS) + _DAY for day in due if day <= date.max - timedelta(days=GRACE_DAYS + 1)}
    news = {day for day in (*told, *late) if made < day <= as_of}
    stops = sorted({made, as_of, *news, *(day - _DAY for day in news)})
    found = [(made, judged(made))]
    for stop in stops[1:]:
        found += _between(judged, found[-1], (stop, judged(stop)))
    first = found[0][1]
    changes = [StateChange(first.commitment_id, made, None, first.state, first.headline)]
    for (_, old), (on, new) in pairwise(found):
        if old.state is not new.state:
            changes.append(StateChange(new.commitment_id, on, old.state, new.state, new.headline))
    return tuple(changes)


def _between(
    judged: Callable[[date], Judgement], low: tuple[date, Judgement], high: tuple[date, Judgement]
) -> Iterator[tuple[date, Judgement]]:
    """Days up to ``high`` on which the state is another than before, and ``high`` itself."""
    while low[1].state is not high[1].state and high[0] - low[0] > _DAY:
        first = _first_other(judged, low, high)
        yield first
        low = first
    if low[0] < high[0]:
        yield high


def _first_other(
    judged: Callable[[date], Judgement], low: tuple[date, Judgement], high: tuple[date, Judgement]
) -> tuple[date, Judgement]:
    """The first day after ``low`` that has another state, where it stays another up to ``high``."""
    same = low[1].state
    while high[0] - low[0] > _DAY:
        middle = low[0] + (high[0] - low[0]) // 2
        found = (middle, judged(middle))
        if found[1].state is same:
            low = found
        else:
            high = found
    return high
