"""Numbers as drawings with the numbers beside them: states over time, what months brought, where documents are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Depends, Request, Response

from yinuo.persist.catalogue import Catalogue, Group, Month
from yinuo.publish.site.charts import Stack, stack
from yinuo.serve.web.asking import Asked, asked
from yinuo.serve.web.choices import chips, settled, tally_of
from yinuo.serve.web.pages.home import count_of_evidence
from yinuo.serve.web.rendering import page, unchanged
from yinuo.serve.web.room import room_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_QUARTERS = 16  # bars of the history
_COLUMNS = 24  # of the charts by time
_SHADES = 5


@dataclass(frozen=True, slots=True)
class Column:
    """What a stretch of time brought, and how high its bars are, 0..1 of the highest."""

    label: str
    counts: tuple[int, int, int]
    heights: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """Documents of one speaker by stretch of time: numbers, and shades 0..5 of the most."""

    body: str
    cells: tuple[tuple[int, int], ...]
    total: int


@router.get("/statistics")
async def statistics(request: Request, given: Asked = Depends(asked)) -> Response:  # noqa: B008 FastAPI's own way
    """The page; with filters, of those commitments alone."""
    if (same := unchanged(request)) is not None:
        return same
    room, now = room_of(request), settled(request, given)
    catalogue, question, as_of = room.catalogue, now.question, now.as_of
    months = catalogue.made_kept_late(question, as_of)
    columns, labels = _columns(months), _spans(catalogue, as_of)
    return page(
        request,
        "statistics.html",
        as_of=as_of,
        tally=tally_of(catalogue.whole(question, as_of)),
        chips=chips(request, now, "/statistics"),
        query=now.query(),
        documents=sum(one.papers for one in catalogue.coverage.searched if one.last <= as_of),
        evidence=await count_of_evidence(room, as_of),
        history=_history(catalogue, now, months),
        fields=_stacks(catalogue.groups("category", as_of, question)),
        levels=_stacks(catalogue.groups("level", as_of, question)),
        columns=columns,
        highest=max((max(one.counts) for one in columns), default=0),
        labels=labels,
        lines=_lines(catalogue, as_of, labels),
        shades=_SHADES,
    )


def _stacks(groups: Sequence[Group]) -> list[Stack]:
    longest = max((one.total for one in groups), default=0)
    return [stack(one.value, [(state.value, count) for state, count in one.states.items()], longest) for one in groups]


# ── states over time ───────────────────────────────────────────────────────────────────────


def _history(catalogue: Catalogue, now: Asked, months: Sequence[Month]) -> list[Stack]:
    """The states at the ends of quarters, of each second quarter, each fourth …, and on the last day."""
    if not months:
        return []
    days = _quarter_ends(date.fromisoformat(months[0].month + "-01"), now.as_of)
    step = max(1, -(-len(days) // _QUARTERS))
    days = days[::-1][::step][::-1]
    counts = catalogue.states_over_time(now.question, days, now.as_of)
    longest = max(sum(one.values()) for one in counts)
    pairs = zip(days, counts, strict=True)
    return [
        stack(day.isoformat(), [(state.value, count) for state, count in one.items()], longest) for day, one in pairs
    ]


def _quarter_ends(first: date, last: date) -> list[date]:
    """The last days of the quarters from ``first`` on, before ``last``, and ``last``."""
    starts = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 4, 7, 10)]
    return [day for start in starts if first <= (day := start - timedelta(days=1)) < last] + [last]


# ── made, kept, late ───────────────────────────────────────────────────────────────────────


def _columns(months: Sequence[Month]) -> list[Column]:
    """By month, by quarter or by year: the finest that has no more than so many columns."""
    for label_of in (_month, _quarter, _year):
        found: dict[str, tuple[int, int, int]] = {}
        for one in months:
            made, kept, late = found.get(label_of(one.month), (0, 0, 0))
            found[label_of(one.month)] = (made + one.made, kept + one.kept, late + one.late)
        if len(found) <= _COLUMNS:
            break
    told = list(found.items())[-_COLUMNS:]
    highest = max((max(counts) for _, counts in told), default=0) or 1
    return [Column(label, (a, b, c), (a / highest, b / highest, c / highest)) for label, (a, b, c) in told]


def _month(month: str) -> str:
    return month


def _quarter(month: str) -> str:
    return f"{month[:4]} Q{(int(month[5:]) + 2) // 3}"


def _year(month: str) -> str:
    return month[:4]


# ── where documents are ────────────────────────────────────────────────────────────────────


def _spans(catalogue: Catalogue, as_of: date) -> list[str]:
    """The columns of the map: quarters that have documents between the first and the last, or years."""
    months = sorted({month for row in catalogue.coverage_map(as_of).values() for month in row})
    if not months:
        return []
    every = [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(_number(months[0]), _number(months[-1]) + 1)]
    quarters = list(dict.fromkeys(map(_quarter, every)))
    return quarters if len(quarters) <= _COLUMNS else list(dict.fromkeys(map(_year, every)))[-_COLUMNS:]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _lines(catalogue: Catalogue, as_of: date, labels: Sequence[str]) -> list[Line]:
    label_of = _quarter if labels and " " in labels[0] else _year
    found: dict[str, Mapping[str, int]] = {}
    for body, months in catalogue.coverage_map(as_of).items():
        counts = dict.fromkeys(labels, 0)
        for month, papers in months.items():
            if label_of(month) in counts:
                counts[label_of(month)] += papers
        found[body] = counts
    most = max((count for counts in found.values() for count in counts.values()), default=0)
    return [
        Line(body, tuple((count, _shade(count, most)) for count in counts.values()), sum(counts.values()))
        for body, counts in found.items()
    ]


def _shade(count: int, most: int) -> int:
    """0 for none, else 1 to 5 by the length of the number against the longest: one paper must be seen beside many."""
    if not count or not most:
        return 0
    share: float = (count / most) ** 0.4
    return max(1, min(_SHADES, round(_SHADES * share)))
