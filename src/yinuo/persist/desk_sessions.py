"""Sessions: a random token in the visitor's cookie, its SHA-256 here; idle and absolute expiry."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from yinuo.persist.desk import Desk
from yinuo.persist.desk_accounts import Account, Role
from yinuo.persist.desk_audit import audit
from yinuo.persist.migrations import utc

__all__ = ["Session", "begin", "end", "end_all", "end_one", "resume", "sessions_of"]

IDLE, ABSOLUTE = timedelta(hours=8), timedelta(days=7)
_TOUCH = timedelta(minutes=1)  # how often «last seen» is written
_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Session:
    """One place an account is logged in at; ``handle`` names it on screen and says nothing of the token."""

    handle: str
    account: Account
    created_at: str
    seen_at: str
    address: str
    agent: str


_COLUMNS: Final = (
    "handle, sessions.created_at, seen_at, address, agent,"
    " users.id, name, role, email, users.created_at, disabled_at, password IS NOT NULL"
)


def begin(desk: Desk, account: Account, *, address: str = "", agent: str = "", replaces: str | None = None) -> str:
    """Start a session under a new token and return the token: the only time it is known in full.

    Args:
        desk: where.
        account: who logged in.
        address: where from.
        agent: the browser's name for itself.
        replaces: the token the visitor had before; it ends here (no fixation).
    """
    token = secrets.token_urlsafe(_BYTES)
    now = desk.now()
    with desk.writing() as connection:
        connection.execute("DELETE FROM sessions WHERE created_at < ? OR seen_at < ?", _oldest(now))
        if replaces:
            connection.execute("DELETE FROM sessions WHERE token = ?", (_hashed(replaces),))
        told = (_hashed(token), secrets.token_hex(8), account.id, utc(now), utc(now), address, agent[:200])
        connection.execute(
            "INSERT INTO sessions (token, handle, user_id, created_at, seen_at, address, agent)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            told,
        )
        audit(desk, account.name, "login", account.name, "", address)
    return token


def resume(desk: Desk, token: str) -> Session | None:
    """The session of a token that still holds: known, neither idle nor too old, its account not shut."""
    if not token or len(token) > 2 * _BYTES:
        return None
    sql = (
        f"SELECT {_COLUMNS} FROM sessions JOIN users ON users.id = user_id"  # noqa: S608 constants
        " WHERE token = ? AND sessions.created_at >= ? AND seen_at >= ? AND disabled_at IS NULL"
    )
    found = desk.rows(sql, (_hashed(token), *_oldest(desk.now())))
    if not found:
        return None
    session = _session(found[0])
    if datetime.fromisoformat(session.seen_at) + _TOUCH < desk.now():
        with desk.writing() as connection:
            connection.execute("UPDATE sessions SET seen_at = ? WHERE token = ?", (utc(desk.now()), _hashed(token)))
    return session


def sessions_of(desk: Desk, account: Account) -> list[Session]:
    """Where an account is logged in, newest first."""
    sql = (
        f"SELECT {_COLUMNS} FROM sessions JOIN users ON users.id = user_id"  # noqa: S608 constants
        " WHERE user_id = ? AND sessions.created_at >= ? AND seen_at >= ? ORDER BY sessions.created_at DESC, handle"
    )
    return [_session(row) for row in desk.rows(sql, (account.id, *_oldest(desk.now())))]


def end(desk: Desk, token: str) -> None:
    """Log out here."""
    with desk.writing() as connection:
        connection.execute("DELETE FROM sessions WHERE token = ?", (_hashed(token),))


def end_one(desk: Desk, account: Account, handle: str) -> bool:
    """Log out one place of an account; False where it has no such session (somebody else's is not touched)."""
    with desk.writing() as connection:
        found = connection.execute("DELETE FROM sessions WHERE handle = ? AND user_id = ?", (handle, account.id))
        if found.rowcount:
            audit(desk, account.name, "logout", account.name, handle)
    return bool(found.rowcount)


def end_all(desk: Desk, account: Account, *, by: str = "") -> int:
    """Log out everywhere; returns how many sessions ended."""
    with desk.writing() as connection:
        found = connection.execute("DELETE FROM sessions WHERE user_id = ?", (account.id,))
        audit(desk, by or account.name, "logout_everywhere", account.name, str(found.rowcount))
    return found.rowcount


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _oldest(now: datetime) -> tuple[str, str]:
    """The moments before which a session was begun, or last seen, to be over."""
    return utc(now - ABSOLUTE), utc(now - IDLE)


def _session(row: tuple[str, str, str, str, str, int, str, str, str | None, str, str | None, int]) -> Session:
    held = Account(row[5], row[6], Role(row[7]), row[8], row[9], row[10], bool(row[11]))
    return Session(row[0], held, row[1], row[2], row[3], row[4])
