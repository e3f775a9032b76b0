"""Upkeep of an archive: what may be thinned out, what is left over, what does not hold."""

import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Final

from yinuo.collect.archive_rows import moment
from yinuo.collect.bodies import Bodies
from yinuo.errors import Damaged, InputError, UsageError

__all__ = ["Keep", "Pruned", "faults", "forget", "sweep"]

_STALE: Final = 7 * 24 * 3600  # seconds after which a broken-off download, or a body on its way in, is given up
_Look = tuple[int, int, str, str, bool]  # id, address, digest, moment, good


@dataclass(frozen=True, slots=True)
class Keep:
    """What pruning leaves of each address: its last ``versions`` different bodies, and all seen since ``since``.

    Of a body that stays, the first look and the last one stay; those between say only «unchanged», and go.
    The very last look at an address stays whatever it found.
    """

    versions: int = 1
    since: datetime | None = None

    def __post_init__(self) -> None:
        if self.versions < 1:
            raise UsageError("至少要留一個版本（at least one version must stay）", remedy="--keep 1")


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was taken away (or would be): looks, bodies, and bytes on the disk."""

    sightings: int
    bodies: int
    size: int


def forget(connection: sqlite3.Connection, keep: Keep) -> tuple[int, list[str]]:
    """Delete the rows that ``keep`` does not keep, inside the open transaction.

    Returns:
        how many looks went, and the digests that no row names any more.
    """
    query = (
        "SELECT sightings.id, address_id, sha256, fetched_at, fault = '' AND (status = 304 OR status / 100 = 2)"
        " FROM sightings JOIN bodies ON bodies.id = body_id ORDER BY address_id, sightings.id"
    )
    since = moment(keep.since) if keep.since else "~"
    doomed: list[tuple[int]] = []
    for _, looks in groupby(connection.execute(query), key=lambda row: row[1]):
        doomed += [(number,) for number in _doomed(list(looks), keep.versions, since)]
    connection.executemany("DELETE FROM sightings WHERE id = ?", doomed)
    unnamed = "FROM bodies WHERE NOT EXISTS (SELECT 1 FROM sightings WHERE body_id = bodies.id)"
    lost = [row[0] for row in connection.execute(f"SELECT sha256 {unnamed} ORDER BY sha256")]
    connection.execute(f"DELETE {unnamed}")
    for table, column in (("headers", "headers_id"), ("addresses", "address_id")):
        connection.execute(f"DELETE FROM {table} WHERE id NOT IN (SELECT {column} FROM sightings)")  # noqa: S608  # our own names
    return len(doomed), lost


def _doomed(looks: list[_Look], versions: int, since: str) -> Iterator[int]:
    """The looks at one address, oldest first, that are to go."""
    bodies: dict[str, deque[int]] = {}  # digest → its first and last look, in the order of the last
    for number, _, sha256, _, good in looks:
        if good:
            ends = bodies.pop(sha256, deque())
            bodies[sha256] = deque([ends[0] if ends else number, number])
    kept = {number for ends in list(bodies.values())[-versions:] for number in ends} | {looks[-1][0]}
    for number, _, _, at, _ in looks:
        if number not in kept and at < since:
            yield number


def sweep(connection: sqlite3.Connection, bodies: Bodies, partial: Path) -> tuple[int, int]:
    """Remove files that no row names, inside a write transaction so that nobody is about to name one.

    Returns:
        how many files, and their bytes.
    """
    named = {row[0] for row in connection.execute("SELECT sha256 FROM bodies")}
    left_over = [path for path in bodies.all() if path.name.removesuffix(".gz") not in named]
    limit = time.time() - _STALE
    old = [path for path in (*partial.glob("*"), *bodies.scratch.glob("*")) if _older(path, limit)]
    size = 0
    for path in left_over:
        size += path.stat().st_size
        path.unlink(missing_ok=True)
    for path in old:
        path.unlink(missing_ok=True)
    for folder in {path.parent for path in left_over}:
        with suppress(OSError):  # not empty
            folder.rmdir()
    return len(left_over), size


def _older(path: Path, limit: float) -> bool:
    try:
        return path.stat().st_mtime < limit
    except FileNotFoundError:  # its writer has just given it its name
        return False


def faults(connection: sqlite3.Connection, bodies: Bodies) -> Iterator[InputError]:
    """Everything that does not hold: the index's own check, then every body proved against its digest."""
    for (said,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if said != "ok":
            yield Damaged(f"索引損毀（the index is damaged）：{said}", remedy="請從備份取回（restore a backup）")
    for row in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield Damaged(f"索引缺列（a row names another that is not there）：{row[0]} {row[1]}")
    for sha256, size in connection.execute("SELECT sha256, size FROM bodies ORDER BY sha256").fetchall():
        try:
            bodies.read(sha256, size)
        except InputError as fault:
            yield fault
