"""Decisions applied to what the machine read: what is shown, what counts, and the reasons that say who decided.

Pure: the same readings and the same decisions give the same answer in whatever order they came.
The machine's own reading is kept beside the reviewed one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from yinuo.errors import InvariantError
from yinuo.judge.anchors import Anchor, same_place
from yinuo.judge.coverage import Coverage
from yinuo.judge.decisions import Action, Claims, Decision, settle
from yinuo.judge.status import status
from yinuo.model import Commitment, DateInterval, DecidedBy, Document, Evidence, Judgement, Reason, Relation

__all__ = ["DID", "Reviewed", "judge_reviewed", "review"]

DID = {
    Action.ACCEPT: "確認",
    Action.REJECT: "退回",
    Action.RELABEL: "改判",
    Action.CORRECT: "更正",
    Action.UNDO: "撤回",
}

SAID = {
    Relation.FULFILLED: "達成",
    Relation.PROGRESS: "進度",
    Relation.CHANGED: "變更",
    Relation.RESTATED: "重申",
    Relation.RELATED: "相關",
    Relation.UNRELATED: "無關",
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A promise and its evidence after review.

    Attributes:
        commitment: with the reviewers' corrections; it keeps the id of the machine's reading.
        evidence: what there is: links that people rejected are left out, others as people label them.
        machine: the promise as the machine read it.
        readings: the machine's link of each piece of evidence that people decided on, by id.
        claims: what people hold of the promise itself.
        links: what people hold of each link, by evidence id; also of rejected ones.
        refused: passages (document, start, end) that people hold not to bear on the promise.
        lost: decisions in force that nothing here can carry, such as on a passage that was never collected.
    """

    commitment: Commitment
    evidence: tuple[Evidence, ...]
    machine: Commitment
    readings: Mapping[str, Evidence] = field(default_factory=dict)
    claims: Claims = field(default_factory=Claims)
    links: Mapping[str, Claims] = field(default_factory=dict)
    refused: tuple[tuple[str, int, int], ...] = ()
    lost: tuple[Decision, ...] = ()

    @property
    def rejected(self) -> bool:
        """True where people hold it to be no promise."""
        return self.claims.stands is False

    def refuses(self, document_id: str, start: int, end: int) -> bool:
        """True where a passage overlaps one that people hold not to bear on the promise."""
        return any(place == document_id and at < end and start < to for place, at, to in self.refused)


def review(
    commitment: Commitment, evidence: Sequence[Evidence], decisions: Sequence[Decision], documents: Iterable[Document]
) -> Reviewed:
    """Apply decisions to one promise.

    Args:
        commitment: as the machine read it.
        evidence: its links, as the machine made them.
        decisions: those in force about this promise and its links (``decisions.in_force``), in any order.
        documents: at least those the promise and the decided passages stand in.
    """
    if not decisions:
        return Reviewed(commitment, tuple(evidence), commitment)
    texts = {document.fingerprint: document for document in documents}
    own = settle([one for one in decisions if one.passage is None])
    lost: list[Decision] = []
    corrected = _corrected(commitment, own, texts, lost)
    groups = _by_link([one for one in decisions if one.passage is not None], evidence, texts, lost)
    read = {item.id: item for item in evidence if item.id in groups}
    kept: list[Evidence] = [item for item in evidence if item.id not in groups]
    links: dict[str, Claims] = {}
    refused: list[tuple[str, int, int]] = []
    for one, group in groups.items():
        claims = settle(group)
        told = _link(corrected, read.get(one), claims, texts, lost)
        links[told.id if told else one] = claims
        if told is not None:
            kept.append(told)
        if told is None or not told.relation.bears:
            refused += _places(read.get(one), claims, texts)
    by_day = sorted(kept, key=lambda item: (item.stated_on.last, item.quote.document_id, item.quote.start, item.id))
    return Reviewed(corrected, tuple(by_day), commitment, read, own, links, tuple(refused), tuple(lost))


# ── the promise ────────────────────────────────────────────────────────────────────────────


def _corrected(machine: Commitment, own: Claims, texts: Mapping[str, Document], lost: list[Decision]) -> Commitment:
    """The promise with the fields that people set; certain, where they hold it to be one."""
    document = texts[machine.fingerprint]
    if not own or own.stands is False:
        return machine
    told: dict[str, Any] = {name: value for name, (value, _) in own.latest.items() if name != "stands"}
    quote = machine.quote
    if isinstance(span := told.pop("span", None), Anchor) and (place := span.place(document)) is not None:
        quote = document.quote(*place)
    try:
        return replace(machine, document=document, quote=quote, known_as=machine.id, confidence=1.0, **told)
    except InvariantError:  # a field that no longer fits its letter; the machine's reading stays
        lost += [one for one in own.decisions if one.action is Action.CORRECT]
        return machine


