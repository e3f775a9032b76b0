"""Commitments of the ledger with what is known of them by a day, judged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from yinuo.judge.coverage import Coverage
from yinuo.judge.decisions import Decision
from yinuo.judge.review import Reviewed, judge_reviewed, review
from yinuo.judge.versions import Thread, threads
from yinuo.model import Commitment, Document, Evidence, Judgement, Relation, Restatement
from yinuo.persist.codec import commitment_from, evidence_from, parse
from yinuo.persist.connection import translated
from yinuo.persist.decisions import Attached, attach, decided
from yinuo.persist.ledger import Ledger

__all__ = [
    "Standing",
    "attached",
    "evidence_reviewed",
    "joined_by",
    "later_versions",
    "links_decided",
    "readings",
    "reviewed",
    "standings",
    "thread_of",
    "undecided",
]

_AT_FIRST, _AT_ONCE = 40, 250  # a page for a person comes at once; the rest in larger batches


@dataclass(frozen=True, slots=True)
class Standing:
    """A commitment, the evidence told by the day, and the judgement; all as people decided, where they did."""

    commitment: Commitment
    evidence: tuple[Evidence, ...]
    judgement: Judgement
    reviewed: Reviewed  # what people decided, and the machine's own reading


def standings(
    ledger: Ledger, ids: Iterable[str], coverage: Coverage, as_of: date, *, decided_until: date | None = None
) -> Iterator[Standing]:
    """Judge the commitments of these ids, in this order, as of a day; unknown ids are passed over.

    Args:
        ledger: where they are.
        ids: the commitments; rejected ones too, if they are asked for.
        coverage: what was searched.
        as_of: the day; the documents' clock.
        decided_until: leave out decisions that people made after this day; None knows all. It is no part of
            ``as_of``: a decision corrects how a document is read, and the document told it then.
    """
    waiting, size = iter(ids), _AT_FIRST
    while batch := list(islice(waiting, size)):
        size = _AT_ONCE
        commitments = _commitments(ledger, batch)
        evidence = _evidence(ledger, commitments, as_of)
        versions = _versions(ledger, batch, decided_until)
        decisions = _decisions(ledger, commitments, decided_until)
        for one in batch:
            if (commitment := commitments.get(one)) is not None:
                on = decisions.get(one, ())
                found = review(commitment, evidence[one], on, _documents(ledger, commitment, on))
                known = tuple(item for item in found.evidence if item.stated_on.last <= as_of)
                judged = judge_reviewed(found, coverage, as_of, later_versions=versions[one])
                yield Standing(found.commitment, known, judged, found)


def readings(ledger: Ledger, ids: Iterable[str]) -> Iterator[tuple[Reviewed, tuple[Commitment, ...]]]:
    """What ``standings`` judges, for every day at once: each promise as people decided, and its later versions.

    In the order of ``ids``; unknown ones are passed over. The evidence is all there is, whenever it was told.
    """
    waiting = iter(ids)
    while batch := list(islice(waiting, _AT_ONCE)):
        commitments = _commitments(ledger, batch)
        evidence = _evidence(ledger, commitments, date.max)
        versions = _versions(ledger, batch, None)
        decisions = _decisions(ledger, commitments, None)
        for one in batch:
            if (commitment := commitments.get(one)) is not None:
                on = decisions.get(one, ())
                found = review(commitment, evidence[one], on, _documents(ledger, commitment, on))
                yield found, tuple(versions[one])


def undecided(ledger: Ledger, ids: Sequence[str]) -> Iterator[tuple[Commitment, str]]:
    """The commitments of these ids that no decision in force is about, with their publication."""
    for place in range(0, len(ids), _AT_ONCE):
        some = ids[place : place + _AT_ONCE]
        sql = (
            "SELECT payload, publication FROM commitments JOIN entries USING (seq)"  # noqa: S608 marks
            f" WHERE id IN ({_marks(some)})"
        )
        read = [(parse(words), str(publication)) for words, publication in ledger.rows(sql, some)]
        found = [(commitment_from(one, ledger.document(one["document_id"])), word) for one, word in read]
        on = _decisions(ledger, {promise.id: promise for promise, _ in found}, None)
        yield from ((promise, word) for promise, word in found if not on.get(promise.id))


def _decisions(
    ledger: Ledger, commitments: dict[str, Commitment], until: date | None
) -> dict[str, tuple[Decision, ...]]:
    """Decisions in force on these commitments, by id; usually none."""
    with translated(ledger.path):
        held = (
            decided(ledger.connection, {one.fingerprint for one in commitments.values()}, until) if commitments else {}
        )
    found: dict[str, tuple[Decision, ...]] = {}
    for decisions in held.values():
        found.update(attached(ledger, decisions).on)
    return found


def later_versions(ledger: Ledger, commitment_id: str) -> tuple[Commitment, ...]:
    """The same promise as later documents say it, as people corrected it; those they rejected are left out."""
    return tuple(_versions(ledger, (commitment_id,), None)[commitment_id])


def reviewed(ledger: Ledger, commitment: Commitment, *, decided_until: date | None = None) -> Reviewed:
    """One promise with all its evidence, as people decided; ``commitment`` is the machine's reading."""
    on = _decisions(ledger, {commitment.id: commitment}, decided_until).get(commitment.id, ())
    return review(commitment, ledger.evidence_for(commitment.id), on, _documents(ledger, commitment, on))


