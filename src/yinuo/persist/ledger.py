"""The ledger: what was read, promised and found, each with who, when, why and by which method."""

import json
import sqlite3
from binascii import a2b_base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from yinuo.errors import StoreError
from yinuo.judge.coverage import Coverage, Searched
from yinuo.judge.decisions import Decision
from yinuo.model import Commitment, Document, DocumentKind, Evidence, Extraction, Restatement
from yinuo.persist.codec import (
    Payload,
    commitment_from,
    document_from,
    evidence_from,
    parse,
    restatement_from,
    statements_from,
)
from yinuo.persist.connection import connect, store_path, translated
from yinuo.persist.decisions import decision_from
from yinuo.persist.entries import Entry, digest, entries, head

if TYPE_CHECKING:
    from yinuo.persist.unit import Unit

__all__ = ["Ledger", "StoredRecord", "speaker"]

_CACHED_DOCUMENTS = 1024
_EVIDENCE = (
    "SELECT payload FROM evidence JOIN entries USING (seq) JOIN commitments ON commitments.id = evidence.commitment_id"
)
_BY_DAY = "stated, evidence.document_id, evidence.start, evidence.id"


_SPEAK_OF_ANY = ("行政院", "立法院")  # bodies whose reports are about every ministry's work


def _iso(day: str) -> date:
    return date.fromisoformat(day)


def _now() -> datetime:
    return datetime.now(UTC)


def speaker(bodies: Sequence[str]) -> str | None:
    """The one body a report speaks for; None where it names several, none, or one that speaks of everybody's work."""
    return bodies[0] if len(bodies) == 1 and bodies[0] not in _SPEAK_OF_ANY else None


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """Another tracker's record as it was imported, and the commitment here that it is about."""

    id: str
    data: bytes
    path: str
    commitment_id: str | None
    fields: Payload


