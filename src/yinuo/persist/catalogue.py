"""The catalogue: every list, facet, count and calendar of the web and the API, from columns in memory.

A state is a function of the day that changes on few days (``judge.course``), so the catalogue holds when, and any
question about any day is a matter of whole columns. It is read from the ledger once, kept in a file that can be thrown
away, and follows the ledger by what its new entries touch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock, local
from typing import Any, Final, Self

import numpy as np

from yinuo.decode.folding import fold_key
from yinuo.errors import UsageError
from yinuo.extract.agency_register import register
from yinuo.persist.catalogue_columns import Array, Columns
from yinuo.persist.catalogue_file import beside, keep, kept, method
from yinuo.persist.catalogue_following import followed, made_anew
from yinuo.persist.catalogue_pages import Page, every, page
from yinuo.persist.catalogue_reading import CODES
from yinuo.persist.catalogue_times import (
    Due,
    Month,
    Turn,
    due_between,
    made_kept_late,
    states_over_time,
    turned_between,
)
from yinuo.persist.catalogue_view import FACETS, View
from yinuo.persist.connection import store_path
from yinuo.persist.ledger import Ledger
from yinuo.persist.question import Question, Sort
from yinuo.persist.schema import FTS_TABLES, Kind
from yinuo.persist.terms import match_expression
from yinuo.words import State

__all__ = ["FACETS", "Catalogue", "Due", "Facet", "Group", "Month", "Page", "Turn"]

_OPEN: Final[dict[str, Any]] = dict.fromkeys(FACETS, ()) | {"figures": None}


@dataclass(frozen=True, slots=True)
class Facet:
    """A value to choose, and how many commitments it has beside all other choices.

    ``value`` is what a question says (an agency's id, an asker's folded name, ``1`` or ``0`` for figures); ``label`` is
    the name of the body or asker, and the value itself elsewhere.
    """

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The commitments of one body, asker, category or session, by state; ``total`` is the denominator."""

    value: str
    label: str
    total: int
    states: Mapping[State, int]


