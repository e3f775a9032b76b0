"""Proving a ledger: the chain, every quote and date, and that the projections say what the entries say.

Nothing is believed because it was checked on writing: every object is built again from its row,
and the constructors of ``model`` refuse what may never happen.
"""

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import lru_cache

from yinuo.errors import YinuoError
from yinuo.model import Commitment, Document, Evidence
from yinuo.persist.codec import (
    Payload,
    canonical,
    commitment_from,
    document_from,
    evidence_from,
    parse,
    restatement_from,
    statements_from,
)
from yinuo.persist.decisions import decision_from
from yinuo.persist.entries import COLUMNS, Entry, digest
from yinuo.persist.ledger import Ledger
from yinuo.persist.projections import apply, latest
from yinuo.persist.schema import ENTRIES, FTS_TABLES, GENESIS, GUARDS, PROJECTION_TABLES, PROJECTIONS, Kind

__all__ = ["Verification", "verify"]

_MOST_PROBLEMS = 1000
_HELD = 4096  # documents and commitments kept at hand; others are read again
_TOLD = """
    CREATE TABLE told (
        commitment_id TEXT, document_id TEXT, unit INTEGER, evidence_id TEXT,
        PRIMARY KEY (commitment_id, document_id, unit)
    ) STRICT
"""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found; ``head`` is worth writing down: with it, nobody can shorten the ledger unseen."""

    entries: int
    head: str
    problems: tuple[str, ...]  # one line each: where, what

    @property
    def ok(self) -> bool:
        """True where nothing is wrong."""
        return not self.problems


def verify(
    ledger: Ledger, *, agencies: Container[str] | None = None, expected_head: tuple[int, str] | None = None
) -> Verification:
    """Prove the whole ledger.

    Args:
        ledger: it may be open for reading only.
        agencies: ids of the register; an agency outside them is a problem.
        expected_head: number and hash of an entry written down earlier; it must still be there.
    """
    problems: list[str] = []
    seq, head = 0, GENESIS
    try:
        problems += _damage(ledger)
        chain = _Chain(expected_head)
        with _Replica() as replica:
            for entry in ledger.entries():
                problems += chain.check(entry)
                problems += replica.take(entry, agencies)
                if len(problems) > _MOST_PROBLEMS:
                    break
            else:
                problems += chain.finish()
                problems += replica.differences(ledger)
        seq, head = chain.seq, chain.head
    except YinuoError as error:
        problems.append(str(error))
    return Verification(seq, head, tuple(problems[:_MOST_PROBLEMS]))


def _damage(ledger: Ledger) -> Iterator[str]:
    for (line,) in ledger.rows("PRAGMA quick_check(10)"):
        if line != "ok":
            yield f"檔案損毀（damaged file）：{line}"
    found = dict(ledger.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'"))
    for name, sql in GUARDS.items():
        if found.pop(name, None) != sql.strip():
            yield f"entries：防止改寫的觸發器不在或被改（a guard is gone or altered）：{name}"
    for name in sorted(found):
        yield f"entries：多出的觸發器（a trigger that is not ours）：{name}"


class _Chain:
    """The hash chain, followed entry by entry."""

    def __init__(self, expected_head: tuple[int, str] | None) -> None:
        self.seq, self.head = 0, GENESIS
        self._expected = expected_head
        self._seen = expected_head is None or expected_head == (0, GENESIS)

    def check(self, entry: Entry) -> Iterator[str]:
        where = f"entries {entry.seq}"
        if entry.seq != self.seq + 1:
            yield f"{where}：序號不連續（rows are missing before it）：{self.seq} → {entry.seq}"
        if entry.prev != self.head:
            yield f"{where}：與前一列不相接（not chained to the row before）"
        if entry.expected_hash() != entry.hash:
            yield f"{where}：內容與雜湊不符（changed after it was written）：{entry.kind} {entry.key}"
        self.seq, self.head = entry.seq, entry.hash
        self._seen = self._seen or (entry.seq, entry.hash) == self._expected

    def finish(self) -> Iterator[str]:
        if not self._seen and self._expected:
            yield f"entries {self._expected[0]}：記下的雜湊不在帳本（the noted head is not in the ledger）"


class _Replica:
    """A second set of projections, built from the entries as they are read, and every object with it."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)  # a temporary file, gone on closing
        for statement in (*ENTRIES, *PROJECTIONS):
            self._connection.execute(statement)
        self._connection.execute(_TOLD)
        self._connection.execute("CREATE INDEX told_by_evidence ON told (evidence_id)")
        self._connection.execute("BEGIN")
        self._document_of = lru_cache(_HELD)(self._load_document)
        self._commitment_of = lru_cache(_HELD)(self._load_commitment)
        self._units_of = lru_cache(_HELD)(self._load_units)
        self._searchable: dict[str, int] = dict.fromkeys(FTS_TABLES.values(), 0)
        self._checks: dict[Kind, Callable[[Entry, Payload], Iterator[str]]] = {
            Kind.DOCUMENT: self._document,
            Kind.COPY: self._copy,
            Kind.EXTRACTION: self._extraction,
            Kind.COMMITMENT: self._commitment,
            Kind.EVIDENCE: self._evidence,
            Kind.RESTATEMENT: self._restatement,
            Kind.DECISION: self._decision,
        }

    def __enter__(self) -> "_Replica":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def take(self, entry: Entry, agencies: Container[str] | None) -> Iterator[str]:
        """Check one entry's content and add it."""
        where = f"entries {entry.seq}：{entry.kind} {entry.key}"
        try:
            payload, kind = parse(entry.payload), Kind(entry.kind)
            if canonical(payload) != entry.payload:
                yield f"{where}：不是標準寫法（not canonical JSON）"
            for problem in self._checks.get(kind, _nothing)(entry, payload):
                yield f"{where}：{problem}"
            agency = (payload.get("agency") or payload.get("set", {}).get("agency") or {}).get("id")
            if agencies is not None and agency is not None and agency not in agencies:
                yield f"{where}：名冊外的機關（agency outside the register）：{agency}"
            marks = ",".join("?" * len(entry))
            self._connection.execute(f"INSERT INTO entries ({COLUMNS}) VALUES ({marks})", entry)  # noqa: S608 constants
            apply(self._connection, entry, payload)
        except YinuoError as error:
            yield f"{where}：{error}"
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, sqlite3.Error) as error:
            yield f"{where}：無法解讀（cannot be read）：{type(error).__name__}: {error}"

    # ── what was taken before; only so much of it is held in memory ────────────────────────

    def _stored(self, kind: Kind, key: str) -> Payload:
        held = latest(self._connection, kind, key)
        if held is None:
            raise KeyError(f"{kind} {key}")
        return parse(held[2])

    def _load_document(self, document_id: str) -> Document:
        return document_from(self._stored(Kind.DOCUMENT, document_id))

    def _load_commitment(self, commitment_id: str) -> Commitment:
        payload = self._stored(Kind.COMMITMENT, commitment_id)
        return commitment_from(payload, self._document_of(payload["document_id"]))

    def _load_units(self, document_id: str) -> list[int]:
        """Where the statements of a document begin."""
        if latest(self._connection, Kind.EXTRACTION, document_id) is None:
            return []
        return sorted(row[0] for row in self._stored(Kind.EXTRACTION, document_id).get("statements", ()))

    # ── one function a kind ────────────────────────────────────────────────────────────────

    def _document(self, entry: Entry, payload: Payload) -> Iterator[str]:
        document = document_from(payload)
        self._searchable[FTS_TABLES[Kind.DOCUMENT]] += 1
        if entry.key != document.id:
            yield "鍵與內容不符（key and content differ）"
        if payload["fingerprint"] != document.fingerprint:
            yield "內文與指紋不符（text and fingerprint differ）"

    def _copy(self, entry: Entry, payload: Payload) -> Iterator[str]:
        document = document_from(payload)
        owner = self._document_of(payload["copy_of"])
        if entry.key != document.id or document.fingerprint != owner.fingerprint:
            yield f"不是該文件的複本（not a copy of it）：{owner.id}"

    def _extraction(self, entry: Entry, payload: Payload) -> Iterator[str]:
        document = self._document_of(payload["document_id"])
        statements_from(payload, document)  # every quote is cut again
        self._units_of.cache_clear()
        if entry.key != document.id:
            yield "鍵與內容不符（key and content differ）"

    def _commitment(self, entry: Entry, payload: Payload) -> Iterator[str]:
        document = self._document_of(payload["document_id"])
        commitment = commitment_from(payload, document)  # quote, closed lists and deadlines are checked here
        if entry.version > 1:
            self._commitment_of.cache_clear()
        self._searchable[FTS_TABLES[Kind.COMMITMENT]] += 1
        if not entry.key == payload["id"] == commitment.id:
            yield "識別碼與內容不符（id and content differ）"
        if commitment.made_on != document.date or payload["made"] != _written(document):
            yield "日期與文件不符（date differs from its document's）"

    def _evidence(self, entry: Entry, payload: Payload) -> Iterator[str]:
        if "withdrawn" in payload:
            self._connection.execute("DELETE FROM told WHERE evidence_id = ?", (payload["id"],))
            return
        document = self._document_of(payload["document_id"])
        commitment = self._commitment_of(payload["commitment_id"])
        evidence = evidence_from(payload, commitment, document)  # source, chronology and quote are checked here
        self._searchable[FTS_TABLES[Kind.EVIDENCE]] += 1
        if not entry.key == payload["id"] == evidence.id:
            yield "識別碼與內容不符（id and content differ）"
        if payload["stated"] != _written(document):
            yield "日期與文件不符（date differs from its document's）"
        if (other := self._first_told(evidence)) != evidence.id:
            yield f"同一陳述兩次作為證據（one statement twice as evidence）：{other}"

    def _first_told(self, evidence: Evidence) -> str:
        """The evidence that this statement already is for this commitment; itself where it is the first."""
        quote = evidence.quote
        unit = bisect_right(self._units_of(quote.document_id), quote.start) or -quote.start - 1
        place = (evidence.commitment_id, quote.document_id, unit)
        self._connection.execute("INSERT OR IGNORE INTO told VALUES (?, ?, ?, ?)", (*place, evidence.id))
        sql = "SELECT evidence_id FROM told WHERE commitment_id = ? AND document_id = ? AND unit = ?"
        return str(self._connection.execute(sql, place).fetchone()[0])

    def _restatement(self, entry: Entry, payload: Payload) -> Iterator[str]:
        restatement = restatement_from(payload)
        earlier, later = self._commitment_of(restatement.earlier_id), self._commitment_of(restatement.later_id)
        if not later.made_on.is_after(earlier.made_on):
            yield "重申不晚於原承諾（a restatement not later than the promise）"
        if entry.key != f"{earlier.id} {later.id}":
            yield "鍵與內容不符（key and content differ）"

    def _decision(self, entry: Entry, payload: Payload) -> Iterator[str]:
        decision = decision_from(payload)  # closed lists and what a decision must say are checked here
        if not entry.key == payload["id"] == decision.id:
            yield "識別碼與內容不符（id and content differ）"
        if entry.actor != decision.by or entry.version != 1:
            yield "決定的人不符，或決定被改寫（another actor, or a decision rewritten）"
        for anchor in (decision.promise, decision.passage, decision.correction.span):
            document = self._text_of(anchor.fingerprint) if anchor else None
            if anchor and document and anchor.place(document) is None:
                yield f"引文不在其文件（its quote is not in its document）：{anchor.exact[:40]!r}"
        promised = self._text_of(decision.promise.fingerprint)
        for deadline in decision.correction.deadlines or ():
            if promised and deadline.due < promised.date.first:
                yield f"期限早於文件日期（a deadline before its document）：{deadline.due}"

    def _text_of(self, fingerprint: str) -> Document | None:
        sql = "SELECT id FROM documents WHERE fingerprint = ? AND copy_of IS NULL"
        row = self._connection.execute(sql, (fingerprint,)).fetchone()
        return self._document_of(row[0]) if row else None

    # ── the whole ──────────────────────────────────────────────────────────────────────────

    def differences(self, ledger: Ledger) -> Iterator[str]:
        """Where the ledger's projections are not what its entries give, or a decision undoes none."""
        sql = "SELECT id FROM decisions WHERE undoes IS NOT NULL AND undoes NOT IN (SELECT id FROM decisions)"
        for (one,) in self._connection.execute(sql):
            yield f"decision {one}：所撤回的決定不在帳本（what it undoes is not in the ledger）"
        for table in PROJECTION_TABLES:
            sql = f"SELECT * FROM {table} ORDER BY 1, 2"  # noqa: S608 constants
            expected = _table_digest(self._connection.execute(sql))
            if expected != _table_digest(ledger.stream(sql)):
                yield f"{table}：與帳本不符，請重建（differs from the entries; rebuild it）：Ledger.rebuild"
        for table, count in self._searchable.items():
            found = ledger.rows(f"SELECT count(*) FROM {table}_docsize")[0][0]  # noqa: S608 constants
            if found != count:
                yield f"{table}：檢索列數不符，請重建（search rows differ; rebuild it）：{found} ≠ {count}"


def _nothing(entry: Entry, payload: Payload) -> Iterator[str]:  # noqa: ARG001 the shape of the others
    yield from ()


def _written(document: Document) -> list[str]:
    return [document.date.first.isoformat(), document.date.last.isoformat(), document.date.precision.value]


def _table_digest(rows: Iterator[tuple[object, ...]]) -> str:
    return digest(json.dumps(row, ensure_ascii=False) for row in rows)
