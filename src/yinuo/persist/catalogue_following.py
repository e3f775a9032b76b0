"""Columns made from a whole ledger, and brought up to one that has grown since.

After growing, three things are read again: what new entries touch (``catalogue_reading.touched``), what they took
away, and commitments of which the coverage, asked the same again, answers otherwise.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import local
from typing import Any

import numpy as np

from yinuo.judge.coverage import Coverage
from yinuo.model import AgencyRef
from yinuo.persist.catalogue_columns import Array, Columns
from yinuo.persist.catalogue_reading import NEVER, Reading, columns_of, read, touched, with_papers
from yinuo.persist.ledger import Ledger
from yinuo.persist.schema import GENESIS

__all__ = ["Spread", "Tell", "followed", "made_anew"]

Spread = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""Applies a function of a module to each item, in order: ``map``, or an engine's over several processes."""
Tell = Callable[[int, int], None]
"""Hears how many commitments are done, of how many; it may rest, or raise to end it."""

_AT_ONCE = 25  # commitments a task: a moment's work, so that it can be told how far it is, and stopped
_A_STEP = 5  # … beside readers: some milliseconds


def made_anew(ledger: Ledger, spread: Spread = map, tell: Tell | None = None) -> Columns:
    """All commitments of a ledger; minutes for a hundred thousand.

    Other processes read the ledger themselves, and may see what was written since: ``followed`` reads that again.
    """
    with ledger.still():
        ids = [one for (one,) in ledger.rows("SELECT id FROM commitments ORDER BY made, document_id, start")]
        known = with_papers(Columns.empty(*ledger.head()), ledger.coverage().searched)
        tasks = ((ledger.path, known.hash_head, ids[at : at + _AT_ONCE]) for at in range(0, len(ids), _AT_ONCE))
        try:
            return columns_of(_told(spread(_apart, tasks), len(ids), tell), ledger, known)
        finally:
            _let_go()


def _told(found: Iterable[list[Reading]], total: int, tell: Tell | None) -> Iterator[Reading]:
    done = 0
    for some in found:
        yield from some
        done += len(some)
        if tell:
            tell(done, total)


_OWN = local()  # of each thread: the ledger that it reads for another process, or for ``made_anew``


def _apart(task: tuple[Path, str, list[str]]) -> list[Reading]:
    """Some commitments, read through a connection of one's own, which still has the letters of the task before."""
    path, head, ids = task
    if getattr(_OWN, "of", None) != (path, head):
        _let_go()
        _OWN.ledger = Ledger.open(path, readonly=True)
        _OWN.coverage, _OWN.of = _OWN.ledger.coverage(), (path, head)
    return list(read(_OWN.ledger, ids, _OWN.coverage))


def _let_go() -> None:
    """Close what this thread read; a process that reads for another ends with it open."""
    if hasattr(_OWN, "ledger"):
        _OWN.ledger.close()
        _OWN.__dict__.clear()


def followed(ledger: Ledger, columns: Columns, tell: Tell | None = None) -> Columns | None:
    """The columns brought up to the ledger; None where they are not of it, and must be made anew.

    ``tell`` hears of it after every few commitments.
    """
    with ledger.still():
        head = ledger.head()
        if head == (columns.seq_head, columns.hash_head):
            return columns
        if _hash_of(ledger, columns.seq_head) != columns.hash_head:
            return None
        again, documents, grown = touched(ledger, columns.seq_head)
        if grown:
            columns = with_papers(columns, ledger.searched_after(columns.seq_head))
            again |= _answered_otherwise(columns)
        held = ledger.rows("SELECT count(*) FROM commitments")[0][0]
        stale = np.isin(columns.ids, np.array(sorted(again), "S36"))
        stale |= np.isin(columns.document, _places(columns, documents))
        ids = sorted(again)
        steps = (ids[at : at + _A_STEP] for at in range(0, len(ids), _A_STEP))
        steps_read = (list(read(ledger, some, columns.coverage)) for some in steps)
        fresh = columns_of(_told(steps_read, len(ids), tell), ledger, columns)
        found = columns.joined(np.flatnonzero(~stale), fresh)
        return found.at(*head) if len(found) == held else None


def _places(columns: Columns, documents: set[str]) -> list[int]:
    return np.flatnonzero(np.isin(columns.documents, sorted(documents))).tolist() if documents else []


def _hash_of(ledger: Ledger, seq: int) -> str:
    found = ledger.rows("SELECT hash FROM entries WHERE seq = ?", (seq,))
    return str(found[0][0]) if found else GENESIS if seq == 0 else ""


def _answered_otherwise(columns: Columns) -> set[str]:
    """Commitments of which the coverage tells another day than it told when their course was made."""
    coverage = columns.coverage
    by_bodies: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    names = zip(*(getattr(columns, name).tolist() for name in ("body_names", "body_heirs", "body_words")), strict=True)
    refs = [AgencyRef(words, None, name or None, heir or None) for name, heir, words in names]
    for place, ref in enumerate((*refs, None)):  # the last: a commitment of nobody, whose body is -1
        by_bodies[coverage.bodies(ref)].append(place)
    body_of = np.repeat(columns.body % (len(refs) + 1), np.diff(columns.asked_offsets))
    other = np.zeros(len(columns.beyond), bool)
    for bodies, places in by_bodies.items():
        mine = np.isin(body_of, places)
        other[mine] = _known_beyond(coverage, bodies, columns.beyond[mine]) != columns.known[mine]
    rows = np.repeat(np.arange(len(columns)), np.diff(columns.asked_offsets))[other]
    return set(columns.ids[np.unique(rows)].astype("U").tolist())


def _known_beyond(coverage: Coverage, bodies: tuple[str | None, ...], days: Array) -> Array:
    """``Coverage.known_beyond`` of many days at once, of documents that speak for these."""
    papers = sorted((one.last.toordinal(), one.first.toordinal()) for one in coverage.searched if one.body in bodies)
    last = np.array([*(known for known, _ in papers), NEVER], "i4")
    told = np.maximum.accumulate(np.array([first for _, first in papers], "i4")) if papers else np.zeros(0, "i4")
    return last[np.searchsorted(told, days, side="right")]
