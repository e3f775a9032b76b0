"""Log-in attempts: after some failures an account, and an address, must wait; longer after each further one.

An attempt is counted before the password is looked at, and taken back where it was right: a thousand guesses
sent at once are a thousand failures, not one.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Final

from yinuo.persist.desk import Desk
from yinuo.persist.desk_accounts import fold
from yinuo.persist.migrations import utc

__all__ = ["begin_attempt", "network", "succeeded"]

FREE: Final = {"account": 5, "address": 20}  # failures before anybody waits; several people share an address
FIRST_WAIT, LONGEST_WAIT = 30, 900  # seconds; doubled from failure to failure
FORGET = timedelta(hours=24)  # without a failure


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 household has."""
    try:
        found = ip_address(address)
    except ValueError:
        return "-"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return f"{IPv6Address(int(found) >> 64 << 64)}/64"
    return str(found)


def begin_attempt(desk: Desk, name: str, address: str) -> int:
    """Count an attempt; returns the seconds to wait before the next one is even looked at, 0 to go on."""
    now = desk.now()
    with desk.writing() as connection:
        _forget(desk, now)
        held = {key: _held(desk, key) for key in _keys(name, address)}
        waits = [until for _, until in held.values() if until is not None and until > now]
        if waits:
            return max(1, int((max(waits) - now).total_seconds()) + 1)
        for key, (failures, _) in held.items():
            count = failures + 1
            over = count - FREE[key.partition(":")[0]]
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(over, 10)) if over >= 0 else 0
            until = utc(now + timedelta(seconds=wait)) if wait else None
            connection.execute("REPLACE INTO attempts VALUES (?, ?, ?, ?)", (key, count, utc(now), until))
    return 0


def succeeded(desk: Desk, name: str, address: str) -> None:
    """Take the attempt back: it was right. The account starts anew; the address keeps its earlier failures."""
    own, theirs = _keys(name, address)
    with desk.writing() as connection:
        connection.execute("DELETE FROM attempts WHERE key = ?", (own,))
        connection.execute(
            "UPDATE attempts SET failures = max(0, failures - 1), locked_until = NULL WHERE key = ?", (theirs,)
        )


def _keys(name: str, address: str) -> tuple[str, str]:
    return f"account:{fold(name)[:80]}", f"address:{network(address)}"


def _held(desk: Desk, key: str) -> tuple[int, datetime | None]:
    with desk.writing() as connection:
        row = connection.execute("SELECT failures, locked_until FROM attempts WHERE key = ?", (key,)).fetchone()
    return (row[0], datetime.fromisoformat(row[1]) if row[1] else None) if row else (0, None)


def _forget(desk: Desk, now: datetime) -> None:
    with desk.writing() as connection:
        connection.execute("DELETE FROM attempts WHERE last_at < ?", (utc(now - FORGET),))
