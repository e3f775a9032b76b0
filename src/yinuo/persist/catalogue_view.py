"""Columns looked at: how every commitment stands on a day, and which of them a question means.

All of it is whole columns at a time, a millisecond for a hundred thousand rows; days and answers asked for last are
remembered as long as the columns stand.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any, Final, TypeVar

import numpy as np

from yinuo.decode.folding import fold_key
from yinuo.extract.agency_register import register
from yinuo.persist.catalogue_columns import Array, Columns
from yinuo.persist.catalogue_reading import CODES
from yinuo.persist.question import Question, Sort

__all__ = ["FACETS", "Day", "View"]

FACETS: Final = (
    "headline",
    "state",
    "schedule",
    "evidence_level",
    "level",
    "category",
    "agency",
    "asker",
    "term",
    "session",
    "figures",
    "publication",
)
_OF_THE_DAY: Final = ("headline", "state", "schedule", "evidence_level")
_REMEMBERED: Final = 256  # answers …
_BYTES: Final = 32 << 20  # … of so many bytes in all: of a million rows fewer are remembered
_T = TypeVar("_T")


@dataclass(frozen=True)
class Day:
    """Every commitment as it stands on one day; what was made later is not there yet.

    Attributes:
        there: True of the rows made by then.
        at: the span that each row is in; of rows not made yet, their first.
    """

    there: Array
    at: Array
    columns: Columns

    def of(self, name: str) -> Array:
        """A column of the spans, one entry a row."""
        found: Array = getattr(self.columns, name)[self.at]
        return found

    @cached_property
    def turned(self) -> Array:
        """The day on which each row's present state began."""
        found: Array = state_since(self.columns)[self.at]
        return found


def state_since(columns: Columns) -> Array:
    """For each span the day from which on its state stood: a span can begin for its due day alone."""
    first = turning(columns)
    place = np.maximum.accumulate(np.where(first, np.arange(len(first)), 0)) if len(first) else np.zeros(0, "i8")
    found: Array = columns.since[place]
    return found


def turning(columns: Columns) -> Array:
    """True of spans whose state is another than before, and of the first of each row."""
    found = np.ones(len(columns.since), bool)
    if len(found):
        found[1:] = columns.state[1:] != columns.state[:-1]
        found[columns.offsets[:-1]] = True
    return found