class Ledger:
    """An open ledger. Reading needs no ceremony; writing goes through ``unit``.

    >>> with Ledger.open("yinuo.db") as ledger, ledger.unit(document.id) as unit:  # doctest: +SKIP
    ...     unit.document(document)
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, clock: Callable[[], datetime]) -> None:
        self.connection = connection
        self.path = path
        self._clock = clock
        self._documents: dict[str, Document] = {}

    @classmethod
    def open(
        cls,
        location: str | Path,
        *,
        readonly: bool = False,
        create: bool = True,
        clock: Callable[[], datetime] = _now,
        timeout: float = 30.0,
    ) -> Self:
        """Open the ledger at a file path (or ``sqlite:///PATH``).

        Args:
            location: the ``--store`` value.
            readonly: never write; others may write meanwhile.
            create: make a new ledger where there is none.
            clock: tells the time that entries record, in UTC.
            timeout: seconds to wait while another program writes.

        Raises:
            UsageError: an address that no store answers to.
            StoreError: nothing there, or no ledger; ``StoreTooNew``, ``StoreReadOnly``.
        """
        path = store_path(location)
        return cls(connect(path, readonly=readonly, create=create, clock=clock, timeout=timeout), path, clock)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # ── writing ────────────────────────────────────────────────────────────────────────────

    def unit(self, name: str, *, method: str = "", actor: str = "yinuo", reason: str = "") -> "Unit":
        """A unit of work, usually named by its document: ``with ledger.unit(id) as unit: …``.

        The write lock is held from entering to leaving; do slow work before.
        """
        from yinuo.persist.unit import Unit  # noqa: PLC0415 readers start faster without the writing side

        return Unit(self.connection, self.path, name, method=method, actor=actor, reason=reason, clock=self._clock)

    def rebuild(self) -> None:
        """Build everything but the entries again from them."""
        from yinuo.persist.projections import rebuild  # noqa: PLC0415 as above

        with self.unit("rebuild"), translated(self.path):
            rebuild(self.connection)

    # ── documents ──────────────────────────────────────────────────────────────────────────

    def has_document(self, document_id: str) -> bool:
        """Whether the id is known, be it as a copy."""
        return bool(self.rows("SELECT 1 FROM documents WHERE id = ?", (document_id,)))

    def document(self, document_id: str) -> Document:
        """The document; a copy comes under its own id. Raises ``StoreError`` where there is none."""
        if (known := self._documents.get(document_id)) is not None:
            return known
        row = self._one("SELECT payload FROM documents JOIN entries USING (seq) WHERE id = ?", (document_id,))
        return self._remember(document_from(parse(row[0])))

    def _remember(self, document: Document) -> Document:
        if len(self._documents) >= _CACHED_DOCUMENTS:
            self._documents.pop(next(iter(self._documents)))
        self._documents[document.id] = document
        return document

    def documents(self) -> Iterator[Document]:
        """Every text once, by date and id; copies are left out."""
        sql = "SELECT payload FROM documents JOIN entries USING (seq) WHERE copy_of IS NULL ORDER BY first, last, id"
        for (payload,) in self.stream(sql):
            yield document_from(parse(payload))

    def copies(self) -> dict[str, str]:
        """Ids of copies → the id under which their text is kept."""
        return dict(self.rows("SELECT id, copy_of FROM documents WHERE copy_of IS NOT NULL ORDER BY id"))

    def fingerprint_owner(self, fingerprint: str) -> str | None:
        """The id under which a text is kept, by ``Document.fingerprint``."""
        found = self.rows("SELECT id FROM documents WHERE fingerprint = ? AND copy_of IS NULL", (fingerprint,))
        return found[0][0] if found else None

    def coverage(self) -> Coverage:
        """The collected documents by day, reports and releases with the one body they speak for; a copy adds none."""
        letters = (
            "SELECT last, first, count(*) FROM documents"
            " WHERE copy_of IS NULL AND kind NOT IN (?, ?) GROUP BY last, first"
        )
        own = (DocumentKind.REPORT.value, DocumentKind.NEWS.value)
        searched = [Searched(_iso(last), _iso(first), None, papers) for last, first, papers in self.rows(letters, own)]
        papers = (
            "SELECT last, first, payload FROM documents JOIN entries USING (seq)"
            " WHERE copy_of IS NULL AND documents.kind IN (?, ?)"
        )
        for last, first, payload in self.stream(papers, own):
            searched.append(Searched(_iso(last), _iso(first), speaker(parse(payload).get("agencies", ()))))
        return Coverage(tuple(sorted(searched, key=lambda item: (item.last, item.first, item.body or ""))))

    def searched_after(self, seq: int) -> tuple[Searched, ...]:
        """What documents of entries later than number ``seq`` add to the coverage, one by one."""
        sql = (
            "SELECT last, first, documents.kind, payload FROM documents JOIN entries USING (seq)"
            " WHERE copy_of IS NULL AND documents.seq > ? ORDER BY documents.seq"
        )
        own = (DocumentKind.REPORT.value, DocumentKind.NEWS.value)
        return tuple(
            Searched(_iso(last), _iso(first), speaker(parse(payload).get("agencies", ())) if kind in own else None)
            for last, first, kind, payload in self.stream(sql, (seq,))
        )

    # ── what they gave ─────────────────────────────────────────────────────────────────────

    def extraction(self, document_id: str) -> Extraction:
        """The newest extraction of a document. Raises ``StoreError`` where it has none."""
        row = self._one(
            "SELECT payload FROM extractions JOIN entries USING (seq) WHERE document_id = ?", (document_id,)
        )
        payload = parse(row[0])
        document = self.document(document_id)
        ids = payload.get("commitments", ())
        found = {commitment.id: commitment for commitment in self._commitments("WHERE document_id = ?", (document_id,))}
        return Extraction(document, statements_from(payload, document), tuple(found[one] for one in ids))

    def extracted(self) -> tuple[str, ...]:
        """Documents, by date and id, that have an extraction, by whatever method."""
        sql = "SELECT id FROM documents JOIN extractions ON document_id = id ORDER BY first, last, id"
        return tuple(one for (one,) in self.rows(sql))

    def has_extraction(self, document_id: str) -> bool:
        """Whether the document has been read for statements, by whatever method."""
        return bool(self.rows("SELECT 1 FROM extractions WHERE document_id = ?", (document_id,)))

    def unextracted(self, *methods: str) -> tuple[str, ...]:
        """Documents, by date and id, that none of ``methods`` has read yet."""
        sql = (
            "SELECT id FROM documents WHERE copy_of IS NULL AND id NOT IN"
            " (SELECT document_id FROM extractions WHERE method IN (SELECT value FROM json_each(?)))"
            " ORDER BY first, last, id"
        )
        return tuple(one for (one,) in self.rows(sql, (json.dumps(sorted(methods)),)))

    def unlinked(self, method: str) -> tuple[str, ...]:
        """Documents, by date and id, whose newest extraction ``method`` has not compared with the others yet."""
        sql = (
            "SELECT id FROM documents JOIN extractions ON document_id = id WHERE NOT EXISTS (SELECT 1 FROM linked"
            " WHERE linked.document_id = id AND linked.method = ? AND linked.seq > extractions.seq)"
            " ORDER BY first, last, id"
        )
        return tuple(one for (one,) in self.rows(sql, (method,)))

    def commitments(self) -> Iterator[Commitment]:
        """Every commitment that stands, by date, document and place."""
        yield from self._commitments("ORDER BY made, document_id, start, id")

    def commitment(self, commitment_id: str) -> Commitment:
        """One commitment. Raises ``StoreError`` where there is none."""
        if (found := self.commitment_or_none(commitment_id)) is None:
            raise self._missing(commitment_id)
        return found

    def commitment_or_none(self, commitment_id: str) -> Commitment | None:
        """One commitment, or None where there is none, or none any more."""
        return next(self._commitments("WHERE id = ?", (commitment_id,)), None)

    def _commitments(self, condition: str, values: Sequence[object] = ()) -> Iterator[Commitment]:
        sql = f"SELECT payload FROM commitments JOIN entries USING (seq) {condition}"  # noqa: S608 constants
        for (words,) in self.stream(sql, values):
            payload = parse(words)
            yield commitment_from(payload, self.document(payload["document_id"]))

    # ── tracking ───────────────────────────────────────────────────────────────────────────

    def evidence(self) -> Iterator[Evidence]:
        """All evidence that counts, by commitment and date."""
        order = f"ORDER BY evidence.commitment_id, {_BY_DAY}"
        held: Commitment | None = None
        for (words,) in self.stream(f"{_EVIDENCE} {order}"):
            payload = parse(words)
            if held is None or held.id != payload["commitment_id"]:
                held = self.commitment(payload["commitment_id"])
            yield evidence_from(payload, held, self.document(payload["document_id"]))

    def evidence_for(self, commitment_id: str) -> tuple[Evidence, ...]:
        """The evidence that counts about one commitment, by date."""
        commitment = self.commitment(commitment_id)
        sql = f"{_EVIDENCE} WHERE evidence.commitment_id = ? ORDER BY {_BY_DAY}"
        payloads = [parse(words) for (words,) in self.rows(sql, (commitment_id,))]
        return tuple(evidence_from(one, commitment, self.document(one["document_id"])) for one in payloads)

    def restatements(self, commitment_id: str | None = None) -> tuple[Restatement, ...]:
        """Restatements, of one commitment (as the earlier or the later) or all."""
        sql = "SELECT payload FROM restatements JOIN entries USING (seq)"
        order = " ORDER BY earlier_id, later_id"
        if commitment_id is None:
            found = self.rows(sql + order)
        else:
            found = self.rows(sql + " WHERE ? IN (earlier_id, later_id)" + order, (commitment_id,))
        return tuple(restatement_from(parse(words)) for (words,) in found)

    # ── records of other trackers ──────────────────────────────────────────────────────────

    def records(self, commitment_id: str | None = None) -> Iterator[StoredRecord]:
        """Imported records by id: those about one commitment, or all."""
        sql = "SELECT payload FROM records JOIN entries USING (seq)"
        if commitment_id is not None:
            found = self.stream(sql + " WHERE commitment_id = ? ORDER BY id", (commitment_id,))
        else:
            found = self.stream(sql + " ORDER BY id")
        for (words,) in found:
            yield _record_from(parse(words))

    def record(self, record_id: str) -> StoredRecord | None:
        """The imported record of that id, if any."""
        found = self.rows("SELECT payload FROM records JOIN entries USING (seq) WHERE id = ?", (record_id,))
        return _record_from(parse(found[0][0])) if found else None

    # ── what people decided ────────────────────────────────────────────────────────────────

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision ever made, oldest first: also those undone or overtaken."""
        found = self.rows("SELECT payload FROM decisions JOIN entries USING (seq) ORDER BY at, id")
        return tuple(decision_from(parse(words)) for (words,) in found)

    def now(self) -> datetime:
        """The moment, by the clock that entries record."""
        return self._clock()

    # ── the whole ──────────────────────────────────────────────────────────────────────────

    def entries(self) -> Iterator[Entry]:
        """Every row as written, first to last."""
        with translated(self.path):
            yield from entries(self.connection)

    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry: note it down, and nobody can rewrite what came before."""
        with translated(self.path):
            return head(self.connection)

    @contextmanager
    def still(self) -> Iterator[None]:
        """One moment of the ledger for several questions, whoever writes meanwhile; within one, another joins it."""
        if self.connection.in_transaction:
            yield
            return
        with translated(self.path):
            self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def counts(self) -> dict[str, int]:
        """How many documents, copies, commitments, pieces of evidence, restatements, records, decisions, entries."""
        sql = """
            SELECT (SELECT count(*) FROM documents WHERE copy_of IS NULL),
                (SELECT count(*) FROM documents WHERE copy_of IS NOT NULL),
                (SELECT count(*) FROM commitments), (SELECT count(*) FROM evidence),
                (SELECT count(*) FROM restatements), (SELECT count(*) FROM records),
                (SELECT count(*) FROM decisions), (SELECT count(*) FROM entries)
        """
        names = ("documents", "copies", "commitments", "evidence", "restatements", "records", "decisions", "entries")
        return dict(zip(names, self.rows(sql)[0], strict=True))

    def content_digest(self) -> str:
        """A hash of what the ledger says, however many runs it took and whenever they were.

        Kind, key, version, payload and method of every entry, sorted; not the order of writing,
        the times, or who.
        """
        sql = "SELECT kind, key, version, payload, method FROM entries ORDER BY kind, key, version"
        return digest(str(part) for row in self.stream(sql) for part in row)

    # ── reading ────────────────────────────────────────────────────────────────────────────

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a query."""
        with translated(self.path):
            return self.connection.execute(sql, values).fetchall()

    def stream(self, sql: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """The rows of a query one by one."""
        with translated(self.path):
            yield from self.connection.execute(sql, values)

    def _one(self, sql: str, values: Sequence[object]) -> Any:
        found = self.rows(sql, values)
        if not found:
            raise self._missing(str(values[0]))
        return found[0]

    def _missing(self, what: str) -> StoreError:
        return StoreError(
            f"帳本裡沒有（not in the ledger）：{what}", where=str(self.path), remedy="yinuo list, yinuo search"
        )


def _record_from(payload: Payload) -> StoredRecord:
    text = payload.get("text")
    data = a2b_base64(payload.get("base64", "")) if text is None else text.encode()
    return StoredRecord(
        payload["id"], data, payload.get("path", ""), payload.get("commitment_id"), payload.get("fields", {})
    )
