"""Days reckoned from other days: so many months on, a week, a third of a month."""

from datetime import date, timedelta

from yinuo.decode.numerals import read_number
from yinuo.model import DateInterval, Precision

__all__ = ["add_months", "counted", "days_of_month", "number_of", "week_of"]

_MOST_DAYS = 3660  # ten years; works are counted in days («工期1200日曆天»)


def number_of(words: str) -> int:
    """The value of digits or Chinese numerals; 0 where they make no number."""
    return int(words) if words.isascii() else int(read_number(words) or 0)


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or that month's last day: 31 August + 6 is 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, DateInterval.month(year, month + 1).last.day))


def days_of_month(year: int, month: int, within: str | None) -> DateInterval:
    """A month, or its 初/上旬, 中/中旬, 底/末/下旬."""
    whole = DateInterval.month(year, month)
    if not within:
        return whole
    if within[0] in "上初":
        return DateInterval(whole.first, whole.first.replace(day=10), Precision.TEN_DAYS)
    if within[0] == "中":
        return DateInterval(whole.first.replace(day=11), whole.first.replace(day=20), Precision.TEN_DAYS)
    return DateInterval(whole.first.replace(day=21), whole.last, Precision.TEN_DAYS)


def week_of(said: date, word: str, weekday: str | None) -> DateInterval:
    """本週 or 下週, Monday to Sunday, or one day of it: 下週三."""
    monday = said - timedelta(days=said.weekday()) + timedelta(days=7 * (word == "下"))
    if weekday:
        day = monday + timedelta(days="一二三四五六日".index(weekday.replace("天", "日")))
        return DateInterval(day, day, Precision.DAY)
    return DateInterval(monday, monday + timedelta(days=6), Precision.SPAN)


def counted(said: date, count: str, unit: str) -> date | None:
    """The last day of «N個月內», counted from a day; ``None`` where no number is told or it is too large."""
    if count == "半":
        return add_months(said, 6) if unit == "年" else None
    number = number_of(count)
    if not 0 < number <= {"年": 50, "月": 366}.get(unit, _MOST_DAYS):
        return None
    if unit in ("年", "月"):
        return add_months(said, number * (12 if unit == "年" else 1))
    if unit.startswith("工作"):
        return said + timedelta(days=number * 7 // 5 + 1)  # two days off in seven
    return said + timedelta(days=number * (1 if unit in "日天" else 7))
