"""Every commitment as columns: one row each in the order of the list, and the spans of its course behind it.

Days are ordinals (``date.toordinal``), 0 is none; words of closed lists are their place in the list, -1 is none. A row
points into three tables of words that only ever grow: documents, bodies, askers. Spans, and what the coverage was
asked, and what evidence was told, are ragged: row ``i`` has the entries from ``offsets[i]`` to before
``offsets[i + 1]``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from yinuo.judge.coverage import Coverage, Searched

__all__ = ["PAPERS", "RAGGED", "ROWS", "TABLES", "Array", "Columns", "ragged"]

Array = NDArray[Any]

ROWS = {  # one entry a commitment
    "ids": "S36",
    "seq": "i8",
    "made": "i4",
    "start": "i4",
    "document": "i4",
    "body": "i4",
    "level": "i1",
    "category": "i1",
    "publication": "i1",
    "confidence": "f8",
    "figures": "?",
}
SPANS = {  # one entry a span of a course
    "since": "i4",
    "state": "i1",
    "headline": "i1",
    "schedule": "i1",
    "evidence_level": "i1",
    "decided_by": "i1",
    "due": "i4",
    "last_evidence": "i4",
}
ASKED = {"beyond": "i4", "known": "i4"}  # one entry a question to the coverage; known: NEVER is no document
TOLD = {"told": "i4", "told_of": "i4"}  # one entry a link that counts: the day told by; the latest day told of by then
RAGGED = {"offsets": SPANS, "asked_offsets": ASKED, "told_offsets": TOLD}
PAPERS = {  # one entry a kind of paper and day: ``judge.coverage.Searched``; no body is ""
    "paper_last": "i4",
    "paper_first": "i4",
    "paper_body": "U",
    "paper_count": "i4",
}
TABLES = {  # words that rows point at
    "documents": "U",
    "terms": "i4",
    "sessions": "i4",
    "body_ids": "U",
    "body_names": "U",
    "body_heirs": "U",
    "body_words": "U",
    "askers": "U",
    "asker_names": "U",
    "asked_in": "i4",  # pairs of a document …
    "asked_by": "i4",  # … and an asker of it
}


@dataclass(frozen=True)
class Columns:
    """The columns of one moment of the ledger; never changed, only replaced.

    Attributes:
        seq_head: number of the last entry that is in them.
        hash_head: its hash.
        offsets: where the spans of each row begin, and the end of the last.
        asked_offsets: the same for its questions to the coverage.
        told_offsets: the same for the links that count, in order of telling.
    """

    seq_head: int
    hash_head: str
    # rows
    ids: Array
    seq: Array
    made: Array
    start: Array
    document: Array
    body: Array
    level: Array
    category: Array
    publication: Array
    confidence: Array
    figures: Array
    # spans
    offsets: Array
    since: Array
    state: Array
    headline: Array
    schedule: Array
    evidence_level: Array
    decided_by: Array
    due: Array
    last_evidence: Array
    # questions to the coverage
    asked_offsets: Array
    beyond: Array
    known: Array
    # evidence that counts
    told_offsets: Array
    told: Array
    told_of: Array
    # tables of words
    documents: Array
    terms: Array
    sessions: Array
    body_ids: Array
    body_names: Array
    body_heirs: Array
    body_words: Array
    askers: Array
    asker_names: Array
    asked_in: Array
    asked_by: Array
    # what was searched
    paper_last: Array
    paper_first: Array
    paper_body: Array
    paper_count: Array

    @classmethod
    def empty(cls, seq_head: int, hash_head: str) -> Self:
        """No commitment at all."""
        plain = ROWS | SPANS | ASKED | TOLD | TABLES | PAPERS
        arrays = {name: np.zeros(0, "U1" if kind == "U" else kind) for name, kind in plain.items()}
        arrays |= {name: np.zeros(1, "i8") for name in RAGGED}
        return cls(seq_head=seq_head, hash_head=hash_head, **arrays)

    @cached_property
    def coverage(self) -> Coverage:
        """What was searched, on all days."""
        days = (map(date.fromordinal, array.tolist()) for array in (self.paper_last, self.paper_first))
        rows = zip(*days, self.paper_body.tolist(), self.paper_count.tolist(), strict=True)
        return Coverage(tuple(Searched(last, first, body or None, papers) for last, first, body, papers in rows))

    def __len__(self) -> int:
        return len(self.ids)

    def arrays(self) -> dict[str, Array]:
        """Every array by its name."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("seq_head", "hash_head")}

    @cached_property
    def places(self) -> dict[str, int]:
        """Ids → rows."""
        return {one: row for row, one in enumerate(self.ids.astype("U").tolist())}

    def rows_of(self, entries: Array) -> Array:
        """The rows whose commitments were written as these entries; numbers of other entries are passed over."""
        in_order, rows = self._by_entry
        entries = entries[entries <= in_order[-1]] if len(rows) else entries[:0]
        places = np.searchsorted(in_order, entries)
        found: Array = rows[places[in_order[places] == entries]]
        return found

    @cached_property
    def _by_entry(self) -> tuple[Array, Array]:
        rows = np.argsort(self.seq, kind="stable")
        return self.seq[rows], rows

    def at(self, seq_head: int, hash_head: str) -> Self:
        """The same columns, true of another entry."""
        return replace(self, seq_head=seq_head, hash_head=hash_head)

    def having(self, changed: Mapping[str, Array]) -> Self:
        """With other arrays of these names."""
        return type(self)(seq_head=self.seq_head, hash_head=self.hash_head, **(self.arrays() | dict(changed)))

    def take(self, rows: Array) -> Self:
        """These rows in this order, with the same tables."""
        found: dict[str, Array] = {name: getattr(self, name)[rows] for name in ROWS}
        for name, kinds in RAGGED.items():
            entries, found[name] = ragged(getattr(self, name), rows)
            found |= {column: getattr(self, column)[entries] for column in kinds}
        return self.having(found)

    def joined(self, kept: Array, other: Self) -> Self:
        """The rows that are ``kept`` and those of another, in the order of the list.

        One array after another, so that hardly more than the old and the new columns is in memory at any time.

        Args:
            kept: the numbers of rows that stay.
            other: more rows; it has the tables and the head of the two.
        """

        def both(name: str) -> Array:
            found: Array = np.concatenate([getattr(self, name), getattr(other, name)])
            return found

        rows = np.concatenate([kept, np.arange(len(self), len(self) + len(other))])
        rows = rows[_order(other.documents, *(both(name)[rows] for name in _ORDERED_BY))]
        found = {name: both(name)[rows] for name in ROWS}
        for name, kinds in RAGGED.items():
            mine, theirs = getattr(self, name), getattr(other, name)
            entries, found[name] = ragged(np.concatenate([mine, theirs[1:] + mine[-1]]), rows)
            found |= {column: both(column)[entries] for column in kinds}
        return other.having(found)

    def ordered(self) -> Self:
        """The rows as the list has them."""
        return self.take(_order(self.documents, *(getattr(self, name) for name in _ORDERED_BY)))


_ORDERED_BY = ("made", "document", "start", "ids")


def _order(documents: Array, made: Array, document: Array, start: Array, ids: Array) -> Array:
    """The order of the list: newest letter first, then by the name of the document, place and id."""
    rank = np.empty(len(documents), "i4")
    rank[np.argsort(documents, kind="stable")] = np.arange(len(documents), dtype="i4")
    return np.lexsort((ids, start, rank[document], -made))


def ragged(offsets: Array, rows: Array) -> tuple[Array, Array]:
    """Where the entries of these rows stand in ragged columns, and the offsets they then have.

    ``offsets`` 0, 2, 5 and rows 1, 0: entries 2, 3, 4, 0, 1, and offsets 0, 3, 5.
    """
    lengths = np.diff(offsets)[rows]
    begins = np.concatenate([[0], np.cumsum(lengths)]).astype("i8")
    shift = np.repeat(offsets[:-1][rows] - begins[:-1], lengths)
    return shift + np.arange(begins[-1]), begins
