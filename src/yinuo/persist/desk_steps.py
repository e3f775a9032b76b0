"""What a reviewer did at the desk, step by step, so that the last one can be taken back; and whose opinion is asked.

A step is private to its reviewer. Decisions themselves are rows of the ledger; here is only that they were made here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from yinuo.persist.desk import Desk
from yinuo.persist.desk_accounts import Account
from yinuo.persist.migrations import utc

__all__ = ["Opinion", "Step", "answered", "ask_opinion", "last_step", "opinions", "put_aside", "take_back", "walked"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done at the desk.

    Attributes:
        seq: its number.
        what: ``skip``, ``second`` (an opinion was asked for), ``decision`` or ``proposal`` (one was declined).
        thing: the promise, link or proposal.
        reference: of a decision its id, of a proposal that came of it also that one's, after a space.
    """

    seq: int
    what: str
    thing: str
    reference: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """A reviewer would like another to look."""

    thing: str
    asked_by: int
    name: str
    note: str


def walked(desk: Desk, who: Account, what: str, thing: str, reference: str = "") -> None:
    """Note a step."""
    with desk.writing() as connection:
        connection.execute(
            "INSERT INTO steps (user_id, at, what, thing, reference) VALUES (?, ?, ?, ?, ?)",
            (who.id, utc(desk.now()), what, thing, reference),
        )


def last_step(desk: Desk, who: Account) -> Step | None:
    """The newest step of this reviewer that was not taken back."""
    sql = "SELECT seq, what, thing, reference FROM steps WHERE user_id = ? AND undone = 0 ORDER BY seq DESC LIMIT 1"
    found = desk.rows(sql, (who.id,))
    return Step(*found[0]) if found else None


def take_back(desk: Desk, who: Account, step: Step) -> bool:
    """Mark a step of one's own as taken back; False where it was already, or is somebody else's."""
    with desk.writing() as connection:
        found = connection.execute(
            "UPDATE steps SET undone = 1 WHERE seq = ? AND user_id = ? AND undone = 0", (step.seq, who.id)
        )
        if found.rowcount and step.what == "second":
            connection.execute("DELETE FROM opinions WHERE thing = ? AND asked_by = ?", (step.thing, who.id))
    return bool(found.rowcount)


def put_aside(desk: Desk, who: Account) -> frozenset[str]:
    """What this reviewer skipped: shown to others, not to them."""
    sql = "SELECT thing FROM steps WHERE user_id = ? AND what IN ('skip', 'second') AND undone = 0"
    return frozenset(one for (one,) in desk.rows(sql, (who.id,)))


def ask_opinion(desk: Desk, who: Account, thing: str, note: str) -> None:
    """Ask the others to look at a thing first; asked again, the first asking stays."""
    with desk.writing() as connection:
        told = (thing, who.id, utc(desk.now()), note[:500])
        connection.execute("INSERT OR IGNORE INTO opinions (thing, asked_by, at, note) VALUES (?, ?, ?, ?)", told)
        walked(desk, who, "second", thing)


def opinions(desk: Desk) -> Mapping[str, Opinion]:
    """What an opinion is asked on, by thing."""
    sql = "SELECT thing, asked_by, name, note FROM opinions JOIN users ON users.id = asked_by ORDER BY opinions.at"
    return {row[0]: Opinion(*row) for row in desk.rows(sql)}


def answered(desk: Desk, thing: str, by: Account) -> None:
    """An opinion was given by somebody else than who asked: the asking is over."""
    with desk.writing() as connection:
        connection.execute("DELETE FROM opinions WHERE thing = ? AND asked_by <> ?", (thing, by.id))
