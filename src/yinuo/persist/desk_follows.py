"""What an account follows: a question of the list, which news of it, where to and how often. Private to the account.

``yinuo alerts send`` reads them and sends; nothing of it ever goes into the ledger.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from yinuo.errors import UsageError
from yinuo.persist.desk import Desk
from yinuo.persist.desk_accounts import Account
from yinuo.persist.desk_audit import audit
from yinuo.persist.migrations import utc

__all__ = ["ADDRESS", "MAIL", "MOST", "NAME", "Follow", "Wish", "every_follow", "follow", "follows_of", "unfollow"]

MAIL: Final = "mail"
"""The destination that means the account's own address, whatever it is when a message goes out."""
MOST: Final = 20  # of one account
NAME, ADDRESS = 60, 500  # characters: of a name, of an address
_COLUMNS: Final = (
    "follows.id, follows.name, asked, destination, what, states, cadence, language, follows.created_at,"
    " users.id, users.name, users.email"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be told.

    Attributes:
        name: what messages call it.
        asked: the question's filters, as ``Question.words`` gives them.
        destination: ``mail``, or an address that ``serve.alerts`` has let through; it may hold a secret.
        what: kinds of news.
        states: of changes, only to these.
        cadence: ``at_once``, ``daily``, ``weekly``.
        language: ``zh`` or ``en``, of our own words.
    """

    name: str
    asked: tuple[tuple[str, str], ...]
    destination: str
    what: tuple[str, ...]
    states: tuple[str, ...] = ()
    cadence: str = "daily"
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Follow:
    """A wish that is kept, and whose it is."""

    id: int
    wish: Wish
    created_at: str
    user_id: int
    user: str
    email: str | None


def follows_of(desk: Desk, who: Account) -> list[Follow]:
    """What an account follows, in the order in which it began."""
    sql = f"SELECT {_COLUMNS} FROM follows JOIN users ON users.id = user_id WHERE user_id = ? ORDER BY follows.id"  # noqa: S608 constants
    return [_follow(row) for row in desk.rows(sql, (who.id,))]


def every_follow(desk: Desk) -> list[Follow]:
    """What open accounts follow; nothing is sent for a shut one."""
    sql = f"SELECT {_COLUMNS} FROM follows JOIN users ON users.id = user_id WHERE disabled_at IS NULL ORDER BY 1"  # noqa: S608 constants
    return [_follow(row) for row in desk.rows(sql)]


def follow(desk: Desk, who: Account, wish: Wish, *, address: str = "") -> Follow:
    """Keep a wish.

    Args:
        desk: where.
        who: whose it is.
        wish: its words are checked by who asks (``serve.alerts.personal``); here only the name and how many.
        address: where the request came from, for the audit trail.

    Raises:
        UsageError: a name that is empty, too long or there already, or too many wishes.
    """
    name = unicodedata.normalize("NFC", wish.name).strip()
    if not 0 < len(name) <= NAME or not name.isprintable():
        raise UsageError(f"名稱須為 1 至 {NAME} 字（a name of 1 to {NAME} characters）")
    held = follows_of(desk, who)
    if any(one.wish.name == name for one in held):
        raise UsageError("這個名稱已經有了（you follow something by this name already）")
    if len(held) >= MOST:
        raise UsageError(f"至多追蹤 {MOST} 項（at most {MOST}）")
    told = (who.id, name, _json(wish.asked), wish.destination, _json(wish.what), _json(wish.states), wish.cadence)
    with desk.writing() as connection:
        made = connection.execute(
            "INSERT INTO follows (user_id, name, asked, destination, what, states, cadence, language, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*told, wish.language, utc(desk.now())),
        )
        audit(desk, who.name, "follow", name, wish.cadence, address)
    return next(one for one in follows_of(desk, who) if one.id == made.lastrowid)


def unfollow(desk: Desk, who: Account, one: int, *, address: str = "") -> bool:
    """Follow no more; False where the account has no such wish (somebody else's is not touched)."""
    with desk.writing() as connection:
        found = connection.execute("DELETE FROM follows WHERE id = ? AND user_id = ?", (one, who.id))
        if found.rowcount:
            audit(desk, who.name, "unfollow", str(one), "", address)
    return bool(found.rowcount)


def _json(values: Sequence[Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _follow(row: tuple[Any, ...]) -> Follow:
    asked = tuple((str(name), str(value)) for name, value in json.loads(row[2]))
    wish = Wish(row[1], asked, row[3], tuple(json.loads(row[4])), tuple(json.loads(row[5])), row[6], row[7])
    return Follow(row[0], wish, row[8], row[9], row[10], row[11])
