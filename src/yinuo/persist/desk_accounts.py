"""Accounts: a name, a role, and the argon2id hash of a password (RFC 9106; the library's own defaults).

The name is what decisions in the public ledger are signed with, so it is a name a person goes by.
"""

import re
import sqlite3
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from yinuo.errors import StoreError, UsageError
from yinuo.persist.desk import Desk
from yinuo.persist.desk_audit import audit
from yinuo.persist.migrations import utc

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = [
    "Account",
    "Role",
    "account",
    "accounts",
    "add",
    "disable",
    "enable",
    "fold",
    "identified",
    "link",
    "set_email",
    "set_password",
    "set_role",
    "verified",
]

NAME, LEAST, MOST = 40, 10, 200  # characters: of a name; fewest and most of a password
_MAIL: Final = re.compile(r"[^\s@,;<>\"]{1,64}@[^\s@,;<>\"]{3,190}")
_COLUMNS: Final = "id, name, role, email, created_at, disabled_at, password IS NOT NULL"


class Role(StrEnum):
    """What an account may do; each may what the one before it may."""

    READER = "reader"  # read, where reading is not public
    REVIEWER = "reviewer"  # decide at the desk
    ADMIN = "admin"  # see accounts and the audit trail

    def may(self, needed: "Role") -> bool:
        """Whether this role is enough for what needs the other."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Account:
    """A person who can log in; never holds the password's hash."""

    id: int
    name: str
    role: Role
    email: str | None = None
    created_at: str = ""
    disabled_at: str | None = None
    has_password: bool = True

    @property
    def enabled(self) -> bool:
        """False where an admin shut it."""
        return self.disabled_at is None


def fold(name: str) -> str:
    """Names that look or sound alike to a person are one: width, case and surrounding space make no difference."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


# ── reading ────────────────────────────────────────────────────────────────────────────────


def accounts(desk: Desk) -> list[Account]:
    """Every account by name, the disabled ones too."""
    return [_account(row) for row in desk.rows(f"SELECT {_COLUMNS} FROM users ORDER BY folded")]  # noqa: S608 constants


def account(desk: Desk, name: str) -> Account:
    """The account of that name.

    Raises:
        StoreError: there is none.
    """
    found = desk.rows(f"SELECT {_COLUMNS} FROM users WHERE folded = ?", (fold(name),))  # noqa: S608 constants
    if not found:
        raise StoreError(f"沒有這個帳號（no such account）：{name}", where=str(desk.path), remedy="yinuo user list")
    return _account(found[0])


def _account(row: tuple[int, str, str, str | None, str, str | None, int]) -> Account:
    return Account(row[0], row[1], Role(row[2]), row[3], row[4], row[5], bool(row[6]))


# ── changing ───────────────────────────────────────────────────────────────────────────────


def add(
    desk: Desk, name: str, role: Role, password: str | None, *, by: str, email: str | None = None, address: str = ""
) -> Account:
    """Make an account.

    Args:
        desk: where.
        name: 1 to 40 printable characters.
        role: what it may do.
        password: None for one that comes in through OpenID Connect only.
        by: who makes it, for the audit trail.
        email: the verified address by which an OpenID provider may know it.
        address: where the request came from.

    Raises:
        UsageError: a name or an address that is taken or unfit, or a password too weak.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if not 0 < len(name) <= NAME or not name.isprintable():
        raise UsageError(f"名字須為 1 至 {NAME} 字、不含控制字元（a name of 1 to {NAME} characters）：{name[:NAME]!r}")
    mail = _mail(email)
    hashed = None if password is None else _hashed(name, password)
    with desk.writing() as connection:
        if connection.execute("SELECT 1 FROM users WHERE folded = ?", (fold(name),)).fetchone():
            raise UsageError(f"名字已有人用（the name is taken）：{name}", remedy="yinuo user list")
        _nobody_elses(connection, mail, None)
        told = (name, fold(name), role.value, hashed, mail, utc(desk.now()))
        connection.execute(
            "INSERT INTO users (name, folded, role, password, email, created_at) VALUES (?, ?, ?, ?, ?, ?)", told
        )
        audit(desk, by, "user_add", name, role.value, address)
    return account(desk, name)


def set_password(desk: Desk, name: str, password: str, *, by: str, address: str = "") -> None:
    """Give an account another password; every session of it ends."""
    held = account(desk, name)
    hashed = _hashed(held.name, password)
    with desk.writing() as connection:
        connection.execute("UPDATE users SET password = ? WHERE id = ?", (hashed, held.id))
        _end_sessions(desk, held.id)
        connection.execute("DELETE FROM attempts WHERE key = ?", (f"account:{fold(name)}",))
        audit(desk, by, "user_password", held.name, "", address)


def set_role(desk: Desk, name: str, role: Role, *, by: str, address: str = "") -> None:
    """Give an account another role; every session of it ends.

    Raises:
        UsageError: it is the last admin.
    """
    held = account(desk, name)
    with desk.writing() as connection:
        if role is not Role.ADMIN:
            _not_the_last_admin(desk, held)
        connection.execute("UPDATE users SET role = ? WHERE id = ?", (role.value, held.id))
        _end_sessions(desk, held.id)
        audit(desk, by, "user_role", held.name, f"{held.role.value} → {role.value}", address)