# ── the links ──────────────────────────────────────────────────────────────────────────────


def _by_link(
    decisions: Sequence[Decision], evidence: Sequence[Evidence], texts: Mapping[str, Document], lost: list[Decision]
) -> dict[str, list[Decision]]:
    """Decisions by the evidence they are about now; a passage that the machine links no more has a name of its own."""
    spans: dict[str, dict[str, tuple[int, int]]] = {}
    for item in evidence:
        spans.setdefault(item.quote.document_id, {})[item.id] = (item.quote.start, item.quote.end)
    found: dict[str, list[Decision]] = {}
    for one in sorted(decisions, key=lambda one: (one.passage.key if one.passage else "", one.id)):
        passage = cast("Anchor", one.passage)
        document = texts.get(passage.fingerprint)
        place = passage.place(document) if document else None
        if document is None or place is None:
            lost.append(one)
            continue
        known = spans.setdefault(document.id, {})
        name = same_place(place, known, union=0) or passage.key
        known.setdefault(name, place)
        found.setdefault(name, []).append(one)
    return found


def _link(
    commitment: Commitment,
    machine: Evidence | None,
    claims: Claims,
    texts: Mapping[str, Document],
    lost: list[Decision],
) -> Evidence | None:
    """The link as people hold it; None where they reject it. What they hold outlives the machine's own link."""
    if not claims.stands:
        return None
    relation, why = cast("tuple[Relation, tuple[str, ...]]", claims.latest["relation"][0])
    effective = cast("DateInterval", claims.latest["effective"][0])
    passage = cast("Anchor", claims.deciding.passage)
    document = texts[passage.fingerprint]
    quote = machine.quote if machine else document.quote(*cast("tuple[int, int]", passage.place(document)))
    try:
        return Evidence(commitment, document, quote, relation, effective, 1.0, DecidedBy.HUMAN, why)
    except InvariantError:  # such as a promise whose own text this is by now
        lost += claims.decisions
        return machine


def _places(machine: Evidence | None, claims: Claims, texts: Mapping[str, Document]) -> list[tuple[str, int, int]]:
    if machine is not None:
        return [(machine.quote.document_id, machine.quote.start, machine.quote.end)]
    passage = cast("Anchor", claims.deciding.passage)
    document = texts[passage.fingerprint]
    place = passage.place(document)
    return [(document.id, *place)] if place else []


# ── the standing ───────────────────────────────────────────────────────────────────────────


def judge_reviewed(
    reviewed: Reviewed, coverage: Coverage, as_of: date, *, later_versions: Sequence[Commitment] = ()
) -> Judgement:
    """Judge a reviewed promise for a day, with the decisions it rests on among the reasons.

    The clock is the documents' (DESIGN §4): a decision corrects how a document is read, so it counts for
    every day on which that document was known, whenever it was made.
    """
    versions = [
        one for one in later_versions if not reviewed.refuses(one.quote.document_id, one.quote.start, one.quote.end)
    ]
    judged = status(reviewed.commitment, reviewed.evidence, coverage, as_of, later_versions=versions)
    told = tuple(_reasons(reviewed, judged, as_of))
    return replace(judged, reasons=judged.reasons + told) if told else judged


def _reasons(reviewed: Reviewed, judged: Judgement, as_of: date) -> Iterable[Reason]:
    """Who decided what this verdict rests on, or would have rested on."""
    if reviewed.claims:
        yield _reason(reviewed.claims, "此承諾", ())
    grounds = {one for reason in judged.reasons for one in reason.evidence_ids}
    known = {item.id: item for item in reviewed.evidence}
    for one, claims in sorted(reviewed.links.items()):
        item = known.get(one) or reviewed.readings.get(one)
        if item is not None and item.stated_on.last <= as_of and (item.id in grounds or not _counts(item, known)):
            yield _reason(claims, f"{item.stated_on} 的文句", (item.id,))


def _counts(item: Evidence, known: Mapping[str, Evidence]) -> bool:
    return item.id in known and item.relation.bears


def _reason(claims: Claims, what: str, evidence_ids: tuple[str, ...]) -> Reason:
    last = claims.deciding
    relation = f"為「{SAID[last.relation]}」" if last.relation else ""
    words = f"{last.by} 於 {last.at.date()} {DID[last.action]}{what}{relation}"
    words += f"：{last.why}" if last.why else ""
    if claims.contested:
        others = dict.fromkeys(one.by for one in claims.decisions if one.by != last.by)
        words += f"（與 {'、'.join(others)} 的決定不同，以較晚者為準）"
    return Reason("review", words, evidence_ids)
