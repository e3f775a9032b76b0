"""Model objects as canonical JSON, and back with every invariant checked again.

Canonical: keys sorted, no blanks, no escapes but JSON's own; None and empty lists are left out. Numbers that are
not whole (confidence, targets) are strings, so that no JSON library can respell them.
"""

import json

from yinuo.errors import NotVerbatim
from yinuo.model import (
    Aspect,
    Category,
    Change,
    Commitment,
    DecidedBy,
    Document,
    DocumentKind,
    Evidence,
    Extraction,
    Level,
    Quote,
    Relation,
    Restatement,
    Role,
    Statement,
)
from yinuo.persist.parts import (
    Payload,
    agency_from,
    agency_payload,
    deadline_from,
    deadline_payload,
    interval_from,
    interval_payload,
    number_payload,
    target_from,
    target_payload,
)

__all__ = [
    "Payload",
    "canonical",
    "commitment_from",
    "commitment_payload",
    "document_from",
    "document_payload",
    "evidence_from",
    "evidence_payload",
    "extraction_payload",
    "parse",
    "restatement_from",
    "restatement_payload",
    "statements_from",
]

_ROLES = {Role.COMMITS: "C", Role.REPORTS: "R", Role.DECLINES: "N"}
_LETTERS = {letter: role for role, letter in _ROLES.items()}


def canonical(payload: Payload) -> str:
    """The one spelling of a payload: sorted keys, no blanks; None and empty lists left out."""
    kept = {key: value for key, value in payload.items() if value not in (None, [], {})}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def parse(payload: str) -> Payload:
    """A stored payload as a mapping; raises ``ValueError`` where it is none."""
    found = json.loads(payload)
    if isinstance(found, dict):
        return found
    raise ValueError("a payload is a JSON object")


def _quote(document: Document, start: int, end: int, exact: str) -> Quote:
    if end > len(document.text):
        raise NotVerbatim(f"引文超出原文（not the exact slice）：[{start}:{end}]", where=document.id)
    return Quote(document, start, end, exact)


# ── documents ──────────────────────────────────────────────────────────────────────────────


def document_payload(document: Document) -> Payload:
    """The whole text and everything known of it."""
    return {
        "id": document.id,
        "kind": document.kind.value,
        "text": document.text,
        "date": interval_payload(document.date),
        "title": document.title,
        "number": document.number,
        "question_number": document.question_number,
        "term": document.term,
        "session": document.session,
        "sitting": document.sitting,
        "askers": list(document.askers),
        "agencies": list(document.agencies),
        "url": document.url,
        "source": document.source,
        "fingerprint": document.fingerprint,
    }


def document_from(payload: Payload) -> Document:
    """The document that ``document_payload`` wrote down."""
    return Document(
        id=payload["id"],
        kind=DocumentKind(payload["kind"]),
        text=payload["text"],
        date=interval_from(payload["date"]),
        title=payload.get("title", ""),
        number=payload.get("number"),
        question_number=payload.get("question_number"),
        term=payload.get("term"),
        session=payload.get("session"),
        sitting=payload.get("sitting"),
        askers=tuple(payload.get("askers", ())),
        agencies=tuple(payload.get("agencies", ())),
        url=payload.get("url"),
        source=payload.get("source", ""),
    )


# ── extractions ────────────────────────────────────────────────────────────────────────────


def extraction_payload(extraction: Extraction, method: str) -> Payload:
    """Statements as rows, and the ids of the commitments.

    A row is ``[start, end, roles, level, aspect, path, confidence, [cue…]]``: roles are the letters
    C, R, N (commits, reports, declines); path counts into ``paths``, the outline paths in order of
    first use. Their words are in the document; offsets suffice.
    """
    paths: dict[tuple[str, ...], int] = {}
    rows = []
    for statement in extraction.statements:
        path = paths.setdefault(statement.headings, len(paths))
        roles = "".join(sorted(_ROLES[role] for role in statement.roles))
        level = statement.level.value if statement.level else None
        aspect = statement.aspect.value if statement.aspect else None
        place = (statement.quote.start, statement.quote.end)
        rows.append([*place, roles, level, aspect, path, number_payload(statement.confidence), list(statement.why)])
    return {
        "document_id": extraction.document.id,
        "method": method,
        "paths": [list(path) for path in paths],
        "statements": rows,
        "commitments": [commitment.id for commitment in extraction.commitments],
    }


