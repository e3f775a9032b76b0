"""A unit of work: everything one document gives, written whole or not at all."""

import sqlite3
from binascii import b2a_base64
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from yinuo.errors import Conflicting, InvariantError, StoreError
from yinuo.judge.decisions import Decision
from yinuo.model import Document, Evidence, Extraction, Restatement
from yinuo.persist.codec import (
    Payload,
    canonical,
    commitment_payload,
    document_payload,
    evidence_payload,
    extraction_payload,
    parse,
    restatement_payload,
)
from yinuo.persist.connection import translated
from yinuo.persist.decisions import decision_payload
from yinuo.persist.entries import Entry, append
from yinuo.persist.migrations import utc
from yinuo.persist.projections import apply, index, latest
from yinuo.persist.schema import Kind

__all__ = ["Kept", "Unit"]


class Kept(StrEnum):
    """What became of a document that was handed in."""

    NEW = "new"
    KNOWN = "known"  # this id, with this text, was in the ledger
    COPY = "copy"  # another id has this text; new or known, there is nothing to extract from it


class Unit:
    """One transaction. Use as a context manager: an exception inside leaves nothing behind.

    Every method can be called with what is already in the ledger; it then writes nothing and says so.
    Get one from ``Ledger.unit``.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        name: str,
        *,
        method: str,
        actor: str,
        reason: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._connection = connection
        self._path = path
        self._clock = clock
        self._recorded_at = ""
        self.name = name
        self.method = method
        self.actor = actor
        self.reason = reason
        self.written = 0  # entries so far
        self._to_index: list[tuple[Entry, Payload]] = []

    def __enter__(self) -> Self:
        if self._connection.in_transaction:
            raise StoreError("一次只能有一個工作單元（one unit of work at a time）", where=str(self._path))
        with translated(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
        self._recorded_at = utc(self._clock())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            try:
                with translated(self._path):
                    for entry, payload in self._to_index:
                        index(self._connection, entry, payload)
                    self._connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise
        else:
            self._roll_back()

    def _roll_back(self) -> None:
        # SQLite has rolled back by itself where the disk is full
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    # ── documents ──────────────────────────────────────────────────────────────────────────

    def document(self, document: Document) -> Kept:
        """Keep a document, or note that it is a copy of one.

        The same id with the same words (white space aside) and the same date is known, whatever
        file or address it came from this time; the first telling stays.

        Raises:
            Conflicting: the id is in the ledger with another text or another date.
        """
        with translated(self._path):
            held = self._held(document.id)
            if held:
                self._same(held, document)
                return Kept.COPY if "copy_of" in held else Kept.KNOWN
            owner = self._connection.execute(
                "SELECT id FROM documents WHERE fingerprint = ? AND copy_of IS NULL", (document.fingerprint,)
            ).fetchone()
        payload = dict(document_payload(document))
        if owner is None:
            self._write(Kind.DOCUMENT, document.id, payload)
            return Kept.NEW
        self._write(Kind.COPY, document.id, {**payload, "copy_of": owner[0]})
        return Kept.COPY

    def _held(self, document_id: str) -> Payload | None:
        row = self._connection.execute(
            "SELECT payload FROM documents JOIN entries USING (seq) WHERE id = ?", (document_id,)
        ).fetchone()
        return parse(row[0]) if row else None

    def _same(self, held: Payload, document: Document) -> None:
        told = [document.date.first.isoformat(), document.date.last.isoformat(), document.date.precision.value]
        what = "內文（text）" if held["fingerprint"] != document.fingerprint else "日期（date）"
        if held["fingerprint"] != document.fingerprint or held["date"] != told:
            raise Conflicting(
                f"同一識別碼有兩種{what}：{document.id}",
                where=document.source or document.id,
                remedy="請查明何者正確，或給另一個識別碼（find out which is right, or give another id）",
            )

    # ── what a document gave ───────────────────────────────────────────────────────────────

    def extraction(self, extraction: Extraction) -> int:
        """Keep the statements and commitments of a document; returns how many entries were written.

        A newer extraction stands in place of the older one, which stays on record.
        """
        before = self.written
        self._must_own(extraction.document.id)
        self._write(Kind.EXTRACTION, extraction.document.id, extraction_payload(extraction, self.method))
        for commitment in extraction.commitments:
            self._write(Kind.COMMITMENT, commitment.id, commitment_payload(commitment))
        return self.written - before

    def _must_own(self, document_id: str) -> None:
        with translated(self._path):
            row = self._connection.execute(
                "SELECT 1 FROM documents WHERE id = ? AND copy_of IS NULL", (document_id,)
            ).fetchone()
        if row is None:
            raise InvariantError("文件尚未收入，或是另一份的複本（not in the ledger, or a copy）", where=document_id)

    def evidence(self, evidence: Evidence) -> bool:
        """Keep a piece of evidence; False where it is there as it stands.

        Its document must be in the ledger under its own text, and so must the commitment.
        """
        self._must_own(evidence.quote.document_id)
        if self._newest(Kind.COMMITMENT, evidence.commitment_id) is None:
            raise InvariantError("承諾不在帳本（its commitment is not in the ledger）", where=evidence.commitment_id)
        return self._write(Kind.EVIDENCE, evidence.id, evidence_payload(evidence))

    def withdraw_evidence(self, evidence_id: str, why: str) -> bool:
        """Take evidence back: it stays on record and counts no more. False where it does not count now."""
        held = self._newest(Kind.EVIDENCE, evidence_id)
        if held is None or "withdrawn" in parse(held[2]):
            return False
        return self._write(Kind.EVIDENCE, evidence_id, {"id": evidence_id, "withdrawn": why or "—"})

    def restatement(self, restatement: Restatement) -> bool:
        """Keep that a promise was said again; False where it is known."""
        key = f"{restatement.earlier_id} {restatement.later_id}"
        return self._write(Kind.RESTATEMENT, key, restatement_payload(restatement))

    def linked(self, document_id: str) -> bool:
        """Mark that this method has compared the document, as read last, with all others; False where it is marked."""
        key = f"{self.method} {document_id}"
        read = self._newest(Kind.EXTRACTION, document_id)
        payload = {"document_id": document_id, "method": self.method, "extraction": read[1] if read else 0}
        return self._write(Kind.LINKED, key, payload)

    def record(
        self,
        record_id: str,
        data: bytes,
        *,
        path: str = "",
        commitment_id: str | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> bool:
        """Keep another tracker's record as it was.

        Args:
            record_id: the id it bears there.
            data: the file's bytes.
            path: where it stood in their folder.
            commitment_id: the commitment here that it is about, where one was found.
            fields: anything else to remember of it, JSON values without floats.
        """
        payload: dict[str, Any] = {"id": record_id, "path": path, "commitment_id": commitment_id}
        payload["fields"] = dict(fields or {})
        try:
            payload["text"] = data.decode("utf-8")
        except UnicodeDecodeError:
            payload["base64"] = b2a_base64(data, newline=False).decode("ascii")
        return self._write(Kind.RECORD, record_id, payload)

    def decision(self, decision: Decision) -> bool:
        """Keep what a person decided; False where it is known. A decision never changes: another one follows it."""
        return self._write(Kind.DECISION, decision.id, decision_payload(decision))

    def _newest(self, kind: Kind, key: str) -> tuple[int, int, str] | None:
        with translated(self._path):
            return latest(self._connection, kind, key)

    def _write(self, kind: Kind, key: str, payload: Payload) -> bool:
        """Append unless the newest entry about ``key`` says the same."""
        words = canonical(payload)
        with translated(self._path):
            held = latest(self._connection, kind, key)
            if held and held[2] == words:
                return False
            version = held[1] + 1 if held else 1
            by = (self.method, self.actor, self.reason, self._recorded_at)
            entry = append(self._connection, Entry(0, kind, key, version, self.name, words, *by, "", ""))
            apply(self._connection, entry, payload)
        self._to_index.append((entry, payload))
        self.written += 1
        return True
