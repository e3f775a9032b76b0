"""One page of a question's answer, and the cursor of the next: by place in the order, never by counting rows.

A cursor names the last row shown and where it stood, so that a list that grows meanwhile neither repeats nor leaves
out what stands after it. It is opaque: nobody has to understand it, and one made by hand is refused.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from yinuo.errors import UsageError
from yinuo.persist.catalogue_columns import Array
from yinuo.persist.catalogue_reading import NEVER
from yinuo.persist.catalogue_view import View
from yinuo.persist.question import Question, Sort

__all__ = ["Page", "batches", "every", "page"]

_LONGEST: Final = 200  # characters of a cursor
_MANY: Final = 10_000  # ids made at once
_FAR: Final = 1 << 40  # no key before a row is larger


@dataclass(frozen=True, slots=True)
class Page:
    """Some ids in the order asked for.

    Attributes:
        ids: of this page.
        total: how many there are in all.
        next: the cursor of the page after; None at the end.
        previous: the cursor of the page before; empty where that is the first one, None on it.
    """

    ids: tuple[str, ...]
    total: int
    next: str | None = None
    previous: str | None = None


def page(view: View, question: Question, as_of: date, limit: int, after: str | None = None) -> Page:
    """A page of the commitments that a question means on a day.

    Args:
        view: the columns.
        question: which, and in which order.
        as_of: the day.
        limit: at most so many, at least 1.
        after: the cursor of a page before; None or empty for the first.

    Raises:
        UsageError: a limit below 1, or a cursor that is none of this order.
    """
    if limit < 1:
        raise UsageError(f"至少一列（at least one row）：limit={limit}", remedy="limit=50")
    rows = np.flatnonzero(view.rows(question, as_of))
    ranks = _ranks(view, question.sort, as_of)
    keys = _keys(ranks[rows], rows, len(view.columns))
    beyond = np.flatnonzero(keys > _key(view, question.sort, after)) if after else np.arange(len(keys))
    shown = _least(keys[beyond], limit)
    here = beyond[shown]
    names = tuple(view.columns.ids[rows[here]].astype("U").tolist())
    more = len(beyond) > len(here)
    following = _cursor(view, question.sort, ranks, int(rows[here[-1]])) if more else None
    before = keys[keys < keys[here[0]]] if after and len(here) else keys[:0]
    return Page(names, len(rows), following, _previous(view, question.sort, ranks, before, limit))


def every(view: View, question: Question, as_of: date) -> tuple[str, ...]:
    """All ids in the order asked for."""
    return tuple(one for some in batches(view, question, as_of, _MANY) for one in some)


def batches(view: View, question: Question, as_of: date, size: int) -> Iterator[tuple[str, ...]]:
    """All ids in the order asked for, so many at a time; only their places are kept meanwhile."""
    rows = np.flatnonzero(view.rows(question, as_of))
    keys = _keys(_ranks(view, question.sort, as_of)[rows], rows, len(view.columns))
    ids, ordered = view.columns.ids, rows[np.argsort(keys)]
    return (tuple(ids[ordered[at : at + size]].astype("U").tolist()) for at in range(0, len(ordered), size))


# ── the order ──────────────────────────────────────────────────────────────────────────────


def _ranks(view: View, sort: Sort, as_of: date) -> Array:
    """What each row is ordered by, smallest first; rows of one rank keep the order of the list."""
    columns = view.columns
    match sort:
        case Sort.NEWEST:
            return -columns.made.astype("i8")
        case Sort.OLDEST:
            return columns.made.astype("i8")
        case Sort.DUE:
            due = view.day(as_of).of("due").astype("i8")
            return np.where(due == 0, NEVER, due)
        case Sort.CHANGED:
            return -view.day(as_of).turned.astype("i8")
    return -np.round(columns.confidence * 1_000_000).astype("i8")


def _keys(ranks: Array, rows: Array, size: int) -> Array:
    return (ranks + NEVER) * max(size, 1) + rows


def _least(keys: Array, limit: int) -> Array:
    """Where the smallest keys stand, in their order."""
    if len(keys) <= limit:
        return np.argsort(keys)
    some = np.argpartition(keys, limit)[:limit]
    return some[np.argsort(keys[some])]


# ── cursors ────────────────────────────────────────────────────────────────────────────────


def _cursor(view: View, sort: Sort, ranks: Array, row: int) -> str:
    place = [sort.value, int(ranks[row]), int(view.columns.made[row]), view.columns.ids[row].decode()]
    return urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def _previous(view: View, sort: Sort, ranks: Array, before: Array, limit: int) -> str | None:
    """The cursor behind which the page before begins, out of the keys that stand before this one."""
    if not len(before):
        return None
    if len(before) <= limit:
        return ""
    key = int(np.partition(before, len(before) - limit - 1)[len(before) - limit - 1])
    return _cursor(view, sort, ranks, key % len(view.columns))


def _key(view: View, sort: Sort, cursor: str) -> int:
    """The key of the row that a cursor names; where it is gone, of the place where it stood."""
    rank, made, name = _read(cursor, sort)
    row = view.columns.places.get(name)
    if row is None:  # read anew since, and no longer there: some rows of its day may come again, none is left out
        row = int(np.searchsorted(-view.columns.made, -made)) - 1
    return (rank + NEVER) * max(len(view.columns), 1) + row


def _read(cursor: str, sort: Sort) -> tuple[int, int, str]:
    wrong = UsageError(
        "這個翻頁位置無效（not a cursor of this list）：after", remedy="請從第一頁開始（start at the first page）"
    )
    if len(cursor) > _LONGEST or not cursor.isascii():
        raise wrong
    try:
        place = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        said, rank, made, name = place
    except (ValueError, TypeError):
        raise wrong from None
    if said != sort.value or type(rank) is not int or type(made) is not int or not isinstance(name, str):
        raise wrong
    if not (-_FAR < rank < _FAR and 0 < made <= NEVER):
        raise wrong
    return rank, made, name
