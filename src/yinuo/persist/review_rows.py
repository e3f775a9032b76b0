"""What reviewers read: the queue, the log, and what a view says of decisions."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from yinuo.judge.coverage import Coverage
from yinuo.judge.decisions import Claims, Decision, in_force, moment, settle, undone
from yinuo.judge.review import Reviewed
from yinuo.judge.usefulness import Question, questions
from yinuo.model import Commitment, Evidence
from yinuo.persist.codec import commitment_payload
from yinuo.persist.decisions import decided, decision_payload
from yinuo.persist.ledger import Ledger
from yinuo.persist.reviewing import subject
from yinuo.persist.standing import attached, later_versions, standings
from yinuo.words import Publication

__all__ = ["asked", "log_rows", "queue_rows", "rejected_links", "review_row"]

Row = dict[str, Any]
_FIELDS = ("start", "end", "text", "level", "title", "deadlines", "target", "agency", "category", "confidence")


# ── the queue ──────────────────────────────────────────────────────────────────────────────


def queue_rows(ledger: Ledger, as_of: date, *, limit: int | None = None) -> list[Row]:
    """What a person should look at on a day, most useful first; equal ones by id.

    Orphans (decisions whose words nothing stands at any more) come first: somebody's work is about to be lost.
    """
    sql = "SELECT id FROM commitments WHERE made <= ? AND publication <> ? ORDER BY id"
    ids = [one for (one,) in ledger.rows(sql, (as_of.isoformat(), Publication.REJECTED.value))]
    found = asked(ledger, as_of, ids)
    orphans = [_orphan_row(one) for one in _orphans(ledger)]
    wanted = found if limit is None else found[: max(0, limit - len(orphans))]
    return (orphans + [_question_row(ledger, one) for one in wanted])[:limit]


def asked(ledger: Ledger, as_of: date, ids: Iterable[str], coverage: Coverage | None = None) -> list[Question]:
    """What to ask about these promises on a day, most useful first; equal ones by id.

    Args:
        ledger: where they are.
        as_of: the day.
        ids: which.
        coverage: what was searched; read from the ledger unless given.
    """
    coverage, found = coverage or ledger.coverage(), list[Question]()
    for one in standings(ledger, ids, coverage, as_of):
        documents = {item.quote.document_id: ledger.document(item.quote.document_id) for item in one.evidence}
        versions = later_versions(ledger, one.reviewed.machine.id)
        found += questions(one.reviewed, one.judgement, documents, coverage, as_of, versions)
    return sorted(found, key=lambda one: (-one.usefulness, one.commitment_id, one.evidence_id or ""))


def _question_row(ledger: Ledger, question: Question) -> Row:
    about = subject(ledger, question.evidence_id or question.commitment_id)
    promise, item = about.commitment, about.evidence
    return {
        "id": about.id,
        "kind": "evidence" if item else "commitment",
        "usefulness": question.usefulness,
        "reasons": list(question.reasons),
        "if_accepted": question.if_accepted and question.if_accepted.value,
        "if_rejected": question.if_rejected and question.if_rejected.value,
        "commitment_id": promise.id,
        "title": promise.title,
        "date": promise.made_on.last.isoformat(),
        "text": promise.quote.exact,
        "confidence": item.confidence if item else promise.confidence,
        "relation": item.relation.value if item else None,
        "evidence_text": item.quote.exact if item else None,
        "evidence_date": item.stated_on.last.isoformat() if item else None,
        "shown": about.shown,
        "method": about.method,
    }


def _orphan_row(one: Decision) -> Row:
    return {
        "id": one.id,
        "kind": "decision",
        "usefulness": 2.0,
        "reasons": ["orphaned"],
        "commitment_id": one.commitment_id,
        "text": one.promise.exact,
        "evidence_text": one.passage and one.passage.exact,
        "action": one.action.value,
        "by": one.by,
        "why": one.why,
    }


def _orphans(ledger: Ledger) -> Iterator[Decision]:
    """Decisions in force that nothing can carry: on a promise that stands no more, or a passage that is not here."""
    for held in decided(ledger.connection).values():
        found = attached(ledger, held)
        yield from found.orphans
        for on in found.on.values():
            yield from (one for one in on if one.passage and not _is_here(ledger, one))


def _is_here(ledger: Ledger, one: Decision) -> bool:
    owner = ledger.fingerprint_owner(one.passage.fingerprint) if one.passage else None
    return owner is not None and one.passage is not None and one.passage.place(ledger.document(owner)) is not None


# ── the log ────────────────────────────────────────────────────────────────────────────────


def log_rows(ledger: Ledger, identity: str | None = None) -> list[Row]:
    """Every decision, oldest first, with what became of it; or those about one promise or link.

    ``state`` is one of: in_force, overtaken (a later decision on the same thing says otherwise), undone,
    orphaned. ``now`` is the id it is about now, ``contested`` whether another person decided otherwise.
    """
    every = ledger.decisions()
    void, orphans = undone(every), {one.id for one in _orphans(ledger)}
    now = {one.id: name for held in decided(ledger.connection).values() for name, one in _named(ledger, held)}
    groups: dict[tuple[str, str], list[Decision]] = {}
    for one in in_force(every):
        groups.setdefault(_thing(one, now), []).append(one)
    claims = {key: settle(group) for key, group in groups.items()}
    wanted = None if identity is None else subject(ledger, identity)
    rows = []
    for one in every:
        state = "undone" if one.id in void else "orphaned" if one.id in orphans else "in_force"
        said = claims.get(_thing(one, now)) if state == "in_force" else None
        if said is not None and one in said.decisions and not _says(said, one):
            state = "overtaken"
        row = dict(decision_payload(one)) | {"state": state, "now": now.get(one.id)}
        row["contested"] = bool(said and said.contested and one in said.decisions)
        if wanted is None or wanted.id in (now.get(one.id), one.commitment_id, one.evidence_id):
            rows.append(row)
    return rows


def _named(ledger: Ledger, held: tuple[Decision, ...]) -> Iterator[tuple[str, Decision]]:
    for name, on in attached(ledger, held).on.items():
        yield from ((name, one) for one in on)


def _thing(one: Decision, now: Mapping[str, str]) -> tuple[str, str]:
    return now.get(one.id, one.promise.key), one.passage.key if one.passage else ""


def _says(claims: Claims, one: Decision) -> bool:
    """Whether anything it claims is still what is held; of a thing that is held not to stand, nothing else is."""
    return one.claims["stands"] is claims.stands and any(claims.latest[name][1] is one for name in one.claims)


# ── beside a commitment or a link ──────────────────────────────────────────────────────────


def review_row(reviewed: Reviewed, evidence_id: str | None = None) -> Row | None:
    """What people decided about a promise or one of its links, with the machine's reading; None where nobody did."""
    claims = reviewed.claims if evidence_id is None else reviewed.links.get(evidence_id)
    if not claims:
        return None
    last = claims.deciding
    row: Row = {
        "action": last.action.value,
        "by": last.by,
        "at": moment(last.at),
        "why": last.why,
        "decision_id": last.id,
        "decisions": len(claims.decisions),
        "contested": list(claims.contested),
    }
    if evidence_id is None:
        row["machine"] = _differences(reviewed.machine, reviewed.commitment)
    elif (read := reviewed.readings.get(evidence_id)) is not None:
        row["machine"] = {"relation": read.relation.value, "confidence": read.confidence}
    else:
        row["machine"] = None  # the machine links it no more; it stands by people's word
    return row


def rejected_links(reviewed: Reviewed, as_of: date) -> list[Evidence]:
    """The machine's links that people rejected, told by a day, in order of telling."""
    kept = {item.id for item in reviewed.evidence}
    gone = (item for one, item in reviewed.readings.items() if one not in kept and item.stated_on.last <= as_of)
    return sorted(gone, key=lambda item: (item.stated_on.last, item.id))


def _differences(machine: Commitment, shown: Commitment) -> Row:
    """The machine's own reading of the fields that people set."""
    read, told = commitment_payload(machine), commitment_payload(shown)
    return {name: read.get(name) for name in _FIELDS if read.get(name) != told.get(name)}