def evidence_reviewed(ledger: Ledger, commitment_id: str | None = None) -> Iterator[tuple[Evidence, Reviewed | None]]:
    """Evidence as people decided, of one commitment or by commitment and day; rejected links are left out.

    Each with its promise's review, or None where nobody decided anything about that promise.
    """
    if commitment_id is not None:
        known = reviewed(ledger, ledger.commitment(commitment_id))
        yield from ((item, known) for item in known.evidence)
        return
    waiting = sorted(_decided_on(ledger), reverse=True)
    on = frozenset(waiting)
    for item in ledger.evidence():
        while waiting and waiting[-1] <= item.commitment_id:
            yield from evidence_reviewed(ledger, waiting.pop())
        if item.commitment_id not in on:
            yield item, None
    for one in reversed(waiting):
        yield from evidence_reviewed(ledger, one)


def _decided_on(ledger: Ledger) -> set[str]:
    """The commitments that people decided anything about, or about links of; usually few."""
    with translated(ledger.path):
        every = decided(ledger.connection)
    return {one for held in every.values() for one in attached(ledger, held).on}


def links_decided(ledger: Ledger, about: Iterable[str] | None = None) -> dict[str, Relation | None]:
    """The machine's links that people decided on, by id: how they bear, None where they do not.

    Args:
        ledger: where they are.
        about: only links of these commitments; None for all.
    """
    found: dict[str, Relation | None] = {}
    for one in sorted(_decided_on(ledger) if about is None else about):
        known = reviewed(ledger, ledger.commitment(one))
        kept = {item.id: item.relation for item in known.evidence}
        found |= {link: kept.get(link) for link in known.readings}
    return found


def attached(ledger: Ledger, decisions: Sequence[Decision]) -> Attached:
    """What decisions on the promises of one text are about now; all are orphans where the text is not here."""
    owner = ledger.fingerprint_owner(decisions[0].promise.fingerprint) if decisions else None
    if owner is None:
        return Attached({}, tuple(decisions))
    sql = "SELECT payload FROM commitments JOIN entries USING (seq) WHERE document_id = ?"
    payloads = [parse(words) for (words,) in ledger.rows(sql, (owner,))]
    spans = {payload["id"]: (payload["start"], payload["end"]) for payload in payloads}
    return attach(decisions, ledger.document(owner), spans)


def _documents(ledger: Ledger, commitment: Commitment, decisions: Sequence[Decision]) -> Iterator[Document]:
    """The documents that a decided promise and its decided passages stand in, where the ledger has them."""
    yield ledger.document(commitment.quote.document_id)
    for text in sorted({one.passage.fingerprint for one in decisions if one.passage}):
        if (owner := ledger.fingerprint_owner(text)) is not None:
            yield ledger.document(owner)


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def _commitments(ledger: Ledger, ids: Sequence[str]) -> dict[str, Commitment]:
    sql = f"SELECT payload FROM commitments JOIN entries USING (seq) WHERE id IN ({_marks(ids)})"  # noqa: S608 marks
    payloads = [parse(words) for (words,) in ledger.rows(sql, ids)]
    return {one["id"]: commitment_from(one, ledger.document(one["document_id"])) for one in payloads}


