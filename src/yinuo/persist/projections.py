"""Projections: what lists and searches read, filled from entries and from nothing else.

``apply`` and ``index`` are called once for each entry, in the transaction that writes it;
``rebuild`` calls them for every entry again and must give the same rows.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import lru_cache

from yinuo.decode.folding import fold_key
from yinuo.extract.confidence import publication
from yinuo.persist.codec import commitment_payload, parse
from yinuo.persist.decisions import promises_reviewed
from yinuo.persist.entries import Entry, entries
from yinuo.persist.parts import Payload
from yinuo.persist.schema import FTS_TABLES, PROJECTION_TABLES, SEARCH, Kind
from yinuo.persist.terms import index_terms

__all__ = ["apply", "index", "latest", "rebuild"]


def apply(connection: sqlite3.Connection, entry: Entry, payload: Payload) -> None:
    """Bring the projections up to ``entry``, which is already written; full text has ``index``."""
    _APPLY[Kind(entry.kind)](connection, entry.seq, payload)


def index(connection: sqlite3.Connection, entry: Entry, payload: Payload) -> None:
    """Make an entry findable, where it has words to find.

    Call it for all entries of a transaction at its end: FTS5 writes to disk whenever another
    table's trigger runs in between. Rows of older versions stay; search joins them away by ``seq``.
    """
    kind = Kind(entry.kind)
    if kind not in FTS_TABLES or "withdrawn" in payload:
        return
    titles = [payload.get("title", ""), payload.get("number") or ""]
    if agency := payload.get("agency"):
        titles += [agency["words"], agency.get("name") or ""]
    title = "\n".join(filter(None, titles))
    connection.execute(
        f"INSERT INTO {FTS_TABLES[kind]} (rowid, title, text) VALUES (?, ?, ?)",  # noqa: S608 constants
        (entry.seq, index_terms(title) if title else "", index_terms(payload["text"])),
    )


def latest(connection: sqlite3.Connection, kind: Kind, key: str) -> tuple[int, int, str] | None:
    """``(seq, version, payload)`` of the newest entry about ``key``, or None."""
    row = connection.execute(
        "SELECT seq, version, payload FROM entries WHERE kind = ? AND key = ? ORDER BY version DESC LIMIT 1",
        (kind, key),
    ).fetchone()
    return (row[0], row[1], row[2]) if row else None


def rebuild(connection: sqlite3.Connection) -> None:
    """Throw the projections away and build them again; call it inside a write transaction."""
    for table in PROJECTION_TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 constants
    for table, statement in zip(FTS_TABLES.values(), SEARCH, strict=True):
        connection.execute(f"DROP TABLE {table}")
        connection.execute(statement)
    for entry in entries(connection):
        apply(connection, entry, parse(entry.payload))
    for entry in entries(connection):
        index(connection, entry, parse(entry.payload))


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    return fold_key(name)


# ── one function a kind ────────────────────────────────────────────────────────────────────


def _document(connection: sqlite3.Connection, seq: int, payload: Payload) -> None:
    _document_row(connection, seq, payload, None)


def _copy(connection: sqlite3.Connection, seq: int, payload: Payload) -> None:
    _document_row(connection, seq, payload, payload["copy_of"])


def _document_row(connection: sqlite3.Connection, seq: int, payload: Payload, copy_of: str | None) -> None:
    first, last, _ = payload["date"]
    identity = (seq, payload["id"], payload["kind"], first, last, payload["fingerprint"])
    _put(connection, "documents", (*identity, payload.get("number"), payload.get("term"), copy_of))
    for asker in payload.get("askers", ()):
        _put(connection, "askers", (payload["id"], _folded(asker)))


def _extraction(connection: sqlite3.Connection, seq: int, payload: Payload) -> None:
    """The newest extraction of a document says which of its commitments stand."""
    document_id, stand = payload["document_id"], set(payload.get("commitments", ()))
    _put(connection, "extractions", (document_id, seq, payload.get("method", "")))
    held = {row[0] for row in connection.execute("SELECT id FROM commitments WHERE document_id = ?", (document_id,))}
    for gone in sorted(held - stand):
        connection.execute("DELETE FROM commitments WHERE id = ?", (gone,))
        connection.execute("DELETE FROM responsible WHERE commitment_id = ?", (gone,))
    for back in sorted(stand - held):
        row = connection.execute(
            "SELECT seq, payload FROM entries WHERE kind = ? AND key = ? AND seq < ? ORDER BY seq DESC LIMIT 1",
            (Kind.COMMITMENT, back, seq),
        ).fetchone()
        if row:
            _commitment_row(connection, row[0], parse(row[1]))
    _review(connection, document_id)


def _commitment(connection: sqlite3.Connection, seq: int, payload: Payload) -> None:
    _commitment_row(connection, seq, payload)
    _review(connection, payload["document_id"])


def _commitment_row(
    connection: sqlite3.Connection, seq: int, payload: Payload, *, accepted: bool | None = None
) -> None:
    due = min((row["interval"][1] for row in payload.get("deadlines", ())), default=None)
    place = (seq, payload["id"], payload["document_id"], payload["start"], payload["made"][1])
    confidence = float(payload["confidence"])
    row = (*place, payload["level"], payload.get("category"), due, confidence, publication(confidence))
    _put(connection, "commitments", row)
    _settle(connection, payload["id"], accepted=accepted)
    connection.execute("DELETE FROM responsible WHERE commitment_id = ?", (payload["id"],))
    names = {fold_key(name) for name in (payload.get("agency") or {}).values()}
    for name in sorted(names):
        _put(connection, "responsible", (name, payload["id"]))


def _review(connection: sqlite3.Connection, document_id: str) -> None:
    """Bring the commitments of a document up to what people decided about them; undone decisions leave no trace."""
    for seq, reviewed in promises_reviewed(connection, document_id) or ():
        shown = commitment_payload(reviewed.commitment)
        place = {"start": reviewed.machine.quote.start}  # a new cut moves no row in the order of a list
        _commitment_row(connection, seq, {**shown, **place}, accepted=reviewed.claims.stands)


def _settle(connection: sqlite3.Connection, commitment_id: str, *, accepted: bool | None) -> None:
    """Say anew whether a commitment goes out, from all that the ledger knows of it by now."""
    held = connection.execute("SELECT confidence FROM commitments WHERE id = ?", (commitment_id,)).fetchone()
    if held:
        sql = "SELECT EXISTS (SELECT 1 FROM records WHERE commitment_id = ?)"
        named = bool(connection.execute(sql, (commitment_id,)).fetchone()[0])
        word = publication(held[0], named=named, accepted=accepted).value
        connection.execute("UPDATE commitments SET publication = ? WHERE id = ?", (word, commitment_id))


def _evidence(connection: sqlite3.Connection, seq: int, payload: Payload) -> None:
    if "withdrawn" in payload:
        connection.execute("DELETE FROM evidence WHERE id = ?", (payload["id"],))
        return
    place = (seq, payload["id"], payload["commitment_id"], payload["document_id"], payload["start"])
    _put(connection, "evidence", (*place, payload["stated"][1], payload["relation"]))


def _restatement(connection: sqlite3.Connection, seq: int, payload: Payload) -> None:
    _put(connection, "restatements", (payload["earlier_id"], payload["later_id"], seq))


def _linked(connection: sqlite3.Connection, seq: int, payload: Payload) -> None:
    _put(connection, "linked", (payload["document_id"], payload["method"], seq))


def _record(connection: sqlite3.Connection, seq: int, payload: Payload) -> None:
    sql = "SELECT commitment_id FROM records WHERE id = ? AND commitment_id IS NOT NULL"
    named = {one for (one,) in connection.execute(sql, (payload["id"],))}
    _put(connection, "records", (payload["id"], seq, payload.get("commitment_id")))
    for one in sorted(named | ({payload["commitment_id"]} if payload.get("commitment_id") else set())):
        _settle(connection, one, accepted=None)
        for (document_id,) in connection.execute("SELECT document_id FROM commitments WHERE id = ?", (one,)).fetchall():
            _review(connection, document_id)


def _decision(connection: sqlite3.Connection, seq: int, payload: Payload) -> None:
    fingerprint, passage = payload["promise"]["fingerprint"], payload.get("passage") or {}
    about = (fingerprint, passage.get("fingerprint"))
    _put(connection, "decisions", (seq, payload["id"], *about, payload["at"], payload.get("undoes")))
    sql = "SELECT id FROM documents WHERE fingerprint = ? AND copy_of IS NULL"
    for (document_id,) in connection.execute(sql, (fingerprint,)).fetchall():
        _review(connection, document_id)


def _put(connection: sqlite3.Connection, table: str, row: Sequence[object]) -> None:
    marks = ",".join("?" * len(row))
    connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)  # noqa: S608 constants


_APPLY: dict[Kind, Callable[[sqlite3.Connection, int, Payload], None]] = {
    Kind.DOCUMENT: _document,
    Kind.COPY: _copy,
    Kind.EXTRACTION: _extraction,
    Kind.COMMITMENT: _commitment,
    Kind.EVIDENCE: _evidence,
    Kind.RESTATEMENT: _restatement,
    Kind.LINKED: _linked,
    Kind.RECORD: _record,
    Kind.DECISION: _decision,
}
