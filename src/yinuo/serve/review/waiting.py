"""What waits for a person, kept in memory and brought up to date by what was written since.

To ask about every promise of a large ledger takes an hour. So the catalogue's columns say which are likely to be worth
it (``persist.catalogue_asking``); the first of these are asked about while the visitor waits, the others afterwards, a
few at a time. After one decision only the promises of that text are asked about again. What new documents change
elsewhere (somebody is overdue because more was searched) is seen when all are chosen anew: each day, and at most every
ten minutes while documents come in, or where few questions are left.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from heapq import merge
from pathlib import Path
from typing import Final

from anyio import Lock, current_time, sleep, to_thread

from yinuo.errors import YinuoError
from yinuo.judge.coverage import Coverage
from yinuo.judge.decisions import in_force
from yinuo.judge.usefulness import NEWLY_DAYS, Question
from yinuo.persist.catalogue import Catalogue
from yinuo.persist.codec import parse
from yinuo.persist.desk import Desk
from yinuo.persist.desk_accounts import Account
from yinuo.persist.desk_proposals import open_proposals
from yinuo.persist.desk_steps import opinions, put_aside
from yinuo.persist.ledger import Ledger
from yinuo.persist.review_rows import asked
from yinuo.serve.web.room import Room
from yinuo.words import Publication

__all__ = ["Item", "Waiting", "queue_of"]

_LOG = logging.getLogger("yinuo.serve")

_WHOLE_EVERY = timedelta(minutes=10)
_AT_FIRST: Final = 80  # promises: a visitor waits for so many, about a second
_MOST: Final = 500  # … are asked about in all: some thousands of questions, more than a day's work of a person
_FEW: Final = 100  # … of so few left, others are chosen
_A_STEP: Final = 3  # … at a time, while readers read: some tens of milliseconds
_REST: Final = 2.0  # times as long as a step takes
_PAUSE: Final = 0.5  # seconds between two looks at whether there is anything to ask
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
    """The machine's questions and who decided what alone, as of the ledger's last known entry.

    Attributes:
        seq: number of that entry.
        day: the day that is asked about.
        by_promise: the questions, by the promise they are about.
        alone: thing → promise, and the only person who decided.
        later: promises still to be asked about, the most useful first.
        left: how many more than all of these could raise a question; they come when there is room.
    """

    seq: int = 0
    day: date = date.min
    whole_at: datetime | None = None
    by_promise: dict[str, list[Question]] = field(default_factory=dict)
    alone: dict[str, tuple[str, str]] = field(default_factory=dict)
    later: list[str] = field(default_factory=list)
    left: int = 0
    lock: Lock = field(default_factory=Lock)
    _in_order: list[Item] | None = field(default=None, init=False)

    async def fresh(self, room: Room) -> None:
        """Read what a visitor must not miss of what was written since the last time, in a thread of its own."""
        catalogue = room.catalogue
        async with self.lock:
            seq = room.ledger.head()[0]
            if seq != self.seq or room.today != self.day:
                settings = room.settings
                await to_thread.run_sync(self._read, settings.store, catalogue, room.today, settings.now())

    async def go_on(self, room: Room) -> None:
        """Ask about what is left for later, a little at a time, as long as the server runs."""
        while True:
            await sleep(_PAUSE)
            while self.later:
                began = current_time()
                try:
                    async with self.lock:
                        await to_thread.run_sync(self._some, room.settings.store, room.catalogue)
                except YinuoError as error:  # a disk that fails: the desk goes on with what it has
                    _LOG.warning("%s", error)
                    await sleep(_PAUSE)
                await sleep(_REST * (current_time() - began))

    def _read(self, store: Path, catalogue: Catalogue, day: date, now: datetime) -> None:
        with Ledger.open(store, readonly=True) as ledger, ledger.still():
            seq = ledger.head()[0]
            decided = _decided(ledger, self.seq)
            if self._whole_again(ledger, day, now):
                self.whole_at = now
                at_once = {*self._begin(ledger, catalogue, day), *decided}
            else:
                self.later = list(dict.fromkeys((*_touched(ledger, self.seq), *decided, *self.later)))[:_MOST]
                at_once = _named(ledger, self.seq) & decided or decided
            self.later = [one for one in self.later if one not in at_once]
            self._ask(ledger, day, sorted(at_once), catalogue.coverage)
            if decided or not self.seq:
                self.alone = _alone(ledger)
        self.seq, self.day = seq, day

    def _whole_again(self, ledger: Ledger, day: date, now: datetime) -> bool:
        if day != self.day or self.whole_at is None:
            return True
        if now - self.whole_at <= _WHOLE_EVERY:
            return False
        if self.left and len(self.by_promise) + len(self.later) < _FEW:
            return True
        sql = "SELECT 1 FROM entries WHERE seq > ? AND kind IN ('document', 'extraction') LIMIT 1"
        return bool(ledger.rows(sql, (self.seq,)))

    def _begin(self, ledger: Ledger, catalogue: Catalogue, day: date) -> list[str]:
        """Choose whom to ask about; returns those to be asked about at once, while the visitor waits."""
        likely, total = catalogue.worth_asking(day, _MOST)
        ids = list(dict.fromkeys((*_disputed(ledger), *likely)))
        if len(ids) < _MOST:  # a small ledger: whoever can raise a question at all
            ids = list(dict.fromkeys((*ids, *_worth_asking(ledger, day))))
            total = len(ids)
        ids = ids[:_MOST]
        self.left = max(0, total - len(ids))
        self.by_promise = {one: self.by_promise[one] for one in ids if one in self.by_promise}
        self._in_order = None
        known = len(self.by_promise) >= _AT_FIRST and self.day == day
        at_once = [] if known else ids[:_AT_FIRST]
        self.later = ids[len(at_once) :]
        return at_once

    def _some(self, store: Path, catalogue: Catalogue) -> None:
        some, self.later = self.later[:_A_STEP], self.later[_A_STEP:]
        with Ledger.open(store, readonly=True) as ledger, ledger.still():
            self._ask(ledger, self.day, some, catalogue.coverage)

    def _ask(self, ledger: Ledger, day: date, ids: Sequence[str], coverage: Coverage) -> None:
        grouped = defaultdict[str, list[Question]](list)
        for one in asked(ledger, day, ids, coverage):
            grouped[one.commitment_id].append(one)
        again = set(ids)
        self.by_promise = {one: held for one, held in self.by_promise.items() if one not in again} | grouped
        if again:
            self._in_order = None

    @property
    def in_order(self) -> list[Item]:
        """All of the machine's questions, most useful first."""
        if self._in_order is None:
            self._in_order = sorted(_questions(self.by_promise.values()), key=_order)
        return self._in_order