def _evidence(ledger: Ledger, commitments: dict[str, Commitment], as_of: date) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    ids = tuple(commitments)
    sql = (
        "SELECT payload FROM evidence JOIN entries USING (seq)"  # noqa: S608 marks
        f" WHERE commitment_id IN ({_marks(ids)}) AND stated <= ? ORDER BY stated, document_id, start, id"
    )
    for (words,) in ledger.rows(sql, (*ids, as_of.isoformat())):
        payload = parse(words)
        commitment = commitments[payload["commitment_id"]]
        found[commitment.id].append(evidence_from(payload, commitment, ledger.document(payload["document_id"])))
    return found


def thread_of(ledger: Ledger, commitment_id: str, as_of: date, *, decided_until: date | None = None) -> Thread | None:
    """Every telling of one promise made by a day, as people corrected them; None where it was told once."""
    found = _threads(ledger, (commitment_id,), decided_until).get(commitment_id)
    told = found.until(as_of) if found else None
    return told if told and (told.versions or told.copies) else None


def _versions(ledger: Ledger, ids: Sequence[str], until: date | None) -> dict[str, list[Commitment]]:
    """For each id, the later tellings of its promise in other words, through the whole chain of restatements."""
    found: dict[str, list[Commitment]] = defaultdict(list)
    for one, thread in _threads(ledger, ids, until).items():
        tellings = {item.id: item for item in (thread.baseline, *thread.versions, *thread.copies)}
        made = tellings[one].made_on.last
        found[one] = [item for item in thread.versions if item.id != one and item.made_on.last > made]
    return found


def _threads(ledger: Ledger, ids: Sequence[str], until: date | None) -> dict[str, Thread]:
    """By id, the thread each of these is told in; those told once have none.

    As people corrected the tellings; one they rejected is left out, and what only it joined falls apart. Only its own
    thread has it, so that nothing hangs on what else is asked for.
    """
    pairs = _told_with(ledger, ids)
    tellings: dict[str, Commitment] = {}
    rejected: dict[str, Commitment] = {}
    wanted = sorted({one for pair in pairs for one in pair})
    for place in range(0, len(wanted), _AT_ONCE):
        read = _commitments(ledger, wanted[place : place + _AT_ONCE])
        decisions = _decisions(ledger, read, until)
        for one, commitment in read.items():
            own = [item for item in decisions.get(one, ()) if item.passage is None]
            found = review(commitment, (), own, _documents(ledger, commitment, own))
            (rejected if found.rejected else tellings)[one] = found.commitment
    asked = frozenset(ids)
    held = {one: thread for one, thread in _joined(tellings, pairs) if one in asked}
    for one in asked & rejected.keys():
        held.update(pair for pair in _joined({**tellings, one: rejected[one]}, pairs) if pair[0] == one)
    return held


def _joined(tellings: dict[str, Commitment], pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Thread]]:
    """Each telling that is in a thread, by id, with it."""
    for thread in threads(tellings, (Restatement(earlier, later, 1.0) for earlier, later in sorted(pairs))):
        for item in (thread.baseline, *thread.versions, *thread.copies):
            yield item.id, thread


def joined_by(ledger: Ledger, ids: Iterable[str]) -> set[str]:
    """These commitments and all that restatements join them to, directly or through others: judged one by the other."""
    every = sorted(set(ids))
    return set(every).union(*_told_with(ledger, every))


def _told_with(ledger: Ledger, ids: Sequence[str]) -> set[tuple[str, str]]:
    """Every pair of restatement that these are joined to, directly or through others."""
    pairs: set[tuple[str, str]] = set()
    known, waiting = set(ids), sorted(set(ids))
    while waiting:
        batch, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        marks = _marks(batch)
        sql = (
            "SELECT earlier_id, later_id FROM restatements"  # noqa: S608 marks
            f" WHERE earlier_id IN ({marks}) UNION SELECT earlier_id, later_id FROM restatements"
            f" WHERE later_id IN ({marks})"
        )
        found = {(str(earlier), str(later)) for earlier, later in ledger.rows(sql, (*batch, *batch))}
        pairs |= found
        new = {one for pair in found for one in pair} - known
        known |= new
        waiting += sorted(new)
    return pairs
