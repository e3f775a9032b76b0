"""The catalogue through time: what is due, what turned, how many stood where at the end of each month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from yinuo.errors import UsageError
from yinuo.persist.catalogue_columns import Array
from yinuo.persist.catalogue_reading import CODES
from yinuo.persist.catalogue_view import View, turning
from yinuo.persist.question import Question
from yinuo.words import Headline, State

__all__ = [
    "Due",
    "Month",
    "Turn",
    "due_between",
    "due_years",
    "made_kept_late",
    "month_of",
    "states_over_time",
    "turned_between",
    "turns_of",
]

_MOST_MONTHS: Final = 12 * 60


@dataclass(frozen=True, slots=True)
class Due:
    """A commitment and the day that counts now."""

    id: str
    on: date
    state: State
    headline: Headline


@dataclass(frozen=True, slots=True)
class Turn:
    """A commitment whose state became another; ``before`` is None where it was made that day."""

    id: str
    on: date
    before: State | None
    after: State
    headline: Headline


@dataclass(frozen=True, slots=True)
class Month:
    """What a month brought: promises made, and states that began: kept (fulfilled), late (overdue)."""

    month: str  # YYYY-MM
    made: int
    kept: int
    late: int


def month_of(day: date) -> str:
    """``2024-03``."""
    return f"{day:%Y-%m}"


def due_between(
    view: View, question: Question, first: date, last: date, as_of: date, limit: int | None = None
) -> tuple[Due, ...]:
    """Commitments whose day that counts on ``as_of`` is between two days, both included; the earliest ``limit``."""
    day = view.day(as_of)
    due = day.of("due")
    rows = np.flatnonzero(view.rows(question, as_of) & (due >= first.toordinal()) & (due <= last.toordinal()))
    rows = rows[np.argsort(due[rows], kind="stable")][:limit]
    ids, states, headlines = (
        view.columns.ids[rows].astype("U").tolist(),
        day.of("state")[rows],
        day.of("headline")[rows],
    )
    return tuple(
        Due(one, date.fromordinal(on), CODES["state"][state], CODES["headline"][headline])
        for one, on, state, headline in zip(ids, due[rows].tolist(), states, headlines, strict=True)
    )


def due_years(view: View, question: Question, as_of: date) -> Mapping[int, int]:
    """How many are due in each year of the Common Era, as the day that counts stands on ``as_of``; by year."""
    due = view.day(as_of).of("due")[view.rows(question, as_of)]
    due = due[due > 0]
    if not len(due):
        return {}
    first, last = (date.fromordinal(int(one)).year for one in (due.min(), due.max()))
    edges = [date(year, 1, 1).toordinal() for year in range(first, last + 1)]
    counts = np.bincount(np.searchsorted(edges, due, side="right") - 1, minlength=len(edges))
    return {first + place: int(counts[place]) for place in np.flatnonzero(counts).tolist()}


def turned_between(
    view: View,
    question: Question,
    first: date,
    last: date,
    into: Sequence[State] = (),
    limit: int | None = None,
    *,
    changed: bool = False,
) -> tuple[Turn, ...]:
    """States that began between two days, both included, of commitments chosen as of ``last``; latest first.

    Args:
        view: the columns.
        question: which commitments.
        first: the first day.
        last: the last day.
        into: only turns into these states, that still stand on ``last``; none of them means any turn.
        limit: at most so many.
        changed: leave out the first state of each.
    """
    columns = view.columns
    turns = view.remembered("turning", lambda: turning(columns)) & (columns.since <= last.toordinal())
    turns &= columns.since >= first.toordinal()
    row_of = view.remembered("row_of", lambda: _row_of(view))
    turns &= view.rows(question, last)[row_of]
    if changed:
        turns[columns.offsets[:-1]] = False
    if into:
        wanted = np.zeros(len(State), bool)
        wanted[[CODES["state"].index(state) for state in into]] = True
        day = view.day(last)
        turns &= wanted[columns.state] & (day.turned[row_of] == columns.since)
    spans = np.flatnonzero(turns)
    spans = spans[np.lexsort((spans, -columns.since[spans]))][:limit]
    return tuple(_turn(view, span, int(row_of[span])) for span in spans.tolist())


def turns_of(view: View, identity: str, last: date) -> tuple[Turn, ...]:
    """States of one commitment that began by a day, earliest first, whoever sees it; none where it is not known."""
    columns = view.columns
    if (row := columns.places.get(identity)) is None:
        return ()
    turning_now = view.remembered("turning", lambda: turning(columns))
    spans = range(int(columns.offsets[row]), int(columns.offsets[row + 1]))
    return tuple(
        _turn(view, span, row) for span in spans if turning_now[span] and columns.since[span] <= last.toordinal()
    )


def _turn(view: View, span: int, row: int) -> Turn:
    columns, states = view.columns, CODES["state"]
    before = states[columns.state[span - 1]] if span > columns.offsets[row] else None
    headline = CODES["headline"][columns.headline[span]]
    on = date.fromordinal(int(columns.since[span]))
    return Turn(columns.ids[row].decode(), on, before, states[columns.state[span]], headline)


def _row_of(view: View) -> Array:
    """The row of each span."""
    return np.repeat(np.arange(len(view.columns)), np.diff(view.columns.offsets))


def states_over_time(
    view: View, question: Question, months: Sequence[date], as_of: date
) -> tuple[Mapping[State, int], ...]:
    """How many of the chosen commitments stood in each state on each of these days, which must rise.

    Chosen as of ``as_of``; days later than it are refused, as nothing is known of them.
    """
    if any(day > as_of for day in months) or list(months) != sorted(months) or len(months) > _MOST_MONTHS:
        raise UsageError("日期須由早到晚，且不晚於查詢日（days must rise and not be later than the day asked about）")
    columns = view.columns
    inside = view.rows(question, as_of)[view.remembered("row_of", lambda: _row_of(view))]
    ends = np.append(columns.since[1:], 0)
    ends[columns.offsets[1:] - 1] = date.max.toordinal()
    days = np.array([day.toordinal() for day in months], "i4")
    begin = np.searchsorted(days, columns.since[inside])
    end = np.searchsorted(days, ends[inside])
    size = len(days) + 1
    state = columns.state[inside].astype("i8") * size
    change = np.bincount(state + begin, minlength=size * len(State))
    change = change - np.bincount(state + end, minlength=size * len(State))
    counts = np.cumsum(change.reshape(len(State), size), axis=1)
    return tuple(
        {state: int(count) for state, count in zip(State, counts[:, place], strict=True) if count}
        for place in range(len(days))
    )


def made_kept_late(view: View, question: Question, as_of: date) -> tuple[Month, ...]:
    """By month of the Common Era from the first promise chosen to ``as_of``; a state that began twice counts once.

    Kept and late tell when a commitment first stood as fulfilled, or as overdue: of days up to ``as_of``.
    """
    rows = view.rows(question, as_of)
    columns = view.columns
    if not rows.any():
        return ()
    first = date.fromordinal(int(columns.made[rows].min())).replace(day=1)
    edges = _months(first, as_of)
    made = _by_month(columns.made[rows], edges)
    kept, late = (_by_month(_first_in(view, rows, state, as_of), edges) for state in (State.FULFILLED, State.OVERDUE))
    told = zip(edges, made.tolist(), kept.tolist(), late.tolist(), strict=True)
    return tuple(Month(month_of(edge), *counts) for edge, *counts in told)


def _months(first: date, last: date) -> list[date]:
    """The first days of the months, at most ``_MOST_MONTHS`` of them, the latest."""
    found, day = [], first
    while day <= last:
        found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found[-_MOST_MONTHS:]


def _by_month(days: Array, edges: Sequence[date]) -> Array:
    places = np.searchsorted(np.array([edge.toordinal() for edge in edges]), days, side="right") - 1
    return np.bincount(places[places >= 0], minlength=len(edges))


def _first_in(view: View, rows: Array, state: State, as_of: date) -> Array:
    """The days on which the chosen rows first stood in a state, of those that did by ``as_of``."""
    columns = view.columns
    row_of = view.remembered("row_of", lambda: _row_of(view))
    hits = (columns.state == CODES["state"].index(state)) & rows[row_of] & (columns.since <= as_of.toordinal())
    _, firsts = np.unique(row_of[hits], return_index=True)
    found: Array = columns.since[hits][firsts]
    return found
