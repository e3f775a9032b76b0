"""What a reviewer should look at first: where an answer would change what everybody is told, and nobody is sure.

The usefulness of a question is consequence times doubt. Consequence: 1 where accepting and rejecting give
different headlines, 0.6 where they give different states, 0.2 otherwise. Doubt: the variance 4p(1-p) of a
reading that holds with chance p: 1 for an even chance, 0 for a sure one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from yinuo.extract.confidence import publication
from yinuo.judge.coverage import Coverage
from yinuo.judge.facts import accepted, sure
from yinuo.judge.review import Reviewed, judge_reviewed
from yinuo.judge.signs import Change, kinds_in
from yinuo.model import Commitment, DecidedBy, Document, Evidence, Judgement, Relation, State
from yinuo.words import Publication

__all__ = ["NEWLY_DAYS", "Question", "questions"]

NEWLY_DAYS = 90  # a verdict is new for a quarter
DOUBT_OVERDUE = 0.69  # 7 of 32 verdicts «overdue» were wrong to a reader (docs/method.md): 4 · 0.78 · 0.22
DOUBT_ENDS = 0.9  # «fulfilled» and «dropped» by machine: no precision is shown, so nearly an even chance


@dataclass(frozen=True, slots=True)
class Question:
    """One thing worth a person's look.

    Attributes:
        commitment_id: the promise it is about.
        evidence_id: the link; None where the promise itself is the question.
        usefulness: 0 and up; the higher, the sooner.
        reasons: why, as codes: contested, fulfilled, dropped, overdue, decisive, uncertain, below_threshold, candidate.
        if_accepted: the state after «accept».
        if_rejected: the state after «reject»; None where the promise itself would go.
    """

    commitment_id: str
    evidence_id: str | None
    usefulness: float
    reasons: tuple[str, ...]
    if_accepted: State | None = None
    if_rejected: State | None = None


def questions(
    reviewed: Reviewed,
    judged: Judgement,
    documents: dict[str, Document],
    coverage: Coverage,
    as_of: date,
    later_versions: Sequence[Commitment] = (),
) -> Iterator[Question]:
    """What to ask about one promise, if anything.

    Args:
        reviewed: the promise with its evidence and what people decided so far.
        judged: where it stands on the day.
        documents: by id, those its evidence stands in.
        coverage: what was searched.
        as_of: the day.
        later_versions: the same promise in later documents.
    """
    promise = reviewed.commitment.id
    if reviewed.claims.contested:
        yield Question(promise, None, 1.1, ("contested",), judged.state)
    elif not reviewed.claims:
        yield from _about_promise(reviewed, judged, coverage, as_of, later_versions)
    for item in reviewed.evidence:
        claims = reviewed.links.get(item.id)
        if claims is not None and claims.contested:
            named = item.id if item.id in reviewed.readings else None  # one the machine links no more has no row
            yield Question(promise, named, 1.1, ("contested",), judged.state)
        elif claims is None and item.relation.bears and item.stated_on.last <= as_of:
            document = documents[item.quote.document_id]
            yield _about_link(reviewed, item, document, coverage, as_of, later_versions)


def _about_promise(
    reviewed: Reviewed, judged: Judgement, coverage: Coverage, as_of: date, versions: Sequence[Commitment]
) -> Iterator[Question]:
    one = reviewed.commitment
    if publication(one.confidence) is Publication.CANDIDATE:
        yield Question(one.id, None, 0.6 * _doubt(one.confidence), ("candidate",), judged.state)
    elif judged.state is State.OVERDUE:
        before = judge_reviewed(reviewed, coverage, as_of - timedelta(days=NEWLY_DAYS), later_versions=versions)
        if before.state is not State.OVERDUE:
            yield Question(one.id, None, DOUBT_OVERDUE, ("overdue",), judged.state)


def _about_link(
    reviewed: Reviewed,
    item: Evidence,
    document: Document,
    coverage: Coverage,
    as_of: date,
    versions: Sequence[Commitment],
) -> Question:
    decided = replace(
        item, commitment=reviewed.commitment, document=document, confidence=1.0, decided_by=DecidedBy.HUMAN
    )
    others = tuple(other for other in reviewed.evidence if other.id != item.id)
    place = (item.quote.document_id, item.quote.start, item.quote.end)
    with_it = replace(reviewed, evidence=(*others, decided))
    without = replace(reviewed, evidence=others, refused=(*reviewed.refused, place))
    yes = judge_reviewed(with_it, coverage, as_of, later_versions=versions)
    no = judge_reviewed(without, coverage, as_of, later_versions=versions)
    reasons = [*_ends(item)]
    if yes.state is not no.state:
        reasons.append("decisive")
    counts = accepted(item) and (sure(item) or not _ends(item))
    reasons.append("uncertain" if counts else "below_threshold")
    doubt = max(_doubt(item.confidence), DOUBT_ENDS if _ends(item) else 0.0)
    consequence = 1.0 if yes.headline is not no.headline else 0.6 if yes.state is not no.state else 0.2
    told = round(consequence * doubt, 6)
    return Question(reviewed.commitment.id, item.id, told, tuple(reasons), yes.state, no.state)


def _ends(item: Evidence) -> tuple[str, ...]:
    """Whether the link, if it holds, ends the promise."""
    if item.relation is Relation.FULFILLED:
        return ("fulfilled",)
    marks = {mark.removeprefix("change:") for mark in item.why}
    dropped = item.relation is Relation.CHANGED and (Change.DROPPED in marks or "dropped" in kinds_in(item.quote.exact))
    return ("dropped",) if dropped else ()


def _doubt(chance: float) -> float:
    return 4 * chance * (1 - chance)