def set_email(desk: Desk, name: str, email: str | None, *, by: str) -> None:
    """Give an account another e-mail address, or with None take it away.

    By it an OpenID provider may know the account, and what it follows is sent there: only an admin says which it is.

    Raises:
        UsageError: it is no address, or another account's.
    """
    held, told = account(desk, name), _mail(email)
    with desk.writing() as connection:
        _nobody_elses(connection, told, held.id)
        connection.execute("UPDATE users SET email = ? WHERE id = ?", (told, held.id))
        audit(desk, by, "user_email", held.name, told or "")


def _mail(email: str | None) -> str | None:
    """An address as it is kept; empty is none."""
    told = fold(email or "") or None
    if told is not None and not _MAIL.fullmatch(told):
        raise UsageError(f"不是電子郵件（not an e-mail address）：{told[:80]}")
    return told


def _nobody_elses(connection: sqlite3.Connection, mail: str | None, own: int | None) -> None:
    """An address belongs to one account: by it a provider's word is taken for whose it is."""
    found = connection.execute("SELECT id FROM users WHERE email = ?", (mail,)).fetchone()
    if found is not None and found[0] != own:
        raise UsageError("這個電子郵件已是別的帳號的（another account has this address）", remedy="yinuo user list")


def disable(desk: Desk, name: str, *, by: str, address: str = "") -> None:
    """Shut an account: its sessions end, nobody can log in as it; what it decided stays on record.

    Raises:
        UsageError: it is the last admin.
    """
    held = account(desk, name)
    with desk.writing() as connection:
        _not_the_last_admin(desk, held)
        connection.execute("UPDATE users SET disabled_at = ? WHERE id = ?", (utc(desk.now()), held.id))
        _end_sessions(desk, held.id)
        audit(desk, by, "user_disable", held.name, "", address)


def enable(desk: Desk, name: str, *, by: str, address: str = "") -> None:
    """Open a shut account again."""
    held = account(desk, name)
    with desk.writing() as connection:
        connection.execute("UPDATE users SET disabled_at = NULL WHERE id = ?", (held.id,))
        audit(desk, by, "user_enable", held.name, "", address)


def link(desk: Desk, held: Account, subject: str) -> None:
    """Remember by which subject (issuer and ``sub``) an OpenID provider knows the account."""
    with desk.writing() as connection:
        connection.execute("UPDATE users SET subject = ? WHERE id = ? AND subject IS NULL", (subject, held.id))
        audit(desk, held.name, "user_link", held.name, subject)


def identified(desk: Desk, subject: str, email: str | None) -> Account | None:
    """The open account that an OpenID provider speaks of; None where there is none. Never makes one.

    A subject once linked decides alone. Else the account with that address is linked to it, unless it is another
    subject's already: an address may change hands, a subject never does.

    Args:
        desk: where.
        subject: issuer and ``sub`` in one.
        email: an address that the provider has verified, or None.
    """
    with desk.writing() as connection:
        asked = f"SELECT {_COLUMNS} FROM users WHERE"  # noqa: S608 constants
        row = connection.execute(f"{asked} subject = ?", (subject,)).fetchone()
        if row is None and email:
            row = connection.execute(f"{asked} email = ? AND subject IS NULL", (fold(email),)).fetchone()
            if row is not None and _account(row).enabled:
                link(desk, _account(row), subject)
    return _account(row) if row is not None and _account(row).enabled else None


def _not_the_last_admin(desk: Desk, held: Account) -> None:
    others = [one for one in accounts(desk) if one.role is Role.ADMIN and one.enabled and one.id != held.id]
    if held.role is Role.ADMIN and held.enabled and not others:
        raise UsageError(
            f"這是最後一個管理帳號（the last admin account）：{held.name}",
            remedy="請先另設一個（make another first）：yinuo user add 名字 --role admin",
        )


def _end_sessions(desk: Desk, user_id: int) -> None:
    with desk.writing() as connection:
        connection.execute("DELETE FROM sessions WHERE user_id = ?", (user_id,))


# ── passwords ──────────────────────────────────────────────────────────────────────────────


def verified(desk: Desk, name: str, password: str) -> Account | None:
    """The account whose password this is; None for a wrong password, an unknown or a shut account.

    Takes as long for a name that nobody has as for one that somebody has: a hash is always compared.
    Slow on purpose (tens of milliseconds, 64 MiB): call it in a worker thread, few at a time.
    """
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 as in _hasher

    found = desk.rows(f"SELECT {_COLUMNS}, password FROM users WHERE folded = ?", (fold(name),))  # noqa: S608 constants
    hashed = found[0][-1] if found else None
    try:
        _hasher().verify(hashed or _nobodys(), _told(password[: MOST + 1]))
    except (VerificationError, InvalidHashError):
        return None
    if hashed is None or found[0][5] is not None:
        return None
    if _hasher().check_needs_rehash(hashed):
        with desk.writing() as connection:
            told = (_hasher().hash(_told(password)), found[0][0])
            connection.execute("UPDATE users SET password = ? WHERE id = ?", told)
    return _account(found[0][:-1])


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # noqa: PLC0415 readers of the ledger never pay for it

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this one")


def _told(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _hashed(name: str, password: str) -> str:
    if not LEAST <= len(password) <= MOST:
        raise UsageError(f"密碼須為 {LEAST} 至 {MOST} 字（a password of {LEAST} to {MOST} characters）")
    if len(set(password)) < LEAST // 2 or fold(name) == fold(password):
        raise UsageError("密碼太好猜（too easy to guess）：重複的字，或就是名字（repeated characters, or the name）")
    return _hasher().hash(_told(password))