def _order(one: Item) -> tuple[float, str]:
    return -one.usefulness, one.thing


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
    """Promises that an entry since then is about."""
    sql = """
        SELECT id FROM commitments WHERE seq > ?1
        UNION SELECT commitment_id FROM evidence WHERE seq > ?1
        UNION SELECT earlier_id FROM restatements WHERE seq > ?1
    """
    return sorted(one for (one,) in ledger.rows(sql, (since,)))


def _decided(ledger: Ledger, since: int) -> set[str]:
    """Promises of a text that people decided on since then."""
    sql = """
        SELECT commitments.id FROM decisions JOIN documents USING (fingerprint)
            JOIN commitments ON commitments.document_id = documents.id WHERE decisions.seq > ?
    """
    return {one for (one,) in ledger.rows(sql, (since,))} if since else set()


def _named(ledger: Ledger, since: int) -> set[str]:
    """Promises that decisions since then name; where a letter was read anew meanwhile, they go by other ids."""
    sql = "SELECT payload FROM decisions JOIN entries USING (seq) WHERE decisions.seq > ?"
    return {str(parse(words)["commitment_id"]) for (words,) in ledger.rows(sql, (since,))}


def _disputed(ledger: Ledger) -> list[str]:
    """Promises on which, or on whose links, several people decided: they may differ."""
    promise, people = _deciders(ledger)
    return sorted({promise[thing] for thing, several in people.items() if len(several) > 1})


def _alone(ledger: Ledger) -> dict[str, tuple[str, str]]:
    """Things that one person alone decided on and that are drawn for a blind second reading, one in ten."""
    promise, people = _deciders(ledger)
    drawn = (thing for thing in people if int(sha256(thing.encode()).hexdigest()[:8], 16) % _EVERY_TENTH == 0)
    return {thing: (promise[thing], *people[thing]) for thing in drawn if len(people[thing]) == 1}  # type: ignore[misc]  # one person


def _deciders(ledger: Ledger) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Of each thing with a decision in force: the promise it belongs to, and who decided."""
    promise: dict[str, str] = {}
    people = defaultdict[str, set[str]](set)
    for one in in_force(ledger.decisions()):
        thing = one.evidence_id or one.commitment_id
        promise[thing] = one.commitment_id
        people[thing].add(one.by)
    return promise, people


def queue_of(waiting: Waiting, desk: Desk, who: Account) -> list[Item]:
    """What this reviewer should look at, most useful first: without what they put aside."""
    aside, calls = put_aside(desk, who), opinions(desk)
    own = [Item(f"proposal:{one.id}", one.commitment_id, _PROPOSED, ("proposal",)) for one in open_proposals(desk)]
    own += [
        Item(thing, promise, _BLIND, ("blind",)) for thing, (promise, by) in waiting.alone.items() if by != who.name
    ]
    called = {thing for thing, call in calls.items() if call.asked_by != who.id}
    moved = {one.thing for one in own} | called
    known = {one.thing: one for one in own}
    known |= {one.thing: one for one in waiting.in_order if one.thing in called and one.thing not in known}
    for thing in called:
        held = known.get(thing) or Item(thing, thing, _ASKED, ())
        known[thing] = Item(thing, held.commitment_id, _ASKED, ("asked", *held.reasons), held.question)
    asked_anyway = (one for one in waiting.in_order if one.thing not in moved)
    return [
        one for one in merge(sorted(known.values(), key=_order), asked_anyway, key=_order) if one.thing not in aside
    ]


def _questions(groups: Iterable[list[Question]]) -> Iterable[Item]:
    for held in groups:
        for one in held:
            thing = one.evidence_id or one.commitment_id
            yield Item(thing, one.commitment_id, one.usefulness, one.reasons, one)
