"""Deadlines: a year at a glance, month by month; a month day by day. The day is the one that counts now."""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Depends, Request, Response

from yinuo.errors import UsageError
from yinuo.persist.catalogue import Due
from yinuo.persist.views import Row
from yinuo.serve.web.asking import Asked, asked_beside
from yinuo.serve.web.rendering import page, unchanged, url
from yinuo.serve.web.room import Room, room_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_MOST = 120  # deadlines told with their titles on one page
_OF_A_MONTH = 12  # and of each month of a year
_YEARS = range(1912, 2201)


@dataclass(frozen=True, slots=True)
class Month:
    """A month's deadlines: how many, and the first of them as rows."""

    first: date
    count: int
    rows: tuple[Row, ...]
    href: str


@router.get("/deadlines")
async def deadlines(request: Request, given: Asked = Depends(asked_beside("year", "month"))) -> Response:  # noqa: B008
    """A year, this year's by default, or a month of it."""
    year, month = _period(request, given.as_of)
    if (same := unchanged(request)) is not None:
        return same
    room = room_of(request)
    first = date(year, month or 1, 1)
    last = _end(date(year, month or 12, 1))
    due = room.catalogue.due_between(given.question, first, last, given.as_of)
    shown = _shown(due, _MOST if month else _OF_A_MONTH)
    rows = {row["id"]: row for row in room.catalogue.rows(room.ledger, shown, given.as_of)}
    months = _months(request, given, due, rows)
    return page(
        request,
        "deadlines.html",
        as_of=given.as_of,
        year=year,
        month=month,
        years=_years(request, room, given, year),
        months=months,
        total=len(due),
        longest=max((one.count for one in months), default=0),
        weeks=_weeks(first, due) if month else [],
        turn=_neighbours(request, given, year, month),
        query=given.query(),
    )


def _period(request: Request, as_of: date) -> tuple[int, int | None]:
    """Year and month asked for: ``year=2026`` or ``month=2026-12``."""
    words = request.query_params.get("month", "").strip()
    year, _, month = words.partition("-")
    if not words:
        year = request.query_params.get("year", "").strip() or str(as_of.year)
    plain = all(part.isascii() and part.isdigit() and len(part) <= 4 for part in ((year, month) if words else (year,)))
    if not plain or int(year) not in _YEARS or (words and int(month) not in range(1, 13)):
        raise UsageError("不認得的年月（no such year or month）", remedy="year=2026、month=2026-12")
    return int(year), int(month) if words else None


def _end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _shown(due: Sequence[Due], most: int) -> list[str]:
    """Of each month the first so many."""
    seen: Counter[tuple[int, int]] = Counter()
    found = []
    for one in due:
        month = (one.on.year, one.on.month)
        if seen[month] < most:
            found.append(one.id)
        seen[month] += 1
    return found


def _months(request: Request, given: Asked, due: Sequence[Due], rows: dict[str, Row]) -> list[Month]:
    found: dict[date, list[Due]] = {}
    for one in due:
        found.setdefault(one.on.replace(day=1), []).append(one)
    return [
        Month(
            first,
            len(inside),
            tuple(rows[one.id] for one in inside if one.id in rows),
            _address(request, given, f"{first:%Y-%m}"),
        )
        for first, inside in sorted(found.items())
    ]


def _address(request: Request, given: Asked, month: str) -> str:
    return url(request, "/deadlines") + given.query(month=month)


def _years(request: Request, room: Room, given: Asked, year: int) -> list[tuple[int, int, str]]:
    """Every year that has deadlines, and the one shown: how many, and where."""
    counts = room.catalogue.due_years(given.question, given.as_of)
    return [
        (at, counts.get(at, 0), url(request, "/deadlines") + given.query(year=at)) for at in sorted({*counts, year})
    ]


def _weeks(first: date, due: Sequence[Due]) -> list[list[tuple[date | None, int]]]:
    """The month as weeks from Monday on: each day with its count, None outside the month."""
    counts = Counter(one.on for one in due)
    days: list[date | None] = [None] * first.weekday()
    days += [first + timedelta(days=step) for step in range(_end(first).day)]
    days += [None] * (-len(days) % 7)
    cells = [(day, counts[day] if day else 0) for day in days]
    return [cells[place : place + 7] for place in range(0, len(cells), 7)]


def _neighbours(request: Request, given: Asked, year: int, month: int | None) -> tuple[str | None, str | None]:
    """The month, or year, before and after."""
    if month is None:
        return tuple(
            url(request, "/deadlines") + given.query(year=at) if at in _YEARS else None for at in (year - 1, year + 1)
        )  # type: ignore[return-value] # two of them
    before, after = date(year, month, 1) - timedelta(days=1), _end(date(year, month, 1)) + timedelta(days=1)
    return (
        _address(request, given, f"{before:%Y-%m}") if before.year in _YEARS else None,
        _address(request, given, f"{after:%Y-%m}") if after.year in _YEARS else None,
    )
