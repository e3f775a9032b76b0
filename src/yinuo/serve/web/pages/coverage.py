"""What was searched: silence means something only where somebody looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from yinuo.persist.searched import searched_rows
from yinuo.serve.web.asking import asked_day
from yinuo.serve.web.rendering import page, unchanged
from yinuo.serve.web.room import room_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Strip:
    """Stretches of one kind of source that speak for one body, as parts of a line from the first day to the last."""

    kind: str
    agency: str | None
    rows: tuple[Row, ...]
    bars: tuple[tuple[float, float], ...]  # where each begins and how wide it is, in hundredths of the line

    @property
    def documents(self) -> int:
        """In all stretches."""
        return sum(row["documents"] for row in self.rows)


@router.get("/coverage")
async def coverage(request: Request) -> Response:
    """The page."""
    room, as_of = room_of(request), asked_day(request)
    if (same := unchanged(request)) is not None:
        return same
    rows: list[Row] = await room.worked_out(f"searched {as_of}", lambda ledger: searched_rows(ledger, as_of))
    first = min((row["first"] for row in rows), default=as_of.isoformat())
    return page(
        request,
        "coverage.html",
        as_of=as_of,
        strips=_strips(rows, date.fromisoformat(first), as_of),
        first=first,
        total=sum(row["documents"] for row in rows),
    )


def _strips(rows: Sequence[Row], first: date, last: date) -> list[Strip]:
    groups: dict[tuple[str, str | None], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["kind"], row["agency"]), []).append(row)
    length = max((last - first).days, 1)

    def bar(row: Row) -> tuple[float, float]:
        begin, end = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
        at = (begin - first).days / length * 100
        return round(min(at, 99.4), 2), round(max((end - begin).days / length * 100, 0.6), 2)

    return [
        Strip(kind, agency, tuple(found), tuple(bar(row) for row in found)) for (kind, agency), found in groups.items()
    ]
