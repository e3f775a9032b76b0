"""Figures told against a target, as a drawing: only geometry here; the template draws it and sets a table beside it.

Across, places are shares of the width in hundredths, so that the words in the drawing keep their size on any screen;
down, they are pixels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

__all__ = ["HEIGHT", "Drawing", "Mark", "Segment", "drawing"]

HEIGHT = 230
_TOP, _BOTTOM = 34.0, 190.0  # pixels down: the highest value and the lowest
_LEFT, _RIGHT = 6.0, 94.0  # hundredths across
_APART = 13.0  # hundredths between two labels, so that they do not cover each other

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure that was told."""

    across: float
    down: float
    value: float
    date: str
    labelled: bool
    anchor: str  # of its label: start, middle, end
    met: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A line between two places."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that is drawn.

    Attributes:
        marks: the figures, oldest first; the first may be where it started.
        lines: between them.
        target: how far down the target is.
        due: how far across the day it is due is; None where there is none.
        today: how far across the day asked about is; None where it lies outside.
        needed: from the last figure to the target on its day; None where that is past or the target is met.
        first: the first day across.
        last: the last.
    """

    marks: tuple[Mark, ...]
    lines: tuple[Segment, ...]
    target: float
    due: float | None
    today: float | None
    needed: Segment | None
    first: str
    last: str


def drawing(measures: Row | None, due: str | None, as_of: date) -> Drawing | None:
    """The drawing of what ``show`` tells under ``measures``; None where no figure was told.

    Args:
        measures: ``target``, ``started`` and ``points`` with their ``date`` and ``value``.
        due: the day that counts now, ISO.
        as_of: the day asked about.
    """
    if measures is None or not measures["points"]:
        return None
    begun = measures["started"]
    told: list[Row] = [*([begun] if begun else []), *measures["points"]]
    told.sort(key=lambda one: (one["date"], one["value"]))
    days = [_ordinal(one["date"]) for one in told]
    ends = [*days, *([_ordinal(due)] if due else [])]
    first, last = min(ends), max(ends)
    across = _scale(first, last, _LEFT, _RIGHT)
    values = [float(one["value"]) for one in told] + [float(measures["target"])]
    low, high = min(0.0, *values), max(0.0, *values)
    down = _scale(low, high, _BOTTOM, _TOP)
    marks = tuple(_marks(told, days, across, down))
    lines = tuple(Segment(one.across, one.down, two.across, two.down) for one, two in pairwise(marks))
    target = down(float(measures["target"]))
    when = across(_ordinal(due)) if due else None
    newest = marks[-1]
    needed = None
    if when is not None and when > newest.across + 0.5 and not measures["points"][-1]["met"]:
        needed = Segment(newest.across, newest.down, when, target)
    now = as_of.toordinal()
    today = across(now) if first < now < last else None
    return Drawing(marks, lines, target, when, today, needed, _day(first), _day(last))


def _marks(told: Sequence[Row], days: Sequence[int], across: Any, down: Any) -> list[Mark]:
    found: list[Mark] = []
    labelled = 200.0  # where the last label stands, from the newest backwards: the newest is always labelled
    for one, day in zip(reversed(told), reversed(days), strict=True):
        at = across(day)
        shown = labelled - at >= _APART
        if shown:
            labelled = at
        anchor = "start" if at < 20 else "end" if at > 80 else "middle"
        found.append(
            Mark(at, down(float(one["value"])), one["value"], one["date"], shown, anchor, bool(one.get("met")))
        )
    return found[::-1]


def _scale(low: float, high: float, first: float, last: float) -> Any:
    """From ``low … high`` to ``first … last``; the middle where both ends are one."""
    if high == low:
        return lambda _: (first + last) / 2
    return lambda value: round(first + (value - low) / (high - low) * (last - first), 2)


def _ordinal(words: str) -> int:
    return date.fromisoformat(words).toordinal()


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
