"""Deciding: what a person was shown becomes a decision, checked as it would be applied, and one ledger row."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from yinuo.errors import NotVerbatim, StoreError, UsageError
from yinuo.judge.anchors import Anchor
from yinuo.judge.decisions import Action, Correction, Decision, undone
from yinuo.judge.review import Reviewed, review
from yinuo.model import Commitment, DateInterval, Document, Evidence, Relation
from yinuo.persist.codec import canonical, commitment_payload, evidence_payload
from yinuo.persist.entries import digest
from yinuo.persist.ledger import Ledger
from yinuo.persist.schema import Kind
from yinuo.persist.standing import reviewed

__all__ = ["Subject", "accept", "correct", "passage", "reject", "relabel", "subject", "undo"]

_MOST_NAMED = 3
_LEAST = 4  # characters of an id that say which one is meant


@dataclass(frozen=True, slots=True)
class Subject:
    """What a person looks at: a promise, or a link of it, as the machine reads it now."""

    commitment: Commitment
    document: Document
    evidence: Evidence | None
    later: Document | None  # the document of the link
    shown: str
    method: str

    @property
    def id(self) -> str:
        """The id it goes by now."""
        return self.evidence.id if self.evidence else self.commitment.id


def subject(ledger: Ledger, identity: str) -> Subject:
    """The promise or link meant by an id or the unique beginning of one.

    Raises:
        UsageError: more than one begins so, or the beginning is too short to tell.
        StoreError: none does.
    """
    found = [(kind, one) for kind in ("commitments", "evidence") for one in _begins(ledger, kind, identity)]
    exact = [pair for pair in found if pair[1] == identity]
    if len(exact or found) > 1:
        named = "、".join(one for _, one in found[:_MOST_NAMED])
        raise UsageError(f"不只一項以此開頭（more than one begins so）：{identity}", remedy=named)
    if not found:
        raise StoreError(
            f"帳本裡沒有這項承諾或證據（no such commitment or evidence）：{identity}",
            where=str(ledger.path),
            remedy="請用 yinuo review queue 或 yinuo show 找（find it with review queue or show）",
        )
    ((kind, one),) = exact or found
    if kind == "commitments":
        return _subject(ledger, ledger.commitment(one), None)
    owner = str(ledger.rows("SELECT commitment_id FROM evidence WHERE id = ?", (one,))[0][0])
    item = next(item for item in ledger.evidence_for(owner) if item.id == one)
    return _subject(ledger, ledger.commitment(owner), item)


def _begins(ledger: Ledger, table: str, identity: str) -> list[str]:
    if len(identity) < _LEAST:
        raise UsageError(f"識別碼至少 {_LEAST} 字（at least {_LEAST} characters of an id）：{identity!r}")
    # EXISTS: with IN, SQLite would walk through the links of every promise
    owned = " AND EXISTS (SELECT 1 FROM commitments WHERE commitments.id = commitment_id)"
    standing = "" if table == "commitments" else owned
    sql = f"SELECT id FROM {table} WHERE id >= ? AND id < ?{standing} ORDER BY id LIMIT ?"  # noqa: S608 constants
    bounds = (identity, identity + "\U0010ffff", _MOST_NAMED)
    return [one for (one,) in ledger.rows(sql, bounds)]


def _subject(ledger: Ledger, commitment: Commitment, evidence: Evidence | None) -> Subject:
    kind, key = (Kind.EVIDENCE, evidence.id) if evidence else (Kind.COMMITMENT, commitment.id)
    sql = "SELECT method FROM entries WHERE kind = ? AND key = ? ORDER BY version DESC LIMIT 1"
    method = str(ledger.rows(sql, (kind, key))[0][0])
    parts = [canonical(commitment_payload(commitment))]
    parts += [canonical(evidence_payload(evidence))] if evidence else []
    document = ledger.document(commitment.quote.document_id)
    later = ledger.document(evidence.quote.document_id) if evidence else None
    return Subject(commitment, document, evidence, later, digest((*parts, method)), method)


def passage(ledger: Ledger, commitment_id: str, document_id: str, words: str, relation: Relation) -> Subject:
    """A link that the machine did not make: words of a later document that a person holds to bear on a promise.

    Nothing is written; ``relabel`` the subject with the relation to hold it to be so.

    Raises:
        StoreError: no such promise or document.
        NotVerbatim: the words do not stand in the document.
        NotLater: the document is not later than the promise.
    """
    commitment, later = ledger.commitment(commitment_id), ledger.document(document_id)
    start = later.text.find(words) if words.strip() else -1
    if start < 0:
        raise NotVerbatim(
            f"文件裡沒有這些字（these words do not stand in the document）：{words[:40]!r}",
            where=later.number or later.id,
            remedy="請照原文抄（copy them as they stand）",
        )
    item = Evidence(commitment, later, later.quote(start, start + len(words)), relation, later.date)
    sql = "SELECT method FROM entries WHERE kind = ? AND key = ? ORDER BY version DESC LIMIT 1"
    method = str(ledger.rows(sql, (Kind.COMMITMENT, commitment.id))[0][0])
    shown = digest((canonical(commitment_payload(commitment)), canonical(evidence_payload(item)), method))
    return Subject(commitment, ledger.document(commitment.quote.document_id), item, later, shown, method)


# ── what a person can do ───────────────────────────────────────────────────────────────────


def accept(ledger: Ledger, about: Subject, by: str, why: str = "") -> Decision:
    """Hold a promise or a link to be so as the machine reads it; the decision is written."""
    return _write(ledger, about, _decision(ledger, about, Action.ACCEPT, by, why))


def reject(ledger: Ledger, about: Subject, by: str, why: str) -> Decision:
    """Hold a promise to be none, or a passage not to bear on it."""
    made = _decision(ledger, about, Action.REJECT, by, why)
    return _write(ledger, about, replace(made, relation=None, marks=(), effective=None))


def relabel(
    ledger: Ledger,
    about: Subject,
    by: str,
    why: str,
    relation: Relation,
    *,
    marks: Mapping[str, str] | None = None,
    effective: DateInterval | None = None,
) -> Decision:
    """Hold a passage to bear on a promise in another way.

    Args:
        ledger: where it is written.
        about: the link.
        by: who.
        why: the reason.
        relation: how it bears.
        marks: of a change, what kind (``change``) and the new day (``new_due``).
        effective: when its event took place; None keeps the machine's reading.
    """
    if about.evidence is None:
        raise UsageError(
            f"這是承諾，不是證據（a commitment has no relation）：{about.id}",
            remedy="請給證據的識別碼（give the id of a piece of evidence）：yinuo evidence ID",
        )
    marks = dict(marks or {})
    kept = [one for one in about.evidence.why if one.partition(":")[0] not in ("change", "new_due")]
    told = (*kept, *(f"{kind}:{words}" for kind, words in sorted(marks.items())))
    made = _decision(ledger, about, Action.RELABEL, by, why)
    made = replace(made, relation=relation, marks=told, effective=effective or made.effective)
    return _write(ledger, about, made)


def correct(ledger: Ledger, about: Subject, by: str, why: str, correction: Correction) -> Decision:
    """Hold a promise to be so, but for some fields."""
    if about.evidence is not None:
        raise UsageError(
            f"這是證據，只能改判關係（evidence can only be relabelled）：{about.id}", remedy="yinuo review relabel"
        )
    if not correction.fields:
        raise UsageError("沒有指定要更正的欄位（nothing to correct）", remedy="yinuo review correct --help")
    return _write(ledger, about, _decision(ledger, about, Action.CORRECT, by, why, correction))


def undo(ledger: Ledger, decision_id: str, by: str, why: str = "") -> Decision:
    """Hold an earlier decision to be void; an undo can be undone in its turn.

    Args:
        ledger: where it is written.
        decision_id: the id of a decision or the unique beginning of one, or of a promise or link (its latest
            decision in force is meant).
        by: who.
        why: the reason.
    """
    target = _to_undo(ledger, decision_id)
    made = replace(
        target,
        action=Action.UNDO,
        by=by,
        why=why,
        at=ledger.now(),
        undoes=target.id,
        relation=None,
        marks=(),
        effective=None,
        correction=Correction(),
    )
    with ledger.unit(f"review {made.id}", method=made.method, actor=by, reason=why) as unit:
        unit.decision(made)
    return made


def _to_undo(ledger: Ledger, identity: str) -> Decision:
    every = ledger.decisions()
    named = [one for one in every if one.id.startswith(identity)] if len(identity) >= _LEAST else []
    if not named:
        about = subject(ledger, identity)
        known = reviewed(ledger, about.commitment)
        claims = known.links.get(about.id) if about.evidence else known.claims
        named = list(claims.decisions[-1:]) if claims else []
    if len(named) > 1:
        raise UsageError(f"不只一個決定以此開頭（more than one begins so）：{identity}", remedy=named[0].id)
    if not named:
        raise StoreError(f"沒有可撤回的決定（no decision to undo）：{identity}", remedy="yinuo review log")
    if named[0].id in undone(every):
        raise UsageError(f"這個決定已經撤回（already undone）：{named[0].id}", remedy="yinuo review log")
    return named[0]


# ── writing ────────────────────────────────────────────────────────────────────────────────


def _decision(
    ledger: Ledger, about: Subject, action: Action, by: str, why: str, correction: Correction | None = None
) -> Decision:
    item, later = about.evidence, about.later
    return Decision(
        action=action,
        promise=Anchor.of(about.document, about.commitment.quote),
        by=by,
        at=ledger.now(),
        why=why,
        passage=Anchor.of(later, item.quote) if item and later else None,
        shown=about.shown,
        method=about.method,
        commitment_id=about.commitment.id,
        evidence_id=item.id if item else "",
        relation=item.relation if item else None,
        marks=item.why if item else (),
        effective=item.effective if item else None,
        correction=correction or Correction(),
    )


def _write(ledger: Ledger, about: Subject, made: Decision) -> Decision:
    """Write a decision that can be applied; one that breaks an invariant is refused with the invariant's own words."""
    _try(about, made)
    with ledger.unit(f"review {made.id}", method=made.method, actor=made.by, reason=made.why) as unit:
        unit.decision(made)
    return made


def _try(about: Subject, made: Decision) -> Reviewed:
    if about.evidence is not None and about.later is not None:
        if made.relation is not None and made.effective is not None:
            Evidence(about.commitment, about.later, about.evidence.quote, made.relation, made.effective)
        return review(about.commitment, (about.evidence,), (made,), (about.document, about.later))
    found = review(about.commitment, (), (made,), (about.document,))
    if found.lost:  # build it once more, for the words of the error
        told: dict[str, Any] = {name: value for name, value in made.correction.fields.items() if name != "span"}
        replace(about.commitment, document=about.document, **told)
    return found
