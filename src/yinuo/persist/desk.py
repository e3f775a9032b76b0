"""The desk's own file beside the store: opened, locked, read and written from several threads.

It holds what must never be public (password hashes, sessions, addresses), so it is another file than the
ledger and readable by its owner alone. One connection reads, one writes; each has a lock, so that a reader
on the event loop never waits for a writer in a worker thread.
"""

import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from yinuo.errors import StoreError, StoreTooNew
from yinuo.persist.connection import store_path, translated
from yinuo.persist.desk_schema import APPLICATION_ID, MIGRATIONS, bring_up_to_date
from yinuo.persist.migrations import schema_version

__all__ = ["Desk", "desk_path"]

_TRIES, _PAUSE = 40, 0.05  # and seconds between two
_KEY = "forms"  # the secret that binds a form to its session


def _now() -> datetime:
    return datetime.now(UTC)


def desk_path(store: str | Path) -> Path:
    """Where the desk of a store lies unless told otherwise: ``STORE-desk``."""
    path = store_path(store)
    return path.with_name(path.name + "-desk")


class Desk:
    """An open desk file. Use ``rows`` to read and ``writing`` to write.

    >>> with Desk.open("yinuo.db-desk") as desk, desk.writing() as connection:  # doctest: +SKIP
    ...     connection.execute("DELETE FROM sessions")
    """

    def __init__(self, path: Path, clock: Callable[[], datetime], timeout: float) -> None:
        self.path = path
        self._clock = clock
        self._read_lock, self._write_lock = threading.Lock(), threading.RLock()
        self._secret: bytes | None = None
        self._writer = _open(path, timeout)
        try:
            with translated(path):
                _make_ready(self._writer, path, clock)
                self._reader = _open(path, timeout)
        except BaseException:
            self._writer.close()
            raise

    @classmethod
    def open(
        cls, path: str | Path, *, create: bool = True, clock: Callable[[], datetime] = _now, timeout: float = 10.0
    ) -> Self:
        """Open or make the desk at a file path.

        Args:
            path: the file.
            create: make a new one where there is none.
            clock: tells the time in UTC; nothing else here reads one.
            timeout: seconds to wait while another program writes.

        Raises:
            StoreError: no desk there, a folder that does not exist, or another program's file.
            StoreTooNew: a later yinuo wrote it.
        """
        path = Path(path)
        if not path.parent.is_dir():
            raise StoreError(
                "資料夾不存在（no such folder）", where=str(path.parent), remedy="請先建立（make it first）"
            )
        if not path.exists() and not create:
            raise StoreError(
                "還沒有帳號（no accounts here yet）", where=str(path), remedy="yinuo user add 名字 --role admin"
            )
        return cls(path, clock, timeout)

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def now(self) -> datetime:
        """The moment, UTC, by the clock it was opened with."""
        return self._clock()

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a query; fit for the event loop, as it waits for no writer."""
        with self._read_lock, translated(self.path):
            return self._reader.execute(sql, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One write transaction: whole, or nothing where an exception leaves it. Within one, another joins it."""
        with self._write_lock, translated(self.path):
            if self._writer.in_transaction:
                yield self._writer
                return
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        if self._writer.in_transaction:  # SQLite has rolled back by itself where the disk is full
            self._writer.execute("ROLLBACK")

    def secret(self) -> bytes:
        """32 random bytes of this desk, made once: the key that binds forms to sessions."""
        if self._secret is None:
            sql = "SELECT value FROM secrets WHERE name = ?"
            if not self.rows(sql, (_KEY,)):  # looked for first, so that a form waits for no writer
                with self.writing() as connection:
                    made = (_KEY, secrets.token_bytes(32))
                    connection.execute("INSERT OR IGNORE INTO secrets (name, value) VALUES (?, ?)", made)
            self._secret = bytes(self.rows(sql, (_KEY,))[0][0])
        return self._secret


_OPENING = threading.Lock()  # of any desk, in this process


def _open(path: Path, timeout: float) -> sqlite3.Connection:
    """A connection. The file is made here, as SQLite's own files beside it take its mode.

    POSIX drops all locks that a process has on a file as soon as it closes any descriptor of it: only a file that is
    not there yet is opened, one opener at a time, so that no connection can have it.
    """
    with _OPENING, translated(path):
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
        except sqlite3.Error:
            connection.close()
            raise
    return connection


def _make_ready(connection: sqlite3.Connection, path: Path, clock: Callable[[], datetime]) -> None:
    # in one look: another process may be making the same desk
    asked = "SELECT (SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_master)"
    application, tables = connection.execute(asked).fetchone()
    if application != APPLICATION_ID and (application or tables):
        raise StoreError(
            "這不是帳號檔（not a yinuo desk）", where=str(path), remedy="請換另一個檔名（use another file name）"
        )
    if (version := schema_version(connection)) > len(MIGRATIONS):
        raise StoreTooNew(
            f"由較新的 yinuo 寫成（written by a later yinuo）：schema {version} > {len(MIGRATIONS)}",
            where=str(path),
            remedy="請更新 yinuo（upgrade yinuo）",
        )
    bring_up_to_date(connection, clock)
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = NORMAL")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on; SQLite does not wait by itself for another process that is just doing so."""
    for left in range(_TRIES, -1, -1):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if not left:
                raise
            time.sleep(_PAUSE)
        else:
            return
