"""The archive's index on the disk: opened, told apart from other files, its errors given as ours in one line."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yinuo.collect.archive_rows import APPLICATION_ID, SCHEMA, VERSION
from yinuo.errors import StoreError, StoreReadOnly, StoreTooNew, UsageError

__all__ = ["connect", "make_folder", "translated"]


def make_folder(path: Path) -> None:
    """Make the folder of a new archive.

    Raises:
        UsageError: it holds other files.
        StoreError: it cannot be made.
    """
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


def connect(index: Path) -> sqlite3.Connection:
    """Open an index for reading and writing, its tables made where there are none; usable by several threads.

    Raises:
        UsageError: the file is another program's.
        StoreTooNew: a later yinuo wrote it; nothing was touched.
    """
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
def translated(index: Path) -> Iterator[None]:
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
