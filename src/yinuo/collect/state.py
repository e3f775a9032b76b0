"""What collecting remembers between two runs: what was read, what was asked, how it went.

One small SQLite file beside the ledger. It only saves work and tells the health of sources: thrown away,
the next run reads the archive again, and the ledger says of every document that it knows it.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from yinuo.errors import StoreError, StoreReadOnly

__all__ = ["Cell", "Health", "Mark", "State"]

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS read (
    source TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (source, name, sha256)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cells (
    source TEXT NOT NULL, cell TEXT NOT NULL, rows INTEGER NOT NULL, most INTEGER NOT NULL,
    asked TEXT NOT NULL, answered TEXT, PRIMARY KEY (source, cell)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS health (
    source TEXT PRIMARY KEY, ran TEXT NOT NULL, succeeded TEXT, found TEXT, fault TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """One body that was read: nothing in it needs reading again while it stays the same."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a source that is asked by itself, such as one session.

    Attributes:
        cell: its name, such as «11-01».
        rows: how many rows the last answer held; 0 is «unknown», not «none».
        most: the most rows an answer ever held.
        asked: when it was last asked.
        answered: when it last answered with rows.
    """

    cell: str
    rows: int
    most: int
    asked: datetime
    answered: datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """How a source did.

    Attributes:
        ran: when it was last asked.
        succeeded: when it last gave an answer without a fault.
        found: when it last gave a document the ledger did not have.
        fault: the first fault of the last run, or nothing.
    """

    source: str
    ran: datetime
    succeeded: datetime | None
    found: datetime | None
    fault: str


class State:
    """The open memory file; every method is one transaction."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        """Open ``path``, or make it; read only, a missing file is an empty memory.

        Raises:
            StoreReadOnly: it cannot be written. StoreError: it is something else.
        """
        self._path = path
        here = f"{path.absolute().as_uri()}?mode=ro" if readonly and path.is_file() else path
        with self._translated():
            if readonly and not path.is_file():
                self._connection = sqlite3.connect(":memory:", isolation_level=None)
            else:
                self._connection = sqlite3.connect(here, uri=isinstance(here, str), isolation_level=None, timeout=30)
            if not (readonly and path.is_file()):
                self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        remedy = "這個檔案可以刪除，下次會重建（it may be deleted: it is made again）"
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StoreReadOnly(
                f"無法寫入（cannot be written）：{error}", where=str(self._path), remedy=remedy
            ) from error
        except sqlite3.Error as error:
            raise StoreError(f"無法使用（cannot be used）：{error}", where=str(self._path), remedy=remedy) from error

    # ── what was read ──────────────────────────────────────────────────────────────────────

    def has_read(self, source: str, name: str, sha256: str | None = None) -> bool:
        """Whether a body of that name was read; with a hash, whether just these bytes were."""
        sql = "SELECT 1 FROM read WHERE source = ?1 AND name = ?2 AND (?3 IS NULL OR sha256 = ?3) LIMIT 1"
        with self._translated():
            return self._connection.execute(sql, (source, name, sha256)).fetchone() is not None

    def mark(self, source: str, marks: Iterable[Mark], cells: Iterable[Cell] = ()) -> None:
        """Note bodies as read and cells as asked, all or nothing."""
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(
                    "INSERT OR IGNORE INTO read VALUES (?, ?, ?)", [(source, one.name, one.sha256) for one in marks]
                )
                self._connection.executemany(
                    "INSERT OR REPLACE INTO cells VALUES (?, ?, ?, ?, ?, ?)",
                    [(source, one.cell, one.rows, one.most, _iso(one.asked), _iso(one.answered)) for one in cells],
                )
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    # ── what was asked ─────────────────────────────────────────────────────────────────────

    def cells(self, source: str) -> dict[str, Cell]:
        """The parts of a source, by name."""
        sql = "SELECT cell, rows, most, asked, answered FROM cells WHERE source = ? ORDER BY cell"
        with self._translated():
            found = self._connection.execute(sql, (source,)).fetchall()
        return {
            cell: Cell(cell, rows, most, datetime.fromisoformat(asked), _moment(answered))
            for cell, rows, most, asked, answered in found
        }

    # ── how it went ────────────────────────────────────────────────────────────────────────

    def ran(self, source: str, at: datetime, *, found: int, faults: Iterable[str]) -> None:
        """Note the end of a run: how many documents were new, and what went wrong."""
        first = next(iter(faults), "")
        now = _iso(at)
        sql = (
            "INSERT INTO health VALUES (?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET ran = excluded.ran,"
            " succeeded = coalesce(excluded.succeeded, succeeded), found = coalesce(excluded.found, found),"
            " fault = excluded.fault"
        )
        with self._translated():
            self._connection.execute(sql, (source, now, None if first else now, now if found else None, first))

    def health(self, source: str) -> Health | None:
        """How a source did; None where it was never asked."""
        sql = "SELECT source, ran, succeeded, found, fault FROM health WHERE source = ?"
        with self._translated():
            row = self._connection.execute(sql, (source,)).fetchone()
        if row is None:
            return None
        name, ran, succeeded, found, fault = row
        return Health(name, datetime.fromisoformat(ran), _moment(succeeded), _moment(found), fault)


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def _moment(words: str | None) -> datetime | None:
    return datetime.fromisoformat(words) if words else None
