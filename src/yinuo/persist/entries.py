"""One row of the ledger, its hash, and the chain they form.

``hash`` is the SHA-256 of eleven netstrings (``length-in-bytes:bytes,``) in this order: prev, seq,
kind, key, version, unit, payload, method, actor, reason, recorded_at; ``prev`` is the hash of the
entry before it. Changing, moving, inserting or dropping any row breaks every hash after it.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from yinuo.persist.schema import GENESIS

__all__ = ["COLUMNS", "Entry", "append", "digest", "entries", "head"]

COLUMNS = "seq, kind, key, version, unit, payload, method, actor, reason, recorded_at, prev, hash"


class Entry(NamedTuple):
    """A ledger row as stored."""

    seq: int  # 1, 2, 3 … without a gap
    kind: str
    key: str  # what it is about; the same thing again has the next version
    version: int
    unit: str  # the unit of work it was written in
    payload: str  # canonical JSON
    method: str  # version of the engine that said so
    actor: str
    reason: str
    recorded_at: str  # UTC, ISO 8601, ends in Z
    prev: str
    hash: str

    def expected_hash(self) -> str:
        """The hash that this row must carry."""
        return digest(
            (
                self.prev,
                str(self.seq),
                self.kind,
                self.key,
                str(self.version),
                self.unit,
                self.payload,
                self.method,
                self.actor,
                self.reason,
                self.recorded_at,
            )
        )


def digest(parts: Iterable[str]) -> str:
    """SHA-256, in hex, of the parts as netstrings of their UTF-8 bytes."""
    total = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        total.update(b"%d:%s," % (len(raw), raw))
    return total.hexdigest()


def head(connection: sqlite3.Connection) -> tuple[int, str]:
    """Sequence number and hash of the last entry; ``(0, GENESIS)`` of an empty ledger."""
    row = connection.execute("SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, GENESIS)


def append(connection: sqlite3.Connection, entry: Entry) -> Entry:
    """Write ``entry`` at the end of the chain; its seq, prev and hash are filled in here.

    Call it inside a write transaction only: the head is read and followed in one go.
    """
    last, prev = head(connection)
    placed = entry._replace(seq=last + 1, prev=prev)
    placed = placed._replace(hash=placed.expected_hash())
    connection.execute(f"INSERT INTO entries ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", placed)  # noqa: S608 constants
    return placed


def entries(connection: sqlite3.Connection) -> Iterator[Entry]:
    """Every entry in the order of writing."""
    for row in connection.execute(f"SELECT {COLUMNS} FROM entries ORDER BY seq"):  # noqa: S608 constants
        yield Entry(*row)
