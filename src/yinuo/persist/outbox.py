"""What was sent to whom, so that nothing goes out twice: one small SQLite file beside the store.

An event is claimed before it is sent and marked after. A process killed between the two leaves the claim: whether
the message arrived nobody knows, so it is told as doubtful and not sent again unless a person asks for it. The file
holds no address: destinations are kept by their digest.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from yinuo.errors import StoreError, StoreReadOnly

__all__ = ["Delivery", "Outbox", "Posted", "digest_of"]

APPLICATION_ID: Final = 0x594E414C  # «YNAL»
_TABLES: Final = f"""
PRAGMA application_id = {APPLICATION_ID};
CREATE TABLE IF NOT EXISTS posts (
    destination TEXT NOT NULL, event TEXT NOT NULL, rule TEXT NOT NULL, delivery TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (destination, event)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rules (
    rule TEXT NOT NULL, destination TEXT NOT NULL, known_since TEXT NOT NULL, last_digest TEXT,
    PRIMARY KEY (rule, destination)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failures (
    rule TEXT NOT NULL, destination TEXT NOT NULL, at TEXT NOT NULL, fault TEXT NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (rule, destination)
) STRICT, WITHOUT ROWID;
"""


class Delivery(StrEnum):
    """How far an event came."""

    KNOWN = "known"  # was there before the rule was: not news
    CLAIMED = "claimed"  # about to be sent, or doubtful where its process is gone
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Posted:
    """One event and what became of it."""

    rule: str
    event: str
    delivery: Delivery
    at: str


def digest_of(destination: str) -> str:
    """A destination without its words: it may hold a password or a person's address."""
    return sha256(destination.encode()).hexdigest()[:32]


def _before(rule: str, destination: str) -> str:
    """Under which name it is kept what was there before a rule was.

    Of the rule, not of the destination alone: another rule may have the same event waiting for its next digest.
    """
    return f"{destination}#{rule}"


class Outbox:
    """The file; one process sends at a time.

    Raises:
        StoreReadOnly: another process is sending, or the file cannot be written.
        StoreError: the file is something else.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._translated():
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=2.0)
            held = self._connection.execute("PRAGMA application_id").fetchone()[0]
            tables = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if held != APPLICATION_ID and (held or tables):
                self._connection.close()
                raise StoreError(
                    "這不是提醒的紀錄檔（not an outbox of alerts）",
                    where=str(path),
                    remedy="請換另一個檔名（use another file name）",
                )
            self._connection.executescript(_TABLES)
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("COMMIT")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    # ── what is new ──

    def is_known(self, rule: str, destination: str) -> bool:
        """Whether this rule has looked for this destination before."""
        return bool(self._rows("SELECT 1 FROM rules WHERE rule = ? AND destination = ?", rule, destination))

    def begin(self, rule: str, destination: str, events: Iterable[str], now: datetime) -> None:
        """A new rule: what has happened so far is no news to this destination."""
        with self._together():
            self._put(_before(rule, destination), rule, events, Delivery.KNOWN, now)
            self._connection.execute(
                "INSERT OR IGNORE INTO rules VALUES (?, ?, ?, NULL)", (rule, destination, now.isoformat())
            )

    def unsent(self, rule: str, destination: str, events: Sequence[str]) -> list[str]:
        """Those of the events that this destination never got and that are news to the rule, in their order."""
        sql = "SELECT event FROM posts WHERE destination IN (?, ?)"
        held = {str(event) for (event,) in self._rows(sql, destination, _before(rule, destination))}
        return [event for event in events if event not in held]

    # ── sending ──

    def claim(self, rule: str, destination: str, events: Iterable[str], now: datetime) -> None:
        """About to be sent."""
        with self._together():
            self._put(destination, rule, events, Delivery.CLAIMED, now)

    def settle(self, rule: str, destination: str, events: Iterable[str], now: datetime, *, digest: bool) -> None:
        """They were sent."""
        with self._together():
            for event in events:
                sql = "UPDATE posts SET delivery = ?, at = ? WHERE destination = ? AND event = ?"
                self._connection.execute(sql, (Delivery.SENT.value, now.isoformat(), destination, event))
            if digest:
                sql = "UPDATE rules SET last_digest = ? WHERE rule = ? AND destination = ?"
                self._connection.execute(sql, (now.isoformat(), rule, destination))
            self._connection.execute("DELETE FROM failures WHERE rule = ? AND destination = ?", (rule, destination))

    def release(self, rule: str, destination: str, events: Iterable[str], now: datetime, fault: str) -> None:
        """They were surely not sent: another run tries again."""
        with self._together():
            for event in events:
                sql = "DELETE FROM posts WHERE destination = ? AND event = ? AND delivery = ?"
                self._connection.execute(sql, (destination, event, Delivery.CLAIMED.value))
            self._connection.execute(
                "INSERT INTO failures VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE"
                " SET at = excluded.at, fault = excluded.fault, times = times + 1",
                (rule, destination, now.isoformat(), fault[:500]),
            )

    def last_digest(self, rule: str, destination: str) -> datetime | None:
        """When the last digest of a rule went to this destination."""
        found = self._rows("SELECT last_digest FROM rules WHERE rule = ? AND destination = ?", rule, destination)
        return datetime.fromisoformat(found[0][0]) if found and found[0][0] else None

    def failures(self, rule: str, destination: str) -> tuple[int, datetime] | None:
        """How many runs in a row failed, and when the last did."""
        sql = "SELECT times, at FROM failures WHERE rule = ? AND destination = ?"
        found = self._rows(sql, rule, destination)
        return (int(found[0][0]), datetime.fromisoformat(found[0][1])) if found else None

    # ── for people ──

    def doubtful(self) -> list[Posted]:
        """Claims of a process that is gone: perhaps sent, perhaps not."""
        return list(self._posted("WHERE delivery = 'claimed' ORDER BY at, event"))

    def forget_doubtful(self) -> int:
        """Let the doubtful ones be sent (again); how many they are."""
        with self._together():
            done = self._connection.execute("DELETE FROM posts WHERE delivery = ?", (Delivery.CLAIMED.value,))
            return done.rowcount

    def sent(self, limit: int = 100) -> list[Posted]:
        """The last events that were sent, newest first."""
        return list(self._posted(f"WHERE delivery = 'sent' ORDER BY at DESC, event LIMIT {int(limit)}"))

    def _posted(self, which: str) -> Iterator[Posted]:
        for rule, event, delivery, at in self._rows(f"SELECT rule, event, delivery, at FROM posts {which}"):  # noqa: S608 constants of this file
            yield Posted(str(rule), str(event), Delivery(delivery), str(at))

    # ── the file ──

    def _put(self, destination: str, rule: str, events: Iterable[str], delivery: Delivery, now: datetime) -> None:
        rows = ((destination, event, rule, delivery.value, now.isoformat()) for event in events)
        self._connection.executemany("INSERT OR IGNORE INTO posts VALUES (?, ?, ?, ?, ?)", rows)

    def _rows(self, sql: str, *values: object) -> list[tuple[str, ...]]:
        with self._translated():
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def _together(self) -> Iterator[None]:
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
            told = "另一個程式正在寄提醒（another process is sending alerts）" if busy else f"無法寫入（{error}）"
            raise StoreReadOnly(told, where=str(self.path), remedy="請稍後再跑一次（run again later）") from error
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"檔案損毀或不是提醒的紀錄檔（damaged, or no outbox）：{error}",
                where=str(self.path),
                remedy="請換另一個檔名（use another file name）",
            ) from error
