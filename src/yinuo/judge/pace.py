"""Pace: how fast a quantity grew, how fast it must grow, and when it lands if nothing changes.

The line through the points is Theil and Sen's (the median of the slopes of all pairs of points): one figure
misread, or one month out of step, moves it little. Its spread gives the landing its uncertainty: the
middle half of the slopes, and the middle of how far the points lie off the line. With fewer than three
points nothing is said of the pace kept: two points always lie on a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from statistics import median

from yinuo.judge.measures import Measure, Start
from yinuo.model import DateInterval, Direction, Precision, Target

__all__ = ["LEAST", "Pace", "pace"]

LEAST = 3  # points on different days
_YEAR = Decimal("365.25")
_MOST = 120  # the latest points of a series: every two of them are compared
_HORIZON = 36525  # days: a landing more than a century away is none
_PLACES = 4  # significant digits of a pace: the points carry no more


@dataclass(frozen=True, slots=True)
class Pace:
    """Growth against the target; quantities in the target's unit a year, falling ones below zero.

    Attributes:
        needed: what must come each year from the last point to the day that counts; None where no day
            counts, it is over, or the target is reached.
        kept: what came each year so far; None with fewer than ``LEAST`` points.
        landing: the days between which the target is reached at the pace kept, its middle half; None where it
            is not told, or the quantity stands still or moves away.
        likely: the one day in the middle of it.
        points: how many points it rests on.
        open_ended: True where a slower course of the points never lands: ``landing.last`` is then no bound.
    """

    needed: Decimal | None
    kept: Decimal | None
    landing: DateInterval | None
    likely: date | None
    points: int
    open_ended: bool = False


def pace(points: Sequence[Measure], target: Target, due: date | None, begun: Start | None = None) -> Pace | None:
    """The pace of a series of one quantity; None where there is no point at all, nor a start.

    Args:
        points: the series (``measures.measures``), in any order.
        target: what is to be reached, in the points' unit.
        due: the last day that counts now.
        begun: where the promise says it started; it counts as a point.
    """
    if not points and begun is None:
        return None
    values = {begun.on: begun.value} if begun else {}
    values.update({point.on: point.value for point in sorted(points, key=lambda point: (point.on, point.value))})
    series = sorted(values.items())[-_MOST:]
    last_day, last = series[-1]
    needed = _needed(last, last_day, target, due)
    slopes = sorted(_slopes(series))
    if len(series) < LEAST or target.direction is Direction.EXACTLY:
        return Pace(needed, None, None, None, len(series))
    kept = _short(median(slopes) * _YEAR)
    if _reached(last, target):
        return Pace(None, kept, None, None, len(series))
    landing, likely, open_ended = _landing(series, slopes, target)
    return Pace(needed, kept, landing, likely, len(series), open_ended)


def _reached(value: Decimal, target: Target) -> bool:
    return value <= target.value if target.direction is Direction.AT_MOST else value >= target.value


def _needed(last: Decimal, on: date, target: Target, due: date | None) -> Decimal | None:
    if due is None or due <= on or _reached(last, target):
        return None
    return _short((target.value - last) / (due - on).days * _YEAR)


def _slopes(series: Sequence[tuple[date, Decimal]]) -> list[Decimal]:
    """Growth a day between every two points."""
    return [(later - value) / (after - day).days for (day, value), (after, later) in combinations(series, 2)]


def _landing(
    series: Sequence[tuple[date, Decimal]], slopes: Sequence[Decimal], target: Target
) -> tuple[DateInterval | None, date | None, bool]:
    """When the line meets the target: the middle half of its slopes, each from the line's own height."""
    day = series[-1][0]
    slope = median(slopes)
    heights = [value + slope * (day - on).days for on, value in series]  # each point carried along to the last day
    height = median(heights)
    off = median([abs(one - height) for one in heights])
    toward = -1 if target.direction is Direction.AT_MOST else 1
    fast, slow = sorted((_quantile(slopes, 1), _quantile(slopes, 3)), key=lambda one: -toward * one)
    goal = target.value
    likely = _meets(day, goal - height, slope, toward)
    if likely is None:
        return None, None, False
    soon = _meets(day, goal - (height + toward * off), fast, toward) or likely
    late = _meets(day, goal - (height - toward * off), slow, toward)
    first, last = min(soon, likely), max(late or likely, likely)
    return DateInterval(first, last, Precision.SPAN), likely, late is None


def _meets(day: date, left: Decimal, slope: Decimal, toward: int) -> date | None:
    """The day on which ``left`` is used up at a slope; None where it never is, or after a century."""
    if left * toward <= 0:
        return day
    if slope * toward <= 0 or left / slope > _HORIZON:
        return None
    try:
        return day + timedelta(days=int((left / slope).to_integral_value()))
    except OverflowError:
        return None


def _quantile(values: Sequence[Decimal], quarter: int) -> Decimal:
    """A quarter point of sorted values, by the straight line between neighbours."""
    place = Decimal((len(values) - 1) * quarter) / 4
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def _short(value: Decimal) -> Decimal:
    """A value with as many significant digits as the points carry."""
    return value if value == 0 else Decimal(f"{value:.{_PLACES}g}")