class View:
    """Columns, and what was asked of them lately.

    Args:
        columns: of one moment.
        found_by: rows in whose words all these folded words stand, as True entries.
    """

    def __init__(self, columns: Columns, found_by: Callable[[Columns, tuple[str, ...]], Array]) -> None:
        self.columns = columns
        self._found_by = found_by
        self._held: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0
        self._holding = Lock()

    def remembered(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What was made under this key, or made now; the least lately used goes first."""
        with self._holding:
            if (held := self._held.get(key)) is not None:
                self._held.move_to_end(key)
                kept: _T = held[0]
                return kept
        found = make()
        size = _size(found)
        with self._holding:
            if key not in self._held:  # another thread may have made it meanwhile
                self._held[key] = found, size
                self._bytes += size
            while len(self._held) > 1 and (len(self._held) > _REMEMBERED or self._bytes > _BYTES):
                self._bytes -= self._held.popitem(last=False)[1][1]
        return found

    def day(self, as_of: date) -> Day:
        """Every commitment on a day."""
        return self.remembered(("day", as_of), lambda: self._day(as_of.toordinal()))

    def _day(self, ordinal: int) -> Day:
        columns = self.columns
        begun = np.concatenate([[0], np.cumsum(columns.since <= ordinal)])
        inside = begun[columns.offsets[1:]] - begun[columns.offsets[:-1]]
        at = columns.offsets[:-1] + np.maximum(inside - 1, 0)
        return Day(columns.made <= ordinal, at.astype("i4"), columns)

    # ── which rows ─────────────────────────────────────────────────────────────────────────

    def rows(self, question: Question, as_of: date) -> Array:
        """True of the rows that a question means on a day."""
        return self.remembered(("rows", question.having(sort=Sort.NEWEST), as_of), lambda: self._rows(question, as_of))

    def _rows(self, question: Question, as_of: date) -> Array:
        found = self.common(question, as_of)
        for mask in self.masks(question, as_of).values():
            found = found & mask
        return found

    def common(self, question: Question, as_of: date) -> Array:
        """True of the rows that everything but the facets of a question lets through."""
        day, columns = self.day(as_of), self.columns
        found = day.there
        for low, high, name in (("made_from", "made_until", "made"), ("due_from", "due_until", "due")):
            first, last = getattr(question, low), getattr(question, high)
            if first is None and last is None:
                continue
            values = columns.made if name == "made" else day.of("due")
            found = found & (values >= (first.toordinal() if first else 1))
            if last is not None:
                found = found & (values <= last.toordinal())
        if question.id:
            named = np.zeros(len(columns), bool)
            named[[columns.places[one] for one in question.id if one in columns.places]] = True
            found = found & named
        if question.q:
            words = question.searched
            found = found & self.remembered(("words", words), lambda: self._found_by(columns, words))
        return found

    def masks(self, question: Question, as_of: date) -> dict[str, Array]:
        """By facet that the question has a choice of: True of the rows that fit it."""
        return {name: self._mask(name, question, as_of) for name in FACETS if _chosen(question, name)}

    def _mask(self, name: str, question: Question, as_of: date) -> Array:
        columns, values = self.columns, _chosen(question, name)
        if name in CODES:
            words = CODES[name]
            allowed = np.zeros(len(words) + 1, bool)  # the last is asked for by -1: no word at all
            allowed[[words.index(value) for value in values]] = True
            return allowed[self.day(as_of).of(name) if name in _OF_THE_DAY else getattr(columns, name)]
        match name:
            case "agency":
                allowed = np.append(self._within(values, as_of), False)  # the last: nobody is named
                found: Array = allowed[columns.body]
                return found
            case "asker":
                return self._asked_by(values)[columns.document]
            case "figures":
                wanted: Array = columns.figures == values[0]
                return wanted
        table = columns.terms if name == "term" else columns.sessions
        return np.isin(table, np.array(values, "i4"))[columns.document]

    def _asked_by(self, names: Sequence[str]) -> Array:
        wanted = np.isin(self.columns.askers, [fold_key(name) for name in names])
        found = np.zeros(len(self.columns.documents), bool)
        found[self.columns.asked_in[wanted[self.columns.asked_by]]] = True
        return found

    def _within(self, names: Sequence[str], as_of: date) -> Array:
        """True of the bodies that are one of these, or whose task one of these has held since."""
        known = register()
        wanted = {one.id if (one := known.body(name, as_of)) else name for name in names}
        keys = {fold_key(name) for name in names}
        return np.array(
            [bool(wanted & line) or bool(keys & spoken) for line, spoken in zip(self.lines, self._spoken, strict=True)],
            bool,
        )

    @cached_property
    def lines(self) -> tuple[frozenset[str], ...]:
        """Of each body in the tables: its id and those of all that its task went to."""
        return tuple(frozenset(_line(one)) for one in self.columns.body_ids.tolist())

    @cached_property
    def _spoken(self) -> tuple[frozenset[str], ...]:
        """Of each body without an id, what it is called, folded."""
        pairs = zip(self.columns.body_ids.tolist(), self.columns.body_words.tolist(), strict=True)
        return tuple(frozenset() if one else frozenset({fold_key(words)}) for one, words in pairs)

    @cached_property
    def holders(self) -> tuple[tuple[str, ...], ...]:
        """Of each body in the tables, the ids of who holds its task now: itself, while it lives."""
        known = register()
        found = []
        for one in self.columns.body_ids.tolist():
            body = known.agencies.get(one)
            heirs = known.heirs(body) if body else ()
            found.append(tuple(heir.id for heir in heirs) or ((one,) if one else ()))
        return tuple(found)

    @cached_property
    def written(self) -> Mapping[str, str]:
        """Askers as some letter writes them, by their folded names."""
        return dict(zip(self.columns.askers.tolist(), self.columns.asker_names.tolist(), strict=True))

    # ── counting ───────────────────────────────────────────────────────────────────────────

    def tally(self, name: str, rows: Array, as_of: date) -> Mapping[Any, int]:
        """How many of these rows have each value of a facet; one with two askers counts for both."""
        columns = self.columns
        if name in CODES:
            codes = (self.day(as_of).of(name) if name in _OF_THE_DAY else getattr(columns, name))[rows]
            counts = np.bincount(codes[codes >= 0], minlength=len(CODES[name]))
            return {word: int(count) for word, count in zip(CODES[name], counts, strict=True) if count}
        if name == "figures":
            with_them = int(np.count_nonzero(columns.figures & rows))
            return {True: with_them, False: int(np.count_nonzero(rows)) - with_them}
        if name == "agency":
            return self._held_by(np.bincount(columns.body[rows] + 1, minlength=len(columns.body_ids) + 1)[1:])
        papers = np.bincount(columns.document[rows], minlength=len(columns.documents))
        if name == "asker":
            counts = np.bincount(columns.asked_by, papers[columns.asked_in], len(columns.askers)).astype("i8")
            named = np.flatnonzero(counts)
            return dict(zip(columns.askers[named].tolist(), counts[named].tolist(), strict=True))
        table = columns.terms if name == "term" else columns.sessions
        counts = np.bincount(table, papers).astype("i8")
        return {int(value): int(counts[value]) for value in np.flatnonzero(counts) if value}

    def _held_by(self, counts: Array) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for place in np.flatnonzero(counts).tolist():
            for one in self.holders[place]:
                found[one] = found.get(one, 0) + int(counts[place])
        return found


def _size(found: object) -> int:
    """Bytes of what is remembered; other things than columns are small."""
    if isinstance(found, Day):
        return found.there.nbytes + 2 * found.at.nbytes  # and when its states began, once somebody asks
    return found.nbytes if isinstance(found, np.ndarray) else 0


def _chosen(question: Question, name: str) -> tuple[Any, ...]:
    value = getattr(question, name)
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def _line(one: str) -> Iterator[str]:
    """A body's id and those of all its successors, however far."""
    waiting, known = [one] if one else [], register().agencies
    seen: set[str] = set()
    while waiting:
        now = waiting.pop()
        if now not in seen:
            seen.add(now)
            yield now
            waiting += known[now].successors if now in known else ()