def statements_from(payload: Payload, document: Document) -> tuple[Statement, ...]:
    """The statements that ``extraction_payload`` wrote down, quotes cut from the text again."""
    paths = [tuple(path) for path in payload.get("paths", ())]
    return tuple(
        Statement(
            quote=_quote(document, start, end, document.text[start:end]),
            roles=frozenset(_LETTERS[letter] for letter in roles),
            level=Level(level) if level else None,
            aspect=Aspect(aspect) if aspect else None,
            headings=paths[path],
            confidence=float(confidence),
            why=tuple(why),
        )
        for start, end, roles, level, aspect, path, confidence, why in payload.get("statements", ())
    )


# ── commitments ────────────────────────────────────────────────────────────────────────────


def commitment_payload(commitment: Commitment) -> Payload:
    """A commitment with its words, though its document has them too: readable by itself."""
    target, agency = commitment.target, commitment.agency
    return {
        "id": commitment.id,
        "document_id": commitment.quote.document_id,
        "start": commitment.quote.start,
        "end": commitment.quote.end,
        "text": commitment.quote.exact,
        "level": commitment.level.value,
        "title": commitment.title,
        "made": interval_payload(commitment.made_on),
        "deadlines": [deadline_payload(deadline) for deadline in commitment.deadlines],
        "target": target and target_payload(target),
        "agency": agency and agency_payload(agency),
        "category": commitment.category and commitment.category.value,
        "confidence": number_payload(commitment.confidence),
        "headings": list(commitment.headings),
        "why": list(commitment.why),
    }


def commitment_from(payload: Payload, document: Document) -> Commitment:
    """The commitment, its quote checked against ``document`` and its deadlines against the date."""
    target, agency = payload.get("target"), payload.get("agency")
    category = payload.get("category")
    return Commitment(
        document=document,
        quote=_quote(document, payload["start"], payload["end"], payload["text"]),
        level=Level(payload["level"]),
        title=payload["title"],
        deadlines=tuple(map(deadline_from, payload.get("deadlines", ()))),
        target=target_from(target) if target else None,
        agency=agency_from(agency) if agency else None,
        category=Category(category) if category else None,
        confidence=float(payload["confidence"]),
        headings=tuple(payload.get("headings", ())),
        why=tuple(payload.get("why", ())),
    )


# ── tracking ───────────────────────────────────────────────────────────────────────────────


def evidence_payload(evidence: Evidence) -> Payload:
    """Evidence with its words."""
    return {
        "id": evidence.id,
        "commitment_id": evidence.commitment_id,
        "document_id": evidence.quote.document_id,
        "start": evidence.quote.start,
        "end": evidence.quote.end,
        "text": evidence.quote.exact,
        "relation": evidence.relation.value,
        "effective": interval_payload(evidence.effective),
        "stated": interval_payload(evidence.stated_on),
        "confidence": number_payload(evidence.confidence),
        "decided_by": evidence.decided_by.value,
        "why": list(evidence.why),
    }


def evidence_from(payload: Payload, commitment: Commitment, document: Document) -> Evidence:
    """The evidence, its quote, source and chronology checked again."""
    return Evidence(
        commitment=commitment,
        document=document,
        quote=_quote(document, payload["start"], payload["end"], payload["text"]),
        relation=Relation(payload["relation"]),
        effective=interval_from(payload["effective"]),
        confidence=float(payload["confidence"]),
        decided_by=DecidedBy(payload["decided_by"]),
        why=tuple(payload.get("why", ())),
    )


def restatement_payload(restatement: Restatement) -> Payload:
    """Who repeats whom, and what moved."""
    return {
        "earlier_id": restatement.earlier_id,
        "later_id": restatement.later_id,
        "confidence": number_payload(restatement.confidence),
        "changes": [[change.what, change.before, change.after] for change in restatement.changes],
    }


def restatement_from(payload: Payload) -> Restatement:
    """The restatement that ``restatement_payload`` wrote down."""
    changes = tuple(Change(*row) for row in payload.get("changes", ()))
    return Restatement(payload["earlier_id"], payload["later_id"], float(payload["confidence"]), changes)
