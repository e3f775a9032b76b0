"""Which promises a reviewer's questions are likely about, by columns alone: none of them is judged.

A guess at the usefulness that ``judge.usefulness`` works out, from how each promise stands on a day. Of a promise that
is newly overdue, or a candidate, it is the very same; of links it is what a link that ends a promise, or one of those
that a state rests on, can have at most.
"""

from datetime import date, timedelta
from typing import Final

import numpy as np

from yinuo.judge.usefulness import DOUBT_ENDS, DOUBT_OVERDUE, NEWLY_DAYS
from yinuo.persist.catalogue_columns import Array
from yinuo.persist.catalogue_reading import CODES
from yinuo.persist.catalogue_view import View
from yinuo.words import DecidedBy, Publication, State

__all__ = ["worth_asking"]

_RESTS: Final = 0.5  # a link that counts: it may decide the state, at a doubt that columns do not tell
_ENDS: Final = (State.FULFILLED, State.DROPPED)


def worth_asking(view: View, as_of: date, most: int) -> tuple[tuple[str, ...], int]:
    """Ids of promises to ask about first, and how many there are in all.

    Args:
        view: the columns.
        as_of: the day.
        most: so many at most.
    """
    columns, day = view.columns, view.day(as_of)
    guess = _guess(view, as_of)
    guess[~day.there | (columns.publication == CODES["publication"].index(Publication.REJECTED))] = 0
    rows = np.flatnonzero(guess)
    first = rows[np.lexsort((columns.ids[rows], -day.turned[rows], -guess[rows]))][:most]
    return tuple(columns.ids[first].astype("U").tolist()), len(rows)


def _guess(view: View, as_of: date) -> Array:
    columns, day = view.columns, view.day(as_of)
    state, by_machine = day.of("state"), day.of("decided_by") != CODES["decided_by"].index(DecidedBy.HUMAN)
    found = np.where(np.diff(columns.told_offsets) > 0, _RESTS, 0.0)
    candidates = columns.publication == CODES["publication"].index(Publication.CANDIDATE)
    doubt = 0.6 * 4 * columns.confidence * (1 - columns.confidence)
    found = np.maximum(found, np.where(candidates, doubt, 0.0))
    newly = day.turned > (as_of - timedelta(days=NEWLY_DAYS)).toordinal()
    found = np.maximum(found, np.where((state == CODES["state"].index(State.OVERDUE)) & newly, DOUBT_OVERDUE, 0.0))
    ends = np.isin(state, [CODES["state"].index(one) for one in _ENDS]) & by_machine
    guess: Array = np.maximum(found, np.where(ends, DOUBT_ENDS, 0.0))
    return guess
