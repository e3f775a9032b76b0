"""Decisions in force as training data, in the shape of the labelled data that models are fitted on.

One row a thing, with the latest word on it; where people disagree it says so (``decision.contested``).
What was decided on words that nothing stands at any more is exported too: the sentence was read by a person.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from yinuo.errors import UsageError
from yinuo.judge.decisions import Claims, Decision, moment, settle
from yinuo.judge.review import review
from yinuo.model import Commitment, Document, Relation
from yinuo.persist.codec import commitment_from, parse
from yinuo.persist.decisions import decided
from yinuo.persist.ledger import Ledger
from yinuo.persist.schema import Kind
from yinuo.persist.standing import attached

__all__ = ["KINDS", "decided_rows"]

KINDS = ("pairs", "commitments", "rejected")
CONTEXT: Final = 200  # characters before a passage, as in the labelled pairs

Row = dict[str, Any]


def decided_rows(ledger: Ledger, what: str) -> Iterator[Row]:
    """Rows by text and place.

    Args:
        ledger: where to look.
        what: «pairs» (promise, later passage, relation; «unrelated» where people say that it does not bear),
            «commitments» (as people hold them) or «rejected» (spans that people hold to be none).

    Raises:
        UsageError: another word.
    """
    if what not in KINDS:
        raise UsageError(f"不認得的種類（unknown kind）：{what}", remedy="、".join(KINDS))
    for decisions in decided(ledger.connection).values():
        owner = ledger.fingerprint_owner(decisions[0].promise.fingerprint)
        if owner is None:
            continue
        document = ledger.document(owner)
        for machine, held in _promises(ledger, decisions, document):
            own = settle([one for one in held if one.passage is None])
            commitment = review(machine, (), own.decisions, (document,)).commitment
            if what == "pairs":
                yield from _pairs(ledger, commitment, document, held)
            elif own and own.stands is (what == "commitments"):
                yield _span(commitment) | {"decision": _said(own)}


def _promises(
    ledger: Ledger, decisions: Sequence[Decision], document: Document
) -> Iterator[tuple[Commitment, Sequence[Decision]]]:
    found = attached(ledger, decisions)
    for name, held in sorted(found.on.items()):
        yield ledger.commitment(name), held
    gone: dict[str, list[Decision]] = {}
    for one in found.orphans:
        gone.setdefault(one.commitment_id, []).append(one)
    for name, orphans in sorted(gone.items()):
        sql = "SELECT payload FROM entries WHERE kind = ? AND key = ? ORDER BY version DESC LIMIT 1"
        for (words,) in ledger.rows(sql, (Kind.COMMITMENT, name)):  # as it was when it was decided on
            payload = parse(words)
            if payload["document_id"] == document.id:
                yield commitment_from(payload, document), orphans


def _pairs(ledger: Ledger, commitment: Commitment, document: Document, decisions: Sequence[Decision]) -> Iterator[Row]:
    links: dict[str, list[Decision]] = {}
    for one in decisions:
        if one.passage is not None:
            links.setdefault(one.passage.key, []).append(one)
    promise = {"id": commitment.id, "date": _day(document), "subject": document.title} | _span(commitment)
    for _, held in sorted(links.items()):
        claims = settle(held)
        passage = _passage(ledger, claims.deciding)
        if passage is None:
            continue
        relation = claims.deciding.relation if claims.stands else Relation.UNRELATED
        bears = relation is not None and relation.bears
        quote = claims.deciding.passage.exact if bears and claims.deciding.passage else ""
        row = {"sample": "review", "commitment": promise, "evidence": passage}
        yield row | {"relation": relation, "quote": quote, "decision": _said(claims)}


def _passage(ledger: Ledger, one: Decision) -> Row | None:
    """The statement that a decided quote stands in, with what stands before it; None where the text is not here."""
    owner = ledger.fingerprint_owner(one.passage.fingerprint) if one.passage else None
    if owner is None or one.passage is None:
        return None
    document = ledger.document(owner)
    place = one.passage.place(document)
    if place is None:
        return None
    start, end = place
    if ledger.has_extraction(owner):
        for statement in ledger.extraction(owner).statements:
            if statement.quote.start <= start < statement.quote.end:
                start, end = min(start, statement.quote.start), max(end, statement.quote.end)
    context = document.text[max(0, start - CONTEXT) : start]
    told = {"document_id": document.id, "date": _day(document), "start": start, "end": end}
    return told | {"text": document.text[start:end], "context": context, "subject": document.title}


def _span(commitment: Commitment) -> Row:
    target, agency = commitment.target, commitment.agency
    return {
        "document_id": commitment.quote.document_id,
        "start": commitment.quote.start,
        "end": commitment.quote.end,
        "text": commitment.quote.exact,
        "level": commitment.level.value,
        "title": commitment.title,
        "deadlines": [
            {"text": item.words, "date": item.due.isoformat(), "event": item.event} for item in commitment.deadlines
        ],
        "target": target and {"text": target.words, "value": _plain(float(target.value)), "unit": target.unit},
        "agency": agency and (agency.name or agency.words),
        "category": commitment.category and commitment.category.value,
    }


def _plain(value: float) -> float:
    return int(value) if value.is_integer() else value


def _said(claims: Claims) -> Row:
    last = claims.deciding
    told = {"id": last.id, "action": last.action.value, "by": last.by, "at": moment(last.at), "why": last.why}
    return told | {"method": last.method, "contested": list(claims.contested)}


def _day(document: Document) -> str:
    return document.date.last.isoformat()
