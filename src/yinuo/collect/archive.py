"""The archive: every fetched body kept once, with each time it was seen; documents are read back offline.

A folder of two things: ``bodies/`` (gzip files under their SHA-256) and ``index.db`` (SQLite, WAL), whose
rows say which address gave which body when. Rows are only ever added. A body is on the disk before the
row that names it, and a row is one transaction: a process killed at any point leaves a whole archive.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from yinuo.collect.archive_rows import APPLICATION_ID, SCHEMA, VERSION, Snapshot, headers_text, moment, snapshot
from yinuo.collect.bodies import Bodies, digest, pack
from yinuo.errors import StoreError, StoreReadOnly, StoreTooNew, UsageError

__all__ = ["Archive", "Snapshot"]

_COLUMNS: Final = "address, sha256, fetched_at, status, text, size, fault"
_GOOD: Final = "fault = '' AND (status BETWEEN 200 AND 299 OR status = 304)"
_EMPTY: Final = digest(b"")


class Archive:
    """One archive, open; may be used by several threads at once, and by several processes."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Use ``Archive.open``."""
        self.path = path
        self.bodies = Bodies(path / "bodies")
        self.partial = path / "partial"  # downloads cut off in the middle, to be resumed
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Open the archive in the folder ``path``, made where there is none and ``create`` is true.

        Raises:
            UsageError: there is no archive and none is to be made, or the folder holds something else.
            StoreTooNew: a later yinuo wrote it.
            StoreError: it cannot be opened.
        """
        index = path / "index.db"
        if not index.exists():
            if not create:
                raise UsageError(
                    "找不到典藏（no archive here）", where=str(path), remedy="請檢查路徑（check the path）"
                )
            _make_folder(path)
        with _translated(index):
            return cls(path, _connect(index))

    def put(
        self,
        address: str,
        fetched_at: datetime,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        *,
        fault: str = "",
    ) -> Snapshot:
        """Keep one answer: its body once, this look at it as a new row.

        Args:
            address: what was asked for.
            fetched_at: when, with a time zone.
            status: the HTTP status.
            headers: as received; those that change at every answer are not kept.
            body: without its transfer coding.
            fault: why the answer is kept as proof only and is not the document («error-page»); empty for a good one.

        Raises:
            StoreReadOnly: the disk is full, may not be written, or is locked.
        """
        sha256, packed = digest(body), pack(body)
        with self._writing():
            self.bodies.add(sha256, packed)
            return self._see(address, fetched_at, status, headers, (sha256, len(body)), fault)

    def seen(self, earlier: Snapshot, fetched_at: datetime, headers: Mapping[str, str]) -> Snapshot:
        """Keep a look that found the address unchanged (304): a new row, the body of ``earlier``.

        What the server says of the document now replaces what it said before; the rest stays true.
        """
        with self._writing():
            merged = {**earlier.headers, **{name.lower(): value for name, value in headers.items()}}
            merged |= {name: earlier.headers[name] for name in ("content-length",) if name in earlier.headers}
            return self._see(earlier.address, fetched_at, 304, merged, (earlier.sha256, earlier.size), "")

    def latest(self, address: str) -> Snapshot | None:
        """The last good look at an address: errors and vanished pages since then do not hide it."""
        query = f"SELECT {_COLUMNS} FROM seen WHERE address = ? AND {_GOOD} ORDER BY id DESC LIMIT 1"  # noqa: S608  # constants
        with self._reading():
            row = self._connection.execute(query, (address,)).fetchone()
        return snapshot(row, new=False) if row else None

    def history(self, address: str) -> tuple[Snapshot, ...]:
        """Every look at an address in the order they were kept; ``new`` where the body changed."""
        with self._reading():
            rows = self._connection.execute(
                f"SELECT {_COLUMNS} FROM seen WHERE address = ? ORDER BY id",  # noqa: S608  # constants
                (address,),
            ).fetchall()
        looks: list[Snapshot] = []
        last = ""
        for row in rows:
            look = snapshot(row, new=False)
            looks.append(snapshot(row, new=look.good and look.sha256 != last))
            last = look.sha256 if look.good else last
        return tuple(looks)

    def body(self, sha256: str) -> bytes:
        """The body of this digest, proved against it.

        Raises:
            KeyError: the archive never held it.
            Damaged: its file is gone or changed.
        """
        with self._reading():
            row = self._connection.execute("SELECT size FROM bodies WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None:
            raise KeyError(sha256)
        return self.bodies.read(sha256, row[0])

    def holds(self, sha256: str) -> bool:
        """Whether the body's file is there (it is proved only when it is read)."""
        return self.bodies.holds(sha256)

    def addresses(self, prefix: str = "") -> Iterator[str]:
        """Every address that begins with ``prefix``, sorted."""
        with self._reading():
            rows = self._connection.execute(
                "SELECT address FROM addresses WHERE substr(address, 1, ?) = ? ORDER BY address", (len(prefix), prefix)
            ).fetchall()
        yield from (row[0] for row in rows)

    def close(self) -> None:
        """Let go of the index."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _see(
        self,
        address: str,
        fetched_at: datetime,
        status: int,
        headers: Mapping[str, str],
        body: tuple[str, int],
        fault: str,
    ) -> Snapshot:
        """Add a row, inside the open transaction."""
        before = self.latest(address)
        at, text = moment(fetched_at), headers_text(headers)
        ids = (
            self._id("addresses", "address", address),
            self._id("bodies", "sha256", body[0], size=body[1]),
            self._id("headers", "text", text),
        )
        self._connection.execute(
            "INSERT INTO sightings (address_id, body_id, headers_id, fetched_at, status, fault)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (*ids, at, status, fault),
        )
        look = snapshot((address, body[0], at, status, text, body[1], fault), new=False)
        changed = look.good and (before is None or before.sha256 != look.sha256)
        return snapshot((address, body[0], at, status, text, body[1], fault), new=changed)

    def _id(self, table: str, column: str, value: str, *, size: int | None = None) -> int:
        found = self._connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (value,)).fetchone()  # noqa: S608  # our own names
        if found:
            return int(found[0])
        columns, values = (column, (value,)) if size is None else (f"{column}, size", (value, size))
        marks = ", ".join("?" for _ in values)
        return int(
            self._connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values).lastrowid or 0  # noqa: S608  # our own names
        )

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, _translated(self.path / "index.db"):
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, alone among threads and processes, so that no body is swept while it is being named."""
        with self._reading():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
        foreign = next((entry for entry in path.iterdir() if entry.name not in ("index.db", "bodies", "partial")), None)
    except OSError as fault:
        raise StoreError(
            f"無法建立典藏（the archive cannot be made: {fault.strerror}）",
            where=str(path),
            remedy="請換個路徑（use another path）",
        ) from fault
    if foreign is not None:
        raise UsageError(
            "資料夾裡有別的檔案（the folder holds other files）",
            where=str(foreign),
            remedy="請給空的或新的資料夾（give an empty or a new folder）",
        )


