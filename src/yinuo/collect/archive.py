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

from yinuo.collect.archive_exchange import Exported, read_export, write_export
from yinuo.collect.archive_index import connect, make_folder, translated
from yinuo.collect.archive_rows import Snapshot, headers_text, moment, snapshot
from yinuo.collect.archive_upkeep import Keep, Pruned, faults, forget, sweep
from yinuo.collect.bodies import Bodies, digest, pack
from yinuo.errors import InputError, UsageError

__all__ = ["Archive", "Exported", "Keep", "Pruned", "Snapshot"]

_COLUMNS: Final = "address, sha256, fetched_at, status, text, size, fault"
_GOOD: Final = "fault = '' AND (status BETWEEN 200 AND 299 OR status = 304)"
_ONE: Final = Keep()


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
                    "找不到典藏（no archive here）",
                    where=str(path),
                    remedy="請先執行 yinuo sync，或用 --archive 指定（run yinuo sync first, or name it by --archive）",
                )
            make_folder(path)
        with translated(index):
            return cls(path, connect(index))

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
        staged = self.bodies.stage(sha256, packed)
        try:
            with self._writing():
                if staged is None and not self.bodies.holds(sha256):  # pruned in between
                    staged = self.bodies.stage(sha256, packed)
                if staged is not None:
                    self.bodies.place(staged, sha256)
                return self._see(address, fetched_at, status, headers, (sha256, len(body)), fault)
        finally:
            if staged is not None:
                staged.unlink(missing_ok=True)

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

    def looks(self, prefix: str = "") -> Iterator[Snapshot]:
        """Every look at every address that begins with ``prefix``, sorted by address, then oldest first."""
        for address in self.addresses(prefix):
            yield from self.history(address)

    def verify(self) -> list[InputError]:
        """Prove the index and every body; what does not hold, one line each. Files that no row names are no fault."""
        with self._reading():
            return list(faults(self._connection, self.bodies))

    def prune(self, keep: Keep = _ONE, *, dry_run: bool = False) -> Pruned:
        """Take away what ``keep`` does not keep, and files that a killed process left over.

        The rows go first, in one transaction; a process killed in between leaves files that no row names,
        which the next pruning takes.
        """
        with self._reading():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                gone, lost = forget(self._connection, keep)
                size = sum(path.stat().st_size for path in map(self.bodies.path, lost) if path.is_file())
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("ROLLBACK" if dry_run else "COMMIT")
        if dry_run:
            return Pruned(gone, len(lost), size)
        with self._writing():
            files, size = sweep(self._connection, self.bodies, self.partial)
        return Pruned(gone, max(files, len(lost)), size)

    def export(self, to: Path, prefix: str = "") -> Exported:
        """Write ``index.jsonl`` and ``bodies/`` into a folder; the same archive gives the same bytes.

        Raises:
            UsageError: the folder holds something else.
            StoreReadOnly: it cannot be written.
            Damaged: a body is missing.
        """
        return write_export(self.looks(prefix), self.bodies, to)

    def absorb(self, folder: Path) -> Iterator[Snapshot | InputError]:
        """Take in what ``export`` wrote, look by look; looks that are here already add nothing and are left out.

        Raises:
            UsageError: the folder holds no export.
        """
        for item in read_export(folder):
            if isinstance(item, InputError):
                yield item
                continue
            look, body = item
            here = (look.sha256, look.fetched_at, look.status)
            if all((old.sha256, old.fetched_at, old.status) != here for old in self.history(look.address)):
                yield self.put(look.address, look.fetched_at, look.status, look.headers, body, fault=look.fault)

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
        with self._lock, translated(self.path / "index.db"):
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
