"""The days of the feasts that letters use as time limits: «春節前» (vocabulary/holidays.toml)."""

from datetime import date, timedelta
from functools import cache

from yinuo.model import DateInterval
from yinuo.vocabulary import load_toml

__all__ = ["FEAST_WORDS", "eve", "on_the_day"]


@cache
def _days() -> dict[str, tuple[date, ...]]:
    """The first days of each feast, by each of its names."""
    found: dict[str, tuple[date, ...]] = {}
    for feast in load_toml("holidays.toml").values():
        if "days" in feast:
            days = tuple(feast["days"])
        else:
            month, day = feast["month_day"]
            days = tuple(date(year, month, day) for year in range(1912, 2200))
        found.update(dict.fromkeys(feast["words"], days))
    return found


FEAST_WORDS = "|".join(sorted(_days(), key=lambda word: (-len(word), word)))
"""Every name of a feast, longest first, for a pattern."""


def eve(word: str, *, after: date, year: int | None = None) -> DateInterval | None:
    """The day before the feast of ``year``, else before the next one after a day.

    ``None`` where the table does not reach (春節 is listed for 2011 to 2031).
    """
    for day in _days().get(word, ()):
        if day.year == year if year is not None else day > after:
            before = day - timedelta(days=1)
            return DateInterval(before, before)
    return None


def on_the_day(before: DateInterval) -> DateInterval:
    """The feast itself, from the eve that ``eve`` gave."""
    day = before.last + timedelta(days=1)
    return DateInterval(day, day)
