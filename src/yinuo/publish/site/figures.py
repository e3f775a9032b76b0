"""Figures against a target as a drawing: only geometry here; the template draws it and sets a table beside it.

A reader sees where the promised quantity stood on which day, where it must get to and by when. Nothing is drawn
between two figures but a straight line, and nothing after the last but what is still needed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yinuo.publish.edition import Row

__all__ = ["Dot", "Drawing", "drawing"]

_MOST_TICKS = 6
_LONG_DAYS = 730  # a longer time is told in years, a shorter one in quarters
_FLAT = 2 / 3  # figures that all lie above this share of the highest are drawn from near the lowest, not from 0
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure on its day; ``x`` from the left and ``y`` from the top, both 0..1."""

    x: float
    y: float
    day: date
    value: float
    met: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, in shares of the width and of the height.

    Attributes:
        dots: the figures, oldest first.
        start: where the promise itself says that it began, if it says so.
        target: height of the line to be reached.
        due: where the last day that counts now is; None where there is none.
        levels: heights of lines with their numbers.
        ticks: places of days with their names, «2024» or «2024-07».
        needed: True where a line from the last figure to the target on the due day says what is still to come.
    """

    dots: tuple[Dot, ...]
    start: Dot | None
    target: float
    due: float | None
    levels: tuple[tuple[float, float], ...]
    ticks: tuple[tuple[float, str], ...]
    needed: bool

    @property
    def line(self) -> tuple[Dot, ...]:
        """The dots to be joined, the start first."""
        return (self.start, *self.dots) if self.start else self.dots


def drawing(measures: Row | None, due: str | None) -> Drawing | None:
    """The drawing of ``measures`` (as in ``yinuo show --json``); None where there is no figure.

    Args:
        measures: ``target``, ``started`` {``date``, ``value``} or None, ``points`` [{``date``, ``value``, ``met``}].
        due: the last day that counts now.
    """
    if not measures or not measures["points"]:
        return None
    started, points = measures["started"], measures["points"]
    told = [*([started] if started else []), *points]
    every = [date.fromisoformat(one["date"]) for one in told] + ([date.fromisoformat(due)] if due else [])
    first, last = min(every), max(every)
    across = _Span(first.toordinal(), last.toordinal())
    levels = _levels([float(one["value"]) for one in told] + [float(measures["target"])])
    up = _Span(levels[-1], levels[0])  # from the top

    def dot(one: Row) -> Dot:
        day, value = date.fromisoformat(one["date"]), float(one["value"])
        return Dot(across.at(day.toordinal()), up.at(value), day, value, bool(one.get("met")))

    dots = tuple(dot(one) for one in points)
    return Drawing(
        dots=dots,
        start=dot(started) if started else None,
        target=up.at(float(measures["target"])),
        due=across.at(date.fromisoformat(due).toordinal()) if due else None,
        levels=tuple((up.at(level), level) for level in levels),
        ticks=tuple((across.at(day.toordinal()), name) for day, name in _ticks(first, last)),
        needed=bool(due) and not dots[-1].met and date.fromisoformat(str(due)) > dots[-1].day,
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of numbers; ``at`` tells how far along it one lies, the middle where it has no length."""

    first: float
    last: float

    def at(self, number: float) -> float:
        return (number - self.first) / (self.last - self.first) if self.last != self.first else 0.5


def _levels(values: Sequence[float]) -> list[float]:
    """Round numbers from at most the lowest value to at least the highest, rising, three to six of them."""
    low, high = min(values), max(values)
    if 0 <= low < high * _FLAT or low == high >= 0:
        low = 0.0
    if low == high:
        high = low + 1.0
    rough = (high - low) / 4
    power = 10.0 ** _exponent(rough)
    step = next(one * power for one in _STEPS if one * power >= rough * (1 - 1e-9))
    first, last = _floor(low / step), -_floor(-high / step)
    return [round(at * step, 12) for at in range(first, last + 1)]


def _exponent(number: float) -> int:
    return int(f"{number:e}".partition("e")[2])


def _floor(number: float) -> int:
    """The whole number at or below, forgiving what binary fractions add."""
    near = round(number)
    return near if abs(number - near) < 1e-9 * max(1.0, abs(number)) else int(number // 1)


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    """First days of years, or of quarters of a short time; at most so many."""
    if (last - first).days > _LONG_DAYS:
        found = [(date(year, 1, 1), f"{year:04}") for year in range(first.year + 1, last.year + 1)]
    else:
        found = [(day, day.isoformat()[:7]) for day in _quarters(first, last)]
    step = max(1, -(-len(found) // _MOST_TICKS))
    return found[::-1][::step][::-1]


def _quarters(first: date, last: date) -> Iterable[date]:
    every: Iterable[Any] = ((year, month) for year in range(first.year, last.year + 1) for month in (1, 4, 7, 10))
    return [day for year, month in every if first <= (day := date(year, month, 1)) <= last]
