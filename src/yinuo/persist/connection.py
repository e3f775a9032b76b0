"""Opening a store: told apart from other files before anything is touched, errors in one line.

The store is SQLite in WAL mode with ``synchronous=NORMAL``: readers never wait for the writer, a
killed process loses at most the unit in flight, and after a power cut the ledger is a clean prefix
of itself (the last units may be missing; running again adds them).
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from yinuo.errors import StoreError, StoreReadOnly, StoreTooNew, UsageError, YinuoError
from yinuo.persist.migrations import MIGRATIONS, migrate, schema_version
from yinuo.persist.schema import APPLICATION_ID

__all__ = ["connect", "store_path", "translated"]

_MAGIC = b"SQLite format 3\x00"
_RUN_FIRST = "請先建立：yinuo run 路徑 --store 帳本（make one first: yinuo run PATH --store STORE）"
_FREE_OR_MOVE = "請清出空間或檢查權限後再跑一次，已完成的不會重做（free space or fix permissions, then run again）"
_READ_ONLY = ("SQLITE_READONLY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
_LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")


def store_path(location: str | Path) -> Path:
    """The file that a ``--store`` value names; ``sqlite:///PATH`` is the same as ``PATH``.

    Raises ``UsageError`` for other database addresses.
    """
    if isinstance(location, Path):
        return location
    scheme, mark, rest = location.partition("://")
    if not mark:
        if not location:
            raise UsageError("沒有指定帳本（no store given）", remedy="--store yinuo.db")
        return Path(location)
    if scheme == "sqlite":
        return Path(rest.removeprefix("/"))
    if scheme in ("postgres", "postgresql") or scheme.startswith("postgresql+"):
        raise UsageError(
            "這一版還不能用 PostgreSQL（PostgreSQL stores are not in this version）",
            where=f"{scheme}://…",
            remedy="請給檔案路徑，例如 yinuo.db（give a file path, such as yinuo.db）",
        )
    raise UsageError(
        "不認得的帳本位址（unknown kind of store）", where=f"{scheme}://…", remedy="請給檔案路徑（give a file path）"
    )


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Give SQLite's errors as ours: what, where, what to do next."""
    try:
        yield
    except sqlite3.Error as error:
        raise _ours(error, path) from error


def _ours(error: sqlite3.Error, path: Path) -> YinuoError:
    name = getattr(error, "sqlite_errorname", "") or ""
    where = str(path)
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return StoreReadOnly(f"磁碟已滿或無法寫入（disk full or failing）：{error}", where=where, remedy=_FREE_OR_MOVE)
    if name.startswith(_LOCKED):
        return StoreReadOnly(
            "另一個程式正在寫入（another program is writing）",
            where=where,
            remedy="請等它結束再跑一次（wait for it to end, then run again）",
        )
    if name.startswith(_READ_ONLY):
        return StoreReadOnly(f"帳本無法寫入（the store cannot be written）：{error}", where=where, remedy=_FREE_OR_MOVE)
    if name.startswith(_DAMAGED):
        return StoreError(
            f"檔案損毀或不是帳本（damaged, or no yinuo store）：{error}",
            where=where,
            remedy="請換另一個檔名，或從備份取回（use another file name, or restore a backup）",
        )
    return StoreError(f"帳本出錯（the store failed）：{error}", where=where)


def connect(
    path: Path, *, readonly: bool, create: bool, clock: Callable[[], datetime], timeout: float
) -> sqlite3.Connection:
    """Open ``path`` as a yinuo store, made or brought up to date where that is allowed.

    Args:
        path: the file.
        readonly: never write; the store must exist and be of this version.
        create: make the store where there is none.
        clock: says when a migration ran.
        timeout: seconds to wait for another writer.

    Raises:
        StoreTooNew: a later yinuo wrote it; nothing was touched.
        StoreReadOnly: it cannot be written or is locked.
        StoreError: there is none, or the file is something else.
    """
    exists = _known(path) or _looks_like_a_store(path)
    if not exists and (readonly or not create):
        raise StoreError("找不到帳本（no ledger here）", where=str(path), remedy=_RUN_FIRST)
    with translated(path):
        connection = _open_to_read(path, timeout) if readonly else _open_to_write(path, timeout)
        try:
            _check_version(connection, path)
            if not readonly:
                _make_ready(connection, clock)
            else:
                _check_finished(connection, path)
        except BaseException:
            connection.close()
            raise
    _remember(path)
    return connection


