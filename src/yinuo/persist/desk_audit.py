"""The audit trail: who did what to accounts, sessions, proposals, and when. Rows are added, never changed."""

from dataclasses import dataclass
from typing import Final

from yinuo.persist.desk import Desk
from yinuo.persist.migrations import utc

__all__ = ["AuditRow", "audit", "audit_rows"]

_WORDS: Final = 500  # most characters of a field: a log is no place to store a letter


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing that happened.

    Attributes:
        seq: 1, 2, 3 …
        at: UTC, ISO 8601.
        actor: the account's name, ``cli`` for the command line, ``-`` for somebody unknown.
        action: such as ``login``, ``login_failed``, ``locked``, ``user_add``.
        subject: what it was done to, such as an account's name.
        detail: more words.
        address: the network address it came from; empty for the command line.
    """

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    detail: str
    address: str


def audit(desk: Desk, actor: str, action: str, subject: str = "", detail: str = "", address: str = "") -> None:
    """Write one row; words that are too long are cut, control characters become spaces (no forged lines)."""
    told = [_plain(words) for words in (actor, action, subject, detail, address)]
    with desk.writing() as connection:
        connection.execute(
            "INSERT INTO audit (at, actor, action, subject, detail, address) VALUES (?, ?, ?, ?, ?, ?)",
            (utc(desk.now()), *told),
        )


def audit_rows(desk: Desk, *, before: int | None = None, limit: int = 100) -> list[AuditRow]:
    """The newest rows first; ``before`` is the ``seq`` that the page before ended at."""
    sql = "SELECT seq, at, actor, action, subject, detail, address FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?"
    most = 2**62 if before is None else before
    return [AuditRow(*row) for row in desk.rows(sql, (most, limit))]


def _plain(words: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in words[:_WORDS])
