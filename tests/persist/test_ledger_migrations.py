"""Migrations run once, in order, each whole or not at all."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from yinuo.errors import StoreError
from yinuo.persist.ledger import Ledger
from yinuo.persist.migrations import MIGRATIONS, migrate, schema_version


def m002_more(connection: sqlite3.Connection) -> None:
    """A table more."""
    connection.execute("CREATE TABLE more (x TEXT) STRICT")


def m003_broken(connection: sqlite3.Connection) -> None:
    """Fails after its first statement."""
    connection.execute("CREATE TABLE half (x TEXT) STRICT")
    connection.execute("CREATE TABLE more (x TEXT) STRICT")


def tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_new_store_records_what_ran(ledger: Ledger) -> None:
    ran = [(number, step.__name__, "2026-01-31T08:00:00Z") for number, step in enumerate(MIGRATIONS, 1)]
    assert ledger.rows("SELECT number, name, ran_at FROM migrations ORDER BY number") == ran
    assert ran[0][1] == "m001_ledger"
    assert schema_version(ledger.connection) == len(MIGRATIONS)


def test_migrations_run_once_in_order(filled: Ledger, clock: Callable[[], datetime]) -> None:
    digest = filled.content_digest()
    steps = (*MIGRATIONS, m002_more)
    assert migrate(filled.connection, clock, steps) == 1
    assert migrate(filled.connection, clock, steps) == 0
    assert "more" in tables(filled.connection)
    ran = [number for (number,) in filled.rows("SELECT number FROM migrations ORDER BY number")]
    assert ran == [*range(1, len(steps) + 1)]
    assert filled.content_digest() == digest


def test_a_migration_that_fails_leaves_the_store_before_it(filled: Ledger, clock: Callable[[], datetime]) -> None:
    with pytest.raises(sqlite3.OperationalError):
        migrate(filled.connection, clock, (*MIGRATIONS, m002_more, m003_broken))
    assert schema_version(filled.connection) == len(MIGRATIONS) + 1
    assert "half" not in tables(filled.connection)


def test_a_store_of_the_first_schema_learns_what_goes_out(filled: Ledger, clock: Callable[[], datetime]) -> None:
    with_it = filled.rows("SELECT * FROM commitments ORDER BY seq")
    filled.connection.execute("ALTER TABLE commitments DROP COLUMN publication")
    filled.connection.execute("ALTER TABLE commitments DROP COLUMN confidence")
    filled.connection.execute("DELETE FROM migrations WHERE number > 1")
    filled.connection.execute("PRAGMA user_version = 1")
    assert migrate(filled.connection, clock) == len(MIGRATIONS) - 1
    assert filled.rows("SELECT * FROM commitments ORDER BY seq") == with_it


def test_an_older_store_is_not_read_before_it_is_brought_up_to_date(
    store: Path, filled: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.close()
    monkeypatch.setattr("yinuo.persist.connection.MIGRATIONS", (*MIGRATIONS, m002_more))
    with pytest.raises(StoreError, match="older"):
        Ledger.open(store, readonly=True)
