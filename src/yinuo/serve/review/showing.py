"""One thing as a reviewer sees it: both sentences with what stands around them, and what people said before."""

from dataclasses import dataclass
from typing import Any

from yinuo.errors import StoreError
from yinuo.judge.decisions import Decision, settle
from yinuo.judge.review import Reviewed
from yinuo.model import DateInterval, Document, Quote
from yinuo.persist.desk import Desk
from yinuo.persist.desk_proposals import Proposal, proposal
from yinuo.persist.ledger import Ledger
from yinuo.persist.reviewing import Subject, subject
from yinuo.persist.standing import reviewed

__all__ = ["Passage", "Shown", "show"]

CONTEXT = 200  # characters before and after


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence in its letter."""

    document: Document
    before: str
    exact: str
    after: str
    start: int

    @classmethod
    def of(cls, document: Document, quote: Quote) -> "Passage":
        """The quote with its surroundings."""
        before, after = document.text[max(0, quote.start - CONTEXT) : quote.start], document.text[quote.end :][:CONTEXT]
        return cls(document, before, quote.exact, after, quote.start)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows.

    Attributes:
        thing: the id it goes by in the queue and in forms.
        about: the promise or link.
        promise: the promise's sentence.
        passage: the later sentence; None where the promise itself is the question.
        decisions: what people decided on this thing, oldest first.
        contested: fields on which they differ.
        proposal: what a reader proposes, where that is the question.
    """

    thing: str
    about: Subject
    promise: Passage
    passage: Passage | None
    decisions: tuple[Decision, ...]
    contested: tuple[str, ...]
    proposal: Proposal | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The promise's fields as the form of a correction shows them."""
        one = self.about.commitment
        return {
            "text": one.quote.exact,
            "title": one.title,
            "level": one.level.value,
            "deadline": "\n".join(f"{_written(item.interval)}={item.words}" for item in one.deadlines),
            "target": one.target.words if one.target else "",
            "agency": (one.agency.name or one.agency.words) if one.agency else "",
            "category": one.category.value if one.category else "",
        }


def show(ledger: Ledger, desk: Desk, thing: str) -> Shown:
    """What is known of a thing of the queue.

    Raises:
        StoreError: nothing goes by that id.
    """
    told = proposal(desk, thing.removeprefix("proposal:")) if thing.startswith("proposal:") else None
    if told is not None and told.state != "open":
        raise StoreError("這項提議已經處理了（already settled）")
    about = subject(ledger, told.commitment_id if told else thing)
    known = reviewed(ledger, about.commitment)
    decisions, contested = _said(known, about)
    item, later = about.evidence, about.later
    return Shown(
        thing,
        about,
        Passage.of(about.document, about.commitment.quote),
        Passage.of(later, item.quote) if item and later else None,
        decisions,
        contested,
        told,
    )


def _written(interval: DateInterval) -> str:
    """A day, month or year as the form reads it back; of any other span its last day."""
    return interval.last.isoformat() if "/" in (told := str(interval)) else told


def _said(known: Reviewed, about: Subject) -> tuple[tuple[Decision, ...], tuple[str, ...]]:
    claims = known.claims if about.evidence is None else known.links.get(about.evidence.id)
    if not claims:
        return (), ()
    return claims.decisions, settle(claims.decisions).contested
