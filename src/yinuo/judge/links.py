"""From assessments to evidence: what of a later document is linked to a commitment.

The selection is pairwise, so the order in which documents arrive changes nothing: a passage is
looked at if it shares enough with the promise, and of each later document the best passages, at
most two, are linked.
"""

from collections.abc import Iterable, Sequence

from yinuo.judge.candidates import THRESHOLD, Features, features, pair_score
from yinuo.judge.evidence import Assessment, Passage, Promise, assess
from yinuo.model import Commitment, DateInterval, Document, Evidence, Extraction, Statement
from yinuo.words import Tier

__all__ = ["LINKED", "PER_DOCUMENT", "context_of", "judge_statements", "link", "promise_of"]

PER_DOCUMENT = 2  # passages of one document linked to one commitment
LINKED = 0.4  # least confidence of a link; it counts for a state from ``facts.ACCEPT`` on, below it is a candidate
AGAIN = 0.35  # … of a promise told again, which counts from ``facts.ACCEPT_AGAIN`` on
CONTEXT = 200  # characters before a passage that tell what «本案» is


def promise_of(commitment: Commitment, subject: str) -> Promise:
    """A commitment as the judge needs it; ``subject`` is that of its letter."""
    body = commitment.agency
    return Promise(
        text=commitment.quote.exact,
        date=commitment.made_on.last,
        title=commitment.title,
        deadlines=commitment.deadlines,
        target=commitment.target,
        agency=(body.name or body.words) if body else None,
        subject=subject,
        headings=commitment.headings,
    )


def context_of(document: Document, start: int) -> str:
    """What stands before a passage in its document."""
    return document.text[max(0, start - CONTEXT) : start]


def link(
    commitment: Commitment, commitment_subject: str, later: Extraction, tier: Tier = Tier.CAREFUL
) -> tuple[Evidence, ...]:
    """Evidence of one later document on one commitment, in order of the text; often none.

    A document that is not later, or is the promise's own text, gives none.
    """
    wanted = features(commitment.quote.exact)
    statements = (item for item in later.statements if _shares(wanted, item))
    return judge_statements(promise_of(commitment, commitment_subject), commitment, later.document, statements, tier)


def _shares(wanted: Features, statement: Statement) -> bool:
    return pair_score(wanted, features(statement.quote.exact)) >= THRESHOLD


def judge_statements(
    promise: Promise,
    commitment: Commitment,
    document: Document,
    statements: Iterable[Statement],
    tier: Tier = Tier.CAREFUL,
) -> tuple[Evidence, ...]:
    """Evidence of the best of these statements, at most ``PER_DOCUMENT``, in order of the text."""
    if not document.date.is_after(commitment.made_on) or document.fingerprint == commitment.fingerprint:
        return ()
    found: list[tuple[Assessment, Statement]] = []
    for statement in statements:
        said = statement.quote
        passage = Passage(said.exact, document.date.first, context_of(document, said.start), document.title)
        assessment = assess(promise, passage, tier)
        least = LINKED if assessment.relation.moves else AGAIN
        if assessment.relation.bears and assessment.confidence >= least:
            found.append((assessment, statement))
    return _evidence(commitment, document, found)


def _when(assessment: Assessment, document: Document) -> DateInterval:
    """When the event told took place; a promise told again tells none, whatever past day it names."""
    told = assessment.effective if assessment.relation.moves else None
    return told or document.date


def _evidence(
    commitment: Commitment, document: Document, found: Sequence[tuple[Assessment, Statement]]
) -> tuple[Evidence, ...]:
    best = sorted(found, key=lambda pair: (-pair[0].score, pair[1].quote.start))
    kept: dict[str, Evidence] = {}
    for assessment, statement in best:
        start = statement.quote.start + assessment.start
        quote = document.quote(start, start + len(assessment.quote))
        if quote.exact not in kept and len(kept) < PER_DOCUMENT:
            kept[quote.exact] = Evidence(
                commitment=commitment,
                document=document,
                quote=quote,
                relation=assessment.relation,
                effective=_when(assessment, document),
                confidence=assessment.confidence,
                why=assessment.why,
            )
    return tuple(sorted(kept.values(), key=lambda item: item.quote.start))
