"""The catalogue: every list, facet, count and calendar of the web and the API, from columns in memory.

A state is a function of the day that changes on few days (``judge.course``), so the catalogue holds when, and any
question about any day is a matter of whole columns. It is read from the ledger once, kept in a file that can be thrown
away, and follows the ledger by what its new entries touch.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from threading import Lock, local
from typing import Final, Self

import numpy as np

from yinuo.judge.coverage import Coverage
from yinuo.persist.catalogue_asking import worth_asking
from yinuo.persist.catalogue_columns import Array, Columns
from yinuo.persist.catalogue_facets import Facet, Group, counts, facets, groups, spelled, whole
from yinuo.persist.catalogue_file import beside, keep, kept, method
from yinuo.persist.catalogue_following import Spread, Tell, followed, made_anew
from yinuo.persist.catalogue_pages import Page, batches, every, page
from yinuo.persist.catalogue_rows import rows
from yinuo.persist.catalogue_times import (
    Due,
    Month,
    Turn,
    due_between,
    due_years,
    made_kept_late,
    month_of,
    states_over_time,
    turned_between,
    turns_of,
)
from yinuo.persist.catalogue_view import FACETS, View
from yinuo.persist.connection import store_path
from yinuo.persist.ledger import Ledger
from yinuo.persist.question import Question
from yinuo.persist.schema import FTS_TABLES, Kind
from yinuo.persist.terms import match_expression
from yinuo.persist.views import Row
from yinuo.words import State

__all__ = ["FACETS", "Catalogue", "Due", "Facet", "Group", "Month", "Page", "Turn"]

_WORTH_KEEPING: Final = 1000  # entries: following fewer again is quicker than writing everything at every look


class Catalogue:
    """Every commitment of a store; a page, a count or a calendar takes about a millisecond per hundred thousand.

    Any thread may ask; ``refresh`` and what it brings replace the columns in one step.

    >>> catalogue = Catalogue.open("yinuo.db")  # doctest: +SKIP
    >>> catalogue.page(Question(level=("C1",)), date(2026, 11, 22), limit=50).ids  # doctest: +SKIP
    """

    def __init__(self, store: Path, cache: Path | None, columns: Columns) -> None:
        self.store = store
        self._cache = cache
        self._kept = columns.seq_head
        self._view = View(columns, self._found_by)
        self._lock = Lock()
        self._threads = local()

    @classmethod
    def open(
        cls,
        store: str | Path,
        cache: Path | None = None,
        *,
        keeping: bool = True,
        spread: Spread = map,
        tell: Tell | None = None,
    ) -> Self:
        """The catalogue of the ledger at a ``--store`` value, brought up to it.

        Args:
            store: the ledger; it is only read.
            cache: the file to keep it in; beside the store unless given. Where it cannot be written, there is none.
            keeping: False where nothing must be written.
            spread: spreads the work where all must be read anew: ``engines.engine().map`` over processes.
            tell: hears of its progress.

        Raises:
            StoreError: there is no ledger.
        """
        path = store_path(store)
        place = (cache or beside(path)) if keeping else None
        with Ledger.open(path, readonly=True) as ledger:
            held = kept(place) if place else None
            columns = (followed(ledger, held, tell) if held else None) or made_anew(ledger, spread, tell)
        if place and columns is not held:
            keep(columns, place)
        return cls(path, place, columns)

    def refresh(self, tell: Tell | None = None) -> bool:
        """Follow the ledger; True where it has grown. Reads only what its new entries touch.

        It may take long after a large run: call it from a thread that nobody waits for.

        Args:
            tell: hears of its progress after every few milliseconds of work. It may rest there, so that readers come
                first; where it raises, the catalogue stays as it was.
        """
        with self._lock, Ledger.open(self.store, readonly=True) as ledger:
            now = self._view.columns
            if ledger.head() == (now.seq_head, now.hash_head):
                return False
            columns = followed(ledger, now, tell) or made_anew(ledger, tell=tell)
            _ = (
                columns.places,
                columns.coverage,
                columns.rows_of(columns.seq[:1]),
            )  # worked out here, where nobody waits
            self._view = View(columns, self._found_by)
            if columns.seq_head - self._kept >= _WORTH_KEEPING:
                self._keep()
        return True

    def _keep(self) -> None:
        if self._cache:
            keep(self._view.columns, self._cache)
        self._kept = self._view.columns.seq_head

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

    def batches(self, question: Question, as_of: date, size: int) -> Iterator[tuple[str, ...]]:
        """The ids of ``every``, so many at a time, of this moment: for exports, whatever the ledger's size."""
        return batches(self._view, question, as_of, size)

    def meant(self, question: Question, as_of: date) -> Callable[[str], bool]:
        """What says of an id whether a question means that commitment on a day, as of this moment."""
        rows, places = self._view.rows(question, as_of), self._view.columns.places
        return lambda one: (row := places.get(one)) is not None and bool(rows[row])

    def total(self, question: Question, as_of: date) -> int:
        """How many a question means on a day."""
        return int(np.count_nonzero(self._view.rows(question, as_of)))

    def rows(self, ledger: Ledger, ids: Iterable[str], as_of: date) -> list[Row]:
        """The rows that ``views.rows_of`` has of these commitments, without judging them; see ``catalogue_rows``."""
        return rows(self._view, ledger, ids, as_of)

    def worth_asking(self, as_of: date, most: int) -> tuple[tuple[str, ...], int]:
        """Ids of promises that reviewers should be asked about first; see ``catalogue_asking``."""
        return worth_asking(self._view, as_of, most)

    # ── counts ─────────────────────────────────────────────────────────────────────────────

    def facets(self, question: Question, as_of: date, names: Sequence[str] = FACETS) -> Mapping[str, tuple[Facet, ...]]:
        """By facet, its values with counts beside all other choices; see ``catalogue_facets.facets``."""
        return facets(self._view, question, as_of, tuple(names))

    def counts(self, question: Question, as_of: date, by: str) -> tuple[Facet, ...]:
        """How many of what a question means have each value of one facet, its own choices counting too."""
        return counts(self._view, question, as_of, by)

    def spelled(self, question: Question, as_of: date) -> Question:
        """The same question as facets spell it: bodies by their ids, askers folded."""
        return spelled(question, as_of)

    def groups(self, by: str, as_of: date, question: Question | None = None) -> tuple[Group, ...]:
        """The commitments by value of one facet and by state, in the order of ``facets``: no ranking of anybody."""
        return groups(self._view, question or Question(), as_of, by)

    def whole(self, question: Question, as_of: date) -> Group:
        """All that a question means, as one group."""
        return whole(self._view, question, as_of)

    def papers(self, question: Question, as_of: date) -> int:
        """In how many documents the commitments stand that a question means."""
        return len(np.unique(self._view.columns.document[self._view.rows(question, as_of)]))

    # ── time ───────────────────────────────────────────────────────────────────────────────

    def due_between(
        self, question: Question, first: date, last: date, as_of: date, limit: int | None = None
    ) -> tuple[Due, ...]:
        """What is due between two days, both included, as the day that counts stands on ``as_of``; earliest first."""
        return due_between(self._view, question, first, last, as_of, limit)

    def due_years(self, question: Question, as_of: date) -> Mapping[int, int]:
        """How many are due in each year; see ``catalogue_times.due_years``."""
        return due_years(self._view, question, as_of)

    def changed_between(
        self,
        question: Question,
        first: date,
        last: date,
        into: Sequence[State] = (),
        limit: int | None = None,
        *,
        changed: bool = False,
    ) -> tuple[Turn, ...]:
        """States that began between two days; see ``catalogue_times.turned_between``."""
        return turned_between(self._view, question, first, last, into, limit, changed=changed)

    def turns_of(self, identity: str, last: date) -> tuple[Turn, ...]:
        """States of one commitment that began by a day, earliest first; see ``catalogue_times.turns_of``."""
        return turns_of(self._view, identity, last)

    def states_over_time(
        self, question: Question, months: Sequence[date], as_of: date
    ) -> tuple[Mapping[State, int], ...]:
        """How many stood in each state on each of these days; see ``catalogue_times.states_over_time``."""
        return states_over_time(self._view, question, months, as_of)

    def made_kept_late(self, question: Question, as_of: date) -> tuple[Month, ...]:
        """Promises made, kept and late by month; see ``catalogue_times.made_kept_late``."""
        return made_kept_late(self._view, question, as_of)

    @property
    def coverage(self) -> Coverage:
        """What was searched, as of the entry that the catalogue stands at."""
        return self._view.columns.coverage

    def coverage_map(self, as_of: date) -> Mapping[str, Mapping[str, int]]:
        """How many documents known of by a day, by whom they speak for («»: any body) and month (``2024-03``)."""
        return self._view.remembered(("map", as_of), lambda: _papers_by_month(self.coverage, as_of))

    # ── words ──────────────────────────────────────────────────────────────────────────────

    def _found_by(self, columns: Columns, words: tuple[str, ...]) -> Array:
        """Rows whose promise, title or body says all of these words, through the ledger's full text."""
        found = np.zeros(len(columns), bool)
        if not words:
            return found
        fts = FTS_TABLES[Kind.COMMITMENT]
        sql = f"SELECT group_concat(rowid) FROM {fts} WHERE {fts} MATCH ?"  # noqa: S608 constants
        hits = self._ledger().rows(sql, (match_expression(words),))[0][0]
        if hits:
            found[columns.rows_of(np.fromstring(hits, "i8", sep=","))] = True
        return found

    def _ledger(self) -> Ledger:
        """A reader of this thread's own: SQLite's connections do not change hands."""
        if not hasattr(self._threads, "ledger"):
            self._threads.ledger = Ledger.open(self.store, readonly=True)
        found: Ledger = self._threads.ledger
        return found

    def close(self) -> None:
        """Let go of the store, in this thread; what was followed since is kept."""
        with self._lock:
            if self._view.columns.seq_head != self._kept:
                self._keep()
        if hasattr(self._threads, "ledger"):
            self._threads.ledger.close()
            del self._threads.ledger


def _papers_by_month(coverage: Coverage, as_of: date) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one in coverage.searched:
        if one.last <= as_of:
            months = found.setdefault(one.body or "", {})
            months[month_of(one.last)] = months.get(month_of(one.last), 0) + one.papers
    return {body: found[body] for body in sorted(found)}