_OPENED: set[tuple[int, int]] = set()  # device and inode of stores that this process has opened


def _known(path: Path) -> bool:
    """Whether this process has opened the store before, so that its bytes need no look, and must have none.

    POSIX drops all locks that a process has on a file as soon as it closes any descriptor of it. Another program that
    then closes the store takes itself for the last, and removes the log from under our readers.
    """
    try:
        found = path.stat()
    except OSError:
        return False
    return (found.st_dev, found.st_ino) in _OPENED and found.st_size > 0


def _remember(path: Path) -> None:
    found = path.stat()
    _OPENED.add((found.st_dev, found.st_ino))


def _looks_like_a_store(path: Path) -> bool:
    """Whether there is a store; judged by the first 100 bytes, so that another's file stays untouched."""
    try:
        with path.open("rb") as file:
            start = file.read(100)
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise StoreError(
                "資料夾不存在（no such folder）", where=str(path.parent), remedy="請先建立（make it first）"
            ) from None
        return False
    except OSError as error:
        raise StoreError(
            f"無法開啟（cannot be opened）：{error.strerror}",
            where=str(path),
            remedy="請給檔案路徑（give a file path）",
        ) from error
    if not start:
        return False
    application, version = int.from_bytes(start[68:72], "big"), int.from_bytes(start[60:64], "big")
    if not start.startswith(_MAGIC) or application not in (0, APPLICATION_ID):
        raise _foreign(path)
    if application and version > len(MIGRATIONS):
        raise _too_new(path, version)
    return True


def _foreign(path: Path) -> StoreError:
    return StoreError(
        "這不是 yinuo 的帳本（not a yinuo store）", where=str(path), remedy="請換另一個檔名（use another file name）"
    )


def _too_new(path: Path, version: int) -> StoreTooNew:
    return StoreTooNew(
        f"帳本由較新的 yinuo 寫成（written by a later yinuo）：schema {version} > {len(MIGRATIONS)}",
        where=str(path),
        remedy="請更新 yinuo（upgrade yinuo）：pip install -U yinuo",
    )


def _open(path: Path, query: str, timeout: float) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{query}"
    connection = sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cache_size = -16000")
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _open_to_read(path: Path, timeout: float) -> sqlite3.Connection:
    """Read only; also from a folder that cannot be written, where nobody is writing."""
    try:
        return _open(path, "mode=ro", timeout)
    except sqlite3.OperationalError as error:
        log = path.with_name(path.name + "-wal")
        if error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")) and not log.exists():
            return _open(path, "mode=ro&immutable=1", timeout)
        raise


def _open_to_write(path: Path, timeout: float) -> sqlite3.Connection:
    connection = _open(path, "mode=rwc", timeout)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 4000")  # pages; each checkpoint waits for the disk
    return connection


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and (application or tables):
        raise _foreign(path)
    if (version := schema_version(connection)) > len(MIGRATIONS):
        raise _too_new(path, version)


def _check_finished(connection: sqlite3.Connection, path: Path) -> None:
    if schema_version(connection) < len(MIGRATIONS):
        raise StoreError("帳本尚未建好或版本較舊（unfinished or older store）", where=str(path), remedy=_RUN_FIRST)


def _make_ready(connection: sqlite3.Connection, clock: Callable[[], datetime]) -> None:
    """Migrate, then switch to WAL: the first schema thus stands in the file itself, whole or not at all."""
    migrate(connection, clock)
    for _ in range(50):
        try:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
                return
        except sqlite3.OperationalError as error:  # the switch itself does not wait for another opener
            if not error.sqlite_errorname.startswith(_LOCKED):
                raise
        time.sleep(0.02)
