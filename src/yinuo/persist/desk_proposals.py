"""What readers propose: a correction, or evidence that is missing. Anybody may; a reviewer decides.

A proposal is a stranger's text: kept beside the ledger, never in it. What a reviewer makes of it is a decision.
"""

from dataclasses import dataclass
from typing import Final

from yinuo.errors import StoreError, UsageError
from yinuo.model import stable_id
from yinuo.persist.desk import Desk
from yinuo.persist.desk_audit import audit
from yinuo.persist.migrations import utc

__all__ = ["KINDS", "MOST_OPEN", "WORDS", "Proposal", "open_proposals", "proposal", "propose", "reopen", "settle"]

KINDS: Final = ("correction", "evidence")
WORDS: Final = {"words": 2000, "quote": 2000, "source": 500, "contact": 200}
"""Most characters of each field."""
MOST_OPEN: Final = 2000  # waiting at once; more than that is a flood, not help
_COLUMNS: Final = (
    "id, at, commitment_id, kind, words, quote, source, contact, state, decided_at, decided_by, why, decision_id"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One reader's proposal about one promise.

    Attributes:
        id: made of its words, so that the same thing sent twice is one.
        at: when, UTC.
        commitment_id: the promise.
        kind: ``correction`` or ``evidence``.
        words: what they say.
        quote: the sentence they point to.
        source: where it stands: a number, a title, an address; as typed.
        contact: how to reach them, if they said; shown to reviewers only.
        state: ``open``, ``accepted``, ``declined``.
        decided_at: when a reviewer settled it.
        decided_by: who.
        why: the reviewer's reason.
        decision_id: the ledger's decision that came of it.
    """

    id: str
    at: str
    commitment_id: str
    kind: str
    words: str
    quote: str
    source: str
    contact: str
    state: str
    decided_at: str | None
    decided_by: str | None
    why: str
    decision_id: str | None


def propose(
    desk: Desk, commitment_id: str, kind: str, *, words: str, quote: str, source: str, contact: str, address: str
) -> Proposal:
    """Take a proposal in; the same one again changes nothing.

    Raises:
        UsageError: an unknown kind, nothing said, too long, or too many are waiting.
    """
    told = {"words": words, "quote": quote, "source": source, "contact": contact}
    told = {name: _plain(value) for name, value in told.items()}
    if kind not in KINDS:
        raise UsageError("請選擇更正或補充證據（a correction, or evidence）", remedy="correction, evidence")
    if not told["words"]:
        raise UsageError("請說明哪裡不對、或補充了什麼（say what is wrong or what you add）")
    for name, most in WORDS.items():
        if len(told[name]) > most:
            raise UsageError(f"太長（too long）：{len(told[name])} > {most}")
    one = stable_id("proposal", commitment_id, kind, *told.values())
    with desk.writing() as connection:
        waiting = connection.execute("SELECT count(*) FROM proposals WHERE state = 'open'").fetchone()[0]
        if waiting >= MOST_OPEN:
            raise UsageError("等候處理的太多了，請過些日子再來（too many are waiting; please come again later）")
        connection.execute(
            "INSERT OR IGNORE INTO proposals (id, at, commitment_id, kind, words, quote, source, contact, address,"
            " state, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', '')",
            (one, utc(desk.now()), commitment_id, kind, *told.values(), address),
        )
    return proposal(desk, one)


def proposal(desk: Desk, one: str) -> Proposal:
    """The proposal of that id.

    Raises:
        StoreError: there is none.
    """
    found = desk.rows(f"SELECT {_COLUMNS} FROM proposals WHERE id = ?", (one,))  # noqa: S608 constants
    if not found:
        raise StoreError("沒有這項提議（no such proposal）", where=str(desk.path))
    return Proposal(*found[0])


def open_proposals(desk: Desk, limit: int = 200) -> list[Proposal]:
    """Those that wait, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM proposals WHERE state = 'open' ORDER BY at, id LIMIT ?"  # noqa: S608 constants
    return [Proposal(*row) for row in desk.rows(sql, (limit,))]


def settle(desk: Desk, one: str, *, accepted: bool, by: str, why: str, decision_id: str | None = None) -> None:
    """Say what became of a proposal.

    Raises:
        UsageError: another reviewer settled it meanwhile.
    """
    state = "accepted" if accepted else "declined"
    with desk.writing() as connection:
        found = connection.execute(
            "UPDATE proposals SET state = ?, decided_at = ?, decided_by = ?, why = ?, decision_id = ?"
            " WHERE id = ? AND state = 'open'",
            (state, utc(desk.now()), by, _plain(why)[:2000], decision_id, one),
        )
        if not found.rowcount:
            raise UsageError("這項提議已經處理了（already settled）")
        audit(desk, by, f"proposal_{state}", one, why)


def reopen(desk: Desk, one: str, *, by: str) -> None:
    """Put a settled proposal back into the queue: the decision that settled it was undone."""
    with desk.writing() as connection:
        connection.execute(
            "UPDATE proposals SET state = 'open', decided_at = NULL, decided_by = NULL, decision_id = NULL"
            " WHERE id = ?",
            (one,),
        )
        audit(desk, by, "proposal_reopened", one)


def _plain(words: str) -> str:
    """Text as a person typed it: one kind of line break, no control or direction marks that fool a reader."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(mark for mark in lines if mark == "\n" or mark.isprintable()).strip()
