"""From the ledger to columns: what one commitment is, and which commitments new entries touch."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any, Final, NamedTuple

import numpy as np

from yinuo.decode.folding import fold_key
from yinuo.judge.course import Course, course
from yinuo.judge.coverage import Coverage, Searched
from yinuo.judge.review import Reviewed
from yinuo.judge.status import accepted
from yinuo.persist.catalogue_columns import PAPERS, RAGGED, ROWS, TABLES, Array, Columns
from yinuo.persist.codec import parse
from yinuo.persist.ledger import Ledger
from yinuo.persist.schema import Kind
from yinuo.persist.standing import joined_by, readings
from yinuo.words import Category, DecidedBy, EvidenceLevel, Headline, Level, Publication, Schedule, State

__all__ = ["CODES", "NEVER", "Reading", "columns_of", "read", "touched", "with_papers"]

NEVER: Final = date.max.toordinal()
CODES: Final = {  # closed lists, by the column that holds places in them
    "level": tuple(Level),
    "category": tuple(Category),
    "publication": tuple(Publication),
    "state": tuple(State),
    "headline": tuple(Headline),
    "schedule": tuple(Schedule),
    "evidence_level": tuple(EvidenceLevel),
    "decided_by": tuple(DecidedBy),
}
_CODE: Final = {name: {word: code for code, word in enumerate(words)} for name, words in CODES.items()}
_MANY = 400  # marks of one query


# ── what was searched ──────────────────────────────────────────────────────────────────────


def with_papers(columns: Columns, searched: Iterable[Searched]) -> Columns:
    """The columns with more papers searched."""
    rows = [(one.last.toordinal(), one.first.toordinal(), one.body or "", one.papers) for one in searched]
    by_name = zip(*rows, strict=True) if rows else iter([()] * len(PAPERS))
    more = zip(PAPERS.items(), by_name, strict=True)
    return columns.having(
        {name: np.concatenate([getattr(columns, name), np.array(values, kind)]) for (name, kind), values in more}
    )


# ── commitments ────────────────────────────────────────────────────────────────────────────


class Reading(NamedTuple):
    """One commitment in plain values, as columns hold them: cheap to send from one process to another."""

    row: tuple[Any, ...]  # values of ``ROWS`` but the document and the body
    document: str
    body: tuple[str, ...] | None  # id, name, successor, words
    spans: list[tuple[int, ...]]
    asked: list[tuple[int, ...]]
    told: list[tuple[int, ...]]


def read(ledger: Ledger, ids: Iterable[str], coverage: Coverage) -> Iterator[Reading]:
    """These commitments, each with its whole course.

    Args:
        ledger: where they are.
        ids: which; in any order, unknown ones are passed over.
        coverage: what was searched.
    """
    for found, versions in readings(ledger, ids):
        yield _reading(ledger, found, course(found, coverage, versions))


def _reading(ledger: Ledger, found: Reviewed, followed: Course) -> Reading:
    """The fields as people corrected them, the place as the machine read it."""
    shown, machine, agency = found.commitment, found.machine, found.commitment.agency
    seq, publication = ledger.rows("SELECT seq, publication FROM commitments WHERE id = ?", (machine.id,))[0]
    counted = [item.stated_on for item in found.evidence if item.relation.bears and accepted(item)]
    days = sorted((day.last.toordinal(), day.first.toordinal()) for day in counted)
    return Reading(
        (
            machine.id.encode("ascii"),
            seq,
            machine.made_on.last.toordinal(),
            machine.quote.start,
            _CODE["level"][shown.level],
            -1 if shown.category is None else _CODE["category"][shown.category],
            _CODE["publication"][Publication(publication)],
            shown.confidence,
            shown.target is not None,
        ),
        machine.quote.document_id,
        None if agency is None else (agency.id or "", agency.name or "", agency.successor or "", agency.words),
        [
            (
                span.since.toordinal(),
                *(_CODE[name][getattr(span, name)] for name in _SAID),
                _ordinal(span.due),
                _ordinal(span.last_evidence),
            )
            for span in followed.spans
        ],
        [(day.toordinal(), _ordinal(known, NEVER)) for day, known in followed.asked],
        list(zip((last for last, _ in days), accumulate((first for _, first in days), max), strict=True)),
    )


def columns_of(found: Iterable[Reading], ledger: Ledger, known: Columns) -> Columns:
    """Columns of these commitments and nothing else, on the tables of ``known``, which grow by what they need."""
    sink = _Sink(ledger, known)
    for one in found:
        sink.add(one)
    return sink.columns()


class _Sink:
    """Rows on their way into columns."""

    def __init__(self, ledger: Ledger, known: Columns) -> None:
        self._ledger = ledger
        self._known = known
        self._rows: list[tuple[Any, ...]] = []
        self._inside: dict[str, list[tuple[int, ...]]] = {name: [] for name in RAGGED}
        self._ends: dict[str, list[int]] = {name: [0] for name in RAGGED}
        self._documents = {str(one): place for place, one in enumerate(known.documents.tolist())}
        named = zip(*(getattr(known, name).tolist() for name in _BODY), strict=True)
        self._bodies: dict[tuple[str, ...], int] = {body: place for place, body in enumerate(named)}
        self._askers = {str(one): place for place, one in enumerate(known.askers.tolist())}
        self._tables: dict[str, list[Any]] = {name: [] for name in TABLES}

    def add(self, one: Reading) -> None:
        """One commitment more."""
        self._rows.append((*one.row, self._document(one.document), self._body(one.body)))
        for name, entries in zip(RAGGED, (one.spans, one.asked, one.told), strict=True):
            self._inside[name] += entries
            self._ends[name].append(len(self._inside[name]))

    def _document(self, name: str) -> int:
        if (place := self._documents.get(name)) is not None:
            return place
        place = self._documents[name] = len(self._documents)
        document = self._ledger.document(name)
        self._tables["documents"].append(name)
        self._tables["terms"].append(document.term or 0)
        self._tables["sessions"].append(document.session or 0)
        for asker, written in {fold_key(one): one for one in document.askers}.items():
            self._tables["asked_in"].append(place)
            self._tables["asked_by"].append(self._asker(asker, written))
        return place

    def _asker(self, key: str, written: str) -> int:
        if (place := self._askers.get(key)) is None:
            place = self._askers[key] = len(self._askers)
            self._tables["askers"].append(key)
            self._tables["asker_names"].append(written)
        return place

    def _body(self, body: tuple[str, ...] | None) -> int:
        if body is None:
            return -1
        if (place := self._bodies.get(body)) is None:
            place = self._bodies[body] = len(self._bodies)
            for name, word in zip(_BODY, body, strict=True):
                self._tables[name].append(word)
        return place

    def columns(self) -> Columns:
        """All of it, in the order of the list."""
        told = _by_name({name: ROWS[name] for name in _IN_ORDER}, self._rows)
        for name, kinds in RAGGED.items():
            told |= _by_name(kinds, self._inside[name])
            told[name] = np.array(self._ends[name], "i8")
        for name, kind in TABLES.items():
            told[name] = np.concatenate([getattr(self._known, name), np.array(self._tables[name], kind)])
        return self._known.having(told).ordered()


def _by_name(kinds: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> dict[str, Array]:
    columns = zip(*rows, strict=True) if rows else iter([()] * len(kinds))
    return {name: np.array(values, kind) for (name, kind), values in zip(kinds.items(), columns, strict=True)}


_IN_ORDER = (*(name for name in ROWS if name not in ("document", "body")), "document", "body")
_BODY = ("body_ids", "body_names", "body_heirs", "body_words")
_SAID = ("state", "headline", "schedule", "evidence_level", "decided_by")


def _ordinal(day: date | None, none: int = 0) -> int:
    return none if day is None else day.toordinal()


# ── what new entries touch ─────────────────────────────────────────────────────────────────


def touched(ledger: Ledger, after: int) -> tuple[set[str], set[str], bool]:
    """What entries later than number ``after`` may have changed.

    Returns:
        Ids of commitments to be read again, or gone; ids of documents that were read anew, all of whose commitments
        are; whether there are documents that were not there before.
    """
    loose: set[str] = set()  # the commitment alone
    joined: set[str] = set()  # and whatever it is told with
    documents: set[str] = set()
    grown = False
    sql = "SELECT kind, key, payload FROM entries WHERE seq > ? ORDER BY seq"
    for kind, key, payload in ledger.stream(sql, (after,)):
        match kind:
            case Kind.DOCUMENT:
                grown = True
                documents |= _decided_elsewhere(ledger, parse(payload)["fingerprint"])
            case Kind.EXTRACTION:
                documents.add(key)
            case Kind.COMMITMENT:
                joined.add(key)
            case Kind.EVIDENCE:
                loose |= _about(ledger, kind, key)
            case Kind.RECORD:
                joined |= _about(ledger, kind, key)
            case Kind.RESTATEMENT:
                joined |= set(key.split(" "))
            case Kind.DECISION:
                documents |= _owners(ledger, (parse(payload)["promise"]["fingerprint"],))
    sql = "SELECT id FROM commitments WHERE document_id IN"
    joined |= {one for (one,) in _in(ledger, sql, documents)}
    return loose | joined_by(ledger, joined), documents, grown


def _about(ledger: Ledger, kind: Kind, key: str) -> set[str]:
    """The commitments that any telling of this evidence or record names: a withdrawal names none."""
    sql = "SELECT payload FROM entries WHERE kind = ? AND key = ?"
    found = (parse(payload).get("commitment_id") for (payload,) in ledger.rows(sql, (str(kind), key)))
    return {str(one) for one in found if one}


def _decided_elsewhere(ledger: Ledger, fingerprint: str) -> set[str]:
    """Documents with promises that people decided on by passages of a text that came only now."""
    found = ledger.rows("SELECT fingerprint FROM decisions WHERE ? IN (passage, fingerprint)", (fingerprint,))
    return _owners(ledger, [one for (one,) in found])


def _owners(ledger: Ledger, fingerprints: Sequence[str]) -> set[str]:
    sql = "SELECT id FROM documents WHERE copy_of IS NULL AND fingerprint IN"
    return {one for (one,) in _in(ledger, sql, fingerprints)}


def _in(ledger: Ledger, sql: str, values: Iterable[str]) -> Iterator[sqlite3.Row]:
    every = sorted(set(values))
    for place in range(0, len(every), _MANY):
        some = every[place : place + _MANY]
        yield from ledger.rows(f"{sql} ({','.join('?' * len(some))})", some)
