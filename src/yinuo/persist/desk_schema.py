"""Tables of the desk's own file: accounts, sessions, the audit trail, proposals, what is put aside or followed.

None of it belongs into the public ledger: the ledger says what was decided, this file who may decide.
``audit`` is append-only: triggers refuse to change or delete a row.
"""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from yinuo.persist.migrations import Migration, schema_version, utc

__all__ = ["APPLICATION_ID", "MIGRATIONS", "bring_up_to_date"]

APPLICATION_ID = 0x59494E44  # «YIND» at byte 68: told apart from a ledger, which is never opened as a desk

_TABLES = (
    "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, ran_at TEXT NOT NULL) STRICT",
    "CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
    """
    CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        folded TEXT NOT NULL UNIQUE,
        role TEXT NOT NULL CHECK (role IN ('reader', 'reviewer', 'admin')),
        password TEXT,
        email TEXT UNIQUE,
        subject TEXT UNIQUE,
        created_at TEXT NOT NULL,
        disabled_at TEXT
    ) STRICT
    """,
    """
    CREATE TABLE sessions (
        token TEXT PRIMARY KEY,
        handle TEXT NOT NULL UNIQUE,
        user_id INTEGER NOT NULL REFERENCES users (id),
        created_at TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        address TEXT NOT NULL,
        agent TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX sessions_user ON sessions (user_id)",
    """
    CREATE TABLE attempts (
        key TEXT PRIMARY KEY,
        failures INTEGER NOT NULL,
        last_at TEXT NOT NULL,
        locked_until TEXT
    ) STRICT
    """,
    """
    CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL,
        address TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
    """,
    """
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
    """,
    """
    CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
    """,
    """
    CREATE TABLE proposals (
        id TEXT PRIMARY KEY,
        at TEXT NOT NULL,
        commitment_id TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('correction', 'evidence')),
        words TEXT NOT NULL,
        quote TEXT NOT NULL,
        source TEXT NOT NULL,
        contact TEXT NOT NULL,
        address TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined')),
        decided_at TEXT,
        decided_by TEXT,
        why TEXT NOT NULL,
        decision_id TEXT
    ) STRICT
    """,
    "CREATE INDEX proposals_open ON proposals (state, at)",
    """
    CREATE TABLE steps (
        seq INTEGER PRIMARY KEY,
        user_id INTEGER NOT NULL REFERENCES users (id),
        at TEXT NOT NULL,
        what TEXT NOT NULL CHECK (what IN ('skip', 'second', 'decision', 'proposal')),
        thing TEXT NOT NULL,
        reference TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX steps_user ON steps (user_id, undone, seq)",
    """
    CREATE TABLE opinions (
        thing TEXT PRIMARY KEY,
        asked_by INTEGER NOT NULL REFERENCES users (id),
        at TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT
    """,
)


def m001_desk(connection: sqlite3.Connection) -> None:
    """Accounts, sessions, attempts, audit with its guards, proposals, steps and second opinions."""
    for statement in _TABLES:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def m002_follows(connection: sqlite3.Connection) -> None:
    """What accounts follow; a number is never given again, as what was sent is remembered by it."""
    connection.execute(
        """
        CREATE TABLE follows (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id INTEGER NOT NULL REFERENCES users (id),
            name TEXT NOT NULL,
            asked TEXT NOT NULL,
            destination TEXT NOT NULL,
            what TEXT NOT NULL,
            states TEXT NOT NULL,
            cadence TEXT NOT NULL CHECK (cadence IN ('at_once', 'daily', 'weekly')),
            language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
            created_at TEXT NOT NULL,
            UNIQUE (user_id, name)
        ) STRICT
        """
    )


MIGRATIONS: tuple[Migration, ...] = (m001_desk, m002_follows)


def bring_up_to_date(
    connection: sqlite3.Connection, clock: Callable[[], datetime], migrations: Sequence[Migration] = MIGRATIONS
) -> int:
    """Run what has not run yet, each in one transaction with the record that it ran; returns how many did.

    The same care as the ledger's ``migrate``: two processes may come here at once.
    """
    done = 0
    while (number := schema_version(connection) + 1) <= len(migrations):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if schema_version(connection) == number - 1:
                step = migrations[number - 1]
                step(connection)
                told = (number, step.__name__, utc(clock()))
                connection.execute("INSERT INTO migrations (number, name, ran_at) VALUES (?, ?, ?)", told)
                connection.execute(f"PRAGMA user_version = {number}")
                done += 1
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return done
