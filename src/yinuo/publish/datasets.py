"""Tables → files: CSV, JSON Lines and one SQLite database; the same rows give the same bytes.

CSV is written for people who open it in a spreadsheet (a byte order mark, so that Chinese is read as UTF-8) and by
RFC 4180 for programs. A spreadsheet takes a cell that begins with «=», «+», «-», «@» or a control character for a
formula: an apostrophe is set before such a cell, and before one that begins with an apostrophe, so that taking one
away gives the very words back. The other formats hold the words as they are.
"""

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from yinuo.publish.tables import Column, Table, Value

__all__ = ["guarded", "unguarded", "write_csv", "write_json_lines", "write_sqlite"]

Rows = Sequence[Mapping[str, Value]]

_FORMULAS = frozenset("=+-@＝＋－＠\t\r\n'")  # full-width ones too: spreadsheets of the region take them
_SQL = {"string": "TEXT", "date": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}


def guarded(words: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("預計115年底完工")
    ("'=1+1", '預計115年底完工')
    """
    return f"'{words}" if words[:1] in _FORMULAS else words


def unguarded(cell: str) -> str:
    """The words of a cell, as they were before ``guarded``."""
    return cell.removeprefix("'")


def write_csv(table: Table, rows: Rows, place: Path) -> None:
    """One CSV file: UTF-8 with a byte order mark, line ends CR LF, a header; None is empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_cell(row[column.name]) for column in table.columns] for row in rows)
    place.write_bytes(out.getvalue().encode("utf-8-sig"))


def _cell(found: Value) -> str:
    if found is None:
        return ""
    if isinstance(found, bool):
        return "true" if found else "false"
    return guarded(found) if isinstance(found, str) else repr(found)


def write_json_lines(rows: Iterable[Mapping[str, Value]], place: Path) -> None:
    """One JSON object a line, UTF-8, every column in its order; None is null."""
    with place.open("wb") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


# ── SQLite ─────────────────────────────────────────────────────────────────────────────────


def write_sqlite(tables: Iterable[tuple[Table, Rows]], place: Path) -> None:
    """One database of all tables, with keys, references, closed lists as checks, and the dictionary in ``columns``.

    Built in memory in one go, so that the file depends on nothing but its rows and the version of SQLite.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        connection.execute("BEGIN")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        connection.execute("CREATE TABLE columns (tbl TEXT, name TEXT, kind TEXT, zh TEXT, en TEXT) STRICT")
        for table, rows in tables:
            _fill(connection, table, rows)
        connection.execute("COMMIT")
        place.write_bytes(connection.serialize())
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, table: Table, rows: Rows) -> None:
    told = [(table.name, column.name, column.kind, column.zh, column.en) for column in table.columns]
    connection.executemany("INSERT INTO columns VALUES (?, ?, ?, ?, ?)", told)
    refers = [
        f'FOREIGN KEY ("{column}") REFERENCES "{other}" (id) DEFERRABLE INITIALLY DEFERRED'
        for column, other in table.refers
    ]
    key = "PRIMARY KEY ({})".format(", ".join(f'"{name}"' for name in table.key))
    parts = [*(_declared(column) for column in table.columns), key, *refers]
    connection.execute(f'CREATE TABLE "{table.name}" ({", ".join(parts)}) STRICT, WITHOUT ROWID')
    marks = ", ".join("?" * len(table.columns))
    values = ([row[column.name] for column in table.columns] for row in rows)
    connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', values)  # noqa: S608 constants
    for column, _ in table.refers:
        if column != table.key[0]:
            connection.execute(f'CREATE INDEX "{table.name}_{column}" ON "{table.name}" ("{column}")')


def _declared(column: Column) -> str:
    words = ", ".join(f"'{word}'" for word in column.words)
    check = f' CHECK ("{column.name}" IN ({words}))' if words else ""
    return f'"{column.name}" {_SQL[column.kind]}{" NOT NULL" if column.required else ""}{check}'


# ── read back ──────────────────────────────────────────────────────────────────────────────


def read_csv(table: Table, place: Path) -> list[dict[str, Value]]:
    """The rows of a file of ``write_csv``, as they were written."""
    with place.open(encoding="utf-8-sig", newline="") as file:
        found = csv.DictReader(file)
        return [{column.name: _read(column, row[column.name]) for column in table.columns} for row in found]


def _read(column: Column, cell: str) -> Value:
    if not cell:
        return None
    if column.kind == "boolean":
        return cell == "true"
    if column.kind == "integer":
        return int(cell)
    return float(cell) if column.kind == "number" else unguarded(cell)
