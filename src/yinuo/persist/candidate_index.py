"""The candidate index of a ledger: kept in a folder beside it, brought up to date from the newest entries only.

Promises are taken from the entries that record them, passages from the entries that say a document was linked. The
index names the entry up to which it goes, with its hash: where the ledger has another entry there, where the method or
the table of weights is another one, or a file is damaged, it is thrown away and made from the entries again. It says
where to look and never what is true, so nothing of it is on the ledger's record.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Self, TypeVar

from yinuo.judge.candidates import Features, features
from yinuo.judge.grams import weights
from yinuo.judge.lookup import Hit
from yinuo.judge.shelves import PER_PASSAGE, PER_PROMISE, PassageAt, PromiseAt, telling, tie
from yinuo.judge.stack import Stack
from yinuo.model import Extraction
from yinuo.persist.candidate_files import Kept, bound_on_file, load, save
from yinuo.persist.codec import parse
from yinuo.persist.ledger import Ledger
from yinuo.persist.schema import Kind

__all__ = ["CandidateIndex", "folder_of"]

_NUMBERS = 20  # bits of a passage's key for its number in the document; the others are its extraction's entry
_READ = 1  # of how features are read: another number makes every index anew
_SPARE = 4096  # dead texts held before it is worth making the index again

At = TypeVar("At", PromiseAt, PassageAt)


def folder_of(store: Path) -> Path:
    """Where the index of a ledger lies."""
    return store.with_name(store.name + "-candidates")


class CandidateIndex:
    """Promises and linked passages of one ledger, ready to be looked up.

    >>> shelves = CandidateIndex.open(ledger, METHOD)  # doctest: +SKIP
    >>> linker = Linker(ledger.extraction, waiting, shelves)  # doctest: +SKIP
    >>> shelves.keep()  # doctest: +SKIP
    """

    def __init__(self, ledger: Ledger, method: str, kept: Kept | None) -> None:
        self._ledger = ledger
        self._method = method
        self._kept = kept
        self._mark = int(kept.bound["seq"]) if kept else 0
        piles = kept.piles if kept else {}
        self._promises, self._passages = Stack(piles.get("promises", ())), Stack(piles.get("passages", ()))
        self._taken: set[int] = set()  # entries of extractions whose passages were taken since opening

    @classmethod
    def open(cls, ledger: Ledger, method: str) -> Self:
        """The index of a ledger as it stands now; also of one opened for reading only.

        Args:
            ledger: promises and linked documents.
            method: which links count (``Ledger.unlinked``).
        """
        kept = load(folder_of(ledger.path))
        if kept and not _fits(kept.bound, ledger, method):
            kept = None
        found = cls(ledger, method, kept)
        if found._wasteful():
            found = cls(ledger, method, None)
        found._catch_up()
        return found

    def __len__(self) -> int:
        return len(self._promises) + len(self._passages)

    def keep(self) -> None:
        """Put the index on file, for the next program to go on from.

        The ledger's write lock is held meanwhile, so that of two programs one keeps after the other. Where another one
        has kept a later state, or the folder cannot be written, ours is dropped: the entries have all that is in it.
        """
        with self._ledger.unit("candidates"):
            folder = folder_of(self._ledger.path)
            on_file = bound_on_file(folder)
            if on_file and _fits(on_file, self._ledger, self._method) and int(on_file["seq"]) > self._mark:
                return
            self._catch_up()
            piles = {"promises": self._promises.lock(), "passages": self._passages.lock()}
            try:
                save(folder, _bound(self._ledger, self._method, self._mark), piles, self._kept)
            except OSError:
                return

    # ── Shelves ────────────────────────────────────────────────────────────────────────────

    def promises(self, passages: Sequence[Features], before: date) -> list[list[PromiseAt]]:
        """For each passage of a letter the promises made before that day that it could bear on, the best ones."""
        days = (0, before.toordinal() - 1)

        def search(texts: Sequence[Features], most: int) -> list[list[Hit]]:
            return self._promises.search_all(texts, limit=most, days=days)

        return _living(passages, search, self._promise, PER_PASSAGE)

    def passages(self, promise: Features, after: date) -> Iterable[PassageAt]:
        """The passages after that day that could bear on a promise, the best ``PER_PROMISE``."""
        days = (after.toordinal() + 1, date.max.toordinal())

        def search(texts: Sequence[Features], most: int) -> list[list[Hit]]:
            return self._passages.search_all(texts, limit=most, days=days)

        return _living([promise], search, self._passage, PER_PROMISE)[0]

    def take_passages(self, extraction: Extraction, told: Iterable[tuple[int, Features]]) -> None:
        """Add the passages of a document whose turn has come."""
        sql = "SELECT seq FROM extractions WHERE document_id = ?"
        for (seq,) in self._ledger.rows(sql, (extraction.document.id,)):
            self._take(extraction, seq, told)

    # ── from the entries ───────────────────────────────────────────────────────────────────

    def _catch_up(self) -> None:
        """Take in what was written since the mark."""
        sql = "SELECT seq, kind, payload FROM entries WHERE seq > ? AND seq <= ? AND kind IN (?, ?) ORDER BY seq"
        upto = self._ledger.head()[0]
        for seq, kind, words in self._ledger.stream(sql, (self._mark, upto, Kind.COMMITMENT, Kind.LINKED)):
            payload = parse(words)
            if kind == Kind.COMMITMENT:
                day = date.fromisoformat(payload["made"][1]).toordinal()
                self._promises.add(seq, features(payload["text"]), day=day, tie=tie(payload["id"]))
            elif payload["method"] == self._method:
                self._take_linked(seq, payload["document_id"])
        self._mark = upto

    def _take_linked(self, linked: int, document_id: str) -> None:
        """Add the passages of a document by the entry that says it was linked, if it was not read again since."""
        sql = "SELECT seq FROM extractions WHERE document_id = ? AND seq < ?"
        for (seq,) in self._ledger.rows(sql, (document_id, linked)):
            if seq not in self._taken:
                extraction = self._ledger.extraction(document_id)
                self._take(extraction, seq, telling(extraction))

    def _take(self, extraction: Extraction, seq: int, told: Iterable[tuple[int, Features]]) -> None:
        self._taken.add(seq)
        document = extraction.document
        for number, read in told:
            name = tie(document.id, extraction.statements[number].quote.start)
            self._passages.add(seq << _NUMBERS | number, read, day=document.date.first.toordinal(), tie=name)

    # ── what still stands ──────────────────────────────────────────────────────────────────

    def _promise(self, key: int) -> PromiseAt | None:
        """The promise of an entry; None where it was read otherwise since."""
        found = self._ledger.rows("SELECT document_id, id FROM commitments WHERE seq = ?", (key,))
        return PromiseAt(*found[0]) if found else None

    def _passage(self, key: int) -> PassageAt | None:
        """The passage of an extraction; None where the document was read again since."""
        sql = (
            "SELECT document_id FROM entries JOIN extractions ON document_id = key"
            " WHERE entries.seq = ? AND extractions.seq = entries.seq"
        )
        found = self._ledger.rows(sql, (key >> _NUMBERS,))
        return PassageAt(found[0][0], key & ((1 << _NUMBERS) - 1)) if found else None

    def _wasteful(self) -> bool:
        """True where more than half of the promises on file stand no more."""
        living = self._ledger.rows("SELECT count(*) FROM commitments")[0][0]
        return len(self._promises) > 2 * int(living) + _SPARE


def _living(
    texts: Sequence[Features],
    search: Callable[[Sequence[Features], int], list[list[Hit]]],
    resolve: Callable[[int], At | None],
    most: int,
) -> list[list[At]]:
    """For each text the best ``most`` hits that still stand: where some do not, more are asked for."""
    told = []
    for text, first in zip(texts, search(texts, most), strict=True):
        asked, hits = most, first
        found = [at for hit in hits if (at := resolve(hit.key)) is not None]
        while len(found) < most and len(hits) == asked:
            asked *= 2
            (hits,) = search([text], asked)
            found = [at for hit in hits if (at := resolve(hit.key)) is not None]
        told.append(found[:most])
    return told


def _fits(bound: Mapping[str, Any], ledger: Ledger, method: str) -> bool:
    """Whether an index was made of this very ledger, this way."""
    seq = bound.get("seq")
    return isinstance(seq, int) and bound == _bound(ledger, method, seq)


def _bound(ledger: Ledger, method: str, seq: int) -> dict[str, Any]:
    found = ledger.rows("SELECT hash FROM entries WHERE seq = ?", (seq,))
    return {"seq": seq, "hash": found[0][0] if found else "", "method": method, "weights": _table()}


@lru_cache(maxsize=1)
def _table() -> str:
    """Of the table of weights and the way texts are read with it."""
    words = json.dumps([_READ, sorted(weights().items())], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:16]
