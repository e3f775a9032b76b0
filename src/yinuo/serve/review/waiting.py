"""What waits for a person, kept in memory and brought up to date by what was written since.

To ask everything of a large ledger takes a while; after one decision only the promises of that text are asked
again. What new documents change elsewhere (somebody is overdue because more was searched) is seen by the whole
reading, which is made anew each day and, while documents come in, at most every ten minutes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from anyio import Lock, to_thread

from yinuo.judge.decisions import in_force
from yinuo.judge.usefulness import NEWLY_DAYS, Question
from yinuo.persist.desk import Desk
from yinuo.persist.desk_accounts import Account
from yinuo.persist.desk_proposals import open_proposals
from yinuo.persist.desk_steps import opinions, put_aside
from yinuo.persist.ledger import Ledger
from yinuo.persist.review_rows import asked
from yinuo.serve.web.room import Room
from yinuo.words import Publication

__all__ = ["Item", "Waiting", "queue_of"]

_WHOLE_EVERY = timedelta(minutes=10)
_SLACK = timedelta(days=120)  # more than the grace that a deadline has
_EVERY_TENTH: Final = 10  # share of one reviewer's decisions that another reads blind, for κ
_ASKED, _PROPOSED, _BLIND = 3.0, 1.05, 0.5  # usefulness: a contested question has 1.1, any other at most 1


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a reviewer's queue.

    Attributes:
        thing: the id of a promise or a link; of a proposal ``proposal:ID``.
        commitment_id: the promise it is about.
        usefulness: the higher, the sooner.
        reasons: codes of ``judge.usefulness``, and ``asked`` (a second opinion), ``proposal``, ``blind``.
        question: what the machine asks, where it does.
    """

    thing: str
    commitment_id: str
    usefulness: float
    reasons: tuple[str, ...]
    question: Question | None = None


@dataclass
class Waiting:
    """The machine's questions and who decided what alone, as of the ledger's last known entry."""

    seq: int = 0
    day: date = date.min
    whole_at: datetime | None = None
    by_promise: dict[str, list[Question]] = field(default_factory=dict)
    alone: dict[str, tuple[str, str]] = field(default_factory=dict)  # thing → promise, the only person who decided
    lock: Lock = field(default_factory=Lock)

    async def fresh(self, room: Room) -> None:
        """Read what was written since the last time, in a thread of its own."""
        async with self.lock:
            seq = room.ledger.head()[0]
            if seq != self.seq or room.today != self.day:
                settings = room.settings
                await to_thread.run_sync(self._read, settings.store, room.today, settings.now())

    def _read(self, store: Path, day: date, now: datetime) -> None:
        with Ledger.open(store, readonly=True) as ledger:
            seq = ledger.head()[0]
            whole = day != self.day or self.whole_at is None
            if not whole and self.whole_at is not None and now - self.whole_at > _WHOLE_EVERY:
                sql = "SELECT 1 FROM entries WHERE seq > ? AND kind IN ('document', 'extraction') LIMIT 1"
                whole = bool(ledger.rows(sql, (self.seq,)))
            if whole:
                self.by_promise, self.whole_at = {}, now
            ids = _worth_asking(ledger, day) if whole else _touched(ledger, self.seq)
            grouped = defaultdict[str, list[Question]](list)
            for one in asked(ledger, day, ids):
                grouped[one.commitment_id].append(one)
            kept = {one: held for one, held in self.by_promise.items() if one not in set(ids)}
            self.by_promise = kept | grouped
            self.alone = _alone(ledger)
        self.seq, self.day = seq, day


def _worth_asking(ledger: Ledger, day: date) -> list[str]:
    """Promises that can raise a question: candidates, those with evidence or decisions, those lately due."""
    sql = """
        SELECT id FROM commitments WHERE made <= :day AND publication <> :rejected AND (
            publication = :candidate OR due BETWEEN :early AND :day
            OR EXISTS (SELECT 1 FROM evidence WHERE commitment_id = commitments.id)
            OR EXISTS (SELECT 1 FROM decisions JOIN documents USING (fingerprint)
                       WHERE documents.id = commitments.document_id))
        ORDER BY id
    """
    named = {
        "day": day.isoformat(),
        "early": (day - timedelta(days=NEWLY_DAYS) - _SLACK).isoformat(),
        "candidate": Publication.CANDIDATE.value,
        "rejected": Publication.REJECTED.value,
    }
    return [one for (one,) in ledger.connection.execute(sql, named)]


def _touched(ledger: Ledger, since: int) -> list[str]:
    """Promises that an entry since then is about, or a decision on their text."""
    sql = """
        SELECT id FROM commitments WHERE seq > :since
        UNION SELECT commitment_id FROM evidence WHERE seq > :since
        UNION SELECT earlier_id FROM restatements WHERE seq > :since
        UNION SELECT commitments.id FROM decisions JOIN documents USING (fingerprint)
            JOIN commitments ON commitments.document_id = documents.id WHERE decisions.seq > :since
    """
    return sorted(one for (one,) in ledger.connection.execute(sql, {"since": since}))


def _alone(ledger: Ledger) -> dict[str, tuple[str, str]]:
    """Things that one person alone decided on and that are drawn for a blind second reading, one in ten."""
    people = defaultdict[str, set[str]](set)
    promise: dict[str, str] = {}
    for one in in_force(ledger.decisions()):
        thing = one.evidence_id or one.commitment_id
        people[thing].add(one.by)
        promise[thing] = one.commitment_id
    drawn = (thing for thing in people if int(sha256(thing.encode()).hexdigest()[:8], 16) % _EVERY_TENTH == 0)
    return {thing: (promise[thing], *people[thing]) for thing in drawn if len(people[thing]) == 1}  # type: ignore[misc]  # one person


def queue_of(waiting: Waiting, desk: Desk, who: Account) -> list[Item]:
    """What this reviewer should look at, most useful first: without what they put aside."""
    aside, calls = put_aside(desk, who), opinions(desk)
    found = [*_questions(waiting.by_promise.values())]
    found += [Item(f"proposal:{one.id}", one.commitment_id, _PROPOSED, ("proposal",)) for one in open_proposals(desk)]
    found += [
        Item(thing, promise, _BLIND, ("blind",)) for thing, (promise, by) in waiting.alone.items() if by != who.name
    ]
    known = {one.thing: one for one in found}
    for thing, call in calls.items():
        if call.asked_by != who.id:
            held = known.get(thing) or Item(thing, thing, _ASKED, ())
            known[thing] = Item(thing, held.commitment_id, _ASKED, ("asked", *held.reasons), held.question)
    return sorted(
        (one for one in known.values() if one.thing not in aside), key=lambda one: (-one.usefulness, one.thing)
    )


def _questions(groups: Iterable[list[Question]]) -> Iterable[Item]:
    for held in groups:
        for one in held:
            thing = one.evidence_id or one.commitment_id
            yield Item(thing, one.commitment_id, one.usefulness, one.reasons, one)
