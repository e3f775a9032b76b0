"""Numbered changes of the schema, each run once, in one transaction with the record that it ran.

``PRAGMA user_version`` is the number of the last one. A new migration goes at the end of
``MIGRATIONS``; one that has been released is never edited. ``entries`` may gain tables beside it,
never lose or change a row.
"""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from yinuo.persist.projections import rebuild
from yinuo.persist.schema import APPLICATION_ID, ENTRIES, GUARDS, PROJECTION_TABLES, PROJECTIONS, SEARCH

__all__ = ["MIGRATIONS", "Migration", "migrate", "schema_version", "utc"]

Migration = Callable[[sqlite3.Connection], None]


def m001_ledger(connection: sqlite3.Connection) -> None:
    """Entries with their guards, the projections, full-text search."""
    for statement in (*ENTRIES, *GUARDS.values(), *PROJECTIONS, *SEARCH):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def m002_publication(connection: sqlite3.Connection) -> None:
    """Commitments say how sure they are and whether they go out: the projections are made again."""
    _project_again(connection)


def m003_decisions(connection: sqlite3.Connection) -> None:
    """Decisions of reviewers, and what they change in the projections."""
    _project_again(connection)


def _project_again(connection: sqlite3.Connection) -> None:
    for table in PROJECTION_TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in PROJECTIONS:
        connection.execute(statement)
    rebuild(connection)


MIGRATIONS: tuple[Migration, ...] = (m001_ledger, m002_publication, m003_decisions)


def schema_version(connection: sqlite3.Connection) -> int:
    """The number of the last migration that ran on this store; 0 of an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def utc(moment: datetime) -> str:
    """A moment as the ledger writes it: UTC, whole seconds, ``2026-01-31T08:00:00Z``."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def migrate(
    connection: sqlite3.Connection, clock: Callable[[], datetime], migrations: Sequence[Migration] = MIGRATIONS
) -> int:
    """Run what has not run yet and return how many did.

    Two processes may come here at once: each step looks again once it holds the write lock.
    A step that fails leaves the store as it was before that step.
    """
    done = 0
    while (number := schema_version(connection) + 1) <= len(migrations):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if schema_version(connection) == number - 1:
                step = migrations[number - 1]
                step(connection)
                connection.execute(
                    "INSERT INTO migrations (number, name, ran_at) VALUES (?, ?, ?)",
                    (number, step.__name__, utc(clock())),
                )
                connection.execute(f"PRAGMA user_version = {number}")
                done += 1
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return done