class Catalogue:
    """Every commitment of a store; a page, a count or a calendar takes about a millisecond per hundred thousand.

    Any thread may ask; ``refresh`` and what it brings replace the columns in one step.

    >>> catalogue = Catalogue.open("yinuo.db")  # doctest: +SKIP
    >>> catalogue.page(Question(level=("C1",)), date(2026, 11, 22), limit=50).ids  # doctest: +SKIP
    """

    def __init__(self, store: Path, cache: Path | None, columns: Columns) -> None:
        self.store = store
        self._cache = cache
        self._view = View(columns, self._found_by)
        self._lock = Lock()
        self._threads = local()

    @classmethod
    def open(cls, store: str | Path, cache: Path | None = None, *, keeping: bool = True) -> Self:
        """The catalogue of the ledger at a ``--store`` value, brought up to it.

        Args:
            store: the ledger; it is only read.
            cache: the file to keep it in; beside the store unless given. Where it cannot be written, there is none.
            keeping: False where nothing must be written.

        Raises:
            StoreError: there is no ledger.
        """
        path = store_path(store)
        place = (cache or beside(path)) if keeping else None
        with Ledger.open(path, readonly=True) as ledger:
            held = kept(place) if place else None
            columns = (followed(ledger, held) if held else None) or made_anew(ledger)
        if place and columns is not held:
            keep(columns, place)
        return cls(path, place, columns)

    def refresh(self) -> bool:
        """Follow the ledger; True where it has grown. Reads only what its new entries touch.

        It may take long after a large run: call it from a thread that nobody waits for.
        """
        with self._lock, Ledger.open(self.store, readonly=True) as ledger:
            now = self._view.columns
            if ledger.head() == (now.seq_head, now.hash_head):
                return False
            columns = followed(ledger, now) or made_anew(ledger)
            self._view = View(columns, self._found_by)
        if self._cache:
            keep(columns, self._cache)
        return True

    @property
    def version(self) -> str:
        """Another one whenever an answer may be another: head of the ledger and method."""
        columns = self._view.columns
        return f"{columns.seq_head}-{columns.hash_head[:12]}-{method()}"

    def __len__(self) -> int:
        return len(self._view.columns)

    # ── lists ──────────────────────────────────────────────────────────────────────────────

    def page(self, question: Question, as_of: date, limit: int = 50, after: str | None = None) -> Page:
        """A page of ids; see ``catalogue_pages.page``. Raises ``UsageError`` for a cursor that is none."""
        return page(self._view, question, as_of, limit, after)

    def every(self, question: Question, as_of: date) -> tuple[str, ...]:
        """All ids that a question means on a day, in its order."""
        return every(self._view, question, as_of)

    def total(self, question: Question, as_of: date) -> int:
        """How many a question means on a day."""
        return int(np.count_nonzero(self._view.rows(question, as_of)))

    # ── counts ─────────────────────────────────────────────────────────────────────────────

    def facets(self, question: Question, as_of: date, names: Sequence[str] = FACETS) -> Mapping[str, tuple[Facet, ...]]:
        """By facet, its values with counts: beside all other choices, as if nothing of this facet were chosen.

        Closed lists come in their own order, terms and sessions latest first, bodies and askers most first; what is
        chosen is there even where it counts none.
        """
        view = self._view
        key = ("facets", question.having(sort=Sort.NEWEST), as_of, tuple(names))
        return view.remembered(key, lambda: {name: self._facet(view, name, question, as_of) for name in names})

    def counts(self, question: Question, as_of: date, by: str) -> tuple[Facet, ...]:
        """How many of what a question means have each value of one facet, its own choices counting too."""
        view = self._view
        return self._values(view, by, view.tally(_known(by), view.rows(question, as_of), as_of), question)

    def _facet(self, view: View, name: str, question: Question, as_of: date) -> tuple[Facet, ...]:
        masks = view.remembered(
            ("masks", question.having(sort=Sort.NEWEST), as_of),
            lambda: (view.common(question, as_of), view.masks(question, as_of)),
        )
        rows, others = masks
        for other, mask in others.items():
            if other != _known(name):
                rows = rows & mask
        return self._values(view, name, view.tally(name, rows, as_of), question)

    def _values(self, view: View, name: str, counts: Mapping[Any, int], question: Question) -> tuple[Facet, ...]:
        chosen = _chosen(question, name)
        found = {_word(value): count for value, count in counts.items()}
        for value in chosen:
            found.setdefault(value, 0)
        return tuple(
            Facet(value, _label(view, name, value), found[value], value in chosen) for value in _order(name, found)
        )

    def groups(self, by: str, as_of: date, question: Question | None = None) -> tuple[Group, ...]:
        """The commitments by value of one facet and by state, in the order of ``facets``: no ranking of anybody."""
        asked, view = question or Question(), self._view
        rows = view.rows(asked, as_of)
        total = view.tally(_known(by), rows, as_of)
        state = view.day(as_of).of("state")
        split: dict[Any, dict[State, int]] = {value: {} for value in total}
        for code, word in enumerate(CODES["state"]):
            for value, count in view.tally(by, rows & (state == code), as_of).items():
                if count:
                    split[value][word] = count
        by_word = {_word(value): (count, split[value]) for value, count in total.items()}
        order = _order(by, {value: count for value, (count, _) in by_word.items()})
        return tuple(Group(value, _label(view, by, value), *by_word[value]) for value in order)

    # ── time ───────────────────────────────────────────────────────────────────────────────

    def due_between(self, question: Question, first: date, last: date, as_of: date) -> tuple[Due, ...]:
        """What is due between two days, both included, as the day that counts stands on ``as_of``; earliest first."""
        return due_between(self._view, question, first, last, as_of)

    def changed_between(
        self, question: Question, first: date, last: date, into: Sequence[State] = (), limit: int | None = None
    ) -> tuple[Turn, ...]:
        """States that began between two days; see ``catalogue_times.turned_between``."""
        return turned_between(self._view, question, first, last, into, limit)

    def states_over_time(
        self, question: Question, months: Sequence[date], as_of: date
    ) -> tuple[Mapping[State, int], ...]:
        """How many stood in each state on each of these days; see ``catalogue_times.states_over_time``."""
        return states_over_time(self._view, question, months, as_of)

    def made_kept_late(self, question: Question, as_of: date) -> tuple[Month, ...]:
        """Promises made, kept and late by month; see ``catalogue_times.made_kept_late``."""
        return made_kept_late(self._view, question, as_of)

    # ── words ──────────────────────────────────────────────────────────────────────────────

    def _found_by(self, columns: Columns, words: tuple[str, ...]) -> Array:
        """Rows whose promise, title or body says all of these words, through the ledger's full text."""
        found = np.zeros(len(columns), bool)
        if not words:
            return found
        fts = FTS_TABLES[Kind.COMMITMENT]
        sql = f"SELECT rowid FROM {fts} WHERE {fts} MATCH ?"  # noqa: S608 constants
        hits = np.array([seq for (seq,) in self._ledger().rows(sql, (match_expression(words),))], "i8")
        return np.isin(columns.seq, hits)

    def _ledger(self) -> Ledger:
        """A reader of this thread's own: SQLite's connections do not change hands."""
        if not hasattr(self._threads, "ledger"):
            self._threads.ledger = Ledger.open(self.store, readonly=True)
        found: Ledger = self._threads.ledger
        return found

    def close(self) -> None:
        """Let go of the store, in this thread."""
        if hasattr(self._threads, "ledger"):
            self._threads.ledger.close()
            del self._threads.ledger


# ── words for values ───────────────────────────────────────────────────────────────────────


def _known(name: str) -> str:
    if name not in FACETS:
        raise UsageError(f"不認得的分類（unknown facet）：{name[:40]}", remedy="、".join(FACETS))
    return name


def _chosen(question: Question, name: str) -> tuple[str, ...]:
    value = getattr(question, name)
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    return tuple(fold_key(one) if name == "asker" else _word(one) for one in values)


def _word(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _label(view: View, name: str, value: str) -> str:
    """What a value is called: a body by its name of today, an asker as written, everything else as it is."""
    if name == "asker":
        return view.written.get(value, value)
    body = register().agencies.get(value) if name == "agency" else None
    return body.names[-1].words if body else value


def _order(name: str, counts: Mapping[str, int]) -> list[str]:
    """Values as they are shown."""
    if name in CODES:
        return [str(word) for word in CODES[name] if str(word) in counts]
    if name in ("term", "session"):
        return sorted(counts, key=int, reverse=True)
    if name == "figures":
        return sorted(counts, reverse=True)
    return sorted(counts, key=lambda value: (-counts[value], value))