def _connect(index: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(index, timeout=60.0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("BEGIN IMMEDIATE")
        _make_tables(connection, index)
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _make_tables(connection: sqlite3.Connection, index: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID and (application or tables):
        raise UsageError(
            "這不是 yinuo 的典藏（not a yinuo archive）", where=str(index), remedy="請換個路徑（use another path）"
        )
    if version > VERSION:
        raise StoreTooNew(
            f"典藏由較新的 yinuo 寫成（written by a later yinuo）：{version} > {VERSION}",
            where=str(index),
            remedy="請更新 yinuo（upgrade yinuo）",
        )
    if not tables:
        for statement in _statements(SCHEMA):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one, so that all of them stand in one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def _translated(index: Path) -> Iterator[None]:
    """Give SQLite's errors as ours."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StoreReadOnly(
                "另一個程式正在寫入典藏（another program is writing the archive）",
                where=str(index),
                remedy="請等它結束再跑一次（wait for it to end, then run again）",
            ) from error
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")):
            raise StoreReadOnly(
                f"典藏無法寫入（the archive cannot be written）：{error}",
                where=str(index),
                remedy="請清出空間或檢查權限後再跑一次（free space or fix permissions, then run again）",
            ) from error
        raise StoreError(
            f"典藏索引損毀（the archive's index is damaged）：{error}",
            where=str(index),
            remedy="請從備份取回，或換個路徑重新收集（restore a backup, or collect into another path）",
        ) from error
