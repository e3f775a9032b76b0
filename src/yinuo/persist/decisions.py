"""Decisions as ledger rows, and what they are about now.

A decision is keyed by the text's fingerprint and the quote with its context, so that it finds its promise
again under a new id, read by another method. One whose words nothing stands at any more is an *orphan*:
kept, told, without effect.
"""

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from yinuo.judge.anchors import Anchor, same_place
from yinuo.judge.decisions import Action, Correction, Decision, in_force, moment
from yinuo.judge.review import Reviewed, review
from yinuo.model import Category, Document, Level, Relation
from yinuo.persist.codec import commitment_from, document_from, parse
from yinuo.persist.parts import (
    Payload,
    agency_from,
    agency_payload,
    deadline_from,
    deadline_payload,
    interval_from,
    interval_payload,
    target_from,
    target_payload,
)

__all__ = ["Attached", "attach", "decided", "decision_from", "decision_payload", "promises_reviewed"]

_MOMENT: Final = "%Y-%m-%dT%H:%M:%S.%f%z"


# ── rows ───────────────────────────────────────────────────────────────────────────────────


def decision_payload(decision: Decision) -> Payload:
    """A decision with the words it is about, readable by itself."""
    return {
        "id": decision.id,
        "action": decision.action.value,
        "promise": _anchor_payload(decision.promise),
        "passage": decision.passage and _anchor_payload(decision.passage),
        "by": decision.by,
        "at": moment(decision.at),
        "why": decision.why,
        "shown": decision.shown,
        "method": decision.method,
        "commitment_id": decision.commitment_id,
        "evidence_id": decision.evidence_id or None,
        "relation": decision.relation and decision.relation.value,
        "marks": list(decision.marks),
        "effective": decision.effective and interval_payload(decision.effective),
        "set": _correction_payload(decision.correction),
        "undoes": decision.undoes,
    }


def decision_from(payload: Payload) -> Decision:
    """The decision, checked again by its constructor."""
    passage, relation, effective = (payload.get(name) for name in ("passage", "relation", "effective"))
    return Decision(
        action=Action(payload["action"]),
        promise=Anchor(**payload["promise"]),
        by=payload["by"],
        at=datetime.strptime(payload["at"], _MOMENT).astimezone(UTC),
        why=payload.get("why", ""),
        passage=Anchor(**passage) if passage else None,
        shown=payload["shown"],
        method=payload["method"],
        commitment_id=payload["commitment_id"],
        evidence_id=payload.get("evidence_id", ""),
        relation=Relation(relation) if relation else None,
        marks=tuple(payload.get("marks", ())),
        effective=interval_from(effective) if effective else None,
        correction=_correction_from(payload.get("set", {})),
        undoes=payload.get("undoes"),
    )


def _anchor_payload(anchor: Anchor) -> dict[str, Any]:
    names = ("document_id", "fingerprint", "start", "end", "exact", "before", "after")
    return {name: getattr(anchor, name) for name in names}


def _correction_payload(correction: Correction) -> dict[str, Any]:
    deadlines, target, agency = correction.deadlines, correction.target, correction.agency
    told = {
        "span": correction.span and _anchor_payload(correction.span),
        "level": correction.level and correction.level.value,
        "title": correction.title,
        "deadlines": None if deadlines is None else [deadline_payload(item) for item in deadlines],
        "target": target and target_payload(target),
        "agency": agency and agency_payload(agency),
        "category": correction.category and correction.category.value,
        "cleared": sorted(correction.cleared) or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _correction_from(told: Mapping[str, Any]) -> Correction:
    return Correction(
        span=Anchor(**told["span"]) if "span" in told else None,
        level=Level(told["level"]) if "level" in told else None,
        title=told.get("title"),
        deadlines=tuple(map(deadline_from, told["deadlines"])) if "deadlines" in told else None,
        target=target_from(told["target"]) if "target" in told else None,
        agency=agency_from(told["agency"]) if "agency" in told else None,
        category=Category(told["category"]) if "category" in told else None,
        cleared=frozenset(told.get("cleared", ())),
    )


# ── what they are about now ────────────────────────────────────────────────────────────────


def decided(
    connection: sqlite3.Connection, fingerprints: Collection[str] | None = None, until: date | None = None
) -> dict[str, tuple[Decision, ...]]:
    """Decisions in force by the fingerprint of the promise's text: of these texts, or of all."""
    sql = "SELECT decisions.fingerprint, payload FROM decisions JOIN entries USING (seq)"
    values = sorted(fingerprints) if fingerprints is not None else []
    if fingerprints is not None:
        sql += f" WHERE decisions.fingerprint IN ({','.join('?' * len(values))})"
    found: dict[str, list[Decision]] = {}
    for text, payload in connection.execute(sql, values):
        found.setdefault(text, []).append(decision_from(parse(payload)))
    return {text: held for text, told in sorted(found.items()) if (held := in_force(told, until))}


@dataclass(frozen=True, slots=True)
class Attached:
    """Decisions on the promises of one text, by the id of what stands there now, and those left over."""

    on: Mapping[str, tuple[Decision, ...]]
    orphans: tuple[Decision, ...]


def attach(decisions: Sequence[Decision], document: Document, spans: Mapping[str, tuple[int, int]]) -> Attached:
    """Find what decisions on one text are about now; ``spans`` are its commitments as they stand, by id."""
    on: dict[str, list[Decision]] = {}
    orphans: list[Decision] = []
    for one in decisions:
        place = one.promise.place(document)
        name = same_place(place, spans) if place else None
        if name is None:
            orphans.append(one)
        else:
            on.setdefault(name, []).append(one)
    return Attached({name: tuple(held) for name, held in on.items()}, tuple(orphans))


def promises_reviewed(connection: sqlite3.Connection, document_id: str) -> Iterator[tuple[int, Reviewed]] | None:
    """The commitments of a document with people's word on them, each with the number of its entry.

    None where nobody ever decided anything about this text, which is the rule.
    """
    row = connection.execute(
        "SELECT documents.fingerprint, payload FROM documents JOIN entries USING (seq) WHERE id = ?"
        " AND EXISTS (SELECT 1 FROM decisions WHERE decisions.fingerprint = documents.fingerprint)",
        (document_id,),
    ).fetchone()
    return _promises_reviewed(connection, row[0], document_from(parse(row[1]))) if row else None


def _promises_reviewed(
    connection: sqlite3.Connection, fingerprint: str, document: Document
) -> Iterator[tuple[int, Reviewed]]:
    sql = "SELECT seq, payload FROM commitments JOIN entries USING (seq) WHERE document_id = ? ORDER BY seq"
    held = [(seq, parse(payload)) for seq, payload in connection.execute(sql, (document.id,)).fetchall()]
    spans = {payload["id"]: (payload["start"], payload["end"]) for _, payload in held}
    decisions = decided(connection, (fingerprint,)).get(fingerprint, ())
    on = attach([one for one in decisions if one.passage is None], document, spans).on
    for seq, payload in held:
        yield seq, review(commitment_from(payload, document), (), on.get(payload["id"], ()), (document,))
